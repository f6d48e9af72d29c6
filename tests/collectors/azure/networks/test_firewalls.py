"""Azure Firewall: which of its rules lead in from the internet, and to what."""

import pytest

from checks.exposure import no_open_ports, not_on_the_internet
from collectors.azure.networks.firewalls import FIREWALL
from scanner.check import Judged
from scanner.facts import Exposure, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.networks.ward import NET, thing
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, explained
from tests.servers.arm.server import Arm

HUB, POLICY = f"{NET}/azureFirewalls/hub", f"{NET}/firewallPolicies/hub"
GROUP = f"{POLICY}/ruleCollectionGroups/in"
RULE = {
    "name": "hunter2",
    "ruleType": "NatRule",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["*"],
    "destinationAddresses": ["20.1.2.3"],
    "destinationPorts": ["50001"],
    "translatedAddress": "10.0.0.4",
    "translatedPort": "3389",
}


def nat(**said: JSON) -> dict[str, JSON]:
    return {key: value for key, value in {**RULE, **said}.items() if value is not None}


def collection(*rules: JSON, kind: str = "FirewallPolicyNatRuleCollection") -> list[JSON]:
    return [{"ruleCollectionType": kind, "name": "c", "priority": 100, "rules": list(rules)}]


GOOD: dict[str, JSON] = {
    "firewall": thing(HUB, "azureFirewalls", firewallPolicy={"id": POLICY.upper()}),
    "policy": thing(POLICY, "firewallPolicies"),
    "group": thing(GROUP, "firewallPolicies/ruleCollectionGroups", priority=100, ruleCollections=collection(nat())),
    "partners": thing(f"{NET}/ipGroups/partners", "ipGroups", ipAddresses=["198.51.100.0/28"]),
}


def rules(*some: JSON) -> Change:
    return "group", "properties.ruleCollections", collection(*some)


def seen(near: Arm, *changes: Change) -> Exposure:
    settings.put(near, GOOD, *changes)
    (found,) = [f for f in facts(near) if isinstance(f, Exposure) and f.kind == FIREWALL]
    return explained(found)


PARTNERS = f"{NET}/ipGroups/partners"
WIDE, GONE = "128.0.0.0-255.255.255.255", ("partners", "", LEFT_OUT)


def holds(*addresses: str) -> Change:
    """Who is in the group of addresses."""
    return "partners", "properties.ipAddresses", list(addresses)


