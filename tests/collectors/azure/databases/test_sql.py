"""Azure SQL: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.databases.sql import KINDS
from scanner.facts import (
    FOREVER,
    Backup,
    Channel,
    DataStore,
    Exposure,
    Fact,
    Gap,
    LogStore,
    LogTrail,
    SignIn,
    facet,
)
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
from tests.servers.arm.server import ID, Arm

SERVER = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Sql/servers/alder"
DB = f"{SERVER}/databases/records"
GROUPS = [
    "BATCH_COMPLETED_GROUP",
    "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
    "FAILED_DATABASE_AUTHENTICATION_GROUP",
    "DATABASE_PERMISSION_CHANGE_GROUP",
]


def part(of: str, kind: str, name: str, **properties: JSON) -> dict[str, JSON]:
    return {"id": f"{of}/{kind}/{name}", "name": name, "properties": properties}


GOOD: dict[str, JSON] = {
    "server": {
        "id": SERVER,
        "name": "alder",
        "type": "Microsoft.Sql/servers",
        "location": "westeurope",
        "properties": {
            "administratorLogin": "hunter2",
            "minimalTlsVersion": "1.2",
            "publicNetworkAccess": "Enabled",
        },
    },
    "rule": part(SERVER, "firewallRules", "ward", startIpAddress="198.51.100.7", endIpAddress="198.51.100.9"),
    "auditing": part(
        SERVER,
        "auditingSettings",
        "Default",
        state="Enabled",
        storageEndpoint="https://x.blob.example/",
        storageAccountAccessKey="hunter2",
        retentionDays=400,
        auditActionsAndGroups=GROUPS,
    ),
    "entra": part(SERVER, "azureADOnlyAuthentications", "Default", azureADOnlyAuthentication=True),
    "protector": part(SERVER, "encryptionProtector", "current", serverKeyType="AzureKeyVault", uri="https://kept/k"),
    "master": {**part(SERVER, "databases", "master"), "location": "westeurope"},
    "database": {
        **part(
            SERVER,
            "databases",
            "records",
            earliestRestoreDate="2026-11-01T10:00:00Z",
            currentBackupStorageRedundancy="GeoZone",
        ),
        "location": "westeurope",
        "sku": {"name": "GP_Gen5", "tier": "GeneralPurpose"},
    },
    "tde": part(DB, "transparentDataEncryption", "Current", state="Enabled"),
    "short": part(DB, "backupShortTermRetentionPolicies", "Default", retentionDays=14, diffBackupIntervalInHours=12),
    "long": part(
        DB,
        "backupLongTermRetentionPolicies",
        "Default",
        weeklyRetention="P4W",
        monthlyRetention="P1Y",
        yearlyRetention="PT0S",
    ),
}


def change(where: str, setting: str, value: JSON = LEFT_OUT) -> Change:
    return where, f"properties.{setting}", value


SHUT = change("server", "publicNetworkAccess", "Disabled")
NO_RULE: Change = ("rule", "", LEFT_OUT)
FROM, TO = "startIpAddress", "endIpAddress"
AZURE = [change("rule", FROM, "0.0.0.0"), change("rule", TO, "0.0.0.0")]  # noqa: S104
WORLD = [change("rule", FROM, "0.0.0.0"), change("rule", TO, "255.255.255.255")]  # noqa: S104
HALF = [change("rule", FROM, "1.0.0.0"), change("rule", TO, "128.255.255.255")]
ONCE = [change("long", "weeklyRetention", "PT0S"), change("long", "monthlyRetention", "PT0S")]
NET, PIT, RECORDS = "network/data", "point-in-time", ("admin", "data-read", "data-write", "sign-in")
TABLE: list[Setting] = [
    ("sql.tls", Channel, "database", SERVER, "min_version", "1.2", []),
    ("sql.tls", Channel, "database", SERVER, "min_version", "1.0", [change("server", "minimalTlsVersion", "None")]),
    ("sql.tls", Channel, "database", SERVER, "min_version", "1.0", [change("server", "minimalTlsVersion")]),
    ("sql.tls", Channel, "database", SERVER, "min_version", None, [change("server", "minimalTlsVersion", "9")]),
    ("sql.public", Exposure, NET, SERVER, "audience", "owner", [SHUT, *WORLD]),
    ("sql.public", Exposure, NET, SERVER, "audience", None, [NO_RULE]),
    ("sql.public", Exposure, NET, SERVER, "audience", None, []),
    ("sql.public", Exposure, NET, SERVER, "ports", ((1433, 1433),), WORLD),
    ("sql.public", Exposure, NET, SERVER, "audience", None, [change("server", "publicNetworkAccess")]),
    ("sql.firewall_open", Exposure, NET, SERVER, "audience", "provider", AZURE),
    ("sql.firewall_open", Exposure, NET, SERVER, "audience", "everyone", WORLD),
    ("sql.firewall_open", Exposure, NET, SERVER, "audience", "everyone", HALF),
    ("sql.audit", LogTrail, "store", SERVER, "enabled", True, []),
    ("sql.audit", LogTrail, "store", SERVER, "records", RECORDS, []),
    ("sql.audit", LogTrail, "store", SERVER, "enabled", False, [change("auditing", "state", "Disabled")]),
    ("sql.audit", LogTrail, "store", SERVER, "enabled", False, [change("auditing", "state")]),
    ("sql.audit", LogTrail, "store", SERVER, "records", (), [change("auditing", "auditActionsAndGroups")]),
    ("sql.audit_retention", LogStore, "", SERVER, "retention_days", 400, []),
    ("sql.audit_retention", LogStore, "", SERVER, "retention_days", FOREVER, [change("auditing", "retentionDays", 0)]),
    ("sql.audit_retention", LogStore, "", SERVER, "retention_days", None, [change("auditing", "storageEndpoint")]),
    ("sql.audit_retention", LogStore, "", SERVER, "retention_days", None, [change("auditing", "retentionDays")]),
    ("sql.tde", DataStore, "", DB, "encrypted", True, []),
    ("sql.tde", DataStore, "", DB, "encrypted", False, [change("tde", "state", "Disabled")]),
    ("sql.tde", DataStore, "", DB, "encrypted", False, [("tde", "", LEFT_OUT)]),
    ("sql.tde_cmk", DataStore, "", DB, "customer_key", True, []),
    ("sql.tde_cmk", DataStore, "", DB, "customer_key", False, [change("protector", "serverKeyType", "ServiceManaged")]),
    ("sql.tde_cmk", DataStore, "", DB, "customer_key", False, [change("tde", "state", "Disabled")]),
    ("sql.entra_only", SignIn, "everyone", SERVER, "bypass", (), []),
    (
        "sql.entra_only",
        SignIn,
        "everyone",
        SERVER,
        "bypass",
        ("local-accounts",),
        [change("entra", "azureADOnlyAuthentication", False)],
    ),
    ("sql.entra_only", SignIn, "everyone", SERVER, "bypass", ("local-accounts",), [("entra", "", LEFT_OUT)]),
    ("sql.pitr", Backup, PIT, DB, "retention_days", 14, []),
    ("sql.pitr", Backup, PIT, DB, "retention_days", None, [change("short", "retentionDays")]),
    ("sql.pitr", Backup, PIT, DB, "newest_seconds", 600, []),
    ("sql.pitr", Backup, PIT, DB, "newest_seconds", None, [change("database", "earliestRestoreDate")]),
    ("sql.pitr", Backup, PIT, DB, "newest_seconds", None, [("database", "sku.tier", "DataWarehouse")]),
    ("sql.pitr", Backup, PIT, DB, "newest_seconds", None, [("database", "sku", LEFT_OUT)]),
    ("sql.ltr", Backup, "copy", DB, "retention_days", 365, []),
    ("sql.ltr", Backup, "copy", DB, "retention_days", 28, [change("long", "monthlyRetention")]),
    ("sql.backup_geo", Backup, PIT, DB, "offsite", True, []),
    (
        "sql.backup_geo",
        Backup,
        PIT,
        DB,
        "offsite",
        False,
        [change("database", "currentBackupStorageRedundancy", "Zone")],
    ),
    ("sql.backup_geo", Backup, PIT, DB, "offsite", False, [change("database", "currentBackupStorageRedundancy")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_no_copies_for_long_are_no_fact(near: Arm) -> None:
    settings.put(near, GOOD, *ONCE)
    assert not [f for f in facts(near) if facet(f) == "copy"]


def test_master_is_the_server_s_own(near: Arm) -> None:
    settings.put(near, GOOD)
    assert not [f for f in facts(near) if f.resource.endswith("/master")]


def test_nothing_secret_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    assert "hunter2" not in repr(facts(near))


NEEDED: dict[str, set[tuple[type[Fact], str]]] = {
    "firewallRules": {(Exposure, NET)},
    "ipv6FirewallRules": {(Exposure, NET)},
    "auditingSettings": {(LogTrail, "store")},
    "azureADOnlyAuthentications": {(SignIn, "everyone")},
    "encryptionProtector": {(DataStore, "")},
    "databases/transparentDataEncryption": {(DataStore, "")},
    "databases/backupShortTermRetentionPolicies": {(Backup, PIT)},
    "databases/backupLongTermRetentionPolicies": {(Backup, "copy")},
}


@pytest.mark.parametrize("name", NEEDED)
def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm, name: str) -> None:
    settings.put(near, GOOD)
    right = f"Microsoft.Sql/servers/{name}/read"
    near.held.denied.add(right.removesuffix("/read"))
    told = {
        (type(f), facet(f)) for f in facts(near) for why in f.unread if why.outcome == "denied" and right in why.ask
    }
    assert told == NEEDED[name]


@pytest.mark.parametrize(("denied", "kinds"), [("servers", set(KINDS)), ("servers/databases", {"azure.sql.database"})])
def test_what_may_not_be_listed_is_missing(near: Arm, denied: str, kinds: set[str]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.Sql/{denied}")
    missing = [f for f in facts(near) if isinstance(f, Gap)]
    assert {gap.kind for gap in missing} == kinds
    assert len(missing) == sum(len(KINDS[kind].gives) for kind in kinds)
    assert denied != "servers" or {type(f) for f in facts(near) if f.kind in KINDS} == {Gap}


FLIPPED = {
    "1.2": "1.1",
    "Enabled": "Disabled",
    "AzureKeyVault": "ServiceManaged",
    "2026-11-01T10:00:00Z": "2030-01-01T10:00:00Z",
    "GeoZone": "Local",
    "P4W": "P90W",
    "P1Y": "P2Y",
    "PT0S": "P9Y",
    "198.51.100.7": "0.0.0.0",  # noqa: S104
    "198.51.100.9": "255.0.0.0",
}
UNREAD = {"administratorLogin", "storageAccountAccessKey", "uri", "diffBackupIntervalInHours", "storageEndpoint"}
READ = [
    (name, path, value)
    for name, resource in GOOD.items()
    for path, value in leaves(resource)
    if path.startswith("properties.") and path.rpartition(".")[2] not in UNREAD
]


@pytest.mark.parametrize(("name", "path", "value"), READ)
def test_another_value_is_another_fact(near: Arm, name: str, path: str, value: JSON) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else FLIPPED[value]
    settings.put(near, GOOD, (name, path, other))
    assert facts(near) != before


@pytest.mark.parametrize(
    "one_change",
    [change("server", "version", "12"), change("auditing", "queueDelayMs", 9), change("database", "maxSizeBytes", 1)],
)
def test_what_no_fact_reads_changes_none(near: Arm, one_change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, one_change)
    assert facts(near) == before
