"""That there is a run for each night on which one was due, and that later ones look at what earlier ones looked at."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from scanner.evidence.history import Logged
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.nights import Declared, Demand, Nights, hold, interval, is_interval
from scanner.evidence.sealed import SealedRun
from scanner.evidence.statement import RunRecord
from scanner.evidence.verdict import Found
from scanner.words import counted, few, number, visible

_FEW: Final = 3
_GAPS: Final = "Intact and signed, but nights are missing on which a scan was due."
_NO_STEP: Final = "Intact and signed, but which nights were due cannot be told: --every 1d says what you expect."
_NO_SCHEDULE: Final = "No schedule is declared: nights without a scan were not looked for. --every 1d does."
_CHANGED: Final = "The declared schedule was changed; nights were counted by the last one: --every 1d counts by yours."
_SHRUNK: Final = "The declared scope shrank: later runs leave out targets of earlier ones."
_TARGETS: Final = "Not every target was reached on every night."


def look(seen: Seen) -> Found:
    """Hold the runs of the log against the nights on which one was due, and their scopes against one another."""
    if seen.is_empty:
        return Found("open", "there is no run in it")
    whole = [one for one in seen.log.logged if not one.partial]
    if not whole and not seen.trust.demand:
        return Found("open", "there is no run in it that looked at all that is declared")
    here = [(run, seen.declared(run)) for run in seen.runs if not run.record.partial]
    said = sorted({told.schedule for _, told in here if is_interval(told.schedule)})
    every = seen.trust.demand.every or next((told.schedule for _, told in reversed(here) if told.schedule in said), "")
    more = [f"the schedule was changed: {', '.join(said)}"] if len(said) > 1 and not seen.trust.demand.every else []
    lost = list(_lost(here))
    if not every:
        return _without(seen, whole, lost)
    nights = hold(map(_begun, whole), seen.trust.demand, interval(every))
    if not nights.due:
        return Found("unknown", "no night is due in that time", _NO_STEP)
    lines = [_told(nights, len(seen.log.logged) - len(whole)), *more, *lost]
    if nights.missed:
        return Found("unknown", "\n".join(lines), _GAPS)
    late = list(_of_targets(here, seen.trust.demand, every)) if len(here) == len(whole) else []
    verdicts = [verdict for verdict, there in ((_CHANGED, more), (_SHRUNK, lost), (_TARGETS, late)) if there]
    return Found("open" if verdicts else "ok", "\n".join([*lines, *late]), " ".join(verdicts))


def _without(seen: Seen, whole: Sequence[Logged], lost: Sequence[str]) -> Found:
    """What can be seen where nobody has said how often a scan is due."""
    begun = sorted(map(_begun, whole))
    apart = max((later - one for one, later in pairwise(begun)), default=None)
    between = f", at most {apart.days} d {apart.seconds // 3600} h between two" if apart else ""
    days = f" from {begun[0]:%Y-%m-%d} to {begun[-1]:%Y-%m-%d}" if begun else ""
    line = f"{counted(len(whole), 'whole run')}{days}{between}; no schedule is declared"
    said = "\n".join([line, *lost])
    if seen.trust.demand:
        return Found("unknown", said, _NO_STEP)
    return Found("open", said, " ".join([_NO_SCHEDULE, *([_SHRUNK] if lost else [])]))


def _told(nights: Nights, partial: int) -> str:
    parts = f"; {counted(partial, 'run')} of a part of what is declared not counted" if partial else ""
    return f"{nights.said}{parts}"


def _lost(here: Sequence[tuple[SealedRun, Declared]]) -> Iterator[str]:
    """The targets that an earlier run declared and a later one does not, each with the run from which on."""
    before: frozenset[str] = frozenset()
    for run, told in here:
        if gone := sorted(before - told.targets):
            day = run.record.started[:10]
            yield f"no longer declared since run {run.record.run} of {day}: {visible(few(gone, _FEW))}"
        before = told.targets


def _of_targets(here: Sequence[tuple[SealedRun, Declared]], demand: Demand, every: str) -> Iterator[str]:
    """The targets that were not reached on each night on which they were declared; the first few of many."""
    late = [
        f"{visible(target)}: {nights.said}"
        for target in sorted({target for _, told in here for target in told.targets})
        if (nights := _of_target(here, target, demand, every)).missed
    ]
    yield from late[:_FEW]
    if (rest := len(late) - _FEW) > 0:
        yield f"and {number(rest)} more targets"


def _of_target(here: Sequence[tuple[SealedRun, Declared]], target: str, demand: Demand, every: str) -> Nights:
    """The nights of one target, from the first run that declares it to the last one."""
    declaring = [run.record for run, told in here if target in told.targets]
    reached = [_begun(run.record) for run, told in here if target in told.reached]
    first, last = (_begun(record).date() for record in (declaring[0], declaring[-1]))
    own = Demand(since=_later(first, demand.since), until=_earlier(last, demand.until))
    return hold(reached, own, interval(every))


def _later(day: date, other: date | None) -> date:
    return max(day, other) if other else day


def _earlier(day: date, other: date | None) -> date:
    return min(day, other) if other else day


def _begun(run: Logged | RunRecord) -> datetime:
    return datetime.fromisoformat(run.started)


STEP: Final = Step(
    name="continuity",
    look=look,
    needs=("container", "signature", "evidence", "findings", "log"),
    fails="NOT VERIFIED. Which nights there are cannot be told.",
    unknown="Intact and signed, but which nights there are could not be checked.",
    open="Nights without a scan were not looked for.",
)
