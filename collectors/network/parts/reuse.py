"""Secrets that open more than one thing, by the numbers that stand in their place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from scanner.facts import Credential, Fact, Reuse
from scanner.secrets.forms import salted

_NUMBER: Final = re.compile(r"<secret#(\d+)(?::([^>]*))?>")
_HASH: Final = "hash"
"""A type, where a platform calls it so and the secret itself does not show how it was made."""
_COMPARABLE: Final = ("plain", "reversible")
"""As they stand, or turned back: of all else the same secret may look otherwise elsewhere."""


def reuse(facts: Iterable[Fact]) -> Iterator[Reuse]:
    """Say of each secret that can be compared what else it opens.

    Keys that a device shares with several servers, or time sources, may be the same: they open one thing.
    """
    numbered: defaultdict[str, dict[str, Credential]] = defaultdict(dict)
    for fact in facts:
        if isinstance(fact, Credential) and (number := _number(fact)):
            numbered[number][fact.resource] = fact
    for same in numbered.values():
        for one in same.values():
            others = [other.name for other in same.values() if other is not one and not _one_use(one, other)]
            yield _reuse(one, others)


def _one_use(one: Credential, other: Credential) -> bool:
    return one.form == other.form == "shared-key"


def _reuse(one: Credential, others: list[str]) -> Reuse:
    return Reuse(
        target=one.target,
        resource=one.resource,
        kind=one.kind,
        name=one.name,
        within=one.within,
        stands=one.stands,
        answers=one.answers,
        elsewhere=tuple(sorted(others)),
    )


def _number(fact: Credential) -> str:
    """The number of its secret; none where that is empty, or cannot be compared."""
    found = next((found for line in fact.stands if (found := _NUMBER.search(line))), None)
    if found is None or _made_anew(found[2] or "") or fact.stored not in _COMPARABLE:
        return ""
    return found[1]


def _made_anew(form: str) -> bool:
    """The same secret looks otherwise each time: of those nothing can be said."""
    return form == _HASH or salted(form)
