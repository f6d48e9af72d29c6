"""MemoryDB: clusters, whom their access lists let in, and their snapshots."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.databases.caching import anonymous, by_users, idle, value_of
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from collectors.aws.store import Store, once, stores
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Fact, Promise, Release, Session, SignIn

CLUSTER: Final = "aws.memorydb.cluster"
_GIVES: Final = (
    *((Asset, "store"), DataStore, Release),
    *((Channel, "database"), (SignIn, "machines"), (Session, "database"), (Backup, "copy")),
)
_OPEN: Final = "open-access"
"""The access list that AWS made: everybody may do everything."""
_UPDATE: Final = "aws memorydb update-cluster --cluster-name NAME"
_ANEW: Final = "aws memorydb create-cluster --cluster-name NEW --node-type TYPE --snapshot-name SNAPSHOT --acl-name ACL"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="MemoryDB cluster",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": f"a cluster keeps its key: {_ANEW} --kms-key-id KEY-ARN",
                    "encryption-in-transit.plain-refused": f"it stays as it was made: {_ANEW} --tls-enabled",
                    "unique-user-identification.own-name": f"{_UPDATE} --acl-name ACL, with a user of its own for "
                    "each client: aws memorydb create-user --user-name USER --access-string RIGHTS "
                    "--authentication-mode Type=iam",
                    "automatic-logoff.idle-ends": "aws memorydb update-parameter-group --parameter-group-name GROUP "
                    "--parameter-name-values ParameterName=timeout,ParameterValue=900",
                    "patching.automatic": f"{_ANEW} --auto-minor-version-upgrade",
                    **dict.fromkeys(
                        ("backup.exists", "backup.fresh", "backup.kept"), f"{_UPDATE} --snapshot-retention-limit 35"
                    ),
                }
            ),
            own={"NAME": "name"},
        ),
    }
)


def _ask(id: str, call: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """The right it takes has the operation's name. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"memorydb.{id}",
        operation=f"memorydb.{call}",
        needs=f"memorydb:{call}",
        feeds=feeds,
        scope=scope,
        keep=keep,
        **more,
    )


QUESTIONS: Final = (
    _ask(
        "clusters",
        "DescribeClusters",
        "{Clusters: Clusters[].{Name: Name, ARN: ARN, Engine: Engine, EngineVersion: EngineVersion, "
        "TLSEnabled: TLSEnabled, KmsKeyId: KmsKeyId, ACLName: ACLName, ParameterGroupName: ParameterGroupName, "
        "ParameterGroupStatus: ParameterGroupStatus, SnapshotRetentionLimit: SnapshotRetentionLimit, "
        "AutoMinorVersionUpgrade: AutoMinorVersionUpgrade}}",
        _GIVES,
        # Who never had a cluster has no such role.
        absent=("ServiceLinkedRoleNotFoundFault",),
    ),
    _ask(
        # A group that AWS made holds no changes: its values are the engine's own.
        "parameters",
        "DescribeParameters",
        "{Parameters: Parameters[?Name=='timeout'].{Name: Name, Value: Value}}",
        ((Session, "database"),),
        each="memorydb.clusters",
        of="Clusters[].ParameterGroupName | [?!starts_with(@, 'default.')]",
        given=MappingProxyType({"ParameterGroupName": "item"}),
    ),
    _ask(
        "users",
        "DescribeUsers",
        # Of what a user may do only whether it is switched on at all: the rest names keys.
        "{Users: Users[].{ACLNames: ACLNames, Type: Authentication.Type, "
        "Off: AccessString && starts_with(AccessString, 'off')}}",
        ((SignIn, "machines"),),
        each="memorydb.clusters",
        of=once(f"Clusters[?ACLName!='{_OPEN}']"),
    ),
    _ask(
        "snapshots",
        "DescribeSnapshots",
        "{Snapshots: Snapshots[].{Cluster: ClusterConfiguration.Name, Status: Status, Source: Source, "
        "Made: ClusterConfiguration.Shards[].SnapshotCreationTime}}",
        ((Backup, "copy"),),
        each="memorydb.clusters",
        of=once("Clusters[?SnapshotRetentionLimit > `0`]"),
        # Those that it makes by itself.
        parameters=MappingProxyType({"Source": "system", "ShowDetail": True}),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all clusters."""
    for found in stores(whole, "memorydb.clusters", "Clusters", CLUSTER, *_GIVES, arn="ARN", name="Name"):
        yield from _cluster(found) if isinstance(found, Store) else (found,)


def _cluster(cluster: Store) -> Iterator[Fact]:
    """What it writes to disk is always encrypted: with a key that AWS owns where no other is named."""
    row = cluster.row
    yield cluster.asset()
    yield cluster.data_store(row.get("KmsKeyId"), encrypted=True)
    yield cluster.channel("required" if row.get("TLSEnabled") else "none", cluster.got)
    yield _sign_in(cluster)
    yield _session(cluster)
    yield _backup(cluster)
    version = f"{row.get('Engine', '')} {row.get('EngineVersion', '')}".strip()
    yield cluster.release(version, auto=bool(row.get("AutoMinorVersionUpgrade")))


def _sign_in(cluster: Store) -> SignIn:
    acl = cluster.row.get("ACLName")
    if acl == _OPEN:
        return anonymous(cluster, cluster.got)
    told = cluster.beside("memorydb.users")
    return by_users(cluster, [u for u in body(told).get("Users", []) if acl in u.get("ACLNames", ())], told)


def _session(cluster: Store) -> Session:
    group = str(cluster.row.get("ParameterGroupName", ""))
    made = not group.startswith("default.")
    told = cluster.whole.one("memorydb.parameters", f"{cluster.region}/{group}") if made else cluster.got
    value = value_of(told, "timeout", keys=("Name", "Value")) if made else None
    return cluster.session(*idle("timeout", value, told, cluster.row.get("ParameterGroupStatus")))


def _backup(cluster: Store) -> Backup:
    kept = int(cluster.row.get("SnapshotRetentionLimit", 0))
    told = cluster.beside("memorydb.snapshots") if kept else cluster.got
    made = [
        # As old as its oldest part.
        min(s.get("Made", ()), default=None)
        for s in body(told).get("Snapshots", [])
        if (s.get("Cluster"), s.get("Source"), s.get("Status")) == (cluster.name, "automated", "available")
    ]
    return cluster.snapshots(kept, made, told, encrypted=True)
