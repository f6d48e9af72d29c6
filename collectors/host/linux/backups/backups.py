"""Backups of this machine, as far as the machine itself can tell: which tool, is it started, did it succeed."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from collectors.host.host import Host, age
from collectors.host.linux.machine.host import Units, systemd_time
from collectors.host.linux.schedule.schedule import Schedule, schedule_of
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
            " target; keep password and key where this machine is not.",
        },
    ),
}
_DAEMONS = {"veeamservice.service": "veeamconfig", "bacula-fd.service": "bacula-fd", "bareos-fd.service": "bareos-fd"}
_UNITS = re.compile(
    r"^(restic|borgmatic|borg|duplicity|rsnapshot|kopia|rclone|snapper|sanoid|zfs-auto-snapshot)\b.*\.(?:service|timer)$"
)
_KEEPS_HOUSE = re.compile(
    r"[-_.@](?:prune|forget|compact|clean(?:up)?|gc|unlock|maintenance|check|verify|test|mount|serve|server|restore|ui)\b"
)
"""Units of a backup tool that copy nothing."""
_LOCAL = frozenset({"snapper", "zfs", "timeshift"})
"""Snapshots on the same disks: what takes these takes them too."""
_ALIKE = {"zfs-auto-snapshot": "zfs", "sanoid": "zfs", "duply": "duplicity"}
_ENCRYPTED = {"restic": True, "kopia": True, "rsnapshot": False}
"""What a tool always does. The others can do either."""


def read_backups(host: Host) -> Iterator[Fact]:
    """A `Backup` of this machine for each tool that something starts; a tool that nothing starts is no backup.

    Nor are snapshots on the same disks; whether something sends them elsewhere nobody asks.
    """
    backup, units, schedule = host.ask("linux.backup"), host.ask("linux.units"), schedule_of(host)
    for listing in (backup, schedule.cron, schedule.timers, units):
        if not listing.good:
            yield from host.gap("linux.backup", listing, Backup)
    if not backup.ok:
        return
    started = _started(backup, schedule, Units(units))
    copying = sorted(started.keys() - _LOCAL)
    for tool in copying:
        yield _backup(host, tool, started[tool], backup, units, schedule.cron, schedule.timers)
    if not copying and (odd := _perhaps(backup, sorted(started))):
        yield from host.gap("linux.backup", odd, Backup)


def _perhaps(backup: Got, local: list[str]) -> Got | None:
    """What may be a backup after all, where there is none to be seen."""
    named = sorted(u for u, t in _copying(backup.body["units"]).items() if t == "unknown" and "backup" in u)
    if named:
        return unclear(backup, f"{', '.join(named)} may be a backup: what it starts is no tool we know")
    if local:
        return unclear(backup, f"{', '.join(local)} makes snapshots on the same disks: are they sent elsewhere?")
    return None


def _copying(units: Mapping[str, str]) -> dict[str, str]:
    return {unit: tool for unit, tool in units.items() if not _KEEPS_HOUSE.search(unit)}


def _started(backup: Got, schedule: Schedule, units: Units) -> dict[str, set[str]]:
    """The tools that something starts, each with the units that do."""
    started: dict[str, set[str]] = {}
    for tool in schedule.tools & {*backup.body["tools"]}:
        copying = {unit for unit in schedule.services(tool) if not _KEEPS_HOUSE.search(unit)}
        # What timers only clean up or check is not copied by them.
        if copying or tool in schedule.by_cron:
            started.setdefault(_ALIKE.get(tool, tool), set()).update(copying)
    for unit, tool in _copying({**_by_name(units), **backup.body["units"]}).items():
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
    backup, units, *_ = gots
    newest, succeeded, why = _last(tool, services, backup, Units(units))
    encrypted = _ENCRYPTED.get(tool)
    return Backup(
        **host.fact("linux.backup", "", *gots, name=tool),
        mechanism="copy",
        newest_seconds=newest,
        succeeded=succeeded,
        retention_days=None,
        encrypted=encrypted,
        offsite=None,
        immutable=None,
        unread=(
            *unread(retention_days=NOT_ASKED, immutable=NOT_ASKED, offsite=NOT_ASKED),
            *(unread(encrypted=NOT_ASKED) if encrypted is None else ()),
            *(unread(newest_seconds=why) if newest is None else ()),
            *(unread(succeeded=why) if succeeded is None else ()),
        ),
    )


def _last(tool: str, services: set[str], backup: Got, units: Units) -> tuple[int | None, bool | None, Got]:
    """Age of the last good copy and whether the last attempt was good, from the tool's or the unit's state.

    That a timer fired says nothing of success; a unit forgets its last run at the next start of the machine.
    """
    silent = unclear(backup, f"{tool} is started, and nothing here says how its last run ended")
    if tool == "veeamconfig":
        return _veeam(backup.body["veeam"], backup.asked, silent)
    if (at := backup.body["newest"].get(tool)) is not None:
        return age(backup.asked, at), None, silent
    for service in sorted(services):
        unit = units.of(service)
        ended = systemd_time(unit.get("ExecMainExitTimestamp", ""))
        if ended and unit.get("Result") == "success":
            return age(backup.asked, int(ended.timestamp())), True, silent
        if ended:
            return None, False, silent
    return None, None, silent


def _veeam(sessions: list[JSON], asked: str, silent: Got) -> tuple[int | None, bool | None, Got]:
    ended = sorted((s["finished"], s["state"]) for s in sessions if s["state"] in {"Success", "Warning", "Failed"})
    good = [finished for finished, state in ended if state != "Failed"]
    if not ended:
        return None, None, silent
    # Its list tells local time, without a zone; the script runs in UTC.
    newest = [datetime.strptime(f, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) for f in good[-1:]]
    return age(asked, int(newest[0].timestamp())) if newest else None, ended[-1][1] != "Failed", silent
