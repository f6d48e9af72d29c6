"""Instances of Cloud SQL as they should be, and what is changed of them."""

from tests.collectors.azure.settings import LEFT_OUT, Change
from tests.collectors.gcp.held import JSON, POLICY, Held

TYPE = "sqladmin.googleapis.com/Instance"
API = "sqladmin.googleapis.com/v1/projects/alder-prod/instances"
BASE = "//cloudsql.googleapis.com/projects/alder-prod/instances"
PG, MY, MS, REPLICA = (f"{BASE}/{name}" for name in ("pg", "my", "ms", "pg-replica"))


def flags(**said: str) -> list[JSON]:
    return [{"name": name.replace("__", "."), "value": value} for name, value in said.items()]


def instance(name: str, version: str, *flagged: JSON, **more: JSON) -> tuple[str, JSON]:
    settings = {
        "edition": "ENTERPRISE_PLUS",
        "userLabels": {"secret": "hunter2"},
        "deletionProtectionEnabled": True,
        "databaseFlags": [{"name": "max_connections", "value": "hunter2"}, *flagged],
        "ipConfiguration": {
            "ipv4Enabled": True,
            "sslMode": "ENCRYPTED_ONLY",
            "authorizedNetworks": [{"name": "ward", "value": "198.51.100.0/24"}],
        },
        "backupConfiguration": {
            "enabled": True,
            "transactionLogRetentionDays": 20,
            "backupRetentionSettings": {"retainedBackups": 40, "retentionUnit": "COUNT"},
        },
    }
    body = {
        "name": name,
        "region": "europe-west3",
        "instanceType": "CLOUD_SQL_INSTANCE",
        "databaseVersion": version,
        "diskEncryptionConfiguration": {"kmsKeyName": "projects/alder-prod/locations/l/keyRings/r/cryptoKeys/k"},
        "rootPassword": "hunter2",
        "serverCaCert": {"cert": "hunter2"},
        "ipAddresses": [{"type": "PRIMARY", "ipAddress": "203.0.113.9"}],
        "settings": settings,
        **more,
    }
    return TYPE, body


def run(name: str, id: str, status: str, end: str, **more: JSON) -> tuple[str, JSON]:
    body = {"id": id, "instance": name, "type": "AUTOMATED", "status": status, "endTime": end, "location": "eu"}
    return f"{API}/{name}/backupRuns/{id}", {**body, "description": "hunter2", **more}


PGAUDIT = flags(log_connections="on", log_disconnections="on", cloudsql__enable_pgaudit="on", pgaudit__log="all")
GOOD: Held = {
    "pg": instance("pg", "POSTGRES_16", *PGAUDIT),
    "my": instance("my", "MYSQL_8_0", *flags(general_log="on", log_output="FILE", tls_version="TLSv1.2,TLSv1.3")),
    "ms": instance("ms", "SQLSERVER_2022_STANDARD"),
    "replica": instance(
        "pg-replica", "POSTGRES_16", instanceType="READ_REPLICA_INSTANCE", masterInstanceName="alder-prod:pg"
    ),
    "outside": instance("outside", "MYSQL_8_0", instanceType="ON_PREMISES_INSTANCE"),
    "run": run("pg", "2", "SUCCESSFUL", "2026-11-25T02:00:00.123Z"),
    "older": run("pg", "1", "SUCCESSFUL", "2026-11-24T02:00:00Z"),
    "by hand": run("pg", "3", "FAILED", "2026-11-25T09:00:00Z", type="ON_DEMAND"),
    "another's": run("my", "9", "FAILED", "2026-11-25T11:00:00Z"),
    "latest": (f"{API}/pg/getLatestRecoveryTime", {"latestRecoveryTime": "2026-11-25T11:55:00Z"}),
    "audit": (
        POLICY,
        {
            "auditConfigs": [
                {
                    "service": "cloudsql.googleapis.com",
                    "auditLogConfigs": [{"logType": "DATA_READ"}, {"logType": "DATA_WRITE"}],
                }
            ]
        },
    ),
}


def pg(path: str, value: JSON = LEFT_OUT) -> Change:
    return "pg", f"settings.{path}", value


def ip(path: str, value: JSON = LEFT_OUT, of: str = "pg") -> Change:
    return of, f"settings.ipConfiguration.{path}", value


def own(path: str, value: JSON = LEFT_OUT, of: str = "pg") -> Change:
    return of, f"settings.backupConfiguration.{path}", value


def flagged(of: str = "pg", **said: str) -> Change:
    return of, "settings.databaseFlags", flags(**said)


def networks(*blocks: str) -> Change:
    return ip("authorizedNetworks", [{"value": block} for block in blocks])


def audited(*kinds: str) -> Change:
    configs = [{"service": "allServices", "auditLogConfigs": [{"logType": kind} for kind in kinds]}]
    return "audit", "auditConfigs", configs


NET, PIT, DB = "network/data", "point-in-time", "database"
ALL = ("admin", "data-read", "data-write", "sign-in")
SIGNED = {"log_connections": "on", "log_disconnections": "on"}
AUDIT = {"cloudsql__enable_pgaudit": "on"}
ON = [own("pointInTimeRecoveryEnabled", value=True)]
PLAIN = ip("sslMode", "ALLOW_UNENCRYPTED_AND_ENCRYPTED")
UNSAID = ip("sslMode", "SSL_MODE_UNSPECIFIED")
CONNECTORS = pg("connectorEnforcement", "REQUIRED")
OPEN = networks("0.0.0.0/0")
PSC = {"pscEnabled": True, "allowedConsumerProjects": ["birch-prod", "alder-prod"]}
SHUT = ip("ipv4Enabled", value=False)
AUDITED = "ms", "settings.sqlServerAuditConfig.bucket", "gs://b"
