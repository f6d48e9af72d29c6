"""What a row of any table is: a question, and what must be known before it can be asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from scanner.answers import JSON
from scanner.collector import Question

T = TypeVar("T")


class Known(Protocol):
    """What has been answered so far, of the questions that a row names."""

    @property
    def now(self) -> str:
        """When the asking began, as `Answer.asked` has it."""

    def body(self, question: str, about: str = "") -> JSON:
        """The kept fields; None where there is no answer with a body."""

    def bodies(self, question: str) -> list[JSON]:
        """The bodies of all answers to a question."""

    def outcome(self, question: str, about: str = "") -> str:
        """How it ended; empty where it was not asked, or not answered yet."""

    def once(self, make: Callable[..., T], *about: str) -> T:
        """What `make` makes of what is known, and of these names: once, for all places that look at it."""


@dataclass(frozen=True, kw_only=True)
class Row(Question):
    """One row, asked once or for each item of the answers to another. What `each` and `after` name comes first."""

    keep: str
    """JMESPath over a page that builds an object: the allow-list. Lists of several pages are joined by key."""
    each: str = ""
    of: str = "@"
    """JMESPath over the other's body: the items, or one."""
    about: str = "@"
    """JMESPath over an item: its name."""
    after: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    """Codes that say "there is no such configuration"."""
