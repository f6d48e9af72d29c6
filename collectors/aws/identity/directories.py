"""Directory Service: what is demanded of who signs in through a directory, and whether its log is kept. Ask and read.

Only a directory of Microsoft's that AWS runs here has a log that it can hand out. That of a connector is kept by the
directory behind it, that of a shared one by its owner; Simple AD has none to give, nor a second factor to ask for.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, NOT_ASKED, Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogTrail, Promise, SignIn

MANAGED: Final = "aws.ds.microsoft-ad"
OTHER: Final = "aws.ds.directory"
_DOOR: Final[tuple[Promise, ...]] = ((Asset, "service"), (SignIn, "everyone"))
_MFA: Final = "aws ds enable-radius --directory-id DIRECTORY --radius-settings file://FILE"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        MANAGED: Kind(
            title="AWS Managed Microsoft AD",
            gives=(*_DOOR, (LogTrail, "service")),
            fix=MappingProxyType(
                {
                    "mfa.demanded": _MFA,
                    "audit-logging.recording": "aws ds create-log-subscription --directory-id DIRECTORY "
                    "--log-group-name GROUP",
                }
            ),
            own={"DIRECTORY": "id"},
        ),
        OTHER: Kind(
            title="directory of Directory Service",
            gives=_DOOR,
            fix=MappingProxyType(
                {"mfa.demanded": f"{_MFA}; Simple AD cannot ask for one: move to AWS Managed Microsoft AD"}
            ),
            own={"DIRECTORY": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="ds.directories",
        operation="ds.DescribeDirectories",
        needs="ds:DescribeDirectories",
        feeds=((Asset, "service"), (SignIn, "everyone"), (LogTrail, "service")),
        scope="region",
        # RadiusSettings holds the secret that is shared with the server.
        keep="{DirectoryDescriptions: DirectoryDescriptions[?Stage != 'Deleting' && Stage != 'Deleted'].{"
        "DirectoryId: DirectoryId, Name: Name, Type: Type, RadiusStatus: RadiusStatus, "
        "OwnerRadiusStatus: OwnerDirectoryDescription.RadiusStatus}}",
    ),
    Ask(
        id="ds.logs",
        operation="ds.ListLogSubscriptions",
        needs="ds:ListLogSubscriptions",
        feeds=((LogTrail, "service"),),
        each="ds.directories",
        of="DirectoryDescriptions[?Type == 'MicrosoftAD']",
        about="DirectoryId",
        given=MappingProxyType({"DirectoryId": "item.DirectoryId"}),
        keep="{LogSubscriptions: LogSubscriptions[].{DirectoryId: DirectoryId, LogGroupName: LogGroupName}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all directories."""
    for kind in (MANAGED, OTHER):
        for found in listed(whole, "ds.directories", "DirectoryDescriptions", kind, *KINDS[kind].gives):
            if isinstance(found, Fact):
                yield found
            elif kind == (MANAGED if found[1].get("Type") == "MicrosoftAD" else OTHER):
                yield from _directory(whole, kind, *found)


def _directory(whole: Account, kind: str, listing: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    name = row["DirectoryId"]
    arn = whole.name("ds", listing.about, f"directory/{name}")
    thing = whole.thing(kind, arn, name=row.get("Name") or name, site=listing.about, also=(name,))
    yield Asset(**thing, answers=rests_on(listing), role="service")
    yield _door(thing, listing, row)
    if kind == MANAGED:
        logs = whole.one("ds.logs", f"{listing.about}/{name}")
        yield LogTrail(
            **thing,
            answers=rests_on(listing, logs),
            of="service",
            enabled=bool(body(logs).get("LogSubscriptions")) if logs.good else None,
            records=("sign-in", "admin") if logs.good else None,
            exempt=() if logs.good else None,
            unread=unread(enabled=logs, records=logs, exempt=logs),
        )


def _door(thing: Mapping[str, Any], listing: Got, row: Mapping[str, Any]) -> SignIn:
    """The way to AWS's own applications. A server that is being set up, or that failed, asks nobody for anything."""
    asked = "Completed" in {row.get("RadiusStatus"), row.get("OwnerRadiusStatus")}
    managed = row.get("Type") in {"MicrosoftAD", "SharedMicrosoftAD", "SimpleAD"}
    return SignIn(
        **thing,
        answers=rests_on(listing),
        audience="everyone",
        factors=2 if asked else 1,
        phishing_resistant=None,
        bypass=None,
        individual=None,
        directories=2 if managed else None,
        unread=unread(
            phishing_resistant=HIDDEN,
            bypass=NOT_ASKED,
            individual=HIDDEN,
            **({} if managed else {"directories": HIDDEN}),
        ),
    )
