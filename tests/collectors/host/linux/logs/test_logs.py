import pytest

from scanner.facts import FOREVER, LogStore
from tests.collectors.host.machines import only, read

NOW = 1795608000  # 2026-11-25T12:00:00Z


DAY = 86400


def journal(conf: str, *, oldest: int | None = None, begun: int | None = None, head: str = "#kept\n") -> bytes:
    """Ages in days."""
    seen = {"oldest": oldest, "begun": begun}
    said = "".join(f"#{name}={NOW - days * DAY}\n" for name, days in seen.items() if days is not None)
    return f"{head}{said}@ok /etc/systemd/journald.conf\n|[Journal]\n|{conf}\n".encode()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (journal(""), None),
        (journal("", oldest=30), None),
        (journal("", oldest=30, begun=31), None),
        (journal("", oldest=30, begun=32), 30),
        (journal("", oldest=0, begun=2), 0),
        (journal("", oldest=364), None),
        (journal("", oldest=365), 365),
        (journal("MaxRetentionSec=400day"), None),
        (journal("MaxRetentionSec=400day", oldest=30, begun=30), None),
        (journal("MaxRetentionSec=400day", oldest=30, begun=500), 30),
        (journal("MaxRetentionSec=400day", oldest=400), 400),
        (journal("MaxRetentionSec=400day", oldest=401), 400),
        (journal("MaxRetentionSec=1week"), 7),
        (journal("MaxRetentionSec=89d"), 89),
        (journal("MaxRetentionSec=90d"), None),
        (journal("MaxRetentionSec=0"), None),
        (journal("MaxRetentionSec=soon", oldest=10, begun=100), 10),
        (journal("MaxRetentionSec=400day", head=""), 0),
        (journal("Storage=volatile\n|MaxRetentionSec=400day", oldest=500), 0),
        (journal("Storage=none"), 0),
    ],
)
def test_the_journal(text: bytes, days: int | None) -> None:
    assert only(LogStore, read({"journald": text})).retention_days == days


@pytest.mark.parametrize(
    ("head", "conf", "sealed"),
    [
        ("#sealed\n", "", True),
        ("#sealed\n", "Seal=yes", True),
        ("#sealed\n", "Seal=no", False),
        ("", "Seal=yes", False),
    ],
)
def test_a_journal_is_sealed(head: str, conf: str, sealed: bool) -> None:  # noqa: FBT001  # a table
    assert only(LogStore, read({"journald": journal(conf, head=f"#kept\n{head}")})).tamper_evident is sealed


def test_drop_ins_come_after_and_those_of_etc_win() -> None:
    text = (
        "#kept\n@ok /usr/lib/systemd/journald.conf\n|MaxRetentionSec=1day\n"
        "@ok /etc/systemd/journald.conf\n|MaxRetentionSec=2day\n"
        "@ok /usr/lib/systemd/journald.conf.d/50-a.conf\n|MaxRetentionSec=3day\n"
        "@ok /etc/systemd/journald.conf.d/50-a.conf\n|MaxRetentionSec=4day\n"
        "@ok /usr/lib/systemd/journald.conf.d/40-b.conf\n|MaxRetentionSec=5day\n"
    )
    assert only(LogStore, read({"journald": text.encode()})).retention_days == 4


@pytest.mark.parametrize(
    ("block", "days"),
    [
        ("rotate 4\n|weekly", 28),
        ("rotate 12\n|monthly", 360),
        ("rotate 400\n|daily\n|maxage 90", 90),
        ("rotate 0\n|daily", 0),
        ("rotate -1\n|daily", FOREVER),
        ("rotate 4\n|weekly\n|maxsize 100M", None),
        ("size 100k\n|rotate 4", None),
        ("missingok", 56),
        ("rotate 4\n|weekly\n|postrotate\n|  /bin/x --rotate 99\n|  daily\n|endscript", 28),
    ],
)
def test_log_files(block: str, days: int | None) -> None:
    text = (
        "@ok /etc/logrotate.conf\n|weekly\n|rotate 8\n|include /etc/logrotate.d\n@ok /etc/logrotate.d/rsyslog\n"
        f"|/var/log/syslog\n|/var/log/auth.log\n|{{\n|{block}\n|}}\n|/var/log/x {{\n|rotate 1\n|}}\n"
    )
    assert only(LogStore, read({"logrotate": text.encode()}), resource="auth.log").retention_days == days


def test_what_lies_in_etc_comes_after_what_suse_delivers() -> None:
    text = (
        "@ok /usr/etc/logrotate.conf\n|weekly\n|rotate 8\n@ok /usr/etc/logrotate.d/syslog\n|/var/log/messages {\n|}\n"
        "@ok /etc/logrotate.d/syslog\n|/var/log/messages {\n|rotate 60\n|}\n"
    )
    assert only(LogStore, read({"logrotate": text.encode()}), resource="messages").retention_days == 420
