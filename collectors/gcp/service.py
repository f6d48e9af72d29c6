"""What a service of Google Cloud is to us: what to ask of it, what it promises, and what reads its answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from collectors.gcp.question import Gcp
from collectors.gcp.read import Project
from scanner.collector import Kind
from scanner.facts import Fact

Reader: TypeAlias = Callable[[Project], Iterator[Fact]]


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of a group's list. A reader that stumbles costs the kinds of its own service."""

    questions: tuple[Gcp, ...]
    kinds: Mapping[str, Kind]
    readers: tuple[Reader, ...]
