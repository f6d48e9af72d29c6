"""Azure SQL: what is asked of servers and their databases, and what they promise."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.azure.monitoring.settings import FIELDS, TYPE, UNDER, VERSION, groups
from collectors.azure.question import Arm, arm
from collectors.azure.read import canonical, properties
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Exposure, LogStore, LogTrail, Promise, SignIn

SERVER: Final = "azure.sql.server"
DATABASE: Final = "azure.sql.database"
_TYPE: Final = "Microsoft.Sql/servers"
_VERSION: Final = "2025-01-01"
_SERVER_GIVES: Final = (
    (Asset, "service"),
    (Channel, "database"),
    (Exposure, "network/data"),
    (LogTrail, "store"),
    LogStore,
    (SignIn, "everyone"),
)
_DATABASE_GIVES: Final = ((Asset, "store"), DataStore, (Backup, "point-in-time"), (Backup, "copy"))
_UPDATE: Final = "az sql server update --ids RESOURCE"
_AUDIT: Final = (
    "az sql server audit-policy update --name SERVER --resource-group GROUP --state Enabled "
    "--blob-storage-target-state Enabled --storage-account ACCOUNT --retention-days 0"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="Azure SQL server",
            gives=_SERVER_GIVES,
            may=(LogStore,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.protocol-version": f"{_UPDATE} --set minimalTlsVersion=1.2",
                    "public-exposure.not-on-the-internet": f"{_UPDATE} --enable-public-network false, or az sql server "
                    "firewall-rule delete --ids RULE",
                    "audit-logging.recording": _AUDIT,
                    "audit-logging.events-complete": _AUDIT,
                    "log-retention.long-enough": _AUDIT,
                    "mfa.no-way-round": "az sql server ad-only-auth enable --name SERVER --resource-group GROUP",
                }
            ),
            own={"RESOURCE": "resource", "SERVER": "name"},
        ),
        DATABASE: Kind(
            title="Azure SQL database",
            gives=_DATABASE_GIVES,
            may=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "az sql db tde set --database DATABASE --server SERVER "
                    "--resource-group GROUP --status Enabled",
                    "encryption-at-rest.customer-key": "az sql server tde-key set --server SERVER --resource-group "
                    "GROUP --server-key-type AzureKeyVault --kid KEY-URI",
                    "backup.kept": "az sql db str-policy set --name DATABASE --server SERVER --resource-group GROUP "
                    "--retention-days 35",
                    "backup.off-site": "az sql db update --ids RESOURCE --backup-storage-redundancy Geo",
                }
            ),
            own={"RESOURCE": "resource", "DATABASE": "name"},
        ),
    }
)


AUDITED: Final = "SQLSecurityAuditEvents"
"""The category of its logs that has what is audited."""


def _part(id: str, part: str, *fields: str, feeds: tuple[Promise, ...], of: str = "sql.servers", **more: Any) -> Arm:
    """Settings of a server, or of a database."""
    kind = _TYPE if of == "sql.servers" else f"{_TYPE}/databases"
    return arm(id, f"{kind}/{part}", _VERSION, fields, feeds=feeds, each=of, under=part, **more)


def _auditing() -> Arm:
    """That an expression picks what is audited is enough: it names people."""
    row = _part(
        "sql.auditing",
        "auditingSettings",
        *(f"properties.{name}" for name in (*_AUDITING, "predicateExpression")),
        feeds=((LogTrail, "store"), LogStore),
    )
    kept = ", ".join(f"{name}: {name}" for name in _AUDITING)
    picks = "picks: length(not_null(predicateExpression, '')) > `0`"
    return replace(row, keep=f"{{value: value[].{{id: id, name: name, properties: properties.{{{kept}, {picks}}}}}}}")


def _stored(known: Known, database: Mapping[str, Any]) -> bool:
    """Its settings need not be asked: audits of a server that go to Azure Monitor go by those of its master alone."""
    server, _, name = canonical(str(database.get("id", ""))).partition("/databases/")
    rows = (known.body("sql.auditing", server) or {}).get("value") or [{}]
    said = properties(rows[0])
    return name != "master" or said.get("state") != "Enabled" or bool(said.get("storageEndpoint"))


_AUDITING: Final = (
    *("state", "auditActionsAndGroups", "retentionDays", "storageEndpoint"),
    "isAzureMonitorTargetEnabled",
)
QUESTIONS: Final = (
    arm(
        "sql.servers",
        _TYPE,
        _VERSION,
        ("properties.minimalTlsVersion", "properties.publicNetworkAccess"),
        feeds=(*_SERVER_GIVES, *_DATABASE_GIVES),
    ),
    _part(
        "sql.firewall",
        "firewallRules",
        "properties.startIpAddress",
        "properties.endIpAddress",
        feeds=((Exposure, "network/data"),),
    ),
    _part(
        "sql.firewall6",
        "ipv6FirewallRules",
        "properties.startIPv6Address",
        "properties.endIPv6Address",
        feeds=((Exposure, "network/data"),),
    ),
    _auditing(),
    _part(
        "sql.entra_only",
        "azureADOnlyAuthentications",
        "properties.azureADOnlyAuthentication",
        feeds=((SignIn, "everyone"),),
    ),
    _part("sql.protector", "encryptionProtector", "properties.serverKeyType", feeds=(DataStore,)),
    _part(
        "sql.databases",
        "databases",
        "location",
        "tags",
        "sku.tier",
        "properties.earliestRestoreDate",
        "properties.currentBackupStorageRedundancy",
        feeds=(*_DATABASE_GIVES, (LogTrail, "store")),
    ),
    arm(
        "sql.logging",
        TYPE,
        VERSION,
        FIELDS,
        feeds=((LogTrail, "store"),),
        each="sql.databases",
        under=UNDER,
        after=("sql.auditing",),
        unless=_stored,
    ),
    groups("sql.logging", "sql.databases", AUDITED),
    _part(
        "sql.tde",
        "transparentDataEncryption",
        "properties.state",
        feeds=(DataStore,),
        of="sql.databases",
    ),
    _part(
        "sql.short_term",
        "backupShortTermRetentionPolicies",
        "properties.retentionDays",
        feeds=((Backup, "point-in-time"),),
        of="sql.databases",
    ),
    _part(
        "sql.long_term",
        "backupLongTermRetentionPolicies",
        "properties.weeklyRetention",
        "properties.monthlyRetention",
        "properties.yearlyRetention",
        feeds=((Backup, "copy"),),
        of="sql.databases",
    ),
)
