"""Rules by which a region or the account is not asked for the parts of what it has none of. Pure."""

from collections.abc import Callable
from typing import Final, TypeAlias

from collectors.asking.row import Known
from collectors.aws.question import Place
from collectors.aws.read import Account

Rule: TypeAlias = Callable[[Known, Place], bool]
_NONE: Final = frozenset({"empty", "absent"})


def nothing(*gates: str) -> Rule:
    """Leave a region out where every one of these listings was read there and held nothing."""
    return lambda known, place: all(known.outcome(gate, place.about) in _NONE for gate in gates)


def spared(whole: Account, question: str, gate: str) -> bool:
    """Tell whether `nothing(gate)` left every region out, so that there is no answer to read."""
    return question not in whole.answers and all(got.outcome in _NONE for got in whole.every(gate))
