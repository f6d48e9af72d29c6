"""API Gateway, REST, HTTP and WebSocket, from answers typed by hand."""

from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws import QUESTIONS
from collectors.aws.question import Place
from scanner.facts import Channel, DataStore, Gap, LogTrail, SignIn
from tests.collectors.aws.answering import DENIED, REGION, ROWS, answer, facts, one, why
from tests.collectors.aws.possible import Odd

OWN = f"arn:aws:apigateway:{REGION}::/restapis/a1"
ABOUT, ABOUT2 = f"{REGION}/a1", f"{REGION}/h1"
Given = tuple[str, str, Any]


def api(**row: Any) -> Given:
    return ("apigateway.apis", REGION, {"items": [{"id": "a1", "name": "charts", "types": ["REGIONAL"], **row}]})


@pytest.mark.parametrize(
    ("row", "version"),
    [
        ({}, "1.0"),
        ({"types": ["EDGE"]}, "1.0"),
        ({"types": ["PRIVATE"]}, "1.2"),
        ({"types": ["PRIVATE"], "securityPolicy": "TLS_1_0"}, "1.0"),
        ({"securityPolicy": "TLS_1_2"}, "1.2"),
        ({"securityPolicy": "SecurityPolicy_TLS13_1_3_2025_09"}, "1.3"),
        ({"securityPolicy": "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"}, "1.2"),
        ({"securityPolicy": "SecurityPolicy_TLS12_2018_EDGE"}, "1.2"),
        ({"securityPolicy": Odd("SecurityPolicy_TLS99")}, None),
    ],
)
def test_its_own_endpoint(row: Any, version: str | None) -> None:
    it = one("aws.apigateway.rest-api", Channel, api(**row))
    assert (it.resource, it.enabled, it.encryption, it.min_version) == (OWN, True, "required", version)
    assert version or why(it, "min_version") == "unclear"


def test_an_endpoint_that_is_off() -> None:
    assert one("aws.apigateway.rest-api", Channel, api(disableExecuteApiEndpoint=True)).enabled is False


def test_domain_names() -> None:
    rows = [{"domainName": "a.example", "securityPolicy": "TLS_1_2"}, {"domainName": "b.example", "domainNameId": "x"}]
    found = [f for f in facts(("apigateway.domains", REGION, {"items": rows})) if isinstance(f, Channel)]
    assert [(f.resource.rpartition("/")[2], f.min_version) for f in found] == [
        ("a.example", "1.2"),
        ("b.example+x", None),
    ]
    assert one("aws.apigateway.domain-name", Gap, ("apigateway.domains", REGION, DENIED)).missing == "channel"


def methods(*demands: str, key: bool = False, verb: str = "GET") -> Given:
    rows = [{"httpMethod": verb, "authorizationType": d, "apiKeyRequired": key} for d in demands]
    return ("apigateway.methods", ABOUT, {"items": [{"path": "/"}, {"path": "/patients", "methods": rows}]})


PREFLIGHT = methods("NONE", verb="OPTIONS")[2]["items"][1]["methods"]
WITH_PREFLIGHT: Given = (
    "apigateway.methods",
    ABOUT,
    {"items": [{"path": "/", "methods": [*PREFLIGHT, *methods("AWS_IAM")[2]["items"][1]["methods"]]}]},
)


@pytest.mark.parametrize(
    ("answer", "factors", "individual", "reason"),
    [
        (methods("AWS_IAM", "COGNITO_USER_POOLS", "JWT"), 1, True, ""),
        (methods("AWS_IAM", "CUSTOM"), 1, None, "hidden"),
        (methods("AWS_IAM", "NONE"), 0, False, ""),
        (methods("CUSTOM", "NONE"), 0, False, ""),
        (methods("NONE", key=True), 1, False, ""),
        (methods("AWS_IAM", ""), None, None, "unclear"),
        (methods("AWS_IAM", "MAGIC"), None, None, "unclear"),
        (methods("MAGIC", "NONE"), 0, False, ""),
        (WITH_PREFLIGHT, 1, True, ""),
        (("apigateway.methods", ABOUT, DENIED), None, None, DENIED),
    ],
)
def test_who_calls_it(*, answer: Given, factors: int | None, individual: bool | None, reason: str) -> None:
    it = one("aws.apigateway.methods", SignIn, api(), answer)
    assert (it.factors, it.individual) == (factors, individual)
    assert not reason or why(it, "individual") == reason


@pytest.mark.parametrize(
    ("stages", "called"),
    [({"item": [{"stageName": "prod"}]}, 1), ({}, 0), (DENIED, 1)],
)
def test_of_an_api_without_a_stage_nobody_can_call_a_method(stages: Any, called: int) -> None:
    answers = (("apigateway.stages", ABOUT, stages), ("apigateway.methods", ABOUT, DENIED))
    found = [f for f in facts(api(), *answers) if f.kind == "aws.apigateway.methods" and isinstance(f, SignIn)]
    assert [f.factors for f in found] == [None] * called

    memory = Memory(QUESTIONS)
    memory.note(answer(*answers[0]))
    assert ROWS["apigateway.methods"].unless(memory, Place(REGION, ABOUT)) is not bool(called)


