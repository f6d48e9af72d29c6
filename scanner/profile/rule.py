"""How each row of the rule stands after a run. Pure; computed from findings and profile, for reports.

A row fails when anything that supports it directly fails. It passes only with direct evidence of every control that it
rests on, from things that hold ePHI or may, nothing open (not even what no night can answer), and the whole declared
scope looked at: that a laptop free of it is encrypted says nothing of the record. What a machine sees in part, or not
at all, stays open until somebody's record stands beside it. There is no score.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from scanner.finding import Finding, Status
from scanner.profile import Profile, Requirement

NO_RECORD = "no_record"
"""A state that only rows have: it waits for a record that a person signs. It is open."""

Said: TypeAlias = tuple[str, Status, bool, bool]
"""What a row takes of a finding: its control, its status, whether it stands on any night, and whether it is about
something that its owner declared free of ePHI."""

_WORST = (Status.FAIL, Status.NOT_ASSESSED, Status.STALE, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, its state, and what that rests on."""

    requirement: Requirement
    state: str
    """A `Status`, or `NO_RECORD`."""
    direct: Mapping[str, int]
    """Findings by status of the controls that support it directly."""
    supporting: Mapping[str, int]
    """The same of those that are never enough alone."""
    controls: tuple[tuple[str, str], ...]
    """Control and strength, direct ones first."""


def said(finding: Finding) -> Said:
    """What rows take of it."""
    return finding.control, finding.status, finding.standing, finding.ephi is False


def rows(counts: Mapping[Said, int], profile: Profile, *, whole: bool = True) -> Iterator[Row]:
    """Every row of the profile, in its order. `whole`: all that is declared was looked at."""
    by_control: dict[str, Counter[str]] = defaultdict(Counter)
    proven: set[str] = set()
    for (control, status, standing, free), count in counts.items():
        by_control[control]["standing" if standing else status.value] += count
        if status is Status.PASS and not free:
            proven.add(control)
    for requirement in profile.requirements:
        controls = tuple(profile.supporters(requirement.cite))
        needed = [c for c, strength in controls if strength == "direct"]
        direct = _sum(by_control[c] for c in needed)
        supporting = _sum(by_control[c] for c, strength in controls if strength != "direct")
        seen = whole and proven.issuperset(needed)
        yield Row(requirement, _state(requirement.evidence.mode, direct, seen=seen), direct, supporting, controls)


def _state(mode: str, direct: Mapping[str, int], *, seen: bool) -> str:
    for status in _WORST:
        if direct.get(status):
            return status.value
    if mode != "automatic":
        return NO_RECORD
    passes = seen and direct.get(Status.PASS) and not direct.get("standing")
    return Status.PASS.value if passes else Status.NOT_ASSESSED.value


def _sum(counts: Iterable[Counter[str]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for some in counts:
        total.update(some)
    return dict(total)
