"""Network security groups: rules by priority, who stands behind them, and who of these can be addressed."""

from typing import Any

import pytest

from checks.exposure import no_open_ports
from collectors.azure.networks.groups import GROUP as KIND
from scanner.check import Judged
from scanner.facts import Exposure, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change
from tests.servers.arm.server import ID, Arm

NET = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Network"
GROUP, OTHER = f"{NET}/networkSecurityGroups/Front", f"{NET}/networkSecurityGroups/own"
SUBNET = f"{NET}/virtualNetworks/ward/subnets/front"
CARD, ADDRESS = f"{NET}/networkInterfaces/pacs", f"{NET}/publicIPAddresses/pacs"
POOL = f"{NET}/loadBalancers/door/backendAddressPools/all"
SCALE_SET = f"{NET.replace('Network', 'Compute')}/virtualMachineScaleSets/set/virtualMachines/0/networkInterfaces/n"
BASE = {
    "direction": "Inbound",
    "access": "Allow",
    "priority": 200,
    "protocol": "Tcp",
    "sourceAddressPrefix": "*",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}


def rule(**said: JSON) -> dict[str, JSON]:
    """A rule that lets everyone in to a shell, changed; what is None is left out."""
    return {"name": "a", "properties": {k: v for k, v in {**BASE, **said}.items() if v is not None}}


def card(*, address: bool = True, **configuration: JSON) -> dict[str, JSON]:
    said = {"subnet": {"id": SUBNET}, "privateIPAddress": "10.0.0.4", **configuration}
    if address:
        said["publicIPAddress"] = {"id": ADDRESS}
    return {"ipConfigurations": [{"id": f"{CARD}/ipConfigurations/one", "properties": said}]}


def network(*residents: str, **more: JSON) -> dict[str, JSON]:
    held = {"ipConfigurations": [{"id": one} for one in residents], **more}
    return {"subnets": [{"id": SUBNET, "properties": held}]}


def balancer(*, public: bool) -> dict[str, JSON]:
    front = {"publicIPAddress": {"id": ADDRESS}} if public else {"subnet": {"id": SUBNET}}
    return {"frontendIPConfigurations": [{"properties": front}], "backendAddressPools": [{"id": POOL}]}


def thing(id: str, kind: str, **properties: JSON) -> dict[str, JSON]:
    name = id.rpartition("/")[2]
    return {
        "id": id,
        "name": name,
        "type": f"Microsoft.Network/{kind}",
        "location": "westeurope",
        "properties": properties,
    }


GOOD: dict[str, JSON] = {
    "group": thing(GROUP, "networkSecurityGroups", securityRules=[rule()], subnets=[{"id": SUBNET.upper()}]),
    "card": thing(CARD, "networkInterfaces", **card()),
    "network": thing(f"{NET}/virtualNetworks/ward", "virtualNetworks", **network(f"{CARD}/ipConfigurations/one")),
    "balancer": thing(f"{NET}/loadBalancers/door", "loadBalancers", **balancer(public=True)),
}


def deny(**said: JSON) -> dict[str, JSON]:
    """A rule that goes before the other one, and refuses the same."""
    return rule(**{"access": "Deny", "priority": 100, **said})


DENY = deny()


def rules(*some: JSON) -> Change:
    return "group", "properties.securityRules", list(some)


def seen(near: Arm, *changes: Change) -> Exposure:
    settings.put(near, {**GOOD, **{name: {} for name, _, _ in changes if name == "own"}}, *changes)
    (found,) = [f for f in facts(near) if isinstance(f, Exposure) and f.resource == GROUP.lower()]
    return found


PLURAL = {"destinationPortRange": None, "destinationPortRanges": ["20-25", "443"]}
FROM = "sourceAddressPrefix"
NAMED = {FROM: "198.51.100.7"}


def at(ports: str, **said: JSON) -> dict[str, JSON]:
    return rule(destinationPortRange=ports, **said)


