"""Network interfaces that no security group stands before: which of them the internet comes in to."""

import pytest

from checks.exposure import no_open_ports, not_on_the_internet
from collectors.azure.networks.bare import INTERFACE
from scanner.check import Judged
from scanner.facts import Exposure, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.networks import ward
from tests.collectors.azure.networks.ward import (
    ADDRESS,
    GROUP,
    NET,
    OTHER,
    POOL,
    SUBNET,
    balancer,
    card,
    network,
    thing,
)
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, explained
from tests.servers.arm.server import Arm

BARE: dict[str, JSON] = {
    **ward.GOOD,
    "group": thing(GROUP, "networkSecurityGroups", securityRules=[]),
    "address": {**thing(ADDRESS, "publicIPAddresses", ipAddress="198.51.100.7"), "sku": {"name": "Basic", "tier": "x"}},
}
ALONE = f"{NET}/networkInterfaces/alone"
GOOD: dict[str, JSON] = {
    "alone": thing(ALONE, "networkInterfaces", **card(subnet={"id": f"{SUBNET}-bare"}, privateIPAddress="10.0.9.4")),
    "address": {**BARE["address"], "sku": {"name": "Standard"}},
}
"""One that needs nothing else of a ward."""
NO_ADDRESS: Change = ("card", "properties", card(address=False))
BEHIND: Change = ("card", "properties", card(address=False, loadBalancerBackendAddressPools=[{"id": POOL}]))
NO_RULES: Change = ("balancer", "properties.loadBalancingRules", LEFT_OUT)
INTERNAL: Change = ("balancer", "properties", balancer(public=False))
OF_SUBNET: Change = ("group", "properties.subnets", [{"id": SUBNET.upper()}])
OF_CARD: Change = ("card", "properties.networkSecurityGroup", {"id": OTHER})
NAMED: Change = (
    "balancer",
    "properties.backendAddressPools",
    [{"id": POOL, "properties": {"loadBalancerBackendAddresses": [{"properties": {"ipAddress": "10.0.0.4"}}]}}],
)


def sku(name: JSON, of: str = "address") -> Change:
    return of, "sku", LEFT_OUT if name is LEFT_OUT else {"name": name}


def bare(near: Arm, *changes: Change) -> list[Exposure]:
    settings.put(near, BARE, *changes)
    return [explained(f) for f in facts(near) if isinstance(f, Exposure) and f.kind == INTERFACE]


UNTOLD = "of which SKU its public address is, is not told"
BALANCED = "whether a load balancer of another SKU, or elsewhere"
STATES: list[tuple[str, list[Change], str | None, str]] = [
    ("a basic address", [], "everyone", "its basic public address lets everyone in without one"),
    ("a standard one", [sku("Standard")], "owner", "its public address lets nobody in without one"),
    ("an unknown one", [sku("Premium")], None, UNTOLD),
    ("none told", [sku(LEFT_OUT)], None, UNTOLD),
    ("an address of elsewhere", [("address", "", LEFT_OUT)], None, UNTOLD),
    ("behind a basic balancer", [BEHIND, sku("Basic", "balancer")], "everyone", "a basic load balancer leads"),
    ("behind one of an untold SKU", [BEHIND], None, BALANCED),
    ("behind a standard balancer", [BEHIND, sku("Standard", "balancer")], "owner", "the load balancer before it"),
    ("behind one that is not known", [BEHIND, ("balancer", "", LEFT_OUT)], None, BALANCED),
    ("named by a basic balancer", [NO_ADDRESS, NAMED], None, BALANCED),
    ("named by a standard one", [NO_ADDRESS, NAMED, sku("Standard", "balancer")], "owner", "the load balancer before"),
]


@pytest.mark.parametrize(("said", "changes", "audience", "why"), STATES, ids=[row[0] for row in STATES])
def test_who_comes_in_without_a_group(
    near: Arm, said: str, changes: list[Change], audience: str | None, why: str
) -> None:
    (found,) = bare(near, *changes)
    assert found.audience == audience, said
    led = ((22, 22),) if "balancer" in why else ((0, 65535),)
    assert found.ports == {"everyone": led, "owner": (), None: None}[audience]
    assert why in " ".join((*found.considered, *(u.ask for u in found.unread)))


