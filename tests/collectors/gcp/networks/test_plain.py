"""Load balancers that encrypt nothing themselves: what travels in clear says so, by both ways."""

import pytest

from collectors.gcp.networks import plain
from scanner.facts import Channel, Gap
from scanner.finding import Status
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, left_out, near_answers, target
from tests.collectors.gcp.held import idle
from tests.collectors.gcp.things import BOTH, FULL, JSON, LINK, PLACE, REGION, Change, Things, one, put
from tests.judged import judged
from tests.servers.google.double import NUMBER, Google

HERE = f"{FULL}/regions/{REGION}"
WEB, NEAR = f"{FULL}/global/targetHttpProxies/web", f"{HERE}/targetHttpProxies/near"
TCP = f"{FULL}/global/targetTcpProxies/hl7"
FRONT = f"{FULL}/global/targetHttpsProxies/front"
OTHERWISE = f"https://compute.googleapis.com/compute/beta/projects/{NUMBER}/global"
ON = {"httpsRedirect": True, "redirectResponseCode": "MOVED_PERMANENTLY_DEFAULT"}
SERVICE = f"{LINK}/global/backendServices/pacs"
GLOBAL, RULE = "compute.googleapis.com/GlobalForwardingRule", "compute.googleapis.com/ForwardingRule"
GOOD: Things = {
    "web": ("compute.googleapis.com/TargetHttpProxy", {"name": "web", "urlMap": f"{LINK}/global/urlMaps/on"}, {}),
    "map": (
        "compute.googleapis.com/UrlMap",
        {
            "name": "on",
            "defaultUrlRedirect": ON,
            "hostRules": [{"hosts": ["pacs.alder.example"], "pathMatcher": "some"}],
            "pathMatchers": [
                {"name": "some", "defaultUrlRedirect": ON, "pathRules": [{"paths": ["/x"], "urlRedirect": ON}]},
                {"name": "more", "defaultUrlRedirect": ON, "routeRules": [{"priority": 1, "urlRedirect": ON}]},
            ],
        },
        {},
    ),
    "to_web": (
        GLOBAL,
        {
            "name": "to-web",
            "target": f"{LINK}/global/targetHttpProxies/web",
            "IPAddress": "203.0.113.7",
            "loadBalancingScheme": "EXTERNAL_MANAGED",
        },
        {},
    ),
    "policy": (
        "compute.googleapis.com/SslPolicy",
        {"name": "tls", "profile": "MODERN", "minTlsVersion": "TLS_1_2", "enabledFeatures": ["TLS_AES_128_GCM_SHA256"]},
        {},
    ),
    "https": (
        "compute.googleapis.com/TargetHttpsProxy",
        {"name": "front", "sslPolicy": f"{LINK}/global/sslPolicies/tls"},
        {},
    ),
    "to_https": (
        GLOBAL,
        {"name": "to-https", "target": f"{LINK}/global/targetHttpsProxies/front", "IPAddress": "203.0.113.7"},
        {},
    ),
    "near": (
        f"{PLACE}/regions/{REGION}/targetHttpProxies/near",
        {"name": "near", "urlMap": f"{LINK}/regions/{REGION}/urlMaps/on"},
        {},
    ),
    "near_map": (
        f"{PLACE}/regions/{REGION}/urlMaps/on",
        {"name": "on", "defaultService": f"{LINK}/regions/{REGION}/backendServices/pacs"},
        {},
    ),
    "to_near": (
        RULE,
        {
            "name": "to-near",
            "target": f"{LINK}/regions/{REGION}/targetHttpProxies/near",
            "loadBalancingScheme": "INTERNAL_MANAGED",
        },
        {"region": REGION},
    ),
    "tcp": (f"{PLACE}/global/targetTcpProxies/hl7", {"name": "hl7", "service": SERVICE}, {}),
    "to_tcp": (GLOBAL, {"name": "to-tcp", "target": f"{LINK}/global/targetTcpProxies/hl7"}, {}),
}
OWN = [("to_web", "loadBalancingScheme", "INTERNAL_SELF_MANAGED")]
ELSEWHERE: Change = ("to_https", "IPAddress", "203.0.113.8")


