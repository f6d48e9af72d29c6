import subprocess
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.host.linux.patching.support import ENDS, days_left
from scanner.facts import FOREVER, Fixes, Release
from tests.collectors.host.machines import BY_ID, kept, only, read
from tests.servers.need import need

NOW = 1795608000  # 2026-11-25T12:00:00Z
DAY = 86400
RUNS = {"ActiveState": "active"}
TODAY = date(2026, 11, 25)


def _until(release: str) -> str:
    return ENDS.get(release, "")


@pytest.mark.parametrize(
    ("system", "version", "days"),
    [
        ("debian", "11", -86),
        ("debian", "12", 583),
        ("debian", "14", None),
        ("ubuntu", "24.04", 918),
        ("ubuntu", "24", None),
        ("rhel", "9.4", 2014),
        ("rhel", "10.0", 3109),
        ("rhel", "11.0", None),
        ("sles", "15.7", 1709),
        ("sles", "15.6", -329),
        ("sles", "15", -2521),
        ("sles", "15.8", None),
        ("opensuse-leap", "15.6", -209),
        ("amzn", "2023", 948),
        ("fedora", "44", 175),
        ("alpine", "3.23.3", 341),
        ("arch", "", FOREVER),
        ("templeos", "5", None),
        ("", "", None),
    ],
)
def test_end_of_support(system: str, version: str, days: int | None) -> None:
    assert days_left(system, version, TODAY, until=_until) == days


@pytest.mark.parametrize(("told", "days"), [("", 948), ("2028-03-15", 948), ("2029-07-01", 949), ("2027-01-01", 948)])
def test_the_later_end_of_support_stands(told: str, days: int) -> None:
    assert days_left("amzn", "2023", TODAY, told=told, until=_until) == days


@pytest.mark.parametrize(("told", "days"), [("2027-05-19", 175), ("", None), ("2026-11-24", -1)])
def test_a_machine_tells_its_own_end_of_support(told: str, days: int | None) -> None:
    release = only(Release, read({}, os="azurelinux", version="3.0", support_end=told))
    assert release.support_days_left == days


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ((), -545),
        (("archive=Origin: UbuntuESM|Suite: focal-infra-security|Date: Tue, 24 Nov 2026 00:34:33 UTC|",), None),
    ],
)
def test_support_that_goes_on_for_money(lines: tuple[str, ...], left: int | None) -> None:
    facts = read({"updates": updates("apt", *lines)}, os="ubuntu", version="20.04")
    assert only(Release, facts).support_days_left == left
    assert only(Fixes, facts).oldest_critical_days == (None if left else 0), "after the end nobody fixes anything"


@pytest.mark.parametrize(
    ("system", "version", "line", "known"),
    [
        ("amzn", "2023", "", False),
        ("amzn", "2023", "releasever=2023.5.20240916", False),
        ("amzn", "2023", "releasever=latest", True),
        ("amzn", "2018.03", "releasever=latest", True),
        ("rhel", "9.4", "", True),
        ("rhel", "9.4", "releasever=9", True),
        ("rhel", "9.4", "releasever=9.2", False),
        ("rhel", "9.4", "releasever=minor", False),
        ("rhel", "9.4", "releasever=my release", False),
    ],
)
def test_what_is_held_at_a_release_sees_no_later_fixes(system: str, version: str, line: str, known: bool) -> None:  # noqa: FBT001  # a table
    fixes = only(Fixes, read({"updates": updates("dnf", line)}, os=system, version=version, support_end="2030-01-01"))
    assert (fixes.oldest_critical_days == 0, fixes.checked_days == 1) == (known, known)


def archive(days: int, label: str = "Debian-Security") -> str:
    return (
        f"archive=Origin: Debian|Label: {label}|Date: {format_datetime(datetime.fromtimestamp(NOW - days * DAY, UTC))}|"
    )


def updates(manager: str, *lines: str, looked: int | None = 1) -> bytes:
    """`looked`: days ago."""
    seen = archive(looked or 0) if manager == "apt" else f"looked={NOW - (looked or 0) * DAY}"
    head = [f"manager={manager}", "sources=yes", "versions=9", *([seen] if looked is not None else [])]
    return "".join(f"{line}\n" for line in (*head, *lines)).encode()


