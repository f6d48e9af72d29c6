"""Who comes in from the internet: to a machine, and by one rule."""

import pytest

from scanner.facts import Exposure, Gap
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.things import BOTH, FULL, JSON, LINK, PLACE, REGION, ZONE, Change, Things, one, put
from tests.servers.google.double import Google

WARD = f"{LINK}/global/networks/ward"
PACS = f"{FULL}/zones/{ZONE}/instances/pacs"
RULE, WEB = f"{FULL}/global/firewalls/ssh", f"{FULL}/global/firewalls/web"
ABOVE = f"{PLACE}/global/networks/ward/getEffectiveFirewalls"
OUTSIDE, OUTSIDE6 = [{"type": "ONE_TO_ONE_NAT"}], [{"type": "DIRECT_IPV6"}]
SSH, HTTPS = ((22, 22),), ((443, 443),)
GOOD: Things = {
    "machine": (
        "compute.googleapis.com/Instance",
        {
            "name": "pacs",
            "id": "8151",
            "networkInterfaces": [{"network": WARD, "accessConfigs": OUTSIDE}],
            "tags": {"items": ["pacs"]},
            "serviceAccounts": [{"email": "pacs@alder-prod.iam.gserviceaccount.com"}],
        },
        {"zone": ZONE},
    ),
    "network": ("compute.googleapis.com/Network", {"name": "ward"}, {}),
    "rule": (
        "compute.googleapis.com/Firewall",
        {
            "name": "ssh",
            "network": WARD,
            "direction": "INGRESS",
            "priority": 1000,
            "disabled": False,
            "sourceRanges": ["0.0.0.0/0"],
            "targetTags": ["pacs"],
            "allowed": [{"IPProtocol": "tcp", "ports": ["22"]}],
        },
        {},
    ),
    "deny": (
        "compute.googleapis.com/Firewall",
        {
            "name": "no",
            "network": WARD,
            "direction": "INGRESS",
            "priority": 900,
            "disabled": True,
            "sourceRanges": ["0.0.0.0/0"],
            "denied": [{"IPProtocol": "all"}],
        },
        {},
    ),
    "web": (
        "compute.googleapis.com/Firewall",
        {"name": "web", "network": WARD, "disabled": True, "allowed": [{"IPProtocol": "tcp", "ports": ["443"]}]},
        {},
    ),
    "project": ("compute.googleapis.com/Project", {"name": "alder-prod"}, {}),
    "forwarding": (
        "compute.googleapis.com/ForwardingRule",
        {
            "name": "in",
            "loadBalancingScheme": "EXTERNAL_MANAGED",
            "target": f"{LINK}/regions/{REGION}/targetHttpsProxies/x",
        },
        {"region": REGION},
    ),
    "beside": (
        "compute.googleapis.com/GlobalForwardingRule",
        {
            "name": "beside",
            "loadBalancingScheme": "EXTERNAL_MANAGED",
            "target": f"{LINK}/global/targetHttpsProxies/y",
        },
        {},
    ),
    "above": (ABOVE, {"firewallPolicys": []}, {}),
    "regional": (
        f"{PLACE}/regions/{REGION}/firewallPolicies/p",
        {
            "name": "p",
            "region": f"{LINK}/regions/{REGION}",
            "associations": [{"attachmentTarget": f"{WARD}-2"}, {"attachmentTarget": WARD}],
            "rules": [],
        },
        {},
    ),
}


def rule(path: str, value: JSON = LEFT_OUT) -> Change:
    return "rule", path, value


def deny(path: str, value: JSON = LEFT_OUT) -> Change:
    return "deny", path, value


def sources(*blocks: str) -> Change:
    return rule("sourceRanges", [*blocks])


def allowed(protocol: str, *ports: str) -> Change:
    return rule("allowed", [{"IPProtocol": protocol, **({"ports": [*ports]} if ports else {})}])


