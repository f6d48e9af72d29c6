"""What a service of Azure is to us: what to ask of it, what it promises, and what reads its answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from collectors.azure.question import Arm
from collectors.azure.read import Subscription
from scanner.collector import Kind
from scanner.facts import Fact

Reader: TypeAlias = Callable[[Subscription], Iterator[Fact]]


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of a group's list. A reader that stumbles costs the kinds of its own service."""

    questions: tuple[Arm, ...]
    kinds: Mapping[str, Kind]
    readers: tuple[Reader, ...]
