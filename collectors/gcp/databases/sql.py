"""Cloud SQL: what to ask about instances. Neither passwords nor certificates of theirs are kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, Guard, LogTrail, Promise

INSTANCE: Final = "gcp.sql.instance"
GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "store"),
    DataStore,
    (Channel, "database"),
    (Exposure, "network/data"),
    (LogTrail, "store"),
    (Guard, "deletion"),
    (Backup, "copy"),
    (Backup, "point-in-time"),
)
_PATCH: Final = "gcloud sql instances patch INSTANCE"
_FLAGS: Final = (
    f"{_PATCH} --database-flags log_connections=on,log_disconnections=on,cloudsql.enable_pgaudit=on,"
    "pgaudit.log='read,write,ddl,role' for PostgreSQL (all flags: others are taken away), CREATE EXTENSION pgaudit, "
    "and DATA_READ and DATA_WRITE of cloudsql.googleapis.com among the project's auditConfigs; general_log=on for MySQL"
)
_NETWORKS: Final = f"{_PATCH} --no-assign-ip --network NETWORK, or --authorized-networks with named networks only"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        INSTANCE: Kind(
            title="Cloud SQL instance",
            gives=GIVES,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": f"{_PATCH} --ssl-mode ENCRYPTED_ONLY",
                    "encryption-in-transit.protocol-version": f"{_PATCH} --database-flags "
                    "ssl_min_protocol_version=TLSv1.2, with all other flags, for others are taken away",
                    "public-exposure.not-on-the-internet": _NETWORKS,
                    "network-segmentation.no-open-ports": _NETWORKS,
                    "backup.exists": f"{_PATCH} --backup-start-time 02:00",
                    "backup.kept": f"{_PATCH} --retained-backups-count 35",
                    "backup.fresh": f"{_PATCH} --backup-start-time 02:00; gcloud sql backups list --instance INSTANCE "
                    "says what became of the last",
                    "backup.last-run-good": "gcloud sql backups list --instance INSTANCE, and gcloud sql operations "
                    "list --instance INSTANCE for why",
                    "backup.off-site": f"{_PATCH} --backup-location eu, or another region",
                    "backup.unalterable": "gcloud backup-dr backup-plan-associations create NAME --backup-plan PLAN "
                    "--resource INSTANCE-URI --resource-type sqladmin.googleapis.com/Instance, with a locked vault",
                    "backup.deletion-guarded": f"{_PATCH} --deletion-protection",
                    "encryption-at-rest.customer-key": "it stays as it was made: gcloud sql instances create NEW "
                    "--disk-encryption-key KEY, and move there",
                    "audit-logging.recording": _FLAGS,
                    "audit-logging.events-complete": _FLAGS,
                }
            ),
            own={"INSTANCE": "name"},
        )
    }
)

_OWN: Final = "settings.backupConfiguration"
_IP: Final = "settings.ipConfiguration"
_OTHERS: Final = "['ON_PREMISES_INSTANCE', 'READ_REPLICA_INSTANCE', 'READ_POOL_INSTANCE']"
_ACTING: Final = f"value[?!contains({_OTHERS}, not_null(instanceType, ''))]"
"""Those that have backups of their own."""
_API: Final = "sqladmin"
QUESTIONS: Final = (
    gcp(
        "sql.instances",
        "sql.instances.list",
        "/v1/projects/{project}/instances?maxResults=1000",
        (
            "name",
            "region",
            "instanceType",
            "databaseVersion",
            "masterInstanceName",
            "diskEncryptionConfiguration.kmsKeyName",
            "settings.userLabels",
            "settings.edition",
            "settings.connectorEnforcement",
            "settings.deletionProtectionEnabled",
            "settings.databaseFlags[].name",
            "settings.databaseFlags[].value",
            "settings.sqlServerAuditConfig.bucket",
            f"{_IP}.ipv4Enabled",
            f"{_IP}.sslMode",
            f"{_IP}.requireSsl",
            f"{_IP}.authorizedNetworks[].value",
            f"{_IP}.pscConfig.pscEnabled",
            f"{_IP}.pscConfig.allowedConsumerProjects",
            f"{_OWN}.enabled",
            f"{_OWN}.backupTier",
            f"{_OWN}.pointInTimeRecoveryEnabled",
            f"{_OWN}.binaryLogEnabled",
            f"{_OWN}.transactionLogRetentionDays",
            f"{_OWN}.backupRetentionSettings.retainedBackups",
            f"{_OWN}.backupRetentionSettings.retentionUnit",
        ),
        needs="cloudsql.instances.list",
        api=_API,
        feeds=GIVES,
        list="items",
        asset="sqladmin.googleapis.com/Instance",
    ),
    gcp(
        # Of all instances at once, if there is one that has any.
        "sql.backups",
        "sql.backupRuns.list",
        "/v1/projects/{project}/instances/-/backupRuns?maxResults=500",
        ("instance", "status", "type", "endTime", "location"),
        needs="cloudsql.backupRuns.list",
        api=_API,
        feeds=((Backup, "copy"),),
        list="items",
        each="sql.instances",
        of=f"{_ACTING} | [?{_OWN}.enabled] | [:1]",
        about="'all'",
    ),
    gcp(
        "sql.recovery",
        "sql.projects.instances.getLatestRecoveryTime",
        "/v1/projects/{project}/instances/{name}/getLatestRecoveryTime",
        ("latestRecoveryTime",),
        needs="cloudsql.instances.get",
        api=_API,
        feeds=((Backup, "point-in-time"),),
        each="sql.instances",
        of=f"{_ACTING} | [?{_OWN}.enabled && ({_OWN}.pointInTimeRecoveryEnabled || {_OWN}.binaryLogEnabled)]",
        about="name",
    ),
)
