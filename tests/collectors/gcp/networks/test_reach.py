"""Who comes in from the internet to a machine."""

import pytest

from scanner.facts import Exposure
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.networks.reach import (
    BEFORE,
    GOOD,
    HTTPS,
    INSIDE,
    NOT_SSH,
    ON,
    OUTSIDE,
    OUTSIDE6,
    PACS,
    PASSING,
    RULE,
    SHARED,
    SHUT,
    SSH,
    TARGET,
    TUNNEL,
    TWO,
    WARD,
    WEB_ON,
    allowed,
    deny,
    interface,
    policy,
    rule,
    sources,
)
from tests.collectors.gcp.things import BOTH, JSON, LINK, Change, one, put
from tests.servers.google.double import Google

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
