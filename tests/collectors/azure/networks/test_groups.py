"""Network security groups: who stands behind them, and who of these can be addressed."""

from typing import Any

import pytest
from msgspec import structs

from checks.exposure import no_open_ports
from collectors.azure.networks.groups import GROUP as KIND
from scanner.check import Judged
from scanner.facts import Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.networks.ward import (
    CARD,
    DENY,
    FROM,
    GOOD,
    GROUP,
    NET,
    OTHER,
    POOL,
    SCALE_SET,
    SUBNET,
    at,
    balancer,
    card,
    network,
    of,
    rule,
    rules,
    seen,
    thing,
)
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change
from tests.servers.arm.server import Arm


def own(*some: JSON) -> Change:
    """The group that the card has beside that of its subnet."""
    return "own", "", thing(OTHER, "networkSecurityGroups", securityRules=[*some], networkInterfaces=[{"id": CARD}])


HAS_OWN: Change = ("card", "properties.networkSecurityGroup", {"id": OTHER.upper()})
NO_CARD: Change = ("card", "", LEFT_OUT)
PRIVATE: Change = ("card", "properties", card(address=False))
BEHIND: Change = ("card", "properties", card(address=False, loadBalancerBackendAddressPools=[{"id": POOL}]))
GATEWAY: Change = (
    "network",
    "properties",
    network(applicationGatewayIPConfigurations=[{"id": f"{NET}/applicationGateways/door/gatewayIPConfigurations/x"}]),
)
EMPTY: Change = ("network", "properties", network())
SIX: Change = ("card", "properties", card(privateIPAddressVersion="IPv6"))
SCALES: Change = ("network", "properties", network(f"{SCALE_SET}/ipConfigurations/x"))
LENT: Change = ("network", "properties", network(delegations=[{"id": f"{SUBNET}/delegations/x"}]))
INTERNAL: Change = ("balancer", "properties", balancer(public=False))
CARD_OF_SET: Change = ("group", "properties.networkInterfaces", [{"id": SCALE_SET}])
RANGE = rule(destinationPortRange="22-80")
NO_SUBNET: Change = ("group", "properties.subnets", LEFT_OUT)
ON_CARD: Change = ("group", "properties", {"securityRules": [rule()], "networkInterfaces": [{"id": CARD}]})
NOTHING = "nothing that it stands before can be addressed"
MAYBE = "something that it stands before may have a public address"
SOME = rules(rule(**{FROM: "198.51.100.7"}))
OLD = rules(rule(**{FROM: "0.0.0.0/0"}))
WIDE = rules(rule(destinationPortRange="443"))
STANDING: list[tuple[str, list[Change], str | None, str]] = [
    ("a public address", [], "everyone", "something that it stands before has a public address"),
    ("none", [PRIVATE], "owner", NOTHING),
    ("nothing in the subnet", [NO_CARD, EMPTY], "owner", "it stands before nothing"),
    ("no list of rules", [("group", "properties.securityRules", LEFT_OUT)], "owner", "none of its rules lets"),
    ("no subnet", [NO_CARD, NO_SUBNET], "owner", "it stands before nothing"),
    ("a scale set in the subnet", [NO_CARD, SCALES], None, ""),
    ("a service that has the subnet", [NO_CARD, LENT], None, ""),
    ("an application gateway in the subnet", [NO_CARD, GATEWAY], None, ""),
    (
        "a card of a scale set",
        [NO_CARD, EMPTY, ("group", "properties.networkInterfaces", [{"id": SCALE_SET}])],
        None,
        "",
    ),
    ("behind a public balancer", [BEHIND], "everyone", "a public address, of its own or of a load balancer"),
    ("behind a private one", [BEHIND, INTERNAL], "owner", NOTHING),
    ("behind one that is not known", [BEHIND, ("balancer", "", LEFT_OUT)], None, ""),
    ("the card's own group shuts it", [own(), HAS_OWN], "owner", NOTHING),
    (
        "the card's own group opens it too",
        [own(rule(destinationPortRange="22-80")), HAS_OWN],
        "everyone",
        "its rules let everyone in",
    ),
    ("the card's own group is not followed", [own(rule(access="?")), HAS_OWN], None, ""),
    ("an address of the other family", [SIX], "everyone", "its rules let everyone in"),
    ("a rule of the other family", [SIX, OLD], "owner", NOTHING),
    ("some", [SOME], "listed", "something that it stands before has a public address"),
    ("some, behind a public balancer", [BEHIND, SOME], "listed", "of its own or of a load balancer"),
    ("some, beside what may be addressed", [BEHIND, SOME, ("balancer", "", LEFT_OUT)], "listed", MAYBE),
    ("a mere service beside a stranger", [WIDE, SCALES], "everyone", ""),
]


