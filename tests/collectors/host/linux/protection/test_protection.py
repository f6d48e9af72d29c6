import subprocess
from pathlib import Path
from typing import Any

import pytest

from scanner.facts import FOREVER, Channel, Definitions, Detector, Guard
from tests.collectors.host.machines import BY_ID, only, read
from tests.servers.need import need

NOW = 1795608000  # 2026-11-25T12:00:00Z
DAY = 86400
RUNS = {"ActiveState": "active"}


MDATP = "tool=mdatp\nmdatp.definitions_updated_minutes_ago=2881\n"


CLAMD = {"clamav-daemon.service": RUNS}
CLAM = f"tool=clamd\ndefinitions={NOW - 3 * DAY}\n"
SCANS = b"running=yes\ncron cron.daily clamdscan\n"
FALCON = {"falcon-sensor.service": RUNS}
REAL_TIME = "mdatp.healthy={}\nmdatp.real_time_protection_enabled={}\n"


@pytest.mark.parametrize(
    ("text", "units", "enabled", "age"),
    [
        (f"{CLAM}runs=clamd\nruns=clamonacc\n", CLAMD, True, 3),
        (CLAM, {**CLAMD, "clamav-clamonacc.service": RUNS}, True, 3),
        (f"{CLAM}runs=clamonacc\n", "absent", True, 3),
        (CLAM, CLAMD, None, 3),
        (f"{CLAM}runs=clamd\n", "absent", None, 3),
        ("tool=clamd\nruns=clamonacc\n", CLAMD, True, FOREVER),
        ("tool=clamd\nruns=clamonacc\ndefinitions=denied\n", CLAMD, True, None),
        ("tool=clamd\ntool=clamscan\n", {}, False, FOREVER),
        ("tool=clamd\n", "absent", False, FOREVER),
        ("tool=falconctl\nfalcon=rfm-state=false\n", FALCON, True, None),
        ("tool=falconctl\nfalcon=rfm-state=true\n", FALCON, False, None),
        ("tool=falconctl\nfalcon=\n", FALCON, None, None),
        ("tool=falconctl\n", "absent", None, None),
        ("tool=sophos-spl\n", {"sophos-spl.service": RUNS}, True, None),
        (MDATP + REAL_TIME.format("true", "true"), {"mdatp.service": RUNS}, True, 2),
        (MDATP + REAL_TIME.format("true", "false"), {"mdatp.service": RUNS}, False, None),
        (MDATP + REAL_TIME.format("false", "true"), {"mdatp.service": RUNS}, False, None),
        (MDATP, {"mdatp.service": RUNS}, None, 2),
        ("tool=mdatp\n" + REAL_TIME.format("true", "true"), {"mdatp.service": RUNS}, True, None),
        (f"{MDATP}{CLAM}runs=clamonacc\n", {"mdatp.service": RUNS, **CLAMD}, True, 3),
        (f"{MDATP}{CLAM}runs=clamonacc\n", CLAMD, True, 3),
        (f"tool=clamd\nruns=clamonacc\ndefinitions={NOW + 2 * DAY}\n", CLAMD, True, -2),
        ("", {}, False, None),
        ("", "absent", False, None),
        ("", "timeout", None, None),
        ("tool=clamd\n", "timeout", None, FOREVER),
    ],
)
def test_malware_protection(text: str, units: Any, enabled: bool | None, age: int | None) -> None:  # noqa: FBT001  # a table
    facts = read({"malware": text.encode(), "units": units, "cron": b"", "timers": b""})
    assert only(Detector, facts).enabled is enabled
    assert [f.age_days for f in facts if isinstance(f, Definitions)] == ([] if enabled is False else [age])


@pytest.mark.parametrize(
    ("cron", "timers", "enabled"),
    [
        (SCANS, b"", True),
        (SCANS.replace(b"running=yes\n", b""), b"", None),
        (b"", b"timer scan.service clamscan\n", True),
        (b"", b"timer clamav-freshclam.service freshclam\n", None),
        ("denied", b"", None),
        ("denied", b"timer scan.service clamscan\n", True),
        (SCANS, "timeout", True),
        (b"", "timeout", None),
        ("absent", "absent", None),
    ],
)
def test_clamd_looks_only_at_what_it_is_given(cron: Any, timers: Any, enabled: bool | None) -> None:  # noqa: FBT001  # a table
    bodies = {"malware": CLAM.encode(), "units": CLAMD, "cron": cron, "timers": timers}
    assert only(Detector, read(bodies)).enabled is enabled


@pytest.mark.parametrize("units", [{}, {"clamav-daemon.service": {"ActiveState": "failed"}}, "absent"])
@pytest.mark.parametrize(("tool", "enabled"), [("clamdscan", None), ("clamscan", True)])
def test_clamdscan_looks_at_nothing_without_clamd(units: Any, tool: str, enabled: bool | None) -> None:  # noqa: FBT001  # a table
    cron = SCANS.replace(b"clamdscan", tool.encode())
    found = only(Detector, read({"malware": CLAM.encode(), "units": units, "cron": cron, "timers": b""}))
    assert found.enabled is enabled


