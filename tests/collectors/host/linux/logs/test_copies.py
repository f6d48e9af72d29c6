from typing import Any

import pytest

from scanner.facts import FOREVER, Channel, Delivery, Gap, LogStore
from tests.collectors.host.machines import only, read, why

NOW = 1795608000  # 2026-11-25T12:00:00Z
RUNS = {"ActiveState": "active"}
RSYSLOG = {"rsyslog.service": RUNS}


def audit(
    *rules: str, state: str = "enabled 1\npid 7\n", newest: str = f"newest={NOW - 60}\n", files: str = ""
) -> bytes:
    return (state + "@rules\n" + "".join(f"{r}\n" for r in rules) + f"@newest\n{newest}@files\n{files}").encode()


FORWARD = b"@ok /etc/rsyslog.conf\n|*.* @@logs.example.org:6514\n"
ELSEWHERE = b"@ok /etc/rsyslog.conf\n|$IncludeConfig /etc/rsyslog.remote/*.conf\n"
UPLOAD = b"@ok /etc/systemd/journal-upload.conf\n|[Upload]\n|URL=https://logs.example.org\n"
UPLOADS = {"systemd-journal-upload.service": RUNS}
IMFILE = b'@ok /etc/rsyslog.conf\n|module(load="imfile")\n'
TAILED = b'|input(type="imfile" File="/var/log/audit/audit.log" Tag="audit")\n|*.* @@logs.example.org:6514\n'
LEGACY = b"|$InputFileName /var/log/audit/audit.log\n|$InputRunFileMonitor\n|*.* @@logs.example.org:6514\n"
NOWHERE = b"@ok /etc/rsyslog.conf\n|*.* /var/log/all\n"
SYSLOG = audit(files="@ok /etc/audit/plugins.d/syslog.conf\n|active = yes\n")
"""auditd hands its records to the log daemon."""
JOURNAL = {"systemd-journald-audit.socket": RUNS}
REMOTE = (
    "@ok /etc/audit/plugins.d/au-remote.conf\n|active = {}\n@ok /etc/audit/audisp-remote.conf\n|remote_server = siem\n"
)


@pytest.mark.parametrize(
    ("bodies", "copies"),
    [
        ({"forward": FORWARD, "units": RSYSLOG}, 1),
        ({"forward": FORWARD, "units": RSYSLOG, "audit": audit()}, 0),
        ({"forward": FORWARD, "units": {**RSYSLOG, **JOURNAL}, "audit": audit()}, None),
        ({"forward": NOWHERE, "units": {**RSYSLOG, **JOURNAL}, "audit": audit()}, 0),
        ({"forward": UPLOAD, "units": {**UPLOADS, **JOURNAL}, "audit": audit()}, 1),
        ({"forward": UPLOAD, "units": UPLOADS, "audit": audit()}, 0),
        ({"forward": UPLOAD, "units": UPLOADS}, 1),
        ({"forward": FORWARD, "units": {}}, 0),
        ({"forward": FORWARD, "units": "absent"}, None),
        ({"forward": FORWARD, "units": "timeout"}, None),
        ({"forward": NOWHERE, "units": RSYSLOG}, 0),
        ({"forward": NOWHERE, "units": "absent"}, 0),
        ({"forward": NOWHERE, "units": "denied"}, None),
        ({"forward": NOWHERE, "units": {"wazuh-agent.service": RUNS}}, None),
        ({"forward": FORWARD, "units": {**RSYSLOG, "vector.service": RUNS}}, 1),
        ({"forward": "denied", "units": RSYSLOG}, None),
        ({"forward": "denied", "units": {"vector.service": RUNS}}, None),
        ({"forward": FORWARD.replace(b"*.*", b"mail.*"), "units": RSYSLOG}, 0),
        ({"forward": FORWARD.replace(b"*.*", b':msg, contains, "x"'), "units": RSYSLOG}, None),
        ({"forward": FORWARD.replace(b"*.*", b"auth,authpriv.*"), "units": RSYSLOG}, None),
        ({"forward": FORWARD.replace(b"*.*", b"*.info;user.none"), "units": RSYSLOG}, None),
        ({"forward": FORWARD.replace(b"*.*", b"auth,authpriv.*"), "units": RSYSLOG, "audit": audit()}, 0),
        ({"forward": FORWARD + b"|user.* stop\n", "units": RSYSLOG}, None),
        ({"forward": IMFILE + TAILED, "units": RSYSLOG, "audit": audit()}, 1),
        ({"forward": IMFILE + TAILED.replace(b"*.*", b"authpriv.*"), "units": RSYSLOG, "audit": audit()}, None),
        (
            {
                "forward": IMFILE + TAILED.replace(b'"audit"', b'"audit" Ruleset="x"'),
                "units": RSYSLOG,
                "audit": audit(),
            },
            None,
        ),
        ({"forward": FORWARD + TAILED, "units": RSYSLOG, "audit": audit()}, None),
        ({"forward": IMFILE + b"|local0.* stop\n" + TAILED, "units": RSYSLOG, "audit": audit()}, None),
        ({"forward": FORWARD + b"|local0.* stop\n", "units": RSYSLOG}, 1),
        ({"forward": IMFILE + TAILED, "units": {}, "audit": audit()}, 0),
        ({"forward": IMFILE + LEGACY, "units": RSYSLOG, "audit": audit()}, 1),
        ({"forward": ELSEWHERE, "units": RSYSLOG}, None),
        ({"forward": ELSEWHERE, "units": {}}, 0),
        ({"forward": ELSEWHERE, "units": "denied"}, None),
        ({"forward": NOWHERE, "units": {}, "audit": audit(files=REMOTE.format("yes"))}, 1),
        ({"forward": NOWHERE, "units": {}, "audit": audit(files=REMOTE.format("no"))}, 0),
        ({"forward": NOWHERE, "units": {}, "audit": "denied"}, None),
    ],
)
def test_where_it_is_copied_to(bodies: dict[str, Any], copies: int | None) -> None:
    assert only(Delivery, read({"audit": SYSLOG, **bodies})).copies == copies


