"""A door: the ways in that it leaves, and the `SignIn` that says so."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from collectors.host.host import Host
from collectors.host.linux.doors.pam import DIRECTORIES, Module, UnclearError, Way, flat, way_round
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.facts import SignIn

ENROL = (
    "First apt-get install libpam-google-authenticator (RHEL: google-authenticator, from EPEL), and let everyone who"
    " comes in here enrol, each by running google-authenticator as themselves: who has not is locked out. Keep a root"
    " shell open until a second sign-in has worked."
)
"""What comes before a second factor is demanded anywhere."""
_WEIGHT = {"smart card": 2}
"""A card and its PIN are two factors in one."""
_RESISTANT = frozenset({"smart card", "security key"})
_SECOND = 2


@dataclass(frozen=True, slots=True)
class Door:
    """What a door asks: the ways in that are sure, those there may be, and how sure that is."""

    sure: frozenset[Way]
    possible: frozenset[Way]
    modules: tuple[Module, ...] = ()

    def factors(self) -> int:
        """The least that lets somebody in.

        Raises:
            UnclearError: it cannot be told; nobody can get in.
        """
        if not self.possible:
            raise UnclearError("no way in was found")
        sure, possible = (min(map(_weight, w), default=-1) for w in (self.sure, self.possible))
        if sure != possible:
            raise UnclearError("it depends on conditions: who signs in, from where, and what cannot be seen here")
        if sure < _SECOND and all("radius" in way for way in self.possible if _weight(way) == sure):
            raise UnclearError("RADIUS may ask for more than a password")
        return sure


def _weight(way: Way) -> int:
    return sum(_WEIGHT.get(kind, 1) for kind in way)


Known: TypeAlias = Door | UnclearError | Got
"""A door, or why it is not known: its stack cannot be played, an answer did not come."""


def signin(  # noqa: PLR0913  # one door has so many sides
    host: Host,
    kind: str,
    part: str,
    audience: Literal["everyone", "administrators"],
    door: Known,
    *gots: Got,
    individual: bool | None = True,
    doubt: Got | None = None,
) -> SignIn:
    """The fact about a door. `doubt`: why some may come in with less; it leaves a count of one or none as it is."""
    factors, why = _count(door, gots[0])
    known = door if isinstance(door, Door) else None
    reason = why or gots[0]
    bypass = way_round(known.modules) if known else None
    resistant = all(_RESISTANT & way for way in known.possible) if known and not why else None
    directories = None if known is None or any(m.name in DIRECTORIES for m in flat(known.modules)) else 0
    if doubt and (factors is None or factors >= _SECOND):
        # With one factor for everyone there is nothing left to go round; with two, some may get by with one.
        factors, bypass, reason = None, bypass or None, doubt
    if doubt and resistant:
        resistant, reason = None, doubt
    return SignIn(
        **host.fact(kind, part, *gots),
        audience=audience,
        factors=factors,
        phishing_resistant=resistant,
        bypass=bypass,
        individual=individual,
        directories=directories,
        unread=(
            *(unread(factors=reason) if factors is None else ()),
            *(unread(phishing_resistant=reason) if resistant is None else ()),
            *(unread(bypass=reason) if bypass is None else ()),
            *(unread(individual=doubt or reason) if individual is None else ()),
            *(unread(directories=NOT_ASKED if known else reason) if directories is None else ()),
        ),
    )


def _count(door: Known, asked: Got) -> tuple[int | None, Got | None]:
    """The number of factors, or why it is not known."""
    if isinstance(door, Got):
        return None, door
    try:
        if isinstance(door, UnclearError):
            raise door
        return door.factors(), None
    except UnclearError as err:
        return None, unclear(asked, str(err))
