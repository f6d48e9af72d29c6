"""ElastiCache: what to ask about replication groups, clusters and serverless caches."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.question import Ask
from collectors.aws.store import once
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, Promise, Release, Session, SignIn

GROUP: Final = "aws.elasticache.replication-group"
NODE: Final = "aws.elasticache.node"
MEMCACHED: Final = "aws.elasticache.memcached"
SERVERLESS: Final = "aws.elasticache.serverless"
_CACHE: Final = (DataStore, (Channel, "database"), (SignIn, "machines"), Release)
MEMCACHED_GIVES: Final = ((Asset, "service"), *_CACHE, (Session, "database"))
GIVES: Final = ((Asset, "store"), *_CACHE, (Session, "database"), (Backup, "copy"))
SERVERLESS_GIVES: Final = ((Asset, "store"), *_CACHE, (Exposure, "network/data"), (Backup, "copy"))
_GROUP_FIX: Final = "aws elasticache modify-replication-group --replication-group-id GROUP --apply-immediately"
_NODE_FIX: Final = "aws elasticache modify-cache-cluster --cache-cluster-id NODE --apply-immediately"
_ANEW: Final = (
    "what is not encrypted stays so: take a snapshot, and restore it with aws elasticache create-replication-group "
    "--replication-group-id NEW --replication-group-description TEXT --at-rest-encryption-enabled --kms-key-id "
    "KEY-ARN --snapshot-name SNAPSHOT"
)
_IDLE: Final = "aws elasticache modify-cache-parameter-group --cache-parameter-group-name PARAMETERS"


def _backup(command: str) -> dict[str, str]:
    return dict.fromkeys(("backup.exists", "backup.fresh", "backup.kept"), f"{command} --snapshot-retention-limit 35")


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GROUP: Kind(
            title="ElastiCache replication group",
            gives=GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": _ANEW,
                    "encryption-at-rest.customer-key": _ANEW,
                    "encryption-in-transit.plain-refused": f"{_GROUP_FIX} --transit-encryption-enabled "
                    "--transit-encryption-mode preferred, then the same with required once all clients speak TLS",
                    "unique-user-identification.own-name": f"{_GROUP_FIX} --user-group-ids-to-add USERS, where each "
                    "client has a user of its own and the user named default is off",
                    "automatic-logoff.idle-ends": f"{_IDLE} --parameter-name-values "
                    "ParameterName=timeout,ParameterValue=900",
                    "patching.automatic": f"{_GROUP_FIX} --auto-minor-version-upgrade",
                    **_backup(_GROUP_FIX),
                }
            ),
            own={"GROUP": "name"},
        ),
        NODE: Kind(
            title="ElastiCache node without replicas",
            gives=GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": _ANEW,
                    "encryption-at-rest.customer-key": _ANEW,
                    "encryption-in-transit.plain-refused": "aws elasticache create-replication-group "
                    "--replication-group-id NEW --replication-group-description TEXT --transit-encryption-enabled, "
                    "with a snapshot of the node, for a node alone speaks no TLS",
                    "unique-user-identification.own-name": "aws elasticache create-replication-group "
                    "--replication-group-id NEW --replication-group-description TEXT --transit-encryption-enabled "
                    "--user-group-ids USERS, with a snapshot of the node",
                    "automatic-logoff.idle-ends": f"{_IDLE} --parameter-name-values "
                    "ParameterName=timeout,ParameterValue=900",
                    "patching.automatic": f"{_NODE_FIX} --auto-minor-version-upgrade",
                    **_backup(_NODE_FIX),
                }
            ),
            own={"NODE": "name"},
        ),
        MEMCACHED: Kind(
            title="ElastiCache cluster of Memcached",
            gives=MEMCACHED_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "clusters of Memcached cannot be: aws elasticache "
                    "create-serverless-cache --serverless-cache-name NEW --engine memcached",
                    "encryption-in-transit.plain-refused": "aws elasticache create-cache-cluster --cache-cluster-id "
                    "NEW --cache-node-type TYPE --num-cache-nodes 1 --engine memcached --transit-encryption-enabled, "
                    "then exchange the clusters",
                    "unique-user-identification.own-name": "Memcached knows no names: keep ePHI out of it, or use "
                    "Valkey with a user for each client",
                    "automatic-logoff.idle-ends": f"{_IDLE} --parameter-name-values "
                    "ParameterName=idle_timeout,ParameterValue=900",
                }
            ),
        ),
        SERVERLESS: Kind(
            title="ElastiCache serverless cache",
            gives=SERVERLESS_GIVES,
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": "aws elasticache modify-serverless-cache "
                    "--serverless-cache-name NAME --user-group-id USERS, where each client has a user of its own and "
                    "the user named default is off",
                    **dict.fromkeys(
                        ("public-exposure.not-on-the-internet", "network-segmentation.no-open-ports"),
                        "aws elasticache create-serverless-cache --serverless-cache-name NEW --engine ENGINE "
                        "--connection-type vpc --snapshot-arns-to-restore SNAPSHOT-ARN",
                    ),
                    **_backup("aws elasticache modify-serverless-cache --serverless-cache-name NAME"),
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
        id=f"elasticache.{id}",
        operation=f"elasticache.{call}",
        needs=f"elasticache:{call}",
        feeds=feeds,
        scope=scope,
        keep=keep,
        **more,
    )


_CRYPT: Final = (
    "AtRestEncryptionEnabled: AtRestEncryptionEnabled, TransitEncryptionEnabled: TransitEncryptionEnabled, "
    "TransitEncryptionMode: TransitEncryptionMode, AuthTokenEnabled: AuthTokenEnabled, "
    "SnapshotRetentionLimit: SnapshotRetentionLimit, AutoMinorVersionUpgrade: AutoMinorVersionUpgrade"
)
_MEMBERS: Final = "CacheClusters[?ReplicationGroupId]"
# Of what a user may do only whether it is switched on at all: the rest names keys.
_USERS: Final = (
    "{Users: Users[].{UserGroupIds: UserGroupIds, Type: Authentication.Type, "
    "Off: AccessString && starts_with(AccessString, 'off')}}"
)

QUESTIONS: Final = (
    _ask(
        "clusters",
        "DescribeCacheClusters",
        "{CacheClusters: CacheClusters[].{CacheClusterId: CacheClusterId, ARN: ARN, Engine: Engine, "
        "EngineVersion: EngineVersion, ReplicationGroupId: ReplicationGroupId, "
        "CacheParameterGroup: CacheParameterGroup.{CacheParameterGroupName: CacheParameterGroupName, "
        f"ParameterApplyStatus: ParameterApplyStatus}}, {_CRYPT}}}}}",
        (*GIVES, (Asset, "service")),
        parameters=MappingProxyType({"MaxRecords": 100}),
    ),
    _ask(
        "groups",
        "DescribeReplicationGroups",
        "{ReplicationGroups: ReplicationGroups[].{ReplicationGroupId: ReplicationGroupId, ARN: ARN, "
        "MemberClusters: MemberClusters, Engine: Engine, StorageEncryptionType: StorageEncryptionType, "
        f"KmsKeyId: KmsKeyId, UserGroupIds: UserGroupIds, {_CRYPT}}}}}",
        GIVES,
        each="elasticache.clusters",
        of=once(_MEMBERS),
        parameters=MappingProxyType({"MaxRecords": 100}),
    ),
    _ask(
        # A group that AWS made holds no changes: its values are the engine's own.
        "parameters",
        "DescribeCacheParameters",
        "{Parameters: Parameters[?ParameterName=='timeout' || ParameterName=='idle_timeout']"
        ".{ParameterName: ParameterName, ParameterValue: ParameterValue}}",
        ((Session, "database"),),
        each="elasticache.clusters",
        of="CacheClusters[].CacheParameterGroup.CacheParameterGroupName | [?!starts_with(@, 'default.')]",
        parameters=MappingProxyType({"Source": "user", "MaxRecords": 100}),
        given=MappingProxyType({"CacheParameterGroupName": "item"}),
    ),
    _ask(
        "users",
        "DescribeUsers",
        _USERS,
        ((SignIn, "machines"),),
        each="elasticache.groups",
        of=once("ReplicationGroups[?UserGroupIds]"),
    ),
    _ask(
        "snapshots",
        "DescribeSnapshots",
        "{Snapshots: Snapshots[].{ReplicationGroupId: ReplicationGroupId, CacheClusterId: CacheClusterId, "
        "SnapshotStatus: SnapshotStatus, SnapshotSource: SnapshotSource, "
        "Made: NodeSnapshots[].SnapshotCreateTime}}",
        ((Backup, "copy"),),
        each="elasticache.clusters",
        of=once("CacheClusters[?SnapshotRetentionLimit > `0`]"),
        # Those that it makes by itself.
        parameters=MappingProxyType({"SnapshotSource": "system", "MaxRecords": 50}),
    ),
    _ask(
        "serverless",
        "DescribeServerlessCaches",
        "{ServerlessCaches: ServerlessCaches[].{ServerlessCacheName: ServerlessCacheName, ARN: ARN, Engine: Engine, "
        "FullEngineVersion: FullEngineVersion, KmsKeyId: KmsKeyId, UserGroupId: UserGroupId, "
        "SnapshotRetentionLimit: SnapshotRetentionLimit, ConnectionType: ConnectionType, Port: Endpoint.Port, "
        "SecurityGroupIds: SecurityGroupIds}}",
        SERVERLESS_GIVES,
    ),
    _ask(
        "serverless_users",
        "DescribeUsers",
        _USERS,
        ((SignIn, "machines"),),
        each="elasticache.serverless",
        of=once("ServerlessCaches[?UserGroupId]"),
    ),
    _ask(
        "serverless_snapshots",
        "DescribeServerlessCacheSnapshots",
        "{ServerlessCacheSnapshots: ServerlessCacheSnapshots[].{SnapshotType: SnapshotType, Status: Status, "
        "CreateTime: CreateTime, ServerlessCacheName: ServerlessCacheConfiguration.ServerlessCacheName}}",
        ((Backup, "copy"),),
        each="elasticache.serverless",
        of=once("ServerlessCaches[?SnapshotRetentionLimit > `0`]"),
    ),
)
