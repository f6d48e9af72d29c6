"""Rules of public load balancers: which ports of whom they lead the internet to, and which rules lead nobody in."""

from typing import Any

import pytest

from checks.exposure import no_open_ports
from scanner.check import Judged
from tests.collectors.azure import settings
from tests.collectors.azure.networks.ward import (
    CARD,
    NET,
    OTHER,
    POOL,
    SCALE_SET,
    SUBNET,
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

DOOR = f"{NET}/loadBalancers/door"
DESKTOP = f"{DOOR}/inboundNatRules/desktop"
ONE = f"{CARD}/ipConfigurations/one"
ANY = rules(rule(destinationPortRange="*"))
IN_POOL: Change = ("card", "properties", card(address=False, loadBalancerBackendAddressPools=[{"id": POOL.upper()}]))
BY_RULE: Change = ("card", "properties", card(address=False, loadBalancerInboundNatRules=[{"id": DESKTOP.upper()}]))
UNNAMED: Change = ("card", "properties", card(address=False))
ELSEWHERE: Change = (
    "card",
    "properties",
    card(address=False, loadBalancerInboundNatRules=[{"id": f"{NET}/loadBalancers/gone/inboundNatRules/x"}]),
)
NO_RULES: Change = ("balancer", "properties.loadBalancingRules", LEFT_OUT)
INTERNAL: Change = ("balancer", "properties.frontendIPConfigurations", [{"properties": {"subnet": {"id": SUBNET}}}])


def leads(*ports: JSON, pool: str = POOL, field: str = "backendAddressPool") -> Change:
    """Rules of the balancer for its pool."""
    where: JSON = {"id": pool} if field == "backendAddressPool" else [{"id": pool}]
    said = [{"properties": {"frontendPort": 50000, field: where, "backendPort": p}} for p in ports]
    return "balancer", "properties.loadBalancingRules", said


def nat(**said: JSON) -> Change:
    one = {"id": DESKTOP, "properties": {"frontendPort": 50001, "backendPort": 3389, **said}}
    return "balancer", "properties.inboundNatRules", [one]


OUT: Change = ("balancer", "properties.outboundRules", [{"properties": {"backendAddressPool": {"id": POOL}}}])
LED: list[tuple[str, list[Change], str | None, Any]] = [
    ("a rule for its pool", [IN_POOL, leads(3389)], "everyone", ((3389, 3389),)),
    ("two", [IN_POOL, leads(3389, 443)], "everyone", ((443, 443), (3389, 3389))),
    ("a rule for several pools", [IN_POOL, leads(3389, field="backendAddressPools")], "everyone", ((3389, 3389),)),
    ("all ports", [IN_POOL, leads(0)], "everyone", ((0, 65535),)),
    ("a port that is not told", [IN_POOL, leads(None)], None, ((0, 65535),)),
    ("rules for another pool", [IN_POOL, leads(3389, pool=f"{POOL}2")], "owner", ((0, 65535),)),
    ("no rule", [IN_POOL, NO_RULES], "owner", ((0, 65535),)),
    ("rules for what goes out", [IN_POOL, NO_RULES, OUT], "owner", ((0, 65535),)),
    ("a rule of its own", [BY_RULE, NO_RULES, nat()], "everyone", ((3389, 3389),)),
    (
        "a rule that names it",
        [UNNAMED, NO_RULES, nat(backendIPConfiguration={"id": ONE.upper()})],
        "everyone",
        ((3389, 3389),),
    ),
    ("a rule that names another", [UNNAMED, NO_RULES, nat(backendIPConfiguration={"id": f"{ONE}2"})], "owner", None),
    (
        "a port of each in its pool",
        [IN_POOL, NO_RULES, nat(backendAddressPool={"id": POOL.upper()})],
        "everyone",
        ((3389, 3389),),
    ),
    ("of a private balancer", [BY_RULE, INTERNAL, nat()], "owner", None),
    ("of one that is not known", [ELSEWHERE], None, ((0, 65535),)),
    ("beside one that is not known, a shell", [ELSEWHERE, nat(backendIPConfiguration={"id": ONE})], "everyone", None),
    (
        "beside one that is not known, a mere service",
        [ELSEWHERE, nat(backendPort=443, backendIPConfiguration={"id": ONE})],
        None,
        ((0, 65535),),
    ),
]


@pytest.mark.parametrize(("said", "changes", "audience", "ports"), LED, ids=[row[0] for row in LED])
def test_where_a_public_balancer_leads(
    near: Arm, said: str, changes: list[Change], audience: str | None, ports: Any
) -> None:
    found = seen(near, ANY, *changes)
    assert found.audience == audience, said
    assert ports is None or found.ports == ports
    judged = {None: Judged.UNKNOWN, "owner": Judged.PASS, "everyone": Judged.FAIL}[audience]
    assert [verdict.judged for verdict in no_open_ports(found)] == [judged]


def test_only_what_the_group_lets_in_comes_in(near: Arm) -> None:
    found = seen(near, rules(rule(destinationPortRange="443")), IN_POOL, leads(3389, 443))
    assert (found.audience, found.ports, found.offers) == ("everyone", ((443, 443),), "service")
    assert seen(near, rules(rule(destinationPortRange="80")), IN_POOL, leads(3389, 443)).audience == "owner"


def test_what_the_other_group_does_with_it_is_not_known(near: Arm) -> None:
    own = thing(OTHER, "networkSecurityGroups", securityRules=[rule(access="?")], networkInterfaces=[{"id": CARD}])
    settings.put(near, {"own": own})
    said: Change = ("card", "properties.networkSecurityGroup", {"id": OTHER})
    found = seen(near, ANY, IN_POOL, said, leads(3389))
    assert (found.audience, found.ports) == (None, ((3389, 3389),))
    assert of(near, OTHER).audience is None


@pytest.mark.parametrize("changes", [[IN_POOL, leads(3389)], [BY_RULE, nat()]])
def test_without_a_right_to_see_balancers_nothing_is_claimed(near: Arm, changes: list[Change]) -> None:
    near.held.denied.add("Microsoft.Network/loadBalancers")
    found = seen(near, ANY, *changes)
    assert [(why.field, why.outcome) for why in found.unread] == [("audience", "denied")]


def test_an_address_in_two_networks_is_led_to_by_either(near: Arm) -> None:
    """Where the balancer does not say in which network its address is, the card may be meant."""
    pool = [{"id": POOL, "properties": {"loadBalancerBackendAddresses": [{"properties": {"ipAddress": "10.0.0.4"}}]}}]
    found = seen(near, ANY, UNNAMED, ("balancer", "properties.backendAddressPools", pool))
    assert (found.audience, found.ports) == (None, ((22, 22),))


def test_one_of_two_balancers_is_public(near: Arm) -> None:
    inner = f"{NET}/loadBalancers/inner"
    said = balancer(public=False) | {"backendAddressPools": [{"id": f"{inner}/backendAddressPools/all"}]}
    near.held.put(thing(inner, "loadBalancers", **said))
    both = [{"id": f"{inner}/backendAddressPools/all"}, {"id": POOL}]
    configured: Change = ("card", "properties", card(address=False, loadBalancerBackendAddressPools=both))
    assert seen(near, ANY, configured).ports == ((22, 22),)


NODE = f"{SCALE_SET}/ipConfigurations/x"
NODES = ("in the pool as an address", "in the pool as a configuration")


def scaled(way: str, *rules_: JSON, ranges: JSON = ("10.0.0.0/24",), on: str = "card") -> list[Change]:
    """A scale set in the subnet, of which a pool names a configuration, and a group the card or the subnet alone."""
    address = {"loadBalancerBackendAddresses": [{"properties": {"networkInterfaceIPConfiguration": {"id": NODE}}}]}
    pool = address if way == NODES[0] else {"backendIPConfigurations": [{"id": NODE.upper()}]}
    before = {"networkInterfaces": [{"id": SCALE_SET.upper()}]} if on == "card" else {"subnets": [{"id": SUBNET}]}
    return [
        ("card", "", LEFT_OUT),
        ("network", "properties", network(NODE.upper(), addressPrefixes=[*ranges])),
        ("group", "properties", {"securityRules": [*rules_] or [rule()], **before}),
        ("balancer", "properties.backendAddressPools", [{"id": POOL, "properties": pool}]),
    ]


@pytest.mark.parametrize("on", ["card", "subnet"])
@pytest.mark.parametrize("way", NODES)
def test_a_machine_of_a_scale_set_is_led_to_as_any_other(near: Arm, way: str, on: str) -> None:
    """Its interface is in no list: the subnet, the pool and the group say all there is."""
    found = seen(near, *scaled(way, on=on))
    assert (found.audience, found.ports) == ("everyone", ((22, 22),))
    assert [verdict.judged for verdict in no_open_ports(found)] == [Judged.FAIL]


def test_a_machine_of_a_scale_set_may_have_an_address_of_its_own(near: Arm) -> None:
    for said, ports in ((leads(443), ((22, 22),)), (INTERNAL, ((22, 22),))):
        found = seen(near, *scaled(NODES[0]), said)
        assert (found.audience, found.ports) == (None, ports)
        assert [verdict.judged for verdict in no_open_ports(found)] == [Judged.UNKNOWN]
    assert seen(near, *scaled(NODES[0], rule(destinationPortRange="443")), leads(443)).audience == "everyone"


@pytest.mark.parametrize(("some", "audience"), [((), "owner"), ((rule(),), "everyone"), ((rule(access="?"),), None)])
def test_both_groups_before_a_scale_set_have_to_let_it_through(
    near: Arm, some: tuple[JSON, ...], audience: str | None
) -> None:
    own = thing(OTHER, "networkSecurityGroups", securityRules=[*some], networkInterfaces=[{"id": SCALE_SET}])
    settings.put(near, {"own": own})
    assert seen(near, *scaled(NODES[0], on="subnet")).audience == audience


FOUR = rule(sourceAddressPrefix="0.0.0.0/0")


@pytest.mark.parametrize(
    ("ranges", "some", "audience"),
    [
        (["10.0.0.0/24"], FOUR, "everyone"),
        (["10.0.0.0/24"], rule(sourceAddressPrefix="::/0"), "owner"),
        (["10.0.0.0/24", "fd00::/64"], rule(), None),
        ([], rule(), None),
    ],
)
def test_of_which_family_the_address_of_a_scale_set_is_the_subnet_says(
    near: Arm, ranges: list[str], some: JSON, audience: str | None
) -> None:
    assert seen(near, *scaled(NODES[0], some, ranges=ranges)).audience == audience


def test_a_subnet_that_is_not_known_may_have_a_group_that_shuts_it(near: Arm) -> None:
    elsewhere: Change = ("network", "", LEFT_OUT)
    assert seen(near, *scaled(NODES[0]), elsewhere).audience is None
    near.held.denied.add("Microsoft.Network/virtualNetworks")
    assert seen(near, *scaled(NODES[0])).audience is None
