from typing import Any

import pytest

from collectors.host.forwarding import keep_targets
from collectors.host.kept import shown
from scanner.facts import FOREVER, Channel, Clock, Gap, LogStore, LogTrail
from tests.collectors.host.machines import only, read, why

NOW = 1795608000  # 2026-11-25T12:00:00Z
RUNS = {"ActiveState": "active"}
RSYSLOG = {"rsyslog.service": RUNS}


def audit(*rules: str, state: str = "enabled 1\npid 7\n", newest: str = f"{NOW - 60}\n", files: str = "") -> bytes:
    return (state + "@rules\n" + "".join(f"{r}\n" for r in rules) + f"@newest\n{newest}@files\n{files}").encode()


@pytest.mark.parametrize(
    ("rules", "records", "exempt"),
    [
        ([], ("sign-in",), ()),
        (["No rules"], ("sign-in",), ()),
        (["-w /etc/passwd -p wa -k id"], ("sign-in", "admin"), ()),
        (["-w /etc/sudoers.d/ -p wa"], ("sign-in", "admin"), ()),
        (["-a always,exit -S all -F path=/etc/shadow -F perm=wa -F key=id"], ("sign-in", "admin"), ()),
        (["-w /etc/passwd -p r"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S execve -F auid>=1000"], ("sign-in", "commands"), ()),
        (["-a always,exit -F arch=b64 -S adjtimex,execve"], ("sign-in", "commands"), ()),
        (["-w /usr/bin/sudo -p x"], ("sign-in",), ()),
        (["-w /srv/patients -p rw"], ("sign-in", "data-read", "data-write"), ()),
        (["-a always,exit -F dir=/srv/patients -F perm=w"], ("sign-in", "data-write"), ()),
        (["-a never,task", "-w /etc/passwd -p wa"], ("sign-in",), ("never,task",)),
        (["-a never,exit -F exe=/usr/bin/x", "-w /etc/passwd -p wa"], ("sign-in", "admin"), ("never,exit",)),
        (["-a never,exit -S execve"], ("sign-in",), ("never,exit",)),
    ],
)
def test_what_rules_record(rules: list[str], records: tuple[str, ...], exempt: tuple[str, ...]) -> None:
    trail = only(LogTrail, read({"audit": audit(*rules)}))
    assert (trail.enabled, trail.records, trail.exempt) == (True, records, exempt)


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        ("enabled 1\npid 7\n", True),
        ("enabled 2\npid 7\n", True),
        ("enabled 0\npid 7\n", False),
        ("enabled 1\npid 0\n", False),
        ("AUDIT_STATUS: enabled=1 flag=1 pid=713 rate_limit=0 backlog_limit=320 lost=0 backlog=0\n", True),
    ],
)
def test_is_it_recorded(state: str, enabled: bool) -> None:  # noqa: FBT001  # a table
    trail = only(LogTrail, read({"audit": audit(state=state)}))
    assert trail.enabled is enabled
    assert trail.silent_seconds == (60 if enabled else FOREVER)


def test_not_installed_is_off_but_a_container_has_none_of_its_own() -> None:
    assert only(LogTrail, read({"audit": "absent"})).enabled is False
    assert why(only(LogTrail, read({"audit": "absent"}, container=True)), "enabled") == "unclear"
    assert why(only(LogTrail, read({"audit": "denied"})), "enabled") == "denied"


def test_a_trail_without_a_file_is_not_called_silent() -> None:
    assert why(only(LogTrail, read({"audit": audit(newest="")})), "silent_seconds") == "unclear"


FORWARD = b"@ok /etc/rsyslog.conf\n|*.* @@logs.example.org:6514\n"
NOWHERE = b"@ok /etc/rsyslog.conf\n|*.* /var/log/all\n"
REMOTE = (
    "@ok /etc/audit/plugins.d/au-remote.conf\n|active = {}\n@ok /etc/audit/audisp-remote.conf\n|remote_server = siem\n"
)


