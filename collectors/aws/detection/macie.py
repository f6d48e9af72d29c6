"""Macie: whether the buckets of a region are looked through for what they hold.

Nothing asks that it is on: where nobody ever switched it on, nothing is said. A region's inventory is AWS Config's.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.row import Known
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from scanner.answers import JSON, Got, gaps, rests_on, unread
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
            own={"REGION": "site"},
        ),
    }
)

_NAME: Final = "'session'"


def _member(known: Known, place: Place) -> bool:
    """Another account decides what is looked through, and tells nobody else."""
    return _led(known.body("macie.administrator", place.about))


def _led(administrator: JSON) -> bool:
    return (administrator or {}).get("relationshipStatus") == "Enabled"


QUESTIONS: Final = (
    Ask(
        id="macie.session",
        operation="macie2.GetMacieSession",
        needs="macie2:GetMacieSession",
        off=MappingProxyType({"AccessDeniedException": "Macie is not enabled"}),
        feeds=((Detector, "inventory"),),
        scope="region",
        keep="{status: status}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="macie.administrator",
        operation="macie2.GetAdministratorAccount",
        needs="macie2:GetAdministratorAccount",
        feeds=((Detector, "inventory"),),
        each="macie.session",
        about=_NAME,
        keep="{accountId: administrator.accountId, relationshipStatus: administrator.relationshipStatus}",
        bare=True,
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="macie.discovery",
        operation="macie2.GetAutomatedDiscoveryConfiguration",
        needs="macie2:GetAutomatedDiscoveryConfiguration",
        feeds=((Detector, "inventory"),),
        each="macie.session",
        about=_NAME,
        after=("macie.administrator",),
        unless=_member,
        keep="{status: status}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give whether buckets are looked through, where Macie was ever switched on."""
    for session in whole.every("macie.session"):
        if not session.good:
            yield from gaps(whole.target, SESSION, session, _GIVES, site=session.about)
        if session.ok:
            yield _detector(whole, session)


def _detector(whole: Account, session: Got) -> Detector:
    paused = body(session).get("status") != "ENABLED"
    looks, discovery = (False, session) if paused else _looks(whole, f"{session.about}/session")
    return Detector(
        **whole.thing(
            SESSION,
            whole.name("macie2", session.about, "*"),
            name=f"buckets in {session.about}",
            site=session.about,
            within=(whole.arn,),
        ),
        answers=rests_on(session, discovery),
        watches="inventory",
        enabled=looks,
        unread=unread(enabled=discovery),
    )


def _looks(whole: Account, name: str) -> tuple[bool | None, Got]:
    """Whether buckets are looked through without being asked to, and the answer that says so."""
    administrator, discovery = whole.one("macie.administrator", name), whole.one("macie.discovery", name)
    if _led(administrator.body):
        decides = body(administrator).get("accountId", "another account")
        asked = f"macie2.GetAutomatedDiscoveryConfiguration in {decides}, which decides for this account"
        return None, Got("not-asked", asked, place=administrator.place)
    if discovery.good:
        return body(discovery).get("status") == "ENABLED", discovery
    return None, discovery if administrator.good or discovery.place else administrator
