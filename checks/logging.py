"""Records of activity, and who listens: 164.312(b), 164.308(a)(1)(ii)(D), (a)(5)(ii)(C), (a)(6)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checks.judgements import FREE_OF_EPHI, done_lately, heard, spared, supposing, switch
from scanner.check import Verdict, cannot_tell, check, failed, inapplicable, passed, span, unknown
from scanner.facts import FOREVER, Alarm, Clock, Delivery, LogTrail, Routine

# logs.events_scope, events_store, events_host, events_device, events_network; of a service whatever it tells
WANTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "scope": ("sign-in", "admin"),
        "store": ("data-read", "data-write"),
        "host": ("sign-in", "admin", "commands"),
        "device": ("sign-in", "admin"),
        "network": ("network",),
    }
)
SILENT_SECONDS: Final = 86400  # logs.silence
COPIES: Final = 1  # logs.copies
CLOCK_SOURCES: Final = 1  # clock.sources
CLOCK_OFF_SECONDS: Final = 300  # clock.off
REVIEW_DAYS: Final = 7  # logs.review_interval


@check(id="audit-logging.recording", title="Activity is recorded", control="audit-logging", severity="high")
def recording(trail: LogTrail) -> Iterator[Verdict]:
    """What is not recorded cannot be examined.

    Rule: passes where the record is on, fails where it is off.

    Fix: switch the log on.
    """
    yield switch(trail, "enabled", on="activity is recorded", off="activity is not recorded")


@check(
    id="audit-logging.events-complete",
    title="The log holds the events that matter",
    control="audit-logging",
    severity="high",
)
def events_complete(
    trail: LogTrail, *, want: Mapping[str, tuple[str, ...]] = WANTED, ephi_only: bool = True
) -> Iterator[Verdict]:
    """An investigation needs to know who came in, what they changed and what they read.

    Rule: passes where all events are recorded that want names for what the record is of (any at all where it names
    none); else fails. If ephi_only, data-read and data-write are not wanted of what is declared free of ePHI; not
    applicable where nothing is left. Says nothing of a record that is off.

    Fix: record the missing kinds of events too.
    """
    if trail.enabled is False:
        return
    wanted = want.get(trail.of, ())
    needed = [w for w in wanted if not (w.startswith("data-") and spared(trail, ephi_only=ephi_only))]
    if wanted and not needed:
        yield inapplicable(FREE_OF_EPHI)
    else:
        yield _complete(trail, needed)


def _complete(trail: LogTrail, wanted: list[str]) -> Verdict:
    """Of what nothing particular is wanted, any activity is enough; errors are none."""
    if trail.records is None:
        return unknown(trail, "enabled", "records")
    if missing := [w for w in wanted if w not in trail.records]:
        return supposing(trail, failed(f"not recorded: {', '.join(missing)}"), "enabled")
    if not wanted and not set(trail.records) - {"errors"}:
        return supposing(trail, failed(f"{'only errors are' if trail.records else 'nothing is'} recorded"), "enabled")
    return passed(f"recorded: {', '.join(wanted or trail.records)}")


@check(id="audit-logging.alive", title="New entries arrive", control="audit-logging", severity="high")
def alive(delivery: Delivery, *, max_seconds: int = SILENT_SECONDS) -> Iterator[Verdict]:
    """A log that is on and receives nothing looks like a quiet day.

    Rule: passes where the newest entry is at most max_seconds old; fails where it is older, or none arrives. One in the
    future is not assessed.

    Fix: find out why nothing is delivered: rights, a full disk, a deleted destination.
    """
    match delivery.silent_seconds:
        case None:
            yield unknown(delivery, "silent_seconds")
        case int(seconds) if seconds == FOREVER:
            yield failed("no entry arrives")
        case seconds if seconds > max_seconds:
            yield failed(f"the newest entry is {span(seconds)} old, more than {span(max_seconds)}")
        case seconds if seconds < 0:
            yield cannot_tell("the newest entry lies in the future, so a clock is wrong")
        case seconds:
            yield passed(f"the newest entry is {span(seconds)} old")


@check(
    id="audit-logging.copied-away",
    title="The log is copied to where an intruder cannot reach it",
    control="audit-logging",
    severity="medium",
)
def copied_away(delivery: Delivery, *, min_copies: int = COPIES) -> Iterator[Verdict]:
    """The first thing an intruder deletes is the local log.

    Rule: passes where the record is sent to at least min_copies places that an intruder here does not control; fails
    where to fewer.

    Fix: send the log to a collector, or to an account that its administrators do not control.
    """
    match delivery.copies:
        case None:
            yield unknown(delivery, "copies")
        case count if count >= min_copies:
            yield passed(f"sent to {_places(count)}")
        case 0:
            yield failed("the log lies only where it is written")
        case count:
            yield failed(f"sent to {_places(count)}, fewer than {min_copies}")


def _places(count: int) -> str:
    return "1 other place" if count == 1 else f"{count} other places"


@check(
    id="audit-logging.nobody-exempt", title="Nobody is left out of the log", control="audit-logging", severity="medium"
)
def nobody_exempt(trail: LogTrail) -> Iterator[Verdict]:
    """Whoever is exempt can act unseen, and so can whoever steals their credential.

    Rule: passes where nothing and nobody is left out of the record; fails where somebody is. Says nothing of a record
    that is off.

    Fix: remove the exemptions.
    """
    if trail.enabled is False:
        return
    match trail.exempt:
        case None:
            yield unknown(trail, "enabled", "exempt")
        case ():
            yield passed("nobody is left out")
        case names:
            yield supposing(trail, failed(f"left out: {', '.join(names)}"), "enabled")


@check(
    id="audit-logging.clock-right",
    title="The clock that stamps the log is right",
    control="audit-logging",
    severity="medium",
)
def clock_right(
    clock: Clock,
    *,
    min_sources: int = CLOCK_SOURCES,
    authenticated: bool = False,
    max_off_seconds: int = CLOCK_OFF_SECONDS,
) -> Iterator[Verdict]:
    """Events of several systems can be put in order only where their clocks agree.

    Rule: fails where the clock is not synchronised, has fewer than min_sources time sources, or, if authenticated, has
    sources that do not prove who they are; fails where entries of the log do not carry its time. Not assessed where it
    and the scanner's clock are more than max_off_seconds apart. Else passes.

    Fix: synchronise the clock with enough time servers that you trust.
    """
    off = clock.off_seconds
    unproven = authenticated and clock.authenticated is False
    if clock.synchronised is False:
        yield failed("not synchronised with any time source")
    elif clock.sources is not None and clock.sources < min_sources:
        yield failed(f"{_sources(clock.sources)}, fewer than {min_sources}")
    elif unproven:
        yield failed("its time sources do not prove who they are")
    elif clock.stamps is False:
        yield failed("entries of the log do not carry its time")
    elif off is not None and off > max_off_seconds:
        yield cannot_tell(f"its clock and that of this scan are {span(off)} apart, so one of them is wrong")
    elif None in (clock.synchronised, clock.sources, off, clock.stamps) or (
        authenticated and clock.authenticated is None
    ):
        yield unknown(
            clock, "synchronised", "sources", "off_seconds", "stamps", *(("authenticated",) if authenticated else ())
        )
    else:
        yield passed(f"in step with {_sources(clock.sources or 0)}")


def _sources(count: int) -> str:
    return "1 time source" if count == 1 else f"{count} time sources"


@check(
    id="audit-logging.reviewed", title="Somebody reads the logs regularly", control="audit-logging", severity="medium"
)
def reviewed(routine: Routine, *, max_days: int = REVIEW_DAYS) -> Iterator[Verdict]:
    """A log that nobody reads finds no intruder.

    Rule: only of reviews of the logs. Passes where the last one was at most max_days ago and went well; fails where it
    was longer ago, or never, or went wrong, or nobody looked whether it worked. A good one in the future is not
    assessed.

    Fix: review the logs on a schedule, and record each review.
    """
    if routine.what == "log-review":
        yield done_lately(routine, max_days)


@check(
    id="login-monitoring.watched", title="Failed sign-ins are watched", control="login-monitoring", severity="medium"
)
def sign_ins_watched(alarm: Alarm) -> Iterator[Verdict]:
    """Guessing passwords makes a noise; somebody has to hear it.

    Rule: only of the alarm on failed sign-ins. Passes where it is on and somebody is told; fails where it is off, or
    nobody is told.

    Fix: raise an alarm on failed sign-ins, and send it to somebody.
    """
    if alarm.watches == "sign-ins":
        yield heard(alarm, "failed sign-ins")
