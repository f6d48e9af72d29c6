"""What a service of AWS is to us: what to ask it, what it promises, and what reads its answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from collectors.aws.question import Ask
from collectors.aws.read import Account
from scanner.collector import Kind
from scanner.facts import Fact

Reader: TypeAlias = Callable[[Account], Iterator[Fact]]


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of a group's list. A reader that stumbles costs the kinds of its own service."""

    questions: tuple[Ask, ...]
    kinds: Mapping[str, Kind]
    readers: tuple[Reader, ...]
