"""Ways round two steps that are enforced. Pure."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.workspace import factors
from collectors.workspace.domain import POLICIES, Domain
from collectors.workspace.policies import GRACE, TRUST, seconds, words
from scanner.answers import Got, unclear

_ENROLLING: Final = 14 * DAY
"""So long may somebody new sign in with a password alone before it is a way round: as CIS Google Workspace 1.3 has it
(4.1.1.1)."""
_TRUSTED: Final = "trusted devices: not asked again"
"""Until somebody revokes it or clears its cookies (support.google.com/a/answer/9176657); off in CIS 4.1.1.3."""
_APPS: Final = Got("not-asked", "directory.asps.list: whether there are app passwords; it takes a right to change them")


def ways(
    whole: Domain, units: Collection[str], known: Iterable[str] = (), unknown: Iterable[str] = ()
) -> tuple[tuple[str, ...] | None, Got]:
    """The ways round for who is in these units; and why they are not known.

    known, unknown: ways, and what is not told, that the caller has found.
    """
    policies = whole.answers.one(POLICIES)
    new, trust = words(whole, GRACE, units), words(whole, TRUST, units)
    if found := [*known, *_new(new), *([_TRUSTED] if True in trust else [])]:
        return tuple(dict.fromkeys(found)), policies
    if unsaid := [*unknown, *_unsaid(new, trust)]:
        return None, unclear(policies, f"it does not say {unsaid[0]}")
    # Where security keys are enforced there are no app passwords (support.google.com/a/answer/9176599).
    return ((), policies) if factors.keys_alone(whole, units) else (None, _APPS)


def _new(said: set[Any]) -> Iterator[str]:
    longest = max(filter(None, map(seconds, said)), default=0)
    if longest > _ENROLLING:
        yield f"new accounts for {-(-longest // DAY)} days"


def _unsaid(new: set[Any], trust: set[Any]) -> Iterator[str]:
    if None in map(seconds, new):
        yield "how long new accounts go without two steps"
    if trust != {False}:
        yield "whether people may trust a device, which is not asked again then"
