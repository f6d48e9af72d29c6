"""Who stands behind what policies of conditional access leave out, and whether that lets anybody round. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.entra.conditional import WAYS, Out
from collectors.entra.read import Tenant, guest
from collectors.entra.roles import Roles
from scanner.answers import Got, unclear

Door = Literal["everyone", "administrators", "guests"]
Whom = Door | Literal["anybody"]
"""Of whom it is asked. `everyone` is all but guests, since the door of these is judged apart; `anybody` is them too."""
Told: TypeAlias = tuple[bool | None, Got | None]
"""Yes or no; None: nobody knows, and why."""
_PARTNERS, _CHANNELS = "serviceProvider", "b2bDirectConnectUser"
"""Kinds of guests that have no account here: a partner's people, who may well administer, and those of shared channels,
who cannot."""
_KINDS: Final[Mapping[str, tuple[bool, bool]]] = MappingProxyType(
    {
        "internalGuest": (True, False),
        "b2bCollaborationGuest": (True, True),
        "b2bCollaborationMember": (False, True),
    }
)
"""Kinds of guests by what their accounts say (see `guest`): learn.microsoft.com/entra/external-id/user-properties."""


@dataclass(frozen=True)
class Persons:
    """As one group of people is asked about."""

    whole: Tenant
    roles: Roles
    whom: Whom
    _told: dict[Out, Told] = field(default_factory=dict, repr=False, compare=False)
    """What was said already: a group of thousands is gone through once, and not for each policy and way in."""

    def spared(self, out: Out) -> bool | None:
        """That they are left out is meant to be, or is nothing to this group; None: nobody knows."""
        return self.judged(out)[0]

    def judged(self, out: Out) -> Told:
        """The same, with the reason."""
        if out not in self._told:
            self._told[out] = self._judged(out)
        return self._told[out]

    def _judged(self, out: Out) -> Told:
        if out.what in WAYS or out.id == _PARTNERS:
            return False, None
        if out.what == "guests" and (self.whom == "everyone" or out.id == _CHANNELS):
            return self.whom in {"everyone", "administrators"}, None
        some, bad = self.behind(out)
        said = [self._person(who) for who in sorted(some)]
        if any(how is False for how, _ in said):
            return False, None
        why = bad or next((why for how, why in said if how is None), None)
        return (None, why) if why else (True, None)

    def behind(self, out: Out) -> tuple[frozenset[str], Got | None]:
        """Ids of the persons who are left out, those aside who cannot sign in; and why there may be more."""
        some, bad = self._ids(out)
        return frozenset(filter(self.whole.let_in, some)), bad

    def _ids(self, out: Out) -> tuple[frozenset[str], Got | None]:
        match out.what:
            case "user":
                return frozenset({out.id}), None
            case "role":
                return self.roles.holders(out.id)
            case "group":
                return self.whole.members(out.id)
            case _:
                return self._guests(out.id)

    def _guests(self, kind: str) -> tuple[frozenset[str], Got | None]:
        users = self.whole.users
        if not users.good:
            return frozenset(), users
        some = {who: guest(user) for who, user in self.whole.people.items() if any(guest(user))}
        if kind in {_PARTNERS, _CHANNELS}:
            return frozenset(), None
        if kind in _KINDS or kind == "all":
            return frozenset(who for who, how in some.items() if how == _KINDS.get(kind, how)), None
        # Of another kind nobody is known to be; where it would not matter, that is nothing.
        matters = any(self._person(who)[0] is not True for who in some)
        return frozenset(), unclear(users, f"it does not say who is {kind}") if matters else None

    def _person(self, who: str) -> Told:
        """One who is left out is none of these, or is declared as kept for emergencies."""
        among, unsaid = self._among(who)
        if among is False:
            return True, None
        declared, why = self.whole.is_break_glass(who)
        return (None, unsaid) if declared is False and among is None else (declared, why)

    def _among(self, who: str) -> Told:
        """Somebody is one of these."""
        if self.whom == "guests":
            users = self.whole.users
            return (any(guest(self.whole.people.get(who, {}))), None) if users.good else (None, users)
        if self.whom == "administrators":
            admins, bad = self.roles.administrators
            return (True, None) if who in admins else (None if bad else False, bad)
        return True, None

    def holds(self, out: Out, role: str) -> bool | None:
        """A policy about a role always meets this person."""
        return self.roles.meets(out.id, role)

    def share(self, one: Out, other: Out) -> bool | None:
        """Somebody who is not spared stands behind both."""
        if one.what == other.what == "guests" and "all" in {one.id, other.id}:
            return True  # those without an account here too
        (some, bad), (more, worse) = self.behind(one), self.behind(other)
        both = [self._person(who)[0] for who in some & more]
        if False in both:
            return True
        return None if bad or worse or None in both else False