def test_the_ways_in_that_ask_for_nothing_are_named() -> None:
    assert one("aws.apigateway.methods", SignIn, api(), methods("AWS_IAM", "NONE")).bypass == ("GET /patients",)
    assert [f for f in facts(api(), methods()) if isinstance(f, SignIn) and f.kind == "aws.apigateway.methods"] == []


def stage(**row: Any) -> Given:
    return ("apigateway.stages", ABOUT, {"item": [{"stageName": "prod", **row}]})


@pytest.mark.parametrize(
    ("row", "enabled"),
    [
        ({}, False),
        ({"AccessLog": "arn:aws:logs:us-east-1:123456789012:log-group:a"}, True),
        ({"Level": "INFO", "Levels": ["INFO"]}, True),
        ({"Level": "INFO", "Levels": ["INFO", "OFF"]}, False),
        ({"Levels": ["INFO"]}, False),
        ({"Level": "ERROR", "Levels": ["ERROR"]}, False),
        ({"Level": "OFF", "Levels": ["OFF"]}, False),
    ],
)
def test_what_a_stage_records(*, row: Any, enabled: bool) -> None:
    it = one("aws.apigateway.stage", LogTrail, api(), stage(**row))
    assert (it.resource, it.enabled) == (f"{OWN}/stages/prod", enabled)


@pytest.mark.parametrize(
    ("caching", "encrypted"),
    [
        ([{"cachingEnabled": True, "cacheDataEncrypted": True}], True),
        ([{"cachingEnabled": True, "cacheDataEncrypted": True}, {"cachingEnabled": False}], True),
        ([{"cachingEnabled": True, "cacheDataEncrypted": True}, {"cachingEnabled": True}], False),
        ([{"cachingEnabled": True, "cacheDataEncrypted": False}], False),
        ([], False),
    ],
)
def test_caches(*, caching: Any, encrypted: bool) -> None:
    it = one("aws.apigateway.cache", DataStore, api(), stage(cacheClusterEnabled=True, Caching=caching))
    assert (it.encrypted, it.customer_key) == (encrypted, False)
    off = facts(api(), stage(cacheClusterEnabled=False, Caching=caching))
    assert [f for f in off if isinstance(f, DataStore) and f.kind == "aws.apigateway.cache"] == []


def websocket(*keys: str, protocol: str = "WEBSOCKET", demands: str = "NONE") -> list[Given]:
    rows = [{"RouteKey": k, "AuthorizationType": demands if n == 0 else "NONE"} for n, k in enumerate(keys)]
    row = {"ApiId": "h1", "Name": "feed", "ProtocolType": protocol}
    return [("apigatewayv2.apis", REGION, {"Items": [row]}), ("apigatewayv2.routes", ABOUT2, {"Items": rows})]


@pytest.mark.parametrize(
    ("given", "factors", "individual"),
    [
        (websocket("$connect", "send", demands="AWS_IAM"), 1, True),
        (websocket("$connect", "send"), 0, False),
        (websocket("send", "$default", demands="AWS_IAM"), 0, False),
        (websocket("GET /a", "GET /b", protocol="HTTP", demands="JWT"), 0, False),
        (websocket("GET /a", "OPTIONS /a", protocol="HTTP", demands="JWT"), 1, True),
        (websocket("$default", protocol="HTTP"), 0, False),
        ([websocket()[0], ("apigatewayv2.routes", ABOUT2, DENIED)], None, None),
    ],
)
def test_who_calls_a_route(*, given: list[Given], factors: int | None, individual: bool | None) -> None:
    it = one("aws.apigatewayv2.routes", SignIn, *given)
    assert (it.factors, it.individual) == (factors, individual)


def test_what_nobody_can_call_has_no_door() -> None:
    for given in (websocket(), websocket("OPTIONS /a", protocol="HTTP")):
        assert [f for f in facts(*given) if isinstance(f, SignIn) and "apigateway" in f.kind] == []


@pytest.mark.parametrize(
    ("row", "enabled"),
    [({}, False), ({"AccessLog": "arn"}, True), ({"Level": "INFO"}, True), ({"Level": "OFF"}, False)],
)
def test_what_a_stage_of_the_second_kind_records(*, row: Any, enabled: bool) -> None:
    stages = ("apigatewayv2.stages", ABOUT2, {"Items": [{"StageName": "$default", **row}]})
    assert one("aws.apigatewayv2.stage", LogTrail, websocket()[0], stages).enabled is enabled


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        ([("apigateway.apis", REGION, DENIED)], {"rest-api", "methods", "stage", "cache"}),
        ([api(), ("apigateway.stages", ABOUT, DENIED)], {"stage", "cache"}),
        ([("apigatewayv2.apis", REGION, DENIED)], {"api", "routes", "stage"}),
        ([websocket()[0], ("apigatewayv2.stages", ABOUT2, DENIED)], {"stage"}),
    ],
)
def test_what_was_not_listed(given: list[Given], kinds: set[str]) -> None:
    found = [f for f in facts(*given) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {f.kind.rpartition(".")[2] for f in found} == kinds
