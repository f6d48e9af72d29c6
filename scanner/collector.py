"""What a collector is: a table of questions, a table of kinds, one function that asks and one that reads."""

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, TypeVar

from msgspec import UNSET, Struct, UnsetType

from scanner.answers import JSON, Answer, Answers
from scanner.drops import Dropping
from scanner.ends import Table
from scanner.facts import Fact, Promise, spread
from scanner.listed import Inventory, Listed
from scanner.targets import Target
from scanner.written.document import Problem

T = TypeVar("T")
State: TypeAlias = Literal["unknown", "known", "changed", "revoked"]

CALLS: Final = 16
"""Calls that a run has in flight at most, where nobody says another number."""


class CollectError(Exception):
    """A collector cannot even begin: an option makes no sense, a package is missing. Says what to do.

    Its text goes into evidence, so it holds nothing from outside and no secret.
    """


Own: TypeAlias = Literal["name", "id", "resource", "site"]
"""Of a thing: its name, the last part of its resource id, the whole of that, and where it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a reader promises for each resource of a kind, and what to type there when a check fails.

    A resource that lacks a promised fact is "not assessed": a forgetful reader cannot hide it.
    """

    title: str
    """As people call it: "S3 bucket"."""
    gives: tuple[Promise, ...]
    """Classes of facts, or facets of them: `(DataStore, (Guard, "deletion"))`. A fact of another class is a flaw of the
    reader: it is not judged."""
    fix: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By check id: the words of this platform. Without one the check's own "Fix:" stands."""
    always: bool = False
    """Every target has at least one: none at all is "not assessed" too."""
    of: str = ""
    """The system that has it, where a target can be of several: what its facts are of is what it is."""
    may: tuple[Promise, ...] = ()
    """Of these, what only some things of the kind have: the lack of it is no flaw of the reader."""
    asked_by: Callable[[str], tuple[str, ...]] = lambda _: ()
    """Of a check, by its id: the rules of others that ask the same of this kind, as they name them. Read where needed:
    `DISA STIG V-215688: The Cisco router must be ...`."""
    own: Mapping[str, Own] = field(default_factory=lambda: MappingProxyType({}))
    """Words in capitals that stand in its fixes for the thing itself, the same in all of them: `{"BUCKET": "name"}`.
    Where one finding is shown, its name stands there; any other word in capitals is somebody's to choose."""

    def __post_init__(self) -> None:
        if more := set(self.may).difference(self.gives):
            raise ValueError(f"{self.title}: may holds what gives does not: {', '.join(map(str, more))}")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One row of a collector's table. A platform adds its own columns."""

    id: str
    operation: str
    needs: str
    """The right it takes: an IAM action, `root`, empty for any login."""
    feeds: tuple[Promise, ...]
    """What is read from it, classes of facts or facets of them: a run whose checks ask about none of it does not ask
    it. A class alone stands for all its facets."""
    serves: tuple[str, ...] = ()
    """Checks, where it feeds what no others look at: a run in which these have nothing to say does not ask it."""
    asked_of: Literal["targets", "lists", "both"] = "targets"
    """`lists`: of targets that are a list of others, and are asked for nothing else."""
    option: tuple[str, ...] = ()
    """Asked only where the target sets one of these options."""
    outside: bool = False
    """Anybody is answered who can reach it: that it came does not mean that we were let in."""
    untried: bool = False
    """Written from recordings: no real one has answered it to us yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A target that stands behind another: an account of an organisation."""

    target: Target
    aside: str = ""
    """Why it is listed and nothing is asked of it: "the account is closed"."""


class Together:
    """What all targets of one run share: one limit of calls in flight, and what need be made only once."""

    def __init__(self, calls: int = CALLS) -> None:
        self.turn = threading.BoundedSemaphore(calls)
        """Held while a call is in flight, as in `with together.turn:`, and not while one waits to ask again."""
        self._made: dict[Hashable, Any] = {}
        self._lock = threading.Lock()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made for a key; whoever comes first makes it, and the others wait."""
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            made: T = self._made[key]
            return made


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
    alarm: str | UnsetType = UNSET
    """It may be an attack: how people call it, in place of the outcome's word, and first of all: "host key changed"."""

    def by(self, code: str) -> str:
        """What it says, with the platform's own word for it; but for what stands in brackets there and it has said."""
        word, _, more = code.partition(" (")
        short = word if more and f"({more}" in self.said else code
        return f"{self.said} ({short})" if short else self.said


