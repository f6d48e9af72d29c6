"""Virtual networks and flow logs: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.networks.flows import FLOW_LOG, NETWORK
from scanner.facts import FOREVER, Fact, Gap, LogStore, LogTrail
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.resources import Refused
from tests.servers.arm.server import ID, Arm

NET = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Network"
WARD, SUBNET = f"{NET}/virtualNetworks/Ward", f"{NET}/virtualNetworks/Ward/subnets/front"
WATCHER = f"{NET}/networkWatchers/westeurope"
FLOW = f"{WATCHER}/flowLogs/ward"
GOOD: dict[str, JSON] = {
    "network": {
        "id": WARD,
        "name": "Ward",
        "type": "Microsoft.Network/virtualNetworks",
        "location": "westeurope",
        "properties": {"subnets": [{"id": SUBNET, "properties": {}}]},
    },
    "watcher": {
        "id": WATCHER,
        "name": "westeurope",
        "type": "Microsoft.Network/networkWatchers",
        "location": "westeurope",
    },
    "flow": {
        "id": FLOW,
        "name": "ward",
        "location": "westeurope",
        "properties": {
            "targetResourceId": WARD.lower(),
            "enabled": True,
            "storageId": "hunter2",
            "retentionPolicy": {"enabled": True, "days": 400},
        },
    },
}


def flow(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "flow", f"properties.{setting}", value


NO_FLOW: Change = ("flow", "", LEFT_OUT)
OF_SUBNET = flow("targetResourceId", SUBNET)
TWO_SUBNETS: Change = ("network", "properties.subnets", [{"id": SUBNET}, {"id": f"{SUBNET}2"}])
AWAY: Change = ("watcher", "location", "northeurope")
TRAIL, STORE = (LogTrail, "network", WARD), (LogStore, "", FLOW)
TABLE: list[Setting] = [
    ("flow_logs", *TRAIL, "enabled", True, []),
    ("flow_logs", *TRAIL, "records", ("network",), []),
    ("flow_logs", *TRAIL, "exempt", (), []),
    ("flow_logs", *TRAIL, "enabled", False, [NO_FLOW]),
    ("flow_logs", *TRAIL, "enabled", False, [NO_FLOW, ("watcher", "", LEFT_OUT)]),
    ("flow_logs", *TRAIL, "enabled", False, [flow("enabled", False)]),
    ("flow_logs", *TRAIL, "enabled", False, [flow("enabled")]),
    ("flow_logs", *TRAIL, "enabled", False, [flow("targetResourceId", f"{NET}/networkSecurityGroups/old")]),
    ("flow_logs", *TRAIL, "enabled", False, [flow("targetResourceId", f"{WARD}2")]),
    ("flow_logs", *TRAIL, "enabled", True, [OF_SUBNET]),
    ("flow_logs", *TRAIL, "enabled", False, [OF_SUBNET, ("network", "properties.subnets", [])]),
    (
        "flow_logs",
        *TRAIL,
        "enabled",
        False,
        [OF_SUBNET, TWO_SUBNETS],
    ),
    ("flow_logs", *TRAIL, "records", (), [NO_FLOW, ("network", "properties.subnets", [])]),
    ("flow_logs", *TRAIL, "enabled", False, [NO_FLOW, ("network", "properties", {})]),
    ("flow_logs", *TRAIL, "records", ("network",), [OF_SUBNET]),
    ("flow_logs", *TRAIL, "records", (), [OF_SUBNET, flow("recordTypes", "B")]),
    ("flow_logs", *TRAIL, "records", (), [flow("recordTypes", "B,C,E")]),
    ("flow_logs", *TRAIL, "records", (), [flow("recordTypes", "D")]),
    ("flow_logs", *TRAIL, "records", ("network",), [flow("recordTypes", "e, d")]),
    ("flow_logs", *TRAIL, "records", (), [flow("enabledFilteringCriteria", "dstPort=443")]),
    ("flow_logs", *TRAIL, "records", ("network",), [flow("enabledFilteringCriteria", "")]),
    ("flow_logs", *STORE, "retention_days", 400, []),
    ("flow_logs", *STORE, "retention_days", FOREVER, [flow("retentionPolicy.days", 0)]),
    ("flow_logs", *STORE, "retention_days", FOREVER, [flow("retentionPolicy.enabled", False)]),
    ("flow_logs", *STORE, "retention_days", FOREVER, [flow("retentionPolicy")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_one_that_is_off_keeps_nothing(near: Arm) -> None:
    settings.put(near, GOOD, flow("enabled", False))
    assert not [f for f in facts(near) if f.kind == FLOW_LOG]


def _unread(found: Fact) -> set[tuple[str, str]]:
    return {(why.field, why.outcome) for why in found.unread}


@pytest.mark.parametrize("part", ["networkWatchers", "networkWatchers/flowLogs"])
def test_flow_logs_that_may_not_be_read_are_not_known(near: Arm, part: str) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.Network/{part}")
    found = facts(near)
    trail = one(found, *TRAIL)
    assert _unread(trail) == {("enabled", "denied"), ("records", "denied"), ("exempt", "denied")}
    assert all(f"Microsoft.Network/{part}/read" in why.ask for why in trail.unread)
    (gap,) = [f for f in found if f.kind == FLOW_LOG]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("log-store", "denied")


def test_what_one_watcher_tells_of_stands_whatever_another_hides(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.put({**GOOD["watcher"], "id": f"{WATCHER}2", "name": "westeurope2"})
    near.refusals["westeurope2/flowLogs"] = [Refused(403, "AuthorizationFailed")]
    found = one(facts(near), *TRAIL)
    assert isinstance(found, LogTrail)
    assert (found.enabled, found.records, found.unread) == (True, ("network",), ())


def test_the_logs_of_subnets_count_beside_those_of_other_networks(near: Arm) -> None:
    settings.put(near, GOOD, OF_SUBNET)
    near.held.put({**GOOD["flow"], "id": f"{FLOW}2", "properties": {"targetResourceId": f"{WARD}2", "enabled": True}})
    found = one(facts(near), *TRAIL)
    assert isinstance(found, LogTrail)
    assert (found.enabled, found.records) == (True, ("network",))


def test_another_region_s_flow_logs_do_not_matter(near: Arm) -> None:
    settings.put(near, GOOD, AWAY)
    near.held.denied.add("Microsoft.Network/networkWatchers/flowLogs")
    found = one(facts(near), *TRAIL)
    assert isinstance(found, LogTrail)
    assert (found.enabled, found.unread) == (False, ())


def test_what_may_not_be_listed_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Network/virtualNetworks")
    (gap,) = [f for f in facts(near) if f.kind == NETWORK]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.which, gap.outcome) == ("log-trail", "network", "denied")


def test_nothing_else_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    assert "hunter2" not in repr(evidence(near))
    settings.put(near, GOOD, flow("format", {"type": "JSON", "version": 2}), flow("storageId"))
    assert facts(near) == before
