"""What single settings of a domain mean, and what is kept of them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from collectors.workspace import KINDS, QUESTIONS
from scanner.facts import (
    FOREVER,
    DataStore,
    Delivery,
    Fact,
    Gap,
    Grant,
    Identity,
    LogTrail,
    PasswordPolicy,
    Session,
    SignIn,
    facet,
)
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting, leaves
from tests.collectors.workspace.asking import (
    ADMIN,
    GOOD,
    WARD,
    facts,
    near_answers,
    one,
    put,
)
from tests.servers.google.double import Google

ANA, BOSS, DOOR = "/users/2", "/users/1", "/sign-in"
PHONE = "/devices/mobile/AFiQxQ8"
LATER = "2027-01-01T00:00:00Z"
VALUE = "setting.value."

ROWS: list[Setting] = [
    ("ws.user_2sv", Identity, "", ANA, "mfa", "phishing-resistant", []),
    ("ws.user_2sv", Identity, "", ANA, "mfa", "none", [("users/2", "isEnrolledIn2Sv", False)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("users/2", "isEnrolledIn2Sv", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("users/2", "isEnforcedIn2Sv", False)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("users/2", "isEnforcedIn2Sv", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", "strong", [("factor", f"{VALUE}allowedSignInFactorSet", "NO_TELEPHONY")]),
    (
        *("ws.user_2sv", Identity, "", ANA, "mfa", "strong"),
        [("factor", f"{VALUE}allowedSignInFactorSet", "PASSKEY_PLUS_SECURITY_CODE")],
    ),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", f"{VALUE}allowedSignInFactorSet", "ALL")]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", f"{VALUE}allowedSignInFactorSet", "QUANTUM_ONLY")]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", f"{VALUE}allowedSignInFactorSet", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "mfa", None, [("factor", "", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "enabled", True, []),
    ("ws.user_2sv", Identity, "", ANA, "enabled", False, [("users/2", "suspended", True)]),
    ("ws.user_2sv", Identity, "", ANA, "enabled", False, [("users/2", "archived", True)]),
    ("ws.user_2sv", Identity, "", ANA, "enabled", None, [("users/2", "suspended", LEFT_OUT)]),
    ("ws.user_2sv", Identity, "", ANA, "holder", "person", []),
    ("ws.user_2sv", Identity, "", ANA, "holder", "guest", [("users/2", "isGuestUser", True)]),
    ("ws.user_2sv", Identity, "", ANA, "name", "ana@alder.example", []),
    ("ws.admin_2sv", Identity, "", BOSS, "mfa", "none", [("users/1", "isEnrolledIn2Sv", False)]),
    ("ws.admin_2sv", Identity, "", BOSS, "privileged", True, []),
    ("ws.admin_2sv", Identity, "", ANA, "privileged", False, []),
    ("ws.admin_2sv", Identity, "", ANA, "privileged", True, [("users/2", "isDelegatedAdmin", True)]),
    ("ws.admin_2sv", Identity, "", ANA, "privileged", None, [("users/2", "isDelegatedAdmin", LEFT_OUT)]),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 2, []),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 1, [("users/1", "isEnforcedIn2Sv", False)]),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", None, [("users/1", "isEnforcedIn2Sv", LEFT_OUT)]),
    (
        *("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 1),
        [("users/2", "isDelegatedAdmin", True), ("users/2", "isEnforcedIn2Sv", False)],
    ),
    (
        *("ws.admin_2sv", SignIn, "administrators", DOOR, "factors", 2),
        [("users/2", "isDelegatedAdmin", True), ("users/2", "isEnforcedIn2Sv", False), ("users/2", "suspended", True)],
    ),
    ("ws.admin_2sv", SignIn, "administrators", DOOR, "phishing_resistant", True, []),
    (
        *("ws.admin_2sv", SignIn, "administrators", DOOR, "phishing_resistant", False),
        [("factor", f"{VALUE}allowedSignInFactorSet", "PASSKEY_PLUS_SECURITY_CODE")],
    ),
    ("ws.super_admins", Grant, "everything", BOSS, "holders", (ADMIN,), []),
    ("ws.super_admins", Grant, "everything", BOSS, "activation", "standing", [("users/1", "suspended", True)]),
    ("ws.super_admins", Grant, "everything", BOSS, "outsiders", (ADMIN,), [("users/1", "isGuestUser", True)]),
    ("ws.super_admins", Grant, "everything", ANA, "holders", ("ana@alder.example",), [("users/2", "isAdmin", True)]),
    ("ws.inactive", Identity, "", ANA, "unused_days", 0, []),
    ("ws.inactive", Identity, "", ANA, "unused_days", 100, [("users/2", "lastLoginTime", "2026-08-17T11:00:00.000Z")]),
    ("ws.inactive", Identity, "", ANA, "unused_days", 1059, [("users/2", "lastLoginTime", "1970-01-01T00:00:00.000Z")]),
    ("ws.inactive", Identity, "", ANA, "unused_days", None, [("users/2", "lastLoginTime", LEFT_OUT)]),
    (
        *("ws.inactive", Identity, "", ANA, "unused_days", None),
        [("users/2", "lastLoginTime", "1970-01-01T00:00:00.000Z"), ("users/2", "creationTime", LEFT_OUT)],
    ),
    ("ws.policy_session", Session, "web", "/sessions", "max_seconds", 28800, []),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", 1209600),
        [("session", f"{VALUE}webSessionDuration", "1209600s")],
    ),
    ("ws.policy_session", Session, "web", "/sessions", "max_seconds", 1209600, [("session", "", LEFT_OUT)]),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", None),
        [("session", f"{VALUE}webSessionDuration", "0s")],
    ),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", None),
        [("session", f"{VALUE}webSessionDuration", LEFT_OUT)],
    ),
    (
        *("ws.policy_session", Session, "web", "/sessions", "max_seconds", None),
        [("session", f"{VALUE}webSessionDuration", "SESSION_NEVER_ENDS")],
    ),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 2, []),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 1, [("on", f"{VALUE}enforcedFrom", "1970-01-01T00:00:00Z")]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 1, [("on", f"{VALUE}enforcedFrom", LATER)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", f"{VALUE}enforcedFrom", "soon")]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", f"{VALUE}enforcedFrom", LEFT_OUT)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", "", LEFT_OUT)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", None, [("on", "policyQuery.sortOrder", LEFT_OUT)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "factors", 1, [("may", f"{VALUE}allowEnrollment", False)]),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", (), []),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", ("new accounts for 30 days",)),
        [("grace", f"{VALUE}enrollmentGracePeriod", "2592000s")],
    ),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", None),
        [("grace", f"{VALUE}enrollmentGracePeriod", "a while")],
    ),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "bypass", None),
        [("factor", f"{VALUE}allowedSignInFactorSet", "NO_TELEPHONY")],
    ),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", True, []),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", False),
        [("factor", f"{VALUE}allowedSignInFactorSet", "ALL")],
    ),
    (
        *("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", None),
        [("factor", f"{VALUE}allowedSignInFactorSet", "QUANTUM_ONLY")],
    ),
    ("ws.policy_2sv", SignIn, "everyone", DOOR, "phishing_resistant", False, [("on", f"{VALUE}enforcedFrom", LATER)]),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 14, []),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 8),
        [("password", f"{VALUE}minimumLength", 8)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None),
        [("password", f"{VALUE}minimumLength", LEFT_OUT)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 8),
        [("password", f"{VALUE}enforceRequirementsAtLogin", False)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None),
        [("password", f"{VALUE}enforceRequirementsAtLogin", LEFT_OUT)],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None),
        [("password", f"{VALUE}enforceRequirementsAtLogin", "true")],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", 8),
        [("password", f"{VALUE}enforceRequirementsAtLogin", LEFT_OUT), ("password", f"{VALUE}minimumLength", 8)],
    ),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "min_length", None, [("password", "", LEFT_OUT)]),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "history", 0, [("password", f"{VALUE}allowReuse", True)]),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "history", None, []),
    ("ws.policy_password", PasswordPolicy, "", "/passwords", "max_age_days", FOREVER, []),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "max_age_days", 90),
        [("password", f"{VALUE}expirationDuration", "7776000s")],
    ),
    (
        *("ws.policy_password", PasswordPolicy, "", "/passwords", "max_age_days", None),
        [("password", f"{VALUE}expirationDuration", LEFT_OUT)],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", True, []),
    (
        "ws.mobile_encryption",
        DataStore,
        "",
        PHONE,
        "encrypted",
        False,
        [("AFiQxQ8", "encryptionStatus", "Not encrypted")],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None, [("AFiQxQ8", "encryptionStatus", LEFT_OUT)]),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None, [("AFiQxQ8", "encryptionStatus", "Quantum")]),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", True, [("AFiQxQ8", "status", "BLOCKED")]),
    (
        *("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None),
        [("AFiQxQ8", "lastSync", "2026-01-01T00:00:00.000Z")],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "encrypted", None, [("AFiQxQ8", "lastSync", LEFT_OUT)]),
    ("ws.mobile_encryption", DataStore, "", PHONE, "name", "SM-G960F", []),
    (
        "ws.mobile_encryption",
        DataStore,
        "",
        PHONE,
        "customer_key",
        False,
        [("AFiQxQ8", "encryptionStatus", "NOT_ENCRYPTED")],
    ),
    ("ws.mobile_encryption", DataStore, "", PHONE, "cipher", None, []),
    ("ws.mobile_passcode", Session, "mobile", PHONE, "reauth_seconds", None, []),
    (
        "ws.mobile_passcode",
        Session,
        "mobile",
        PHONE,
        "reauth_seconds",
        FOREVER,
        [("AFiQxQ8", "devicePasswordStatus", "Off")],
    ),
    (
        "ws.mobile_passcode",
        Session,
        "mobile",
        PHONE,
        "reauth_seconds",
        None,
        [("AFiQxQ8", "devicePasswordStatus", LEFT_OUT)],
    ),
    (
        "ws.mobile_passcode",
        Session,
        "mobile",
        PHONE,
        "reauth_seconds",
        None,
        [("AFiQxQ8", "devicePasswordStatus", "Maybe")],
    ),
    (
        *("ws.mobile_passcode", Session, "mobile", PHONE, "reauth_seconds", None),
        [("AFiQxQ8", "lastSync", "2026-01-01T00:00:00.000Z")],
    ),
    ("ws.mobile_passcode", Session, "mobile", PHONE, "idle_seconds", None, []),
    ("ws.login_audit", Delivery, "", "/log", "silent_seconds", 3600, []),
    ("ws.login_audit", Delivery, "", "/log", "silent_seconds", 60, [("admin/1", "id.time", "2026-11-25T11:59:00Z")]),
    ("ws.login_audit", Delivery, "", "/log", "silent_seconds", None, [("login/1", "id.time", LEFT_OUT)]),
    ("ws.login_audit", LogTrail, "scope", "/log", "enabled", True, []),
    ("ws.login_audit", LogTrail, "scope", "/log", "records", ("admin", "sign-in"), []),
]


@pytest.mark.parametrize(
    ("row", "cls", "which", "at", "field", "value", "changes"),
    ROWS,
    ids=[f"{row[0]}-{row[4]}-{row[5]}-{n}" for n, row in enumerate(ROWS)],
)
def test_one_setting(  # noqa: PLR0913, PLR0917  # a row of the table
    near: Google, row: str, cls: type[Fact], which: str, at: str, field: str, value: Any, changes: list[Change]
) -> None:
    assert row
    put(near, *changes)
    fact = one(facts(near), cls, which, at)
    assert getattr(fact, field) == value
    assert (value is None) == (field in {why.field for why in fact.unread})


def told(near: Google, *changes: Change) -> list[Any]:
    """The facts, without the places of their answers."""
    near.scopes["customers/C01abcdef"].things.clear()
    put(near, *changes)
    return sorted(
        (tuple(str(getattr(f, k)) for k in f.__struct_fields__ if k != "answers") for f in facts(near)), key=str
    )


KEPT: Mapping[str, set[str]] = {row.list: set(row.fields) for row in QUESTIONS if row.list}
LISTS: Mapping[str, str] = {
    "users": "users",
    "mobile": "mobiledevices",
    "policies": "policies",
    "orgunits": "organizationUnits",
    "inboundSsoAssignments": "inboundSsoAssignments",
}
# What only matters beside other settings is changed in tests of its own.
MEANT: frozenset[str] = frozenset(
    {"name", "type", "creationTime", "orgUnitPath", "parentOrgUnitId", "parentOrgUnitPath", "status"}
    | {"policyQuery.query", "policyQuery.group", "isGuestUser", "archived"}
)


BESIDE = {("users/1", "isDelegatedAdmin")}
"""Who is a super admin is an administrator."""


def _single() -> list[tuple[str, str, bool]]:
    rows = []
    for where, thing in GOOD.items():
        collection, _, name = where.rpartition("/")
        kind = LISTS.get(collection.rpartition("/")[2])
        if kind and name not in {"Ward", "root"}:
            short = f"{collection.rpartition('/')[2]}/{name}"
            rows += [(short, path, path in KEPT[kind]) for path, _ in leaves(thing)]
    return rows


@pytest.mark.parametrize(("where", "path", "kept"), _single())
def test_what_is_kept_matters_and_nothing_else(near: Google, where: str, path: str, kept: bool) -> None:  # noqa: FBT001
    without = told(near, (where, path, LEFT_OUT)) if path not in {"id", "resourceId", "setting.type"} else []
    if not kept:
        assert without == told(near)
    elif path not in MEANT and (where, path) not in BESIDE:
        assert without != told(near)


OTHER: Mapping[str, Any] = {
    "id": "7",
    "primaryEmail": "bo@alder.example",
    "isAdmin": True,
    "isDelegatedAdmin": True,
    "isEnrolledIn2Sv": False,
    "isEnforcedIn2Sv": False,
    "suspended": True,
    "archived": True,
    "lastLoginTime": "2026-08-17T11:00:00.000Z",
    "setting.type": "settings/security.tomorrow",
    f"{VALUE}enforcedFrom": LATER,
    f"{VALUE}allowEnrollment": False,
    f"{VALUE}allowedSignInFactorSet": "ALL",
    f"{VALUE}enrollmentGracePeriod": "2592000s",
    f"{VALUE}allowTrustingDevice": True,
    f"{VALUE}backupCodeExceptionPeriod": "604800s",
    f"{VALUE}webSessionDuration": "1209600s",
    f"{VALUE}minimumLength": 12,
    f"{VALUE}enforceRequirementsAtLogin": False,
    f"{VALUE}allowReuse": True,
    f"{VALUE}expirationDuration": "7776000s",
    "policyQuery.orgUnit": f"orgUnits/{WARD}",
    "policyQuery.query": "user.is_admin",
    "ssoMode": "SAML_SSO",
    "targetOrgUnit": f"orgUnits/{WARD}",
    "resourceId": "BGjRyR9",
    "model": "SM-G970F",
    "status": "WIPED",
    "lastSync": "2026-01-01T00:00:00.000Z",
    "encryptionStatus": "Not encrypted",
    "devicePasswordStatus": "Off",
}
"""Another value for each that is kept: the worse one, where one is."""
ALONE: frozenset[str] = frozenset({"name", "type", "creationTime", "orgUnitPath", "policyQuery.sortOrder"})
"""These change nothing where no other policy or account makes a difference."""


@pytest.mark.parametrize(("where", "path"), [(at, path) for at, path, kept in _single() if kept and path not in ALONE])
def test_each_value_that_is_kept_makes_a_difference(near: Google, where: str, path: str) -> None:
    if (where, path) not in BESIDE:
        other = False if (where, path) == ("users/1", "isAdmin") else OTHER[path]
        assert told(near, (where, path, other)) != told(near)


def test_nothing_of_a_person_is_kept_but_the_address(near: Google) -> None:
    put(near)
    said = json.dumps([answer.body for answer in near_answers(near)])
    for secret in ("Secret", "555", "home.example", "R1SECRET", "maximumLength"):
        assert secret not in said
    assert "ana@alder.example" in said


def test_what_is_not_kept_is_not_even_sent(near: Google) -> None:
    put(near)
    sent: list[Any] = []
    answer = near.answer
    near.answer = lambda *words: sent.append(told := answer(*words)) or told  # type: ignore[method-assign,func-returns-value]  # listens
    near_answers(near)
    assert sent
    assert "Secret" not in json.dumps(sent)
    assert "555" not in json.dumps(sent)


DENIED = [
    ("directory.users.list", {("workspace.user", "identity"), ("workspace.super-admin", "grant")}),
    ("directory.mobiledevices.list", {("workspace.mobile", c) for c in ("data-store", "session")}),
]


@pytest.mark.parametrize(("method", "missing"), DENIED)
def test_a_list_that_is_refused_is_a_gap_by_name(near: Google, method: str, missing: set[tuple[str, str]]) -> None:
    put(near)
    near.denied.add(method)
    gaps = [fact for fact in facts(near) if isinstance(fact, Gap)]
    assert {(gap.kind, gap.missing) for gap in gaps} == missing
    assert all(gap.outcome == "denied" and method in gap.ask and ".readonly" in gap.ask for gap in gaps)


REFUSED = [
    ("cloudidentity.policies.list", SignIn, "everyone", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("cloudidentity.policies.list", SignIn, "administrators", DOOR, ("phishing_resistant", "bypass")),
    ("cloudidentity.policies.list", Session, "web", "/sessions", ("max_seconds",)),
    ("cloudidentity.policies.list", PasswordPolicy, "", "/passwords", ("min_length", "history", "max_age_days")),
    ("cloudidentity.policies.list", Identity, "", ANA, ("mfa",)),
    ("cloudidentity.inboundSsoAssignments.list", SignIn, "everyone", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("cloudidentity.inboundSsoAssignments.list", Identity, "", ANA, ("mfa",)),
    (
        *("cloudidentity.inboundSsoAssignments.list", PasswordPolicy, "", "/passwords"),
        ("min_length", "history", "max_age_days"),
    ),
    ("directory.orgunits.list", SignIn, "everyone", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("directory.orgunits.list", Session, "web", "/sessions", ("max_seconds",)),
    ("directory.users.list", SignIn, "administrators", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("reports.activities.list", LogTrail, "scope", "/log", ("enabled", "records", "exempt")),
    ("reports.activities.list", Delivery, "", "/log", ("silent_seconds",)),
]


@pytest.mark.parametrize(("method", "cls", "which", "at", "fields"), REFUSED)
def test_what_is_refused_is_not_known(  # noqa: PLR0913, PLR0917  # a row of the table
    near: Google, method: str, cls: type[Fact], which: str, at: str, fields: tuple[str, ...]
) -> None:
    put(near)
    near.denied.add(method)
    fact = one(facts(near), cls, which, at)
    whys = {why.field: why for why in fact.unread if why.outcome == "denied"}
    assert whys.keys() == set(fields)
    assert all(getattr(fact, field) is None and method in whys[field].ask for field in fields)


def test_policies_that_are_refused_leave_the_rest_as_it_is(near: Google) -> None:
    put(near, ("users/2", "isEnrolledIn2Sv", False))
    near.denied.add("cloudidentity.policies.list")
    found = facts(near)
    assert one(found, Identity, "", ANA).mfa == "none"
    assert one(found, SignIn, "administrators", DOOR).factors == 2
    assert one(found, Grant, "everything", BOSS).holders == (ADMIN,)
    assert not [fact for fact in found if isinstance(fact, Gap)]


@pytest.mark.parametrize("host", ["admin.googleapis.com", "cloudidentity.googleapis.com"])
def test_an_api_that_is_off_is_said(near: Google, host: str) -> None:
    put(near)
    near.scopes["customers/C01abcdef"].disabled.add(host)
    codes = {answer.code for answer in near_answers(near) if answer.outcome == "denied"}
    assert codes == {"SERVICE_DISABLED"}
    assert [f for f in facts(near) if isinstance(f, Gap) or any(why.outcome == "denied" for why in f.unread)]


def test_every_kind_gives_what_it_promises(near: Google) -> None:
    put(near)
    found: dict[str, set[Any]] = {}
    for fact in facts(near):
        found.setdefault(fact.kind, set()).add((type(fact), facet(fact)))
    promised = {name: {p if isinstance(p, tuple) else (p, "") for p in kind.gives} for name, kind in KINDS.items()}
    assert found == promised