@pytest.mark.parametrize(("said", "changes", "audience", "considered"), STANDING, ids=[row[0] for row in STANDING])
def test_what_it_stands_before(
    near: Arm, said: str, changes: list[Change], audience: str | None, considered: str
) -> None:
    settings.put(
        near, {change[0]: {} for change in changes if change[0] == "own"}, *[c for c in changes if c[0] == "own"]
    )
    found = seen(near, *[c for c in changes if c[0] != "own"])
    assert found.audience == audience, said
    assert considered in " ".join(found.considered)


def test_ports_come_through_both_groups(near: Arm) -> None:
    found = seen(near, own(RANGE), HAS_OWN, rules(rule(destinationPortRange="50-90")))
    assert (found.audience, found.ports, found.offers) == ("everyone", ((50, 80),), "service")


def test_beside_a_mere_service_what_may_be_open_counts(near: Arm) -> None:
    settings.put(
        near,
        {"own": {}},
        (
            "own",
            "",
            thing(
                OTHER,
                "networkSecurityGroups",
                securityRules=[rule(destinationPortRange="443")],
                networkInterfaces=[{"id": CARD}],
            ),
        ),
    )
    found = seen(near, own(rule(destinationPortRange="443")), HAS_OWN, SCALES, rules(rule(destinationPortRange="*")))
    assert (found.audience, found.offers) == (None, "administration")
    assert [verdict.judged for verdict in no_open_ports(found)] == [Judged.UNKNOWN]


def test_a_card_elsewhere_is_not_behind_it(near: Arm) -> None:
    elsewhere = card(subnet={"id": f"{SUBNET}2"})
    near.held.put(thing(f"{CARD}2", "networkInterfaces", **elsewhere))
    assert seen(near, PRIVATE).audience == "owner"


@pytest.mark.parametrize(
    ("subnet", "audience", "ports"),
    [
        ([], "owner", ((22, 22),)),
        ([rule()], "everyone", ((22, 22),)),
        ([at("20-80")], "everyone", ((22, 22),)),
        ([rule(access="?")], None, ((22, 22),)),
        (None, "everyone", ((22, 22),)),
    ],
)
def test_the_subnet_s_group_counts_for_that_of_a_card(
    near: Arm, subnet: list[JSON] | None, audience: str | None, ports: Any
) -> None:
    before: Change = ("group", "", LEFT_OUT) if subnet is None else rules(*subnet)
    settings.put(near, {**GOOD, "own": {}}, own(rule()), HAS_OWN, before)
    found = of(near, OTHER)
    assert (found.audience, found.ports) == (audience, ports)


@pytest.mark.parametrize(
    ("part", "changes", "audience"),
    [
        ("virtualNetworks", [NO_CARD], None),
        ("virtualNetworks", [PRIVATE, ON_CARD], "owner"),
        ("networkInterfaces", [NO_CARD, NO_SUBNET], "owner"),
        ("loadBalancers", [PRIVATE], None),
        ("loadBalancers", [NO_CARD, NO_SUBNET], "owner"),
    ],
)
def test_only_what_matters_has_to_be_read(near: Arm, part: str, changes: list[Change], audience: str | None) -> None:
    near.held.denied.add(f"Microsoft.Network/{part}")
    assert seen(near, *changes).audience == audience


