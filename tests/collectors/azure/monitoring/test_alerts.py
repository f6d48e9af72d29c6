"""Alerts on the activity log: which operations they hear, of what, and whether anybody is told."""

import pytest
from msgspec import structs

from checks.maintenance import on_and_heard
from scanner.check import Judged
from scanner.facts import Alarm
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import ID, Arm

SUBSCRIPTION = f"/subscriptions/{ID}"
INSIGHTS = f"{SUBSCRIPTION}/resourceGroups/Ward-3/providers/Microsoft.Insights"
GROUP = f"{INSIGHTS}/actionGroups/Officers"
ADMINISTRATIVE = {"field": "category", "equals": "Administrative"}
OPERATIONS = [
    f"{kind}/{what}"
    for kind in (
        "Microsoft.Authorization/policyAssignments",
        "Microsoft.Network/networkSecurityGroups",
        "Microsoft.Network/publicIPAddresses",
        "Microsoft.Security/securitySolutions",
        "Microsoft.Sql/servers/firewallRules",
    )
    for what in ("write", "delete")
]


def operation(*names: str) -> JSON:
    some = [{"field": "operationName", "equals": name} for name in names]
    return some[0] if len(some) == 1 else {"anyOf": some}


def alert(name: str, *conditions: JSON) -> dict[str, JSON]:
    return {
        "id": f"{INSIGHTS}/activityLogAlerts/{name}",
        "name": name,
        "type": "Microsoft.Insights/activityLogAlerts",
        "location": "Global",
        "properties": {
            "enabled": True,
            "scopes": [SUBSCRIPTION.upper() + "/"],
            "condition": {"allOf": [ADMINISTRATIVE, *conditions]},
            "actions": {"actionGroups": [{"actionGroupId": GROUP.lower(), "webhookProperties": {"k": "hunter2"}}]},
        },
    }


GOOD: dict[str, JSON] = {
    "first": alert("first", operation(OPERATIONS[0])),
    "rest": alert("rest", operation(*OPERATIONS[1:])),
    "group": {
        "id": GROUP,
        "name": "Officers",
        "type": "Microsoft.Insights/actionGroups",
        "location": "Global",
        "properties": {
            "groupShortName": "o",
            "enabled": True,
            "emailReceivers": [{"name": "hunter2", "emailAddress": "hunter2@example.org", "status": "Enabled"}],
            "webhookReceivers": [],
        },
    },
}


