"""The parameter groups in force for a database: its own, and in a cluster those of all its members. Pure."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from collectors.aws.databases.engines import Engine
from collectors.aws.databases.rds_members import Database
from collectors.aws.read import body
from scanner.answers import Got, unclear

_IN_SYNC: Final = "in-sync"
V = TypeVar("V")


def instance_engine(database: Database) -> Engine:
    """The engine of an instance that stands alone."""
    got, pending = _instance(database, database.row)
    return _engine(database, got, pending=pending)


def cluster_engines(database: Database) -> list[Engine]:
    """The engine as each member of a cluster runs it: what a member's group sets stands before the cluster's."""
    name = database.row.get("DBClusterParameterGroup", "")
    shared = _group(database, "rds.cluster_parameters", name)
    return [_member(database, shared, *m) for m in _members(database).items()] or [
        _engine(database, shared, pending=False)
    ]


def _members(database: Database) -> dict[str, str]:
    """Its members, and whether the cluster's group is in force on each: as the cluster says, and the members do."""
    listing = database.whole.one("rds.instances", database.got.about)
    rows = [r for r in body(listing).get("DBInstances", []) if r.get("DBClusterIdentifier") == database.name]
    said = {
        m["DBInstanceIdentifier"]: m.get("DBClusterParameterGroupStatus", _IN_SYNC)
        for m in database.row.get("DBClusterMembers", [])
    }
    return {**{r["DBInstanceIdentifier"]: _IN_SYNC for r in rows}, **said}


def _member(database: Database, shared: Got, identifier: str, status: str) -> Engine:
    row, listing = _named(database, identifier, "rds.instances", "DBInstances", "DBInstance")
    if row is None:
        return _engine(database, listing, pending=False)
    own, pending = _instance(database, row)
    return _engine(database, _both(shared, own), pending=pending or status != _IN_SYNC)


def _instance(database: Database, row: Mapping[str, Any]) -> tuple[Got, bool]:
    """What the group of an instance sets, and whether it is not in force."""
    groups = row.get("DBParameterGroups", [])
    pending = any(g.get("ParameterApplyStatus", _IN_SYNC) != _IN_SYNC for g in groups)
    return _group(database, "rds.parameters", groups[0]["DBParameterGroupName"] if groups else ""), pending


def _group(database: Database, question: str, group: str) -> Got:
    """A group that AWS made holds no changes: it was not asked, and the engine's defaults stand."""
    if not group or group.startswith("default."):
        return Got("empty", database.got.ask)
    return database.whole.one(question, f"{database.got.about}/{group}")


def _both(shared: Got, own: Got) -> Got:
    if not shared.good or not own.good:
        return own if shared.good else shared
    rows = [*body(shared).get("Parameters", []), *body(own).get("Parameters", [])]
    told = shared if shared.place else own
    return Got("ok", told.ask, {"Parameters": rows}, (*shared.place, *own.place), told.asked, told.about)


def _engine(database: Database, got: Got, *, pending: bool) -> Engine:
    row = database.row
    return Engine(row.get("Engine", ""), row.get("EngineVersion", ""), got, pending)


def weakest(found: list[tuple[V | None, Got]], worst: V) -> tuple[V | None, Got]:
    """What one can count on: the worst where a member has it, else None where one is not known, else the largest."""
    bad = next((f for f in found if f[0] == worst), None) or next((f for f in found if f[0] is None), None)
    return bad or max(found, key=lambda f: f[0])  # type: ignore[arg-type, return-value]  # none is None


def source(database: Database) -> tuple[Mapping[str, Any] | None, Got]:
    """The database whose backups bring this one back: itself, or what it is a replica of; None where we do not see it.

    A replica that has backups of its own stands for itself.
    """
    row = database.row
    for key, question, rows, name in (
        ("ReadReplicaSourceDBInstanceIdentifier", "rds.instances", "DBInstances", "DBInstance"),
        ("ReadReplicaSourceDBClusterIdentifier", "rds.clusters", "DBClusters", "DBCluster"),
    ):
        if row.get(key) and not row.get("BackupRetentionPeriod"):
            return _named(database, row[key], question, rows, name)
    return row, database.got


def _named(
    database: Database, identifier: str, question: str, rows: str, name: str
) -> tuple[Mapping[str, Any] | None, Got]:
    """A database by its name, or by its ARN where it lies in another region."""
    region = identifier.split(":")[3] if identifier.startswith("arn:") else database.got.about
    listing = database.whole.one(question, region)
    for row in body(listing).get(rows, []):
        if identifier in {row.get(f"{name}Identifier"), row.get(f"{name}Arn")}:
            return row, listing
    return None, unclear(listing, f"{identifier.rpartition(':')[2]} is not listed") if listing.good else listing
