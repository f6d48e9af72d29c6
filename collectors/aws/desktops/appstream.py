"""AppStream (WorkSpaces Applications): what to ask of fleets, and what it means."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.desktops.streaming import streamed
from collectors.aws.question import Ask
from collectors.aws.read import Account, listed
from collectors.aws.words import IMDSV1
from scanner.answers import Got, rests_on
from scanner.collector import Kind
from scanner.facts import Fact, Guard, Promise, Session

FLEET: Final = "aws.appstream.fleet"
_GIVES: Final[tuple[Promise, ...]] = ((Session, "remote-access"), (Guard, "credential-theft"))
_LIMITS: Final = (
    "aws appstream update-fleet --name NAME --idle-disconnect-timeout-in-seconds 600 "
    "--disconnect-timeout-in-seconds 300 --max-user-duration-in-seconds 28800"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        FLEET: Kind(
            title="AppStream fleet",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "automatic-logoff.idle-ends": _LIMITS,
                    "automatic-logoff.lifetime-bounded": _LIMITS,
                    "least-privilege.guarded": "aws appstream update-fleet --name NAME --disable-imdsv1; "
                    "the fleet must stand still meanwhile",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="appstream.fleets",
        operation="appstream.DescribeFleets",
        needs="appstream:DescribeFleets",
        feeds=((Session, "remote-access"), (Guard, "credential-theft")),
        scope="region",
        keep="{Fleets: Fleets[].{Arn: Arn, Name: Name, IdleDisconnectTimeoutInSeconds: IdleDisconnectTimeoutInSeconds, "
        "DisconnectTimeoutInSeconds: DisconnectTimeoutInSeconds, "
        "MaxUserDurationInSeconds: MaxUserDurationInSeconds, DisableIMDSV1: DisableIMDSV1}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all fleets, running or not: who starts one finds it as it is set."""
    for found in listed(whole, "appstream.fleets", "Fleets", FLEET, *_GIVES):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _fleet(whole, *found)


def _fleet(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    thing = whole.thing(FLEET, row["Arn"], name=row["Name"], site=got.about, answers=rests_on(got))
    yield streamed(
        thing,
        got,
        # Where nothing is set, nobody is disconnected for being idle.
        idle=int(row.get("IdleDisconnectTimeoutInSeconds", 0)),
        kept=row.get("DisconnectTimeoutInSeconds"),
        longest=row.get("MaxUserDurationInSeconds"),
        surface="remote-access",
    )
    closed = bool(row.get("DisableIMDSV1"))
    yield Guard(**thing, prevents="credential-theft", in_force=closed, considered=() if closed else (IMDSV1,))