@dataclass(frozen=True, slots=True)
class Shown:
    """One key of a target."""

    where: str
    """Host and port."""
    kind: str
    """`ssh-ed25519`."""
    fingerprint: str
    """As the machine's own tools print it."""
    state: State
    """What is known of it here."""
    line: str
    """What to add to the file to trust it."""
    file: Path | None
    """Where that file is; None where none is named."""
    compare: str
    """What to type at the machine itself to see the same fingerprint."""


@dataclass(frozen=True, slots=True)
class Installable:
    """A program that a host may keep, so that an account needs the right to run that one alone."""

    text: bytes
    path: str
    """Where it goes unless somebody says otherwise."""


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
    together: Together = field(default_factory=Together)
    """Shared with all other inquiries of the run."""
    overheard: Callable[[str], None] = lambda _: None
    """Is told of a secret that the target has said and that was replaced: it is looked for before sealing."""


def _as_written(option: str, value: JSON) -> JSON:  # noqa: ARG001  # the shape of `means`
    return value


def _none(target: Target, answers: Answers) -> Iterator[Member]:  # noqa: ARG001  # the shape of `members`
    yield from ()


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
    ends: Table = field(default_factory=lambda: MappingProxyType({}))
    """Until when makers fix what `read` judges so (`Answers.until`). Sealed with each run."""
    early: Callable[[Target], int] = lambda _: 0
    """Seconds before a run at which a target may have been asked: its answers have waited for the run."""
    marks: Callable[[Target], frozenset[str]] = lambda _: frozenset()
    """Questions whose answers say what single things of a target hold (tags): where one failed, nothing is free of ePHI
    only because its target is declared so."""
    called: Callable[[Answers], str] = lambda _: ""
    """Pure: what people call a target, by its answers; empty where these do not say it."""
    unnamed: Callable[[], str] = lambda: ""
    """What a target is called whose URI names nothing more than the scheme."""
    means: Callable[[str, JSON], JSON] = _as_written
    """What people write for an option, as it is meant: `cisco_ios` is `ios`. `CollectError`: it is no such word."""
    check: Callable[[Target], object] = lambda _: None
    """Raises `CollectError` where a target's options make no sense together: nothing is asked then."""
    settled: Callable[[Target], Target] = lambda target: target
    """What is meant by a target that is declared, by what is here: a path may be a file or a folder. Sealed so."""
    explain: Callable[[Answer], Cause | None] = lambda _: None
    """Pure: says of an answer that did not come why, and what to do about it. Sealed with the run's coverage."""
    lists: Callable[[Target], bool] = lambda _: False
    """It is a list of other targets (an organisation, an inventory), and is asked for nothing else."""
    members: Callable[[Target, Answers], Iterator[Member]] = _none
    """Pure: the targets that stand behind a list, by its answers. A verifier computes them again."""
    inventory: Callable[[Inventory], Iterable[Listed | Problem]] | None = None
    """Reads a file that lists targets of this scheme, and runs nothing. None: there is no such file."""
    shows: Callable[[Inquiry], Iterator[Shown]] | None = None
    """Fetches what a target shows to prove who it is, before anybody trusts it. None: the provider vouches for it."""
    close: bool = False
    """Its answers are texts of devices, in which no word may look as if a machine had drawn it."""
    installable: Callable[[], Installable] | None = None
    """The program that its hosts may keep, in place of being sent it each night."""
    drops: Dropping | None = None
    """Its hosts are reached by nobody: they drop what they say, and `safeguard ingest` takes it in."""
    grant: Callable[[Iterable[str]], str] | None = None
    """Writes the rights as something to paste there: an IAM policy, a sudoers line."""
    enters: Callable[[Target], str] = lambda _: ""
    """Of a list: writes, in the same way, what it takes to get into what it lists."""

    @property
    def name(self) -> str:
        """Goes into every answer."""
        return f"{self.scheme} {self.version}"

    def wanted(
        self, facts: Iterable[Promise], *, heard: frozenset[str] | None = None, lists: bool = False
    ) -> dict[str, Question]:
        """The questions a run must ask whose checks ask about such facts, by id, in the order of the table.

        `heard`: the checks that have something to say in this run; None: any may. `lists`: of a target that is a list
        of others.
        """
        some, of = {one for promise in facts for one in spread(promise)}, {"both", "lists" if lists else "targets"}
        asked = (q for q in self.questions if q.asked_of in of and any(map(some.intersection, map(spread, q.feeds))))
        return {q.id: q for q in asked if not q.serves or heard is None or not heard.isdisjoint(q.serves)}
