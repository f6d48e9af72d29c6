"""Backups of this machine, as far as the machine itself can tell: which tool, is it started, did it succeed."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

from collectors.host.machine import Host, Units, moment
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Backup, Fact

KINDS = {
    "linux.backup": Kind(
        "backup",
        (Backup,),
        {
            "backup.fresh": "systemctl list-timers; journalctl -u UNIT; start it once: systemctl start UNIT.",
            "backup.last-run-good": "journalctl -u UNIT says why it failed.",
            "backup.encrypted": "Use a tool that encrypts (restic, borg init --encryption=repokey) or an encrypted"
            " target.",
        },
    ),
}
_DAEMONS = {"veeamservice.service": "veeamconfig", "bacula-fd.service": "bacula-fd", "bareos-fd.service": "bareos-fd"}
_UNITS = re.compile(
    r"^(restic|borgmatic|borg|duplicity|rsnapshot|kopia|rclone|snapper|sanoid|zfs-auto-snapshot)\b.*\.(?:service|timer)$"
)
_LOCAL: Mapping[str, Literal["versions"]] = {
    "snapper": "versions",
    "zfs": "versions",
    "sanoid": "versions",
    "timeshift": "versions",
}
_ALIKE = {"zfs-auto-snapshot": "zfs", "sanoid": "zfs", "duply": "duplicity"}
_ENCRYPTED = {"restic": True, "kopia": True, "rsnapshot": False}
"""What a tool always does. The others can do either."""


def read_backups(host: Host) -> Iterator[Fact]:
    """A `Backup` of this machine for each tool that something starts; a tool that nothing starts is no backup."""
    backup, cron, units = host.ask("linux.backup"), host.ask("linux.cron"), host.ask("linux.units")
    for listing in (backup, cron, units):
        if not listing.good:
            yield from host.gap("linux.backup", listing, Backup)
    if not backup.ok:
        return
    started = _started(backup, cron, Units(units))
    for tool in sorted(started):
        yield _backup(host, tool, started[tool], backup, cron, units)
    named = [unit for unit, tool in backup.body["units"].items() if tool == "unknown" and "backup" in unit]
    if named and not started:
        odd = unclear(backup, f"{', '.join(sorted(named))} may be a backup: what it starts is no tool we know")
        yield from host.gap("linux.backup", odd, Backup)


def _started(backup: Got, cron: Got, units: Units) -> dict[str, set[str]]:
    """The tools that something starts, each with the units that do."""
    started: dict[str, set[str]] = {}
    for row in cron.body or [] if cron.ok else []:
        if row["tool"] in backup.body["tools"]:
            started.setdefault(_ALIKE.get(row["tool"], row["tool"]), set())
    for unit, tool in {**_by_name(units), **backup.body["units"]}.items():
        timer = unit.removesuffix(".service").removesuffix(".timer") + ".timer"
        if tool != "unknown" and (units.running(timer) or units.starts(timer)):
            started.setdefault(_ALIKE.get(tool, tool), set()).add(timer.replace(".timer", ".service"))
    if "zfs" in backup.body["newest"]:
        started.setdefault("zfs", set())  # something makes snapshots, whatever it is
    for unit, tool in _DAEMONS.items():
        if units.running(unit):
            started.setdefault(tool, set())
    return started


def _by_name(units: Units) -> dict[str, str]:
    return {name: m[1] for name, _ in units.matching(_UNITS) if (m := _UNITS.match(name))}


def _backup(host: Host, tool: str, services: set[str], *gots: Got) -> Backup:
    backup, _, units = gots
    newest, succeeded, why = _last(tool, services, backup, Units(units))
    encrypted = _ENCRYPTED.get(tool)
    local = tool in _LOCAL
    return Backup(
        **host.fact("linux.backup", "", *gots, name=tool),
        mechanism=_LOCAL.get(tool, "copy"),
        newest_seconds=newest,
        succeeded=succeeded,
        retention_days=None,
        encrypted=encrypted,
        offsite=False if local else None,
        immutable=None,
        unread=(
            *unread(retention_days=NOT_ASKED, immutable=NOT_ASKED),
            *(() if local else unread(offsite=NOT_ASKED)),
            *(unread(encrypted=NOT_ASKED) if encrypted is None else ()),
            *(unread(newest_seconds=why) if newest is None else ()),
            *(unread(succeeded=why) if succeeded is None else ()),
        ),
    )


def _last(tool: str, services: set[str], backup: Got, units: Units) -> tuple[int | None, bool | None, Got]:
    """Age of the last good copy and whether the last attempt was good, from the tool's or the unit's state.

    That a timer fired says nothing of success; a unit forgets its last run at the next start of the machine.
    """
    now = moment(backup.asked)
    silent = unclear(backup, f"{tool} is started, and nothing here says how its last run ended")
    if tool == "veeamconfig":
        return _veeam(backup.body["veeam"], now, silent)
    if (at := backup.body["newest"].get(tool)) is not None:
        return max(int(now.timestamp()) - at, 0), None, silent
    for service in sorted(services):
        unit = units.of(service)
        ended = _when(unit.get("ExecMainExitTimestamp", ""))
        if ended and unit.get("Result") == "success":
            return max(int((now - ended).total_seconds()), 0), True, silent
        if ended:
            return None, False, silent
    return None, None, silent


def _when(said: str) -> datetime | None:
    """Systemd's `Tue 2026-11-24 02:10:11 UTC`; None where it says nothing, or another zone."""
    try:
        return datetime.strptime(said, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    except ValueError:
        return None


def _veeam(sessions: list[JSON], now: datetime, silent: Got) -> tuple[int | None, bool | None, Got]:
    ended = sorted((s["finished"], s["state"]) for s in sessions if s["state"] in {"Success", "Warning", "Failed"})
    good = [finished for finished, state in ended if state != "Failed"]
    if not ended:
        return None, None, silent
    # Its list tells local time, without a zone; the script runs in UTC.
    newest = [datetime.strptime(f, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) for f in good[-1:]]
    age = max(int((now - newest[0]).total_seconds()), 0) if newest else None
    return age, ended[-1][1] != "Failed", silent
