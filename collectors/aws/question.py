"""A question to AWS: one row of a table. The engine in `asking` knows rows, and no service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from collectors.asking.row import Known, Row
from scanner.answers import JSON
from scanner.facts import Promise

Item: TypeAlias = Any
"""What a question is asked about: an item of another question's kept answer."""


def together(*promises: Promise) -> tuple[Promise, ...]:
    """What a question feeds from which all of these are read, each once."""
    return tuple(dict.fromkeys(promises))


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
class Ask(Row):
    """One row. Its `operation` is `service.Operation` in botocore's own names.

    A question is asked once an account (`scope="account"`), once a region (`"region"`), or once for each item of the
    answers to another (`each`, `of`), whose names get their region before them unless they are ARNs.
    """

    scope: Literal["account", "region", "item"] = "item"
    parameters: Mapping[str, JSON] = field(default_factory=lambda: MappingProxyType({}))
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Parameters that differ: JMESPath over `{item, parent, account, region, week, year}`, the last two days past."""
    bare: bool = False
    """An answer that holds none of what is kept is one too. Of any other question it is garbage: the SDK's parsers make
    nothing of what they do not understand, and nothing must not read as "there are none"."""
    off: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Codes that mean something else at other times, each with the words by which its text says that the service is
    off: that is `absent` too."""
    where: str = ""
    """JMESPath over an item: the region to ask in, where it is not the other's."""
    batch: int = 0
    """So many items are asked about at once, of one region: `item` is then a list of them, and the answer
    is named by the first. 0: one at a time."""
    unique: bool = False
    """The items' names are unique in the account: no region before them."""
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
