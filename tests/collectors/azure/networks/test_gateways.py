"""Application gateways: policies by name and of one's own, profiles of listeners, and plain listeners."""

import pytest

from checks.transit import plain_refused, protocol_version, strong_algorithms
from collectors.azure.networks.gateways import GATEWAY as KIND
from collectors.azure.networks.policies import PREDEFINED
from scanner.check import Judged
from scanner.facts import Channel, Fact, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.server import ID, Arm

NET = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Network"
GATEWAY = f"{NET}/applicationGateways/Portal"
SECURE, PLAIN, TO_SECURE, PROFILE = (f"{GATEWAY}/x/{name}" for name in ("secure", "plain", "redirect", "profile"))
GCM = ("tls_ecdhe_rsa_with_aes_256_gcm_sha384", "tls_ecdhe_rsa_with_aes_128_gcm_sha256")
STRICT = {"policyType": "Predefined", "policyName": "AppGwSslPolicy20220101S"}
OWN = {"policyType": "Custom", "minProtocolVersion": "TLSv1_1", "cipherSuites": [suite.upper() for suite in GCM]}


def listener(id: str, protocol: str, profile: str = "") -> dict[str, JSON]:
    said: dict[str, JSON] = {"protocol": protocol, "hostName": "hunter2"}
    return {"id": id, "properties": said | ({"sslProfile": {"id": profile.upper()}} if profile else {})}


def route(id: str, **more: str) -> dict[str, JSON]:
    return {"properties": {"httpListener": {"id": id}, **{name: {"id": value} for name, value in more.items()}}}


GOOD: dict[str, JSON] = {
    "gateway": {
        "id": GATEWAY,
        "name": "Portal",
        "type": "Microsoft.Network/applicationGateways",
        "location": "westeurope",
        "properties": {
            "sslPolicy": STRICT,
            "defaultPredefinedSslPolicy": "AppGwSslPolicy20150501",
            "sslCertificates": [{"properties": {"data": "hunter2", "password": "hunter2"}}],
            "httpListeners": [listener(SECURE, "Https"), listener(PLAIN, "Http")],
            "requestRoutingRules": [
                route(SECURE, backendAddressPool="x"),
                route(PLAIN, redirectConfiguration=TO_SECURE.upper()),
            ],
            "redirectConfigurations": [{"id": TO_SECURE, "properties": {"targetListener": {"id": SECURE}}}],
        },
    }
}


