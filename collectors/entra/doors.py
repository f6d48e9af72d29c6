"""The ways into the directory, by its security defaults and all its policies of conditional access together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from collectors.asking.listing import rows
from collectors.entra.conditional import EVERYONE, GUESTS, MODERN, Audience, Out, Policy, policies
from collectors.entra.covering import Asks, Cover, cover
from collectors.entra.persons import Persons, Whom
from collectors.entra.read import LEFT_OUT, Tenant, texts
from collectors.entra.roles import GLOBAL_ADMINISTRATOR, Roles
from scanner.answers import Got, unclear
from scanner.words import few


@dataclass(frozen=True)
class Doors:
    """All that decides who comes in."""

    whole: Tenant
    roles: Roles
    _persons: dict[Whom, Persons] = field(default_factory=dict, repr=False, compare=False)

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
            persons = self.persons(whom)
            some = [one for one in self.roles.audiences() if not _nobodys(persons, one)]
            return some, self.roles.bad
        return [GUESTS if whom == "guests" else EVERYONE], None

    def covers(self, whom: Whom, clients: Sequence[str], asks: Asks) -> Cover:
        """Whether all of these must show something on all these clients, and who is left out anywhere.

        Where it is not known who the administrators are, it must be so of everyone.
        """
        some, bad = self.audiences(whom)
        meant = [*some, *([EVERYONE] if bad else [])]
        persons = self.persons(whom)
        found = [cover(self.policies, one, client, asks, persons) for one in meant for client in clients]
        wholes = [one.whole for one in found]
        whole = False if False in wholes else None if None in wholes else True
        sure = frozenset[Out]().union(*(one.out - one.unsure for one in found))
        out = frozenset[Out]().union(*(one.out for one in found))
        return Cover(whole, out, out - sure, frozenset[str]().union(*(one.may for one in found)))

    def stands(self, found: Cover, asks: Asks) -> tuple[str, ...]:
        """Which policies leave out what lets somebody round, to be read."""
        some = ((one, one.out & (found.out - found.unsure)) for one in self.policies if asks(one) is not False)
        return tuple(f"policy {one.called} leaves out {few(sorted(map(self.called, out)))}" for one, out in some if out)

    def persons(self, whom: Whom) -> Persons:
        """Who is left out, as these are asked about."""
        return self._persons.setdefault(whom, Persons(self.whole, self.roles, whom))

    def called(self, out: Out) -> str:
        """Who or what is left out, to be read."""
        if out.what == "user":
            return str(self.roles.users.get(out.id, {}).get("userPrincipalName") or f"user {out.id}")
        if out.what == "role":
            return f"role {self.roles.name(out.id)}"
        return {"device": "devices that a filter names"}.get(out.what, f"{out.what} {out.id}")


def two(policy: Policy) -> bool | None:
    """A second factor is demanded of all whom a policy meets, those aside whom it leaves out."""
    if policy.demand.blocks and policy.out:
        return False  # of whom it leaves out a block demands nothing
    return None if policy.demand.factors is None else policy.demand.factors > 1


def _nobodys(persons: Persons, one: Audience) -> bool:
    """A role that only those have who are kept for emergencies, or cannot sign in: no policy need be about it.

    Microsoft advises to leave out the role of the accounts that synchronize directories. The greatest role counts,
    whoever has it: learn.microsoft.com/entra/identity/conditional-access/policy-all-users-mfa-strength.
    """
    return one.role != GLOBAL_ADMINISTRATOR and persons.spared(Out("role", one.role)) is True


def beside(doors: Doors, whom: Whom) -> tuple[Got, ...]:
    """What a door rests on beside the policies."""
    of_roles = tuple(doors.whole.one(q) for q in ("entra.roles", "entra.roles.held", "entra.roles.eligible"))
    by_role = any(texts(policy.users, f"{way}cludeRoles") for policy in doors.policies for way in ("in", "ex"))
    groups = doors.whole.answers.every(LEFT_OUT)
    return (doors.whole.users, *groups, *(of_roles if whom == "administrators" or by_role else ()))


def settled(doors: Doors, whom: Whom, asks: Asks) -> tuple[Cover, Got | None]:
    """What the policies say, and why it cannot be told from them."""
    got = doors.whole.one("entra.policies")
    found, (_, bad) = doors.covers(whom, MODERN, asks), doors.audiences(whom)
    if not got.good:
        return Cover(None), got
    if bad and not found.whole:
        return Cover(None), bad
    return found, untold(got, "it cannot be told whom it reaches, or what it demands", found) if (
        found.whole is None
    ) else None


def untold(got: Got, why: str, found: Cover) -> Got:
    """It cannot be told of these policies."""
    return unclear(got, f"policy {few(sorted(found.may))}: {why}" if found.may else why)


def perhaps(doors: Doors, whom: Whom, some: frozenset[Out]) -> Got:
    """Why it is not known of these whether they come in with less."""
    judged = (doors.persons(whom).judged(one)[1] for one in sorted(some))
    second = f"it cannot be told whether a second policy is about what one leaves out: {min(map(doors.called, some))}"
    return next((why for why in judged if why), None) or unclear(doors.whole.one("entra.policies"), second)
