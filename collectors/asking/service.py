"""What a service of a cloud is to us: what to ask of it, what it promises, and what reads its answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from collectors.asking.row import Row
from scanner.collector import Kind
from scanner.facts import Fact

Q = TypeVar("Q", bound=Row)
"""A row of the cloud's table."""
W = TypeVar("W")
"""Who answered, and everything it answered: an account, a subscription, a project."""


@dataclass(frozen=True)  # Python 3.11 makes no frozen one with slots that is generic too
class Service(Generic[Q, W]):
    """One entry of a group's list. A reader that stumbles costs the kinds of its own service."""

    questions: tuple[Q, ...]
    kinds: Mapping[str, Kind]
    readers: tuple[Callable[[W], Iterator[Fact]], ...]
