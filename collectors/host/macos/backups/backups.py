"""Backups of this Mac, as far as it can tell itself: Time Machine; of other programs only that they are there."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, age
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Backup, Fact

KINDS = {
    "macos.backup": Kind(
        "Time Machine",
        (Backup,),
        {
            "backup.fresh": "System Settings, General, Time Machine: back up automatically; tmutil startbackup.",
            "backup.last-run-good": "log show --predicate 'subsystem == \"com.apple.TimeMachine\"' --last 1d says why.",
            "backup.encrypted": "Take the disk out of Time Machine, and add it again with Encrypt Backup.",
        },
    ),
}
_ENCRYPTED = {"Encrypted": True, "FileVault": True, "NotEncrypted": False}


def read_backups(host: Host) -> Iterator[Fact]:
    """A `Backup` of this machine for each destination of Time Machine; what another program copies is not known."""
    machine, tools = host.ask("macos.timemachine"), host.ask("macos.backup-tools")
    for listing in (machine, tools):
        if not listing.good:
            yield from host.gap("macos.backup", listing, Backup)
    destinations = machine.body["destinations"] if machine.ok else []
    for destination in destinations:
        yield _backup(host, destination, machine)
    others = tools.body if tools.ok else []
    if others and not any(destination["copies"] for destination in destinations):
        why = unclear(tools, f"{', '.join(others)} may back it up: what it copies is not asked")
        yield from host.gap("macos.backup", why, Backup)


def _backup(host: Host, destination: Mapping[str, JSON], machine: Got) -> Backup:
    newest, result = destination["newest"], destination["result"]
    encrypted = _ENCRYPTED.get(destination["encryption"])
    return Backup(
        **host.fact("macos.backup", "", machine, name="Time Machine"),
        mechanism="copy",
        newest_seconds=FOREVER if newest is None else age(machine.asked, newest),
        succeeded=None if result is None else result == 0,
        retention_days=None,
        encrypted=encrypted,
        offsite=None,
        immutable=None,
        unread=(
            *unread(retention_days=NOT_ASKED, offsite=NOT_ASKED, immutable=NOT_ASKED),
            *(unread(succeeded=unclear(machine, "no result of the last run")) if result is None else ()),
            *(unread(encrypted=unclear(machine, "whether it is encrypted is not told")) if encrypted is None else ()),
        ),
    )
