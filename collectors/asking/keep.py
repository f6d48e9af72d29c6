"""Reduces what a provider answers to what is kept, as canonical JSON can hold it. Pure."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from scanner.answers import JSON

MOST: Final = 1 << 28
"""Bytes, about, that the kept fields of one answer may take: some hundred thousand things with their settings."""
_AROUND: Final = 64
"""What a value takes beside its text, about."""


class TooMuchError(Exception):
    """More came than any provider has: whoever answers must not decide how much memory a scan takes."""


class Kept:
    """Gathers the kept fields of an answer's pages, and what was taken out on purpose."""

    def __init__(self, most: int = MOST) -> None:
        self._left = most
        self.dropped: set[str] = set()
        self.body: dict[str, JSON] = {}

    def add(self, page: Mapping[str, Any]) -> None:
        """Take one page: lists are joined by key, the rest is overwritten.

        Raises:
            ValueError: something in it cannot be read.
            TooMuchError: with it, all that came is too much.
        """
        for key, value in self._object(page).items():
            if isinstance(value, list) and isinstance(self.body.get(key), list):
                self.body[key].extend(value)
            else:
                self.body[key] = value

    @property
    def items(self) -> int:
        """How many things its lists hold."""
        return sum(len(v) for v in self.body.values() if isinstance(v, list))

    def weigh(self, value: Any) -> None:
        """Count what a value takes. Raises TooMuchError where all that came is too much."""
        self._left -= _AROUND + (len(value) if isinstance(value, str) else 0)
        if self._left < 0:
            raise TooMuchError

    def special(self, key: str, value: Any) -> Callable[[Any], JSON] | None:  # noqa: ARG002  # for those who have some
        """What makes less of the value of this key; None: it is kept as it is."""
        return None

    def plain(self, value: Any) -> JSON:
        """A value as evidence holds it.

        Raises:
            ValueError: it can hold no such thing.
        """
        self.weigh(value)
        match value:
            case bool() | int() | str():
                return value
            case float():
                return int(value) if value.is_integer() else str(value)
            case datetime():
                return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            case date():
                return value.isoformat()
            case Mapping():
                return self._object(value)
            case list() | tuple():
                return [self.plain(v) for v in value if v is not None]
            case _:
                raise ValueError(f"{type(value).__name__} is nothing that evidence can hold")

    def _object(self, value: Mapping[str, Any]) -> dict[str, JSON]:
        kept = {}
        for key, inner in value.items():
            if inner is None:
                continue
            self.weigh(key)
            special = self.special(key, inner)
            kept[key] = special(inner) if special else self.plain(inner)
        return kept
