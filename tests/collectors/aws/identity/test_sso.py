"""IAM Identity Center: what its permission sets say of sessions and roles, and to whom nothing is told."""

from typing import Any

import pytest

from scanner.facts import Gap, Grant, Identity, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

STORE = f"{REGION}/d-1"
INSTANCE = {
    "InstanceArn": "arn:aws:sso:::instance/ssoins-1",
    "IdentityStoreId": "d-1",
    "OwnerAccountId": ACCOUNT,
    "PrimaryRegion": REGION,
}
SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
ROLE = {
    "RoleName": "AWSReservedSSO_Clinic_Read_0123456789abcdef",
    "Arn": f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Clinic_Read_0123456789abcdef",
    "Path": "/aws-reserved/sso.amazonaws.com/",
    "AssumeRolePolicyDocument": {
        "Statement": [{"Effect": "Allow", "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/sso"}}]
    },
}
ROLE_KIND = "aws.sso.role"
OWN = {"aws.sso.instance", "aws.sso.permission-set", "aws.sso.user"}
ROLES = (
    ("iam.roles", "", {"Roles": [{**ROLE, "MaxSessionDuration": 43200}]}),
    ("iam.rights", "", {"RoleDetailList": [ROLE]}),
)


def center(
    duration: Any = "PT1H", assignments: Any = (), *, users: Any = None, **instance: Any
) -> list[tuple[str, str, Any]]:
    described = duration if duration == DENIED else {"PermissionSet": {"Name": "Clinic_Read", "PermissionSetArn": SET}}
    if duration not in {DENIED, None}:
        described["PermissionSet"]["SessionDuration"] = duration
    given = (
        assignments if assignments == DENIED else {"AccountAssignments": [{"PrincipalType": t} for t in assignments]}
    )
    return [
        ("sso.instances", "", {"Instances": [{**INSTANCE, **instance}]}),
        ("sso.instance", STORE, {"InstanceArn": INSTANCE["InstanceArn"], "IdentityStoreId": "d-1"}),
        ("sso.sets", STORE, {"PermissionSets": [{"PermissionSetArn": SET}]}),
        ("sso.set", SET, described),
        ("sso.assignments", SET, given),
        ("sso.users", STORE, users if users is not None else {"Users": []}),
    ]


@pytest.mark.parametrize(
    ("duration", "lasts", "because"),
    [
        ("PT1H", 3600, ""),
        ("PT12H", 43200, ""),
        ("PT1H30M", 5400, ""),
        ("P0DT8H0M0S", 28800, ""),
        ("PT900S", 900, ""),
        (None, 3600, ""),
        ("PT0S", None, "unclear"),
        ("P", None, "unclear"),
        ("one hour", None, "unclear"),
        (DENIED, None, DENIED),
    ],
)
def test_a_permission_set_says_how_long_a_session_lasts(duration: Any, lasts: int | None, because: str) -> None:
    session = one("aws.sso.permission-set", Session, *center(duration), *ROLES)
    assert session.max_seconds == lasts
    if because:
        assert why(session, "max_seconds") == because


def test_what_the_permission_set_says_its_role_does_not_say_again() -> None:
    for given in (center(), center(DENIED), [("sso.instances", "", DENIED)]):
        assert [f for f in facts(*given, *ROLES) if f.kind == ROLE_KIND and isinstance(f, Session)] == []


@pytest.mark.parametrize(
    ("assignments", "direct", "because"),
    [
        ((), False, ""),
        (("GROUP",), False, ""),
        (("GROUP", "USER"), True, ""),
        ((Odd("SOMETHING"),), True, ""),
        (DENIED, None, DENIED),
    ],
)
def test_a_role_of_identity_center_is_given_as_its_assignments_say(
    *, assignments: Any, direct: bool | None, because: str
) -> None:
    grant = one(ROLE_KIND, Grant, *center(assignments=assignments), *ROLES)
    assert grant.direct is direct
    if because:
        assert why(grant, "direct") == because


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ([("sso.instances", "", DENIED)], DENIED),
        ([("sso.instances", "", {})], "unclear"),
        ([], "error"),
        ([("sso.instances", "", {"Instances": [{**INSTANCE, "OwnerAccountId": "210987654321"}]})], "not-asked"),
        (center()[:1], "error"),
        ([*center()[:1], ("sso.instance", STORE, DENIED)], DENIED),
        ([*center()[:2], ("sso.sets", STORE, DENIED)], DENIED),
        ([*center()[:2], ("sso.sets", STORE, {})], "unclear"),
    ],
)
def test_what_is_not_told_of_a_role_s_permission_set_stays_open(given: list[Any], because: str) -> None:
    grant = one(ROLE_KIND, Grant, *given, *ROLES)
    assert (grant.direct, why(grant, "direct")) == (None, because)
    sessions = [f for f in facts(*given, *ROLES) if f.kind == ROLE_KIND and isinstance(f, Session)]
    # Where an answer did not come that of the permission set is missing, and that is said of it.
    assert [why(s, "max_seconds") for s in sessions] == ([because] if because in {"unclear", "not-asked"} else [])


