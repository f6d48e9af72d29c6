"""Load balancers: what to ask about how they encrypt and what they record.

Proxies and SSL policies of regions are asked of Compute Engine itself: whether Cloud Asset Inventory has them beside
the global ones its documents leave open, and a short list would read as a whole one.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Channel, Exposure, LogTrail, Promise

HTTPS: Final = "gcp.compute.https-proxy"
SSL: Final = "gcp.compute.ssl-proxy"
BACKEND: Final = "gcp.compute.backend-service"
_TLS: Final[tuple[Promise, ...]] = ((Channel, "tls"),)
_LOGS: Final[tuple[Promise, ...]] = ((LogTrail, "network"),)
_PLACE: Final = ", with --global or --region REGION as PLACE"


def _proxy(title: str, proxies: str, place: str, said: str) -> Kind:
    fix = (
        f"gcloud compute ssl-policies create POLICY --profile RESTRICTED --min-tls-version 1.2{place}; "
        f"gcloud compute {proxies} update PROXY --ssl-policy POLICY{place}{said}"
    )
    checks = ("encryption-in-transit.protocol-version", "encryption-in-transit.strong-algorithms")
    return Kind(title=title, gives=_TLS, fix=MappingProxyType(dict.fromkeys(checks, fix)), own={"PROXY": "name"})


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        HTTPS: _proxy("HTTPS proxy of a load balancer", "target-https-proxies", " PLACE", _PLACE),
        SSL: _proxy("SSL proxy of a load balancer", "target-ssl-proxies", "", ""),
        BACKEND: Kind(
            title="backend service of a load balancer",
            gives=_LOGS,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "gcloud compute backend-services update SERVICE --enable-logging "
                    f"--logging-sample-rate 1 PLACE{_PLACE}",
                }
            ),
            own={"SERVICE": "name"},
        ),
    }
)
QUESTIONS: Final = (
    gcp(
        "compute.https_proxies",
        "compute.targetHttpsProxies.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/targetHttpsProxies?maxResults=500",
        ("selfLink", "name", "sslPolicy"),
        needs="compute.targetHttpsProxies.list",
        feeds=(*_TLS, (Channel, "http")),
        list="items",
        items="items.*.targetHttpsProxies[]",
    ),
    gcp(
        "compute.ssl_proxies",
        "compute.targetSslProxies.list",
        "/compute/v1/projects/{project}/global/targetSslProxies?maxResults=500",
        ("selfLink", "name", "sslPolicy"),
        needs="compute.targetSslProxies.list",
        feeds=_TLS,
        list="items",
    ),
    gcp(
        "compute.ssl_policies",
        "compute.sslPolicies.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/sslPolicies?maxResults=500",
        ("selfLink", "profile", "minTlsVersion", "enabledFeatures[]"),
        needs="compute.sslPolicies.list",
        feeds=(*_TLS, (Channel, "http")),
        list="items",
        items="items.*.sslPolicies[]",
    ),
    gcp(
        "compute.forwarding",
        "compute.forwardingRules.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/forwardingRules?maxResults=500",
        ("selfLink", "name", "labels", "target", "backendService", "IPAddress", "loadBalancingScheme"),
        needs="compute.forwardingRules.list",
        feeds=(*_TLS, (Channel, "http"), Exposure),
        list="items",
        items="items.*.forwardingRules[]",
        asset="compute.googleapis.com/ForwardingRule compute.googleapis.com/GlobalForwardingRule",
    ),
    gcp(
        "compute.backends",
        "compute.backendServices.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/backendServices?maxResults=500",
        ("selfLink", "name", "loadBalancingScheme", "protocol", "logConfig.enable", "logConfig.sampleRate"),
        needs="compute.backendServices.list",
        feeds=_LOGS,
        list="items",
        items="items.*.backendServices[]",
        asset="compute.googleapis.com/BackendService compute.googleapis.com/RegionBackendService",
    ),
)
