"""The run before this one: the next says what is no longer asked since then, and a verifier looks it up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from scanner.evidence import log
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.members import SealedError
from scanner.replay import Load, ours, replay
from scanner.scope import Before, Scope
from scanner.signed import member, signed_by

_AT_ONCE: Final = timedelta(minutes=1)
"""Of two scans that begin together neither may have seen the other's run."""


def before(run: SealedRun) -> Before:
    """What a run asked, for the one after it. Raises `EvidenceError` where that is not what was signed."""
    signed_by(run)
    scope = member(run, "scope.json", Scope)
    asked = tuple(a.target.id for a in scope.targets if not a.aside)
    return Before(run=run.record.run, targets=asked, checks=scope.checks)


def replay_in_order(run: SealedRun, load: Load = ours) -> Replay:
    """Judge a sealed run again, and hold what it says of the run before it against that one, where it lies there.

    Raises:
        EvidenceError: one of the two is not what was signed.
    """
    again = replay(run, load)
    try:
        order = _order(run)
    except SealedError as err:  # of a program that came after this one
        order = Replay("lacks", f"what it says of the run before it cannot be told: {err}")
    return order if order and (again.state == "same" or order.state == "differs") else again


def _order(run: SealedRun) -> Replay | None:
    """What is wrong with what it says of the run before it; None where nothing is."""
    said = member(run, "scope.json", Scope).before
    earlier = list(_earlier(run))
    named = next((r for r in earlier if said and r.record.run == said.run), None)
    if named is None:
        return _skips(run, said, earlier)
    if _there(named) and said != before(named):
        return Replay("differs", f"what it says of the run before it, {named.record.run}, is not what that one asked")
    return None


def _skips(run: SealedRun, said: Before | None, earlier: list[SealedRun]) -> Replay | None:
    """It names none of the runs that it may name."""
    told = f"it compares itself with run {said.run}" if said else "it says that no run came before it"
    if not earlier:
        return Replay("differs", f"{told}, and none was sealed before it") if said else None
    last = earlier[-1]
    if not _long_before(last, run):
        return None
    why = f"{told}, and run {last.record.run} was the last one before it"
    return Replay("differs" if _there(last) else "lacks", why)


def _earlier(run: SealedRun) -> Iterator[SealedRun]:
    """The runs that it may have seen as the last one, the newest first; no older one than it must have seen."""
    for number in reversed(range(run.record.sequence)):
        key = log.leaf_key(number)
        if found := read_run(run.reader, run.reader.read(key), key):
            yield found
            if _long_before(found, run):
                return


def _long_before(one: SealedRun, other: SealedRun) -> bool:
    sealed, started = map(datetime.fromisoformat, (one.record.place.sealed, other.record.started))
    return sealed + _AT_ONCE < started


def _there(run: SealedRun) -> bool:
    return any(run.reader.list(f"runs/{run.record.run}/"))