WEB = nat(destinationPorts=["443"], translatedPort="8443")
GROUPS = nat(sourceAddresses=None, sourceIpGroups=[PARTNERS.upper()])
HALF = nat(sourceAddresses=["0.0.0.0/1"], sourceIpGroups=[PARTNERS])
SOME = nat(sourceAddresses=["198.51.100.0/24", "203.0.113.1-203.0.113.9"])
NETWORK: Change = ("group", "properties.ruleCollections", collection(nat(), kind="FirewallPolicyFilterRuleCollection"))
CLASSIC: Change = (
    "firewall",
    "properties",
    {"natRuleCollections": [{"name": "c", "properties": {"action": {"type": "Dnat"}, "rules": [nat()]}}]},
)
NO_POLICY: list[Change] = [("policy", "", LEFT_OUT), ("group", "", LEFT_OUT)]
STATES: list[tuple[str, list[Change], str | None, str, Judged]] = [
    ("a desktop, at whatever port", [], "everyone", "administration", Judged.FAIL),
    ("a web front end", [rules(WEB)], "everyone", "service", Judged.PASS),
    ("some addresses", [rules(SOME)], "listed", "administration", Judged.PASS),
    (
        "many that are as good as all",
        [rules(nat(sourceAddresses=["20.0.0.0-40.0.0.0"]))],
        "everyone",
        "administration",
        Judged.FAIL,
    ),
    (
        "the internet in two parts",
        [rules(nat(sourceAddresses=["0.0.0.0/1", "128.0.0.0/1"]))],
        "everyone",
        "administration",
        Judged.FAIL,
    ),
    ("a group of addresses", [rules(GROUPS)], "listed", "administration", Judged.PASS),
    ("a group of all", [rules(GROUPS), holds("0.0.0.0/1", WIDE)], "everyone", "administration", Judged.FAIL),
    ("half of the internet by name", [rules(HALF), holds("128.0.0.0/1")], "everyone", "administration", Judged.FAIL),
    ("a group that nobody follows", [rules(GROUPS), holds("somewhere")], None, "administration", Judged.UNKNOWN),
    ("a group of nobody", [rules(GROUPS), holds()], "listed", "administration", Judged.PASS),
    ("a group of elsewhere", [rules(GROUPS), GONE], None, "administration", Judged.UNKNOWN),
    ("a group of elsewhere beside a front end", [rules(WEB, GROUPS), GONE], None, "administration", Judged.UNKNOWN),
    ("a group of elsewhere beside everyone", [rules(nat(), GROUPS), GONE], "everyone", "administration", Judged.FAIL),
    ("no source", [rules(nat(sourceAddresses=[]))], None, "administration", Judged.UNKNOWN),
    ("an address of its own inside", [rules(nat(destinationAddresses=["10.0.1.4"]))], "owner", "service", Judged.PASS),
    (
        "no port of its own inside",
        [rules(nat(destinationPorts=["3389"], translatedPort=None))],
        "everyone",
        "administration",
        Judged.FAIL,
    ),
    ("rules of another kind", [NETWORK], "owner", "service", Judged.PASS),
    ("no rules", [rules()], "owner", "service", Judged.PASS),
    ("no groups", [("group", "", LEFT_OUT)], "owner", "service", Judged.PASS),
    ("without a policy", [CLASSIC, *NO_POLICY], "everyone", "administration", Judged.FAIL),
    ("a policy of elsewhere", NO_POLICY, None, "administration", Judged.UNKNOWN),
    ("a rule that nobody follows", [rules(nat(sourceAddresses=["somewhere"]))], None, "administration", Judged.UNKNOWN),
]


@pytest.mark.parametrize(
    ("said", "changes", "audience", "offers", "judged"), STATES, ids=[row[0].replace(" ", "-") for row in STATES]
)
def test_who_comes_in(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, said: str, changes: list[Change], audience: str | None, offers: str, judged: Judged
) -> None:
    found = seen(near, *changes)
    assert (found.audience, found.offers) == (audience, offers), said
    assert [verdict.judged for verdict in no_open_ports(found)] == [judged]
    assert bool(found.considered) is (audience is not None)


def test_the_port_outside_is_told_and_what_it_leads_to_weighed(near: Arm) -> None:
    found = seen(near)
    assert found.ports == ((50001, 50001),)
    assert [verdict.judged for verdict in not_on_the_internet(found)] == [Judged.FAIL]


@pytest.mark.parametrize("part", ["firewallPolicies", "firewallPolicies/ruleCollectionGroups"])
def test_what_may_not_be_read_is_not_known(near: Arm, part: str) -> None:
    near.held.denied.add(f"Microsoft.Network/{part}")
    found = seen(near)
    assert {(u.field, u.outcome) for u in found.unread} == {("audience", "denied"), ("ports", "denied")}
    assert f"Microsoft.Network/{part}/read" in found.unread[0].ask


def test_whom_a_group_holds_is_not_known_where_groups_may_not_be_read(near: Arm) -> None:
    near.held.denied.add("Microsoft.Network/ipGroups")
    found = seen(near, rules(GROUPS))
    assert [(u.field, u.outcome) for u in found.unread] == [("audience", "denied")]
    assert "Microsoft.Network/ipGroups/read" in found.unread[0].ask
    assert seen(near).audience == "everyone"
    assert seen(near, rules(SOME)).audience == "listed"


def test_what_may_not_be_listed_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Network/azureFirewalls")
    (gap,) = [f for f in facts(near) if f.kind == FIREWALL]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("exposure", "denied")
