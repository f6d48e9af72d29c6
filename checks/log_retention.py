"""How records of activity are kept: 164.312(b), 164.316(b)(2)(i)."""

from collections.abc import Iterator
from typing import Final

from checks.judgements import switch
from scanner.check import Verdict, check, days, failed, passed, unknown
from scanner.facts import FOREVER, LogStore

FAIL_BELOW_DAYS: Final = 90  # logs.retention_fail
WARN_BELOW_DAYS: Final = 365  # logs.retention_warn


@check(id="log-retention.long-enough", title="Logs are kept long enough", control="log-retention", severity="medium")
def long_enough(
    log: LogStore, *, fail_below: int = FAIL_BELOW_DAYS, warn_below: int = WARN_BELOW_DAYS
) -> Iterator[Verdict]:
    """Intrusions are found months later.

    Rule: fails where the log is kept fewer days than fail_below; fails at low severity where fewer than warn_below;
    passes where as many or more.

    Fix: keep the log longer, or send a copy to where it is kept.
    """
    match log.retention_days:
        case None:
            yield unknown(log, "retention_days")
        case int(count) if count == FOREVER:
            yield passed("kept for ever")
        case count if count < fail_below:
            yield failed(f"kept {days(count)}, less than {days(fail_below)}")
        case count if count < warn_below:
            yield failed(f"kept {days(count)}, less than {days(warn_below)}", severity="low")
        case count:
            yield passed(f"kept {days(count)}")


@check(
    id="log-retention.tamper-evident",
    title="A change to the log would show",
    control="log-retention",
    severity="medium",
)
def tamper_evident(log: LogStore) -> Iterator[Verdict]:
    """Evidence that could have been edited convinces nobody.

    Rule: passes where digests, signatures or a copy elsewhere would show a change of the log, or where nobody can
    change it; fails where neither is so.

    Fix: switch digests or signatures of the log on, or keep it where nobody can change it.
    """
    match log.tamper_evident, log.immutable:
        case True, _:
            yield passed("a change of it would show")
        case _, True:
            yield passed("nobody can change it")
        case False, False:
            yield failed("a change of it would not show")
        case _:
            yield unknown(log, "tamper_evident", "immutable")


@check(id="log-retention.immutable", title="Nobody can delete the log early", control="log-retention", severity="low")
def immutable(log: LogStore, *, required: bool = False) -> Iterator[Verdict]:
    """An administrator's stolen credential must not be enough to delete the traces.

    Rule: only if required. Passes where nobody, no administrator either, can delete the log or shorten its time; else
    fails.

    Fix: lock the retention, so that nobody can shorten it.
    """
    if required:
        yield switch(log, "immutable", on="nobody can shorten it", off="an administrator can delete it early")
