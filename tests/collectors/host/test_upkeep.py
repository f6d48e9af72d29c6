import json
from datetime import date
from typing import Any

import pytest

from collectors.host.support import days_left
from scanner.facts import FOREVER, Backup, Channel, Detector, Gap, Guard, Release
from tests.collectors.host.machines import only, read, why

NOW = 1795608000  # 2026-11-25T12:00:00Z
DAY = 86400
RUNS = {"ActiveState": "active"}
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("system", "version", "days"),
    [
        ("debian", "11", -86),
        ("debian", "12", 583),
        ("debian", "14", None),
        ("ubuntu", "24.04", 918),
        ("ubuntu", "24", None),
        ("rhel", "9.4", 2014),
        ("alpine", "3.23.3", 341),
        ("arch", "", FOREVER),
        ("templeos", "5", None),
        ("", "", None),
    ],
)
def test_end_of_support(system: str, version: str, days: int | None) -> None:
    assert days_left(system, version, TODAY) == days


def updates(manager: str, *lines: str, looked: int | None = NOW - DAY) -> bytes:
    head = f"manager={manager}\n" + (f"looked={looked}\n" if looked is not None else "")
    return (head + "".join(f"{line}\n" for line in lines)).encode()


def advisory(severity: str, day: str) -> str:
    return f"  Update ID: RHSA-2026:1\n       Type: security\n    Updated: {day} 01:02:03\n   Severity: {severity}"


SECURITY = "Inst libc6 [1] (2 Debian-Security:12/stable-security [amd64])"
OTHER = "Inst vim [1] (2 Debian:12.9/stable [amd64])"


@pytest.mark.parametrize(
    ("body", "critical", "high", "checked"),
    [
        (updates("apt"), 0, 0, 1),
        (updates("apt", OTHER), 0, 0, 1),
        (updates("apt", SECURITY), None, None, 1),
        (updates("apt", "restart=due"), None, None, 1),
        (updates("apt", looked=None), None, None, FOREVER),
        (updates("apt", looked=NOW - 15 * DAY), 0, 0, 15),
        (updates("apt", looked=NOW - 16 * DAY), None, None, 16),
        (updates("dnf"), 0, 0, 1),
        (updates("dnf", advisory("Critical", "2026-11-15")), 10, 0, 1),
        (updates("dnf", advisory("Important", "2026-10-26"), advisory("Important", "2026-11-24")), 0, 30, 1),
        (updates("dnf", advisory("Low", "2020-01-01")), 0, 0, 1),
        (updates("dnf", advisory("Critical", "?")), None, 0, 1),
        (updates("zypper", "repo | SUSE-1 | security | important | --- | needed | x"), None, None, 1),
        (updates("apk", "openssl-3.1  < 3.2"), None, None, 1),
        ("error", None, None, None),
    ],
)
def test_open_flaws(body: Any, critical: int | None, high: int | None, checked: int | None) -> None:
    release = only(Release, read({"updates": body}))
    assert (release.oldest_critical_days, release.oldest_high_days, release.checked_days) == (critical, high, checked)


APT = 'manager=apt\nAPT::Periodic::Unattended-Upgrade "{}";\n{}tool=unattended-upgrade\n'
ORIGIN = 'Unattended-Upgrade::Origins-Pattern:: "origin=Debian,label=Debian-Security";\n'
TIMER = {"apt-daily-upgrade.timer": RUNS}


@pytest.mark.parametrize(
    ("text", "units", "on"),
    [
        (APT.format("1", ORIGIN), TIMER, True),
        (APT.format("0", ORIGIN), TIMER, False),
        (APT.format("1", ""), TIMER, False),
        (APT.format("1", ORIGIN), {}, False),
        (APT.format("1", ORIGIN), "absent", None),
        (APT.format("1", ORIGIN).replace("tool", "no"), TIMER, False),
        ("manager=dnf\napply_updates = yes\n", {"dnf-automatic.timer": RUNS}, True),
        ("manager=dnf\napply_updates = no\n", {"dnf-automatic.timer": RUNS}, False),
        ("manager=dnf\n", {"dnf-automatic-install.timer": RUNS}, True),
    ],
)
def test_updates_that_install_themselves(text: str, units: Any, on: bool | None) -> None:  # noqa: FBT001  # a table
    assert only(Release, read({"auto-updates": text.encode(), "units": units})).auto_update is on


