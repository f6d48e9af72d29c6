from typing import Any

import pytest

from checks.log_retention import immutable, long_enough, tamper_evident
from checks.logging import (
    alive,
    clock_right,
    copied_away,
    events_complete,
    nobody_exempt,
    recording,
    reviewed,
    sign_ins_watched,
)
from scanner.check import Judged
from scanner.facts import FOREVER, Alarm, Clock, Delivery, LogStore, LogTrail
from tests.checks.every import only, routine
from tests.make import make

PASS, FAIL, UNKNOWN, NA = Judged.PASS, Judged.FAIL, Judged.UNKNOWN, Judged.INAPPLICABLE


@pytest.mark.parametrize(("enabled", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_recording(*, enabled: bool | None, judged: Judged) -> None:
    assert only(recording(make(LogTrail, enabled=enabled))) is judged


def test_recording_says_by_what() -> None:
    assert recording(make(LogTrail, enabled=True, name="auditd"))[0].seen == "activity is recorded"
    assert recording(make(LogTrail, enabled=True))[0].seen == "activity is recorded"


@pytest.mark.parametrize(
    ("of", "enabled", "records", "ephi", "judged"),
    [
        ("scope", True, ("sign-in", "admin"), None, PASS),
        ("scope", True, ("admin",), None, FAIL),
        ("scope", True, (), None, FAIL),
        ("scope", True, None, None, UNKNOWN),
        ("scope", None, ("admin",), None, UNKNOWN),
        ("scope", None, ("sign-in", "admin"), None, PASS),
        ("scope", False, ("admin",), None, None),
        ("host", True, ("sign-in", "admin", "commands"), None, PASS),
        ("host", True, ("sign-in", "admin"), None, FAIL),
        ("store", True, ("data-read", "data-write"), None, PASS),
        ("store", True, ("data-write",), True, FAIL),
        ("store", True, (), None, FAIL),  # nobody has said is no "no"
        ("store", True, (), False, NA),
        ("network", True, ("network",), None, PASS),
        ("network", True, (), None, FAIL),  # a flow log that is not delivered
        ("device", True, ("admin",), None, FAIL),
        ("device", True, ("admin", "sign-in"), None, PASS),
        ("service", True, ("dns",), None, PASS),
        ("service", True, (), None, FAIL),
        ("service", True, ("errors",), None, FAIL),  # what goes wrong in it is nothing that somebody did
        ("service", None, ("errors",), None, UNKNOWN),
        ("service", None, (), None, UNKNOWN),
        ("service", True, None, None, UNKNOWN),
    ],
)
def test_events_complete(*, of: str, enabled: bool | None, records: Any, ephi: bool | None, judged: Any) -> None:
    assert only(events_complete(make(LogTrail, of=of, enabled=enabled, records=records, ephi=ephi))) is judged


@pytest.mark.parametrize(
    ("of", "records", "seen"),
    [
        ("host", ("admin",), "not recorded: sign-in, commands"),
        ("scope", ("sign-in", "admin", "data-read"), "recorded: sign-in, admin"),
        ("service", (), "nothing is recorded"),
        ("service", ("dns",), "recorded: dns"),
        ("service", ("errors",), "only errors are recorded"),
    ],
)
def test_events_complete_says_what_is_missing(of: str, records: Any, seen: str) -> None:
    (verdict,) = events_complete(make(LogTrail, of=of, enabled=True, records=records))
    assert verdict.seen == seen


@pytest.mark.parametrize(
    ("silent", "judged", "seen"),
    [
        (0, PASS, "the newest entry is 0 s old"),
        (86400, PASS, "the newest entry is 1 d old"),
        (90000, FAIL, "the newest entry is 1 d 1 h old, more than 1 d"),
        (FOREVER, FAIL, "no entry arrives"),
        (-1, UNKNOWN, "the newest entry lies in the future, so a clock is wrong"),
        (None, UNKNOWN, "for how long it has been silent: denied (it:Ask)"),
    ],
)
def test_alive(silent: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = alive(make(Delivery, silent_seconds=silent))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("copies", "least", "judged"), [(1, 1, PASS), (0, 1, FAIL), (1, 2, FAIL), (0, 0, PASS), (None, 1, UNKNOWN)]
)
def test_copied_away(copies: int | None, least: int, judged: Judged | None) -> None:
    assert only(copied_away(make(Delivery, copies=copies), min_copies=least)) is judged


@pytest.mark.parametrize(
    ("enabled", "exempt", "judged"),
    [
        (True, (), PASS),
        (True, ("kms",), FAIL),
        (None, ("kms",), UNKNOWN),
        (True, None, UNKNOWN),
        (False, ("kms",), None),
    ],
)
def test_nobody_exempt(*, enabled: bool | None, exempt: tuple[str, ...] | None, judged: Judged | None) -> None:
    assert only(nobody_exempt(make(LogTrail, enabled=enabled, exempt=exempt))) is judged


@pytest.mark.parametrize(
    ("synchronised", "sources", "proven", "wanted", "off", "judged"),
    [
        (True, 1, False, False, 0, PASS),
        (True, 1, None, False, 0, PASS),
        (True, 3, True, True, 0, PASS),
        (True, 3, False, True, 0, FAIL),
        (True, 3, None, True, 0, UNKNOWN),
        (True, 0, None, False, 0, FAIL),
        (False, None, None, False, 0, FAIL),
        (None, 0, None, False, 0, FAIL),
        (None, 1, None, False, 0, UNKNOWN),
        (True, None, None, False, 0, UNKNOWN),
        (True, 1, None, False, 300, PASS),
        (True, 1, None, False, 301, UNKNOWN),
        (True, 1, None, False, None, UNKNOWN),
        (False, 1, None, False, 301, FAIL),
    ],
)
def test_clock_right(  # noqa: PLR0913  # a table
    *,
    synchronised: bool | None,
    sources: int | None,
    proven: bool | None,
    wanted: bool,
    off: int | None,
    judged: Judged,
) -> None:
    clock = make(Clock, synchronised=synchronised, sources=sources, authenticated=proven, off_seconds=off, stamps=True)
    assert only(clock_right(clock, authenticated=wanted)) is judged


@pytest.mark.parametrize(
    ("synchronised", "stamps", "judged"),
    [
        (True, True, PASS),
        (True, False, FAIL),
        (True, None, UNKNOWN),
        (False, None, FAIL),
        (None, False, FAIL),
    ],
)
def test_entries_carry_the_time(*, synchronised: bool | None, stamps: bool | None, judged: Judged) -> None:
    clock = make(Clock, synchronised=synchronised, sources=1, authenticated=False, off_seconds=0, stamps=stamps)
    assert only(clock_right(clock)) is judged


@pytest.mark.parametrize(
    ("age", "outcome", "judged", "seen"),
    [
        (7, "good", PASS, "last done 7 days ago"),
        (0, "good", PASS, "last done today"),
        (8, "good", FAIL, "last done 8 days ago, more than 7 days"),
        (8, None, FAIL, "last done 8 days ago, more than 7 days"),
        (FOREVER, None, FAIL, "never done"),
        (1, "bad", FAIL, "last done 1 day ago, and it went wrong"),
        (None, "bad", FAIL, "done, and it went wrong"),
        (1, "unverified", FAIL, "last done 1 day ago, but nobody looked whether it worked"),
        (-2, "good", UNKNOWN, "last done 2 days in the future, so a clock is wrong"),
        (None, "good", UNKNOWN, "how old it is: denied (it:Ask)"),
        (1, None, UNKNOWN, "how it went: denied (it:Ask)"),
        (None, None, UNKNOWN, "how old it is and how it went: denied (it:Ask)"),
    ],
)
def test_reviewed(age: int | None, outcome: str | None, judged: Judged, seen: str) -> None:
    (verdict,) = reviewed(routine("log-review", age=age, outcome=outcome))
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert reviewed(routine("evaluation", age=age, outcome=outcome)) == []


@pytest.mark.parametrize(
    ("kept", "judged", "severity", "seen"),
    [
        (365, PASS, None, "kept 365 days"),
        (364, FAIL, "low", "kept 364 days, less than 365 days"),
        (90, FAIL, "low", "kept 90 days, less than 365 days"),
        (89, FAIL, None, "kept 89 days, less than 90 days"),
        (1, FAIL, None, "kept 1 day, less than 90 days"),
        (0, FAIL, None, "kept 0 days, less than 90 days"),
        (FOREVER, PASS, None, "kept for ever"),
        (None, UNKNOWN, None, "for how long it is kept: denied (it:Ask)"),
    ],
)
def test_long_enough(kept: int | None, judged: Judged, severity: str | None, seen: str) -> None:
    (verdict,) = long_enough(make(LogStore, retention_days=kept))
    assert (verdict.judged, verdict.severity, verdict.seen) == (judged, severity, seen)


@pytest.mark.parametrize(
    ("evident", "fixed", "judged"),
    [
        (True, None, PASS),
        (None, True, PASS),
        (False, True, PASS),
        (False, False, FAIL),
        (False, None, UNKNOWN),
        (None, False, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_tamper_evident(*, evident: bool | None, fixed: bool | None, judged: Judged) -> None:
    assert only(tamper_evident(make(LogStore, tamper_evident=evident, immutable=fixed))) is judged


@pytest.mark.parametrize(("fixed", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_immutable(*, fixed: bool | None, judged: Judged) -> None:
    log = make(LogStore, immutable=fixed)
    assert only(immutable(log, required=True)) is judged
    assert immutable(log) == []


@pytest.mark.parametrize(
    ("enabled", "notifies", "judged", "seen"),
    [
        (True, True, PASS, "somebody is told of failed sign-ins"),
        (False, None, FAIL, "nothing watches for failed sign-ins"),
        (True, False, FAIL, "nobody is told of failed sign-ins"),
        (None, False, FAIL, "nobody is told of failed sign-ins"),
        (None, True, UNKNOWN, "whether it is on: denied (it:Ask)"),
        (True, None, UNKNOWN, "whether somebody is told: denied (it:Ask)"),
    ],
)
def test_sign_ins_watched(*, enabled: bool | None, notifies: bool | None, judged: Judged, seen: str) -> None:
    (verdict,) = sign_ins_watched(make(Alarm, watches="sign-ins", enabled=enabled, notifies=notifies))
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert sign_ins_watched(make(Alarm, watches="threats", enabled=enabled, notifies=notifies)) == []
