"""Answers: one question put to a target and what came back. The unit of evidence."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, Protocol, TypeAlias

import msgspec
from msgspec import Struct

from scanner.ends import Ends, Table
from scanner.evidence import canonical
from scanner.facts import Failure, Gap, Promise, Unread, tag

JSON: TypeAlias = Any
"""What canonical JSON can hold: strings, whole numbers, booleans, None, lists, objects with string keys. No floats."""

Outcome: TypeAlias = Literal["ok", "empty", "absent"] | Failure
"""`absent`: "there is no such configuration". Those three are good answers; a `Failure` is none."""

GOOD: Final = ("ok", "empty", "absent")
NOT_OFFERED: Final = "NotOffered"
"""Code of an `absent` answer: whom it was to be asked is not there, as a service in a region that does not have it."""
NOT_ENABLED: Final = "NotEnabled"
"""Code of an `absent` answer: the place that it is about, as a region, is not enabled, and is asked nothing."""
BROKEN_OFF: Final = "collector"
"""Question of the answer that stands for all that a collector had still to ask when it failed itself."""
_TYPED: Final = re.compile("“([^“”]{1,200})” would tell")
_OPEN: Final = 64
"""Answers of a target that are held open: the lists that a reader comes back to for each thing in them, and some."""

_OPEN_WEIGHT: Final = 96 << 20
"""What they may take in memory together, beside the newest of them."""

_SMALL: Final = 1 << 14
"""Bytes of a line that is not weighed."""


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answered, and whom it took us for."""

    endpoint: str
    """Host and port, or `this machine`."""
    identity: str = ""
    """What the endpoint proved itself with: `cert SHA256:...`, `host key SHA256:...`; empty if with nothing."""
    standard: bool = True
    """It is where the provider says its service is. False: a simulator, a proxy, a private copy."""
    caller: str = ""
    """The principal we were: a caller ARN, a login name."""
    request: str = ""
    """The provider's own id of the request."""


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an auditor tests (AT-C 205.36): what exactly was asked, of whom, as whom, when, and was the answer whole."""

    target: str
    question: str
    """Id in the collector's table: `s3.bucket.encryption`, `linux.sshd`."""
    about: str = ""
    """What it was asked about, where a question is asked more than once: a bucket, a region."""
    operation: str
    """The exact operation or command."""
    parameters: Mapping[str, JSON] = {}
    needs: str = ""
    """The right it takes: an IAM action, `root`."""
    outcome: Outcome
    code: str = ""
    """The platform's own word for the failure: an error code, `exit 1`. Never its free text: that may hold anything."""
    body: JSON = None
    """The kept fields, in the platform's own words."""
    pages: int = 1
    items: int = 0
    complete: bool = True
    asked: str
    """UTC, RFC 3339 with Z."""
    source: Source
    collector: str
    """Name and version."""
    dropped: tuple[str, ...] = ()
    """What was taken out on purpose beyond the fields nobody asked for; the words for it, never the thing."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Its place in the order of evidence. Unique in a run."""
        return self.target, self.question, self.about


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as a reader holds it: with its place in the evidence, and never missing."""

    outcome: Outcome | Literal["unclear", "hidden", "not-asked"]
    ask: str
    body: JSON = None
    place: tuple[int, ...] = ()
    asked: str = ""
    about: str = ""

    @property
    def good(self) -> bool:
        """It was answered, if only with "there is none"."""
        return self.outcome in GOOD

    @property
    def ok(self) -> bool:
        """There is a body to read."""
        return self.outcome == "ok"


HIDDEN: Final = Got("hidden", "")
"""The platform has no way to tell."""
NOT_ASKED: Final = Got("not-asked", "")
"""Our collector does not ask, yet."""


def unclear(got: Got, why: str, *, typed: str = "") -> Got:
    """It answered, and this reader cannot tell what that means. typed: a command that would show it to a person."""
    said = f"{why}; “{typed}” would tell" if typed else why
    return Got("unclear", f"{got.ask}: {said}" if got.ask else said, place=got.place)


def would_tell(ask: str) -> tuple[str, ...]:
    """The commands that an unclear answer names."""
    return tuple(dict.fromkeys(_TYPED.findall(ask)))


def unread(**fields: Got) -> tuple[Unread, ...]:
    """For each field, the answer it depends on: those that did not come are the reasons for its None."""
    return tuple(
        _why(name, got.outcome, got.ask)
        for name, got in fields.items()
        if got.outcome != "ok" and got.outcome != "empty" and got.outcome != "absent"  # noqa: PLR1714  # mypy narrows by it
    )


@lru_cache(maxsize=1024)
def _why(field: str, outcome: Any, ask: str) -> Unread:
    """Thousands of things lack the same for the same reason."""
    return Unread(field=field, outcome=outcome, ask=ask)


def rests_on(*gots: Got) -> tuple[int, ...]:
    """The places of all answers a fact was read from, in order, each once."""
    return _once(tuple(sorted({place for got in gots for place in got.place})))


@lru_cache(maxsize=256)
def _once(places: tuple[int, ...]) -> tuple[int, ...]:
    """Thousands of facts rest on the same few answers."""
    return places


class Line(Protocol):
    """An answer that lies somewhere as its line."""

    @property
    def question(self) -> str:
        """As the answer has it."""

    @property
    def about(self) -> str:
        """As the answer has it."""

    def line(self) -> bytes:
        """Its line."""


class Answers:
    """All answers of one target, as a reader asks for them."""

    def __init__(
        self,
        target: str,
        placed: Iterable[tuple[int, "Answer | Line"]],
        *,
        wanted: Mapping[str, str],
        options: Mapping[str, JSON] | None = None,
        ends: Ends | None = None,
    ) -> None:
        """`placed`: answers, or what has their lines: those are opened when looked at, and few at a time held open.

        `wanted`: for each question the run had to ask, operation and right (for a failure's sentence).
        `ends`: the tables of a run that is judged again.
        """
        self.target = target
        self._ends = ends
        self.options: Mapping[str, JSON] = options or {}
        self._wanted = wanted
        self._by: dict[str, dict[str, tuple[int, Answer | Line]]] = {}
        self._open: OrderedDict[int, tuple[Got, int]] = OrderedDict()
        self._weight = 0
        for pair in placed:
            answer = pair[1]
            self._by.setdefault(answer.question, {})[answer.about] = pair

    def one(self, question: str, about: str = "") -> Got:
        """The answer; where the run did not need the question, `not-asked`; where it did and none came, `error`."""
        if found := self._by.get(question, {}).get(about):
            return self._got(*found)
        if question in self._wanted:
            return Got("error", f"{self._wanted[question]}: no answer", about=about)
        return Got("not-asked", question, about=about)

    def every(self, question: str) -> Iterator[Got]:
        """All answers to a question, in the order of what they are about."""
        for place, answer in self._by.get(question, {}).values():
            yield self._got(place, answer)

    def _got(self, place: int, answer: "Answer | Line") -> Got:
        if known := self._open.get(place):
            self._open.move_to_end(place)
            return known[0]
        line = b"" if isinstance(answer, Answer) else answer.line()
        weight = canonical.weigh(line) if len(line) > _SMALL else 0
        while len(self._open) >= _OPEN or (self._open and self._weight > _OPEN_WEIGHT):
            self._weight -= self._open.popitem(last=False)[1][1]
        got = _got(place, answer if isinstance(answer, Answer) else decode(line))
        self._open[place], self._weight = (got, weight), self._weight + weight
        return got

    def until(self, what: str, ours: Table) -> str:
        """The last day on which its maker fixes it, by the table of the run, or `ours` tonight; empty: not known."""
        return self._ends.until(what, ours) if self._ends else ours.get(what, "")

    @property
    def places(self) -> range:
        """Where they stand in the evidence: those of one target stand together."""
        every = [place for some in self._by.values() for place, _ in some.values()]
        return range(min(every), max(every) + 1) if every else range(0)

    def __contains__(self, question: str) -> bool:
        return question in self._by


def _got(place: int, answer: Answer) -> Got:
    outcome, ask = answer.outcome, answer.operation
    # Whoever was answered had the right.
    if outcome not in GOOD and answer.needs and answer.needs != answer.operation:
        ask = f"{answer.operation} ({answer.needs})"
    if outcome in GOOD and not answer.complete:
        outcome, ask = "error", f"{ask}: {answer.pages} pages read, not all"
    return Got(outcome, ask, answer.body, (place,), answer.asked, answer.about)


def gaps(target: str, kind: str, listing: Got, *promises: Promise, site: str = "") -> Iterator[Gap]:
    """Say that a listing failed: one gap for each class of facts (or facet of one) that it would have given."""
    if listing.good:
        raise ValueError(f"{listing.ask} was answered: there is no gap")
    for promise in promises:
        cls, which = promise if isinstance(promise, tuple) else (promise, "")
        yield Gap(
            target=target,
            resource=f"{target}/{site}" if site else target,
            kind=kind,
            site=site,
            missing=tag(cls),
            which=which,
            outcome=listing.outcome,  # type: ignore[arg-type]  # a bad one, just looked at
            ask=listing.ask,
            answers=listing.place,
        )


_decode = msgspec.json.Decoder(Answer).decode


def decode(line: bytes) -> Answer:
    """Read one line of evidence, strictly. Raises `msgspec.ValidationError`, also for what would fill the memory."""
    if canonical.is_heavy(line):
        raise msgspec.ValidationError(f"an answer {canonical.TOO_HEAVY}")
    answer = _decode(line)
    if not _is_spelled(answer, line):
        raise msgspec.ValidationError("an answer is not in its canonical form: somebody else may read it otherwise")
    return answer


def _is_spelled(answer: Answer, line: bytes) -> bool:
    """Whether this is its one spelling; its keys may stand in another order: pseudonyms do not keep that of names."""
    try:
        spelled = msgspec.json.encode(answer, order="sorted")
        # Read strictly, no key comes twice and no number is longer written again: what differs then is the order.
        return spelled == line or (len(spelled) == len(line) and bool(canonical.loads(line, "an answer")))
    except (UnicodeEncodeError, canonical.MalformedError):
        return False