SEVERAL = {FROM: "", "sourceAddressPrefixes": ["0.0.0.0/1", "128.0.0.0/1"]}
ALL: list[tuple[int, int]] = [(0, 65535)]
RULES: list[tuple[str, list[JSON], str | None, list[tuple[int, int]] | None]] = [
    ("everyone, by a star", [rule()], "everyone", [(22, 22)]),
    ("by a tag", [rule(**{FROM: "Internet"})], "everyone", [(22, 22)]),
    ("in another case", [rule(**{FROM: "internet"}, access="allow", direction="inbound")], "everyone", [(22, 22)]),
    ("by numbers", [rule(**{FROM: "0.0.0.0/0"})], "everyone", [(22, 22)]),
    ("two halves are the whole", [rule(**SEVERAL)], "everyone", [(22, 22)]),
    ("of the other family, which nothing here has", [rule(**{FROM: "::/0"})], "owner", [(22, 22)]),
    ("all ports", [rule(destinationPortRange="*")], "everyone", ALL),
    ("ranges", [rule(**PLURAL)], "everyone", [(20, 25), (443, 443)]),
    (
        "ranges that touch",
        [at("80"), at("81-90")],
        "everyone",
        [(80, 90)],
    ),
    (
        "ranges that overlap",
        [at("70-85"), at("80-90")],
        "everyone",
        [(70, 90)],
    ),
    (
        "others for some alone",
        [rule(), at("443", **NAMED)],
        "everyone",
        [(22, 22)],
    ),
    ("an address of the other family", [rule(**{FROM: "2001:db8::7"})], "owner", [(22, 22)]),
    ("a network as wide as any one's", [rule(**{FROM: "8.0.0.0/8"})], "listed", [(22, 22)]),
    ("more than that", [rule(**{FROM: "8.0.0.0/7"})], "everyone", [(22, 22)]),
    ("what has no ports, and names none", [rule(protocol="Esp", destinationPortRange=None)], "owner", []),
    ("every protocol", [rule(protocol="*")], "everyone", [(22, 22)]),
    ("udp", [rule(protocol="Udp", destinationPortRange="53")], "everyone", [(53, 53)]),
    ("what has no ports", [rule(protocol="Icmp", destinationPortRange="*")], "owner", []),
    ("outward", [rule(direction="Outbound")], "owner", []),
    ("no rule of one's own", [], "owner", []),
    ("refused before", [DENY, rule()], "owner", []),
    ("refused after", [rule(access="Deny", priority=300), rule()], "everyone", [(22, 22)]),
    ("written in another order", [rule(), DENY], "owner", []),
    ("refused by a tag", [deny(**{FROM: "Internet"}), rule()], "owner", []),
    ("refused in halves", [deny(**SEVERAL), rule(**{FROM: "0.0.0.0/0"})], "owner", []),
    (
        "a part refused",
        [deny(**{FROM: "198.51.100.0/24"}), rule()],
        "everyone",
        [(22, 22)],
    ),
    (
        "refused at other ports",
        [deny(destinationPortRange="80"), rule(destinationPortRange="20-90")],
        "everyone",
        [(20, 79), (81, 90)],
    ),
    (
        "refused for one thing alone",
        [deny(destinationAddressPrefix="10.0.0.9"), rule()],
        "everyone",
        [(22, 22)],
    ),
    (
        "refused to all of the network",
        [deny(destinationAddressPrefix="VirtualNetwork"), rule()],
        "owner",
        [],
    ),
    (
        "refused from one port alone",
        [deny(sourcePortRange="1234"), rule()],
        "everyone",
        [(22, 22)],
    ),
    (
        "refused by another protocol",
        [deny(protocol="Udp"), rule()],
        "everyone",
        [(22, 22)],
    ),
    (
        "refused to all of Azure alone",
        [deny(**{FROM: "AzureCloud"}), rule()],
        "everyone",
        [(22, 22)],
    ),
    ("some addresses", [rule(**{FROM: "198.51.100.7"})], "listed", [(22, 22)]),
    ("a network of somebody's", [rule(**{FROM: "198.51.0.0/16"})], "listed", [(22, 22)]),
    ("private addresses", [rule(**{FROM: "10.0.0.0/8"})], "owner", []),
    ("the network itself", [rule(**{FROM: "VirtualNetwork"})], "owner", []),
    ("probes", [rule(**{FROM: "AzureLoadBalancer"})], "owner", []),
    ("Azure's own", [rule(**{FROM: "GatewayManager"})], "listed", []),
    ("every customer", [rule(**{FROM: "AzureCloud.WestEurope"})], "provider", [(22, 22)]),
    ("the internet beside them", [rule(**{FROM: "AzureCloud"}), rule(priority=300)], "everyone", [(22, 22)]),
    ("every customer, refused before", [DENY, rule(**{FROM: "AzureCloud"})], "owner", []),
    ("a tag that is not known", [rule(**{FROM: "SomeNewService"})], None, [(22, 22)]),
    ("a group of applications", [rule(**{FROM: None}, sourceApplicationSecurityGroups=[{"id": "x"}])], "owner", []),
    ("an unknown word", [rule(access="Perhaps")], None, None),
    ("an unknown protocol", [rule(protocol="Quic")], None, None),
    ("no direction", [rule(direction=None)], None, None),
    ("no source", [rule(**{FROM: None})], None, None),
    ("no address", [rule(**{FROM: "300.1.2.3/8"})], None, None),
    ("no ports", [rule(destinationPortRange=None)], None, None),
    ("no number", [rule(destinationPortRange="ssh")], None, None),
    ("no number at its end", [rule(destinationPortRange="22-ssh")], None, None),
    ("no number at its beginning", [rule(destinationPortRange="ssh-22")], None, None),
    ("no priority", [rule(priority=None)], None, None),
]


