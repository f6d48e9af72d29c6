"""Firewall rules, networks and subnetworks: each setting as it should be, as it should not be, and left out."""

import pytest

from collectors.gcp.networks.firewalls import KINDS
from scanner.facts import Fact, Gap, Guard, LogTrail
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, near_answers
from tests.collectors.gcp.things import BOTH, FULL, JSON, LINK, REGION, Change, Setting, Things, one, put
from tests.servers.google.double import Google

RULE, DEFAULT, WARD = (f"{FULL}/global/{name}" for name in ("firewalls/ssh", "networks/default", "networks/ward"))
SUBNET = f"{FULL}/regions/{REGION}/subnetworks/beds"
GOOD: Things = {
    "rule": (
        "compute.googleapis.com/Firewall",
        {
            "name": "ssh",
            "network": f"{LINK}/global/networks/ward",
            "sourceRanges": ["10.0.0.0/8"],
            "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}],
            "logConfig": {"enable": True},
        },
        {},
    ),
    "made": (
        "compute.googleapis.com/Firewall",
        {
            "name": "default-allow-ssh",
            "network": f"{LINK}/global/networks/default",
            "sourceRanges": ["0.0.0.0/0"],
            "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}],
            "disabled": True,
        },
        {},
    ),
    "default": ("compute.googleapis.com/Network", {"name": "default"}, {}),
    "ward": ("compute.googleapis.com/Network", {"name": "ward"}, {}),
    "subnet": (
        "compute.googleapis.com/Subnetwork",
        {
            "name": "beds",
            "purpose": "PRIVATE",
            "logConfig": {"enable": True, "flowSampling": 0.5, "filterExpr": "true"},
        },
        {"region": REGION},
    ),
    "project": ("compute.googleapis.com/Project", {"name": "alder-prod"}, {}),
}


def subnet(path: str, value: JSON = LEFT_OUT) -> Change:
    return "subnet", path, value


LOG, FLOWS = (LogTrail, "network", RULE), (LogTrail, "network", SUBNET)
MADE, ELSEWHERE = ("made", "disabled", False), ("made", "network", f"{LINK}/global/networks/ward")
OFF = subnet("logConfig.enable", False)
_OPEN = "it is the default network, and the rules that it was made with let traffic in"
_SHUT = "what none of its rules lets in is refused"
TABLE: list[Setting] = [
    ("fw.logging", *LOG, "enabled", True, []),
    ("fw.logging", *LOG, "records", ("network",), []),
    ("fw.logging", *LOG, "enabled", False, [("rule", "logConfig.enable", False)]),
    ("fw.logging", *LOG, "records", (), [("rule", "logConfig.enable", False)]),
    ("fw.logging", *LOG, "enabled", False, [("rule", "logConfig", LEFT_OUT)]),
    ("fw.logging", *LOG, "enabled", True, [("rule", "direction", "EGRESS")]),
    ("net.flow_logs", *FLOWS, "enabled", True, []),
    ("net.flow_logs", *FLOWS, "records", ("network",), []),
    ("net.flow_logs", *FLOWS, "enabled", False, [OFF]),
    ("net.flow_logs", *FLOWS, "records", (), [OFF]),
    ("net.flow_logs", *FLOWS, "enabled", False, [subnet("logConfig")]),
    ("net.flow_logs", *FLOWS, "enabled", True, [subnet("logConfig"), subnet("enableFlowLogs", True)]),
    ("net.flow_logs", *FLOWS, "enabled", False, [subnet("logConfig.flowSampling", 0.0)]),
    ("net.flow_logs", *FLOWS, "enabled", True, [subnet("logConfig.flowSampling", 1.0)]),
    ("net.flow_logs", *FLOWS, "enabled", True, [subnet("logConfig.flowSampling")]),
    ("net.flow_logs", *FLOWS, "records", ("network",), [subnet("logConfig.filterExpr")]),
    ("net.flow_logs", *FLOWS, "records", None, [subnet("logConfig.filterExpr", "false")]),
    ("net.flow_logs", *FLOWS, "records", (), [subnet("logConfig.filterExpr", "false"), OFF]),
    ("net.flow_logs", *FLOWS, "enabled", True, [subnet("purpose", "PRIVATE_SERVICE_CONNECT")]),
    ("net.flow_logs", *FLOWS, "site", REGION, []),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "in_force", True, []),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "in_force", False, [MADE]),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "in_force", False, [("made", "disabled", LEFT_OUT)]),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "in_force", True, [MADE, ELSEWHERE]),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "in_force", True, [("made", "name", "ssh-in"), MADE]),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "considered", (_OPEN,), [MADE]),
    ("net.default", Guard, "unlisted-traffic", DEFAULT, "considered", (_SHUT,), []),
    ("net.default", Guard, "unlisted-traffic", WARD, "in_force", True, [MADE, ELSEWHERE]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google,
    row: str,
    cls: type[Fact],
    which: str,
    at: str,
    field: str,
    value: JSON,
    changes: list[Change],
    inventory: str,
) -> None:
    put(near, GOOD, *changes)
    assert getattr(one(facts(near, asset_inventory=inventory), cls, which, at), field) == value, row


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize("purpose", ["REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER"])
def test_what_is_for_proxies_alone_has_no_flow_logs(near: Google, purpose: str, inventory: str) -> None:
    put(near, GOOD, subnet("purpose", purpose))
    assert SUBNET not in {f.resource for f in facts(near, asset_inventory=inventory)}


def test_a_rule_that_is_disabled_records_nothing_and_need_not(near: Google) -> None:
    put(near, GOOD, ("rule", "disabled", True))
    assert RULE not in {f.resource for f in facts(near)}


DENIED = [("firewalls", "firewall"), ("networks", "network"), ("subnetworks", "subnetwork")]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("denied", "kind"), DENIED)
def test_what_may_not_be_listed_is_missing(near: Google, denied: str, kind: str, inventory: str) -> None:
    put(near, GOOD)
    near.denied |= {f"compute.{denied}.list", "cloudasset.assets.listResource"}
    found = [f for f in facts(near, asset_inventory=inventory) if f.kind in KINDS]
    gaps = [f for f in found if isinstance(f, Gap) and f.outcome == "denied"]
    assert [gap.kind for gap in gaps] == [f"gcp.compute.{kind}"] * len(KINDS[f"gcp.compute.{kind}"].gives)


def test_without_the_rules_nobody_knows_of_the_default_network(near: Google) -> None:
    put(near, GOOD)
    near.denied.add("compute.firewalls.list")
    found = facts(near)
    guard = one(found, Guard, "unlisted-traffic", DEFAULT)
    assert guard.in_force is None  # type: ignore[attr-defined]
    assert {why.outcome for why in guard.unread} == {"denied"}
    assert guard.considered == ()  # type: ignore[attr-defined]
    assert one(found, Guard, "unlisted-traffic", WARD).in_force is True  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "change",
    [
        ("rule", "description", "hunter2"),
        ("rule", "logConfig.metadata", "INCLUDE_ALL_METADATA"),
        ("ward", "autoCreateSubnetworks", True),
        ("ward", "mtu", 1460),
        subnet("ipCidrRange", "10.0.0.0/8"),
        subnet("logConfig.aggregationInterval", "INTERVAL_5_SEC"),
    ],
)
def test_what_no_fact_reads_changes_none(near: Google, change: Change) -> None:
    put(near, GOOD)
    before = facts(near)
    put(near, GOOD, change)
    assert facts(near) == before
    assert "hunter2" not in repr(near_answers(near))
