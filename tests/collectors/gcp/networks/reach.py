"""A machine with an address, the rules of its network, and what changes who reaches it."""

from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.things import FULL, JSON, LINK, PLACE, REGION, ZONE, Change, Things

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
