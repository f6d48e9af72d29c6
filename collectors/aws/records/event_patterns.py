"""Event patterns of EventBridge: whether one lets an event through. Pure.

A pattern has the shape of the event; each leaf is a list of values and comparisons of which one must hold.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

Event: TypeAlias = Mapping[str, Any]
"""As it stands on the bus: envelope and `detail`."""


class _NotFollowedError(Exception):
    """The pattern uses something that is not followed here."""


def matches(pattern: str, event: Event) -> bool | None:
    """Whether a rule's pattern lets an event through; None where it is written in a way we do not follow."""
    try:
        parsed = json.loads(pattern)
        return _object(parsed, event) if parsed else None
    except (ValueError, TypeError, RecursionError, _NotFollowedError):
        return None


def _object(pattern: Any, event: Any) -> bool:
    """All of its fields."""
    if not isinstance(pattern, Mapping):
        raise _NotFollowedError
    return all(_field(name, wanted, event) for name, wanted in pattern.items())


def _field(name: str, wanted: Any, event: Any) -> bool:
    if name == "$or":
        return any(_object(some, event) for some in wanted)
    values = [e[name] for e in _each(event) if isinstance(e, Mapping) and name in e]
    if isinstance(wanted, Mapping):
        return any(_object(wanted, value) for value in values or [{}])
    if not isinstance(wanted, list) or not wanted:
        raise _NotFollowedError
    leaves = [leaf for value in values for leaf in _each(value)]
    return any(_leaf(one, leaves) for one in wanted)


def _each(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _leaf(wanted: Any, leaves: list[Any]) -> bool:
    if not isinstance(wanted, Mapping):
        return any((type(leaf) is type(wanted) and leaf == wanted) or _same_number(leaf, wanted) for leaf in leaves)
    if len(wanted) != 1:
        raise _NotFollowedError
    ((operator, operand),) = wanted.items()
    if operator == "exists":
        return bool(leaves) is bool(operand)
    if operator not in _OPERATORS:
        raise _NotFollowedError
    return any(_OPERATORS[operator](leaf, operand) for leaf in leaves)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same_number(one: Any, other: Any) -> bool:
    return _number(one) and _number(other) and one == other


def _text(holds: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    """A comparison of texts; what is no text meets none."""

    def compare(leaf: Any, operand: Any) -> bool:
        if not isinstance(operand, str):
            raise _NotFollowedError
        return isinstance(leaf, str) and holds(leaf, operand)

    return compare


def _wildcard(leaf: str, operand: str) -> bool:
    if "\\" in operand:
        raise _NotFollowedError
    return re.fullmatch(".*".join(map(re.escape, operand.split("*"))), leaf, re.DOTALL) is not None


def _anything_but(leaf: Any, operand: Any) -> bool:
    if isinstance(operand, Mapping):
        return not _leaf(operand, [leaf])
    return not any(_leaf(one, [leaf]) for one in _each(operand))


_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = MappingProxyType(
    {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        "=": lambda a, b: a == b,
        ">=": lambda a, b: a >= b,
        ">": lambda a, b: a > b,
    }
)


def _numeric(leaf: Any, operand: Any) -> bool:
    pairs = list(zip(operand[::2], operand[1::2], strict=True))
    if any(sign not in _COMPARISONS or not _number(limit) for sign, limit in pairs):
        raise _NotFollowedError
    return _number(leaf) and all(_COMPARISONS[sign](leaf, limit) for sign, limit in pairs)


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        "prefix": _text(str.startswith),
        "suffix": _text(str.endswith),
        "equals-ignore-case": _text(lambda leaf, operand: leaf.lower() == operand.lower()),
        "wildcard": _text(_wildcard),
        "anything-but": _anything_but,
        "numeric": _numeric,
    }
)
