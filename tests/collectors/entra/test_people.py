"""The accounts of people: second factors, roles, use, and who is a guest."""

import pytest

from scanner.facts import FOREVER, Identity, Routine
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts
from tests.collectors.entra.estate import ADA, BEN, EVE, GUS, METHODS, REPORT, ROLES, USERS, Change, one
from tests.collectors.entra.making import registered
from tests.collectors.entra.settings import LAST, A, B, E, G, Row, agrees
from tests.servers.graph.server import Graph


def methods(who: int, *some: str, capable: bool = True) -> Change:
    return f"{REPORT}#{who}", "", registered((ADA, BEN, GUS, EVE)[who], *some, capable=capable)


def phones(sms: str, voice: str, moved: str = "migrationComplete") -> list[Change]:
    some = [{"id": "Sms", "state": sms}, {"id": "Voice", "state": voice}]
    return [(METHODS, "authenticationMethodConfigurations", some), (METHODS, "policyMigrationState", moved)]


TABLE: list[Row] = [
    ("user_mfa", Identity, "", A, "mfa", "phishing-resistant", []),
    ("user_mfa", Identity, "", B, "mfa", "strong", []),
    ("user_mfa", Identity, "", A, "mfa", "strong", [methods(0, "fido2", "microsoftAuthenticatorPush")]),
    ("user_mfa", Identity, "", A, "mfa", "phishing-resistant", [methods(0, "passKeySynced")]),
    ("user_mfa", Identity, "", A, "mfa", "strong", [methods(0, "externalAuthMethod")]),
    ("user_mfa", Identity, "", A, "mfa", "strong", [methods(0, "passKeySynced", "externalAuthMethod")]),
    ("user_mfa", Identity, "", A, "mfa", "none", [methods(0, "email", capable=False)]),
    ("user_mfa", Identity, "", A, "mfa", None, [methods(0, "email")]),
    ("user_mfa", Identity, "", A, "mfa", None, [methods(0, "fido2", "somethingNew")]),
    ("user_mfa", Identity, "", A, "mfa", None, [(f"{REPORT}#0", "id", "another")]),
    ("user_mfa", Identity, "", A, "mfa", None, [(f"{REPORT}#0", "isMfaCapable", LEFT_OUT)]),
    ("user_mfa", Identity, "", G, "mfa", None, [methods(2, capable=False)]),
    ("admin_mfa", Identity, "", A, "privileged", True, []),
    ("admin_mfa", Identity, "", E, "privileged", True, []),
    ("admin_mfa", Identity, "", B, "privileged", False, []),
    (
        "admin_mfa",
        Identity,
        "",
        B,
        "privileged",
        True,
        [(f"{ROLES}#2", "rolePermissions", [{"allowedResourceActions": ["a/create"]}])],
    ),
    ("admin_mfa", Identity, "", B, "privileged", True, [(f"{ROLES}#2", "rolePermissions", LEFT_OUT)]),
    ("admin_mfa", Identity, "", B, "privileged", True, [(f"{ROLES}#2", "id", "another")]),
    (
        "weak_methods",
        Identity,
        "",
        A,
        "mfa",
        "weak",
        [methods(0, "fido2", "mobilePhone"), *phones("enabled", "disabled")],
    ),
    (
        "weak_methods",
        Identity,
        "",
        A,
        "mfa",
        "weak",
        [methods(0, "fido2", "officePhone"), *phones("disabled", "enabled")],
    ),
    ("weak_methods", Identity, "", A, "mfa", "phishing-resistant", [methods(0, "fido2", "mobilePhone")]),
    ("weak_methods", Identity, "", A, "mfa", None, [methods(0, "mobilePhone")]),
    (
        "weak_methods",
        Identity,
        "",
        A,
        "mfa",
        "weak",
        [methods(0, "fido2", "mobilePhone"), *phones("disabled", "disabled", "migrationInProgress")],
    ),
    ("inactive_users", Identity, "", A, "unused_days", 5, []),
    ("inactive_users", Identity, "", A, "unused_days", 100, [(f"{USERS}#0", LAST, "2026-08-17T12:00:00Z")]),
    ("inactive_users", Identity, "", A, "unused_days", 304, [(f"{USERS}#0", LAST, LEFT_OUT)]),
    ("inactive_users", Identity, "", A, "unused_days", 304, [(f"{USERS}#0", "signInActivity", None)]),
    (
        "inactive_users",
        Identity,
        "",
        A,
        "unused_days",
        None,
        [(f"{USERS}#0", "signInActivity", None), (f"{USERS}#0", "createdDateTime", None)],
    ),
    ("inactive_users", Identity, "", A, "enabled", True, []),
    ("inactive_users", Identity, "", A, "enabled", False, [(f"{USERS}#0", "accountEnabled", False)]),
    ("inactive_users", Identity, "", A, "enabled", None, [(f"{USERS}#0", "accountEnabled", None)]),
    ("guests", Identity, "", G, "holder", "guest", []),
    ("guests", Identity, "", A, "holder", "person", []),
    ("guests", Identity, "", A, "holder", None, [(f"{USERS}#0", "userType", None)]),
]


@pytest.mark.parametrize("row", TABLE)
def test_a_setting(near: Graph, row: Row) -> None:
    agrees(near, row)


def test_users_are_facts_though_their_activity_is_refused(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("signInActivity")
    came = {a.question: a.outcome for a in answers(near)}
    assert (came["entra.users"], came["entra.users.plain"]) == ("denied", "ok")
    assert len([f for f in facts(near) if f.kind == "entra.user"]) == 4


def test_users_are_asked_once_where_their_activity_is_told(near: Graph) -> None:
    estate.put(near)
    assert "entra.users.plain" not in {a.question for a in answers(near)}


@pytest.mark.parametrize("name", ["eve@alder.example", "EVE@Alder.Example", EVE, "x,eve@alder.example"])
def test_an_account_kept_for_emergencies_is_one(near: Graph, name: str) -> None:
    estate.put(near)
    found = facts(near, break_glass=name)
    assert one(found, Identity, "", E).holder == "break-glass"
    assert one(found, Routine, "break-glass-test", E).age_days == 5
    assert not [f for f in facts(near) if f.kind == "entra.break-glass"]


def test_one_that_never_let_anybody_in_was_never_tried(near: Graph) -> None:
    estate.put(near, (f"{USERS}#3", "signInActivity", None))
    assert one(facts(near, break_glass=EVE), Routine, "break-glass-test", E).age_days == FOREVER
