"""Words for keeping what PowerShell says in JSON. Pure; what is not asked for by name is dropped."""

import json
import re
from collections.abc import Collection, Mapping
from typing import NoReturn

from scanner.answers import JSON

_NUMBER = re.compile(r"-?\d{1,15}")
_NAME = re.compile(r"[\w .,()&+@$'/\\-]{1,120}")
_SID = re.compile(r"S-1(?:-\d{1,15}){1,15}")
_MOST = 2**53 - 1


def told(text: str) -> Mapping[str, JSON]:
    """The object in an output.

    Raises:
        ValueError: there is none.
    """
    try:
        found = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004  # what keep raises
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("no whole number")


def part(value: JSON) -> Mapping[str, JSON]:
    """An object within; PowerShell writes what is not there as null or as {}."""
    if value is None or isinstance(value, dict):
        return value or {}
    raise ValueError("no object")


def several(value: JSON) -> list[JSON]:
    """A list within; Windows PowerShell 5.1 writes some as {"value": [...], "Count": n}, and one element alone."""
    if value is None or value == {}:
        return []
    if isinstance(value, dict) and value.keys() == {"value", "Count"}:
        return several(value["value"])
    return value if isinstance(value, list) else [value]


def whole(value: JSON) -> int | None:
    """A whole number, or None where there is none."""
    if value is None or value == {}:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MOST:
        raise ValueError("no whole number")
    return value


def flag(value: JSON) -> bool | None:
    """Yes, no, or None where nothing is said."""
    if value is None or value == {}:
        return None
    if not isinstance(value, bool):
        raise ValueError("neither yes nor no")  # noqa: TRY004  # what keep raises
    return value


def word(value: JSON, wanted: Collection[str]) -> str:
    """One of some words; `other` for any that is none of them."""
    return value if isinstance(value, str) and value in wanted else "other"


def name(value: JSON) -> str:
    """What something is called; `unnamed` where that is no name."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else "unnamed"


def sid(value: JSON) -> str:
    """The number of an account.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, str) or not _SID.fullmatch(value):
        raise ValueError("no SID")
    return value


def numbers(value: JSON, wanted: Collection[str]) -> dict[str, JSON]:
    """The wanted values of a key that are whole numbers, which PowerShell hands on as strings; others are `other`."""
    said = {key: str(found) for key, found in part(value).items() if key in wanted}
    return {key: int(text) if _NUMBER.fullmatch(text) else "other" for key, text in said.items()}


def number(values: Mapping[str, JSON], key: str) -> int | None:
    """One of those: None where it is not set, or is no number."""
    found = values.get(key)
    return found if isinstance(found, int) else None
