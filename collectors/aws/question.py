"""A question to AWS: one row of a table. The engine in `asking` knows rows, and no service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from scanner.answers import JSON
from scanner.collector import Question
from scanner.facts import Promise

T = TypeVar("T")
Item: TypeAlias = Any
"""What a question is asked about: an item of another question's kept answer."""


def together(*promises: Promise) -> tuple[Promise, ...]:
    """What a question feeds from which all of these are read, each once."""
    return tuple(dict.fromkeys(promises))


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where and about what one question is asked once."""

    region: str
    about: str
    item: Item = None
    parent: str = ""
    """What the answer is about that the item stands in, without its region."""


def _never(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    return False


@dataclass(frozen=True, kw_only=True)
class Ask(Question):
    """One row. Its `operation` is `service.Operation` in botocore's own names.

    A question is asked once an account (`scope="account"`), once a region (`"region"`), or once for each item of the
    answers to another (`each`, `of`). It waits for the questions it names in `each` and `after`.
    """

    scope: Literal["account", "region", "item"] = "item"
    parameters: Mapping[str, JSON] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Parameters that differ: JMESPath over `{item, parent, account, region, week, year}`, the last two days past."""
    keep: str
    """JMESPath over a page that builds an object: the allow-list. Lists of several pages are joined by key."""
    bare: bool = False
    """An answer that holds none of what is kept is one too. Of any other question it is garbage: the SDK's parsers make
    nothing of what they do not understand, and nothing must not read as "there are none"."""
    absent: tuple[str, ...] = ()
    """Codes that say "there is no such configuration"."""
    off: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Codes that mean something else at other times, each with the words by which its text says that the service is
    off: that is `absent` too."""
    each: str = ""
    of: str = "@"
    """JMESPath over the other's body: the items, or one."""
    about: str = "@"
    """JMESPath over an item: its name. Names other than ARNs get their region before them."""
    where: str = ""
    """JMESPath over an item: the region to ask in, where it is not the other's."""
    batch: int = 0
    """So many items are asked about at once, of one region: `item` is then a list of them, and the answer
    is named by the first. 0: one at a time."""
    unique: bool = False
    """The items' names are unique in the account: no region before them."""
    after: tuple[str, ...] = ()
    unless: Callable[[Known, Place], bool] = _never
    """Other answers have said it already."""
    until: str = ""
    """JMESPath over the answer: asked again until it is true, a bounded number of times."""
    opened: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """Opens a page whose fields are packed (CSV in bytes)."""

    @property
    def service(self) -> str:
        """As botocore calls it."""
        return self.operation.partition(".")[0]

    @property
    def call(self) -> str:
        """The operation as its model calls it."""
        return self.operation.partition(".")[2]
