import os
from typing import Any

import pytest

from scanner.facts import Backup, Gap
from tests.collectors.host.live import ask
from tests.collectors.host.machines import only, read
from tests.servers.need import lacking, need

RUNS = {"ActiveState": "active"}
BY_CRON = b"running=yes\ncron cron.d restic\n"


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
        ("", units("restic", "Thu 2026-11-26 12:00:00 UTC"), -86400, True),
        ("", {**units("restic-backup"), **units("restic-prune", "Wed 2026-11-25 02:00:00 UTC")}, None, None),
    ],
)
def test_the_last_backup(text: str, state: dict[str, Any], newest: int | None, succeeded: bool | None) -> None:  # noqa: FBT001
    backup = only(Backup, read({"backup": f"tool restic\n{text}".encode(), "cron": b"", "units": state}))
    assert (backup.newest_seconds, backup.succeeded, backup.encrypted) == (newest, succeeded, True)
    assert backup.resource == "local:web1"


@pytest.mark.parametrize(
    ("text", "cron", "state", "tools"),
    [
        ("tool restic\n", b"", {}, []),
        ("tool restic\n", BY_CRON, {}, ["restic"]),
        ("", b"running=yes\ncron cron.d restic\n", {}, []),
        ("tool rsnapshot\n", b"running=yes\ncron cron.d rsnapshot\n", {}, ["rsnapshot"]),
        ("tool zfs\n", b"", {}, []),
        ("tool restic\nunit restic.service restic\n", b"", units("restic", timer="inactive"), []),
        ("tool bacula-fd\n", b"", {"bacula-fd.service": RUNS}, ["bacula-fd"]),
        ("tool restic\nunit restic-prune.service restic\n", b"", units("restic-prune"), []),
        ("tool kopia\nunit kopia-maintenance.service kopia\n", b"", units("kopia-maintenance"), []),
        ("tool rclone\n", b"", units("rclone-mount"), []),
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
        ({"backup": b"tool zfs\nstate zfs 1795600000\n", "cron": b"", "units": {}}, ["unclear"]),
        ({"backup": b"tool snapper\n", "cron": b"running=yes\ncron cron.daily snapper\n", "units": {}}, ["unclear"]),
        (
            {
                "backup": b"tool restic\nstate zfs 1795600000\n",
                "cron": b"running=yes\ncron cron.d restic\n",
                "units": {},
            },
            [],
        ),
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
        (["veeam Job Backup {1} Success 2026-99-24 12:00 2026-99-24 99:00"], None, None),
        (["veeam Job Backup {1} Running 2026-11-25 01:00 2026-11-25 02:00"], None, None),
    ],
)
def test_veeam(lines: list[str], newest: int | None, succeeded: bool | None) -> None:  # noqa: FBT001  # a table
    text = "tool veeamconfig\n" + "".join(f"{line}\n" for line in lines)
    backup = only(Backup, read({"backup": text.encode(), "cron": b"", "units": {"veeamservice.service": RUNS}}))
    assert (backup.newest_seconds, backup.succeeded) == (newest, succeeded)


@pytest.mark.parametrize(("cron", "tools"), [(BY_CRON, ["restic"]), (b"", []), ("denied", [])])
def test_a_timer_that_cleans_up_hides_no_cron(cron: Any, tools: list[str]) -> None:
    bodies = {"backup": b"tool restic\n", "units": {}, "timers": b"timer restic-prune.service restic\n", "cron": cron}
    assert [f.name for f in read(bodies) if isinstance(f, Backup)] == tools


SYSTEMD = """
mount -t tmpfs x /run && mkdir -p /run/systemd/system /run/bin || exit 99
printf '#!/bin/sh\\n%s\\n' "$0" >/run/bin/systemctl
chmod +x /run/bin/systemctl
mount -t overlay x -o "lowerdir=/run/bin:/usr/sbin" /usr/sbin || exit 99
exec "$@"
"""
LIST = 'case $1 in list-unit-files) echo "restic-backup.service enabled enabled"; exit;; esac'
SHOWN = 'echo "ExecStart={ path=/bin/sh ; argv[]=sh -c /usr/bin/restic --password-command=S3CRET backup ; }"'


@pytest.mark.parametrize(
    ("systemctl", "outcome", "units"),
    [
        (f"{LIST}; {SHOWN}; echo Id=restic-backup.service", "ok", {"restic-backup.service": "restic"}),
        (f"{LIST}; echo Id=restic-backup.service", "ok", {"restic-backup.service": "unknown"}),
        (f"{LIST}; exit 1", "error", None),
        ("case $1 in list-unit-files) exit 1;; esac; echo Version=252", "ok", {}),
        ("echo Failed to connect to bus >&2; exit 1", "error", None),
    ],
)
def test_systemd_that_cannot_be_asked_is_no_empty_list(systemctl: str, outcome: str, units: Any) -> None:
    need("unshare", package="util-linux")
    if os.geteuid() != 0:
        lacking("only root can put another systemctl before its own eyes")
    section, body = ask("linux.backup", ["unshare", "-m", "sh", "-c", SYSTEMD, systemctl])
    assert section.outcome == outcome
    assert (body or {}).get("units") == units
    assert "S3CRET" not in section.text
