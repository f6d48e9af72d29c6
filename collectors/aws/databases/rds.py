"""RDS: what to ask about databases (Aurora, DocumentDB and Neptune answer here too), snapshots and proxies."""

import json
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.databases.rds_kinds import DATABASE_GIVES, MEMBER_GIVES
from collectors.aws.question import Ask, together
from collectors.aws.store import once
from scanner.facts import Backup, Channel, DataStore, Exposure, LogTrail, Promise, Routine, Session

_PAGE: Final = MappingProxyType({"MaxRecords": 100})


def _ask(id: str, call: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """The right it takes has the operation's name. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"rds.{id}", operation=f"rds.{call}", needs=f"rds:{call}", feeds=feeds, scope=scope, keep=keep, **more
    )


_COMMON: Final = (
    "Engine: Engine, EngineVersion: EngineVersion, StorageEncrypted: StorageEncrypted, "
    "StorageEncryptionType: StorageEncryptionType, KmsKeyId: KmsKeyId, ActivityStreamStatus: ActivityStreamStatus, "
    "BackupRetentionPeriod: BackupRetentionPeriod, LatestRestorableTime: LatestRestorableTime, "
    "DeletionProtection: DeletionProtection, EnabledCloudwatchLogsExports: EnabledCloudwatchLogsExports, "
    "IAMDatabaseAuthenticationEnabled: IAMDatabaseAuthenticationEnabled"
)
_SNAPSHOT: Final = (
    "StorageEncryptionType: StorageEncryptionType, KmsKeyId: KmsKeyId, SnapshotType: SnapshotType, Status: Status, "
    "SnapshotCreateTime: SnapshotCreateTime"
)
_READ: Final = (
    *("rds.force_ssl", "require_secure_transport", "tls"),
    *("idle_session_timeout", "wait_timeout", "interactive_timeout"),
    *("log_statement", "log_connections", "shared_preload_libraries", "pgaudit.log", "general_log", "log_output"),
    *("server_audit_logging", "server_audit_events", "server_audit_incl_users", "server_audit_excl_users"),
    *("audit_logs", "neptune_enable_audit_log"),
)
"""Parameters that are kept. Others may hold anything: `init_connect` is SQL, with passwords in it at times."""
_PARAMETERS: Final = (
    f"{{Parameters: Parameters[?contains(`{json.dumps(_READ)}`, ParameterName)]"
    ".{ParameterName: ParameterName, ParameterValue: ParameterValue}}"
)
# A group that AWS made cannot be changed: its values are the engine's own.
_CHANGED: Final = "[?!starts_with(@, 'default.')]"

QUESTIONS: Final = (
    _ask(
        "instances",
        "DescribeDBInstances",
        "{DBInstances: DBInstances[].{DBInstanceIdentifier: DBInstanceIdentifier, DBInstanceArn: DBInstanceArn, "
        "DBClusterIdentifier: DBClusterIdentifier, DBInstanceStatus: DBInstanceStatus, "
        "PubliclyAccessible: PubliclyAccessible, Port: Endpoint.Port, "
        "VpcSecurityGroups: VpcSecurityGroups[].{VpcSecurityGroupId: VpcSecurityGroupId}, "
        "DBParameterGroups: DBParameterGroups[].{DBParameterGroupName: DBParameterGroupName, "
        "ParameterApplyStatus: ParameterApplyStatus}, AutoMinorVersionUpgrade: AutoMinorVersionUpgrade, "
        "ReadReplicaSourceDBInstanceIdentifier: ReadReplicaSourceDBInstanceIdentifier, "
        "ReadReplicaSourceDBClusterIdentifier: ReadReplicaSourceDBClusterIdentifier, "
        f"ValidTill: CertificateDetails.ValidTill, {_COMMON}}}}}",
        together(*DATABASE_GIVES, *MEMBER_GIVES, (Backup, "copy"), (Routine, "restore-test")),
        parameters=_PAGE,
    ),
    _ask(
        "clusters",
        "DescribeDBClusters",
        "{DBClusters: DBClusters[].{DBClusterIdentifier: DBClusterIdentifier, DBClusterArn: DBClusterArn, "
        "Status: Status, "
        "DBClusterMembers: DBClusterMembers[].{DBInstanceIdentifier: DBInstanceIdentifier, "
        "DBClusterParameterGroupStatus: DBClusterParameterGroupStatus}, "
        f"DBClusterParameterGroup: DBClusterParameterGroup, {_COMMON}}}}}",
        (*DATABASE_GIVES, (Backup, "copy"), (Routine, "restore-test")),
        parameters=_PAGE,
    ),
    _ask(
        "parameters",
        "DescribeDBParameters",
        _PARAMETERS,
        ((Channel, "database"), (Session, "database"), (LogTrail, "store")),
        each="rds.instances",
        of=f"DBInstances[].DBParameterGroups[].DBParameterGroupName | {_CHANGED}",
        # What people set is a few rows; all of a group is hundreds.
        parameters=MappingProxyType({"Source": "user", "MaxRecords": 100}),
        given=MappingProxyType({"DBParameterGroupName": "item"}),
    ),
    _ask(
        "cluster_parameters",
        "DescribeDBClusterParameters",
        _PARAMETERS,
        ((Channel, "database"), (Session, "database"), (LogTrail, "store")),
        each="rds.clusters",
        of=f"DBClusters[].DBClusterParameterGroup | {_CHANGED}",
        parameters=MappingProxyType({"Source": "user", "MaxRecords": 100}),
        given=MappingProxyType({"DBClusterParameterGroupName": "item"}),
    ),
    _ask(
        "snapshots",
        "DescribeDBSnapshots",
        "{DBSnapshots: DBSnapshots[].{DBSnapshotIdentifier: DBSnapshotIdentifier, DBSnapshotArn: DBSnapshotArn, "
        f"DBInstanceIdentifier: DBInstanceIdentifier, Encrypted: Encrypted, {_SNAPSHOT}}}}}",
        (DataStore, (Exposure, "permission/data"), (Backup, "copy")),
        parameters=_PAGE,
    ),
    _ask(
        "cluster_snapshots",
        "DescribeDBClusterSnapshots",
        "{DBClusterSnapshots: DBClusterSnapshots[].{DBClusterSnapshotIdentifier: DBClusterSnapshotIdentifier, "
        "DBClusterSnapshotArn: DBClusterSnapshotArn, DBClusterIdentifier: DBClusterIdentifier, "
        f"StorageEncrypted: StorageEncrypted, {_SNAPSHOT}}}}}",
        (DataStore, (Exposure, "permission/data"), (Backup, "copy")),
        parameters=_PAGE,
    ),
    _ask(
        # Those that AWS makes by itself cannot be shared, and those that are encrypted not with everybody.
        "snapshot_sharing",
        "DescribeDBSnapshotAttributes",
        "{Attributes: DBSnapshotAttributesResult.DBSnapshotAttributes[].{AttributeName: AttributeName, "
        "AttributeValues: AttributeValues}}",
        ((Exposure, "permission/data"),),
        each="rds.snapshots",
        of="DBSnapshots[?SnapshotType=='manual' && !Encrypted]",
        about="DBSnapshotArn",
        given=MappingProxyType({"DBSnapshotIdentifier": "item.DBSnapshotIdentifier"}),
    ),
    _ask(
        "cluster_snapshot_sharing",
        "DescribeDBClusterSnapshotAttributes",
        "{Attributes: DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes[].{AttributeName: AttributeName, "
        "AttributeValues: AttributeValues}}",
        ((Exposure, "permission/data"),),
        each="rds.cluster_snapshots",
        of="DBClusterSnapshots[?SnapshotType=='manual' && !StorageEncrypted]",
        about="DBClusterSnapshotArn",
        given=MappingProxyType({"DBClusterSnapshotIdentifier": "item.DBClusterSnapshotIdentifier"}),
    ),
    _ask(
        "automated",
        "DescribeDBInstanceAutomatedBackups",
        "{DBInstanceAutomatedBackups: DBInstanceAutomatedBackups[].{DBInstanceArn: DBInstanceArn, Region: Region, "
        "Replications: DBInstanceAutomatedBackupsReplications[].DBInstanceAutomatedBackupsArn}}",
        ((Backup, "point-in-time"),),
        serves=("backup.off-site",),
        each="rds.instances",
        of=once("DBInstances"),
        parameters=_PAGE,
    ),
    _ask(
        "proxies",
        "DescribeDBProxies",
        "{DBProxies: DBProxies[].{DBProxyName: DBProxyName, DBProxyArn: DBProxyArn, RequireTLS: RequireTLS, "
        "IdleClientTimeout: IdleClientTimeout}}",
        ((Channel, "database"), (Session, "database")),
        # One without a database leads nowhere.
        each="rds.instances",
        of=once("DBInstances"),
        parameters=_PAGE,
    ),
)