@pytest.mark.parametrize(
    ("bodies", "copies"),
    [
        ({"forward": FORWARD, "units": RSYSLOG}, 1),
        ({"forward": FORWARD, "units": {}}, 0),
        ({"forward": FORWARD, "units": "absent"}, None),
        ({"forward": FORWARD, "units": "timeout"}, None),
        ({"forward": NOWHERE, "units": RSYSLOG}, 0),
        ({"forward": NOWHERE, "units": "absent"}, 0),
        ({"forward": NOWHERE, "units": "denied"}, None),
        ({"forward": NOWHERE, "units": {"wazuh-agent.service": RUNS}}, 1),
        ({"forward": FORWARD, "units": {**RSYSLOG, "vector.service": RUNS}}, 2),
        ({"forward": "denied", "units": RSYSLOG}, None),
        ({"forward": "denied", "units": {"vector.service": RUNS}}, 1),
        ({"forward": NOWHERE, "units": {}, "audit": audit(files=REMOTE.format("yes"))}, 1),
        ({"forward": NOWHERE, "units": {}, "audit": audit(files=REMOTE.format("no"))}, 0),
        ({"forward": NOWHERE, "units": {}, "audit": "denied"}, None),
    ],
)
def test_where_it_is_copied_to(bodies: dict[str, Any], copies: int | None) -> None:
    assert only(LogTrail, read({"audit": audit(), **bodies})).copies == copies


