"""The activity log of a subscription: which categories are sent where, by whatever settings there are."""

import pytest

from checks.logging import copied_away, events_complete, nobody_exempt, recording
from scanner.check import Judged
from scanner.facts import Delivery, Fact, LogTrail
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.server import ID, Arm

SUBSCRIPTION = f"/subscriptions/{ID}"
OTHER = "/subscriptions/99999999-2222-3333-4444-555555555555"
KEPT = "resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs"
HUB = "resourceGroups/logs/providers/Microsoft.EventHub/namespaces/n/authorizationRules/send"


def log(category: str, *, enabled: JSON = True) -> dict[str, JSON]:
    return {"category": category, "enabled": enabled}


WANTED = [log(name) for name in ("Administrative", "Security", "Alert", "Policy")]
GOOD: dict[str, JSON] = {
    "setting": {
        "id": f"{SUBSCRIPTION}/providers/Microsoft.Insights/diagnosticSettings/all",
        "name": "all",
        "properties": {"workspaceId": f"{OTHER}/{KEPT}", "eventHubName": "hunter2", "logs": WANTED},
    },
    "vault": {
        "id": f"{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
        "name": "v",
        "type": "Microsoft.KeyVault/vaults",
        "properties": {},
    },
    "of a vault": {
        "id": f"{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/providers/Microsoft.Insights/"
        "diagnosticSettings/all",
        "name": "all",
        "properties": {"workspaceId": f"{OTHER}/{KEPT}", "logs": WANTED},
    },
}


def setting(name: str, value: JSON = LEFT_OUT) -> Change:
    return "setting", f"properties.{name}", value


def logs(*some: JSON) -> Change:
    return setting("logs", list(some))


NONE: Change = ("setting", "", LEFT_OUT)
NO_PLACE = setting("workspaceId")
HERE = setting("workspaceId", f"{SUBSCRIPTION.upper()}/{KEPT}")
TO_HUB = setting("eventHubAuthorizationRuleId", f"{SUBSCRIPTION}/{HUB}")
ONE_OFF = logs(*WANTED[:3], log("Policy", enabled=False))
TRAIL, WHERE = (LogTrail, "service", SUBSCRIPTION), (Delivery, "", SUBSCRIPTION)
TABLE: list[Setting] = [
    ("activity_export", *TRAIL, "enabled", True, []),
    ("activity_export", *TRAIL, "records", ("admin",), []),
    ("activity_export", *TRAIL, "exempt", (), []),
    ("activity_export", *TRAIL, "enabled", False, [NONE]),
    ("activity_export", *TRAIL, "records", (), [NONE]),
    ("activity_export", *TRAIL, "enabled", False, [NO_PLACE]),
    ("activity_export", *TRAIL, "enabled", True, [NO_PLACE, setting("storageAccountId", "x")]),
    ("activity_export", *TRAIL, "enabled", True, [NO_PLACE, TO_HUB]),
    ("activity_export", *TRAIL, "enabled", True, [NO_PLACE, setting("marketplacePartnerId", "x")]),
    ("activity_export", *TRAIL, "enabled", True, [NO_PLACE, setting("serviceBusRuleId", "x")]),
    ("activity_export", *TRAIL, "exempt", ("policy",), [ONE_OFF]),
    ("activity_export", *TRAIL, "exempt", ("alert", "policy", "security"), [logs(log("administrative"))]),
    ("activity_export", *TRAIL, "enabled", False, [logs(*WANTED[1:])]),
    ("activity_export", *TRAIL, "enabled", False, [logs(log("Administrative", enabled=False))]),
    ("activity_export", *TRAIL, "enabled", False, [logs({"category": "Administrative"})]),
    ("activity_export", *TRAIL, "enabled", False, [setting("logs")]),
    ("activity_export", *TRAIL, "exempt", (), [logs({"categoryGroup": "AllLogs", "enabled": True})]),
    ("activity_export", *TRAIL, "enabled", True, [logs({"categoryGroup": "AllLogs", "enabled": True})]),
    ("activity_export", *TRAIL, "exempt", (), [NONE]),
    ("activity_export", *WHERE, "copies", 1, []),
    ("activity_export", *WHERE, "copies", 0, [HERE]),
    ("activity_export", *WHERE, "copies", None, [HERE, TO_HUB]),
    ("activity_export", *WHERE, "copies", 1, [TO_HUB]),
    ("activity_export", *WHERE, "copies", 2, [setting("storageAccountId", f"{OTHER}/x")]),
    ("activity_export", *WHERE, "silent_seconds", None, []),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_a_place_that_gets_other_logs_holds_no_copy_of_this_one(near: Arm) -> None:
    settings.put(near, GOOD, HERE)
    near.held.put(
        {
            "id": f"{SUBSCRIPTION}/providers/Microsoft.Insights/diagnosticSettings/health",
            "name": "health",
            "properties": {"workspaceId": f"{OTHER}/{KEPT}", "logs": [log("ServiceHealth")]},
        }
    )
    found = one(facts(near), *WHERE)
    assert isinstance(found, Delivery)
    assert found.copies == 0


def test_two_settings_add_up(near: Arm) -> None:
    settings.put(near, GOOD, ONE_OFF)
    near.held.put({**GOOD["setting"], "id": f"{GOOD['setting']['id']}2"})
    found = one(facts(near), *TRAIL)
    assert isinstance(found, LogTrail)
    assert found.exempt == ()


def test_what_is_off_is_delivered_nowhere(near: Arm) -> None:
    settings.put(near, GOOD, NONE)
    assert not [f for f in facts(near) if isinstance(f, Delivery)]


@pytest.mark.parametrize(
    ("changes", "judged"),
    [
        ([], [Judged.PASS, Judged.PASS, Judged.PASS]),
        ([NONE], [Judged.FAIL]),
        ([ONE_OFF], [Judged.PASS, Judged.PASS, Judged.FAIL]),
    ],
)
def test_how_it_is_judged(near: Arm, changes: list[Change], judged: list[Judged]) -> None:
    settings.put(near, GOOD, *changes)
    trail = one(facts(near), *TRAIL)
    assert isinstance(trail, LogTrail)
    verdicts = [v for check in (recording, events_complete, nobody_exempt) for v in check(trail)]
    assert [v.judged for v in verdicts] == judged


def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Insights/diagnosticSettings")
    trail, where = one(facts(near), *TRAIL), one(facts(near), *WHERE)
    assert {why.field for why in trail.unread} == {"enabled", "records", "exempt"}
    assert {why.field for why in where.unread} == {"silent_seconds", "copies"}
    assert {why.outcome for f in (trail, where) for why in f.unread} == {"denied"}
    assert all("Microsoft.Insights/diagnosticSettings/read" in why.ask for why in trail.unread)
    assert isinstance(where, Delivery)
    assert [v.judged for v in copied_away(where)] == [Judged.UNKNOWN]


@pytest.mark.parametrize("change", [setting("eventHubName"), setting("metrics", []), ("of a vault", "", LEFT_OUT)])
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = [f for f in facts(near) if f.kind == "azure.subscription"]
    assert "hunter2" not in repr(evidence(near))
    settings.put(near, GOOD, change)
    assert [f for f in facts(near) if f.kind == "azure.subscription"] == before
