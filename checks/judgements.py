"""Judgements and phrases that many checks share."""

from scanner.check import Judged, Verdict, cannot_tell, days, failed, passed, unknown
from scanner.facts import FOREVER, Alarm, Exposure, Fact, Guard, Routine


def switch(fact: Fact, field: str, *, on: str, off: str) -> Verdict:
    """Pass when the field is True, saying `on`; fail when it is False, saying `off`."""
    match getattr(fact, field):
        case None:
            return unknown(fact, field)
        case True:
            return passed(on)
        case _:
            return failed(off)


def in_force(guard: Guard, *, on: str, off: str) -> Verdict:
    """Judge a guard's switch; where it says what was seen, that is said in place of these words."""
    seen = _together(guard.considered)
    return switch(guard, "in_force", on=seen or on, off=seen or off)


def supposing(fact: Fact, fail: Verdict, *fields: str) -> Verdict:
    """Let a fail stand only where the fields that it supposes are known; unknown where one of them is None."""
    if any(getattr(fact, field) is None for field in fields):
        return unknown(fact, *fields)
    return fail


def spared(fact: Fact, *, ephi_only: bool) -> bool:
    """Tell whether a check for ePHI alone leaves this out: its owner declared it free of it. Silence is no "no"."""
    return ephi_only and fact.ephi is False


def listed(fact: Fact, names: tuple[str, ...]) -> bool:
    """Tell whether a list of the profile holds it, by its id or by its name; what has no name is on no list by it."""
    return fact.resource in names or (fact.name != "" and fact.name in names)


def because(said: str, fact: Exposure | Routine) -> str:
    """Add what was considered: `open to its owner only: it has a public address, and sg-0abc lets nobody in`."""
    why = _together(fact.considered)
    return f"{said}{';' if ':' in said else ':'} {why}" if why else said


def _together(clauses: tuple[str, ...]) -> str:
    *most, last = clauses or ("",)
    return f"{', '.join(most)}, and {last}" if most else last


FREE_OF_EPHI = "declared free of ePHI"


def ends(said: str, left: int, min_days: int) -> Verdict:
    """Pass what has more than `min_days` left, and say from when on it fails: `expires in 45 days`."""
    return passed(f"{said} {days(left)}; fails when fewer than {days(min_days)} are left", fails_in=left - min_days + 1)


def ago(count: int) -> str:
    """Say how long ago: `today`, `1 day ago`."""
    return "today" if count == 0 else f"{days(count)} ago"


def lately(fact: Fact, field: str, max_days: int, did: str, *, due: bool = False) -> Verdict:
    """Pass when the age in days is within the limit; `did` is what was done then: `changed`, `last used`.

    With `due` nothing but somebody who sees to it does it again: the pass says in how many days it fails.
    """
    match getattr(fact, field):
        case None:
            return unknown(fact, field)
        case count if count < 0:
            return cannot_tell(f"{did} {days(-count)} in the future, so a clock is wrong")
        case count if count <= max_days:
            return passed(f"{did} {ago(count)}", fails_in=max_days - count + 1 if due else None)
        case count if count == FOREVER:
            return failed(f"never {did.removeprefix('last ')}")
        case count:
            return failed(f"{did} {ago(count)}, more than {days(max_days)}")


def done_lately(routine: Routine, max_days: int) -> Verdict:
    """Pass when it was done within the limit and went well; "nobody looked whether it worked" is a fail."""
    when = lately(routine, "age_days", max_days, "last done", due=True)
    if when.judged is Judged.FAIL:
        return failed(because(when.seen, routine))
    done = when.seen if when.judged is Judged.PASS else "done"
    match routine.outcome:
        case None:
            return unknown(routine, "age_days", "outcome")
        case "bad":
            return failed(f"{done}, and it went wrong")
        case "unverified":
            return failed(f"{done}, but nobody looked whether it worked")
        case "good":
            return when


def heard(alarm: Alarm, what: str, *, must_notify: bool = True) -> Verdict:
    """Pass when it is on and, where that is wanted, somebody is told."""
    match alarm.enabled, alarm.notifies:
        case False, _:
            return failed(f"nothing watches for {what}")
        case _, False if must_notify:
            return failed(f"nobody is told of {what}")
        case True, True:
            return passed(f"somebody is told of {what}")
        case True, _ if not must_notify:
            return passed(f"{what} are watched for")
        case _:
            return unknown(alarm, "enabled", *(("notifies",) if must_notify else ()))
