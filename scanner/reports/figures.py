"""The four numbers of the first screen."""

from collections import Counter
from dataclasses import dataclass

from scanner.check import SEVERITIES
from scanner.finding import Status
from scanner.profile.rule import NO_RECORD
from scanner.reports.night import Night
from scanner.reports.states import OPEN, STATES, UNTAKEN
from scanner.reports.tally import requirements
from scanner.words import counted, number


@dataclass(frozen=True, slots=True)
class Figure:
    """One of them."""

    count: str
    label: str
    note: str
    href: str
    of: str = ""
    beware: str = ""
    """What would make it mislead."""


def figures(night: Night) -> tuple[Figure, ...]:
    """What fails, was not assessed, was reached, is open; where nothing was assessed they are no numbers."""
    found = (_failing(night), _unseen(night), _reached(night), _open(night))
    if night.assessed:
        return found
    return tuple(Figure("–", f.label, f.note, f.href, beware=f.beware) for f in found)  # noqa: RUF001  # a dash, on purpose


def _failing(night: Night) -> Figure:
    by = Counter(f.severity for f in night.failing())
    note = ", ".join(f"{number(by[s])} {s}" for s in SEVERITIES if by[s])
    why = night.not_comparable
    return Figure(
        number(by.total()),
        "fail",
        note,
        "#findings",
        beware=f"Not comparable with the night before: {why}" if why else "",
    )


def _unseen(night: Night) -> Figure:
    by = Counter(f.reason for f in night.acting if f.status is Status.NOT_ASSESSED and not f.standing)
    tonight = ", ".join(f"{number(count)} {reason}" for reason, count in by.most_common(3))
    never = f"{number(night.coverage.standing)} more never visible to this scanner" if night.coverage.standing else ""
    return Figure(number(by.total()), "not assessed", "; ".join(filter(None, (tonight, never))), "#seen")


def _reached(night: Night) -> Figure:
    coverage = night.coverage
    read, answers = sum(t.good for t in coverage.targets), counted(night.record.evidence.size, "answer")
    of = f"/{number(coverage.declared)}"
    return Figure(number(coverage.reached), "targets reached", f"{number(read)} of {answers} read", "#reached", of)


def _open(night: Night) -> Figure:
    core = requirements(night.rows)
    states = Counter(row.state for row in core.rows)
    said = [f"{number(states[s])} {STATES[s].count}" for s in OPEN if states[s]]
    note = ", ".join(said) + (f": {UNTAKEN}" if states[NO_RECORD] else "")
    return Figure(number(core.open), "requirements open", note, "#rule", f"/{number(len(core.rows))}")
