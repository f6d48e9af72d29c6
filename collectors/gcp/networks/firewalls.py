"""Networks, their firewalls and their subnetworks: what to ask.

Rules are asked of Compute Engine itself: Cloud Asset Inventory has been seen to spell some of their fields otherwise
(`ipProtocol`, `sourceRange`), and lags behind. A rule that is misread is a door that nobody sees.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Exposure, Guard, LogTrail, Promise

RULE: Final = "gcp.compute.firewall"
NETWORK: Final = "gcp.compute.network"
SUBNETWORK: Final = "gcp.compute.subnetwork"
_REACH: Final[tuple[Promise, ...]] = (Exposure,)
_LOGS: Final[tuple[Promise, ...]] = ((LogTrail, "network"),)
_LISTED: Final[tuple[Promise, ...]] = ((Guard, "unlisted-traffic"),)
_RULE: Final = "gcloud compute firewall-rules update RULE"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        RULE: Kind(
            title="firewall rule",
            gives=(*_REACH, *_LOGS),
            may=_REACH,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": f"{_RULE} --enable-logging",
                    "network-segmentation.no-open-ports": f"{_RULE} --source-ranges RANGES",
                    "public-exposure.not-on-the-internet": f"{_RULE} --source-ranges RANGES",
                }
            ),
            own={"RULE": "name"},
        ),
        NETWORK: Kind(
            title="VPC network",
            gives=_LISTED,
            fix=MappingProxyType(
                {
                    "network-segmentation.deny-by-default": "gcloud compute firewall-rules delete default-allow-icmp "
                    "default-allow-internal default-allow-rdp default-allow-ssh; or gcloud compute networks delete "
                    "NETWORK, once nothing stands in it",
                }
            ),
            own={"NETWORK": "name"},
        ),
        SUBNETWORK: Kind(
            title="subnetwork",
            gives=_LOGS,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "gcloud compute networks subnets update SUBNET --region REGION "
                    "--enable-flow-logs",
                    "audit-logging.events-complete": "gcloud compute networks subnets update SUBNET --region REGION "
                    "--logging-filter-expr true",
                }
            ),
            own={"SUBNET": "name", "REGION": "site"},
        ),
    }
)
_MATCHED: Final = (
    "action",
    "direction",
    "disabled",
    "match.srcIpRanges[]",
    "match.srcRegionCodes[]",
    "match.srcThreatIntelligences[]",
    "match.srcFqdns[]",
    "match.srcAddressGroups[]",
    "match.srcSecureTags[].name",
    "match.srcNetworkType",
    "match.srcNetworkContext",
    "match.layer4Configs[].ipProtocol",
    "match.layer4Configs[].ports[]",
)
"""Of the rules of policies: to see whether they could decide otherwise than the network's own."""
QUESTIONS: Final = (
    gcp(
        "compute.firewalls",
        "compute.firewalls.list",
        "/compute/v1/projects/{project}/global/firewalls?maxResults=500",
        (
            "selfLink",
            "name",
            "network",
            "direction",
            "priority",
            "disabled",
            "sourceRanges[]",
            "sourceTags[]",
            "sourceServiceAccounts[]",
            "targetTags[]",
            "targetServiceAccounts[]",
            "allowed[].IPProtocol",
            "allowed[].ports[]",
            "denied[].IPProtocol",
            "denied[].ports[]",
            "logConfig.enable",
        ),
        needs="compute.firewalls.list",
        feeds=(*_REACH, *_LOGS, *_LISTED),
        list="items",
    ),
    gcp(
        "compute.networks",
        "compute.networks.list",
        "/compute/v1/projects/{project}/global/networks?maxResults=500",
        ("selfLink", "name", "networkFirewallPolicyEnforcementOrder"),
        needs="compute.networks.list",
        feeds=(*_LISTED, *_REACH, (LogTrail, "service")),
        list="items",
        asset="compute.googleapis.com/Network",
    ),
    gcp(
        "compute.network.policies",
        "compute.networks.getEffectiveFirewalls",
        "/compute/v1/projects/{project}/global/networks/{name}/getEffectiveFirewalls",
        ("firewallPolicys[].type", *(f"firewallPolicys[].rules[].{field}" for field in _MATCHED)),
        # Of a network without rules and policies the answer is empty.
        also="answered: type(@)",
        needs="compute.networks.getEffectiveFirewalls",
        feeds=_REACH,
        each="compute.networks",
        about="name",
    ),
    gcp(
        "compute.region.policies",
        "compute.networkFirewallPolicies.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/firewallPolicies?maxResults=500",
        ("region", "associations[].attachmentTarget", *(f"rules[].{field}" for field in _MATCHED)),
        needs="compute.firewallPolicies.list",
        feeds=_REACH,
        list="items",
        items="items.*.firewallPolicies[]",
    ),
    gcp(
        "compute.subnetworks",
        "compute.subnetworks.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/subnetworks?maxResults=500",
        (
            "selfLink",
            "name",
            "purpose",
            "enableFlowLogs",
            "logConfig.enable",
            "logConfig.flowSampling",
            "logConfig.filterExpr",
        ),
        needs="compute.subnetworks.list",
        feeds=_LOGS,
        list="items",
        items="items.*.subnetworks[]",
        asset="compute.googleapis.com/Subnetwork",
    ),
)