def test_a_balancer_with_a_range_of_addresses_is_public(near: Arm) -> None:
    front = {"publicIPPrefix": {"id": f"{NET}/publicIPPrefixes/x"}}
    ranged: Change = ("balancer", "properties.frontendIPConfigurations", [{"properties": front}])
    assert seen(near, BEHIND, ranged).audience == "everyone"


@pytest.mark.parametrize(
    ("changes", "fields", "outcome", "said"),
    [
        ([rules(rule(**{FROM: "SomeNewService"}))], {"audience"}, "unclear", "service tag"),
        ([NO_CARD, SCALES], {"audience"}, "not-asked", "whether what stands in its subnets"),
        ([rules(rule(access="?"))], {"audience", "ports"}, "unclear", "a rule is written"),
    ],
)
def test_why_nobody_can_tell(near: Arm, changes: list[Change], fields: set[str], outcome: str, said: str) -> None:
    found = seen(near, *changes)
    assert {why.field for why in found.unread} == fields
    assert all(why.outcome == outcome and said in why.ask for why in found.unread)


@pytest.mark.parametrize(
    ("some", "judged"),
    [([rule()], Judged.FAIL), ([DENY, rule()], Judged.PASS), ([rule(access="?")], Judged.UNKNOWN)],
)
def test_how_it_is_judged(near: Arm, some: list[JSON], judged: Judged) -> None:
    assert [verdict.judged for verdict in no_open_ports(seen(near, rules(*some)))] == [judged]


@pytest.mark.parametrize(
    ("part", "changes"),
    [("networkInterfaces", []), ("virtualNetworks", [PRIVATE]), ("loadBalancers", [BEHIND])],
)
def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm, part: str, changes: list[Change]) -> None:
    near.held.denied.add(f"Microsoft.Network/{part}")
    found = seen(near, *changes)
    assert found.audience is None
    assert [(why.field, why.outcome) for why in found.unread] == [("audience", "denied")]
    assert f"Microsoft.Network/{part}/read" in found.unread[0].ask


def test_resource_graph_and_the_lists_of_services_say_the_same(near: Arm) -> None:
    graph = seen(near, BEHIND, INTERNAL)
    (lists,) = [f for f in facts(near, resource_graph=False) if f.resource == GROUP.lower()]
    assert structs.replace(graph, answers=()) == structs.replace(lists, answers=())


def test_a_finding_that_stands_needs_no_balancer(near: Arm) -> None:
    near.held.denied.update({"Microsoft.Network/loadBalancers", "Microsoft.Network/virtualNetworks"})
    assert seen(near).audience == "everyone"


def test_what_may_not_be_listed_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Network/networkSecurityGroups")
    (gap,) = [f for f in facts(near) if f.kind == KIND]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("exposure", "denied")


@pytest.mark.parametrize(
    "change",
    [
        ("group", "properties.resourceGuid", "hunter2"),
        ("group", "properties.defaultSecurityRules", []),
        ("card", "properties.macAddress", "hunter2"),
        ("network", "properties.addressSpace", {"addressPrefixes": ["10.0.0.0/8"]}),
    ],
)
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    before = seen(near)
    assert seen(near, change) == before


FLIPPED: dict[str, JSON] = {
    "direction": "Outbound",
    "access": "Deny",
    "protocol": "Icmp",
    FROM: "10.1.1.1",
    "destinationPortRange": "23",
}


@pytest.mark.parametrize("name", FLIPPED)
def test_another_value_is_another_fact(near: Arm, name: str) -> None:
    before = seen(near)
    assert seen(near, rules(rule(**{name: FLIPPED[name]}))) != before
