"""Reads RDS's answers. What a cluster decides for its members is told of the cluster only. Pure."""

from collections.abc import Iterator

from collectors.aws.custody import custody
from collectors.aws.engines import Engine
from collectors.aws.rds import CLUSTER, DATABASE_FACTS, INSTANCE, MEMBER, MEMBER_FACTS, PROXY
from collectors.aws.rds_members import Database, member
from collectors.aws.read import Account, body, listed, seconds
from scanner.answers import HIDDEN, NOT_ASKED, Got, rests_on, unread
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


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of databases and proxies; snapshots have a reader of their own."""
    for found in listed(whole, "rds.instances", "DBInstances", INSTANCE, *DATABASE_FACTS, *MEMBER_FACTS, Backup):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        kind = MEMBER if row.get("DBClusterIdentifier") else INSTANCE
        database = Database(whole, kind, row["DBInstanceArn"], row["DBInstanceIdentifier"], row, got)
        yield from member(database)
        if kind == INSTANCE:
            yield from _database(database, _instance_engine(database), whole.one("rds.automated", got.about))
    for found in listed(whole, "rds.clusters", "DBClusters", CLUSTER, *DATABASE_FACTS, Backup):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        database = Database(whole, CLUSTER, row["DBClusterArn"], row["DBClusterIdentifier"], row, got)
        yield from _database(database, _cluster_engine(database), None)
    yield from _proxies(whole)


def _instance_engine(database: Database) -> Engine:
    groups = database.row.get("DBParameterGroups", [])
    pending = any(g.get("ParameterApplyStatus") == "pending-reboot" for g in groups)
    name = groups[0]["DBParameterGroupName"] if groups else ""
    return _engine(database, "rds.parameters", name, pending=pending)


def _cluster_engine(database: Database) -> Engine:
    return _engine(database, "rds.cluster_parameters", database.row.get("DBClusterParameterGroup", ""), pending=False)


def _engine(database: Database, question: str, group: str, *, pending: bool) -> Engine:
    """A group that AWS made holds no changes: it was not asked, and the engine's defaults stand."""
    row = database.row
    untouched = not group or group.startswith("default.")
    got = Got("empty", database.got.ask) if untouched else database.whole.one(question, f"{database.got.about}/{group}")
    return Engine(row.get("Engine", ""), row.get("EngineVersion", ""), got, pending)


def _database(database: Database, engine: Engine, automated: Got | None) -> Iterator[Fact]:
    row = database.row
    yield Asset(**database.thing(), role="store")
    yield _store(database)
    encryption, told = engine.encryption()
    yield Channel(
        **database.thing(told),
        protocol="database",
        enabled=True,
        encryption=encryption,
        min_version=None,
        algorithms=None,
        unread=unread(encryption=told, min_version=NOT_ASKED, algorithms=NOT_ASKED),
    )
    yield _session(database, engine)
    yield _sign_in(database)
    yield _trail(database, engine)
    yield Guard(**database.thing(), prevents="deletion", in_force=bool(row.get("DeletionProtection")))
    yield _backup(database, automated or NOT_ASKED)


def _store(database: Database) -> DataStore:
    encrypted = bool(database.row.get("StorageEncrypted"))
    key = database.row.get("KmsKeyId")
    customer, held = (
        custody(database.whole, key, database.got.about, database.got) if encrypted else (False, database.got)
    )
    return DataStore(
        **database.thing(held),
        encrypted=encrypted,
        customer_key=customer,
        cipher="aes-256-xts" if encrypted else "",
        orphaned_days=0,
        unread=unread(customer_key=held),
    )


def _session(database: Database, engine: Engine) -> Session:
    idle, told = engine.idle()
    return Session(
        **database.thing(told),
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
    """With IAM each comes under a name of their own. Without, the engine's users may be anybody's: it does not tell."""
    by_iam = bool(database.row.get("IAMDatabaseAuthenticationEnabled"))
    return SignIn(
        **database.thing(),
        audience="machines",
        factors=1,
        phishing_resistant=False,
        bypass=None,
        individual=True if by_iam else None,
        directories=None,
        unread=unread(bypass=HIDDEN, individual=database.got if by_iam else HIDDEN, directories=HIDDEN),
    )


def _trail(database: Database, engine: Engine) -> LogTrail:
    exported = database.row.get("EnabledCloudwatchLogsExports", [])
    known = engine.known if "postgresql" in exported else database.got
    return LogTrail(
        **database.thing(known),
        enabled=bool(exported),
        records=tuple(sorted(engine.records(exported))) if known.good else None,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None,
        silent_seconds=None,
        # CloudWatch is out of reach of who has come into the database.
        copies=int(bool(exported)),
        unread=unread(records=known, exempt=NOT_ASKED, silent_seconds=NOT_ASKED),
    )


def _backup(database: Database, automated: Got) -> Backup:
    """RDS's own backups; kept for no days where they are off."""
    row, got = database.row, database.got
    kept = int(row.get("BackupRetentionPeriod", 0))
    away = any(
        b.get("Replications")
        for b in body(automated).get("DBInstanceAutomatedBackups", [])
        if b.get("DBInstanceArn") == database.arn
    )
    return Backup(
        **database.thing(automated),
        mechanism="point-in-time",
        newest_seconds=seconds(got, row.get("LatestRestorableTime")) if kept else FOREVER,
        succeeded=None,
        retention_days=kept,
        encrypted=bool(row.get("StorageEncrypted")),
        offsite=away if automated.good else None,
        immutable=False,
        unread=unread(succeeded=HIDDEN, offsite=automated),
    )


def _proxies(whole: Account) -> Iterator[Fact]:
    for found in listed(whole, "rds.proxies", "DBProxies", PROXY, Channel, Session):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        thing = whole.thing(PROXY, row["DBProxyArn"], name=row["DBProxyName"], site=got.about, answers=rests_on(got))
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