AIDE = f"tool=aide\ndatabase={NOW}\n"


@pytest.mark.parametrize(
    ("text", "cron", "units", "on"),
    [
        (AIDE, b"", {"dailyaidecheck.timer": RUNS}, True),
        (AIDE, b"running=yes\ncron cron.daily aide\ncron cron.daily aide-check\n", {}, True),
        (AIDE, b"running=yes\ncron cron.daily aide\n", {}, None),
        (AIDE, b"running=yes\ncron cron.d aideinit\n", {}, False),
        ("tool=osqueryd\n", b"", {"osqueryd.service": RUNS}, None),
        ("tool=osqueryd\ntool=wazuh\nwazuh=on\n", b"", {"osqueryd.service": RUNS, "wazuh-agent.service": RUNS}, True),
        (AIDE, b"cron cron.daily aide-check\n", {}, False),
        (AIDE, b"", {}, False),
        (AIDE, b"running=yes\ncron cron.daily aide\n", {"dailyaidecheck.timer": {"ActiveState": "inactive"}}, False),
        (AIDE, "denied", {}, None),
        ("tool=aide\n", b"cron cron.daily aide\n", {}, False),
        ("tool=aide\ndatabase=denied\n", b"cron cron.daily aide\n", {}, None),
        ("", b"", {}, False),
        ("tool=wazuh\nwazuh=on\n", b"", {"wazuh-agent.service": RUNS}, True),
        ("tool=wazuh\nwazuh=off\n", b"", {"wazuh-agent.service": RUNS}, False),
        ("tool=wazuh\n", b"", {"wazuh-agent.service": RUNS}, None),
        ("tool=wazuh\nwazuh=on\n", b"", {}, False),
    ],
)
def test_files_are_watched(text: str, cron: Any, units: Any, on: bool | None) -> None:  # noqa: FBT001  # a table
    assert (
        only(Guard, read({"integrity": text.encode(), "cron": cron, "units": units}), "linux.integrity").in_force is on
    )


FILES = "<directories>/etc,/usr/bin</directories>"


@pytest.mark.parametrize("shell", ["sh", "busybox sh"])
@pytest.mark.parametrize(
    ("own", "central", "wazuh"),
    [
        (f"<syscheck>\n<disabled>no</disabled>\n{FILES}\n</syscheck>", "", "on"),
        (f"<syscheck>{FILES}</syscheck>", "", "on"),
        (f"<syscheck>\n<!-- <disabled>yes</disabled> -->\n{FILES}</syscheck>", "", "on"),
        (f"<syscheck><disabled> yes</disabled>{FILES}</syscheck>", "", "off"),
        (f"<syscheck>{FILES}</syscheck>", "<syscheck><disabled>yes</disabled></syscheck>", "off"),
        ("<syscheck><frequency>300</frequency></syscheck>", "", "off"),
        ("<syscheck></syscheck>", f"<syscheck>{FILES}</syscheck>", "on"),
        (f"<!-- <syscheck>{FILES}</syscheck> -->", "", "off"),
        (f"<syscheck><!-- {FILES} --></syscheck>", "", "off"),
        ("<rootcheck><disabled>yes</disabled></rootcheck>", "", "off"),
    ],
)
def test_what_wazuh_is_told_to_compare(tmp_path: Path, shell: str, own: str, central: str, wazuh: str) -> None:
    need(shell.split(maxsplit=1)[0])
    for name, text in (("ossec.conf", own), ("shared/agent.conf", central)):
        file = tmp_path / "etc" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"<ossec_config>\n{text}\n</ossec_config>\n")
    lines = BY_ID["linux.integrity"].text.replace("/var/ossec", str(tmp_path))
    script = lines[lines.index("if [ -r") : lines.index("for f in /var/lib/aide")]
    done = subprocess.run([*shell.split(), "-c", script], capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == (f"wazuh={wazuh}\n", "")


def test_a_timer_that_compares() -> None:
    bodies = {"integrity": AIDE.encode(), "units": {}, "cron": b""}
    assert only(Guard, read({**bodies, "timers": b"timer aide.service aide-check\n"}), "linux.integrity").in_force
    assert only(Guard, read({**bodies, "timers": "error"}), "linux.integrity").in_force is None


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (b"firmware=efi\nSecureBoot=1\n", True),
        (b"firmware=efi\nSecureBoot=1\nSetupMode=0\nMokSBStateRT=0\n", True),
        (b"firmware=efi\nSecureBoot=1\nSetupMode=1\n", False),
        (b"firmware=efi\nSecureBoot=1\nMokSBStateRT=1\n", False),
        (b"firmware=efi\nSecureBoot=0\n", False),
        (b"firmware=efi\nSecureBoot=2\n", None),
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