def told(body: Any) -> Any:
    """As a scan has it: what cannot be read is an error."""
    try:
        return kept("linux.updates", body)
    except ValueError:
        return "error"


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
        (updates("apt", OTHER, "behind=vim"), None, None, 1),
        (updates("apt", OTHER, "behind=nano"), 0, 0, 1),
        (updates("apt", OTHER, "versions=0"), None, None, None),
        (updates("apt", "versions=0"), 0, 0, 1),
        (updates("apt", "excluded=0"), 0, 0, 1),
        (updates("apt", "excluded=1"), None, None, 1),
        (updates("dnf", "excluded=2"), None, None, 1),
        (updates("zypper"), 0, 0, 1),
        (updates("zypper").replace(b"sources=yes", b"sources=no"), None, None, 1),
        (updates("apk", "excluded=1"), None, None, 1),
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
        (updates("dnf", advisory("Critical", "2026-99-99")), None, 0, 1),
        (updates("zypper", "repo | SUSE-1 | security | important | --- | needed | x"), None, None, 1),
        (updates("apk", "openssl-3.1  < 3.2"), None, None, 1),
        (updates("apt", archive(40, "Debian")), 0, 0, 1),
        (updates("apt", archive(3)), 0, 0, 3),
        (updates("apt", archive(40, "Debian"), looked=None), None, None, None),
        (updates("apt", "archive=Label: Debian-Security|Date: soon|", looked=None), None, None, None),
        (updates("apt", "archive=Label: Debian-Security|"), None, None, None),
        (
            updates("apt", "archive=Label: Debian-Security|Date: 1 Jan 99999999999 0:0:0|", looked=None),
            None,
            None,
            None,
        ),
        (updates("dnf", "Type: security\nSeverity: x", advisory("Critical", "2026-11-15")), 10, 0, 1),
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
    fixes = only(Fixes, read({"updates": told(body)}))
    assert (fixes.oldest_critical_days, fixes.oldest_high_days, fixes.checked_days) == (critical, high, checked)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((HELD,), "2 packages or rules keep updates back, perhaps fixes"),
        (("running=6.1.0-9-amd64", "kernel=6.1.0-18-amd64"), "a later kernel is installed than the one that runs"),
        (("restart=due",), "a restart is due"),
        ((archive(20), SECURITY), "updates were looked for 20 days ago: let it look again"),
        ((SECURITY, SECURITY), "2 security updates wait; apt tells neither"),
        (
            (SECURITY,),
            "1 security update waits; apt tells neither since when nor how grave: install what waits",
        ),
    ],
)
def test_why_open_flaws_are_not_known(lines: tuple[str, ...], said: str) -> None:
    """Neither its lists nor its archives date a fix: what waits is no pass and no fail, and it is said what to do."""
    fixes = only(Fixes, read({"updates": updates("apt", *lines)}))
    assert said in next(u.ask for u in fixes.unread if u.field == "oldest_critical_days")


def test_the_kernel_of_a_container_is_that_of_its_host() -> None:
    body = updates("apt", "running=6.1.0-9-amd64", "kernel=6.1.0-18-amd64")
    assert only(Fixes, read({"updates": body}, container=True)).oldest_critical_days == 0


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


POLICY = """libc6:
  Installed: 2.36-9+deb12u8
  Candidate: 2.36-9+deb12u13
  Version table:
     2.36-9+deb12u13 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
     2.36-9+deb12u9 500
        500 http://security.debian.org/debian-security bookworm-security/main amd64 Packages
 *** 2.36-9+deb12u8 100
        100 /var/lib/dpkg/status
vim:
  Installed: 2:9.0-1
  Candidate: 2:9.1-1
  Version table:
     2:9.1-1 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
 *** 2:9.0-1 500
        500 http://security.debian.org/debian-security bookworm-security/main amd64 Packages
        100 /var/lib/dpkg/status
curl:i386:
  Installed: 7
  Candidate: 8
  Version table:
     8 500
        500 http://archive.ubuntu.com/ubuntu noble-updates/main amd64 Packages
        500 http://security.ubuntu.com/ubuntu noble-security/main amd64 Packages
 *** 7 100
        100 /var/lib/dpkg/status
"""


def test_a_fix_behind_a_later_version_of_another_archive() -> None:
    program = BY_ID["linux.updates"].text.partition("policy | awk '")[2].partition("\n    END")[0]
    done = subprocess.run(
        [need("awk"), f"{program}\n    END {{ print n }}"], input=POLICY, capture_output=True, check=True, text=True
    )
    assert done.stdout.split() == ["behind=libc6", "behind=curl:i386", "3"]


@pytest.mark.parametrize("shell", ["sh", "busybox sh"])
@pytest.mark.parametrize(
    ("world", "held"),
    [
        ("alpine-base\nnginx\n", 0),
        ("nginx=1.26.0\nR=4.3\nphp~8.3\ncurl<9\n", 4),
        ("nginx>=1.26\nnginx>1.26\n", 0),
        ("nginx<=1.26\n", 1),
        (".python-rundeps=20240101.000000\n", 0),
        (None, 0),
    ],
)
def test_what_apk_is_told_to_hold(tmp_path: Path, shell: str, world: str | None, held: int) -> None:
    need(shell.split(maxsplit=1)[0])
    file = tmp_path / "world"
    if world is not None:
        file.write_text(world)
    text = BY_ID["linux.updates"].text.replace("/etc/apk/world", str(file))
    script = next(line for line in text.splitlines() if str(file) in line)
    done = subprocess.run([*shell.split(), "-c", script], capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == (f"excluded={held}\n", "")
