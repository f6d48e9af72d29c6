"""Rules by which a region or the account is not asked for the parts of what it has none of. Pure."""

from collections.abc import Callable
from typing import Final, TypeAlias

from collectors.aws.question import Known, Place

Rule: TypeAlias = Callable[[Known, Place], bool]
_NONE: Final = frozenset({"empty", "absent"})


def nothing(*gates: str) -> Rule:
    """Leave a region out where every one of these listings was read there and held nothing."""
    return lambda known, place: all(known.outcome(gate, place.about) in _NONE for gate in gates)
