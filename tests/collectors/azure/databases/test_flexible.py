"""PostgreSQL and MySQL of Azure: each setting as it should be, as it should not be, left out, and not to be read."""

from typing import Any

import pytest

from collectors.azure.databases.flexible import KINDS
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, Fact, Gap, LogTrail, SignIn, facet
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.server import ID, Arm

GROUP = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers"
PG = f"{GROUP}/Microsoft.DBforPostgreSQL/flexibleServers/alder"
MY = f"{GROUP}/Microsoft.DBforMySQL/flexibleServers/birch"
PG_PARAMETERS = {
    "require_secure_transport": "on",
    "ssl_min_protocol_version": "TLSv1.2",
    "log_connections": "on",
    "log_disconnections": "on",
    "pgaudit.log": "READ,WRITE,ROLE",
    "shared_preload_libraries": "pg_stat_statements,pgaudit",
    "shared_buffers": "hunter2",
}
MY_PARAMETERS = {
    "require_secure_transport": "ON",
    "tls_version": "TLSv1.2,TLSv1.3",
    "audit_log_enabled": "ON",
    "audit_log_events": "CONNECTION,DML,DCL",
    "init_connect": "hunter2",
}


def server(id: str, **more: JSON) -> dict[str, JSON]:
    return {
        "id": id,
        "name": id.rpartition("/")[2],
        "location": "westeurope",
        "properties": {
            "administratorLogin": "hunter2",
            "network": {"publicNetworkAccess": "Enabled"},
            "backup": {
                "backupRetentionDays": 30,
                "geoRedundantBackup": "Enabled",
                "earliestRestoreDate": "2026-11-01T10:00:00.1234567+00:00",
            },
            "dataEncryption": {"type": "AzureKeyVault", "primaryKeyURI": "https://kept/k"},
            **more,
        },
    }


def part(of: str, kind: str, name: str, **said: JSON) -> dict[str, JSON]:
    return {"id": f"{of}/{kind}/{name}", "name": name, "properties": said}


def sent(of: str, category: str, **more: JSON) -> dict[str, JSON]:
    said = {"workspaceId": "/subscriptions/x/workspaces/logs", "logs": [{"category": category, "enabled": True}]}
    return part(f"{of}/providers", "Microsoft.Insights/diagnosticSettings", "all", **said, **more)


GOOD: dict[str, JSON] = {
    "pg sent": sent(PG, "PostgreSQLLogs"),
    "my sent": sent(MY, "MySqlAuditLogs"),
    "pg": server(PG, authConfig={"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"}),
    "my": server(MY),
    **{f"pg.{name}": part(PG, "configurations", name, value=value) for name, value in PG_PARAMETERS.items()},
    **{f"my.{name}": part(MY, "configurations", name, value=value) for name, value in MY_PARAMETERS.items()},
    "pg rule": part(PG, "firewallRules", "ward", startIpAddress="198.51.100.7", endIpAddress="198.51.100.9"),
}