def first(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "first", f"properties.{setting}", value


def group(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "group", f"properties.{setting}", value


def conditions(*some: JSON) -> Change:
    return first("condition.allOf", [*some])


def status(word: str) -> JSON:
    return {"field": "status", "equals": word}


MINE = operation(OPERATIONS[0])
ANY = {"field": "operationName", "containsAny": OPERATIONS}
NONE: Change = ("first", "", LEFT_OUT)
ELSEWHERE = first("actions.actionGroups", [{"actionGroupId": "/subscriptions/other/actionGroups/x"}])
HOOK = [{"name": "hunter2", "serviceUri": "https://hunter2.example/?key=hunter2"}]
TABLE: list[tuple[str, list[Change], tuple[bool | None, bool | None]]] = [
    ("all ten", [], (True, True)),
    ("nine", [NONE], (False, False)),
    ("another one", [conditions(ADMINISTRATIVE, operation(OPERATIONS[1]))], (False, False)),
    ("in another case", [conditions(ADMINISTRATIVE, operation(OPERATIONS[0].upper()))], (True, True)),
    ("whatever is done", [conditions(ADMINISTRATIVE)], (True, True)),
    ("no condition", [conditions()], (False, False)),
    ("no list of conditions", [first("condition", {})], (False, False)),
    ("nothing of conditions", [first("condition")], (False, False)),
    ("a field without any word", [conditions(ADMINISTRATIVE, MINE, {"field": "status"})], (None, None)),
    ("what an operation ends with", [conditions(ADMINISTRATIVE, MINE, status("Succeeded"))], (True, True)),
    ("what fails", [conditions(ADMINISTRATIVE, MINE, status("Failed"))], (False, False)),
    (
        "several words",
        [conditions(ADMINISTRATIVE, {"field": "operationName", "containsAny": OPERATIONS})],
        (True, True),
    ),
    ("of one caller", [conditions(ADMINISTRATIVE, MINE, {"field": "caller", "equals": "a@example.org"})], (None, None)),
    ("another category", [conditions({"field": "category", "equals": "Security"}, MINE)], (False, False)),
    ("a field without words", [conditions(ADMINISTRATIVE, {"field": "operationName"})], (None, None)),
    ("off", [first("enabled", False)], (False, False)),
    ("on, as it is where nobody says it", [first("enabled")], (True, True)),
    ("of a part", [first("scopes", [f"{SUBSCRIPTION}/resourceGroups/Ward-3"])], (False, False)),
    ("of a part and of all", [first("scopes", [f"{SUBSCRIPTION}/resourceGroups/Ward-3", SUBSCRIPTION])], (True, True)),
    ("of nothing", [first("scopes")], (False, False)),
    ("tells no group", [first("actions.actionGroups", [])], (True, False)),
    ("tells no group, and has no list", [first("actions")], (True, False)),
    ("tells a group of another subscription", [ELSEWHERE], (True, None)),
    ("tells one that is gone", [("group", "", LEFT_OUT)], (True, False)),
    ("tells one that is off", [group("enabled", False)], (True, False)),
    ("tells one that is on, as it is where nobody says it", [group("enabled")], (True, True)),
    ("tells an empty one", [group("emailReceivers", [])], (True, False)),
    ("tells who has unsubscribed", [group("emailReceivers", [{"status": "Disabled"}])], (True, False)),
    ("tells who has not confirmed", [group("emailReceivers", [{"status": "NotSpecified"}])], (True, True)),
    ("tells a telephone", [group("emailReceivers"), group("smsReceivers", [{"status": "Enabled"}])], (True, True)),
    ("tells a program", [group("emailReceivers"), group("webhookReceivers", HOOK)], (True, True)),
    ("tells holders of a role", [group("emailReceivers"), group("armRoleReceivers", [{"roleId": "x"}])], (True, True)),
]


@pytest.mark.parametrize(("said", "changes", "both"), TABLE, ids=[row[0] for row in TABLE])
def test_alerts(near: Arm, said: str, changes: list[Change], both: tuple[bool | None, bool | None]) -> None:
    """Whether it is on, and whether somebody is told."""
    settings.put(near, GOOD, *changes)
    found = one(facts(near), Alarm, "config-changes", SUBSCRIPTION)
    assert isinstance(found, Alarm)
    assert (found.enabled, found.notifies) == both, said
    wanted = Judged.FAIL if False in both else Judged.UNKNOWN if None in both else Judged.PASS
    assert [v.judged for v in on_and_heard(found)] == [wanted]


def test_one_that_hears_all_makes_up_for_one_that_is_not_followed(near: Arm) -> None:
    settings.put(near, GOOD, conditions(ADMINISTRATIVE, MINE, {"field": "level", "equals": "Critical"}))
    near.held.put(alert("more", operation(*OPERATIONS)))
    found = one(facts(near), Alarm, "config-changes", SUBSCRIPTION)
    assert isinstance(found, Alarm)
    assert (found.enabled, found.notifies) == (True, True)


HUSH = {"actions": [{"actionType": "RemoveAllActionGroups"}], "enabled": True}
OF_PLATFORM = {"field": "MonitorService", "operator": "Equals", "values": ["Platform"]}
OF_ACTIVITY = {"field": "MonitorService", "operator": "Equals", "values": ["ActivityLog Administrative"]}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (HUSH, None),
        ({"actions": HUSH["actions"]}, None),
        ({**HUSH, "enabled": False}, True),
        ({**HUSH, "actions": [{"actionType": "AddActionGroups"}]}, True),
        ({**HUSH, "actions": []}, True),
        ({"enabled": True}, True),
        ({**HUSH, "conditions": [{"field": "MonitorService", "operator": "Equals"}]}, True),
        ({**HUSH, "conditions": [OF_PLATFORM]}, True),
        ({**HUSH, "conditions": [OF_ACTIVITY]}, None),
        ({**HUSH, "conditions": [{**OF_PLATFORM, "operator": "NotEquals"}]}, None),
        ({**HUSH, "conditions": [{**OF_PLATFORM, "field": "Description"}]}, None),
    ],
)
def test_a_processing_rule_may_keep_it_from_telling(near: Arm, said: JSON, told: JSON) -> None:
    rules = f"{SUBSCRIPTION}/resourceGroups/Ward-3/providers/Microsoft.AlertsManagement/actionRules"
    settings.put(near, GOOD)
    near.held.put({"id": f"{rules}/hush", "name": "hush", "location": "Global", "properties": said})
    found = one(facts(near), Alarm, "config-changes", SUBSCRIPTION)
    assert isinstance(found, Alarm)
    assert (found.enabled, found.notifies) == (True, told)


def test_where_nobody_is_told_anyway_processing_rules_do_not_matter(near: Arm) -> None:
    settings.put(near, GOOD, group("emailReceivers", []))
    near.held.denied.add("Microsoft.AlertsManagement/actionRules")
    found = one(facts(near), Alarm, "config-changes", SUBSCRIPTION)
    assert isinstance(found, Alarm)
    assert found.notifies is False


def test_where_no_group_is_named_none_has_to_be_read(near: Arm) -> None:
    settings.put(near, GOOD, first("actions.actionGroups", []))
    near.held.denied.add("Microsoft.Insights/actionGroups")
    found = one(facts(near), Alarm, "config-changes", SUBSCRIPTION)
    assert isinstance(found, Alarm)
    assert (found.enabled, found.notifies) == (True, False)


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("Insights/activityLogAlerts", {"enabled", "notifies"}),
        ("Insights/actionGroups", {"notifies"}),
        ("AlertsManagement/actionRules", {"notifies"}),
    ],
)
def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm, part: str, fields: set[str]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.{part}")
    found = one(facts(near), Alarm, "config-changes", SUBSCRIPTION)
    assert {why.field for why in found.unread} == fields
    assert all(why.outcome == "denied" and f"Microsoft.{part}/read" in why.ask for why in found.unread)


def test_resource_graph_and_the_lists_of_services_say_the_same(near: Arm) -> None:
    settings.put(near, GOOD)
    both = [one(facts(near, resource_graph=said), Alarm, "config-changes", SUBSCRIPTION) for said in (True, False)]
    graph, lists = (structs.replace(found, answers=()) for found in both)
    assert graph == lists


def test_whose_address_it_is_is_kept_nowhere(near: Arm) -> None:
    settings.put(near, GOOD, group("webhookReceivers", HOOK))
    assert "hunter2" not in repr(evidence(near))


@pytest.mark.parametrize("change", [group("groupShortName", "x"), first("description", "x")])
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before
