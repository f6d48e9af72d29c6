"""What policies of conditional access demand together of all of a group, and who gets by with less. Pure.

A sign-in has to satisfy every policy that meets it: none takes back what another demands. So whoever is met by one that
demands something must show it. Here a policy counts for a whole group only where nothing narrows it, and whoever or
whatever it leaves out is a way round, unless another policy is about that and leaves nobody out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from collectors.entra.conditional import WAYS, Audience, Out, Policy

Asks: TypeAlias = Callable[[Policy], bool | None]
"""Whether a policy demands something."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether a demand meets all of a group."""

    whole: bool | None
    """But for whom and what is left out. None: it cannot be told."""
    out: frozenset[Out] = frozenset()
    unsure: frozenset[Out] = frozenset()
    """Those of them whom another policy may catch."""

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
    spared: Callable[[Out], bool | None]
    """Who is left out is meant to be."""

    def open(self, one: Policy) -> dict[Out, bool | None]:
        """Whom a policy leaves out and no other one catches for sure; None: one may."""
        caught = {out: self._caught(out) for out in one.out if self.spared(out) is not True}
        return {out: False if how is False else None for out, how in caught.items() if how is not True}

    def _caught(self, out: Out) -> bool | None:
        catch = self._on_way if out.what in WAYS else self._person
        found = {catch(policy, out) for policy in self.on}
        return True if True in found else None if None in found else False

    def _person(self, policy: Policy, out: Out) -> bool | None:
        """By name; one that means many may mean them too."""
        asks, narrowed = self.asks(policy), policy.narrowed()
        if asks is False or narrowed or out in policy.out or not policy.may_mean(out):
            return False
        sure = asks and narrowed is False and policy.names(out)
        return True if sure and all(self.spared(one) is True for one in policy.out) else None

    def _on_way(self, policy: Policy, out: Out) -> bool | None:
        """All of the group, whoever of them comes this way."""
        said = (
            policy.demand.blocks or self.asks(policy),  # nobody comes this way at all
            _not(policy.narrowed(out.what)),
            policy.meets(self.audience),
            policy.reaches(out),
        )
        if False in said:
            return False
        # Whoever comes by one platform does not come by another; of all else two can be true at once.
        beside = (one for one in policy.out if one.what != out.what or out.what != "platform")
        return True if None not in said and all(self.spared(one) is True for one in beside) else None


def cover(
    some: Sequence[Policy],
    audience: Audience,
    client: str,
    asks: Asks,
    spared: Callable[[Out], bool | None] = lambda _: False,
) -> Cover:
    """Whether all of a group must show something on a client, and who is left out.

    Of several policies the one counts that leaves out least: persons rather than groups, and these rather than ways in.
    """
    on = [one for one in some if one.on(client)]
    whole = [one for one in on if asks(one) and one.narrowed() is False and one.meets(audience)]
    if whole:
        question = Question(on, audience, asks, spared)
        least = min((question.open(one) for one in whole), key=_much)
        return Cover(True, frozenset(least), frozenset(out for out, how in least.items() if how is None))
    may = [one for one in on if _open_question(asks(one), _not(one.narrowed()), one.meets(audience))]
    return Cover(None if may else False)


def _much(left: dict[Out, bool | None]) -> tuple[bool, bool, int, list[Out]]:
    whats = {one.what for one in left}
    return not whats.isdisjoint(WAYS), not whats <= {"user"}, len(left), sorted(left)


def _open_question(*parts: bool | None) -> bool:
    return False not in parts and None in parts


def _not(value: bool | None, /) -> bool | None:  # noqa: FBT001  # of three values
    return None if value is None else not value
