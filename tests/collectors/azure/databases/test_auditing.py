"""Audits of an Azure SQL server: where they lie, and whom an expression leaves out."""

import pytest

from checks.logging import recording
from scanner.check import Judged
from scanner.facts import LogStore, LogTrail
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.databases.test_sql import GOOD, RECORDS, SERVER, change, part
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import Arm

MASTER = f"{SERVER}/databases/master"
NOWHERE = change("auditing", "storageEndpoint")
MONITOR = [NOWHERE, change("auditing", "isAzureMonitorTargetEnabled", True)]  # as JSON has it
AUDITS = {"category": "SQLSecurityAuditEvents", "enabled": True}


def setting(*logs: JSON, **more: JSON) -> JSON:
    said = {"workspaceId": "/subscriptions/x/workspaces/logs", "logs": list(logs), **more}
    return part(f"{MASTER}/providers", "Microsoft.Insights/diagnosticSettings", "all", **said)


def trail(near: Arm, *changes: Change, **more: JSON) -> LogTrail:
    settings.put(near, {**GOOD, **more, **{name: {} for name, _, _ in changes if name == "category"}}, *changes)
    return one(facts(near), LogTrail, "store", SERVER)


IN_GROUP = {"categoryGroup": "audit", "enabled": True}
HAS: Change = (
    "category",
    "",
    part(
        f"{MASTER}/providers",
        "Microsoft.Insights/diagnosticSettingsCategories",
        "SQLSecurityAuditEvents",
        categoryGroups=["audit"],
    ),
)
STATES: list[tuple[str, list[Change], JSON, JSON]] = [
    ("to an account", [], None, True),
    ("to Azure Monitor, and a setting sends it on", MONITOR, setting(AUDITS), True),
    ("to Azure Monitor, and all is sent on", MONITOR, setting({"categoryGroup": "allLogs", "enabled": True}), True),
    ("to Azure Monitor, and no setting is there", MONITOR, None, False),
    (
        "to Azure Monitor, and something else is sent on",
        MONITOR,
        setting({"category": "Errors", "enabled": True}),
        False,
    ),
    ("to Azure Monitor, and it is off", MONITOR, setting({**AUDITS, "enabled": False}), False),
    ("to Azure Monitor, and a group may have it", MONITOR, setting(IN_GROUP), None),
    (
        "to Azure Monitor, and a group has it",
        [*MONITOR, HAS],
        setting({"categoryGroup": "audit", "enabled": True}),
        True,
    ),
    ("to Azure Monitor, whose database is not listed", [*MONITOR, ("master", "", LEFT_OUT)], setting(AUDITS), None),
    ("to an account too", [MONITOR[1]], None, True),
    ("nowhere", [NOWHERE], setting(AUDITS), None),
    ("it is off", [change("auditing", "state", "Disabled"), *MONITOR], setting(AUDITS), False),
]


@pytest.mark.parametrize(("said", "changes", "sent", "enabled"), STATES, ids=[row[0] for row in STATES])
def test_where_audits_lie(near: Arm, said: str, changes: list[Change], sent: JSON, enabled: JSON) -> None:
    found = trail(near, *changes, **({"sent": sent} if sent else {}))
    assert found.enabled is enabled, said
    assert found.records == {True: RECORDS, False: (), None: None}[enabled]
    judged = {True: Judged.PASS, False: Judged.FAIL, None: Judged.UNKNOWN}[enabled]
    assert [v.judged for v in recording(found)] == [judged]
    stores = [f for f in facts(near) if isinstance(f, LogStore) and f.resource == SERVER.lower()]
    assert len(stores) == (enabled is not False)


@pytest.mark.parametrize("denied", ["Microsoft.Insights/diagnosticSettings", "Microsoft.Sql/servers/databases"])
def test_where_nobody_may_look_it_is_not_known(near: Arm, denied: str) -> None:
    near.held.denied.add(denied)
    found = trail(near, *MONITOR, sent=setting(AUDITS))
    assert (found.enabled, {u.outcome for u in found.unread}) == (None, {"denied"})
    assert denied in found.unread[0].ask
    assert trail(near, MONITOR[1], change("auditing", "storageEndpoint", "https://x.example")).enabled is True


def test_settings_are_asked_of_the_server_s_own_database_and_only_where_audits_go_to_azure_monitor(near: Arm) -> None:
    settings.put(near, GOOD)
    assert [a for a in evidence(near) if a.question == "sql.logging"] == []
    settings.put(near, GOOD, *MONITOR)
    assert [a.about for a in evidence(near) if a.question == "sql.logging"] == [MASTER.lower()]


def test_what_an_expression_leaves_out_is_not_known_nor_kept(near: Arm) -> None:
    found = trail(near, change("auditing", "predicateExpression", "server_principal_name <> 'hunter2'"))
    assert (found.enabled, found.exempt) == (True, None)
    assert [(u.field, u.outcome) for u in found.unread] == [("exempt", "unclear")]
    assert "hunter2" not in str(evidence(near))
    assert trail(near, change("auditing", "predicateExpression", "")).exempt == ()
