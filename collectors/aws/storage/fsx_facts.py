"""Reads FSx's answers: file systems, what Windows records of accesses, and the backups that FSx itself makes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from collectors.asking.ages import seconds
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body, listed
from collectors.aws.storage.fsx import BACKUPS, COPY, FILES, KINDS, WINDOWS
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Asset, Backup, DataStore, Fact, LogTrail

Row: TypeAlias = Mapping[str, Any]
_SUCCESS: Final = frozenset({"SUCCESS_ONLY", "SUCCESS_AND_FAILURE"})
_ENDED: Final[Mapping[str, bool]] = {"AVAILABLE": True, "FAILED": False}
_OWN: Final = frozenset({"AUTOMATIC", "USER_INITIATED"})


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all file systems; of the backups that AWS Backup makes it tells itself."""
    for got in whole.every("fsx.file_systems"):
        if not got.good:
            yield from gaps(whole.target, WINDOWS, got, *KINDS[WINDOWS].gives, site=got.about)
            yield from gaps(whole.target, COPY, got, *KINDS[COPY].gives, site=got.about)
    for found in listed(whole, "fsx.file_systems", "FileSystems", FILES, *KINDS[FILES].gives):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("Lifecycle") != "DELETING":
            yield from _files(whole, *found)


def _files(whole: Account, got: Got, row: Row) -> Iterator[Fact]:
    kind = WINDOWS if row.get("FileSystemType") == "WINDOWS" else FILES
    thing = whole.thing(kind, row["ResourceARN"], name=row["FileSystemId"], site=got.about)
    yield Asset(**thing, answers=rests_on(got), role="store")
    customer, held = custody(whole, row.get("KmsKeyId"), got.about, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, held),
        encrypted=True,
        customer_key=customer,
        cipher="aes-256",
        documented=True,
        unread=unread(customer_key=held),
    )
    if kind == WINDOWS:
        yield _trail(thing, got, row.get("AuditLogConfiguration", {}))
    if _backs_up(row):
        yield _copy(whole, got, row)


def _trail(thing: Row, got: Got, audit: Row) -> LogTrail:
    """What its settings record. Windows writes of a folder only what the folder's own list asks for: nobody tells."""
    files, shares = (audit.get(f"File{what}AuditLogLevel", "DISABLED") for what in ("Access", "ShareAccess"))
    on = (files, shares) != ("DISABLED", "DISABLED")
    return LogTrail(
        **thing,
        answers=rests_on(got),
        of="store",
        enabled=on,
        records=("data-read", "data-write") if files in _SUCCESS else (),
        exempt=None,
        unread=unread(exempt=HIDDEN),
    )


def _backs_up(row: Row) -> bool:
    """It makes backups of itself. One for Lustre that cannot has no setting."""
    kept = row.get("AutomaticBackupRetentionDays")
    return bool(kept) if row.get("FileSystemType") == "LUSTRE" else kept != 0


def _copy(whole: Account, got: Got, row: Row) -> Backup:
    backups, volumes = whole.one("fsx.backups", f"{got.about}/{BACKUPS}"), got
    own = [b for b in body(backups).get("Backups", []) if _of(b, row["FileSystemId"]) and b.get("Type") in _OWN]
    own.sort(key=lambda b: str(b.get("CreationTime")))
    newest = _newest(backups, own) if backups.good else None
    if row.get("FileSystemType") == "ONTAP":
        volumes = whole.one("fsx.volumes", row["ResourceARN"])
        newest = _newest_of_all(backups, volumes, own) if backups.good and volumes.good else None
    ended = [_ENDED[b["Lifecycle"]] for b in own if b.get("Lifecycle") in _ENDED]
    kept = row.get("AutomaticBackupRetentionDays")
    return Backup(
        **whole.thing(COPY, row["ResourceARN"], name=row["FileSystemId"], site=got.about),
        answers=rests_on(got, backups, volumes),
        mechanism="copy",
        newest_seconds=newest,
        succeeded=ended[-1] if ended else None,
        retention_days=kept,
        encrypted=True,
        offsite=None,
        immutable=False,
        unread=unread(
            newest_seconds=backups if not backups.good else volumes,
            succeeded=backups if ended or not backups.good else unclear(backups, "no backup has ended yet"),
            retention_days=got if kept is not None else unclear(got, "it does not say how long backups are kept"),
            offsite=NOT_ASKED,
        ),
    )


def _of(backup: Row, files: str) -> bool:
    return bool(backup.get("FileSystemId") == files)


def _newest(backups: Got, own: list[Row]) -> int:
    good = [b.get("CreationTime") for b in own if _ENDED.get(b.get("Lifecycle", ""))]
    return seconds(backups, good[-1]) if good else FOREVER


def _newest_of_all(backups: Got, volumes: Got, own: list[Row]) -> int:
    """The age of the newest copy of the volume that has waited longest."""
    held = [v["VolumeId"] for v in body(volumes).get("Volumes", []) if _backed(v)]
    ages = [_newest(backups, [b for b in own if b.get("VolumeId") == volume]) for volume in held]
    return max(ages, default=_newest(backups, own))


def _backed(volume: Row) -> bool:
    """One that holds data of its own: neither the root of a machine nor what another volume is copied to."""
    return volume.get("OntapVolumeType", "RW") == "RW" and not volume.get("StorageVirtualMachineRoot")
