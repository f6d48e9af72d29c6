"""Cognito: user pools, the applications of them, identity pools."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Alarm, DataStore, Exposure, Gap, Guard, PasswordPolicy, Session, SignIn
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

POOL, APP, GUESTS = f"{REGION}/{REGION}_a", f"{REGION}/app", f"{REGION}/{REGION}:1"
POOLS = ("cognito.pools", REGION, {"UserPools": [{"Id": f"{REGION}_a", "Name": "patients"}]})
APPS = ("cognito.clients", POOL, {"UserPoolClients": [{"ClientId": "app", "UserPoolId": f"{REGION}_a"}]})
KIND, APP_KIND, GUEST_KIND = "aws.cognito.user-pool", "aws.cognito.client", "aws.cognito.identity-pool"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"


def pool(**said: Any) -> tuple[str, str, Any]:
    return ("cognito.pool", POOL, {"UserPool": {"Id": f"{REGION}_a", **said}})


def app(**said: Any) -> tuple[str, str, Any]:
    return ("cognito.client", APP, {"UserPoolClient": {"ClientId": "app", **said}})


CLOSED = {"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}
PROGRAMS = {"AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthFlows": ["client_credentials"]}


@pytest.mark.parametrize(
    ("said", "client", "factors", "because"),
    [
        ({"MfaConfiguration": "ON"}, app(), 2, ""),
        ({"MfaConfiguration": "ON"}, app(SupportedIdentityProviders=["COGNITO"]), 2, ""),
        ({"MfaConfiguration": "ON"}, app(SupportedIdentityProviders=["COGNITO", "Okta"]), None, "hidden"),
        ({"MfaConfiguration": "OFF"}, app(SupportedIdentityProviders=["Okta"], **CLOSED), None, "hidden"),
        ({"MfaConfiguration": "OFF"}, app(SupportedIdentityProviders=["Okta"]), 1, ""),
        ({"MfaConfiguration": "OFF"}, app(SupportedIdentityProviders=["Okta", "COGNITO"], **CLOSED), 1, ""),
        ({"MfaConfiguration": "OFF"}, app(**CLOSED, **PROGRAMS), None, "hidden"),
        ({"MfaConfiguration": "OFF"}, app(**PROGRAMS), 1, ""),
        ({"MfaConfiguration": "ON"}, ("cognito.client", APP, DENIED), None, DENIED),
        ({"MfaConfiguration": "OPTIONAL"}, app(), 1, ""),
        ({"MfaConfiguration": "OFF"}, ("cognito.client", APP, DENIED), None, DENIED),
        ({}, app(), 1, ""),
        ({"MfaConfiguration": Odd("SOMETIMES")}, app(), None, "unclear"),
    ],
)
def test_factors(said: dict[str, Any], client: Any, factors: int | None, because: str) -> None:
    door = one(KIND, SignIn, POOLS, pool(**said), APPS, client)
    assert door.factors == factors
    if because:
        assert why(door, "factors") == because


def test_people_of_another_provider_are_named() -> None:
    door = one(KIND, SignIn, POOLS, pool(MfaConfiguration="ON"), APPS, app(SupportedIdentityProviders=["Okta"]))
    (said,) = (u.ask for u in door.unread if u.field == "factors")
    assert said == "what Okta asks of people who come from there"


def test_a_pool_without_applications_is_judged_by_what_it_demands() -> None:
    assert one(KIND, SignIn, POOLS, pool(MfaConfiguration="OFF"), ("cognito.clients", POOL, {})).factors == 1


@pytest.mark.parametrize(
    ("policy", "length", "history"),
    [({"MinimumLength": 14, "PasswordHistorySize": 24}, 14, 24), ({"MinimumLength": 6}, 6, 0), ({}, 8, 0)],
)
def test_passwords(policy: dict[str, int], length: int, history: int) -> None:
    rule = one(KIND, PasswordPolicy, POOLS, pool(PasswordPolicy=policy))
    assert (rule.min_length, rule.history, rule.max_age_days) == (length, history, FOREVER)


@pytest.mark.parametrize(
    ("mode", "risk", "on", "told"),
    [
        (
            "ENFORCED",
            {"RiskConfiguration": {"Actions": {"HighAction": {"Notify": True, "EventAction": "BLOCK"}}}},
            True,
            True,
        ),
        ("ENFORCED", {"RiskConfiguration": {"Actions": {"HighAction": {"Notify": False}}}}, True, False),
        ("ENFORCED", {"RiskConfiguration": {"UserPoolId": "a"}}, True, False),
        ("ENFORCED", DENIED, True, None),
        ("ENFORCED", None, True, None),
        ("AUDIT", None, True, False),
        ("OFF", None, False, False),
        (None, None, False, False),
    ],
)
def test_threats(*, mode: str | None, risk: Any, on: bool, told: bool | None) -> None:
    given: list[tuple[str, str, Any]] = [pool(AdvancedSecurityMode=mode) if mode else pool()]
    given += [("cognito.risk", POOL, risk)] if risk else []
    found = one(KIND, Alarm, POOLS, *given)
    assert (found.enabled, found.notifies) == (on, told)
    if risk == DENIED:
        assert why(found, "notifies") == DENIED


@pytest.mark.parametrize(("said", "on"), [({"DeletionProtection": "ACTIVE"}, True), ({}, False)])
def test_deletion(*, said: dict[str, str], on: bool) -> None:
    assert one(KIND, Guard, POOLS, pool(**said)).in_force is on


@pytest.mark.parametrize(
    ("said", "customer"),
    [
        ({}, False),
        ({"KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"}}, False),
        ({"KeyConfiguration": {"KmsKeyArn": KEY}}, True),
    ],
)
def test_keys(*, said: dict[str, Any], customer: bool) -> None:
    own = ("kms.key", KEY, {"KeyMetadata": {"Arn": KEY, "KeyManager": "CUSTOMER"}})
    keys = ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]})
    given: list[tuple[str, str, Any]] = [("kms.aliases", REGION, {}), keys, own]
    store = one(KIND, DataStore, POOLS, pool(**said), *given)
    assert (store.encrypted, store.customer_key) == (True, customer)


HOURS = {"AccessToken": "hours", "IdToken": "minutes", "RefreshToken": "hours"}


@pytest.mark.parametrize(
    ("said", "surface", "lasts"),
    [
        ({}, "web", 30 * 86400),
        ({"RefreshTokenValidity": 0}, "web", 30 * 86400),
        ({"RefreshTokenValidity": 1}, "web", 86400),
        ({"RefreshTokenValidity": 12, "TokenValidityUnits": HOURS}, "web", 43200),
        ({"RefreshTokenValidity": 60, "TokenValidityUnits": {"RefreshToken": "minutes"}}, "web", 3600),
        (
            {"RefreshTokenValidity": 1, "AccessTokenValidity": 24, "IdTokenValidity": 5, "TokenValidityUnits": HOURS},
            "web",
            86400,
        ),
        ({"RefreshTokenValidity": 1, "TokenValidityUnits": {"RefreshToken": Odd("weeks")}}, "web", None),
        (
            {
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthFlows": ["client_credentials"],
                "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
                "AccessTokenValidity": 900,
                "TokenValidityUnits": {"AccessToken": "seconds"},
            },
            "token",
            900,
        ),
        # Without a list of its own people sign in with a password too.
        (
            {"AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthFlows": ["client_credentials"]},
            "web",
            30 * 86400,
        ),
        ({"AllowedOAuthFlows": ["client_credentials"], "ExplicitAuthFlows": []}, "web", 30 * 86400),
    ],
)
def test_how_long_one_stays_signed_in(said: dict[str, Any], surface: str, lasts: int | None) -> None:
    session = one(APP_KIND, Session, POOLS, APPS, app(**said))
    assert (session.surface, session.max_seconds) == (surface, lasts)


def guests(**said: Any) -> list[tuple[str, str, Any]]:
    pools = ("cognito.identity_pools", REGION, {"IdentityPools": [{"IdentityPoolId": f"{REGION}:1"}]})
    return [pools, ("cognito.identity_pool", GUESTS, {"IdentityPoolId": f"{REGION}:1", **said})]


OURS = {"UserPools": [f"cognito-idp.{REGION}.amazonaws.com/{REGION}_a"]}


@pytest.mark.parametrize(
    ("said", "others", "audience", "because"),
    [
        ({"AllowUnauthenticatedIdentities": True}, [], "everyone", ""),
        ({"AllowUnauthenticatedIdentities": True, **OURS}, [pool(AdminsOnly=True)], "everyone", ""),
        ({"AllowUnauthenticatedIdentities": False}, [], "listed", ""),
        ({"AllowUnauthenticatedIdentities": False, **OURS}, [pool(AdminsOnly=True)], "listed", ""),
        ({"AllowUnauthenticatedIdentities": False, **OURS}, [pool(AdminsOnly=False)], None, "hidden"),
        ({"AllowUnauthenticatedIdentities": False, **OURS}, [pool()], None, "hidden"),
        ({"AllowUnauthenticatedIdentities": False, **OURS}, [], None, "hidden"),
        ({"AllowUnauthenticatedIdentities": False, **OURS}, [("cognito.pool", POOL, DENIED)], None, DENIED),
        ({"AllowUnauthenticatedIdentities": False, "LoginProviders": ["graph.facebook.com"]}, [], None, "hidden"),
        ({"AllowUnauthenticatedIdentities": False, "OpenIdConnectProviderARNs": ["arn"]}, [], None, "hidden"),
        ({"AllowUnauthenticatedIdentities": False, "OpenIdConnectProviderARNs": []}, [], "listed", ""),
        ({}, [], None, "unclear"),
    ],
)
def test_who_gets_credentials(said: dict[str, Any], others: list[Any], audience: str | None, because: str) -> None:
    found = one(GUEST_KIND, Exposure, POOLS, *guests(**said), *others)
    assert found.audience == audience
    if because:
        assert why(found, "audience") == because


def test_an_identity_pool_that_was_refused_is_open() -> None:
    refused = one(GUEST_KIND, Exposure, guests()[0], ("cognito.identity_pool", GUESTS, DENIED))
    assert (refused.audience, why(refused, "audience")) == (None, DENIED)


@pytest.mark.parametrize("outcome", [DENIED, "throttled"])
def test_what_was_refused_is_open(outcome: str) -> None:
    given = (POOLS, ("cognito.pool", POOL, outcome), APPS, ("cognito.client", APP, outcome))
    assert why(one(KIND, SignIn, *given), "factors") == outcome
    assert why(one(KIND, PasswordPolicy, *given), "min_length") == outcome
    assert why(one(KIND, Alarm, *given), "enabled") == outcome
    assert why(one(KIND, Guard, *given), "in_force") == outcome
    assert why(one(KIND, DataStore, *given), "customer_key") == outcome
    assert why(one(APP_KIND, Session, *given), "max_seconds") == outcome


def test_lists_that_did_not_come_leave_gaps() -> None:
    found = [f for f in facts(("cognito.pools", REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {f.kind for f in found if f.kind.startswith("aws.cognito")} == {KIND, APP_KIND}
    found = [f for f in facts(POOLS, pool(), ("cognito.clients", POOL, DENIED)) if isinstance(f, Gap)]
    assert {(f.kind, f.missing) for f in found if f.outcome == DENIED} == {(APP_KIND, "session")}
    assert one(GUEST_KIND, Gap, ("cognito.identity_pools", REGION, DENIED)).outcome == DENIED
    assert [f for f in facts(("cognito.pools", REGION, "absent")) if f.kind in {KIND, APP_KIND}] == []
