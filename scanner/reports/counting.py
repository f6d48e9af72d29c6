"""The findings of a run as a report needs them: counted, and those that somebody must look at in their order."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from scanner.check import SEVERITIES
from scanner.finding import Finding, Status
from scanner.profile.rule import Said, said
from scanner.spool.sorting import Sorted

QUIET: Final = (Status.PASS, Status.NOT_APPLICABLE)
"""Nobody need look at these; they are most."""
SOON: Final = 30
"""Days. Our own choice: a month is time enough to renew something."""
_FIRST: Final = 6
_ORDER: Final = {status: place for place, status in enumerate(Status)}


@dataclass(slots=True)
class Weight:
    """What one target gives people to do."""

    fails: Counter[str] = field(default_factory=Counter)
    """By severity."""
    open: int = 0
    """Not assessed because of tonight."""

    def add(self, finding: Finding) -> None:
        """Take one more."""
        if finding.status is Status.FAIL:
            self.fails[finding.severity] += 1
        self.open += finding.status is Status.NOT_ASSESSED and not finding.standing

    @property
    def order(self) -> tuple[int, ...]:
        """The heaviest first."""
        return (*(-self.fails[s] for s in SEVERITIES), -self.open)


def soon(finding: Finding) -> bool:
    """Tell whether it passes tonight, and time alone makes it fail within `SOON` days."""
    return bool(finding.fails_in and finding.fails_in <= SOON)


@dataclass(slots=True)
class Soon:
    """What passes tonight, and what time alone makes fail within `SOON` days: how many, and the first few."""

    count: int = 0
    first: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Take one more, if it is such a one."""
        if soon(finding):
            self.count += 1
            self.first = sorted([*self.first, finding], key=lambda f: (f.fails_in or 0, f.order))[:_FIRST]

    @property
    def more(self) -> int:
        """How many there are beside the first."""
        return self.count - len(self.first)


class Acting:
    """Findings in the order in which somebody should look at them, worst first. Few of them are in memory."""

    def __init__(self) -> None:
        self._lines = Sorted(_spool())

    def add(self, finding: Finding, line: bytes) -> None:
        """Take one, and its line. Raises `SpoolError`."""
        weight = f"{99 - finding.risk:02}", f"{SEVERITIES.index(finding.severity)}"
        self._lines.add((f"{_ORDER[finding.status]}", f"{finding.standing:d}", *weight, *finding.order), line)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Finding]:
        return map(_decode, self._lines)


def quiet(findings: Iterable[tuple[Finding, bytes]]) -> Iterator[Finding]:
    """Of all those that pass, then those that do not apply, which wait for them on disk: all is read once."""
    waiting = Sorted(_spool())
    for finding, line in findings:
        if finding.status is Status.PASS:
            yield finding
        elif finding.status is Status.NOT_APPLICABLE:
            waiting.add((), line)
    yield from map(_decode, waiting)


_decode = msgspec.json.Decoder(Finding).decode


def _spool() -> Path | None:
    """A folder where lines may wait; None where there is none: then they stay in memory."""
    try:
        return Path(tempfile.gettempdir())
    except OSError:  # nothing can be written here, as in a container
        return None


@dataclass
class Counted:
    """What must be known of all findings."""

    acting: Acting = field(default_factory=Acting)
    said: Counter[Said] = field(default_factory=Counter)
    standing: set[tuple[str, str]] = field(default_factory=set)
    """What no night answers: checks with kinds of things."""
    weighs: dict[str, Weight] = field(default_factory=lambda: defaultdict(Weight))
    """By target."""
    named: set[tuple[str, str]] = field(default_factory=set)
    """Checks with their controls."""
    soon: Soon = field(default_factory=Soon)
    leaves: tuple[int, int] = (0, -1)
    """The first and the last answer that one rests on; before the first where none rests on any."""

    def all(self, findings: Iterable[tuple[Finding, bytes]]) -> None:
        """Look at each."""
        first, last = self.leaves
        for finding, line in findings:
            self.said[said(finding)] += 1
            self.named.add((finding.check, finding.control))
            self.weighs[finding.target].add(finding)
            self.soon.add(finding)
            if finding.standing:
                self.standing.add((finding.check, finding.kind))
            for rest in finding.answers:
                first, last = min(first, rest.leaf), max(last, rest.leaf)
            if finding.status not in QUIET:
                self.acting.add(finding, line)
        self.leaves = first, last

    @property
    def totals(self) -> Mapping[str, int]:
        """How many there are, by status."""
        found = dict.fromkeys(map(str, Status), 0)
        for (_, status, *_), count in self.said.items():
            found[status] += count
        return found
