"""What a collector is: a table of questions, a table of kinds, one function that asks and one that reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec import Struct

from scanner.answers import JSON, Answer, Answers
from scanner.facts import Fact, Promise
from scanner.targets import Target


class CollectError(Exception):
    """A collector cannot even begin: an option makes no sense, a package is missing. Says what to do.

    Its text goes into evidence, so it holds nothing from outside and no secret.
    """


@dataclass(frozen=True, slots=True)
class Kind:
    """What a reader promises for each resource of a kind, and what to type there when a check fails.

    A resource that lacks a promised fact is "not assessed": a forgetful reader cannot hide it.
    """

    title: str
    """As people call it: "S3 bucket"."""
    gives: tuple[Promise, ...]
    """Classes of facts, or facets of them: `(DataStore, (Guard, "deletion"))`."""
    fix: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By check id: the words of this platform. Without one the check's own "Fix:" stands."""
    always: bool = False
    """Every target has at least one: none at all is "not assessed" too."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One row of a collector's table. A platform adds its own columns."""

    id: str
    operation: str
    needs: str
    """The right it takes: an IAM action, `root`, empty for any login."""
    feeds: tuple[type[Fact], ...]
    """Classes that are read from it: a run whose checks judge none of them does not ask it."""


class Cause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an answer did not come, where its outcome and the right it takes do not say enough. For people to read."""

    said: str
    """A clause: "there are no AWS credentials to ask with"."""
    more: str = ""
    """What was looked at, or what it may be: whole sentences."""
    advice: str = ""
    """What to do, where a command does not say it."""
    command: str = ""
    """What to type."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a collector is given to ask."""

    target: Target
    questions: frozenset[str]
    """Ids of the questions to ask."""
    now: Callable[[], str]
    """The time, UTC, RFC 3339 with Z: goes into `Answer.asked`."""
    secret: Callable[[str], str]
    """Resolves a reference (`env:NAME`, `file:PATH`, ...) at the moment of use; what it returns is kept nowhere."""
    stopped: Callable[[], bool] = lambda: False
    """The run is being ended: ask nothing more."""


@dataclass(frozen=True, kw_only=True)
class Collector:
    """One platform, as a value. `collect` is the only code that does I/O with the inspected world."""

    scheme: str
    """Of its target URIs."""
    platform: str
    """As people say it: "AWS"."""
    version: str
    kinds: Mapping[str, Kind]
    questions: tuple[Question, ...]
    options: Mapping[str, JSON]
    """JSON Schema of the properties that a target of this scheme may set."""
    collect: Callable[[Inquiry], Iterator[Answer]]
    """Asks, and yields what came, in any order. What does not come is an answer too, with its outcome."""
    read: Callable[[Answers], Iterator[Fact]]
    """Pure: the same answers give the same facts next year."""
    unnamed: Callable[[], str] = lambda: ""
    """What a target is called whose URI names nothing more than the scheme."""
    explain: Callable[[Answer], Cause | None] = lambda _: None
    """Pure: says of an answer that did not come why, and what to do about it. Sealed with the run's coverage."""
    grant: Callable[[Iterable[str]], str] | None = None
    """Writes the rights as something to paste there: an IAM policy, a sudoers line."""

    @property
    def name(self) -> str:
        """Goes into every answer."""
        return f"{self.scheme} {self.version}"

    def wanted(self, classes: Iterable[type[Fact]]) -> dict[str, Question]:
        """The questions a run must ask whose checks judge these classes, by id, in the order of the table."""
        some = set(classes)
        return {q.id: q for q in self.questions if some.intersection(q.feeds)}