def test_roles_that_were_not_listed_leave_their_sessions_open() -> None:
    found = [f for f in facts(("iam.roles", "", DENIED)) if isinstance(f, Gap) and f.missing == "session"]
    assert {f.kind for f in found if f.outcome == DENIED} == {"aws.iam.role", ROLE_KIND}


def test_what_another_account_owns_is_said_by_that_one() -> None:
    given = ("sso.instances", "", {"Instances": [{**INSTANCE, "OwnerAccountId": "210987654321"}]})
    assert [f for f in facts(given) if f.kind in OWN] == []
    role = one(ROLE_KIND, Session, given, *ROLES)
    (said,) = (u.ask for u in role.unread if u.field == "max_seconds")
    assert said == "sso-admin.DescribePermissionSet in 210987654321, the account that owns Identity Center"


@pytest.mark.parametrize("outcome", [DENIED, "throttled", "error"])
@pytest.mark.parametrize(
    ("question", "about", "kinds"),
    [
        ("sso.instances", "", {"instance", "permission-set", "user"}),
        ("sso.instance", STORE, {"permission-set"}),
        ("sso.sets", STORE, {"permission-set"}),
        ("sso.users", STORE, {"user"}),
    ],
    ids=["instances", "instance", "sets", "users"],
)
def test_a_list_that_did_not_come_leaves_a_gap(question: str, about: str, kinds: set[str], outcome: str) -> None:
    before = center()
    at = next(n for n, (q, *_) in enumerate(before) if q == question)
    rest = before[5:] if question in {"sso.instance", "sso.sets"} else []
    found = [f for f in facts(*before[:at], (question, about, outcome), *rest) if isinstance(f, Gap)]
    mine = {f.kind.rpartition(".")[2] for f in found if f.kind in OWN and f.outcome == outcome}
    assert mine == kinds


def test_an_instance_without_permission_sets_lacks_none() -> None:
    given = [*center()[:1], ("sso.instance", STORE, {"PermissionSetsEnabled": False}), *center()[5:]]
    assert [f for f in facts(*given) if f.kind == "aws.sso.permission-set"] == []
    absent = facts(("sso.instances", "", ABSENT))
    assert [f for f in absent if f.kind in OWN] == []


@pytest.mark.parametrize(
    ("row", "enabled", "holder"),
    [
        ({"UserStatus": "ENABLED"}, True, "person"),
        ({"UserStatus": "DISABLED"}, False, "person"),
        ({}, None, "person"),
        ({"UserStatus": "ENABLED", "UserName": "glass"}, True, "break-glass"),
    ],
)
def test_people(*, row: dict[str, Any], enabled: bool | None, holder: str) -> None:
    listing = {"Users": [{"UserId": "1-2", "UserName": "ana", **row}]}
    found = facts(*center(users=listing), options={"break_glass": "glass"})
    (who,) = (f for f in found if isinstance(f, Identity) and f.kind == "aws.sso.user")
    assert (who.enabled, who.holder, who.keys, who.resource) == (enabled, holder, 0, "arn:aws:identitystore:::user/1-2")
    assert {why(who, f) for f in ("mfa", "interactive", "unused_days")} == {"hidden"}
    if enabled is None:
        assert why(who, "enabled") == "unclear"


def test_what_identity_center_asks_at_sign_in_no_call_tells() -> None:
    door = one("aws.sso.instance", SignIn, *center())
    assert (door.factors, door.directories, why(door, "factors")) == (None, 2, "hidden")
