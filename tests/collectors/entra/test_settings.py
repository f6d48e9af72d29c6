"""Each setting of a directory as it should be, as it should not be, left out, and not to be read."""

from typing import Any

import pytest

from scanner.facts import (
    FOREVER,
    Certificate,
    Credential,
    Delivery,
    Fact,
    Gap,
    Grant,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Routine,
    Session,
)
from tests.collectors.azure.settings import LEFT_OUT, leaves
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts
from tests.collectors.entra.estate import (
    ADA,
    APP,
    APP_ID,
    APPS,
    BEN,
    CERT,
    ELIGIBLE,
    EVE,
    EXPORT,
    GLOBAL,
    GUS,
    HELD,
    INSTANCES,
    JOINING,
    JSON,
    KEY,
    METHODS,
    ORGANIZATION,
    READER,
    REPORT,
    REVIEWS,
    ROLES,
    RULES,
    SECURITY,
    SETTINGS,
    SIGN_INS,
    TAKEN,
    TEAM,
    TIMEOUTS,
    USERS,
    Change,
    holds,
    joins,
    one,
    principal,
    registered,
    rules,
    timeout,
)
from tests.servers.arm.tokens import TENANT
from tests.servers.graph.server import Graph

MEMBERS = f"/groups/{TEAM}/members"
LAST = "signInActivity.lastSuccessfulSignInDateTime"
SOME = "ApplicationId"


def idle(*apps: tuple[str, str], on: bool = True) -> Change:
    return TIMEOUTS, "", [{"id": "t", "isOrganizationDefault": on, "definition": [timeout(*apps)]}]


def methods(who: int, *some: str, capable: bool = True) -> Change:
    return f"{REPORT}#{who}", "", registered((ADA, BEN, GUS, EVE)[who], *some, capable=capable)


def phones(sms: str, voice: str, moved: str = "migrationComplete") -> list[Change]:
    some = [{"id": "Sms", "state": sms}, {"id": "Voice", "state": voice}]
    return [(METHODS, "authenticationMethodConfigurations", some), (METHODS, "policyMigrationState", moved)]


def held(*some: JSON) -> Change:
    return HELD, "", list(some)


A, B, G, E = (f"/users/{who}" for who in (ADA, BEN, GUS, EVE))
TOP, CAN, READ = f"/roles/{GLOBAL}", f"/roles/{SECURITY}/eligible", f"/roles/{READER}"
SECRET, CERTIFICATE = f"/applications/{APP}/secrets/{KEY}", f"/applications/{APP}/certificates/{CERT}"
TWO = [*estate.GOOD[APPS][0]["passwordCredentials"], {"keyId": "k2", "endDateTime": "2026-11-26T12:00:00Z"}]
OVER = [{"keyId": KEY, "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-11-01T12:00:00Z"}]
LOGS = "properties.logs"
BOTH = [{"category": "AuditLogs", "enabled": True}, {"category": "SignInLogs", "enabled": False}]
MACHINE = {
    "appId": APP_ID,
    "appDisplayName": "Booking",
    "appOwnerOrganizationId": "99999999-0000-4000-8000-000000000000",
}
FROM_ELSEWHERE = "ada_birch.example#EXT#@alder.onmicrosoft.example"
"""A member of this directory who is of another one, and signs in there."""


def owned_by(owner: str | None) -> Change:
    """An application of somebody's holds the greatest role."""
    return held(holds("sp", GLOBAL, "servicePrincipal", **{**MACHINE, "appOwnerOrganizationId": owner}))


