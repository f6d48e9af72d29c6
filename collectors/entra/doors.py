"""The ways into the directory, by its security defaults and all its policies of conditional access together. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from collectors.asking.listing import rows
from collectors.entra.conditional import EVERYONE, GUESTS, MODERN, Audience, Out, Policy, policies
from collectors.entra.covering import Asks, Cover, cover
from collectors.entra.read import Tenant
from collectors.entra.roles import Roles
from scanner.answers import Got, unclear

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

    def covers(self, whom: Whom, clients: Sequence[str], asks: Asks) -> Cover:
        """Whether all of these must show something on all these clients, and who is left out anywhere.

        Where it is not known who the administrators are, it must be so of everyone.
        """
        some, bad = self.audiences(whom)
        meant = [*some, *([EVERYONE] if bad else [])]
        spared = self.spares(whom)
        found = [cover(self.policies, one, client, asks, spared) for one in meant for client in clients]
        wholes = [one.whole for one in found]
        whole = False if False in wholes else None if None in wholes else True
        sure = frozenset[Out]().union(*(one.out - one.unsure for one in found))
        out = frozenset[Out]().union(*(one.out for one in found))
        return Cover(whole, out, out - sure)

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


def beside(doors: Doors, whom: Whom) -> tuple[Got, ...]:
    """What a door rests on beside the policies."""
    of_roles = tuple(doors.whole.one(q) for q in ("entra.roles", "entra.roles.held", "entra.roles.eligible"))
    left_out = any(out.what == "role" for policy in doors.policies for out in policy.out)
    return (doors.whole.users, *(of_roles if whom == "administrators" or left_out else ()))


def settled(doors: Doors, whom: Whom, asks: Asks) -> tuple[Cover, Got | None]:
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