def interface(**more: JSON) -> Change:
    return "machine", "networkInterfaces", [{"network": WARD, **more}]


def policy(kind: str, action: str, *ports: str, **match: JSON) -> Change:
    """A policy above with one rule; `regional` is one of a region."""
    layers = {"layer4Configs": [{"ipProtocol": "tcp", "ports": [*ports]}]} if ports else {}
    rules = [{"action": action, "direction": "INGRESS", "match": {**layers, **match}}]
    if kind == "regional":
        return "regional", "rules", rules
    return "above", "firewallPolicys", [{"type": kind, "rules": rules}]


NOT_SSH = deny("denied", [{"IPProtocol": "tcp", "ports": ["22"]}])
INSIDE, ON, WEB_ON = interface(), deny("disabled", False), ("web", "disabled", False)
SHUT = rule("disabled", True)
BEFORE = ("network", "networkFirewallPolicyEnforcementOrder", "BEFORE_CLASSIC_FIREWALL")
PASSING: Change = ("forwarding", "", {"name": "in", "loadBalancingScheme": "EXTERNAL", "backendService": f"{LINK}/x"})
TARGET: Change = (
    "forwarding",
    "",
    {"name": "in", "loadBalancingScheme": "EXTERNAL", "target": f"{LINK}/zones/{ZONE}/targetInstances/x"},
)
TUNNEL: Change = (
    "forwarding",
    "",
    {"name": "in", "loadBalancingScheme": "EXTERNAL", "target": f"{LINK}/regions/{REGION}/targetVpnGateways/x"},
)
SHARED = ("machine", "networkInterfaces", [{"network": WARD.replace("alder-prod", "host-1"), "accessConfigs": OUTSIDE}])
TWO = ("machine", "networkInterfaces", [{"network": WARD, "accessConfigs": OUTSIDE}, {"network": WARD}])
MACHINE: list[tuple[str, str | None, JSON, list[Change]]] = [
    ("open", "everyone", SSH, []),
    ("no address", "owner", (), [INSIDE]),
    ("an address without a number, as while it is off", "everyone", SSH, [interface(accessConfigs=[{}])]),
    ("an address of the other family", "owner", (), [interface(ipv6AccessConfigs=OUTSIDE6)]),
    ("both of it", "everyone", SSH, [interface(ipv6AccessConfigs=OUTSIDE6), sources("::/0")]),
    ("named ones", "listed", SSH, [sources("203.0.113.0/24", "35.235.240.0/20")]),
    ("private ones", "owner", (), [sources("10.0.0.0/8", "192.168.0.0/16")]),
    ("two halves", "everyone", SSH, [sources("0.0.0.0/1", "128.0.0.0/1")]),
    ("many parts", "everyone", SSH, [sources(*(f"{n}.0.0.0/8" for n in range(20, 24)))]),
    ("no source at all is everyone", "everyone", SSH, [rule("sourceRanges")]),
    ("tags are within", "owner", (), [rule("sourceRanges"), rule("sourceTags", ["a"])]),
    ("accounts are within", "owner", (), [rule("sourceRanges"), rule("sourceServiceAccounts", ["a@b"])]),
    ("tags beside a range", "everyone", SSH, [rule("sourceTags", ["a"])]),
    ("no block", None, None, [sources("rubbish")]),
    ("no block, beside what is open", "everyone", SSH, [sources("rubbish", "0.0.0.0/0")]),
    ("all protocols", "everyone", ((0, 65535),), [allowed("all")]),
    ("all ports", "everyone", ((0, 65535),), [allowed("6")]),
    ("a range", "everyone", ((20, 25),), [allowed("tcp", "20-25")]),
    ("no ports", "owner", (), [allowed("icmp")]),
    ("disabled", "owner", (), [SHUT]),
    ("what goes out", "owner", (), [("rule", "direction", "EGRESS")]),
    ("by default what comes in", "everyone", SSH, [rule("direction")]),
    ("of other machines", "owner", (), [rule("targetTags", ["ris"])]),
    ("of all machines", "everyone", SSH, [rule("targetTags")]),
    (
        "of its account",
        "everyone",
        SSH,
        [rule("targetTags"), rule("targetServiceAccounts", ["pacs@alder-prod.iam.gserviceaccount.com"])],
    ),
    ("of another account", "owner", (), [rule("targetTags"), rule("targetServiceAccounts", ["ris@x"])]),
    ("of another network", "owner", (), [rule("network", f"{LINK}/global/networks/other")]),
    ("denied first", "owner", (), [ON]),
    ("denied at the same priority", "owner", (), [ON, deny("priority", 1000)]),
    ("denied too late", "everyone", SSH, [ON, deny("priority", 1001)]),
    ("denied too late by default", "everyone", SSH, [ON, deny("priority"), rule("priority", 999)]),
    ("denied by default in time", "owner", (), [ON, deny("priority"), rule("priority")]),
    ("denied to some", "everyone", SSH, [ON, deny("sourceRanges", ["203.0.113.0/24"])]),
    ("denied to more", "owner", (), [ON, sources("8.8.0.0/16"), deny("sourceRanges", ["8.0.0.0/8"])]),
    ("denied to the other family", "everyone", SSH, [ON, deny("sourceRanges", ["::/0"])]),
    ("denied to other machines", "everyone", SSH, [ON, deny("targetTags", ["ris"])]),
    ("denied of another protocol", "everyone", SSH, [ON, deny("denied", [{"IPProtocol": "udp"}])]),
    ("denied of other ports", "everyone", SSH, [ON, deny("denied", [{"IPProtocol": "tcp", "ports": ["23"]}])]),
    (
        "denied in part",
        "everyone",
        ((20, 21), (23, 25)),
        [ON, allowed("tcp", "20-25"), NOT_SSH],
    ),
    ("what goes out denied", "everyone", SSH, [ON, deny("direction", "EGRESS")]),
    ("two rules", "everyone", ((22, 22), (443, 443)), [WEB_ON]),
    ("what passes a load balancer", None, None, [INSIDE, PASSING]),
    ("what passes on to one machine", None, None, [INSIDE, TARGET]),
    ("a tunnel is none", "owner", (), [INSIDE, TUNNEL]),
    ("passing to where no rule lets in", "owner", (), [INSIDE, PASSING, SHUT]),
    ("passing to where a policy may let in", None, None, [INSIDE, PASSING, SHUT, policy("HIERARCHY", "allow")]),
    ("passing to a second interface", None, None, [TWO, PASSING, rule("targetTags"), sources("::/0")]),
    ("no passing to a second interface", "owner", (), [TWO, rule("targetTags"), sources("::/0")]),
    ("a network of another project", None, None, [SHARED]),
    (
        "one of another project beside its own",
        "everyone",
        SSH,
        [("machine", "networkInterfaces", [*SHARED[2], {"network": WARD, "accessConfigs": OUTSIDE}])],
    ),
    (
        "one of another project beside a mere service",
        None,
        None,
        [("machine", "networkInterfaces", [*SHARED[2], {"network": WARD, "accessConfigs": OUTSIDE}]), SHUT, WEB_ON],
    ),
    ("a policy above shuts", None, None, [policy("HIERARCHY", "deny")]),
    ("a policy above shuts other ports", "everyone", SSH, [policy("HIERARCHY", "deny", "443")]),
    ("a policy above shuts lower ports", "everyone", HTTPS, [SHUT, WEB_ON, policy("HIERARCHY", "deny", "80")]),
    ("a policy above shuts higher ports", "everyone", HTTPS, [SHUT, WEB_ON, policy("HIERARCHY", "deny", "8443")]),
    ("a policy above shuts a service", None, None, [SHUT, WEB_ON, policy("HIERARCHY", "deny", "443")]),
    ("a policy above shuts some", "everyone", SSH, [policy("HIERARCHY", "deny", srcIpRanges=["8.0.0.0/24"])]),
    ("a policy above shuts countries", "everyone", SSH, [policy("HIERARCHY", "deny", srcRegionCodes=["XX"])]),
    ("a policy above goes on", "everyone", SSH, [policy("HIERARCHY", "goto_next")]),
    ("a policy after it shuts nothing", "everyone", SSH, [policy("NETWORK", "deny")]),
    ("a policy before it shuts", None, None, [policy("NETWORK", "deny"), BEFORE]),
    ("one of a region shuts nothing", "everyone", SSH, [policy("regional", "deny")]),
    ("one of a region before it shuts", None, None, [policy("regional", "deny"), BEFORE]),
    ("a policy above opens", None, None, [SHUT, policy("HIERARCHY", "allow")]),
    ("a policy opens after inspection", None, None, [SHUT, policy("NETWORK", "apply_security_profile_group")]),
    ("one of a region opens", None, None, [SHUT, policy("regional", "allow", srcIpRanges=["0.0.0.0/0"])]),
    ("a policy opens to some", "owner", (), [SHUT, policy("HIERARCHY", "allow", srcIpRanges=["35.235.240.0/20"])]),
    ("a policy may open more than a service", None, None, [SHUT, WEB_ON, policy("HIERARCHY", "allow", "22")]),
    ("a policy opens the same", "everyone", HTTPS, [SHUT, WEB_ON, policy("HIERARCHY", "allow", "443")]),
    ("a policy takes nothing from what is open", "everyone", SSH, [policy("HIERARCHY", "allow", "443")]),
    (
        "a rule of a policy is disabled",
        "owner",
        (),
        [SHUT, ("above", "firewallPolicys", [{"type": "HIERARCHY", "rules": [{"action": "allow", "disabled": True}]}])],
    ),
    (
        "a policy for what goes out",
        "owner",
        (),
        [SHUT, ("above", "firewallPolicys", [{"rules": [{"action": "allow", "direction": "EGRESS"}]}])],
    ),
    (
        "a policy of a region for another network",
        "owner",
        (),
        [SHUT, policy("regional", "allow"), ("regional", "associations", [{"attachmentTarget": f"{WARD}s"}])],
    ),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("case", "audience", "ports", "changes"), MACHINE, ids=[row[0] for row in MACHINE])
