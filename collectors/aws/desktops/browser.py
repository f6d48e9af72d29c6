"""WorkSpaces Secure Browser, which runs at AWS and is shown here: what to ask of its portals, and what it means.

Its limits stand in user settings, which several portals may share: all of a region are asked for at once.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.desktops.streaming import streamed
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, Got, rests_on, unclear
from scanner.collector import Kind
from scanner.facts import Fact, Session

PORTAL: Final = "aws.workspaces-web.portal"
_GIVES: Final = ((Session, "web"),)
_MINUTE: Final = 60

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PORTAL: Kind(
            title="portal of WorkSpaces Secure Browser",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "automatic-logoff.idle-ends": "aws workspaces-web update-user-settings --user-settings-arn ARN "
                    "--idle-disconnect-timeout-in-minutes 10 --disconnect-timeout-in-minutes 5",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="browser.portals",
        operation="workspaces-web.ListPortals",
        needs="workspaces-web:ListPortals",
        feeds=((Session, "web"),),
        scope="region",
        # One that is not finished lets nobody in.
        keep="{portals: portals[?portalStatus != 'Incomplete'].{portalArn: portalArn, displayName: displayName, "
        "userSettingsArn: userSettingsArn}}",
    ),
    Ask(
        id="browser.settings",
        operation="workspaces-web.ListUserSettings",
        needs="workspaces-web:ListUserSettings",
        feeds=((Session, "web"),),
        each="browser.portals",
        of="portals[?userSettingsArn] | [:1]",
        about="userSettingsArn",
        keep="{userSettings: userSettings[].{userSettingsArn: userSettingsArn, "
        "disconnectTimeoutInMinutes: disconnectTimeoutInMinutes, "
        "idleDisconnectTimeoutInMinutes: idleDisconnectTimeoutInMinutes}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the sessions of all portals."""
    for found in listed(whole, "browser.portals", "portals", PORTAL, *_GIVES):
        yield found if isinstance(found, Fact) else _session(whole, *found)


def _session(whole: Account, listing: Got, row: Mapping[str, Any]) -> Session:
    """Zero and nothing mean what the service does by itself, which it does not tell: those stay open."""
    got, said = _settings(whole, listing, row.get("userSettingsArn", ""))
    idle, kept = (said.get(f"{limit}TimeoutInMinutes") for limit in ("idleDisconnect", "disconnect"))
    thing = whole.thing(PORTAL, row["portalArn"], name=row.get("displayName", ""), site=listing.about)
    return streamed(
        {**thing, "answers": rests_on(listing, got)},
        got,
        idle=int(idle) * _MINUTE if idle else None,
        kept=int(kept) * _MINUTE if kept else None,
        longest=None,
        limits=HIDDEN,
        surface="web",
    )


def _settings(whole: Account, listing: Got, arn: str) -> tuple[Got, Mapping[str, Any]]:
    """What a region's list says of some user settings, and the list; or why it says nothing."""
    if not arn:
        return unclear(listing, "the portal names no user settings"), {}
    for got in whole.answers.every("browser.settings"):
        if got.about.split(":")[3] == listing.about:
            rows = {row["userSettingsArn"]: row for row in body(got).get("userSettings", [])}
            return (got, rows[arn]) if arn in rows else (unclear(got, "it does not hold them") if got.good else got, {})
    return whole.one("browser.settings", arn), {}
