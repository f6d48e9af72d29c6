"""Containers of logs: whose policy is locked, and which rule of their account deletes from them."""

import pytest

from checks.log_retention import immutable, long_enough, tamper_evident
from collectors.azure.monitoring.archives import ARCHIVE
from scanner.check import Judged
from scanner.facts import FOREVER, Gap, LogStore
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import ID, Arm

ACCOUNT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Storage/storageAccounts/alderlogs"
NAME = "insights-logs-auditevent"
CONTAINERS = f"{ACCOUNT}/blobServices/default/containers"
POLICY = {"id": f"{ACCOUNT}/managementPolicies/default", "name": "DefaultManagementPolicy"}
PERIOD = "immutabilityPeriodSinceCreationInDays"
LOCK = {"state": "Locked", PERIOD: 365}
GOOD: dict[str, JSON] = {
    "account": {
        "id": ACCOUNT,
        "name": "alderlogs",
        "type": "Microsoft.Storage/storageAccounts",
        "location": "westeurope",
        "kind": "StorageV2",
        "properties": {},
    },
    "container": {
        "id": f"{CONTAINERS}/{NAME}",
        "name": NAME,
        "properties": {"immutabilityPolicy": {"etag": "hunter2", "properties": LOCK}},
    },
    "letters": {"id": f"{CONTAINERS}/letters", "name": "letters", "properties": {}},
    "metrics": {"id": f"{CONTAINERS}/insights-metrics-pt1m", "name": "insights-metrics-pt1m", "properties": {}},
}


def seen(near: Arm, *changes: Change, name: str = NAME) -> LogStore:
    near.held.missing["microsoft.storage/storageaccounts/managementpolicies"] = "ManagementPolicyNotFound"
    settings.put(near, GOOD, *changes)
    found = one(facts(near), LogStore, "", f"{CONTAINERS}/{name}")
    assert isinstance(found, LogStore)
    return found


def lock(name: str, value: JSON = LEFT_OUT) -> Change:
    return "container", f"properties.immutabilityPolicy.properties.{name}", value


@pytest.mark.parametrize(
    ("changes", "locked"),
    [
        ([], True),
        ([lock("state", "locked")], True),
        ([lock("state", "Unlocked")], False),
        ([lock("state", "Perhaps")], False),
        ([lock("state")], False),
        ([lock(PERIOD, 364)], False),
        ([lock(PERIOD)], False),
        ([("container", "properties.immutabilityPolicy", LEFT_OUT)], False),
    ],
)
def test_a_policy(near: Arm, changes: list[Change], locked: bool) -> None:  # noqa: FBT001  # a column of the table
    found = seen(near, *changes)
    assert found.immutable is locked
    assert [v.judged for v in immutable(found, required=True)] == [Judged.PASS if locked else Judged.FAIL]
    assert [v.judged for v in tamper_evident(found)] == [Judged.PASS if locked else Judged.UNKNOWN]


def rule(days: JSON, *prefixes: str, age: str = "Modification", types: tuple[str, ...] = ("appendBlob",)) -> JSON:
    filters = {"blobTypes": [*types], **({"prefixMatch": [*prefixes]} if prefixes else {})}
    delete = {f"daysAfter{age}GreaterThan": days}
    return {"enabled": True, "definition": {"filters": filters, "actions": {"baseBlob": {"delete": delete}}}}


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ([], FOREVER),
        ([rule(60)], 60),
        ([rule(60.0, age="Creation")], 60),
        ([rule(60, age="LastAccessTime")], 60),
        ([rule(60), rule(30)], 30),
        ([rule(60, NAME)], 60),
        ([rule(60, "insights-")], 60),
        ([rule(60, f"{NAME}/resourceId=")], 60),
        ([rule(60, "letters")], FOREVER),
        ([rule(60, f"{NAME}s/x")], FOREVER),
        ([rule(60, "letters", "insights-logs")], 60),
        ([rule(60, types=("blockBlob",))], FOREVER),
        ([rule(60, types=("blockBlob", "appendBlob"))], 60),
        ([{**rule(60), "enabled": False}], FOREVER),
        ([{k: v for k, v in rule(60).items() if k != "enabled"}], 60),
        ([{"enabled": True, "definition": {"actions": {"baseBlob": {"tierToCool": {}}}}}], FOREVER),
        ([{"enabled": True, "definition": {"actions": {"version": {"delete": {}}}}}], FOREVER),
        ([{"enabled": True}], FOREVER),
    ],
)
def test_what_a_rule_deletes(near: Arm, rules: list[JSON], days: int) -> None:
    near.held.put({**POLICY, "properties": {"policy": {"rules": rules}}})
    found = seen(near)
    assert found.retention_days == days
    assert [v.judged for v in long_enough(found)] == [Judged.FAIL if days < FOREVER else Judged.PASS]


def test_flow_logs_are_blocks(near: Arm) -> None:
    name = "insights-logs-flowlogflowevent"
    near.held.put({"id": f"{CONTAINERS}/{name}", "name": name, "properties": {}})
    near.held.put({**POLICY, "properties": {"policy": {"rules": [rule(60), rule(90, types=("blockBlob",))]}}})
    assert seen(near, name=name).retention_days == 90


def test_only_containers_of_logs_are_told_of(near: Arm) -> None:
    seen(near)
    assert [f.name for f in facts(near) if f.kind == ARCHIVE] == [NAME]


def test_a_rule_that_may_not_be_read_is_not_known(near: Arm) -> None:
    near.held.denied.add("Microsoft.Storage/storageAccounts/managementPolicies")
    found = seen(near)
    assert [why.outcome for why in found.unread if why.field == "retention_days"] == ["denied"]


@pytest.mark.parametrize("part", ["", "/blobServices/containers"])
def test_what_may_not_be_listed_is_missing(near: Arm, part: str) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.Storage/storageAccounts{part}")
    (gap,) = [f for f in facts(near) if f.kind == ARCHIVE]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("log-store", "denied")


def test_what_no_fact_reads_changes_none(near: Arm) -> None:
    before = seen(near)
    assert "hunter2" not in repr(evidence(near))
    assert seen(near, ("container", "properties.leaseStatus", "Locked"), ("letters", "", LEFT_OUT)) == before
