"""Load balancers and tunnels: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.gcp.networks import balancers, vpn
from scanner.facts import Channel, Fact, Gap, LogTrail
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, left_out, near_answers
from tests.collectors.gcp.things import BOTH, FULL, JSON, LINK, PLACE, REGION, Change, Setting, Things, one, put
from tests.servers.google.double import Google

HERE = f"{FULL}/regions/{REGION}"
HTTPS, NEAR = f"{FULL}/global/targetHttpsProxies/front", f"{HERE}/targetHttpsProxies/near"
SSL = f"{FULL}/global/targetSslProxies/front"
BACKEND, BEHIND = f"{FULL}/global/backendServices/pacs", f"{HERE}/backendServices/ris"
TUNNEL = f"{HERE}/vpnTunnels/clinic"
STRONG = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
_POLICY: JSON = {"profile": "MODERN", "minTlsVersion": "TLS_1_2", "enabledFeatures": [STRONG]}
GOOD: Things = {
    "policy": ("compute.googleapis.com/SslPolicy", {"name": "tls", **_POLICY}, {}),
    "nearby": (f"{PLACE}/regions/{REGION}/sslPolicies/tls", {"name": "tls", **_POLICY}, {}),
    "https": (
        "compute.googleapis.com/TargetHttpsProxy",
        {"name": "front", "sslPolicy": f"{LINK}/global/sslPolicies/tls"},
        {},
    ),
    "near": (
        f"{PLACE}/regions/{REGION}/targetHttpsProxies/near",
        {"name": "near", "sslPolicy": f"{LINK}/regions/{REGION}/sslPolicies/tls"},
        {},
    ),
    "ssl": (
        "compute.googleapis.com/TargetSslProxy",
        {"name": "front", "sslPolicy": f"{LINK}/global/sslPolicies/tls"},
        {},
    ),
    "in": (
        "compute.googleapis.com/GlobalForwardingRule",
        {"name": "in", "target": f"{LINK}/global/targetHttpsProxies/front"},
        {},
    ),
    "through": (
        "compute.googleapis.com/ForwardingRule",
        {"name": "through", "target": f"{LINK}/regions/{REGION}/targetHttpsProxies/near"},
        {"region": REGION},
    ),
    "backend": (
        "compute.googleapis.com/BackendService",
        {
            "name": "pacs",
            "loadBalancingScheme": "EXTERNAL_MANAGED",
            "protocol": "HTTPS",
            "logConfig": {"enable": True, "sampleRate": 1.0},
        },
        {},
    ),
    "behind": (
        "compute.googleapis.com/RegionBackendService",
        {"name": "ris", "loadBalancingScheme": "INTERNAL_MANAGED", "protocol": "HTTP"},
        {"region": REGION},
    ),
    "tunnel": (
        "compute.googleapis.com/VpnTunnel",
        {"name": "clinic", "ikeVersion": 2, "status": "ESTABLISHED", "sharedSecretHash": "hunter2"},
        {"region": REGION},
    ),
}


def policy(path: str, value: JSON = LEFT_OUT) -> Change:
    return "policy", path, value


def backend(path: str, value: JSON = LEFT_OUT) -> Change:
    return "backend", path, value


BARE = ("https", "sslPolicy", LEFT_OUT)
TLS, IKE = (Channel, "tls", HTTPS), (Channel, "ipsec", TUNNEL)
LOG, LOG_BEHIND = (LogTrail, "network", BACKEND), (LogTrail, "network", BEHIND)
RESTRICTED = policy("profile", "RESTRICTED")
TABLE: list[Setting] = [
    ("lb.ssl_policy", *TLS, "min_version", "1.2", []),
    ("lb.ssl_policy", *TLS, "algorithms", (STRONG.lower(),), []),
    ("lb.ssl_policy", *TLS, "min_version", "1.0", [policy("minTlsVersion", "TLS_1_0")]),
    ("lb.ssl_policy", *TLS, "min_version", "1.1", [policy("minTlsVersion", "TLS_1_1")]),
    ("lb.ssl_policy", *TLS, "min_version", "1.3", [policy("minTlsVersion", "TLS_1_3")]),
    ("lb.ssl_policy", *TLS, "min_version", "1.0", [policy("minTlsVersion")]),
    ("lb.ssl_policy", *TLS, "min_version", "1.2", [policy("minTlsVersion", "TLS_1_0"), RESTRICTED]),
    ("lb.ssl_policy", *TLS, "min_version", "1.3", [policy("minTlsVersion", "TLS_1_3"), RESTRICTED]),
    ("lb.ssl_policy", *TLS, "min_version", "1.2", [policy("minTlsVersion"), policy("profile", "FIPS_202205")]),
    ("lb.ssl_policy", *TLS, "min_version", "1.0", [policy("minTlsVersion"), policy("profile", "CUSTOM")]),
    ("lb.ssl_policy", *TLS, "algorithms", None, [policy("enabledFeatures")]),
    ("lb.ssl_policy", Channel, "tls", NEAR, "min_version", "1.2", [policy("minTlsVersion", "TLS_1_0")]),
    ("lb.ssl_policy", Channel, "tls", NEAR, "min_version", "1.0", [("nearby", "minTlsVersion", "TLS_1_0")]),
    ("lb.ssl_policy", Channel, "tls", SSL, "min_version", "1.0", [policy("minTlsVersion", "TLS_1_0")]),
    ("lb.https_proxy", *TLS, "encryption", "required", []),
    ("lb.https_proxy", *TLS, "min_version", "1.0", [BARE]),
    ("lb.https_proxy", *TLS, "min_version", None, [("policy", "", LEFT_OUT)]),
    ("lb.https_proxy", *TLS, "algorithms", None, [("policy", "", LEFT_OUT)]),
    ("lb.https_proxy", Channel, "tls", NEAR, "min_version", "1.0", [("near", "sslPolicy", LEFT_OUT)]),
    ("lb.https_proxy", Channel, "tls", SSL, "min_version", "1.0", [("ssl", "sslPolicy", LEFT_OUT)]),
    ("lb.https_proxy", *TLS, "enabled", True, []),
    ("lb.https_proxy", *TLS, "enabled", False, [("in", "", LEFT_OUT)]),
    ("lb.https_proxy", Channel, "tls", NEAR, "enabled", True, []),
    ("lb.https_proxy", Channel, "tls", SSL, "enabled", False, []),
    ("lb.https_proxy", Channel, "tls", NEAR, "site", REGION, []),
    ("lb.logging", *LOG, "enabled", True, []),
    ("lb.logging", *LOG, "records", ("network",), []),
    ("lb.logging", *LOG, "enabled", False, [backend("logConfig.enable", False)]),
    ("lb.logging", *LOG, "enabled", False, [backend("logConfig")]),
    ("lb.logging", *LOG, "enabled", False, [backend("logConfig.sampleRate", 0.0)]),
    ("lb.logging", *LOG, "enabled", True, [backend("logConfig.sampleRate", 0.25)]),
    ("lb.logging", *LOG, "enabled", True, [backend("logConfig.sampleRate")]),
    ("lb.logging", *LOG_BEHIND, "enabled", False, []),
    ("lb.logging", *LOG_BEHIND, "enabled", True, [("behind", "logConfig", {"enable": True})]),
    ("vpn.ike", *IKE, "min_version", "2", []),
    ("vpn.ike", *IKE, "min_version", "2", [("tunnel", "ikeVersion", LEFT_OUT)]),
    ("vpn.ike", *IKE, "min_version", "1", [("tunnel", "ikeVersion", 1)]),
    ("vpn.ike", *IKE, "min_version", None, [("tunnel", "ikeVersion", 3)]),
    ("vpn.ike", *IKE, "algorithms", None, []),
    ("vpn.ike", *IKE, "enabled", True, [("tunnel", "status", "NO_INCOMING_PACKETS")]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google,
    row: str,
    cls: type[Fact],
    which: str,
    at: str,
    field: str,
    value: JSON,
    changes: list[Change],
    inventory: str,
) -> None:
    put(near, GOOD, *changes)
    assert getattr(one(facts(near, asset_inventory=inventory), cls, which, at), field) == value, row


def test_a_proxy_without_a_policy_takes_weak_ciphers(near: Google) -> None:
    put(near, GOOD, BARE)
    offered = one(facts(near), *TLS).algorithms  # type: ignore[attr-defined]
    assert {"tls_rsa_with_3des_ede_cbc_sha", STRONG.lower()} <= set(offered)


@pytest.mark.parametrize("inventory", BOTH)
def test_proxies_of_ones_own_and_tunnels_that_go_have_nothing_to_say(near: Google, inventory: str) -> None:
    put(near, GOOD, backend("loadBalancingScheme", "INTERNAL_SELF_MANAGED"), ("tunnel", "status", "DEPROVISIONING"))
    assert not {BACKEND, TUNNEL} & {f.resource for f in facts(near, asset_inventory=inventory)}


KINDS = {**balancers.KINDS, **vpn.KINDS}
LISTS = [
    ("targetHttpsProxies", "https-proxy"),
    ("targetSslProxies", "ssl-proxy"),
    ("backendServices", "backend-service"),
    ("vpnTunnels", "vpn-tunnel"),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("denied", "kind"), LISTS)
def test_what_may_not_be_listed_is_missing(near: Google, denied: str, kind: str, inventory: str) -> None:
    put(near, GOOD)
    near.denied |= {f"compute.{denied}.list", "cloudasset.assets.listResource"}
    found = [f for f in facts(near, asset_inventory=inventory) if not left_out(f)]
    gaps = [f for f in found if isinstance(f, Gap) and f.outcome == "denied"]
    assert [gap.kind for gap in gaps] == [f"gcp.compute.{kind}"] * len(KINDS[f"gcp.compute.{kind}"].gives)


@pytest.mark.parametrize(
    ("denied", "fields"),
    [("sslPolicies", {"min_version", "algorithms"}), ("forwardingRules", {"enabled"})],
)
def test_what_may_not_be_read_is_not_known(near: Google, denied: str, fields: set[str]) -> None:
    put(near, GOOD)
    near.denied |= {f"compute.{denied}.list", "cloudasset.assets.listResource"}
    channel = one(facts(near), *TLS)
    assert {(why.field, why.outcome) for why in channel.unread} == {(field, "denied") for field in fields}
    assert all(getattr(channel, field) is None for field in fields)


def test_a_proxy_without_a_policy_is_known_without_the_policies(near: Google) -> None:
    put(near, GOOD, BARE)
    near.denied.add("compute.sslPolicies.list")
    assert one(facts(near), *TLS).min_version == "1.0"  # type: ignore[attr-defined]


@pytest.mark.parametrize("inventory", BOTH)
def test_no_secret_of_a_tunnel_is_kept(near: Google, inventory: str) -> None:
    put(near, GOOD)
    assert "hunter2" not in repr(near_answers(near, asset_inventory=inventory))


@pytest.mark.parametrize(
    "change",
    [
        policy("description", "x"),
        ("https", "quicOverride", "NONE"),
        ("in", "portRange", "443-443"),
        backend("timeoutSec", 30),
        backend("logConfig.optionalMode", "INCLUDE_ALL_OPTIONAL"),
        ("tunnel", "peerIp", "8.8.8.8"),
    ],
)
def test_what_no_fact_reads_changes_none(near: Google, change: Change) -> None:
    put(near, GOOD)
    before = facts(near)
    put(near, GOOD, change)
    assert facts(near) == before
