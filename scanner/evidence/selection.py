"""What a house was asked for: which runs, and which of their findings.

What is drawn by a seed follows from the seed and from what is signed, so that whoever names the seed can draw again
and the house cannot choose: `rank` of every finding of the runs, and the first of them.
"""

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Struct

from scanner.evidence import EvidenceError, canonical
from scanner.evidence.statement import RunId, RunRecord
from scanner.words import visible

KEY: Final = "selection.json"
FORMAT: Final = "safeguard-selection/1"
MOST: Final = 100_000
"""How many findings are drawn at most."""

MAX_SAMPLES: Final = 5
"""How many of one bundle: a verifier draws each again."""

MAX_DRAWN_FROM: Final = 1 << 21
"""From how many findings: a verifier ranks each of them."""

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Seed = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,200}\Z")]
Day = Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-\d\d-\d\d)?\Z")]


class SelectionError(EvidenceError):
    """Findings that cannot be chosen so, or were not."""


class Sample(Struct, frozen=True, forbid_unknown_fields=True):
    """So many findings, drawn by a seed."""

    count: Annotated[int, msgspec.Meta(ge=1, le=MOST)]
    seed: Seed


class Selection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was asked for. Nobody signs it."""

    since: Day = ""
    until: Day = ""
    runs: tuple[RunId, ...] = ()
    """Where no days are named."""
    citations: tuple[Word, ...] = ()
    targets: tuple[Word, ...] = ()
    checks: tuple[Word, ...] = ()
    sample: Sample | None = None

    def __str__(self) -> str:
        """In words, after "findings": of which citations, targets and checks."""
        said = {"of ": self.citations, "about ": self.targets, "by ": self.checks}
        return ", ".join(f"{word}{visible(' or '.join(some))}" for word, some in said.items() if some)

    @property
    def period(self) -> str:
        """Of which nights, in words."""
        if self.runs:
            return f"run {self.runs[0]}" if len(self.runs) == 1 else f"{len(self.runs)} runs"
        return f"all runs from {self.since or 'the first'} to {self.until or 'the last'}"

    def holds(self, record: RunRecord) -> bool:
        """Whether a run is one of those that were asked for: named, or begun on one of the days (UTC)."""
        if self.runs:
            return record.run in self.runs
        return self.since <= record.started[:10] <= (self.until or "9999")


class _Document(Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["safeguard-selection/1"]
    selections: Annotated[tuple[Selection, ...], msgspec.Meta(min_length=1, max_length=100)]


def dumps(selections: Iterable[Selection]) -> bytes:
    """What lies in the bundle: one, or those of bundles that were joined."""
    return canonical.dumps(msgspec.to_builtins(_Document(FORMAT, tuple(selections))))


def loads(data: bytes, what: str) -> tuple[Selection, ...]:
    """Read it strictly. Raises `EvidenceError`."""
    try:
        found = msgspec.convert(canonical.exactly(data, what), _Document).selections
    except msgspec.ValidationError as err:
        raise SelectionError(f"{what} does not hold what it should: {err}") from None
    if sum(one.sample is not None for one in found) > MAX_SAMPLES:
        raise SelectionError(f"{what} names more than {MAX_SAMPLES} samples")
    return found


def rank(seed: str, record: RunRecord, leaf: int) -> bytes:
    """The place of a finding in the order of a seed: a SHA-256 over seed, run, root of its findings and leaf."""
    root = "" if record.findings is UNSET else record.findings.root
    return hashlib.sha256(f"{seed}\n{record.run}\n{root}\n{leaf}".encode()).digest()


def draw(sample: Sample, records: Iterable[RunRecord]) -> Mapping[str, list[int]]:
    """The leaves of the findings that a seed draws from these runs, ascending, by run. Raises `SelectionError`."""
    drawn = heapq.nsmallest(sample.count, _ranked(sample.seed, records))
    found: dict[str, list[int]] = {}
    for _, run, leaf in sorted(drawn, key=lambda one: one[1:]):
        found.setdefault(run, []).append(leaf)
    return found


def _ranked(seed: str, records: Iterable[RunRecord]) -> Iterator[tuple[bytes, str, int]]:
    drawn_from = 0
    for record in records:
        if record.findings is UNSET:
            raise SelectionError(older(record))
        drawn_from += record.findings.size
        if drawn_from > MAX_DRAWN_FROM:
            raise SelectionError(f"more than {MAX_DRAWN_FROM} findings to draw from: name fewer runs")
        for leaf in range(record.findings.size):
            yield rank(seed, record, leaf), record.run, leaf


def older(record: RunRecord) -> str:
    """Why single findings of this run cannot be handed out."""
    return (
        f"run {record.run} was sealed by safeguard {record.tool.version}, which signed its findings as a whole: "
        "single ones cannot be proved"
    )
