import pytest

from checks.maintenance import (
    automatic,
    contact,
    findings_handled,
    flaws_fixed_in_time,
    flaws_looked_for,
    malware_protection_current,
    malware_protection_on,
    on_and_heard,
    state_known,
    supported_release,
)
from scanner.check import Judged
from scanner.facts import FOREVER, Alarm, Alerts, Definitions, Detector, Fixes, Release
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("left", "judged", "severity", "seen"),
    [
        (90, PASS, None, "support of 12 ends in 90 days; fails when fewer than 90 days are left"),
        (89, FAIL, "low", "support of 12 ends in 89 days, less than 90 days"),
        (0, FAIL, "low", "support of 12 ends in 0 days, less than 90 days"),
        (-1, FAIL, None, "support of 12 ended 1 day ago"),
        (FOREVER, PASS, None, "no end of support of 12 is announced"),
        (None, UNKNOWN, None, "for how long its maker supports it: denied (it:Ask)"),
    ],
)
def test_supported_release(left: int | None, judged: Judged, severity: str | None, seen: str) -> None:
    (verdict,) = supported_release(make(Release, version="12", support_days_left=left))
    assert (verdict.judged, verdict.severity, verdict.seen) == (judged, severity, seen)


def test_a_release_need_not_have_a_version() -> None:
    assert supported_release(make(Release, support_days_left=-5))[0].seen == "support ended 5 days ago"


def test_a_version_that_the_name_says_is_not_said_again() -> None:
    (verdict,) = supported_release(make(Release, name="Debian GNU/Linux 12", version="12", support_days_left=90))
    assert verdict.seen == "support ends in 90 days; fails when fewer than 90 days are left"


@pytest.mark.parametrize(
    ("critical", "high", "judged"),
    [
        (15, 30, {"critical": PASS, "high": PASS}),
        (16, 31, {"critical": FAIL, "high": FAIL}),
        (0, 31, {"critical": PASS, "high": FAIL}),
        (FOREVER, 0, {"critical": FAIL, "high": PASS}),
        (None, 0, {"critical": UNKNOWN, "high": PASS}),
        (0, None, {"critical": PASS, "high": UNKNOWN}),
        (-1, 0, {"critical": UNKNOWN, "high": PASS}),
    ],
)
def test_flaws_fixed_in_time(critical: int | None, high: int | None, judged: dict[str, Judged]) -> None:
    fixes = make(Fixes, oldest_critical_days=critical, oldest_high_days=high)
    assert {v.part: v.judged for v in flaws_fixed_in_time(fixes)} == judged


def test_flaws_fixed_in_time_says_what_is_open() -> None:
    fixes = make(Fixes, oldest_critical_days=16, oldest_high_days=1)
    assert [v.seen for v in flaws_fixed_in_time(fixes)] == [
        "the fix of an open critical flaw is 16 days old, more than 15 days",
        "the fix of the oldest open high flaw is 1 day old, within 30 days",
    ]


@pytest.mark.parametrize(("on", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_automatic(*, on: bool | None, judged: Judged) -> None:
    release = make(Release, auto_update=on)
    assert only(automatic(release, required=True)) is judged
    assert automatic(release) == []


@pytest.mark.parametrize(
    ("age", "judged", "seen"),
    [
        (0, PASS, "last looked for fixes today"),
        (7, PASS, "last looked for fixes 7 days ago"),
        (8, FAIL, "last looked for fixes 8 days ago, more than 7 days"),
        (FOREVER, FAIL, "never looked for fixes"),
        (None, UNKNOWN, "when it last looked for missing fixes: denied (it:Ask)"),
    ],
)
def test_state_known(age: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = state_known(make(Fixes, checked_days=age))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(("enabled", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_malware_protection_on(*, enabled: bool | None, judged: Judged) -> None:
    assert only(malware_protection_on(make(Detector, watches="malware", enabled=enabled))) is judged
    assert malware_protection_on(make(Detector, watches="vulnerabilities", enabled=enabled)) == []


@pytest.mark.parametrize(("age", "judged"), [(7, PASS), (8, FAIL), (FOREVER, FAIL), (-1, UNKNOWN), (None, UNKNOWN)])
def test_malware_protection_current(age: int | None, judged: Judged) -> None:
    assert only(malware_protection_current(make(Definitions, age_days=age))) is judged


def test_malware_protection_current_says_how_old() -> None:
    def seen(age: int) -> str:
        return malware_protection_current(make(Definitions, age_days=age))[0].seen

    assert seen(8) == "definitions fetched 8 days ago, more than 7 days"
    assert seen(FOREVER) == "definitions never fetched"


@pytest.mark.parametrize(
    ("watches", "enabled", "notifies", "must", "judged"),
    [
        ("threats", True, True, True, PASS),
        ("config-changes", True, True, True, PASS),
        ("threats", True, False, True, FAIL),
        ("threats", True, False, False, PASS),
        ("threats", True, None, False, PASS),
        ("threats", True, None, True, UNKNOWN),
        ("threats", False, True, False, FAIL),
        ("threats", None, True, True, UNKNOWN),
        ("sign-ins", True, True, True, None),
    ],
)
def test_on_and_heard(
    *, watches: str, enabled: bool | None, notifies: bool | None, must: bool, judged: Judged | None
) -> None:
    alarm = make(Alarm, watches=watches, enabled=enabled, notifies=notifies)
    assert only(on_and_heard(alarm, must_notify=must)) is judged


@pytest.mark.parametrize(("enabled", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_flaws_looked_for(*, enabled: bool | None, judged: Judged) -> None:
    assert only(flaws_looked_for(make(Detector, watches="vulnerabilities", enabled=enabled))) is judged
    assert flaws_looked_for(make(Detector, watches="malware", enabled=enabled)) == []


@pytest.mark.parametrize(
    ("oldest", "judged", "seen"),
    [
        (0, PASS, "no serious finding is open"),
        (7, PASS, "the oldest open serious finding is 7 days old"),
        (8, FAIL, "a serious finding is open: 8 days, more than 7 days"),
        (FOREVER, FAIL, "a serious finding is open: nobody knows since when"),
        (-1, UNKNOWN, "a serious finding is dated in the future, so a clock is wrong"),
        (None, UNKNOWN, "for how long a serious finding has been waiting: denied (it:Ask)"),
    ],
)
def test_findings_handled(oldest: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = findings_handled(make(Alerts, oldest_open_days=oldest))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(("notifies", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_contact(*, notifies: bool | None, judged: Judged) -> None:
    assert only(contact(make(Alarm, watches="provider-notices", notifies=notifies))) is judged
    assert contact(make(Alarm, watches="threats", notifies=notifies)) == []
