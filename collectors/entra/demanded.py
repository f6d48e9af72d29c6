"""What whoever comes into the directory must show: how many factors, of what kind, and who need not. Pure."""

from collections.abc import Iterator
from typing import Final

from collectors.entra.conditional import LEGACY, MODERN, WAYS, Out, Policy
from collectors.entra.covering import Cover
from collectors.entra.doors import Doors, beside, perhaps, settled, two, untold
from collectors.entra.persons import Door, Persons, Whom
from collectors.entra.read import FEW, Tenant
from collectors.entra.roles import Roles
from collectors.entra.tenant import TENANT
from scanner.answers import Got, unclear, unread
from scanner.facts import Fact, SignIn

_DEFAULTS: Final = frozenset(
    {
        "62e90394-69f5-4237-9190-012177145e10",  # Global Administrator
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",  # Application Administrator
        "c4e39bd9-1100-46d3-8c65-fb160da0071f",  # Authentication Administrator
        "0526716b-113d-4c15-b2c8-68e3c22b9f80",  # Authentication Policy Administrator
        "b0f54661-2d74-4c50-afa3-1ec803f12efe",  # Billing Administrator
        "158c047a-c907-4556-b7ef-446551a6b5f7",  # Cloud Application Administrator
        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",  # Conditional Access Administrator
        "29232cdf-9323-42fd-ade2-1d097af3e4de",  # Exchange Administrator
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",  # Helpdesk Administrator
        "966707d0-3269-4727-9be2-8c3a10f19b9d",  # Password Administrator
        "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",  # Privileged Authentication Administrator
        "e8611ab8-c189-46e8-94e1-60213ab1f814",  # Privileged Role Administrator
        "194ae4cb-b126-40b2-bd5b-6091b380977d",  # Security Administrator
        "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",  # SharePoint Administrator
        "fe930be7-5e62-47db-91af-98c3a49a38b1",  # User Administrator
    }
)
"""Of whom security defaults demand a second factor each time: learn.microsoft.com/entra/fundamentals/security-defaults.
Of all others "when necessary", which is not on every way in."""
_OTHER: Final = "legacy-auth"


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give the doors."""
    doors = Doors(whole, roles)
    whoms: tuple[Door, ...] = ("everyone", "administrators", "guests")
    for whom in whoms:
        yield _door(doors, whom)


def _closed(policy: Policy) -> bool | None:
    """Older protocols are shut, if not for those whom it leaves out."""
    return policy.demand.blocks or two(policy)


def _resistant(policy: Policy) -> bool | None:
    return policy.demand.resistant


def _door(doors: Doors, whom: Door) -> SignIn:
    whole = doors.whole
    got, defaults = whole.one("entra.policies"), whole.one("entra.security_defaults")
    factors, why = _factors(doors, whom)
    resistant, why_resistant = _whether_resistant(doors, whom)
    bypass, why_bypass = _bypass(doors, whom)
    return SignIn(
        **whole.thing(TENANT, "", whole.name, got, defaults, *beside(doors, whom)),
        audience=whom,
        factors=factors,
        phishing_resistant=resistant,
        bypass=bypass,
        individual=True,  # an account is one name, and nobody comes in without one
        directories=2,  # a managed directory
        stands=_stands(doors, whom),
        unread=unread(factors=why, phishing_resistant=why_resistant, bypass=why_bypass),
    )


def _stands(doors: Doors, whom: Whom) -> tuple[str, ...]:
    """Which policies leave out what lets somebody round, by modern clients or older ones."""
    some = ((doors.covers(whom, MODERN, two), two), (doors.covers(whom, LEGACY, _closed), _closed))
    said = (line for found, asks in some if found.whole for line in doors.stands(found, asks))
    return tuple(dict.fromkeys(said))


def _factors(doors: Doors, whom: Whom) -> tuple[int | None, Got]:
    """How many are demanded. Security defaults and policies add up: what either demands is demanded."""
    got = doors.whole.one("entra.policies")
    found, why = settled(doors, whom, two)
    by_default, unsaid = _by_default(doors, whom)
    if by_default:
        return 2, doors.whole.one("entra.security_defaults")
    if found.whole:
        all_, why = _of_all(doors, doors.persons(whom), found)
        if all_:
            return 2, got
    if doors.defaults and not got.good and not unsaid:
        return 1, doors.whole.one("entra.security_defaults")  # with them no policy can be on
    bad = why or unsaid
    return (None, bad) if bad else (1, got)


def _of_all(doors: Doors, persons: Persons, found: Cover) -> tuple[bool, Got | None]:
    """Whether what is demanded but for some is demanded of all of a group on every way in; and why it is not known.

    Whoever comes a way that is left out (a platform, a place, an application) shows one factor, and anybody may. A
    group that is left out may hold everybody.
    """
    ways = {one for one in found.out if one.what in WAYS}
    sure, _ = _left_out(persons, found.out - found.unsure - ways)
    if ways - found.unsure or len(sure) > FEW:
        return False, None
    some, bad = _left_out(persons, found.out - ways, may_be=True)
    if ways or len(some) > FEW:
        bad = bad or perhaps(doors, persons.whom, found.unsure)
    return not bad, bad


def _left_out(persons: Persons, out: frozenset[Out], *, may_be: bool = False) -> tuple[frozenset[str], Got | None]:
    """Ids of the persons who are left out, those aside of whom that is meant; and why there may be more."""
    found: set[str] = set()
    bad: Got | None = None
    for one in sorted(out):
        some, why = persons.behind(one)
        said = {who: persons.spared(Out("user", who)) for who in some}
        found |= {who for who, how in said.items() if how is False or (may_be and how is None)}
        bad = bad or why
    return frozenset(found), bad


def _by_default(doors: Doors, whom: Whom) -> tuple[bool, Got | None]:
    """Whether security defaults demand a second factor of all of a group each time; and why that is not known."""
    got = doors.whole.one("entra.security_defaults")
    if doors.defaults is None:
        return False, got if not got.good else unclear(got, "it does not say whether they are on")
    if not doors.defaults or whom != "administrators":
        return False, None
    some, bad = doors.audiences(whom)
    return (False, bad) if bad else (all(one.role in _DEFAULTS for one in some), None)


def _whether_resistant(doors: Doors, whom: Whom) -> tuple[bool | None, Got]:
    """Security defaults take any second factor: they decide nothing here."""
    got = doors.whole.one("entra.policies")
    if doors.defaults and not got.good:
        return False, doors.whole.one("entra.security_defaults")
    found, why = settled(doors, whom, _resistant)
    if not why and found.all is None:
        why = perhaps(doors, whom, found.unsure)
    return (None, why) if why else (found.all, got)


def _bypass(doors: Doors, whom: Whom) -> tuple[tuple[str, ...] | None, Got]:
    """The ways round: who is left out, and protocols that can ask for no second factor."""
    got = doors.whole.one("entra.policies")
    defaults = doors.whole.one("entra.security_defaults")
    if doors.defaults and (not got.good or not doors.policies):
        return (), defaults  # they block older protocols, and leave nobody out
    found, why = settled(doors, whom, two)
    older = doors.covers(whom, LEGACY, _closed)
    if why or older.whole is None:
        return None, why or untold(got, "it cannot be told whether older protocols are blocked", older)
    if older.whole is False and doors.defaults is None:
        return None, defaults if not defaults.good else unclear(defaults, "it does not say whether they are on")
    covers = [one for one in (found, older) if one.whole]
    sure = frozenset[Out]().union(*(one.out - one.unsure for one in covers))
    ways = {*map(doors.called, sure), *([_OTHER] if older.whole is False and not doors.defaults else [])}
    unsure = frozenset[Out]().union(*(one.unsure for one in covers))
    return (None, perhaps(doors, whom, unsure)) if unsure and not ways else (tuple(sorted(ways)), got)
