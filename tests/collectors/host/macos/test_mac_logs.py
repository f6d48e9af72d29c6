"""The audit trail, the unified log, the clock: where one answer is another than on the well kept Mac."""

import pytest

from tests.collectors.host.macos.mac import said
from tests.collectors.host.macos.samples import SAMPLES

AUDIT = SAMPLES["macos.audit"]
NO_AUDIT = "@absent /etc/security/audit_control\n@absent /etc/security/audit_user\n"
NONE = "0 extension(s)\n"


def flags(said_: str) -> str:
    return AUDIT.replace("flags:lo,ad,aa,ex,fm", f"flags:{said_}", 1)


def expires(said_: str) -> str:
    return AUDIT.replace("expire-after:400d AND 5G", f"expire-after:{said_}")


@pytest.mark.parametrize(
    ("audit", "extensions", "check", "status"),
    [
        (NO_AUDIT, NONE, "audit-logging.recording", "fail"),
        (NO_AUDIT, SAMPLES["macos.extensions"], "audit-logging.recording", "not_assessed"),
        (NO_AUDIT, "!error", "audit-logging.recording", "not_assessed"),
        (AUDIT.replace("runs=yes\n", ""), NONE, "audit-logging.recording", "not_assessed"),
        ("!denied", NONE, "audit-logging.recording", "not_assessed"),
        (flags("lo,ad,ex"), NONE, "audit-logging.events-complete", "pass"),
        (flags("lo,ad,pc"), NONE, "audit-logging.events-complete", "pass"),
        (flags("all"), NONE, "audit-logging.events-complete", "pass"),
        (flags("all,^ex,^pc"), NONE, "audit-logging.events-complete", "fail"),
        (flags("lo,ad,-ex"), NONE, "audit-logging.events-complete", "fail"),
        (flags("lo,aa"), NONE, "audit-logging.events-complete", "fail"),  # as delivered before macOS 14
        (flags("lo,ad,ex,!"), NONE, "audit-logging.events-complete", "not_assessed"),
        (AUDIT.replace("root:lo:no", "root:lo:ex"), NONE, "audit-logging.nobody-exempt", "fail"),
        (AUDIT.replace("newest=1795607000", "newest=1795000000"), NONE, "audit-logging.alive", "fail"),
    ],
)
def test_the_audit_trail(audit: str, extensions: str, check: str, status: str) -> None:
    assert said(check, "/audit", audit=audit, extensions=extensions)[0] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (expires("365d"), "pass"),
        (expires("400d AND 5G"), "pass"),
        (expires("60d OR 5G"), "fail"),  # what CIS asks for
        (expires("7d"), "fail"),  # what DISA asks for
        (expires("10M").replace("oldest=1761000000", "oldest=1795000000"), "not_assessed"),  # as delivered
        (expires("10M"), "pass"),  # and yet it goes back more than a year
        (expires("400d OR 5G").replace("oldest=1761000000", "oldest=1795000000"), "not_assessed"),
        (expires("soon"), "not_assessed"),
        (expires(""), "pass"),
    ],
)
def test_how_long_the_audit_trail_is_kept(text: str, status: str) -> None:
    assert said("log-retention.long-enough", "/audit-log", audit=text)[0] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("oldest=1793000000\nbegun=1700000000\n", "fail"),
        ("oldest=1793000000\nbegun=1793000000\n", "not_assessed"),
        ("begun=1700000000\n", "not_assessed"),
    ],
)
def test_how_long_the_unified_log_is_kept(text: str, status: str) -> None:
    assert said("log-retention.long-enough", "/unified-log", unified_log=text)[0] == status


@pytest.mark.parametrize(
    ("time", "clock", "status"),
    [
        (SAMPLES["macos.time"], "12:00:00", "pass"),
        (SAMPLES["macos.time"], "12:05:01", "not_assessed"),
        ("Network Time: Off\n", "12:00:00", "fail"),
        ("Network Time: On\nNetwork Time Server: time.apple.com\n", "12:00:00", "not_assessed"),
        ("You need administrator access to run this tool... exiting!\n", "12:00:00", "error"),
        ("!denied", "12:00:00", "not_assessed"),
    ],
)
def test_the_clock(time: str, clock: str, status: str) -> None:
    machine = SAMPLES["macos.machine"].replace("12:00:00", clock)
    if status == "error":
        with pytest.raises(ValueError, match="no word on network time"):
            said("audit-logging.clock-right", "/clock", time=time)
    else:
        assert said("audit-logging.clock-right", "/clock", time=time, machine=machine)[0] == status


@pytest.mark.parametrize(
    ("extensions", "status"), [("0 extension(s)\n", "fail"), (SAMPLES["macos.extensions"], "not_assessed")]
)
@pytest.mark.parametrize("log", ["/audit-log", "/unified-log"])
def test_what_an_agent_may_copy_away_is_not_called_open_to_change(log: str, extensions: str, status: str) -> None:
    assert said("log-retention.tamper-evident", log, extensions=extensions)[0] == status
