"""The rows of the rule on the page: a chart to see all at once, a tree to read each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scanner.finding import Status
from scanner.profile.rule import NO_RECORD, Row
from scanner.reports import tally
from scanner.reports.night import Night
from scanner.reports.states import NEEDS_ACTION, OPEN, STATES, UNTAKEN
from scanner.words import number

_BAR: Final = 80
_IN_BAR: Final = (Status.PASS, Status.ACCEPTED, Status.STALE, Status.NOT_ASSESSED, Status.FAIL)


@dataclass(frozen=True, slots=True)
class Supporter:
    """A control beside a row."""

    id: str
    title: str
    direct: bool
    proves: str
    does_not_prove: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is read."""

    row: Row
    word: str
    controls: tuple[Supporter, ...]

    @property
    def needs(self) -> bool:
        """It needs somebody: it is open, or what it rests on has expired."""
        return self.row.state in (*OPEN, Status.STALE)

    @property
    def waits(self) -> str:
        """The record it waits for."""
        return self.row.requirement.evidence.attestation if self.row.state == NO_RECORD else ""

    @property
    def said(self) -> str:
        """Its direct findings in numbers, those that need nobody first."""
        done = [self._count(s) for s in Status if s not in NEEDS_ACTION and self.row.direct.get(s)]
        return ", ".join(done)

    @property
    def still(self) -> list[tuple[str, str]]:
        """Its direct findings that need somebody: each state, and how many."""
        return [(s.value, self._count(s)) for s in NEEDS_ACTION if self.row.direct.get(s)]

    @property
    def bar(self) -> Iterator[tuple[str, str, str]]:
        """Its direct findings as pieces of a bar: state, place, width."""
        counts = {s: self.row.direct.get(s, 0) for s in _IN_BAR}
        total, done = sum(counts.values()), 0
        for state, count in counts.items():
            if count:
                width = max(1.5, _BAR * count / total - 0.6)
                yield state.value, f"{_BAR * done / total:.1f}", f"{width:.1f}"
            done += count

    def _count(self, status: Status) -> str:
        return f"{number(self.row.direct[status])} {STATES[status].count}"


@dataclass(frozen=True, slots=True)
class Section:
    """One category."""

    id: str
    title: str
    lines: tuple[Line, ...]

    @property
    def part(self) -> str:
        """Of the regulation: §164.312."""
        return "§" + self.lines[0].row.requirement.cite.partition("(")[0]

    @property
    def said(self) -> str:
        """How many are open."""
        rows = tally.Tally(tuple(line.row for line in self.lines))
        return f"{number(rows.open)} of {number(len(rows.rows))} open"


@dataclass(frozen=True)
class Rule:
    """All of them."""

    night: Night

    @property
    def sections(self) -> Iterator[Section]:
        """By category, in the order of the regulation."""
        for safeguard, title in tally.SECTIONS.items():
            lines = tuple(self._line(r) for r in self.night.rows if r.requirement.safeguard == safeguard)
            if lines:
                yield Section(safeguard, title, lines)

    @property
    def chart(self) -> Iterator[Section]:
        """Those whose rows are drawn: the three safeguards."""
        return (s for s in self.sections if s.lines[0].row.requirement.core)

    @property
    def legend(self) -> Mapping[str, str]:
        """The states that some row has, worst first, with their words."""
        have = {r.state for r in self.night.rows}
        return {s: STATES[s].word for s in (Status.FAIL, NO_RECORD, *Status) if s in have}

    @property
    def requirements(self) -> str:
        """What the chart draws, and how much of it is open."""
        core = tally.requirements(self.night.rows)
        asked = [row.requirement for row in core.rows]
        if not asked:
            return ""
        states = [row.state for row in core.rows]
        split = ", ".join(f"{number(states.count(s))} {STATES[s].count}" for s in OPEN if s in states)
        still = f"{number(core.open)} {_are(core.open)} open{f' ({split})' if split else ''}."
        return f"{tally.said(asked)} in {_parts(core)}; {still}"

    @property
    def waiting(self) -> str:
        """What to say of those that wait for a record; nothing where none does."""
        return f"What waits for a record stays open: {UNTAKEN}." if NO_RECORD in self.legend else ""

    @property
    def beside(self) -> str:
        """What the tree holds beyond them."""
        others = tally.beside(self.night.rows)
        asked = [row.requirement for row in others.rows]
        if not asked:
            return ""
        waiting = f"{number(others.open)} {_are(others.open)} open."
        return f"Counted apart: {tally.said_beside(asked)} in {_parts(others)}; {waiting}"

    def _line(self, row: Row) -> Line:
        found = (self._supporter(control, strength) for control, strength in row.controls)
        ordered = sorted(found, key=lambda s: not s.direct)
        return Line(row, STATES[row.state].word, tuple(ordered))

    def _supporter(self, id: str, strength: str) -> Supporter:
        control = self.night.profile.control(id)
        return Supporter(id, control.title, strength == "direct", control.proves, control.does_not_prove)


def _parts(rows: tally.Tally) -> str:
    """The sections of the regulation: `§164.308, 310 and 312`."""
    parts = dict.fromkeys(row.requirement.cite.partition("(")[0] for row in rows.rows)
    first, *rest = parts
    rest = [part.removeprefix("164.") for part in rest]
    return "§" + " and ".join(filter(None, (", ".join([first, *rest[:-1]]), *rest[-1:])))


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
