"""What kind of directory a server is of, by its root DSE: each kind has its questions, its kinds and its readers."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from collectors.directory.question import Search
from collectors.directory.read import Directory
from scanner.answers import JSON
from scanner.collector import Kind
from scanner.facts import Fact

Attributes: TypeAlias = Mapping[str, Sequence[str]]
"""By name, in lower case: the values."""
Reader: TypeAlias = Callable[[Directory], Iterator[Fact]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A subject: what is asked for it, what it promises, what reads the answers. One that stumbles costs its kinds."""

    questions: tuple[Search, ...]
    kinds: Mapping[str, Kind]
    read: Reader


@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of directory."""

    title: str
    """As people say it, and as `safeguard permissions` takes it: "OpenLDAP"."""
    name: str
    """What the ids of its questions and kinds begin with: `openldap`."""
    known: Callable[[Attributes], bool]
    """Tells by the root DSE whether a server is one of these."""
    parts: tuple[Part, ...]
    grant: Callable[[Collection[str]], str]
    """What gives an account these rights (`needs` of its questions), as something to paste there."""
    options: Mapping[str, JSON] = field(default_factory=lambda: MappingProxyType({}))
    """What a target of this family may set beyond what all directories take."""

    @property
    def questions(self) -> tuple[Search, ...]:
        """All of them, in the order in which they are asked."""
        return tuple(question for part in self.parts for question in part.questions)