@pytest.mark.parametrize(
    ("times", "known"),
    [
        ("changed=900\nstarted=899\n", True),
        ("changed=900\nstarted=898\n", False),
        ("changed=900\nstarted=10\nagain=900\n", True),
        ("changed=900\nstarted=10\nagain=20\n", False),
        ("changed=900\nstarted=\nagain=\n", True),
        ("started=10\n", True),
    ],
)
def test_settings_that_auditd_has_not_read_yet(times: str, *, known: bool) -> None:
    keeps = "@ok /etc/audit/auditd.conf\n|max_log_file_action = keep_logs\n"
    said = audit(newest=f"newest={NOW - 60}\n{times}", files=keeps + REMOTE.format("yes"))
    found = read({"forward": NOWHERE, "units": {}, "audit": said})
    assert only(Delivery, found).copies == (1 if known else None)
    store = next(f for f in found if isinstance(f, LogStore) and f.kind == "linux.audit-log")
    assert store.retention_days == (FOREVER if known else None)


@pytest.mark.parametrize(("changed", "copies"), [(1795586400, 1), (1795586401, None)])
def test_what_the_log_daemon_has_not_read_yet_sends_nothing(changed: int, copies: int | None) -> None:
    started = {"rsyslog.service": {**RUNS, "StateChangeTimestamp": "Wed 2026-11-25 06:00:00 UTC"}}
    for by, counts in (("rsyslog", copies), ("syslog-ng", 1)):
        bodies = {"forward": FORWARD + f"#changed {by} {changed}\n".encode(), "units": started, "audit": SYSLOG}
        assert only(Delivery, read(bodies)).copies == counts


def test_settings_that_lie_elsewhere_are_a_gap_where_the_daemon_runs() -> None:
    for units, outcomes in ((RSYSLOG, ["unclear"]), ({}, []), ("denied", ["unclear"])):
        found = read({"forward": ELSEWHERE, "units": units})
        assert [f.outcome for f in found if isinstance(f, Gap) and f.kind == "linux.forward"] == outcomes


def test_forwarding_in_the_clear_is_a_channel() -> None:
    channel = only(Channel, read({"forward": FORWARD, "units": RSYSLOG}))
    assert (channel.protocol, channel.enabled, channel.encryption, channel.algorithms) == ("syslog", True, "none", ())
    assert why(only(Channel, read({"forward": FORWARD, "units": "absent"})), "enabled") == "unclear"
    assert [f.missing for f in read({"forward": "denied"}) if isinstance(f, Gap) and f.kind == "linux.forward"] == [
        "channel"
    ]


@pytest.mark.parametrize(
    ("more", "encryption"),
    [("", "none"), ("transport = tcp", "none"), ("transport = KRB5", "required"), ("enable_krb5 = yes", "required")],
)
def test_what_auditd_sends_itself_is_a_channel(more: str, encryption: str) -> None:
    found = read({"audit": audit(files=f"{REMOTE.format('yes')}|{more}\n")})
    channel = only(Channel, found, "linux.forward")
    assert (channel.encryption, channel.enabled, channel.name) == (encryption, True, "auditd to siem")
    assert not [f for f in read({"audit": audit(files=REMOTE.format("no"))}) if isinstance(f, Channel)]


LOGS = b"@ok /etc/logrotate.d/rsyslog\n|/var/log/syslog\n|/var/log/auth.log\n|{\n|weekly\n|rotate 56\n|}\n"
SIGN_INS = b"@ok /etc/rsyslog.conf\n|auth,authpriv.* @@logs.example.org:6514\n"


@pytest.mark.parametrize(
    ("bodies", "sign_ins", "every"),
    [
        ({"forward": FORWARD, "units": RSYSLOG}, True, True),
        ({"forward": SIGN_INS, "units": RSYSLOG}, True, False),
        ({"forward": FORWARD, "units": {}}, False, False),
        ({"forward": NOWHERE, "units": RSYSLOG}, False, False),
        ({"forward": "denied", "units": RSYSLOG}, None, None),
        ({"forward": ELSEWHERE, "units": RSYSLOG}, None, None),
    ],
)
def test_a_change_of_a_file_would_show_beside_its_copy(
    *, bodies: dict[str, Any], sign_ins: bool | None, every: bool | None
) -> None:
    found = read({"logrotate": LOGS, **bodies})
    seen = [only(LogStore, found, resource=f"/var/log/{name}").tamper_evident for name in ("auth.log", "syslog")]
    assert seen == [sign_ins, every]
