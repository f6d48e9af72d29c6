"""Reduces rows to the columns that are kept, as canonical JSON can hold them. Pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from collectors.asking.keep import Kept
from scanner.answers import JSON

_LONGEST: Final = 4096
"""Characters of one value. What is longer is cut, and ends in an ellipsis."""


def kept(wanted: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, JSON]]:
    """Rows with the wanted columns, those that are there; a value that is NULL is left out.

    Raises:
        ValueError: a value is nothing that evidence can hold.
        TooMuchError: they are more than any server has to say.
    """
    places = {name: columns.index(name) for name in wanted if name in columns}
    weighed = Kept()
    return [
        {name: weighed.plain(_plain(row[place])) for name, place in places.items() if row[place] is not None}
        for row in rows
    ]


def _plain(value: Any) -> Any:
    """Numbers as numbers, times as seconds, texts bounded; bytes that are no text as what they are."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case timedelta():
            return int(value.total_seconds())
        case bytes() | bytearray():
            return _plain(bytes(value).decode("utf-8", "replace"))
        case str():
            shown = "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in value[: _LONGEST + 1])
            return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        case list() | tuple():
            return [_plain(one) for one in value]
    return value
