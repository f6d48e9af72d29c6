"""A way in when all else fails, that is watched and tried: 164.312(a)(2)(ii)."""

from collections.abc import Iterator
from typing import Final

from checks.judgements import done_lately, heard
from scanner.check import Related, Verdict, check, passed, unknown
from scanner.facts import Alarm, Asset, Identity, Routine

BREAK_GLASS_TEST_DAYS: Final = 365  # emergency.test_interval


@check(
    id="emergency-access.exists", title="There is a break-glass account", control="emergency-access", severity="medium"
)
def break_glass(scope: Asset, people: Related[Identity]) -> Iterator[Verdict]:
    """When the directory is down, someone must still reach the patient's record.

    Rule: only of a whole scope, such as a cloud account. Passes where a break-glass account in it is enabled; else
    fails, also where all of them are disabled. Not assessed where a list of accounts failed.

    Fix: make an emergency account, lock its credential away, and raise an alarm when it is used.
    """
    if scope.role != "scope":
        return
    may_be = [who for who in people.seen if who.holder in ("break-glass", None) and who.enabled is not False]
    sure = [who for who in may_be if who.holder and who.enabled]
    if sure:
        yield passed(f"break-glass: {', '.join(who.name or who.resource for who in sure)}")
    elif may_be:
        yield unknown(may_be[0], "holder", "enabled")
    else:
        yield people.absent("no break-glass account")


@check(
    id="emergency-access.watched",
    title="Use of the break-glass account raises an alarm",
    control="emergency-access",
    severity="medium",
)
def break_glass_watched(alarm: Alarm) -> Iterator[Verdict]:
    """An account that may do everything is used rarely, and never unnoticed.

    Rule: only of the alarm on privileged use. Passes where it is on and somebody is told; fails where it is off, or
    nobody is told.

    Fix: raise an alarm on each use, and send it to somebody who is not the user.
    """
    if alarm.watches == "privileged-use":
        yield heard(alarm, "the use of emergency accounts")


@check(
    id="emergency-access.tested",
    title="The break-glass account was tried lately",
    control="emergency-access",
    severity="low",
)
def break_glass_tested(routine: Routine, *, max_days: int = BREAK_GLASS_TEST_DAYS) -> Iterator[Verdict]:
    """The envelope may hold last year's password.

    Rule: only of tests of the break-glass account. Passes where the last one was at most max_days ago and went well;
    fails where it was longer ago, or never, or went wrong, or nobody looked whether it worked. A good one in the future
    is not assessed.

    Fix: sign in with it, change the credential afterwards, and record the test.
    """
    if routine.what == "break-glass-test":
        yield done_lately(routine, max_days)