def targets(text: str, path: str = "/etc/rsyslog.conf") -> list[tuple[str, str, str, bool]]:
    kept = keep_targets(shown(f"@ok {path}\n" + "".join(f"|{line}\n" for line in text.splitlines())))
    return [(t["host"], t["port"], t["protocol"], t["tls"]) for t in kept]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("*.* @@logs:6514", [("logs", "6514", "tcp", False)]),
        ("*.* @logs", [("logs", "", "udp", False)]),
        ("auth,authpriv.* @@(o)logs:514;RSYSLOG_SyslogProtocol23Format", [("logs", "514", "tcp", False)]),
        ("*.* @@[2001:db8::1]:514", [("[2001:db8::1]", "514", "tcp", False)]),
        ("# *.* @@logs:6514", []),
        ("*.* @@127.0.0.1:6514\n*.* @localhost", []),
        ("mail.* -/var/log/mail.log\n*.emerg :omusrmsg:*", []),
        (
            "$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\n*.* @@logs:6514",
            [("logs", "6514", "tcp", True)],
        ),
        (
            "$DefaultNetstreamDriver gtls\n$ActionSendStreamDriverMode 1\n*.* @logs:6514",
            [("logs", "6514", "udp", False)],
        ),
        ("$DefaultNetstreamDriver gtls\n*.* @@logs:6514", [("logs", "6514", "tcp", False)]),
        (
            'action(type="omfwd" target="logs" port="6514" protocol="tcp"\n  StreamDriver="gtls" StreamDriverMode="1")',
            [("logs", "6514", "tcp", True)],
        ),
        (
            'action(type="omfwd" target="logs" protocol="tcp" StreamDriver="gtls" StreamDriverMode="0")',
            [("logs", "", "tcp", False)],
        ),
        (
            (
                'global(DefaultNetstreamDriver="gtls")\n'
                'action(type="omfwd" target="l" protocol="tcp" streamdrivermode="1")'
            ),
            [("l", "", "tcp", True)],
        ),
        ('action(type="omfwd" target="logs")', [("logs", "", "udp", False)]),
        ('action(type="omrelp" target="logs" port="2514" tls="on")', [("logs", "2514", "relp", True)]),
        ('action(type="omfile" file="/var/log/x")', []),
        ('action(type="omelasticsearch" server="https://u:p@es" pwd="p")', [("es", "", "https", True)]),
    ],
)
def test_rsyslog(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert targets(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            'destination d { network("logs" transport("tls") port(6514) tls(ca-dir("/x"))); };',
            [("logs", "6514", "tcp", True)],
        ),
        ('destination d { tcp("logs" port(514)); };', [("logs", "514", "tcp", False)]),
        ('destination d { file("/var/log/x"); };', []),
        ('source s { network(ip("0.0.0.0")); };', []),
    ],
)
def test_syslog_ng(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert targets(text, "/etc/syslog-ng/syslog-ng.conf") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Upload]\nURL=https://logs:19532", [("logs", "19532", "https", True)]),
        ("[Upload]\nURL=http://logs", [("logs", "", "http", False)]),
        ("[Upload]\n# URL=https://logs", []),
    ],
)
def test_journal_upload(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert targets(text, "/etc/systemd/journal-upload.conf") == found


def test_forwarding_in_the_clear_is_a_channel() -> None:
    channel = only(Channel, read({"forward": FORWARD, "units": RSYSLOG}))
    assert (channel.protocol, channel.enabled, channel.encryption, channel.algorithms) == ("syslog", True, "none", ())
    assert why(only(Channel, read({"forward": FORWARD, "units": "absent"})), "enabled") == "unclear"
    assert [f.missing for f in read({"forward": "denied"}) if isinstance(f, Gap) and f.kind == "linux.forward"] == [
        "channel"
    ]


@pytest.mark.parametrize(
    ("kept", "conf", "days"),
    [
        (True, "", None),
        (True, "MaxRetentionSec=400day", 400),
        (True, "MaxRetentionSec=1week", 7),
        (True, "MaxRetentionSec=0", None),
        (False, "MaxRetentionSec=400day", 0),
        (False, "Storage=persistent\n|MaxRetentionSec=90d", 90),
        (True, "Storage=volatile\n|MaxRetentionSec=400day", 0),
        (True, "Storage=none", 0),
    ],
)
def test_the_journal(kept: bool, conf: str, days: int | None) -> None:  # noqa: FBT001  # a table
    text = ("#kept\n" if kept else "") + f"@ok /etc/systemd/journald.conf\n|[Journal]\n|{conf}\n"
    assert only(LogStore, read({"journald": text.encode()})).retention_days == days


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


TRACKING = "tracking,A,1.2.3.4,3,0,0,0,0,0,0,0,0,0,{}\nsource,^,*,1.2.3.4,2,6,377,1\nsource,^,?,1.2.3.5,2,6,0,1\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("NTP=yes\nNTPSynchronized=yes\n", (True, 1, False)),
        ("NTP=yes\nNTPSynchronized=no\n", (False, 0, False)),
        (TRACKING.format("Normal"), (True, 1, None)),
        (TRACKING.format("Normal") + "auth,1.2.3.4,NTS,1,15,256\n", (True, 1, True)),
        (TRACKING.format("Normal") + "auth,1.2.3.4,NTS,1\nauth,1.2.3.5,-,0\n", (True, 1, False)),
        ("NTPSynchronized=no\n" + TRACKING.format("Normal"), (False, 1, None)),
        (TRACKING.replace(",*,", ",?,").format("Not synchronised"), (False, 1, None)),
        (
            "ntpq,     remote  refid\nntpq,======\nntpq,*1.2.3.4 .GPS.\nntpq,+1.2.3.5 .GPS.\nntpq, 1.2.3.6 .INIT.\n",
            (True, 2, False),
        ),
    ],
)
def test_the_clock(text: str, seen: tuple[bool, int, bool | None]) -> None:
    clock = only(Clock, read({"time": text.encode()}))
    assert (clock.synchronised, clock.sources, clock.authenticated) == seen


def test_nothing_that_keeps_the_clock() -> None:
    assert only(Clock, read({"time": "absent"})).synchronised is False
    assert why(only(Clock, read({"time": "absent"}, container=True)), "synchronised") == "unclear"