@pytest.mark.parametrize(
    ("text", "units", "enabled", "age"),
    [
        (f"tool=clamd\ndefinitions={NOW - 3 * DAY}\n", {"clamav-daemon.service": RUNS}, True, 3),
        ("tool=clamd\n", {"clamav-daemon.service": RUNS}, True, FOREVER),
        ("tool=clamd\ndefinitions=denied\n", {"clamav-daemon.service": RUNS}, True, None),
        ("tool=clamd\ntool=clamscan\n", {}, False, FOREVER),
        ("tool=clamd\n", "absent", None, FOREVER),
        ("tool=falconctl\n", {"falcon-sensor.service": RUNS}, True, None),
        ("tool=mdatp\nmdatp.definitions_updated_minutes_ago=2881\n", {"mdatp.service": RUNS}, True, 2),
        ("", {}, False, None),
        ("", "absent", False, None),
        ("", "timeout", None, None),
    ],
)
def test_malware_protection(text: str, units: Any, enabled: bool | None, age: int | None) -> None:  # noqa: FBT001
    detector = only(Detector, read({"malware": text.encode(), "units": units}))
    assert (detector.enabled, detector.definitions_days) == (enabled, age)


AIDE = f"tool=aide\ndatabase={NOW}\n"


@pytest.mark.parametrize(
    ("text", "cron", "units", "on"),
    [
        (AIDE, b"", {"dailyaidecheck.timer": RUNS}, True),
        (AIDE, b"cron cron.daily aide\n", {}, True),
        (AIDE, b"", {}, False),
        (AIDE, b"cron cron.daily aide\n", {"dailyaidecheck.timer": {"ActiveState": "inactive"}}, False),
        (AIDE, "denied", {}, None),
        ("tool=aide\n", b"cron cron.daily aide\n", {}, False),
        ("tool=aide\ndatabase=denied\n", b"cron cron.daily aide\n", {}, None),
        ("", b"", {}, False),
        ("tool=wazuh\n", b"", {"wazuh-agent.service": RUNS}, True),
    ],
)
def test_files_are_watched(text: str, cron: Any, units: Any, on: bool | None) -> None:  # noqa: FBT001  # a table
    assert (
        only(Guard, read({"integrity": text.encode(), "cron": cron, "units": units}), "linux.integrity").in_force is on
    )


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (b"firmware=efi\nsecure=1\n", True),
        (b"firmware=efi\nsecure=0\n", False),
        (b"firmware=bios\n", False),
        (b"firmware=efi\n", None),
        ("denied", None),
    ],
)
def test_secure_boot(text: Any, on: bool | None) -> None:  # noqa: FBT001  # a table
    assert only(Guard, read({"boot": text}), "linux.boot").in_force is on
    assert not [f for f in read({"boot": text}, container=True) if f.kind == "linux.boot"]


def nft(*chains: dict[str, Any], rules: list[Any] | None = None) -> str:
    items = [{"chain": {"table": "t", "name": "in", "hook": "input", **c}} for c in chains]
    last = [{"rule": {"table": "t", "chain": "in", "family": chains[0]["family"], "expr": e}} for e in rules or []]
    return "#nft\n" + json.dumps({"nftables": [{"metainfo": {}}, *items, *last]}) + "\n"


DROP: list[Any] = [{"counter": {"packets": 1}}, {"drop": None}]
MATCHED: list[Any] = [{"match": {}}, {"drop": None}]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (nft({"family": "inet", "policy": "drop"}), True),
        (nft({"family": "inet", "policy": "accept"}), False),
        (nft({"family": "inet", "policy": "accept"}, rules=[MATCHED, DROP]), True),
        (nft({"family": "inet", "policy": "accept"}, rules=[DROP, MATCHED]), False),
        (nft({"family": "inet", "policy": "accept"}, rules=[[{"reject": {"type": "icmpx"}}]]), True),
        (nft({"family": "ip", "policy": "drop"}), True),
        ("#ipv6\n" + nft({"family": "ip", "policy": "drop"}), False),
        ("#ipv6\n" + nft({"family": "ip", "policy": "drop"}, {"family": "ip6", "policy": "drop"}), True),
        (nft({"family": "inet", "policy": "drop", "hook": "forward"}), False),
        ("#iptables\n-P INPUT DROP\n", True),
        (
            (
                "#iptables\n-P INPUT ACCEPT\n-A INPUT -i lo -j ACCEPT\n"
                "-A INPUT -j REJECT --reject-with icmp-host-prohibited\n"
            ),
            True,
        ),
        ("#iptables\n-P INPUT ACCEPT\n-A INPUT -p tcp -j DROP\n", False),
        ("#ipv6\n#iptables\n-P INPUT DROP\n#ip6tables\n-P INPUT ACCEPT\n", False),
        ("", False),
    ],
)
def test_the_firewall(text: str, on: bool) -> None:  # noqa: FBT001  # a table
    assert only(Guard, read({"firewall": text.encode()}), "linux.firewall").in_force is on


def test_no_firewall_program_is_no_firewall() -> None:
    assert only(Guard, read({"firewall": "absent"}), "linux.firewall").in_force is False
    assert why(only(Guard, read({"firewall": "denied"}), "linux.firewall"), "in_force") == "denied"


