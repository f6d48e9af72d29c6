"""Backups of this machine: which program, when its last good copy was made, did the last attempt succeed."""

from collections.abc import Iterator

from collectors.host.host import Host, age, unanswered
from collectors.host.windows.machine.host import BACKUPS, services
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Backup, Fact

KINDS = {
    "windows.backup": Kind(
        "backup",
        (Backup,),
        {
            "backup.fresh": "Get-WBSummary; wbadmin get status; Start-WBBackup -Policy (Get-WBPolicy). Veeam: its own"
            " console, or the event log Veeam Agent.",
            "backup.last-run-good": "Get-WBJob -Previous 1; the event log Microsoft-Windows-Backup says why it failed.",
            "backup.encrypted": "Turn BitLocker on for the target, or encryption on in the job.",
        },
    ),
}
_VEEAM = "Veeam agent"
_WARNING = 3
"""The level of an event: 4 good, 3 good with warnings, 2 failed."""


def read_backups(host: Host) -> Iterator[Fact]:
    """A `Backup` for each program that copies; snapshots on the same disks are none, nor is a copy of some folders."""
    backup, runs = host.ask("windows.backup"), services(host)
    if not runs.got.ok:
        yield from host.gap("windows.backup", unanswered(runs.got), Backup)
    if not backup.ok:
        yield from host.gap("windows.backup", unanswered(backup), Backup)
        return
    if backup.body["denied"]:
        missed = Got("denied", f"{backup.ask}", place=backup.place)
        yield from host.gap("windows.backup", missed, Backup)
    found = list(_backups(host, backup, runs.got, runs.named(BACKUPS)))
    yield from found
    if not found and (odd := _perhaps(backup)):
        yield from host.gap("windows.backup", odd, Backup)


def _perhaps(backup: Got) -> Got | None:
    """What may be a backup after all, where there is none to be seen."""
    if backup.body["history"]:
        return unclear(backup, "File History runs; which folders of whom it copies is not asked")
    if backup.body["snapshots"]:
        return unclear(backup, "there are snapshots on the same disks: are they sent elsewhere?")
    return None


def _backups(host: Host, backup: Got, runs: Got, agents: list[str]) -> Iterator[Backup]:
    # That it is installed is no backup: something is planned, or was done.
    if (summary := backup.body["summary"]) and (summary["last"] or summary["next"] or summary["versions"]):
        newest: int | None = FOREVER if summary["success"] is None else age(backup.asked, summary["success"])
        good = summary["result"] == 0 if summary["last"] is not None and summary["result"] is not None else None
        yield _backup(host, "Windows Server Backup", newest, good, backup, runs)
    ended = sorted(
        (e["at"], e["level"]) for e in backup.body["veeam"] if e["at"] is not None and e["level"] is not None
    )
    if ended:
        made = [at for at, level in ended if level >= _WARNING]
        newest = age(backup.asked, made[-1]) if made else None
        yield _backup(host, _VEEAM, newest, ended[-1][1] >= _WARNING, backup, runs)
    for agent in agents:
        if agent != _VEEAM or not ended:
            yield _backup(host, agent, None, None, backup, runs)


def _backup(  # noqa: PLR0913, PLR0917  # one backup has so many sides
    host: Host,
    name: str,
    newest: int | None,
    good: bool | None,  # noqa: FBT001  # one of three answers
    backup: Got,
    runs: Got,
) -> Backup:
    silent = unclear(backup, f"{name}: nothing here says how its last run ended")
    return Backup(
        **host.fact("windows.backup", "", backup, runs, name=name),
        mechanism="copy",
        newest_seconds=newest,
        succeeded=good,
        retention_days=None,
        encrypted=None,
        offsite=None,
        immutable=None,
        unread=(
            *unread(retention_days=NOT_ASKED, encrypted=NOT_ASKED, offsite=NOT_ASKED, immutable=NOT_ASKED),
            *(unread(newest_seconds=silent) if newest is None else ()),
            *(unread(succeeded=silent) if good is None else ()),
        ),
    )