@pytest.mark.parametrize(
    "changes",
    [[OF_SUBNET], [OF_CARD], [NO_ADDRESS], [BEHIND, INTERNAL], [BEHIND, NO_RULES], [("card", "", LEFT_OUT)]],
)
def test_nothing_is_said_where_a_group_stands_or_nobody_can_address_it(near: Arm, changes: list[Change]) -> None:
    assert bare(near, *changes) == []


def test_one_that_stands_in_a_subnet_without_a_group(near: Arm) -> None:
    settings.put(near, {**ward.GOOD, **GOOD})
    (found,) = [f for f in facts(near) if isinstance(f, Exposure) and f.kind == INTERFACE]
    assert (found.resource, found.name, found.audience) == (ALONE.lower(), "alone", "owner")


def test_of_several_addresses_the_widest_counts(near: Arm) -> None:
    two = [*card(address=False)["ipConfigurations"], *card()["ipConfigurations"]]
    one_closed = [*card(publicIPAddress={"id": f"{ADDRESS}2"}, address=False)["ipConfigurations"], *two]
    near.held.put({**thing(f"{ADDRESS}2", "publicIPAddresses"), "sku": {"name": "Standard"}})
    (found,) = bare(near, ("card", "properties.ipConfigurations", one_closed))
    assert found.audience == "everyone"


def test_of_several_ways_all_ports_count_and_what_may_be_open_beside_a_mere_service(near: Arm) -> None:
    (behind,) = card(address=False, loadBalancerBackendAddressPools=[{"id": POOL}])["ipConfigurations"]
    leads = [{"properties": {"backendPort": 443, "backendAddressPool": {"id": POOL}}}]
    web: Change = ("balancer", "properties.loadBalancingRules", leads)
    both: Change = ("card", "properties.ipConfigurations", [behind, *card()["ipConfigurations"]])
    (found,) = bare(near, both, web, sku("Basic", "balancer"))
    assert (found.audience, found.ports) == ("everyone", ((0, 65535),))
    (found,) = bare(near, both, web, sku("Basic", "balancer"), sku("Premium"))
    assert (found.audience, found.ports) == (None, None)
    (found,) = bare(near, both, web, sku("Basic", "balancer"), sku("Standard"))
    assert (found.audience, found.ports) == ("everyone", ((443, 443),))


@pytest.mark.parametrize(
    ("change", "judged"), [(sku("Basic"), Judged.FAIL), (sku("Standard"), Judged.PASS), (sku("x"), Judged.UNKNOWN)]
)
def test_how_it_is_judged(near: Arm, change: Change, judged: Judged) -> None:
    (found,) = bare(near, change)
    assert [verdict.judged for verdict in no_open_ports(found)] == [judged]
    # What is shut offers nothing.
    assert [verdict.judged for verdict in not_on_the_internet(found)] == ([] if judged is Judged.PASS else [judged])


@pytest.mark.parametrize(
    ("part", "changes"), [("publicIPAddresses", []), ("loadBalancers", [BEHIND])], ids=["address", "balancer"]
)
def test_what_may_not_be_read_is_not_known(near: Arm, part: str, changes: list[Change]) -> None:
    near.held.denied.add(f"Microsoft.Network/{part}")
    (found,) = bare(near, *changes)
    assert {(why.field, why.outcome) for why in found.unread} == {("audience", "denied"), ("ports", "denied")}
    assert f"Microsoft.Network/{part}/read" in found.unread[0].ask


@pytest.mark.parametrize("part", ["networkInterfaces", "networkSecurityGroups"])
def test_what_may_not_be_listed_is_missing(near: Arm, part: str) -> None:
    near.held.denied.add(f"Microsoft.Network/{part}")
    settings.put(near, BARE)
    (gap,) = [f for f in facts(near) if f.kind == INTERFACE]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("exposure", "denied")


def test_no_address_is_kept_beyond_what_is_read(near: Arm) -> None:
    settings.put(near, BARE, ("network", "properties", network()))
    assert "198.51.100.7" not in str(evidence(near))