def test_who_reaches_a_machine(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, case: str, audience: str | None, ports: JSON, changes: list[Change], inventory: str
) -> None:
    """vm.public_ip."""
    put(near, GOOD, *changes)
    fact = one(facts(near, asset_inventory=inventory), Exposure, "*", PACS)
    assert (fact.audience, fact.ports) == (audience, ports), case  # type: ignore[attr-defined]
    assert bool(fact.considered) == (audience is not None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("offers", "changes"),
    [
        ("administration", []),
        ("service", [SHUT, WEB_ON]),
        ("data", [allowed("tcp", "5432")]),
        ("administration", [INSIDE]),
        ("administration", [SHARED]),
    ],
)
def test_what_a_machine_offers(near: Google, offers: str, changes: list[Change]) -> None:
    put(near, GOOD, *changes)
    assert one(facts(near), Exposure, "*", PACS).offers == offers  # type: ignore[attr-defined]


RULES: list[tuple[str, str | None, JSON, list[Change]]] = [
    ("open", "everyone", SSH, []),
    ("nobody named from outside", "owner", SSH, [sources("10.0.0.0/8")]),
    ("named ones", "listed", SSH, [sources("8.8.0.0/16")]),
    ("no source at all", "everyone", SSH, [rule("sourceRanges")]),
    ("tags are within", "owner", SSH, [rule("sourceRanges"), rule("sourceTags", ["a"])]),
    ("no block", None, None, [sources("rubbish")]),
    ("no machine behind it", "owner", SSH, [rule("targetTags", ["ris"])]),
    ("no machine has an address", "owner", SSH, [INSIDE]),
    ("none of that family", "owner", SSH, [interface(ipv6AccessConfigs=OUTSIDE6)]),
    ("what passes a load balancer", None, None, [INSIDE, PASSING]),
    ("passing to nothing", "owner", SSH, [rule("targetTags", ["ris"]), PASSING]),
    ("machines of others", None, None, [INSIDE, ("project", "xpnProjectStatus", "HOST")]),
    ("denied first", "owner", SSH, [ON]),
    (
        "denied in part",
        "everyone",
        ((23, 25),),
        [ON, allowed("tcp", "22-25"), NOT_SSH],
    ),
    ("a policy above shuts", None, None, [policy("HIERARCHY", "deny")]),
    ("what a policy opens is not its business", "owner", SSH, [ON, policy("HIERARCHY", "allow")]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("case", "audience", "ports", "changes"), RULES, ids=[row[0] for row in RULES])
def test_whom_a_rule_lets_in(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, case: str, audience: str | None, ports: JSON, changes: list[Change], inventory: str
) -> None:
    """fw.open."""
    put(near, GOOD, *changes)
    fact = one(facts(near, asset_inventory=inventory), Exposure, "*", RULE)
    assert (fact.audience, fact.ports) == (audience, ports), case  # type: ignore[attr-defined]
    assert fact.offers == "administration"  # type: ignore[attr-defined]


@pytest.mark.parametrize("changes", [[SHUT], [("rule", "direction", "EGRESS")]])
def test_what_lets_nobody_in_has_no_exposure(near: Google, changes: list[Change]) -> None:
    put(near, GOOD, *changes, ON)
    found = facts(near)
    assert not [f for f in found if isinstance(f, Exposure) and "firewalls" in f.resource]
    assert not [f for f in found if isinstance(f, Gap) and f.outcome != "not-asked"]


def test_a_rule_that_is_not_told_whole_passes_nothing(near: Google) -> None:
    put(near, GOOD, rule("allowed"))
    found = facts(near)
    assert not [f for f in found if isinstance(f, Exposure) and f.resource in {PACS, RULE}]
    assert {f.outcome for f in found if isinstance(f, Gap) and f.missing == "exposure"} == {"error"}


DENIED = [
    ("compute.firewalls.list", PACS, [], None),
    ("compute.networks.list", PACS, [], None),
    ("compute.networks.getEffectiveFirewalls", PACS, [], None),
    ("compute.firewallPolicies.list", PACS, [], None),
    ("compute.networks.getEffectiveFirewalls", PACS, [SHUT], None),
    ("compute.forwardingRules.list", PACS, [], "everyone"),
    ("compute.forwardingRules.list", PACS, [INSIDE], None),
    ("compute.firewalls.list", PACS, [INSIDE], "owner"),
    ("compute.firewalls.list", PACS, [INSIDE, PASSING], None),
    ("compute.instances.list", RULE, [], None),
    ("compute.instances.list", RULE, [sources("10.0.0.0/8")], "owner"),
    ("compute.projects.get", RULE, [], "everyone"),
    ("compute.projects.get", RULE, [INSIDE], None),
    ("compute.forwardingRules.list", RULE, [INSIDE], None),
    ("compute.networks.getEffectiveFirewalls", RULE, [], None),
]


@pytest.mark.parametrize(("denied", "at", "changes", "audience"), DENIED)
def test_what_may_not_be_read_is_not_known(
    near: Google, denied: str, at: str, changes: list[Change], audience: str | None
) -> None:
    put(near, GOOD, *changes)
    near.denied |= {denied, "cloudasset.assets.listResource"}
    fact = one(facts(near), Exposure, "*", at)
    assert fact.audience == audience  # type: ignore[attr-defined]
    assert {why.outcome for why in fact.unread} == (set() if audience else {"denied"})
