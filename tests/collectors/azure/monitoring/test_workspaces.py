"""Workspaces: the time of their own, that of single tables, and what may not be read."""

import pytest

from checks.log_retention import long_enough
from collectors.azure.monitoring.workspaces import KINDS, WORKSPACE
from scanner.check import Judged
from scanner.facts import Gap, LogStore
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import ID, Arm

LOGS = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.OperationalInsights/workspaces/Logs"


def table(name: str, **said: JSON) -> dict[str, JSON]:
    return {"id": f"{LOGS}/tables/{name}", "name": name, "properties": said}


GOOD: dict[str, JSON] = {
    "workspace": {
        "id": LOGS,
        "name": "Logs",
        "type": "Microsoft.OperationalInsights/workspaces",
        "location": "westeurope",
        "properties": {"retentionInDays": 365, "customerId": "hunter2"},
    },
    "activity": table("AzureActivity", totalRetentionInDays=400, retentionInDays=90),
    "machines": table("Perf", totalRetentionInDays=30),
}


def activity(days: JSON = LEFT_OUT) -> Change:
    return "activity", "properties.totalRetentionInDays", days


def workspace(days: JSON = LEFT_OUT) -> Change:
    return "workspace", "properties.retentionInDays", days


NO_TABLE: Change = ("activity", "", LEFT_OUT)


@pytest.mark.parametrize(
    ("changes", "days", "judged"),
    [
        ([], 400, Judged.PASS),
        ([activity(60)], 60, Judged.FAIL),
        ([workspace(30)], 400, Judged.PASS),
        ([NO_TABLE], 365, Judged.PASS),
        ([NO_TABLE, workspace(30)], 30, Judged.FAIL),
        ([NO_TABLE, workspace()], None, Judged.UNKNOWN),
        ([NO_TABLE, workspace(0)], None, Judged.UNKNOWN),
        ([activity(-1)], None, Judged.UNKNOWN),
        ([activity()], None, Judged.UNKNOWN),
    ],
)
def test_a_setting(near: Arm, changes: list[Change], days: int | None, judged: Judged) -> None:
    settings.put(near, GOOD, *changes)
    found = one(facts(near), LogStore, "", LOGS)
    assert isinstance(found, LogStore)
    assert found.retention_days == days
    assert [v.judged for v in long_enough(found)] == [judged]


def test_the_table_that_is_kept_shortest_counts(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.put(table("AZKVAuditLogs", totalRetentionInDays=31))
    found = one(facts(near), LogStore, "", LOGS)
    assert isinstance(found, LogStore)
    assert found.retention_days == 31


@pytest.mark.parametrize("name", ["AKSAudit", "AppServiceAuditLogs", "PGSQLPgAuditLogs", "StorageFileLogs", "Syslog"])
def test_tables_of_what_was_done_count_whoever_writes_them(near: Arm, name: str) -> None:
    settings.put(near, GOOD)
    near.held.put(table(name, totalRetentionInDays=31))
    found = one(facts(near), LogStore, "", LOGS)
    assert isinstance(found, LogStore)
    assert (found.retention_days, [v.judged for v in long_enough(found)]) == (31, [Judged.FAIL])


def test_tables_that_may_not_be_read_are_not_known(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.OperationalInsights/workspaces/tables")
    found = one(facts(near), LogStore, "", LOGS)
    (why,) = [why for why in found.unread if why.field == "retention_days"]
    assert why.outcome == "denied"
    assert "Microsoft.OperationalInsights/workspaces/tables/read" in why.ask


def test_what_may_not_be_listed_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.OperationalInsights/workspaces")
    found = [f for f in facts(near) if f.kind == WORKSPACE]
    assert {f.outcome for f in found if isinstance(f, Gap)} == {"denied"}
    assert len(found) == len(KINDS[WORKSPACE].gives)


def test_nothing_else_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    assert "hunter2" not in repr(evidence(near))
    settings.put(near, GOOD, ("workspace", "properties.customerId", LEFT_OUT), ("machines", "", LEFT_OUT))
    assert [f for f in facts(near) if f.kind == WORKSPACE] == [f for f in before if f.kind == WORKSPACE]
