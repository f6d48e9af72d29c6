from typing import Any

import pytest

from scanner.facts import Channel, Gap, LogTrail
from tests.collectors.host.machines import only, read, why

NOW = 1795608000  # 2026-11-25T12:00:00Z
RUNS = {"ActiveState": "active"}
RSYSLOG = {"rsyslog.service": RUNS}


def audit(*rules: str, state: str = "enabled 1\npid 7\n", newest: str = f"{NOW - 60}\n", files: str = "") -> bytes:
    return (state + "@rules\n" + "".join(f"{r}\n" for r in rules) + f"@newest\n{newest}@files\n{files}").encode()


FORWARD = b"@ok /etc/rsyslog.conf\n|*.* @@logs.example.org:6514\n"
ELSEWHERE = b"@ok /etc/rsyslog.conf\n|$IncludeConfig /etc/rsyslog.remote/*.conf\n"
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
        ({"forward": NOWHERE, "units": {"wazuh-agent.service": RUNS}}, None),
        ({"forward": FORWARD, "units": {**RSYSLOG, "vector.service": RUNS}}, 1),
        ({"forward": "denied", "units": RSYSLOG}, None),
        ({"forward": "denied", "units": {"vector.service": RUNS}}, None),
        ({"forward": FORWARD.replace(b"*.*", b"mail.*"), "units": RSYSLOG}, 0),
        ({"forward": FORWARD.replace(b"*.*", b':msg, contains, "x"'), "units": RSYSLOG}, None),
        ({"forward": ELSEWHERE, "units": RSYSLOG}, None),
        ({"forward": ELSEWHERE, "units": {}}, 0),
        ({"forward": ELSEWHERE, "units": "denied"}, None),
        ({"forward": NOWHERE, "units": {}, "audit": audit(files=REMOTE.format("yes"))}, 1),
        ({"forward": NOWHERE, "units": {}, "audit": audit(files=REMOTE.format("no"))}, 0),
        ({"forward": NOWHERE, "units": {}, "audit": "denied"}, None),
    ],
)
def test_where_it_is_copied_to(bodies: dict[str, Any], copies: int | None) -> None:
    assert only(LogTrail, read({"audit": audit(), **bodies})).copies == copies


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
