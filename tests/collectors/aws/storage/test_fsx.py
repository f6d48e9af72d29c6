from typing import Any

import pytest

from scanner.facts import FOREVER, Asset, Backup, DataStore, Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

ARN = f"arn:aws:fsx:{REGION}:{ACCOUNT}:file-system/fs-1"
FILES, WINDOWS, COPY = "aws.fsx.file-system", "aws.fsx.windows", "aws.fsx.backups"
ROW = {
    "FileSystemId": "fs-1",
    "ResourceARN": ARN,
    "Lifecycle": "AVAILABLE",
    "FileSystemType": "WINDOWS",
    "AutomaticBackupRetentionDays": 35,
}
BACKUP = {"FileSystemId": "fs-1", "Type": "AUTOMATIC", "Lifecycle": "AVAILABLE", "CreationTime": "2026-11-25T06:00:00Z"}
OLDER = {**BACKUP, "CreationTime": "2026-11-24T06:00:00Z"}


def listing(**row: Any) -> tuple[str, str, Any]:
    return ("fsx.file_systems", REGION, {"FileSystems": [{**ROW, **row}]})


def backups(*rows: dict[str, Any]) -> tuple[str, str, Any]:
    return ("fsx.backups", f"{REGION}/backups", {"Backups": [*rows]})


@pytest.mark.parametrize(("kind", "type_"), [(WINDOWS, "WINDOWS"), (FILES, "ONTAP"), (FILES, "LUSTRE")])
def test_a_file_system_is_a_store_and_always_encrypted(kind: str, type_: str) -> None:
    given = listing(FileSystemType=type_)
    assert (one(kind, Asset, given).resource, one(kind, Asset, given).role) == (ARN, "store")
    store = one(kind, DataStore, given)
    assert (store.encrypted, store.customer_key, store.cipher) == (True, False, "aes-256")


@pytest.mark.parametrize(
    ("audit", "enabled", "records"),
    [
        (None, False, ()),
        ({}, False, ()),
        ({"FileAccessAuditLogLevel": "DISABLED", "FileShareAccessAuditLogLevel": "DISABLED"}, False, ()),
        ({"FileAccessAuditLogLevel": "SUCCESS_AND_FAILURE"}, True, ("data-read", "data-write")),
        ({"FileAccessAuditLogLevel": "SUCCESS_ONLY"}, True, ("data-read", "data-write")),
        ({"FileAccessAuditLogLevel": "FAILURE_ONLY"}, True, ()),
        ({"FileShareAccessAuditLogLevel": "SUCCESS_AND_FAILURE"}, True, ()),
    ],
)
def test_what_windows_records(*, audit: Any, enabled: bool, records: tuple[str, ...]) -> None:
    trail = one(WINDOWS, LogTrail, listing(**({"AuditLogConfiguration": audit} if audit is not None else {})))
    assert (trail.enabled, trail.records) == (enabled, records)
    assert why(trail, "exempt") == "hidden"


@pytest.mark.parametrize(
    ("rows", "newest", "succeeded"),
    [
        ([BACKUP, OLDER], 21600, True),
        ([{**BACKUP, "Lifecycle": "FAILED"}, OLDER], 108000, False),
        ([{**BACKUP, "Lifecycle": "CREATING"}, OLDER], 108000, True),
        ([{**BACKUP, "Lifecycle": "COPYING"}], FOREVER, None),
        ([{**BACKUP, "Type": "USER_INITIATED"}], 21600, True),
        ([{**BACKUP, "Type": "AWS_BACKUP"}], FOREVER, None),
        ([{**BACKUP, "FileSystemId": "fs-2"}], FOREVER, None),
        ([], FOREVER, None),
    ],
)
def test_its_own_backups(*, rows: list[Any], newest: int, succeeded: bool | None) -> None:
    copy = one(COPY, Backup, listing(), backups(*rows))
    assert (copy.resource, copy.newest_seconds, copy.succeeded, copy.retention_days) == (ARN, newest, succeeded, 35)
    assert succeeded is not None or why(copy, "succeeded") == "unclear"


def test_backups_that_were_not_listed_are_not_known() -> None:
    copy = one(COPY, Backup, listing(), ("fsx.backups", f"{REGION}/backups", DENIED))
    assert {why(copy, f) for f in ("newest_seconds", "succeeded")} == {DENIED}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"AutomaticBackupRetentionDays": 1}, True),
        ({"AutomaticBackupRetentionDays": 0}, False),
        ({"AutomaticBackupRetentionDays": None}, True),
        ({"AutomaticBackupRetentionDays": None, "FileSystemType": "LUSTRE"}, False),
        ({"AutomaticBackupRetentionDays": 0, "FileSystemType": "LUSTRE"}, False),
    ],
)
def test_one_that_makes_no_backups_claims_none(*, row: dict[str, Any], told: bool) -> None:
    assert [f.kind for f in facts(listing(**row), backups(BACKUP)) if isinstance(f, Backup)] == [COPY] * told


def test_a_retention_that_is_not_said_is_not_known() -> None:
    copy = one(COPY, Backup, listing(AutomaticBackupRetentionDays=None), backups(BACKUP))
    assert why(copy, "retention_days") == "unclear"


VOLUME = {"VolumeId": "fsvol-1", "OntapVolumeType": "RW"}
OTHER = {"VolumeId": "fsvol-2", "OntapVolumeType": "RW"}
OF_VOLUME = {**BACKUP, "VolumeId": "fsvol-1"}


@pytest.mark.parametrize(
    ("volumes", "rows", "newest"),
    [
        ([VOLUME], [OF_VOLUME], 21600),
        ([VOLUME, OTHER], [OF_VOLUME], FOREVER),
        ([VOLUME, OTHER], [OF_VOLUME, {**OLDER, "VolumeId": "fsvol-2"}], 108000),
        ([VOLUME, {**OTHER, "StorageVirtualMachineRoot": True}], [OF_VOLUME], 21600),
        ([VOLUME, {**OTHER, "OntapVolumeType": "DP"}], [OF_VOLUME], 21600),
        ([], [], FOREVER),
        (DENIED, [OF_VOLUME], None),
    ],
)
def test_of_ontap_the_volume_that_has_waited_longest_counts(volumes: Any, rows: list[Any], newest: int | None) -> None:
    said = volumes if isinstance(volumes, str) else {"Volumes": volumes}
    copy = one(COPY, Backup, listing(FileSystemType="ONTAP"), backups(*rows), ("fsx.volumes", ARN, said))
    assert copy.newest_seconds == newest
    assert newest is not None or why(copy, "newest_seconds") == DENIED


def test_what_is_going_is_none_and_what_is_not_listed_is_a_gap() -> None:
    assert [f for f in facts(listing(Lifecycle="DELETING")) if f.kind.startswith("aws.fsx.")] == []
    given = ("fsx.file_systems", REGION, DENIED)
    found = {(f.kind, f.missing) for f in facts(given) if isinstance(f, Gap) and f.kind.startswith("aws.fsx.")}
    assert found == {
        (FILES, "asset"),
        (FILES, "data-store"),
        (WINDOWS, "asset"),
        (WINDOWS, "data-store"),
        (WINDOWS, "log-trail"),
        (COPY, "backup"),
    }