Row = tuple[str, type[Fact], str, str, str, JSON, list[Change]]
TABLE: list[Row] = [
    ("idle_timeout", Session, "web", "", "idle_seconds", 900, []),
    ("idle_timeout", Session, "web", "", "on_idle", "ends", []),
    ("idle_timeout", Session, "web", "", "enforced", True, []),
    ("idle_timeout", Session, "web", "/administrators", "idle_seconds", 900, []),
    ("idle_timeout", Session, "web", "", "idle_seconds", 3 * 3600, [idle(("default", "03:00:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", 90000, [idle(("default", "1.01:00:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", 3600, [idle(("default", "00:05:00"), ("x", "01:00:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", FOREVER, [idle(("x", "00:05:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", FOREVER, [idle(("default", "00:05:00"), on=False)]),
    ("idle_timeout", Session, "web", "", "enforced", False, [(TIMEOUTS, "", [])]),
    ("idle_timeout", Session, "web", "", "idle_seconds", FOREVER, [(TIMEOUTS, "", [])]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [idle(("default", "soon"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [idle(("default", "00:00:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [(f"{TIMEOUTS}#0", "definition", ["{"])]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [(f"{TIMEOUTS}#0", "definition", [])]),
    ("user_mfa", Identity, "", A, "mfa", "phishing-resistant", []),
    ("user_mfa", Identity, "", B, "mfa", "strong", []),
    ("user_mfa", Identity, "", A, "mfa", "strong", [methods(0, "fido2", "microsoftAuthenticatorPush")]),
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
    ("guests", Grant, "everything", TOP, "outsiders", (), []),
    ("guests", Grant, "everything", TOP, "outsiders", ("gus@alder.example",), [held(holds(GUS, GLOBAL))]),
    (
        "guests",
        Grant,
        "everything",
        TOP,
        "outsiders",
        ("Booking",),
        [held(holds("sp", GLOBAL, "servicePrincipal", **MACHINE))],
    ),
    (
        "guests",
        Grant,
        "everything",
        TOP,
        "outsiders",
        (FROM_ELSEWHERE,),
        [(f"{USERS}#0", "userPrincipalName", FROM_ELSEWHERE)],
    ),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by(TENANT)]),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by(TENANT.upper())]),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by(None)]),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by("F8CDEF31-a31e-4b4a-93e4-5f571e91255a")]),
    ("global_admins", Grant, "everything", TOP, "holders", ("ada@alder.example",), []),
    (
        "global_admins",
        Grant,
        "everything",
        TOP,
        "holders",
        ("ada@alder.example", "ben@alder.example"),
        [held(holds(ADA, GLOBAL), holds(BEN, GLOBAL.upper()))],
    ),
    (
        "global_admins",
        Grant,
        "everything",
        TOP,
        "holders",
        ("Booking",),
        [held(holds("sp", GLOBAL, "servicePrincipal", **MACHINE))],
    ),
    (
        "global_admins",
        Grant,
        "everything",
        TOP,
        "holders",
        ("ben@alder.example", "eve@alder.example"),
        [
            held(holds(TEAM, GLOBAL, "group")),
            (MEMBERS, "", [{"id": BEN}]),
            (JOINING, "", [joins(EVE), joins(ADA, to="x")]),
        ],
    ),
    ("global_admins", Grant, "everything", TOP, "holders", None, [held(holds(ADA, GLOBAL, "device"))]),
    ("global_admins", Grant, "everything", TOP, "holders", None, [held({**holds(ADA, GLOBAL), "principal": None})]),
    ("global_admins", Grant, "everything", TOP, "activation", "standing", []),
    ("global_admins", Grant, "everything", TOP, "direct", False, []),
    ("global_admins", Grant, "other", READ, "holders", ("ben@alder.example",), []),
    ("pim_approval", Grant, "administer", CAN, "activation", "password", []),
    (
        "pim_approval",
        Grant,
        "administer",
        CAN,
        "activation",
        "approval",
        [(f"{RULES}#1", "", rules(SECURITY, approval=True))],
    ),
    (
        "pim_approval",
        Grant,
        "administer",
        CAN,
        "activation",
        "standing",
        [(f"{RULES}#1", "", rules(SECURITY, approval=False))],
    ),
    ("pim_approval", Grant, "administer", CAN, "activation", None, [(RULES, "", [])]),
    (
        "pim_approval",
        Grant,
        "everything",
        f"{TOP}/eligible",
        "activation",
        "approval",
        [(ELIGIBLE, "", [holds(EVE, GLOBAL)])],
    ),
    ("lockout", Lockout, "", "", "attempts", 5, []),
    ("lockout", Lockout, "", "", "seconds", 900, []),
    ("lockout", Lockout, "", "", "attempts", 10, [(SETTINGS, "", [])]),
    ("lockout", Lockout, "", "", "seconds", 60, [(SETTINGS, "", [])]),
    ("lockout", Lockout, "", "", "attempts", 10, [(f"{SETTINGS}#0", "templateId", "another")]),
    (
        "lockout",
        Lockout,
        "",
        "",
        "attempts",
        None,
        [(f"{SETTINGS}#0", "values", [{"name": "LockoutThreshold", "value": "many"}])],
    ),
    (
        "lockout",
        Lockout,
        "",
        "",
        "attempts",
        None,
        [(f"{SETTINGS}#0", "values", [{"name": "LockoutThreshold", "value": "0"}])],
    ),
    ("lockout", PasswordPolicy, "", "", "min_length", 8, []),
    ("lockout", PasswordPolicy, "", "", "min_length", None, [(f"{ORGANIZATION}#0", "onPremisesSyncEnabled", True)]),
    ("app_secrets", Credential, "secret", SECRET, "age_days", 30, []),
    ("app_secrets", Credential, "secret", SECRET, "days_left", 60, []),
    ("app_secrets", Credential, "secret", SECRET, "days_left", -24, [(f"{APPS}#0", "passwordCredentials", OVER)]),
    ("app_secrets", Certificate, "", CERTIFICATE, "days_left", 10, []),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 1, []),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 2, [(f"{APPS}#0", "passwordCredentials", TWO)]),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 0, [(f"{APPS}#0", "passwordCredentials", OVER)]),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 0, [(f"{APPS}#0", "passwordCredentials", [])]),
    (
        "app_secrets",
        Identity,
        "",
        f"/applications/{APP}",
        "keys",
        None,
        [(f"{APPS}#0", "passwordCredentials", LEFT_OUT)],
    ),
    ("app_secrets", Identity, "", f"/applications/{APP}", "holder", "machine", []),
    ("app_secrets", Identity, "", f"/applications/{APP}", "privileged", None, []),
    (
        "app_secrets",
        Identity,
        "",
        f"/applications/{APP}",
        "privileged",
        True,
        [held(holds("sp", GLOBAL, "servicePrincipal", **MACHINE))],
    ),
    ("log_export", Delivery, "", "", "copies", 1, []),
    ("log_export", Delivery, "", "", "copies", 2, [(f"{EXPORT}#0", "properties.storageAccountId", "/s")]),
    ("log_export", Delivery, "", "", "copies", 0, [(EXPORT, "", [])]),
    ("log_export", Delivery, "", "", "copies", 0, [(f"{EXPORT}#0", LOGS, BOTH)]),
    ("log_export", Delivery, "", "", "copies", 0, [(f"{EXPORT}#0", "properties.workspaceId", LEFT_OUT)]),
    (
        "log_export",
        Delivery,
        "",
        "",
        "copies",
        1,
        [(f"{EXPORT}#0", LOGS, [{"categoryGroup": "allLogs", "enabled": True}])],
    ),
    (
        "log_export",
        Delivery,
        "",
        "",
        "copies",
        0,
        [(f"{EXPORT}#0", LOGS, [{"categoryGroup": "audit", "enabled": True}])],
    ),
    ("log_export", LogTrail, "scope", "", "records", ("sign-in", "admin"), []),
    ("signin_log", Delivery, "", "", "silent_seconds", 600, []),
    ("signin_log", Delivery, "", "", "silent_seconds", FOREVER, [(SIGN_INS, "", [])]),
    (
        "signin_log",
        Delivery,
        "",
        "",
        "silent_seconds",
        172800,
        [(SIGN_INS, "", [{"createdDateTime": "2026-11-23T12:00:00Z"}])],
    ),
    ("access_reviews", Routine, "access-review", "", "age_days", 30, []),
    ("access_reviews", Routine, "access-review", "", "outcome", "good", []),
    ("access_reviews", Routine, "access-review", "", "age_days", FOREVER, [(REVIEWS, "", [])]),
    ("access_reviews", Routine, "access-review", "", "outcome", "bad", [(REVIEWS, "", [])]),
    (
        "access_reviews",
        Routine,
        "access-review",
        "",
        "age_days",
        FOREVER,
        [(f"{REVIEWS}#0", "scope", {"query": "/groups/x/members"})],
    ),
    ("access_reviews", Routine, "access-review", "", "age_days", FOREVER, [(f"{INSTANCES}#0", "status", "InProgress")]),
    (
        "access_reviews",
        Routine,
        "access-review",
        "",
        "age_days",
        FOREVER,
        [(f"{INSTANCES}#0", "endDateTime", "2027-10-26T12:00:00Z")],
    ),
    ("access_reviews", Routine, "access-review", "", "age_days", None, [(f"{INSTANCES}#0", "status", "Odd")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Graph, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    estate.put(near, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


REFUSED = [
    ("/groupSettings", [(Lockout, "", "", "attempts"), (Lockout, "", "", "seconds")], "GroupSettings.Read.All"),
    ("activityBased", [(Session, "web", "", "idle_seconds"), (Session, "web", "", "enforced")], "Policy.Read.All"),
    ("userRegistrationDetails", [(Identity, "", A, "mfa")], "AuditLog.Read.All"),
    ("roleAssignments?", [(Identity, "", B, "privileged")], "RoleManagement.Read.Directory"),
    ("roleAssignmentScheduleInstances", [(Grant, "everything", TOP, "activation")], "RoleManagement.Read.Directory"),
    ("roleManagementPolicyAssignments", [(Grant, "administer", CAN, "activation")], "RoleManagement.Read.Directory"),
    ("/auditLogs/signIns", [(Delivery, "", "", "silent_seconds")], "AuditLog.Read.All"),
    ("aadiam", [(Delivery, "", "", "copies")], "microsoft.aadiam/diagnosticSettings/read"),
]


@pytest.mark.parametrize(("part", "fields", "right"), REFUSED)
def test_what_may_not_be_read_is_unknown_and_names_the_right(
    near: Graph, part: str, fields: list[tuple[type[Fact], str, str, str]], right: str
) -> None:
    estate.put(near)
    near.held.denied.add(part)
    found = facts(near)
    for cls, which, at, field in fields:
        fact = one(found, cls, which, at)
        assert getattr(fact, field) is None
        why = next(u for u in fact.unread if u.field == field)
        assert why.outcome == "denied"
        assert right in why.ask


@pytest.mark.parametrize(
    ("part", "kinds"),
    [
        ("/applications", {"entra.application", "entra.application.secret", "entra.application.certificate"}),
        ("/users", {"entra.user"}),
        ("roleAssignments?", {"entra.role"}),
        ("roleEligibilityScheduleInstances", {"entra.role.eligible"}),
        ("accessReviews", {"entra.tenant"}),
        (f"{REVIEWS}/", {"entra.tenant"}),
    ],
)
def test_a_list_that_may_not_be_read_leaves_a_gap(near: Graph, part: str, kinds: set[str]) -> None:
    estate.put(near)
    near.held.denied.add(part)
    gaps = [f for f in facts(near) if isinstance(f, Gap)]
    assert {g.kind for g in gaps} == kinds
    assert {g.outcome for g in gaps} == {"denied"}


@pytest.mark.parametrize(("part", "outcome"), [("members", "denied"), ("privilegedAccess", "denied")])
def test_a_group_whose_members_may_not_be_listed_holds_who_knows_whom(near: Graph, part: str, outcome: str) -> None:
    estate.put(near, held(holds(TEAM, GLOBAL, "group")), (MEMBERS, "", [{"id": BEN}]))
    near.held.denied.add(part)
    found = facts(near)
    grant = one(found, Grant, "everything", TOP)
    assert (grant.holders, {u.outcome for u in grant.unread if u.field == "holders"}) == (None, {outcome})
    assert one(found, Identity, "", A).privileged is None


def test_without_a_licence_what_it_would_give_is_unlicensed_and_all_else_is_known(near: Graph) -> None:
    estate.put(near, held(holds(TEAM, GLOBAL, "group")), (MEMBERS, "", [{"id": BEN}]))
    parts = ("signInActivity", "userRegistration", "ScheduleInstances", "PolicyAssignments", "signIns", "accessReviews")
    near.held.premium.update(parts)
    found = facts(near)
    assert {f.outcome for f in found if isinstance(f, Gap)} == {"unlicensed"}
    ben = one(found, Identity, "", B)
    assert (ben.enabled, ben.unused_days, ben.mfa, ben.privileged) == (True, None, None, True)
    assert {u.outcome for u in ben.unread if u.field in {"unused_days", "mfa"}} == {"unlicensed"}
    grant = one(found, Grant, "everything", TOP)
    assert (grant.holders, grant.activation) == (("ben@alder.example",), "standing")


def test_of_a_role_that_nobody_describes_global_administrator_alone_is_sure(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("roleDefinitions")
    found = facts(near)
    assert one(found, Identity, "", A).privileged is True
    assert one(found, Grant, "administer", READ).holders == ("ben@alder.example",)


def test_users_are_facts_though_their_activity_is_refused(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("signInActivity")
    came = {a.question: a.outcome for a in answers(near)}
    assert (came["entra.users"], came["entra.users.plain"]) == ("denied", "ok")
    assert len([f for f in facts(near) if f.kind == "entra.user"]) == 4


def test_users_are_asked_once_where_their_activity_is_told(near: Graph) -> None:
    estate.put(near)
    assert "entra.users.plain" not in {a.question for a in answers(near)}


def test_whoever_has_only_taken_up_a_role_does_not_hold_it_for_good(near: Graph) -> None:
    estate.put(near, held(holds(ADA, GLOBAL), holds(BEN, GLOBAL)), (f"{TAKEN}#0", "assignmentType", "Activated"))
    assert one(facts(near), Grant, "everything", TOP).holders == ("ben@alder.example",)


def test_whoever_holds_it_for_good_as_well_holds_it(near: Graph) -> None:
    both = {**estate.GOOD[TAKEN][0], "assignmentType": "Activated"}
    estate.put(near, (TAKEN, "", [*estate.GOOD[TAKEN], both]))
    assert one(facts(near), Grant, "everything", TOP).holders == ("ada@alder.example",)


def test_who_is_an_outsider_nobody_knows_without_the_users(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("/users")
    grant = one(facts(near), Grant, "everything", TOP)
    assert (grant.holders, grant.outsiders) == ((ADA,), None)


def test_a_role_over_a_part_of_the_directory_is_another_right(near: Graph) -> None:
    unit = "/administrativeUnits/u"
    estate.put(near, held(holds(ADA, SECURITY), holds(BEN, SECURITY, scope=unit)))
    found = facts(near)
    assert one(found, Grant, "administer", f"/roles/{SECURITY}").holders == ("ada@alder.example",)
    assert one(found, Grant, "administer", f"/roles/{SECURITY}{unit.lower()}").holders == ("ben@alder.example",)


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


def test_an_application_without_secrets_has_none(near: Graph) -> None:
    none: list[Change] = [(f"{APPS}#0", part, []) for part in ("passwordCredentials", "keyCredentials")]
    estate.put(near, *none, (estate.SERVICES, "", []))
    found = facts(near)
    assert not [f for f in found if isinstance(f, Credential | Certificate)]
    assert not [f for f in found if isinstance(f, Gap)]


@pytest.mark.parametrize("part", ["passwordCredentials", "keyCredentials"])
def test_an_application_that_says_nothing_of_them_leaves_a_gap(near: Graph, part: str) -> None:
    estate.put(near, (f"{APPS}#0", part, LEFT_OUT))
    assert [f.outcome for f in facts(near) if isinstance(f, Gap)] == ["unclear"]


def test_the_log_of_sign_ins_is_asked_for_its_newest_alone(near: Graph) -> None:
    estate.put(near, (SIGN_INS, "", [{"createdDateTime": f"2026-11-2{n}T11:50:00Z"} for n in (5, 4, 3)]))
    came = next(a for a in answers(near) if a.question == "entra.signins")
    assert (came.pages, came.items, came.complete) == (1, 1, True)


def test_nothing_that_was_not_named_is_kept(near: Graph) -> None:
    estate.put(near)
    came = answers(near)
    assert "hunter2" not in repr(came)
    assert "hu2" not in repr(came)
    assert principal(ADA)["displayName"] not in repr(facts(near))


ASIDE = {
    "displayName",
    "userDisplayName",
    "mobilePhone",
    "hint",
    "secretText",
    "key",
    "userPrincipalName",
    "isAdmin",
    "lastSignInDateTime",
}
READ_BY_A_FACT = [
    (f"{USERS}#0", "userPrincipalName", "x@alder.example"),
    (f"{USERS}#0", "accountEnabled", False),
    (f"{USERS}#0", "userType", "Guest"),
    (f"{USERS}#0", LAST, "2026-01-30T12:00:00Z"),
    (f"{ORGANIZATION}#0", "displayName", "Birch"),
    (f"{ORGANIZATION}#0", "onPremisesSyncEnabled", True),
    (f"{APPS}#0", "displayName", "Other"),
    (f"{ROLES}#0", "displayName", "Other"),
    (f"{ROLES}#1", "isBuiltIn", False),
]


@pytest.mark.parametrize(("where", "path", "value"), READ_BY_A_FACT)
def test_another_value_is_another_fact(near: Graph, where: str, path: str, value: JSON) -> None:
    only = [estate.policy("roles", grantControls=estate.controls("mfa"))]
    only[0]["conditions"]["users"] |= {"includeUsers": [], "includeRoles": [GLOBAL, SECURITY]}
    aside: Change = (estate.POLICIES, "", only)
    estate.put(near, aside)
    before = facts(near)
    estate.put(near, aside, (where, path, value))
    assert facts(near) != before


BESIDE: list[Any] = [
    (f"{at}#0" if isinstance(held, list) else at, path)
    for at, held in estate.GOOD.items()
    for path, _ in leaves(held[0] if isinstance(held, list) else held)
    if path.rpartition(".")[2] in ASIDE and path not in {"userPrincipalName", "displayName"}
]


@pytest.mark.parametrize(("where", "path"), BESIDE)
def test_what_no_fact_reads_changes_none(near: Graph, where: str, path: str) -> None:
    estate.put(near)
    before = facts(near)
    estate.put(near, (where, path, "another"))
    assert facts(near) == before
