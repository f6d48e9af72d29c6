"""Whether a value can stand for a threshold: its type, its words, and which of two lets more pass."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, Literal, TypeAlias, get_args, get_origin

import msgspec

from scanner.check import Check
from scanner.facts import FOREVER
from scanner.profile import Slot, Threshold, Value
from scanner.written.document import Document, Problem, Steps, said
from scanner.written.yamlschema import wrong

Checks: TypeAlias = Mapping[str, Check[Any, ...]]


_SHOWN: Final = 4
_VERSION: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})*")


def plain(value: Any) -> Value:
    """A value as a profile holds it: lists are tuples."""
    return tuple(value) if isinstance(value, list) else value


def unfit(document: Document, steps: Steps, threshold: Threshold, value: Value, checks: Checks) -> Iterator[Problem]:
    """Say, once, why a value cannot stand for a threshold, nor be used by a check that it sets.

    A limit that nothing exceeds would let everything pass: it is refused.
    """
    types = [_type(slot, checks) for slot in threshold.sets] or [type(threshold.value)]
    for wanted, more in filter(None, (_wanted(threshold, value, type_) for type_ in types)):
        yield wrong(document, steps, wanted, more)
        return


def unexplained(document: Document, name: str, limit: Any, old: Threshold) -> Iterator[Problem]:
    """Say what is missing beside another value: the authority it comes from, the reason for a looser one."""
    new = plain(limit["value"])
    if "authority" not in limit:
        sentence = f"the limit {name} = {_say(new)} names no authority"
        more = (
            f"The rule: {old.rule_says}.",
            "So the finding must say whose value it is, such as:",
            f'authority: "{old.authority}"',
        )
    elif "reason" not in limit and _loosens(old, new):
        sentence = f"the limit {name} = {_say(new)} is looser than {_say(old.value)} and gives no reason"
        more = (
            f"The stricter value is from: {old.authority}.",
            "Say beside yours why it is enough:",
            'reason: "…"',
        )
    else:
        return
    yield replace(document.problem(("thresholds", name), sentence, key=True, more=more), column=0)


def keys(type_: Any, default: Any) -> tuple[str, ...]:
    """The keys that a setting takes: of a mapping its own, otherwise only the empty one."""
    return tuple(default) if get_origin(type_) in (Mapping, dict) else ("",)


def _type(slot: Slot, checks: Checks) -> Any:
    type_ = checks[slot.check].settings[slot.setting].type
    return get_args(type_)[1] if slot.key else type_


def _wanted(threshold: Threshold, value: Value, type_: Any) -> tuple[str, tuple[str, ...]] | None:
    """What is wanted in place of the value, and what else to say; None when it can be used."""
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError:
        unit = type_ is int and threshold.unit
        return _words(type_), (f"{unit.capitalize()} have no unit here: 90",) if unit else ()
    if threshold.choices and value not in threshold.choices:
        return " or ".join(threshold.choices), ()
    if isinstance(value, str) and not threshold.choices and not _VERSION.fullmatch(value):
        return "a version: numbers with dots, as 1.2", ()
    if isinstance(value, int) and value < 0:
        return "a number from 0 up", ()
    if isinstance(value, int) and value >= FOREVER:
        return "a real limit", ("To judge without one, disable the check and say why.",)
    return None


def _words(type_: Any) -> str:
    if get_origin(type_) is Literal:
        return " or ".join(map(str, get_args(type_)))
    return _TYPES.get(type_, "a list of words")


_TYPES: Final[Mapping[Any, str]] = {
    int: "a whole number",
    bool: "true or false",
    str: "text in quotes",
    tuple[int, ...]: "a list of whole numbers",
}


def _say(value: Value) -> str:
    if isinstance(value, tuple):
        more = f" and {len(value) - _SHOWN} more" if len(value) > _SHOWN else ""
        return ", ".join(map(str, value[:_SHOWN])) + more or "an empty list"
    return said(value).strip("“”")


def _loosens(old: Threshold, new: Value) -> bool:
    """Tell whether a value lets more pass than the one before it."""
    before, after = _rank(old, old.value), _rank(old, new)
    if isinstance(before, frozenset):
        return not (before <= after if old.stricter == "higher" else after <= before)
    return bool(after < before if old.stricter == "higher" else after > before)


def _rank(threshold: Threshold, value: Value) -> Any:
    """What makes values comparable: a word's place, a list's members, a version's numbers."""
    if threshold.choices:
        return threshold.choices.index(str(value))
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, str):
        return [int(part) for part in value.split(".")]
    if value == threshold.off:
        return -1 if threshold.stricter == "higher" else FOREVER
    return value
