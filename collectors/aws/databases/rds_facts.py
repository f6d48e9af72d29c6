"""Reads RDS's answers. What a cluster decides for its members is told of the cluster only. Pure."""

from collections.abc import Iterator
from typing import Final

from collectors.asking.ages import seconds
from collectors.aws.databases.engine_groups import cluster_engines, instance_engine, source, weakest
from collectors.aws.databases.engine_logs import held as logged
from collectors.aws.databases.engines import GRAPHS, Engine
from collectors.aws.databases.rds_kinds import CLUSTER, INSTANCE, KINDS, MEMBER, PROXY
from collectors.aws.databases.rds_members import Database, encrypted, member
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body, listed
from collectors.aws.store import ALL, Encryption, Store, listed_below
from scanner.answers import HIDDEN, NOT_ASKED, Got, unread
from scanner.facts import (
    FOREVER,
    Asset,
    Backup,
    Channel,
    DataStore,
    Fact,
    Guard,
    LogTrail,
    Session,
    SignIn,
)

_OFFERED: Final[Encryption] = "offered"


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of databases and proxies; snapshots have a reader of their own."""
    for found in listed(whole, "rds.instances", "DBInstances", INSTANCE, *KINDS[INSTANCE].gives):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        kind = MEMBER if row.get("DBClusterIdentifier") else INSTANCE
        database = Database(whole, kind, row["DBInstanceArn"], row["DBInstanceIdentifier"], row, got)
        yield from member(database)
        if kind == INSTANCE:
            automated = whole.one("rds.automated", f"{got.about}/{ALL}")
            yield from _database(database, [instance_engine(database)], automated)
    for found in listed(whole, "rds.clusters", "DBClusters", CLUSTER, *KINDS[CLUSTER].gives):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        database = Database(whole, CLUSTER, row["DBClusterArn"], row["DBClusterIdentifier"], row, got)
        yield from _database(database, cluster_engines(database), None)
    yield from _proxies(whole)


def _database(database: Database, engines: list[Engine], automated: Got | None) -> Iterator[Fact]:
    row = database.row
    yield Asset(**database.thing(), role="store")
    yield _store(database)
    yield _channel(database, engines)
    yield _session(database, engines)
    yield _sign_in(database)
    yield _trail(database, engines)
    yield Guard(**database.thing(), prevents="deletion", in_force=bool(row.get("DeletionProtection")))
    yield _backup(database, automated or NOT_ASKED)


def _channel(database: Database, engines: list[Engine]) -> Channel:
    encryption, told = weakest([e.encryption() for e in engines], _OFFERED)
    # None counts as less than any version.
    version, why = min((e.lowest() for e in engines), key=lambda lowest: lowest[0] or "")
    return Channel(
        **database.thing(told, *(e.got for e in engines)),
        protocol="database",
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=None,
        unread=unread(encryption=told, min_version=why, algorithms=NOT_ASKED),
    )


def _store(database: Database) -> DataStore:
    safe = encrypted(database.row)
    key = database.row.get("KmsKeyId")
    customer, held = custody(database.whole, key, database.got.about, database.got) if safe else (False, database.got)
    return DataStore(
        **database.thing(held),
        encrypted=safe,
        customer_key=customer,
        cipher="aes-256-xts" if safe else "",
        documented=True,
        unread=unread(customer_key=held),
    )


def _session(database: Database, engines: list[Engine]) -> Session:
    idle, told = weakest([e.idle() for e in engines], FOREVER)
    return Session(
        **database.thing(told, *(e.got for e in engines)),
        surface="database",
        idle_seconds=idle,
        on_idle="ends",
        max_seconds=FOREVER,
        # Each of these can be set for a session by whoever has it.
        enforced=False,
        reauth_seconds=None,
        unread=unread(idle_seconds=told, reauth_seconds=HIDDEN),
    )


def _sign_in(database: Database) -> SignIn:
    """With IAM each comes under a name of their own. Without, the engine's users may be anybody's: it does not tell.

    Neptune has no users: without IAM whoever reaches it is in.
    """
    by_iam = bool(database.row.get("IAMDatabaseAuthenticationEnabled"))
    open_ = database.row.get("Engine") == GRAPHS and not by_iam
    return SignIn(
        **database.thing(),
        audience="machines",
        factors=0 if open_ else 1,
        phishing_resistant=False,
        bypass=None,
        individual=True if by_iam else False if open_ else None,
        directories=None,
        unread=unread(bypass=HIDDEN, individual=database.got if by_iam or open_ else HIDDEN, directories=HIDDEN),
    )


def _trail(database: Database, engines: list[Engine]) -> LogTrail:
    exported = database.row.get("EnabledCloudwatchLogsExports", [])
    streamed = database.row.get("ActivityStreamStatus") == "started"
    logs = [logged(engine, exported, streamed=streamed) for engine in engines]
    known = next((log.got for log in logs if log.records is None), database.got)
    records = frozenset.intersection(*(log.records or frozenset() for log in logs))
    # Errors are no record of what was done.
    on = bool(records - {"errors"})
    return LogTrail(
        **database.thing(known, *(log.got for log in logs if exported or streamed)),
        of="store",
        enabled=on if known.good else None,
        records=tuple(sorted(records)) if known.good else None,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None,
        unread=unread(enabled=known, records=known, exempt=NOT_ASKED),
    )


def _backup(database: Database, automated: Got) -> Backup:
    """RDS's own backups; kept for no days where they are off. What brings a replica back is its source's."""
    row, got = source(database)
    if row is None:
        return _of_unknown_source(database, got)
    kept = int(row.get("BackupRetentionPeriod", 0))
    away = any(
        b.get("Replications")
        for b in body(automated).get("DBInstanceAutomatedBackups", [])
        if b.get("DBInstanceArn") == row.get("DBInstanceArn")
    )
    return Backup(
        **database.thing(got, automated),
        mechanism="point-in-time",
        newest_seconds=seconds(got, row.get("LatestRestorableTime")) if kept else FOREVER,
        succeeded=None,
        retention_days=kept,
        encrypted=encrypted(row),
        offsite=away if automated.good else None,
        immutable=False,
        unread=unread(succeeded=HIDDEN, offsite=automated),
    )


def _of_unknown_source(database: Database, got: Got) -> Backup:
    return Backup(
        **database.thing(got),
        mechanism="point-in-time",
        newest_seconds=None,
        succeeded=None,
        retention_days=None,
        encrypted=None,
        offsite=None,
        immutable=False,
        unread=unread(
            succeeded=HIDDEN, **dict.fromkeys(("newest_seconds", "retention_days", "encrypted", "offsite"), got)
        ),
    )


def _proxies(whole: Account) -> Iterator[Fact]:
    databases, proxies = ("rds.instances", "DBInstances"), ("rds.proxies", "DBProxies")
    for found in listed_below(whole, databases, proxies, PROXY, *KINDS[PROXY].gives):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        thing = Store(whole, PROXY, row["DBProxyArn"], row["DBProxyName"], row, got).thing()
        yield Channel(
            **thing,
            protocol="database",
            enabled=True,
            encryption="required" if row.get("RequireTLS") else "offered",
            min_version=None,
            algorithms=None,
            unread=unread(min_version=NOT_ASKED, algorithms=HIDDEN),
        )
        yield Session(
            **thing,
            surface="database",
            idle_seconds=int(row["IdleClientTimeout"]) if "IdleClientTimeout" in row else 1800,
            on_idle="ends",
            max_seconds=86400,
            enforced=True,
            reauth_seconds=None,
            unread=unread(reauth_seconds=HIDDEN),
        )
