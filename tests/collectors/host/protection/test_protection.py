from typing import Any

import pytest

from scanner.facts import FOREVER, Channel, Detector, Guard
from tests.collectors.host.machines import only, read

NOW = 1795608000  # 2026-11-25T12:00:00Z
DAY = 86400
RUNS = {"ActiveState": "active"}


MDATP = "tool=mdatp\nmdatp.definitions_updated_minutes_ago=2881\n"


@pytest.mark.parametrize(
    ("text", "units", "enabled", "age"),
    [
        (f"tool=clamd\ndefinitions={NOW - 3 * DAY}\n", {"clamav-daemon.service": RUNS}, True, 3),
        ("tool=clamd\n", {"clamav-daemon.service": RUNS}, True, FOREVER),
        ("tool=clamd\ndefinitions=denied\n", {"clamav-daemon.service": RUNS}, True, None),
        ("tool=clamd\ntool=clamscan\n", {}, False, FOREVER),
        ("tool=clamd\n", "absent", None, FOREVER),
        ("tool=falconctl\n", {"falcon-sensor.service": RUNS}, True, None),
        (f"{MDATP}mdatp.healthy=true\nmdatp.real_time_protection_enabled=true\n", {"mdatp.service": RUNS}, True, 2),
        (f"{MDATP}mdatp.healthy=true\nmdatp.real_time_protection_enabled=false\n", {"mdatp.service": RUNS}, False, 2),
        (f"{MDATP}mdatp.healthy=false\nmdatp.real_time_protection_enabled=true\n", {"mdatp.service": RUNS}, False, 2),
        (MDATP, {"mdatp.service": RUNS}, None, 2),
        (MDATP, {"mdatp.service": RUNS, "clamav-daemon.service": RUNS}, True, 2),
        (f"tool=clamd\ndefinitions={NOW + 2 * DAY}\n", {"clamav-daemon.service": RUNS}, True, -2),
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
        (AIDE, b"cron cron.daily aide\ncron cron.daily aide-check\n", {}, True),
        (AIDE, b"cron cron.daily aide\n", {}, None),
        (AIDE, b"cron cron.d aideinit\n", {}, False),
        ("tool=osqueryd\n", b"", {"osqueryd.service": RUNS}, None),
        ("tool=osqueryd\ntool=wazuh\n", b"", {"osqueryd.service": RUNS, "wazuh-agent.service": RUNS}, True),
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


@pytest.mark.parametrize(("minimum", "version"), [("TLSv1.2", "1.2"), ("TLSv1", "1.0"), ("", None)])
def test_the_crypto_policy(minimum: str, version: str | None) -> None:
    text = f"policy=DEFAULT:SHA1\n@ok /etc/crypto-policies/x\n|TLS.MinProtocol = {minimum}\n"
    assert only(Channel, read({"crypto-policy": text.encode()})).min_version == version


def units(name: str, ended: str = "", result: str = "success", timer: str = "active") -> dict[str, Any]:
    return {
        f"{name}.timer": {"ActiveState": timer},
        f"{name}.service": {"ActiveState": "inactive", "Result": result, "ExecMainExitTimestamp": ended},
    }
