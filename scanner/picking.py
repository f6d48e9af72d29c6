"""Which findings of which runs were asked for."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from scanner import signed
from scanner.evidence import EvidenceError, selection
from scanner.evidence.export import Picked
from scanner.evidence.sealed import SealedRun
from scanner.evidence.selection import Selection
from scanner.profile import Profile
from scanner.words import few


class PickError(EvidenceError):
    """Nothing is as it was asked for."""


def pick(logged: Sequence[SealedRun], there: Mapping[str, SealedRun], asked: Selection) -> Picked:
    """The findings that were asked for, of runs in the log; `there` are those whose members can be read.

    Raises:
        SelectionError: a run signed its findings as a whole.
        PickError: there is no such finding, or what was drawn lies in a run that is not there.
    """
    runs = [run for run in logged if asked.holds(run.record)]
    if asked.sample:
        drawn = selection.draw(asked.sample, (run.record for run in runs))
        if gone := sorted(drawn.keys() - there.keys()):
            raise PickError(
                f"the seed draws findings of run {gone[0]}, which is in the log and not here: "
                "without it nobody can draw again"
            )
        return Picked((asked,), drawn)
    found = {run.record.run: list(_leaves(run, asked)) for run in runs if run.record.run in there}
    chosen = {run: leaves for run, leaves in found.items() if leaves}
    if not chosen:
        raise PickError(f"no finding {asked} in {asked.period}", "Nothing was written. Next: safeguard findings --all")
    return Picked((asked,), chosen)


def _leaves(run: SealedRun, asked: Selection) -> Iterator[int]:
    controls = _controls(signed.member(run, "profile.json", Profile), asked.citations) if asked.citations else ()
    for leaf, (finding, _) in enumerate(signed.findings(run)):
        if asked.checks and not _names(asked.checks, finding.check):
            continue
        if asked.targets and not _names(asked.targets, finding.target, finding.target.partition(":")[2]):
            continue
        if not asked.citations or finding.control in controls:
            yield leaf


def _names(patterns: Sequence[str], *names: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def _controls(profile: Profile, citations: Sequence[str]) -> frozenset[str]:
    """The controls that support these rows of the rule, or rows below them. Raises `PickError` for an unknown one."""
    known = [row.cite for row in profile.requirements]
    found: set[str] = set()
    for cite in citations:
        rows = {row for row in known if row == cite or row.startswith(f"{cite}(")}
        if not rows:
            raise PickError(f"{profile.id} has no row “{cite}”; it has {few(known)}. Next: safeguard explain RULE")
        found |= {name for name, one in profile.controls.items() for s in one.supports if s.cite in rows}
    return frozenset(found)


def asks(asked: Selection) -> bool:
    """Whether single findings were asked for, and not whole runs."""
    return bool(asked.sample or asked.citations or asked.targets or asked.checks)