@pytest.mark.parametrize(("minimum", "version"), [("TLSv1.2", "1.2"), ("TLSv1", "1.0"), ("", None)])
def test_the_crypto_policy(minimum: str, version: str | None) -> None:
    text = f"policy=DEFAULT:SHA1\n@ok /etc/crypto-policies/x\n|TLS.MinProtocol = {minimum}\n"
    assert only(Channel, read({"crypto-policy": text.encode()})).min_version == version


def units(name: str, ended: str = "", result: str = "success", timer: str = "active") -> dict[str, Any]:
    return {
        f"{name}.timer": {"ActiveState": timer},
        f"{name}.service": {"ActiveState": "inactive", "Result": result, "ExecMainExitTimestamp": ended},
    }


@pytest.mark.parametrize(
    ("text", "state", "newest", "succeeded"),
    [
        ("unit nightly-backup.service restic\n", units("nightly-backup", "Wed 2026-11-25 11:00:00 UTC"), 3600, True),
        (
            "unit nightly-backup.service restic\n",
            units("nightly-backup", "Wed 2026-11-25 11:00:00 UTC", "exit-code"),
            None,
            False,
        ),
        ("unit nightly-backup.service restic\n", units("nightly-backup"), None, None),
        ("", units("restic", "Wed 2026-11-25 11:00:00 UTC"), 3600, True),
        ("", units("restic", "Wed 2026-11-25 11:00:00 CET"), None, None),
    ],
)
def test_the_last_backup(text: str, state: dict[str, Any], newest: int | None, succeeded: bool | None) -> None:  # noqa: FBT001
    backup = only(Backup, read({"backup": f"tool restic\n{text}".encode(), "cron": b"", "units": state}))
    assert (backup.newest_seconds, backup.succeeded, backup.encrypted) == (newest, succeeded, True)
    assert backup.resource == "host:web1"


@pytest.mark.parametrize(
    ("text", "cron", "state", "tools"),
    [
        ("tool restic\n", b"", {}, []),
        ("tool restic\n", b"cron cron.d restic\n", {}, ["restic"]),
        ("", b"cron cron.d restic\n", {}, []),
        ("tool rsnapshot\n", b"cron cron.d rsnapshot\n", {}, ["rsnapshot"]),
        ("tool zfs\n", b"", {}, []),
        ("tool zfs\nstate zfs 1795600000\n", b"", {}, ["zfs"]),
        ("tool restic\nunit restic.service restic\n", b"", units("restic", timer="inactive"), []),
        ("tool bacula-fd\n", b"", {"bacula-fd.service": RUNS}, ["bacula-fd"]),
        ("tool borgmatic\ntool borg\nunit borgmatic.service borgmatic\n", b"", units("borgmatic"), ["borgmatic"]),
    ],
)
def test_what_nothing_starts_is_no_backup(text: str, cron: bytes, state: dict[str, Any], tools: list[str]) -> None:
    found = read({"backup": text.encode(), "cron": cron, "units": state})
    assert [f.name for f in found if isinstance(f, Backup)] == tools
    assert not [f for f in found if isinstance(f, Gap) and f.missing == "backup"]


@pytest.mark.parametrize(
    ("bodies", "outcomes"),
    [
        ({"backup": b"", "cron": "denied", "units": {}}, ["denied"]),
        ({"backup": b"", "cron": b"", "units": "timeout"}, ["timeout"]),
        ({"backup": "error", "cron": b"", "units": {}}, ["error"]),
        ({"backup": b"unit our-backup.service unknown\n", "cron": b"", "units": {}}, ["unclear"]),
    ],
)
def test_backups_that_may_have_been_missed(bodies: dict[str, Any], outcomes: list[str]) -> None:
    assert [f.outcome for f in read(bodies) if isinstance(f, Gap) and f.missing == "backup"] == outcomes


@pytest.mark.parametrize(
    ("lines", "newest", "succeeded"),
    [
        (["veeam Job Backup {1} Success 2026-11-24 12:00 2026-11-24 12:00 2026-11-24 13:00"], 82800, True),
        (
            [
                "veeam Job Backup {1} Success 2026-11-24 12:00 2026-11-24 13:00",
                "veeam Job Backup {2} Failed 2026-11-25 01:00 2026-11-25 02:00",
            ],
            82800,
            False,
        ),
        (["veeam Job Backup {1} Running 2026-11-25 01:00 2026-11-25 02:00"], None, None),
    ],
)
def test_veeam(lines: list[str], newest: int | None, succeeded: bool | None) -> None:  # noqa: FBT001  # a table
    text = "tool veeamconfig\n" + "".join(f"{line}\n" for line in lines)
    backup = only(Backup, read({"backup": text.encode(), "cron": b"", "units": {"veeamservice.service": RUNS}}))
    assert (backup.newest_seconds, backup.succeeded) == (newest, succeeded)
