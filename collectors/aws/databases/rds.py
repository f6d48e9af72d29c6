"""RDS: what to ask about databases (Aurora, DocumentDB and Neptune answer here too), snapshots and proxies."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.question import Ask, classes
from collectors.aws.store import once
from scanner.collector import Kind
from scanner.facts import (
    Asset,
    Backup,
    Channel,
    Credential,
    DataStore,
    Exposure,
    Fact,
    Guard,
    LogTrail,
    Release,
    Session,
    SignIn,
)

INSTANCE: Final = "aws.rds.instance"
CLUSTER: Final = "aws.rds.cluster"
MEMBER: Final = "aws.rds.cluster-member"
SNAPSHOT: Final = "aws.rds.snapshot"
COPY: Final = "aws.rds.copy"
PROXY: Final = "aws.rds.proxy"
_DATABASE_GIVES: Final = (
    *(Asset, DataStore, LogTrail),
    *((Channel, "database"), (Session, "database"), (SignIn, "machines"), (Guard, "deletion")),
    (Backup, "point-in-time"),
)
_MEMBER_GIVES: Final = ((Exposure, "network/data"), Release, (Credential, "certificate"))
_PAGE: Final = MappingProxyType({"MaxRecords": 100})

_DATABASE_FIX: Final = MappingProxyType(
    {
        "encryption-at-rest.encrypted": "aws rds create-db-snapshot; aws rds copy-db-snapshot --kms-key-id KEY-ARN; "
        "aws rds restore-db-instance-from-db-snapshot, then exchange the databases",
        "encryption-in-transit.plain-refused": "aws rds modify-db-parameter-group --db-parameter-group-name GROUP "
        "--parameters ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=immediate "
        "(MySQL, MariaDB: require_secure_transport; DocumentDB: tls, tls1.2+)",
        "encryption-in-transit.protocol-version": "aws docdb modify-db-cluster-parameter-group "
        "--db-cluster-parameter-group-name GROUP "
        "--parameters ParameterName=tls,ParameterValue=tls1.2+,ApplyMethod=pending-reboot",
        "automatic-logoff.idle-ends": "aws rds modify-db-parameter-group --db-parameter-group-name GROUP "
        "--parameters ParameterName=idle_session_timeout,ParameterValue=900000,ApplyMethod=immediate "
        "(MySQL, MariaDB: wait_timeout and interactive_timeout, 900)",
        "audit-logging.recording": "aws rds modify-db-instance --db-instance-identifier NAME "
        '--cloudwatch-logs-export-configuration \'{"EnableLogTypes":["audit"]}\' (PostgreSQL: "postgresql"), '
        "and the parameters that write it: log_connections and pgaudit.log, or server_audit_logging",
        "audit-logging.events-complete": "PostgreSQL: set shared_preload_libraries=pgaudit and pgaudit.log=all in the "
        "parameter group; MySQL: add the MARIADB_AUDIT_PLUGIN option; DocumentDB: set audit_logs=all",
        "backup.kept": "aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 35",
        "backup.off-site": "aws rds start-db-instance-automated-backups-replication "
        "--source-db-instance-arn ARN --backup-retention-period 35 --region ELSEWHERE",
        "backup.exists": "aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 35",
        "backup.deletion-guarded": "aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection",
        "unique-user-identification.own-name": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--enable-iam-database-authentication",
    }
)
_MEMBER_FIX: Final = MappingProxyType(
    {
        "public-exposure.not-on-the-internet": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--no-publicly-accessible",
        "patching.automatic": "aws rds modify-db-instance --db-instance-identifier NAME --auto-minor-version-upgrade",
        "encryption-in-transit.certificate-valid": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--ca-certificate-identifier rds-ca-rsa2048-g1",
    }
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        INSTANCE: Kind(
            title="RDS database",
            gives=(*_DATABASE_GIVES, *_MEMBER_GIVES),
            fix=MappingProxyType({**_DATABASE_FIX, **_MEMBER_FIX}),
        ),
        CLUSTER: Kind(title="RDS cluster", gives=_DATABASE_GIVES, fix=_DATABASE_FIX),
        MEMBER: Kind(title="member of an RDS cluster", gives=_MEMBER_GIVES, fix=_MEMBER_FIX),
        SNAPSHOT: Kind(
            title="RDS snapshot",
            gives=(DataStore, (Exposure, "permission/data")),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws rds copy-db-snapshot --source-db-snapshot-identifier NAME "
                    "--target-db-snapshot-identifier NEW --kms-key-id KEY-ARN, "
                    "then aws rds delete-db-snapshot --db-snapshot-identifier NAME",
                    "public-exposure.not-public": "aws rds modify-db-snapshot-attribute --attribute-name restore "
                    "--db-snapshot-identifier NAME --values-to-remove all",
                }
            ),
        ),
        COPY: Kind(
            title="newest snapshot somebody made of an RDS database",
            gives=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "backup.fresh": "aws rds modify-db-instance --db-instance-identifier NAME "
                    "--backup-retention-period 35",
                }
            ),
        ),
        PROXY: Kind(
            title="RDS proxy",
            gives=((Channel, "database"), (Session, "database")),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws rds modify-db-proxy --db-proxy-name NAME --require-tls",
                    "automatic-logoff.idle-ends": "aws rds modify-db-proxy --db-proxy-name NAME "
                    "--idle-client-timeout 900",
                }
            ),
        ),
    }
)


def _ask(id: str, call: str, keep: str, feeds: tuple[type[Fact], ...], **more: Any) -> Ask:
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
        "DBClusterIdentifier: DBClusterIdentifier, PubliclyAccessible: PubliclyAccessible, Port: Endpoint.Port, "
        "VpcSecurityGroups: VpcSecurityGroups[].{VpcSecurityGroupId: VpcSecurityGroupId}, "
        "DBParameterGroups: DBParameterGroups[].{DBParameterGroupName: DBParameterGroupName, "
        "ParameterApplyStatus: ParameterApplyStatus}, AutoMinorVersionUpgrade: AutoMinorVersionUpgrade, "
        "ReadReplicaSourceDBInstanceIdentifier: ReadReplicaSourceDBInstanceIdentifier, "
        "ReadReplicaSourceDBClusterIdentifier: ReadReplicaSourceDBClusterIdentifier, "
        f"ValidTill: CertificateDetails.ValidTill, {_COMMON}}}}}",
        classes(*_DATABASE_GIVES, *_MEMBER_GIVES),
        parameters=_PAGE,
    ),
    _ask(
        "clusters",
        "DescribeDBClusters",
        "{DBClusters: DBClusters[].{DBClusterIdentifier: DBClusterIdentifier, DBClusterArn: DBClusterArn, "
        "DBClusterMembers: DBClusterMembers[].{DBInstanceIdentifier: DBInstanceIdentifier, "
        "DBClusterParameterGroupStatus: DBClusterParameterGroupStatus}, "
        f"DBClusterParameterGroup: DBClusterParameterGroup, {_COMMON}}}}}",
        classes(*_DATABASE_GIVES),
        parameters=_PAGE,
    ),
    _ask(
        "parameters",
        "DescribeDBParameters",
        _PARAMETERS,
        (Channel, Session, LogTrail),
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
        (Channel, Session, LogTrail),
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
        (DataStore, Exposure, Backup),
        parameters=_PAGE,
    ),
    _ask(
        "cluster_snapshots",
        "DescribeDBClusterSnapshots",
        "{DBClusterSnapshots: DBClusterSnapshots[].{DBClusterSnapshotIdentifier: DBClusterSnapshotIdentifier, "
        "DBClusterSnapshotArn: DBClusterSnapshotArn, DBClusterIdentifier: DBClusterIdentifier, "
        f"StorageEncrypted: StorageEncrypted, {_SNAPSHOT}}}}}",
        (DataStore, Exposure, Backup),
        parameters=_PAGE,
    ),
    _ask(
        # Those that AWS makes by itself cannot be shared.
        "snapshot_sharing",
        "DescribeDBSnapshotAttributes",
        "{Attributes: DBSnapshotAttributesResult.DBSnapshotAttributes[].{AttributeName: AttributeName, "
        "AttributeValues: AttributeValues}}",
        (Exposure,),
        each="rds.snapshots",
        of="DBSnapshots[?SnapshotType=='manual']",
        about="DBSnapshotArn",
        given=MappingProxyType({"DBSnapshotIdentifier": "item.DBSnapshotIdentifier"}),
    ),
    _ask(
        "cluster_snapshot_sharing",
        "DescribeDBClusterSnapshotAttributes",
        "{Attributes: DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes[].{AttributeName: AttributeName, "
        "AttributeValues: AttributeValues}}",
        (Exposure,),
        each="rds.cluster_snapshots",
        of="DBClusterSnapshots[?SnapshotType=='manual']",
        about="DBClusterSnapshotArn",
        given=MappingProxyType({"DBClusterSnapshotIdentifier": "item.DBClusterSnapshotIdentifier"}),
    ),
    _ask(
        "automated",
        "DescribeDBInstanceAutomatedBackups",
        "{DBInstanceAutomatedBackups: DBInstanceAutomatedBackups[].{DBInstanceArn: DBInstanceArn, Region: Region, "
        "Replications: DBInstanceAutomatedBackupsReplications[].DBInstanceAutomatedBackupsArn}}",
        (Backup,),
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
        (Channel, Session),
        # One without a database leads nowhere.
        each="rds.instances",
        of=once("DBInstances"),
        parameters=_PAGE,
    ),
)
