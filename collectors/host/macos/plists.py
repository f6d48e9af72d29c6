"""Property lists, and what `defaults` prints of them. Pure."""

import plistlib
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from xml.parsers.expat import ExpatError

from scanner.answers import JSON

_BROKEN = (ExpatError, ValueError, LookupError, AttributeError, TypeError, OverflowError)
"""What plistlib raises where a list is none: it tells a date that is none by an AttributeError."""
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) \+0000")
_NUMBER = re.compile(r"(-?\d{1,9})(?:\.0+)?")
_SWITCH = {"true": "1", "yes": "1", "false": "0", "no": "0"}


def plist(text: str) -> JSON:
    """The first property list in a text; some tools say a line before it.

    Raises:
        ValueError: there is none, or it is broken.
    """
    at = text.find("<?xml")
    try:
        found = plistlib.loads(text[at:].encode(), fmt=plistlib.FMT_XML) if at >= 0 else None
    except _BROKEN:
        found = None
    if not isinstance(found, dict):
        raise ValueError("no property list")  # noqa: TRY004  # one error for all that cannot be read
    return found


def word(value: JSON) -> str:
    """A string of a property list; empty where it is another thing."""
    return value if isinstance(value, str) else ""


def words(value: JSON) -> list[str]:
    """The strings of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def dicts(value: JSON) -> list[dict[str, JSON]]:
    """The dictionaries of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def whole(value: JSON) -> int | None:
    """A whole number that any file can hold; no switch is one."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < 2**31 else None


def seconds(value: JSON) -> int | None:
    """A date of a property list, in seconds of the epoch."""
    return int(value.replace(tzinfo=UTC).timestamp()) if isinstance(value, datetime) else None


def stamp(said: str) -> int | None:
    """A date as `defaults` prints it, `2024-11-05 09:12:31 +0000`, in seconds of the epoch."""
    found = _STAMP.fullmatch(said.strip())
    try:
        return int(datetime.fromisoformat(f"{found[1]}T{found[2]}+00:00").timestamp()) if found else None
    except ValueError:
        return None


def number(said: str | None) -> int | None:
    """A number as `defaults` prints it; `true` and `YES` are 1."""
    plain = _SWITCH.get((said or "").strip().lower(), (said or "").strip())
    return int(found[1]) if (found := _NUMBER.fullmatch(plain)) else None


def layers(lines: Iterable[str], wanted: Collection[str]) -> dict[str, JSON]:
    """Lines `LAYER.KEY=VALUE` of the wanted keys, by layer; `LAYER=denied` where a file could not be opened.

    A value is kept as a number or a time in seconds; one that is neither is null.
    """
    found: dict[str, JSON] = {}
    for line in lines:
        name, sign, value = line.partition("=")
        layer, _, key = name.rpartition(".")
        if value == "denied" and _LAYER.fullmatch(name):
            found[name] = None
        elif sign and key in wanted and _LAYER.fullmatch(layer) and found.get(layer, {}) is not None:
            at = stamp(value)
            found.setdefault(layer, {})[key] = number(value) if at is None else at
    return found


_LAYER = re.compile(r"[a-z]{1,12}(?: [A-Za-z.]{1,60})?")
