"""Copies that come back when they are needed: 164.308(a)(7)(ii)(B), (D)."""

from collections.abc import Iterator
from typing import Final

from checks.judgements import done_lately, supposing
from scanner.check import (
    Verdict,
    cannot_tell,
    check,
    failed,
    passed,
    span,
    unknown,
)
from scanner.facts import FOREVER, Routine

RESTORE_TEST_DAYS: Final = 92  # backup.restore_test
RESTORE_SECONDS: Final = 259200  # backup.rto
_DRILLS: Final = ("restore-test", "recovery-drill")


@check(id="restore-test.recent", title="A restore was tried lately", control="restore-test", severity="high")
def restored_lately(routine: Routine, *, max_days: int = RESTORE_TEST_DAYS) -> Iterator[Verdict]:
    """A backup that was never restored is a hope.

    Rule: only of restore tests and recovery drills. Passes where the last one was at most max_days ago and went well;
    fails where it was longer ago, or never, or went wrong, or nobody looked whether it worked. A good one in the future
    is not assessed.

    Fix: restore a copy, look whether it is whole, and record it.
    """
    if routine.what in _DRILLS:
        yield done_lately(routine, max_days)


@check(id="restore-test.in-time", title="A restore is done in time", control="restore-test", severity="medium")
def restored_in_time(routine: Routine, *, max_seconds: int = RESTORE_SECONDS) -> Iterator[Verdict]:
    """Care goes on without the record for as long as the restore takes.

    Rule: only of the last restore test or recovery drill. Passes where it took at most max_seconds, fails where it took
    longer, whenever it was. Says nothing where there was none or the last one went wrong; a time below 0 is not
    assessed.

    Fix: find out what takes so long; keep what is needed first where it comes back first.
    """
    if routine.what not in _DRILLS or routine.age_days == FOREVER or routine.outcome == "bad":
        return
    match routine.took_seconds:
        case None:
            yield unknown(routine, "age_days", "took_seconds")
        case seconds if seconds > max_seconds:
            slow = failed(f"it took {span(seconds)}, more than {span(max_seconds)}")
            yield supposing(routine, slow, "age_days", "outcome")
        case seconds if seconds < 0:
            yield cannot_tell(f"{seconds} s for a restore cannot be meant")
        case seconds:
            yield passed(f"it took {span(seconds)}")
