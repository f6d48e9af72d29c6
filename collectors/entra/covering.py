"""What policies of conditional access demand together of all of a group, and who gets by with less. Pure.

A sign-in has to satisfy every policy that meets it: none takes back what another demands. So whoever is met by one that
demands something must show it. Here a policy counts for a whole group only where nothing narrows it, and whoever or
whatever it leaves out is a way round, unless another policy is about that and leaves nobody out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from collectors.entra.conditional import WAYS, Audience, Out, Policy

Asks: TypeAlias = Callable[[Policy], bool | None]
"""Whether a policy demands something."""


class Persons(Protocol):
    """Who stands behind what is left out. None: nobody knows."""

    def spared(self, out: Out) -> bool | None:
        """That they are left out is meant to be, or lets nobody round."""

    def holds(self, out: Out, role: str) -> bool | None:
        """A policy about a role always meets this person."""

    def share(self, one: Out, other: Out) -> bool | None:
        """Somebody stands behind both."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether a demand meets all of a group."""

    whole: bool | None
    """But for whom and what is left out. None: it cannot be told."""
    out: frozenset[Out] = frozenset()
    unsure: frozenset[Out] = frozenset()
    """Those of them whom another policy may catch, or who may be meant to be left out."""
    may: frozenset[str] = frozenset()
    """The policies of which it cannot be told, where that decides it."""

    @property
    def all(self) -> bool | None:
        """Whether it meets all, and leaves nobody and nothing out; None: it cannot be told."""
        if not self.whole or not self.out:
            return self.whole
        return None if self.out <= self.unsure else False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the policies that may be about one kind of client."""

    on: Sequence[Policy]
    audience: Audience
    asks: Asks
    persons: Persons

    def open(self, one: Policy) -> dict[Out, bool | None]:
        """Whom a policy leaves out and no other one catches for sure; None: one may, or they may be meant to be."""
        spared = {out: self.persons.spared(out) for out in one.out}
        caught = {out: self._caught(out) for out, how in spared.items() if how is not True}
        return {
            out: None if how is None or spared[out] is None else False for out, how in caught.items() if how is not True
        }

    def _caught(self, out: Out) -> bool | None:
        catch = self._on_way if out.what in WAYS else self._person
        return _some(catch(policy, out) for policy in self.on)

    def _person(self, policy: Policy, out: Out) -> bool | None:
        """All of them, or the one, unless it leaves them out as well, in part or on some way in."""
        if out in policy.out:
            return False
        met = policy.means(out, lambda role: self.persons.holds(out, role))
        return _every(self.asks(policy), _not(policy.narrowed()), met, *(self._shut(out, one) for one in policy.out))

    def _shut(self, out: Out, one: Out) -> bool | None:
        """What else a policy leaves out lets nobody of these through."""
        if one.what in WAYS:
            return _some(self._there(policy, out, one) for policy in self.on)
        return _not(self.persons.share(out, one))

    def _there(self, policy: Policy, out: Out, way: Out) -> bool | None:
        """They are met on a way in that another policy leaves out."""
        met = policy.means(out, lambda role: self.persons.holds(out, role))
        beside = (None if one.what in WAYS else self._shut(out, one) for one in policy.out)
        return _every(*self._met(policy, way), met, *beside)

    def _on_way(self, policy: Policy, out: Out) -> bool | None:
        """All of the group, whoever of them comes this way."""
        # Whoever comes by one platform does not come by another; of all else two can be true at once.
        beside = (one for one in policy.out if one.what != out.what or out.what != "platform")
        spared = (True if self.persons.spared(one) else None for one in beside)
        return _every(*self._met(policy, out), policy.meets(self.audience), *spared)

    def _met(self, policy: Policy, way: Out) -> tuple[bool | None, ...]:
        """Who comes this way must show it there, or does not come in at all."""
        return policy.demand.blocks or self.asks(policy), _not(policy.narrowed(way.what)), policy.reaches(way)


def cover(
    some: Sequence[Policy],
    audience: Audience,
    client: str,
    asks: Asks,
    persons: Persons,
) -> Cover:
    """Whether all of a group must show something on a client, and who is left out.

    Of several policies the one counts that leaves out least: persons rather than groups, and these rather than ways in.
    """
    on = [one for one in some if one.on(client)]
    whole = [one for one in on if asks(one) and one.narrowed() is False and one.meets(audience)]
    if whole:
        question = Question(on, audience, asks, persons)
        least = min((question.open(one) for one in whole), key=_much)
        return Cover(True, frozenset(least), frozenset(out for out, how in least.items() if how is None))
    may = [one for one in on if _every(asks(one), _not(one.narrowed()), one.meets(audience)) is None]
    return Cover(None if may else False, may=frozenset(one.called for one in may))


def _much(left: dict[Out, bool | None]) -> tuple[bool, bool, int, list[Out]]:
    whats = {one.what for one in left}
    return not whats.isdisjoint(WAYS), not whats <= {"user"}, len(left), sorted(left)


def _some(parts: Iterable[bool | None]) -> bool | None:
    found = set(parts)
    return True if True in found else None if None in found else False


def _every(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def _not(value: bool | None, /) -> bool | None:  # noqa: FBT001  # of three values
    return None if value is None else not value
