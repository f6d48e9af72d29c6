"""What of a directory may not be read, and what of it is kept."""

from typing import Any

import pytest

from scanner.facts import Delivery, Fact, Gap, Grant, Identity, Lockout, Session
from tests.collectors.azure.settings import leaves
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts
from tests.collectors.entra.estate import (
    ADA,
    APPS,
    BEN,
    GLOBAL,
    JSON,
    ORGANIZATION,
    REVIEWS,
    ROLES,
    SECURITY,
    TEAM,
    USERS,
    Change,
    one,
)
from tests.collectors.entra.making import controls, holds, policy, principal
from tests.collectors.entra.settings import CAN, LAST, MEMBERS, TOP, A, B, held
from tests.servers.graph.server import Graph

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
    only = [policy("roles", grantControls=controls("mfa"))]
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
