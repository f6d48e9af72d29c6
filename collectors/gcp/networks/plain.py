"""Load balancers that encrypt nothing themselves: what speaks plain HTTP, and what passes on whatever comes.

As with the proxies that end TLS, those of regions are asked of Compute Engine itself.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Channel, Promise

HTTP: Final = "gcp.compute.http-proxy"
TCP: Final = "gcp.compute.tcp-proxy"
PASSING: Final = "gcp.compute.forwarding-rule"
_HTTP: Final[tuple[Promise, ...]] = ((Channel, "http"),)
_TLS: Final[tuple[Promise, ...]] = ((Channel, "tls"),)
_REDIRECT: Final = (
    "gcloud compute url-maps import MAP --source FILE PLACE, with name: MAP and defaultUrlRedirect: "
    "{httpsRedirect: true} in FILE and nothing else; then gcloud compute target-http-proxies update PROXY --url-map "
    "MAP PLACE, with --global or --region REGION as PLACE"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        HTTP: Kind(
            title="HTTP proxy of a load balancer",
            gives=_HTTP,
            fix=MappingProxyType({"encryption-in-transit.plain-refused": _REDIRECT}),
            own={"PROXY": "name"},
        ),
        TCP: Kind(title="TCP proxy of a load balancer", gives=_TLS),
        PASSING: Kind(title="forwarding rule that passes on what comes", gives=_TLS),
    }
)

_PATHS: Final = "pathMatchers[]"
QUESTIONS: Final = (
    gcp(
        "compute.http_proxies",
        "compute.targetHttpProxies.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/targetHttpProxies?maxResults=500",
        ("selfLink", "name", "urlMap"),
        needs="compute.targetHttpProxies.list",
        feeds=_HTTP,
        list="items",
        items="items.*.targetHttpProxies[]",
    ),
    gcp(
        # Of where a request goes only that it is sent on to HTTPS is kept.
        "compute.url_maps",
        "compute.urlMaps.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/urlMaps?maxResults=500",
        (
            "selfLink",
            "defaultUrlRedirect.httpsRedirect",
            f"{_PATHS}.defaultUrlRedirect.httpsRedirect",
            f"{_PATHS}.pathRules[].urlRedirect.httpsRedirect",
            f"{_PATHS}.routeRules[].urlRedirect.httpsRedirect",
        ),
        needs="compute.urlMaps.list",
        feeds=_HTTP,
        list="items",
        items="items.*.urlMaps[]",
        each="compute.http_proxies",
        of="value[?urlMap] | [:1]",
        about="'all'",
    ),
    gcp(
        "compute.tcp_proxies",
        "compute.targetTcpProxies.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/targetTcpProxies?maxResults=500",
        ("selfLink", "name"),
        needs="compute.targetTcpProxies.list",
        feeds=_TLS,
        list="items",
        items="items.*.targetTcpProxies[]",
    ),
)
