"""Reads Redshift's answers about clusters. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.aws.databases.redshift import ACTIVITY, CLUSTER, GIVES, SSL
from collectors.aws.databases.redshift_logs import LOGS, Export, trail
from collectors.aws.networks.doors import Door, exposure
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear, unread
from scanner.facts import FOREVER, Backup, Fact

_IN_SYNC: Final = "in-sync"
_DAYS: Final = 1
"""For which snapshots are kept where no number is named."""
_RUNNING: Final = frozenset({"creating", "final snapshot"})


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all clusters."""
    for found in listed(whole, "redshift.clusters", "Clusters", CLUSTER, *GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        name = row["ClusterIdentifier"]
        # As AWS Backup and policies name it; the list does not.
        arn = whole.name("redshift", got.about, f"cluster:{name}")
        yield from _cluster(Store(whole, CLUSTER, arn, name, row, got))


def _cluster(cluster: Store) -> Iterator[Fact]:
    row = cluster.row
    groups = frozenset(g.get("VpcSecurityGroupId", "") for g in row.get("VpcSecurityGroups", []))
    door = Door(row.get("PubliclyAccessible"), row.get("Port"), groups, cluster.region)
    yield cluster.asset()
    yield cluster.data_store(row.get("KmsKeyId"), encrypted=bool(row.get("Encrypted")))
    yield exposure(cluster.whole, cluster.thing, cluster.got, door)
    ssl, told = parameter(cluster, SSL)
    yield cluster.channel(None if ssl is None else "required" if ssl else "offered", told)
    # Each user may have a limit of their own, which is told inside the database only.
    yield cluster.session(None, HIDDEN)
    yield from _trail(cluster)
    yield _backup(cluster)
    yield cluster.release(f"Redshift {row.get('ClusterVersion', '')}", auto=bool(row.get("AllowVersionUpgrade")))


def parameter(cluster: Store, name: str) -> tuple[bool | None, Got]:
    """What a switch among its parameters says, as it is in force."""
    groups = cluster.row.get("ClusterParameterGroups", [])
    if not groups:
        return None, unclear(cluster.got, "no parameter group is named")
    told = cluster.whole.one("redshift.parameters", f"{cluster.region}/{groups[0]['ParameterGroupName']}")
    if not told.good:
        return None, told
    if groups[0].get("ParameterApplyStatus") != _IN_SYNC:
        return None, unclear(told, "changed parameters are not in force: they wait for a restart, or were not applied")
    values = {p["ParameterName"]: p.get("ParameterValue") for p in body(told).get("Parameters", [])}
    match values.get(name):
        case "true" | "false" as value:
            return value == "true", told
        case _:
            return None, unclear(told, f"{name} is not among them")


def _trail(cluster: Store) -> Iterator[Fact]:
    log = cluster.whole.one("redshift.logging", f"{cluster.region}/{cluster.name}")
    activity, told = parameter(cluster, ACTIVITY)
    return trail(cluster, _export(log), activity=activity, told=told)


def _export(log: Got) -> Export:
    said = body(log)
    if not log.good:
        return Export(None, log, None, log)
    if not said.get("LoggingEnabled"):
        return Export(frozenset(), log, FOREVER, log)
    match said.get("LogDestinationType", "s3"):
        case "s3":
            # To a bucket all of them go.
            return Export(frozenset(said.get("LogExports") or LOGS), log, _silent(log, said), log)
        case "cloudwatch":
            return Export(frozenset(said.get("LogExports", ())), log, None, NOT_ASKED)
        case _:
            tables = Got("not-asked", "what the tables hold that it publishes", place=log.place)
            return Export(None, tables, None, tables)


def _silent(log: Got, said: Mapping[str, Any]) -> int:
    """Since the last delivery; for ever where a later one failed."""
    done, failed = (said.get(f"Last{what}Time", "") for what in ("SuccessfulDelivery", "Failure"))
    return FOREVER if failed > done else seconds(log, done)


def _backup(cluster: Store) -> Backup:
    """The snapshots that Redshift makes by itself; what somebody makes beside them is no routine."""
    told = cluster.beside("redshift.snapshots")
    kept = int(cluster.row.get("AutomatedSnapshotRetentionPeriod", _DAYS))
    made = sorted(
        (str(s.get("SnapshotCreateTime", "")), s.get("Status") == "available")
        for s in body(told).get("Snapshots", [])
        if (s.get("ClusterIdentifier"), s.get("SnapshotType")) == (cluster.name, "automated")
        and s.get("Status") not in _RUNNING
    )
    good = [when for when, available in made if available]
    newest = seconds(told, good[-1] if good else None) if told.good else None
    return Backup(
        **cluster.thing(told),
        mechanism="copy",
        newest_seconds=newest if kept else FOREVER,
        succeeded=made[-1][1] if made else None,
        retention_days=kept,
        encrypted=bool(cluster.row.get("Encrypted")) if told.good else None,
        offsite=bool(cluster.row.get("DestinationRegion")),
        immutable=False,
        unread=unread(
            **({"newest_seconds": told} if kept else {}),
            encrypted=told,
            succeeded=told if made or not told.good else HIDDEN,
        ),
    )