def pg(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "pg", f"properties.{setting}", value


def says(parameter: str, value: JSON = LEFT_OUT) -> Change:
    return parameter, "properties.value", value


def reaches(start: str, end: str) -> Change:
    return "pg rule", "properties", {"startIpAddress": start, "endIpAddress": end}


PIT, NET = "point-in-time", "network/data"
ALL = ("admin", "data-read", "data-write", "sign-in")
DATA = ("admin", "data-read", "data-write")
SHUT = pg("network.publicNetworkAccess", "Disabled")
AZURE = [("pg rule", f"properties.{at}IpAddress", "0.0.0.0") for at in ("start", "end")]  # noqa: S104
OFF = says("my.audit_log_enabled", "OFF")
CONNECTIONS = says("my.audit_log_events", "CONNECTION")
SELECTS = says("my.audit_log_events", "CONNECTION,DML_SELECT")
TABLE: list[Setting] = [
    ("pg.tls", Channel, "database", PG, "encryption", "required", []),
    ("pg.tls", Channel, "database", PG, "encryption", "offered", [says("pg.require_secure_transport", "off")]),
    ("pg.tls", Channel, "database", PG, "encryption", None, [("pg.require_secure_transport", "", LEFT_OUT)]),
    ("pg.tls", Channel, "database", PG, "min_version", "1.2", []),
    ("pg.tls", Channel, "database", PG, "min_version", "1.1", [says("pg.ssl_min_protocol_version", "TLSv1.1")]),
    ("pg.tls", Channel, "database", PG, "min_version", "1.0", [says("pg.ssl_min_protocol_version", "TLSv1")]),
    ("pg.tls", Channel, "database", PG, "min_version", None, [says("pg.ssl_min_protocol_version")]),
    ("pg.log", LogTrail, "store", PG, "records", ALL, []),
    ("pg.log", LogTrail, "store", PG, "records", DATA, [says("pg.log_connections", "off")]),
    ("pg.log", LogTrail, "store", PG, "records", DATA, [says("pg.log_disconnections", "off")]),
    ("pg.log", LogTrail, "store", PG, "records", ("sign-in",), [says("pg.pgaudit.log", "none")]),
    ("pg.log", LogTrail, "store", PG, "records", ALL, [says("pg.pgaudit.log", "all")]),
    ("pg.log", LogTrail, "store", PG, "records", ("sign-in",), [says("pg.shared_preload_libraries", "pg_cron")]),
    ("pg.log", LogTrail, "store", PG, "records", ("sign-in",), [says("pg.shared_preload_libraries")]),
    ("pg.log", LogTrail, "store", PG, "enabled", False, [says("pg.pgaudit.log"), says("pg.log_connections")]),
    ("pg.backup", Backup, PIT, PG, "retention_days", 30, []),
    ("pg.backup", Backup, PIT, PG, "retention_days", None, [pg("backup.backupRetentionDays")]),
    ("pg.backup", Backup, PIT, PG, "offsite", True, []),
    ("pg.backup", Backup, PIT, PG, "offsite", False, [pg("backup.geoRedundantBackup", "Disabled")]),
    ("pg.backup", Backup, PIT, PG, "newest_seconds", 300, []),
    ("pg.backup", Backup, PIT, PG, "newest_seconds", None, [pg("backup.earliestRestoreDate")]),
    ("pg", DataStore, "", PG, "customer_key", True, []),
    ("pg", DataStore, "", PG, "customer_key", False, [pg("dataEncryption.type", "SystemManaged")]),
    ("pg", DataStore, "", PG, "customer_key", False, [pg("dataEncryption")]),
    ("pg", SignIn, "everyone", PG, "bypass", (), []),
    ("pg", SignIn, "everyone", PG, "bypass", ("local-accounts",), [pg("authConfig.passwordAuth", "Enabled")]),
    ("pg", SignIn, "everyone", PG, "bypass", ("local-accounts",), [pg("authConfig")]),
    ("pg", Exposure, NET, PG, "audience", "listed", []),
    ("pg", Exposure, NET, PG, "audience", "owner", [SHUT]),
    ("pg", Exposure, NET, PG, "audience", "provider", AZURE),
    ("pg", Exposure, NET, PG, "audience", "listed", [reaches("20.0.0.0", "20.255.255.255")]),
    ("pg", Exposure, NET, PG, "audience", "everyone", [reaches("20.0.0.0", "21.0.0.0")]),
    ("pg", Exposure, NET, PG, "audience", "listed", [reaches("10.0.0.0", "10.255.255.255")]),
    ("mysql.tls", Channel, "database", MY, "encryption", "required", []),
    ("mysql.tls", Channel, "database", MY, "encryption", "offered", [says("my.require_secure_transport", "OFF")]),
    ("mysql.tls", Channel, "database", MY, "min_version", "1.2", []),
    ("mysql.tls", Channel, "database", MY, "min_version", "1.0", [says("my.tls_version", "TLSv1,TLSv1.2")]),
    ("mysql.tls", Channel, "database", MY, "min_version", None, [("my.tls_version", "", LEFT_OUT)]),
    ("mysql.audit", LogTrail, "store", MY, "records", ALL, []),
    ("mysql.audit", LogTrail, "store", MY, "records", (), [OFF]),
    ("mysql.audit", LogTrail, "store", MY, "enabled", False, [OFF]),
    ("mysql.audit", LogTrail, "store", MY, "records", ("sign-in",), [CONNECTIONS]),
    ("mysql.audit", LogTrail, "store", MY, "records", ("data-read", "sign-in"), [SELECTS]),
    ("mysql", SignIn, "everyone", MY, "bypass", ("local-accounts",), []),
    ("mysql", Exposure, NET, MY, "audience", "owner", []),
    ("mysql", Backup, PIT, MY, "retention_days", 30, []),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_nothing_else_of_a_server_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    assert "hunter2" not in repr(facts(near))


@pytest.mark.parametrize("space", ["Microsoft.DBforPostgreSQL", "Microsoft.DBforMySQL"])
@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("configurations", {(Channel, "database"), (LogTrail, "store")}),
        ("firewallRules", {(Exposure, NET)}),
    ],
)
def test_what_may_not_be_read_is_not_known(near: Arm, space: str, name: str, needed: set[Any]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"{space}/flexibleServers/{name}")
    denied = [(f, why) for f in facts(near) for why in f.unread if why.outcome == "denied"]
    assert {(type(f), facet(f)) for f, _ in denied} == needed
    assert all(f"{space}/flexibleServers/{name}/read" in why.ask for _, why in denied)


@pytest.mark.parametrize("space", ["Microsoft.DBforPostgreSQL", "Microsoft.DBforMySQL"])
def test_what_may_not_be_listed_is_missing(near: Arm, space: str) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"{space}/flexibleServers")
    missing = [f for f in facts(near) if isinstance(f, Gap) and f.outcome == "denied"]
    (kind,) = {gap.kind for gap in missing}
    assert len(missing) == len(KINDS[kind].gives)


def test_nothing_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    assert not [f for f in facts(near) if isinstance(f, Gap)]
    assert [f.role for f in facts(near) if isinstance(f, Asset)] == ["service", "store", "store"]


@pytest.mark.parametrize(
    "change", [pg("version", "17"), says("pg.shared_buffers", "x"), ("my", "properties.replicaCapacity", 2)]
)
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before
