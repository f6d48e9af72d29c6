"""Reads what RDS says of snapshots: kept how, shared with whom, and as a way to bring the database back. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.ages import seconds
from collectors.aws.databases.rds_kinds import COPY, KINDS, SNAPSHOT
from collectors.aws.databases.rds_members import encrypted
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body, listed
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unread
from scanner.facts import Backup, DataStore, Exposure, Fact
from scanner.words import few


class _Words(NamedTuple):
    """What instances and clusters call the same things."""

    question: str
    rows: str
    arn: str
    name: str
    encrypted: str
    database: str
    resource: str
    sharing: str
    databases: str


_KINDS: Final = (
    _Words(
        "rds.snapshots",
        "DBSnapshots",
        "DBSnapshotArn",
        "DBSnapshotIdentifier",
        "Encrypted",
        "DBInstanceIdentifier",
        "db",
        "rds.snapshot_sharing",
        "rds.instances",
    ),
    _Words(
        "rds.cluster_snapshots",
        "DBClusterSnapshots",
        "DBClusterSnapshotArn",
        "DBClusterSnapshotIdentifier",
        "StorageEncrypted",
        "DBClusterIdentifier",
        "cluster",
        "rds.cluster_snapshot_sharing",
        "rds.clusters",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of snapshots, and the newest that somebody made of a database that has no other backup."""
    for words in _KINDS:
        newest: dict[str, tuple[Got, Mapping[str, Any]]] = {}
        tried: dict[str, tuple[Got, Mapping[str, Any]]] = {}
        bare = _without_backups(whole)
        for listing in (*whole.every(words.question), *whole.every(words.databases)):
            if not listing.good:
                yield from gaps(whole.target, COPY, listing, (Backup, "copy"), site=listing.about)
        for found in listed(whole, words.question, words.rows, SNAPSHOT, *KINDS[SNAPSHOT].gives):
            if isinstance(found, Fact):
                yield found
                continue
            got, row = found
            yield from _snapshot(whole, words, got, row)
            database = whole.name("rds", got.about, f"{words.resource}:{row.get(words.database, '')}")
            if row.get("SnapshotType") != "manual" or database not in bare:
                continue
            if row.get("Status") == "available":
                newest[database] = max(newest.get(database, found), found, key=_made)
            if row.get("Status") in {"available", "failed"}:
                tried[database] = max(tried.get(database, found), found, key=_made)
        for database, found in newest.items():
            yield _copy(whole, words, database, *found, succeeded=tried[database] is found)


def _made(found: tuple[Got, Mapping[str, Any]]) -> str:
    return str(found[1].get("SnapshotCreateTime", ""))


def _without_backups(whole: Account) -> set[str]:
    """Databases for which what somebody made is the only way back; beside other backups an old one means nothing."""
    return {
        row[arn]
        for question, rows, arn in (
            ("rds.instances", "DBInstances", "DBInstanceArn"),
            ("rds.clusters", "DBClusters", "DBClusterArn"),
        )
        for got in whole.every(question)
        for row in body(got).get(rows, [])
        if not row.get("BackupRetentionPeriod")
    }


def _snapshot(whole: Account, words: _Words, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn, safe = row[words.arn], encrypted(row, words.encrypted)
    thing = whole.thing(SNAPSHOT, arn, name=row[words.name], site=got.about)
    customer, held = custody(whole, row.get("KmsKeyId"), got.about, got) if safe else (False, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, held),
        encrypted=safe,
        customer_key=customer,
        cipher="aes-256-xts" if safe else "",
        documented=True,
        unread=unread(customer_key=held),
    )
    sharing = whole.one(words.sharing, arn) if _sharable(row, words) else got
    yield Exposure(
        **thing,
        answers=rests_on(got, sharing),
        way="permission",
        offers="data",
        audience=_audience(row, words, sharing) if sharing.good else None,
        ports=(),
        considered=_weighed(row, words, sharing),
        unread=unread(audience=sharing),
    )


def _sharable(row: Mapping[str, Any], words: _Words) -> bool:
    """With everybody: somebody made it, and no key stands before it. Whom an encrypted one names is not asked."""
    return row.get("SnapshotType") == "manual" and not row.get(words.encrypted)


def _weighed(row: Mapping[str, Any], words: _Words, sharing: Got) -> tuple[str, ...]:
    if row.get("SnapshotType") != "manual":
        return ("one that is made automatically cannot be shared",)
    if not _sharable(row, words):
        return ("what is encrypted cannot be shared with everybody", "with whom it is shared was not asked")
    shared = _shared(sharing)
    if not shared:
        return ()
    return (f"it is shared with {'everybody' if 'all' in shared else few(shared)}",)


def _audience(row: Mapping[str, Any], words: _Words, sharing: Got) -> Literal["owner", "listed", "any-account"]:
    if not _sharable(row, words):
        return "listed" if row.get("SnapshotType") == "manual" else "owner"
    shared = _shared(sharing)
    return "any-account" if "all" in shared else "listed" if shared else "owner"


def _shared(sharing: Got) -> list[str]:
    """Account ids, or `all`."""
    attributes = [a for a in body(sharing).get("Attributes", []) if a.get("AttributeName") == "restore"]
    return sorted(value for attribute in attributes for value in attribute.get("AttributeValues", []))


def _copy(  # noqa: PLR0913  # all that is known of one copy
    whole: Account, words: _Words, database: str, got: Got, row: Mapping[str, Any], *, succeeded: bool
) -> Backup:
    return Backup(
        **whole.thing(COPY, database, name=str(row.get(words.database, "")), site=got.about, answers=rests_on(got)),
        mechanism="copy",
        newest_seconds=seconds(got, row.get("SnapshotCreateTime")),
        succeeded=succeeded,
        # It stays until somebody deletes it: nothing promises how long that is.
        retention_days=None,
        encrypted=encrypted(row, words.encrypted),
        offsite=False,
        immutable=False,
        unread=unread(retention_days=NOT_ASKED),
    )
