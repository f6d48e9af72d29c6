"""The ways into the directory, by its security defaults and all its policies of conditional access together. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from collectors.entra.conditional import (
    EVERYONE,
    GUESTS,
    LEGACY,
    MODERN,
    Audience,
    Cover,
    Out,
    Policy,
    cover,
    policies,
)
from collectors.entra.read import Tenant, rows
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
Whom = Literal["everyone", "administrators", "guests"]


@dataclass(frozen=True)
class Doors:
    """All that decides who comes in."""

    whole: Tenant
    roles: Roles

    @cached_property
    def policies(self) -> list[Policy]:
        """Those that are on."""
        return policies(rows(self.whole.one("entra.policies")))

    @property
    def defaults(self) -> bool | None:
        """Security defaults are on."""
        got = self.whole.one("entra.security_defaults")
        said = (got.body or {}).get("isEnabled") if got.good else None
        return said if isinstance(said, bool) else None

    def audiences(self, whom: Whom) -> tuple[list[Audience], Got | None]:
        """Who is meant; and why there may be more."""
        if whom == "administrators":
            return self.roles.audiences(), self.roles.bad
        return [EVERYONE if whom == "everyone" else GUESTS], None

    def covers(self, whom: Whom, clients: Sequence[str], asks: Callable[[Policy], bool | None]) -> Cover:
        """Whether all of these must show something on all these clients, and who is left out anywhere.

        Where it is not known who the administrators are, it must be so of everyone.
        """
        some, bad = self.audiences(whom)
        meant = [*some, *([EVERYONE] if bad else [])]
        spared = self.spares(whom)
        found = [cover(self.policies, one, client, asks, spared) for one in meant for client in clients]
        wholes = [one.whole for one in found]
        whole = False if False in wholes else None if None in wholes else True
        return Cover(whole, frozenset().union(*(one.out for one in found)))

    def spares(self, whom: Whom) -> Callable[[Out], bool | None]:
        """Tells of who is left out whether that opens no way round for these; None: nobody knows."""
        return lambda out: True if self._another(out, whom) else self._declared(out)

    def _another(self, out: Out, whom: Whom) -> bool:
        """Somebody who is none of these."""
        if out.what != "user" or whom == "everyone":
            return False
        if whom == "guests":
            return self.roles.users.get(out.id, {}).get("userType") == "Member"
        admins, bad = self.roles.administrators
        return not bad and out.id not in admins

    def _declared(self, out: Out) -> bool | None:
        """Declared as kept for emergencies; None: the list that would tell it did not come."""
        if out.what not in {"user", "group"}:
            return False
        declared, got = self.whole.declared, self.whole.users
        if out.id in declared:
            return True
        if out.what == "user" and not got.good and any("@" in one for one in declared):
            return None
        return out.what == "user" and self.whole.is_break_glass(self.roles.users.get(out.id, {}))

    def called(self, out: Out) -> str:
        """Who or what is left out, to be read."""
        if out.what == "user":
            return str(self.roles.users.get(out.id, {}).get("userPrincipalName") or f"user {out.id}")
        if out.what == "role":
            return f"role {self.roles.name(out.id)}"
        return {"device": "devices that a filter names"}.get(out.what, f"{out.what} {out.id}")


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give the doors."""
    doors = Doors(whole, roles)
    whoms: tuple[Whom, ...] = ("everyone", "administrators", "guests")
    for whom in whoms:
        yield _door(doors, whom)


def _two(policy: Policy) -> bool | None:
    if policy.demand.blocks and policy.out:
        return False  # of whom it leaves out a block demands nothing
    return None if policy.demand.factors is None else policy.demand.factors > 1


def _resistant(policy: Policy) -> bool | None:
    return policy.demand.resistant


def _door(doors: Doors, whom: Whom) -> SignIn:
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
        unread=unread(factors=why, phishing_resistant=why_resistant, bypass=why_bypass),
    )


def beside(doors: Doors, whom: Whom) -> tuple[Got, ...]:
    """What a door rests on beside the policies."""
    of_roles = tuple(doors.whole.one(q) for q in ("entra.roles", "entra.roles.held", "entra.roles.eligible"))
    return (doors.whole.users, *(of_roles if whom == "administrators" else ()))


def _settled(doors: Doors, whom: Whom, asks: Callable[[Policy], bool | None]) -> tuple[Cover, Got | None]:
    """What the policies say, and why it cannot be told from them."""
    got = doors.whole.one("entra.policies")
    found, (_, bad) = doors.covers(whom, MODERN, asks), doors.audiences(whom)
    if not got.good:
        return Cover(None), got
    if bad and not found.whole:
        return Cover(None), bad
    return found, unclear(got, "it cannot be told whom a policy reaches, or what it demands") if (
        found.whole is None
    ) else None


def _factors(doors: Doors, whom: Whom) -> tuple[int | None, Got]:
    """How many are demanded. Security defaults and policies add up: what either demands is demanded."""
    got = doors.whole.one("entra.policies")
    found, why = _settled(doors, whom, _two)
    by_default, unsaid = _by_default(doors, whom)
    if found.whole or by_default:
        return 2, got if found.whole else doors.whole.one("entra.security_defaults")
    if doors.defaults and not why and not unsaid:
        return 1, got
    if doors.defaults and not got.good and not unsaid:
        return 1, doors.whole.one("entra.security_defaults")  # with them no policy can be on
    bad = why or unsaid
    return (None, bad) if bad else (1, got)


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
    found, why = _settled(doors, whom, _resistant)
    return (None, why) if why else (bool(found.whole and not found.out), got)


def _bypass(doors: Doors, whom: Whom) -> tuple[tuple[str, ...] | None, Got]:
    """The ways round: who is left out, and protocols that can ask for no second factor."""
    got = doors.whole.one("entra.policies")
    defaults = doors.whole.one("entra.security_defaults")
    if doors.defaults and (not got.good or not doors.policies):
        return (), defaults  # they block older protocols, and leave nobody out
    found, why = _settled(doors, whom, _two)
    older = doors.covers(whom, LEGACY, _two)
    if why or older.whole is None:
        return None, why or unclear(got, "it cannot be told whether older protocols are blocked")
    out = (found.out if found.whole else frozenset()) | (older.out if older.whole else frozenset())
    if any(doors.spares(whom)(one) is None for one in out):
        return None, doors.whole.users
    open_ = older.whole is False
    if open_ and doors.defaults is None:
        return None, defaults if not defaults.good else unclear(defaults, "it does not say whether they are on")
    ways = {doors.called(one) for one in out} | ({_OTHER} if open_ and not doors.defaults else set())
    return tuple(sorted(ways)), got
