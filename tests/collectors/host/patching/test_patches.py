from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from collectors.host.support import days_left
from scanner.facts import FOREVER, Release
from tests.collectors.host.machines import only, read

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


def archive(days: int, label: str = "Debian-Security") -> str:
    return (
        f"archive=Origin: Debian|Label: {label}|Date: {format_datetime(datetime.fromtimestamp(NOW - days * DAY, UTC))}|"
    )


def updates(manager: str, *lines: str, looked: int | None = 1) -> bytes:
    """`looked`: days ago."""
    seen = archive(looked or 0) if manager == "apt" else f"looked={NOW - (looked or 0) * DAY}"
    head = [f"manager={manager}", "sources=yes", *([seen] if looked is not None else [])]
    return "".join(f"{line}\n" for line in (*head, *lines)).encode()


def advisory(severity: str, day: str) -> str:
    return f"  Update ID: RHSA-2026:1\n       Type: security\n    Updated: {day} 01:02:03\n   Severity: {severity}"


SECURITY = "Inst libc6 [1] (2 Debian-Security:12/stable-security [amd64])"
HELD = "The following packages have been kept back:\n  linux-image-amd64 openssl\n0 upgraded, 2 not upgraded."
OTHER = "Inst vim [1] (2 Debian:12.9/stable [amd64])"


@pytest.mark.parametrize(
    ("body", "critical", "high", "checked"),
    [
        (updates("apt"), 0, 0, 1),
        (updates("apt", OTHER), 0, 0, 1),
        (updates("apt", SECURITY), None, None, 1),
        (updates("apt", "restart=due"), None, None, 1),
        (updates("apt", looked=None), None, None, FOREVER),
        (updates("apt", looked=15), 0, 0, 15),
        (updates("apt", looked=16), None, None, 16),
        (updates("dnf"), 0, 0, 1),
        (updates("dnf", advisory("Critical", "2026-11-15")), 10, 0, 1),
        (updates("dnf", advisory("Important", "2026-10-26"), advisory("Important", "2026-11-24")), 0, 30, 1),
        (updates("dnf", advisory("Low", "2020-01-01")), 0, 0, 1),
        (updates("dnf", advisory("Critical", "?")), None, 0, 1),
        (updates("zypper", "repo | SUSE-1 | security | important | --- | needed | x"), None, None, 1),
        (updates("apk", "openssl-3.1  < 3.2"), None, None, 1),
        (updates("apt", archive(40, "Debian")), 0, 0, 1),
        (updates("apt", archive(3)), 0, 0, 3),
        (updates("apt", archive(40, "Debian"), looked=None), None, None, None),
        (updates("apt", "archive=Label: Debian-Security|Date: soon|", looked=None), None, None, None),
        (updates("apt", "archive=Label: Debian-Security|"), None, None, None),
        (updates("apt", looked=-2), None, None, -2),
        (updates("apt", HELD), None, None, 1),
        (updates("apt", "running=6.1.0-9-amd64", "kernel=6.1.0-9-amd64", "kernel=6.1.0-18-amd64"), None, None, 1),
        (updates("apt", "running=6.1.0-18-amd64", "kernel=6.1.0-9-amd64", "kernel=6.1.0-18-amd64"), 0, 0, 1),
        (updates("apt", "running=6.1.0-18-amd64", "kernel=6.1.0-20-cloud-amd64"), 0, 0, 1),
        (updates("apt", "running=6.1.0-9-amd64", "kernel=6.1.0-18-amd64"), None, None, 1),
        (updates("apt", "running=6.1.0-9-amd64"), 0, 0, 1),
        (updates("dnf", "running=4.18.0-553.el8.x86_64", "kernel=4.18.0-553.5.1.el8_10.x86_64"), None, None, 1),
        (updates("dnf", "sources=no"), None, None, 1),
        (updates("dnf").replace(b"sources=yes", b""), None, None, 1),
        (updates("dnf", f"fixes={NOW - 16 * DAY}", f"fixes={NOW - DAY}"), None, None, 16),
        (updates("dnf", advisory("None", "2020-01-01")), None, None, 1),
        (updates("dnf", advisory("", "2020-01-01")), None, None, 1),
        (updates("dnf", advisory("Moderate", "2020-01-01")), 0, 0, 1),
        ("error", None, None, None),
    ],
)
def test_open_flaws(body: Any, critical: int | None, high: int | None, checked: int | None) -> None:
    release = only(Release, read({"updates": body}))
    assert (release.oldest_critical_days, release.oldest_high_days, release.checked_days) == (critical, high, checked)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((HELD,), "2 packages are kept back, perhaps with fixes"),
        (("running=6.1.0-9-amd64", "kernel=6.1.0-18-amd64"), "a later kernel is installed than the one that runs"),
        (("restart=due",), "a restart is due"),
    ],
)
def test_why_open_flaws_are_not_known(lines: tuple[str, ...], said: str) -> None:
    release = only(Release, read({"updates": updates("apt", *lines)}))
    assert said in next(u.ask for u in release.unread if u.field == "oldest_critical_days")


def test_the_kernel_of_a_container_is_that_of_its_host() -> None:
    body = updates("apt", "running=6.1.0-9-amd64", "kernel=6.1.0-18-amd64")
    assert only(Release, read({"updates": body}, container=True)).oldest_critical_days == 0


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


def units(name: str, ended: str = "", result: str = "success", timer: str = "active") -> dict[str, Any]:
    return {
        f"{name}.timer": {"ActiveState": timer},
        f"{name}.service": {"ActiveState": "inactive", "Result": result, "ExecMainExitTimestamp": ended},
    }
