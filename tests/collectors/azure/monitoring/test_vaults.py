"""The logs of key vaults: which setting of whichever vault is on, and sends what it should somewhere."""

import pytest

from checks.logging import events_complete, recording
from collectors.azure.keys.vaults import VAULT as KIND
from scanner.check import Judged
from scanner.facts import Gap, LogTrail
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import ID, Arm

VAULT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.KeyVault/vaults/Alder"
UNDER = "providers/Microsoft.Insights/diagnosticSettings/all"
ON = {"category": "AuditEvent", "enabled": True}
GOOD: dict[str, JSON] = {
    "vault": {"id": VAULT, "name": "Alder", "type": "Microsoft.KeyVault/vaults", "properties": {}},
    "setting": {"id": f"{VAULT}/{UNDER}", "name": "all", "properties": {"storageAccountId": "x", "logs": [ON]}},
}


def logs(**said: JSON) -> Change:
    return "setting", "properties.logs", [said]


NONE: Change = ("setting", "", LEFT_OUT)
NO_PLACE: Change = ("setting", "properties.storageAccountId", LEFT_OUT)


@pytest.mark.parametrize(
    ("change", "enabled"),
    [
        (logs(**ON), True),
        (logs(categoryGroup="audit", enabled=True), True),
        (logs(categoryGroup="AllLogs", enabled=True), True),
        (logs(category="auditevent", enabled=True), True),
        (logs(category="AuditEvent", enabled=False), False),
        (logs(category="AuditEvent"), False),
        (logs(category="AzurePolicyEvaluationDetails", enabled=True), False),
        (("setting", "properties.logs", []), False),
        (NO_PLACE, False),
        (NONE, False),
        (("setting", "id", f"{VAULT}2/{UNDER}"), False),
    ],
)
def test_a_setting(near: Arm, change: Change, enabled: bool) -> None:  # noqa: FBT001  # a column of the table
    settings.put(near, GOOD, change)
    found = one(facts(near), LogTrail, "store", VAULT)
    assert isinstance(found, LogTrail)
    assert found.enabled is enabled
    assert found.records == (("admin", "data-read", "data-write") if enabled else ())
    assert [v.judged for v in recording(found)] == [Judged.PASS if enabled else Judged.FAIL]
    assert [v.judged for v in events_complete(found)] == ([Judged.PASS] if enabled else [])


def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Insights/diagnosticSettings")
    found = one(facts(near), LogTrail, "store", VAULT)
    assert {(why.field, why.outcome) for why in found.unread} == {
        ("enabled", "denied"),
        ("records", "denied"),
        ("exempt", "denied"),
    }
    assert all("Microsoft.Insights/diagnosticSettings/read" in why.ask for why in found.unread)


def test_where_vaults_may_not_be_listed_their_logs_are_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.KeyVault/vaults")
    assert [f for f in facts(near) if isinstance(f, Gap) and f.kind == KIND and f.missing == "log-trail"]


@pytest.mark.parametrize("change", [("setting", "properties.metrics", []), ("setting", "properties.workspaceId", "y")])
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before