@pytest.mark.parametrize(("said", "some", "audience", "ports"), RULES, ids=[row[0] for row in RULES])
def test_rules(near: Arm, said: str, some: list[JSON], audience: str | None, ports: list[Any] | None) -> None:
    found = seen(near, rules(*some))
    assert found.audience == audience, said
    if audience != "listed" or ports:
        assert found.ports == (None if ports is None else tuple(ports)), said


def own(*some: JSON) -> Change:
    """The group that the card has beside that of its subnet."""
    return "own", "", thing(OTHER, "networkSecurityGroups", securityRules=[*some], networkInterfaces=[{"id": CARD}])


HAS_OWN: Change = ("card", "properties.networkSecurityGroup", {"id": OTHER.upper()})
NO_CARD: Change = ("card", "", LEFT_OUT)
PRIVATE: Change = ("card", "properties", card(address=False))
BEHIND: Change = ("card", "properties", card(address=False, loadBalancerBackendAddressPools=[{"id": POOL}]))
EMPTY: Change = ("network", "properties", network())
SIX: Change = ("card", "properties", card(privateIPAddressVersion="IPv6"))
SCALES: Change = ("network", "properties", network(f"{SCALE_SET}/ipConfigurations/x"))
LENT: Change = ("network", "properties", network(delegations=[{"id": f"{SUBNET}/delegations/x"}]))
INTERNAL: Change = ("balancer", "properties", balancer(public=False))
CARD_OF_SET: Change = ("group", "properties.networkInterfaces", [{"id": SCALE_SET}])
RANGE = rule(destinationPortRange="22-80")
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
    ("no subnet", [NO_CARD, ("group", "properties.subnets", LEFT_OUT)], "owner", "it stands before nothing"),
    ("a scale set in the subnet", [NO_CARD, SCALES], None, ""),
    ("a service that has the subnet", [NO_CARD, LENT], None, ""),
    (
        "a card of a scale set",
        [NO_CARD, EMPTY, ("group", "properties.networkInterfaces", [{"id": SCALE_SET}])],
        None,
        "",
    ),
    ("behind a public balancer", [BEHIND], None, ""),
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
    ("some, beside what may be addressed", [BEHIND, SOME], "listed", MAYBE),
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
