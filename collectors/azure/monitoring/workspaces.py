"""Workspaces of Log Analytics: how long they keep what they are sent."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogStore

WORKSPACE: Final = "azure.loganalytics.workspace"
_TYPE: Final = "Microsoft.OperationalInsights/workspaces"
_VERSION: Final = "2025-07-01"
_GIVES: Final = ((Asset, "service"), LogStore)
_RECORDS: Final = (
    *("AKSAudit", "AKSAuditAdmin", "AppServiceAuditLogs", "CDBDataPlaneRequests", "PGSQLPgAuditLogs"),
    *("StorageFileLogs", "StorageQueueLogs", "StorageTableLogs"),
    *("AADManagedIdentitySignInLogs", "AADNonInteractiveUserSignInLogs", "AADServicePrincipalSignInLogs"),
    *("AuditLogs", "AZKVAuditLogs", "AzureActivity", "AzureDiagnostics", "CommonSecurityLog", "NTANetAnalytics"),
    *("SecurityAlert", "SecurityEvent", "SigninLogs", "SQLSecurityAuditEvents", "StorageBlobLogs", "Syslog"),
)
"""Tables that hold what an investigation looks for; what a machine measures of itself is in others."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        WORKSPACE: Kind(
            title="Log Analytics workspace",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "az monitor log-analytics workspace update --ids RESOURCE "
                    "--retention-time 365; for a table that has a time of its own, az monitor log-analytics workspace "
                    "table update --workspace-name WORKSPACE --resource-group GROUP --name TABLE "
                    "--total-retention-time 365",
                    "log-retention.tamper-evident": "az monitor log-analytics workspace data-export create "
                    "--workspace-name WORKSPACE --resource-group GROUP --name EXPORT --destination ACCOUNT-ID --tables "
                    "TABLES, to a container with a locked policy",
                }
            ),
            own={"RESOURCE": "resource", "WORKSPACE": "name"},
        )
    }
)

QUESTIONS: Final = (
    arm("loganalytics.workspaces", _TYPE, _VERSION, ("properties.retentionInDays",), feeds=_GIVES),
    arm(
        "loganalytics.tables",
        f"{_TYPE}/tables",
        _VERSION,
        ("properties.totalRetentionInDays",),
        feeds=(LogStore,),
        each="loganalytics.workspaces",
        under="tables",
        only=_RECORDS,
    ),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the workspaces and how long they keep things."""
    for found in listed(whole, "loganalytics.workspaces", WORKSPACE, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        yield Asset(**whole.thing(WORKSPACE, row, got), role="service")
        yield _kept(whole, got, row)


def _kept(whole: Subscription, got: Got, row: Mapping[str, Any]) -> LogStore:
    """The table that is kept shortest counts: each may have a time of its own, shorter or longer than the rest.

    Whether somebody can change what is in it, no answer says: it has no digests and no lock that is told of.
    """
    tables = whole.answers.one("loganalytics.tables", canonical(row["id"]))
    own = [properties(table).get("totalRetentionInDays") for table in (tables.body or {}).get("value", [])]
    said = own or [properties(row).get("retentionInDays")]
    # -1 is what a table writes that goes by another number, which it does not say then.
    days = [count for count in said if isinstance(count, int) and count > 0]
    known = len(days) == len(said)
    why = tables if not tables.good else got if known else unclear(got, "it does not say how long it is kept")
    return LogStore(
        **whole.thing(WORKSPACE, row, got, tables),
        retention_days=min(days) if known and tables.good else None,
        tamper_evident=None,
        immutable=False,
        unread=unread(retention_days=why, tamper_evident=HIDDEN),
    )