def gateway(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "gateway", f"properties.{setting}", value


def policy(**said: JSON) -> Change:
    return gateway("sslPolicy", said)


def named(name: str) -> Change:
    return policy(policyType="Predefined", policyName=name)


def profile(said: JSON) -> list[Change]:
    return [
        gateway("sslProfiles", [{"id": PROFILE, "properties": {"sslPolicy": said} if said else {}}]),
        gateway("httpListeners", [listener(SECURE, "Https", PROFILE)]),
    ]


def listeners(*some: JSON) -> Change:
    return gateway("httpListeners", list(some))


NONE = gateway("sslPolicy")
NO_ROUTES = gateway("requestRoutingRules", [route(PLAIN, backendAddressPool="x")])
BY_PATH = gateway("requestRoutingRules", [route(PLAIN, urlPathMap="x")])
ELSEWHERE = gateway("redirectConfigurations", [{"id": TO_SECURE, "properties": {"targetUrl": "https://a.example"}}])
TO_PLAIN = gateway("redirectConfigurations", [{"id": TO_SECURE, "properties": {"targetListener": {"id": PLAIN}}}])
TLS = (Channel, "tls", GATEWAY)
NEW = {"policyType": "CustomV2", "minProtocolVersion": "TLSv1_2", "cipherSuites": [GCM[0]]}
NEWEST = ("tls_aes_128_gcm_sha256", "tls_aes_256_gcm_sha384")
TABLE: list[Setting] = [
    ("appgw.tls", *TLS, "min_version", "1.2", []),
    ("appgw.tls", *TLS, "algorithms", PREDEFINED["appgwsslpolicy20220101s"].suites, []),
    ("appgw.tls", *TLS, "min_version", "1.0", [named("AppGwSslPolicy20150501")]),
    ("appgw.tls", *TLS, "min_version", "1.1", [named("AppGwSslPolicy20170401")]),
    ("appgw.tls", *TLS, "min_version", "1.2", [named("appgwsslpolicy20170401s")]),
    ("appgw.tls", *TLS, "min_version", None, [named("AppGwSslPolicy20990101")]),
    ("appgw.tls", *TLS, "algorithms", None, [named("AppGwSslPolicy20990101")]),
    ("appgw.tls", *TLS, "min_version", "1.1", [policy(**OWN)]),
    ("appgw.tls", *TLS, "algorithms", GCM, [policy(**OWN)]),
    ("appgw.tls", *TLS, "algorithms", (GCM[0], *NEWEST), [policy(**NEW)]),
    ("appgw.tls", *TLS, "algorithms", NEWEST, [policy(policyType="CustomV2", minProtocolVersion="TLSv1_3")]),
    ("appgw.tls", *TLS, "min_version", None, [policy(**{**OWN, "minProtocolVersion": "TLSv9"})]),
    ("appgw.tls", *TLS, "algorithms", None, [policy(**{**OWN, "cipherSuites": []})]),
    ("appgw.tls", *TLS, "min_version", "1.2", [policy(disabledSslProtocols=["TLSv1_0", "TLSv1_1"])]),
    ("appgw.tls", *TLS, "min_version", "1.0", [policy(disabledSslProtocols=["TLSv1_1"])]),
    ("appgw.tls", *TLS, "min_version", None, [policy(policyType="Odd")]),
    ("appgw.tls", *TLS, "min_version", "1.0", [NONE]),
    ("appgw.tls", *TLS, "min_version", "1.2", [NONE, gateway("defaultPredefinedSslPolicy", "AppGwSslPolicy20220101")]),
    ("appgw.tls", *TLS, "min_version", None, [NONE, gateway("defaultPredefinedSslPolicy")]),
    ("appgw.tls", *TLS, "min_version", "1.1", profile(OWN)),
    ("appgw.tls", *TLS, "algorithms", GCM, profile(OWN)),
    ("appgw.tls", *TLS, "min_version", "1.2", [named("AppGwSslPolicy20150501"), *profile(STRICT)]),
    ("appgw.tls", *TLS, "min_version", "1.0", [named("AppGwSslPolicy20150501"), *profile(None)]),
    ("appgw.tls", *TLS, "min_version", None, profile({"policyType": "Odd"})),
    (
        "appgw.tls",
        *TLS,
        "min_version",
        "1.1",
        [*profile(OWN), listeners(listener(SECURE, "Https", PROFILE), listener("b", "Https"))],
    ),
    (
        "appgw.tls",
        *TLS,
        "min_version",
        "1.2",
        [
            named("AppGwSslPolicy20150501"),
            *profile(STRICT),
            listeners(listener(SECURE, "Https", PROFILE), listener(PLAIN, "Http")),
        ],
    ),
    ("appgw.tls", *TLS, "min_version", None, [policy(disabledSslProtocols=["TLSv1_0", "TLSv1_1", "TLSv1_2"])]),
    ("appgw.tls", *TLS, "encryption", None, [gateway("redirectConfigurations")]),
    ("appgw.tls", *TLS, "encryption", "required", []),
    ("appgw.tls", *TLS, "encryption", "required", [listeners(listener(SECURE, "Https"))]),
    ("appgw.tls", *TLS, "encryption", "offered", [NO_ROUTES]),
    ("appgw.tls", *TLS, "encryption", None, [gateway("requestRoutingRules")]),
    ("appgw.tls", *TLS, "encryption", "offered", [TO_PLAIN]),
    ("appgw.tls", *TLS, "encryption", None, [BY_PATH]),
    ("appgw.tls", *TLS, "encryption", None, [ELSEWHERE]),
    ("appgw.tls", *TLS, "encryption", None, [listeners(listener(SECURE, "Https"), listener("b", "Odd"))]),
    ("appgw.tls", *TLS, "encryption", "none", [listeners(listener(PLAIN, "Http"))]),
    ("appgw.tls", *TLS, "min_version", "", [listeners(listener(PLAIN, "Http"))]),
    ("appgw.tls", *TLS, "algorithms", (), [listeners(listener(PLAIN, "Http"))]),
    ("appgw.tls", *TLS, "encryption", None, [gateway("listeners", [listener("c", "Tcp")])]),
    ("appgw.tls", *TLS, "encryption", "required", [gateway("listeners", [listener("c", "Tls")])]),
    ("appgw.tls", *TLS, "min_version", None, [listeners(listener(SECURE, "Https", f"{PROFILE}2"))]),
    ("appgw.tls", *TLS, "enabled", False, [listeners()]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


@pytest.mark.parametrize(
    ("name", "version", "suites"),
    [
        ("AppGwSslPolicy20150501", Judged.FAIL, Judged.FAIL),
        ("AppGwSslPolicy20170401", Judged.FAIL, Judged.FAIL),
        ("AppGwSslPolicy20170401S", Judged.PASS, Judged.FAIL),
        ("AppGwSslPolicy20220101", Judged.PASS, Judged.FAIL),
        ("AppGwSslPolicy20220101S", Judged.PASS, Judged.PASS),
        ("AppGwSslPolicy20990101", Judged.UNKNOWN, Judged.UNKNOWN),
    ],
)
def test_how_policies_are_judged(near: Arm, name: str, version: Judged, suites: Judged) -> None:
    settings.put(near, GOOD, named(name))
    channel = one(facts(near), *TLS)
    assert isinstance(channel, Channel)
    assert [v.judged for v in protocol_version(channel)] == [version]
    assert [v.judged for v in strong_algorithms(channel)] == [suites]
    assert [v.judged for v in plain_refused(channel)] == [Judged.PASS]


@pytest.mark.parametrize(("name", "count"), [("20150501", 28), ("20170401", 16), ("20170401s", 16), ("20220101", 10)])
def test_suites_are_as_many_as_the_maker_s_table_has(name: str, count: int) -> None:
    suites = PREDEFINED[f"appgwsslpolicy{name}"].suites
    assert (len(suites), len(set(suites))) == (count, count)


def test_what_may_not_be_listed_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Network/applicationGateways")
    found = [f for f in facts(near) if f.kind == KIND]
    assert {f.missing: f.outcome for f in found if isinstance(f, Gap)} == dict.fromkeys(
        ("asset", "channel", "exposure"), "denied"
    )
    assert len(found) == 3


def test_nothing_secret_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    assert "hunter2" not in repr(evidence(near))
    settings.put(near, GOOD, gateway("sslCertificates"), gateway("enableHttp2", True))
    assert facts(near) == before