def some(**more: JSON) -> list[Change]:
    return sent("pathMatchers", [{"name": "some", "defaultUrlRedirect": ON, **more}])


def sent(path: str, value: JSON = LEFT_OUT) -> list[Change]:
    return [("map", path, value)]


TABLE: list[tuple[str, str, JSON, list[Change]]] = [
    (WEB, "encryption", "required", []),
    (WEB, "encryption", "none", sent("defaultUrlRedirect")),
    (WEB, "encryption", "none", sent("defaultUrlRedirect.httpsRedirect")),
    (WEB, "encryption", "none", sent("defaultUrlRedirect.httpsRedirect", False)),
    (WEB, "encryption", "none", sent("pathMatchers", [{"name": "some", "defaultService": SERVICE}])),
    (WEB, "encryption", "none", some(pathRules=[{"paths": ["/x"], "service": SERVICE}])),
    (WEB, "encryption", "none", some(pathRules=[{"paths": ["/x"], "urlRedirect": ON}, {"paths": ["/y"]}])),
    (WEB, "encryption", "none", some(routeRules=[{"priority": 1, "urlRedirect": {"httpsRedirect": False}}])),
    (WEB, "encryption", "required", sent("pathMatchers")),
    (WEB, "encryption", None, sent("")),
    (WEB, "encryption", None, OWN),
    (WEB, "enabled", True, []),
    (WEB, "enabled", False, [("to_web", "", LEFT_OUT)]),
    (WEB, "enabled", True, [("to_web", "target", f"{OTHERWISE}/targetHttpProxies/web")]),
    (WEB, "min_version", "1.2", [("to_https", "target", f"{OTHERWISE}/targetHttpsProxies/front")]),
    (FRONT, "enabled", True, [("to_https", "target", f"{OTHERWISE}/targetHttpsProxies/front")]),
    (FRONT, "enabled", False, [("to_https", "", LEFT_OUT)]),
    (WEB, "min_version", "1.2", []),
    (WEB, "algorithms", ("tls_aes_128_gcm_sha256",), []),
    (WEB, "min_version", "1.0", [("https", "sslPolicy", LEFT_OUT)]),
    (WEB, "min_version", None, [ELSEWHERE]),
    (WEB, "min_version", "", sent("defaultUrlRedirect")),
    (NEAR, "encryption", "none", []),
    (NEAR, "enabled", True, []),
    (NEAR, "site", REGION, []),
    (NEAR, "encryption", "required", [("near_map", "", {"name": "on", "defaultUrlRedirect": ON})]),
    (TCP, "encryption", None, []),
    (TCP, "enabled", True, []),
    (TCP, "enabled", False, [("to_tcp", "", LEFT_OUT)]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, at: str, field: str, value: JSON, changes: list[Change], inventory: str
) -> None:
    put(near, GOOD, *changes)
    assert getattr(one(facts(near, asset_inventory=inventory), Channel, "*", at), field) == value


def test_of_two_https_proxies_at_one_address_neither_is_taken(near: Google) -> None:
    other = f"{LINK}/regions/{REGION}/targetHttpsProxies/n"
    put(near, GOOD, ("to_tcp", "target", other), ("to_tcp", "IPAddress", "203.0.113.7"))
    near.held.put(f"{PLACE}/regions/{REGION}/targetHttpsProxies/n", {"name": "n"})
    assert one(facts(near), Channel, "http", WEB).min_version is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("inventory", BOTH)
def test_plain_http_does_not_pass(near: Google, inventory: str) -> None:
    put(near, GOOD, *sent("defaultUrlRedirect"))
    found = judged(near_answers(near, asset_inventory=inventory), target(near, asset_inventory=inventory)).findings
    said = {f.resource: f.status for f in found if f.check == "encryption-in-transit.plain-refused"}
    assert said[WEB] is said[NEAR] is Status.FAIL
    assert said.get(TCP) is not Status.PASS


PASSED_ON: list[tuple[JSON, bool]] = [
    ({"backendService": SERVICE, "loadBalancingScheme": "EXTERNAL"}, True),
    ({"backendService": SERVICE, "loadBalancingScheme": "INTERNAL"}, True),
    ({"target": f"{LINK}/regions/{REGION}/targetPools/old"}, True),
    ({"target": f"{LINK}/zones/europe-west1-b/targetInstances/old"}, True),
    ({"target": f"{LINK}/regions/{REGION}/targetVpnGateways/clinic"}, False),
    ({"target": f"{LINK}/regions/{REGION}/serviceAttachments/partner"}, False),
    ({"target": f"{LINK}/global/targetHttpProxies/web"}, False),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("body", "passes"), PASSED_ON)
def test_a_rule_that_passes_on_is_said_not_to_look(near: Google, body: JSON, inventory: str, *, passes: bool) -> None:
    near.held.put(RULE, {"name": "in", "labels": {"phi": "yes"}, **body}, region=REGION)
    found = facts(near, asset_inventory=inventory, ephi_tags={"phi": ["yes"]})
    channels = [f for f in found if isinstance(f, Channel) and f.kind == plain.PASSING]
    assert [(f.resource, f.site, f.enabled, f.encryption, f.ephi) for f in channels] == (
        [(f"{HERE}/forwardingRules/in", REGION, True, None, True)] if passes else []
    )
    assert {why.outcome for f in channels for why in f.unread} <= {"hidden"}


LISTS = [
    ("targetHttpProxies", {plain.HTTP}),
    ("targetTcpProxies", {plain.TCP}),
    ("forwardingRules", {plain.PASSING}),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("denied", "kinds"), LISTS)
def test_what_may_not_be_listed_is_missing(near: Google, denied: str, kinds: set[str], inventory: str) -> None:
    put(near, GOOD)
    near.denied |= {f"compute.{denied}.list", "cloudasset.assets.listResource"}
    gaps = [f for f in facts(near, asset_inventory=inventory) if isinstance(f, Gap)]
    assert {f.kind for f in gaps if f.outcome == "denied" and not left_out(f)} == kinds


@pytest.mark.parametrize(
    ("denied", "fields"),
    [
        ("urlMaps", {"encryption", "min_version", "algorithms"}),
        ("forwardingRules", {"enabled", "min_version", "algorithms"}),
        ("targetHttpsProxies", {"min_version", "algorithms"}),
        ("sslPolicies", {"min_version", "algorithms"}),
    ],
)
def test_what_may_not_be_read_is_not_known(near: Google, denied: str, fields: set[str]) -> None:
    put(near, GOOD)
    near.denied |= {f"compute.{denied}.list", "cloudasset.assets.listResource"}
    channel = one(facts(near), Channel, "http", WEB)
    assert {(why.field, why.outcome) for why in channel.unread} == {(field, "denied") for field in fields}
    assert all(getattr(channel, field) is None for field in fields)


@pytest.mark.parametrize("bulk", [True, False])
def test_nothing_is_kept_that_no_fact_reads(near: Google, *, bulk: bool) -> None:
    put(near, GOOD)
    near.held.put(RULE, {"name": "in", "backendService": SERVICE}, region=REGION)
    kept = {name for of in ("http", "tcp", "url") for name in idle(near, bulk=bulk, of=f"compute.{of}_")}
    assert kept == set()


def test_without_a_plain_proxy_no_url_map_is_asked_for(near: Google) -> None:
    put(near, GOOD, ("web", "", LEFT_OUT), ("near", "", LEFT_OUT))
    assert not [a for a in near_answers(near) if a.question == "compute.url_maps"]
