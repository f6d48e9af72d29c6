"""A value with where it stands: what a line says, what no line says and is known all the same, or why nobody knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from collectors.network.config import Stated
from scanner.answers import Got, unclear

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """One setting of a device."""

    value: T | None
    stands: str = ""
    """To be read aloud: `line 1034: exec-timeout 0 0`."""
    why: Got | None = None
    """Of a None: what would have told."""

    def as_(self, value: Any) -> "Said[Any]":
        """The same place, meaning something else; what is not known stays so."""
        return self if self.value is None else Said(value, self.stands)


def says(line: Stated, value: T) -> Said[T]:
    """What a line means."""
    return Said(value, line.line)


def unsaid(why: Got) -> Said[Any]:
    """Nobody knows, and why."""
    return Said(None, "", why)


def unheard(got: Got) -> Got:
    """Why a command does not tell: it did not answer, or in other words than are known here."""
    return unclear(got, "its answer holds none of the words that are known here") if got.good else got


def stands(values: Iterable[object]) -> Iterator[str]:
    """Where they all stand, each once."""
    yield from dict.fromkeys(one.stands for one in values if isinstance(one, Said) and one.stands)
