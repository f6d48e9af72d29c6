"""Pools of load balancers that name addresses: whose they are, and what is known where they are nobody's."""

import pytest

from checks.exposure import no_open_ports
from scanner.check import Judged
from scanner.facts import Exposure
from tests.collectors.azure import settings
from tests.collectors.azure.networks.ward import CARD, NET, OTHER, POOL, SUBNET, card, network, rule, seen, thing
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change
from tests.servers.arm.server import Arm

WARD = f"{NET}/virtualNetworks/ward"
PRIVATE: Change = ("card", "properties", card(address=False))
NO_CARD: Change = ("card", "", LEFT_OUT)
EMPTY: Change = ("network", "properties", network())


def leads(*some: dict[str, JSON], **pool: JSON) -> Change:
    """A pool with these addresses."""
    said = {"loadBalancerBackendAddresses": [{"name": "a", "properties": one} for one in some], **pool}
    return "balancer", "properties.backendAddressPools", [{"id": POOL, "properties": said}]


def to(address: str, **where: JSON) -> dict[str, JSON]:
    return {"ipAddress": address, **{name: {"id": at} for name, at in where.items()}}


def ranges(here: str, elsewhere: str = "") -> Change:
    """The ranges of the group's own subnet, and of another one in the network."""
    own = network(f"{CARD}/ipConfigurations/one", addressPrefix=here)["subnets"]
    other = [{"id": f"{SUBNET}2", "properties": {"addressPrefixes": [elsewhere]}}] if elsewhere else []
    return "network", "properties.subnets", [*own, *other]


INTERNAL: Change = ("balancer", "properties.frontendIPConfigurations", [{"properties": {"subnet": {"id": SUBNET}}}])
SIX: Change = ("card", "properties", card(address=False, privateIPAddress="fd00::a", privateIPAddressVersion="IPv6"))
LED: list[tuple[str, list[Change], str | None]] = [
    ("its address", [PRIVATE, leads(to("10.0.0.4", virtualNetwork=WARD.upper()))], "everyone"),
    ("its address in its subnet", [PRIVATE, leads(to("10.0.0.4", subnet=SUBNET))], "everyone"),
    ("the network stands at the pool", [PRIVATE, leads(to("10.0.0.4"), virtualNetwork={"id": WARD})], "everyone"),
    ("the network is not told", [PRIVATE, leads(to("10.0.0.4"))], None),
    ("written otherwise", [SIX, leads(to("FD00:0::000A", virtualNetwork=WARD))], "everyone"),
    ("no card has it", [PRIVATE, leads(to("10.0.0.9", virtualNetwork=WARD))], None),
    ("no card has it, and none is there", [NO_CARD, EMPTY, leads(to("10.0.0.9", subnet=SUBNET))], None),
    ("no card has it, and the network is not told", [PRIVATE, leads(to("10.0.0.9"))], None),
    (
        "the card does not tell its own",
        [
            ("card", "properties", card(address=False, privateIPAddress=None)),
            leads(to("10.0.0.4", virtualNetwork=WARD)),
        ],
        None,
    ),
    (
        "no card has it, and it lies here",
        [PRIVATE, ranges("10.0.0.0/24"), leads(to("10.0.0.9", virtualNetwork=WARD))],
        None,
    ),
    (
        "no card has it, nor does this subnet",
        [PRIVATE, ranges("10.0.1.0/24", "10.0.0.0/24"), leads(to("10.0.0.9", virtualNetwork=WARD))],
        "owner",
    ),
    (
        "no card has it, nor any subnet",
        [PRIVATE, ranges("10.0.1.0/24"), leads(to("10.0.0.9", virtualNetwork=WARD))],
        None,
    ),
    (
        "its interface",
        [PRIVATE, leads(to("", networkInterfaceIPConfiguration=f"{CARD}/IPConfigurations/one"))],
        "everyone",
    ),
    ("another interface", [PRIVATE, leads(to("10.0.0.9", networkInterfaceIPConfiguration=f"{CARD}2/x/y"))], "owner"),
    ("the same in another network", [PRIVATE, leads(to("10.0.0.4", virtualNetwork=f"{WARD}2"))], "owner"),
    ("in another subnet", [PRIVATE, leads(to("10.0.0.9", subnet=f"{SUBNET}2"))], "owner"),
    ("of a private balancer", [PRIVATE, INTERNAL, leads(to("10.0.0.4", virtualNetwork=WARD))], "owner"),
    ("of another load balancer", [PRIVATE, leads({"loadBalancerFrontendIPConfiguration": {"id": "x"}})], "owner"),
    ("a public address of its own", [leads(to("10.0.0.4", virtualNetwork=WARD))], "everyone"),
]


@pytest.mark.parametrize(("said", "changes", "audience"), LED, ids=[row[0] for row in LED])
def test_whom_a_pool_of_addresses_leads_to(near: Arm, said: str, changes: list[Change], audience: str | None) -> None:
    found = seen(near, *changes)
    assert found.audience == audience, said
    judged = {None: Judged.UNKNOWN, "owner": Judged.PASS, "everyone": Judged.FAIL}[audience]
    assert [verdict.judged for verdict in no_open_ports(found)] == [judged]


def test_the_card_s_own_group_still_shuts_it(near: Arm) -> None:
    own = thing(OTHER, "networkSecurityGroups", securityRules=[], networkInterfaces=[{"id": CARD}])
    settings.put(near, {"own": own})
    said = ("card", "properties.networkSecurityGroup", {"id": OTHER})
    found = seen(near, PRIVATE, said, leads(to("10.0.0.4", virtualNetwork=WARD)))
    assert found.audience == "owner"


def test_some_are_let_in_through_it(near: Arm) -> None:
    some: Change = ("group", "properties.securityRules", [rule(sourceAddressPrefix="198.51.100.7")])
    found: Exposure = seen(near, PRIVATE, some, leads(to("10.0.0.4", virtualNetwork=WARD)))
    assert (found.audience, found.ports) == ("listed", ((22, 22),))
