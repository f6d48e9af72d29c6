"""Macie: whether the buckets of a region are looked through for what they hold.

Nothing asks that it is on: where nobody ever switched it on, nothing is said. A region's inventory is AWS Config's.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import NOT_ASKED, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Detector, Fact

SESSION: Final = "aws.macie"
_GIVES: Final = (Detector, "inventory")

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SESSION: Kind(
            title="Macie",
            gives=(_GIVES,),
            fix=MappingProxyType(
                {
                    "asset-inventory.recorded": "aws macie2 update-macie-session --status ENABLED --region REGION; aws "
                    "macie2 update-automated-discovery-configuration --status ENABLED --region REGION",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="macie.session",
        operation="macie2.GetMacieSession",
        needs="macie2:GetMacieSession",
        off=MappingProxyType({"AccessDeniedException": "Macie is not enabled"}),
        feeds=(Detector,),
        scope="region",
        keep="{status: status}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="macie.discovery",
        operation="macie2.GetAutomatedDiscoveryConfiguration",
        needs="macie2:GetAutomatedDiscoveryConfiguration",
        feeds=(Detector,),
        each="macie.session",
        about="'session'",
        keep="{status: status}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give whether buckets are looked through, where Macie was ever switched on."""
    for session in whole.every("macie.session"):
        if not session.good:
            yield from gaps(whole.target, SESSION, session, _GIVES, site=session.about)
        if not session.ok:
            continue
        discovery = whole.one("macie.discovery", f"{session.about}/session")
        paused = body(session).get("status") != "ENABLED"
        yield Detector(
            **whole.thing(
                SESSION,
                whole.name("macie2", session.about, "*"),
                name=f"buckets in {session.about}",
                site=session.about,
                also=(whole.arn,),
            ),
            answers=rests_on(session, discovery),
            watches="inventory",
            enabled=False if paused else body(discovery).get("status") == "ENABLED" if discovery.good else None,
            notifies=None,
            definitions_days=0,
            oldest_open_days=None,
            unread=unread(**({} if paused else {"enabled": discovery}), notifies=NOT_ASKED, oldest_open_days=NOT_ASKED),
        )
