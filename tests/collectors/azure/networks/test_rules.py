"""Rules of network security groups: by priority, by addresses and tags, by ports; and what is not followed."""

from typing import Any

import pytest

from tests.collectors.azure.networks.ward import DENY, FROM, at, deny, rule, rules, seen
from tests.collectors.azure.settings import JSON
from tests.servers.arm.server import Arm

PLURAL = {"destinationPortRange": None, "destinationPortRanges": ["20-25", "443"]}
NAMED = {FROM: "198.51.100.7"}


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
    ("Azure's own", [rule(**{FROM: "GatewayManager"})], "listed", [(22, 22)]),
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
    assert found.ports == (None if ports is None else tuple(ports)), said
