from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.facts import FOREVER, Certificate, Credential, Gap, Grant, Identity, PasswordPolicy, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, facts, one, why

ANA = f"arn:aws:iam::{ACCOUNT}:user/ana"
BLANK = {
    "user": "ana",
    "arn": ANA,
    "user_creation_time": "2026-01-01T00:00:00+00:00",
    "password_enabled": "false",
    "password_last_used": "N/A",
    "password_last_changed": "N/A",
    "mfa_active": "false",
    **{f"access_key_{n}_{c}": "N/A" for n in "12" for c in ("last_rotated", "last_used_date")},
    "access_key_1_active": "false",
    "access_key_2_active": "false",
}


def report(**row: str) -> tuple[str, str, Any]:
    return ("iam.report", "", {"GeneratedTime": "2026-11-25T11:00:00Z", "Users": [{**BLANK, **row}]})


CREDENTIAL = {"ServiceName": "bedrock.amazonaws.com", "ServiceSpecificCredentialId": "ACCA1"}
NO_OTHERS: tuple[str, str, Any] = ("iam.service_credentials", "", {})
OTHERS, OF_BOB = (
    (NO_OTHERS[0], "", {"ServiceSpecificCredentials": [{**CREDENTIAL, "UserName": name}]}) for name in ("ana", "bob")
)
KEY = {"access_key_1_active": "true"}


@pytest.mark.parametrize(
    ("row", "given", "enabled", "unused", "because"),
    [
        ({}, NO_OTHERS, False, 328, ""),
        ({}, OF_BOB, False, 328, ""),
        ({}, OTHERS, True, None, "hidden"),
        ({}, (OTHERS[0], "", DENIED), None, None, DENIED),
        ({"cert_1_active": "true"}, NO_OTHERS, True, None, "hidden"),
        (KEY, OTHERS, True, 328, ""),
        (KEY, (OTHERS[0], "", DENIED), True, 328, ""),
    ],
)
def test_who_has_neither_password_nor_key_may_come_another_way(
    *, row: dict[str, str], given: tuple[str, str, Any], enabled: bool | None, unused: int | None, because: str
) -> None:
    user = one("aws.iam.user", Identity, report(**row), given)
    assert (user.enabled, user.unused_days) == (enabled, unused)
    if because:
        assert why(user, "unused_days") == because


@pytest.mark.parametrize(
    ("row", "holder", "enabled", "interactive", "mfa", "unused", "keys"),
    [
        ({}, "machine", False, False, "none", 328, 0),
        ({"password_enabled": "true"}, "person", True, True, "none", 328, 0),
        ({"password_enabled": "true", "mfa_active": "true"}, "person", True, True, "strong", 328, 0),
        (
            {"password_enabled": "true", "password_last_used": "2026-11-20T12:00:00+00:00"},
            "person",
            True,
            True,
            "none",
            5,
            0,
        ),
        ({"password_enabled": "true", "password_last_used": "no_information"}, "person", True, True, "none", 328, 0),
        (
            {"access_key_1_active": "true", "access_key_1_last_used_date": "2026-11-24T12:00:00+00:00"},
            "machine",
            True,
            False,
            "none",
            1,
            1,
        ),
        ({"access_key_1_active": "true", "access_key_2_active": "true"}, "machine", True, False, "none", 328, 2),
    ],
)
def test_a_user_as_the_report_tells(  # noqa: PLR0913  # the columns of the table
    *, row: dict[str, str], holder: str, enabled: bool, interactive: bool, mfa: str, unused: int, keys: int
) -> None:
    user = one(
        "aws.iam.user",
        Identity,
        report(**row),
        ("iam.rights", "", {"UserDetailList": [{"Arn": ANA, "UserName": "ana"}]}),
        ("iam.virtual_devices", "", {"VirtualMFADevices": [{"UserArn": ANA}]}),
        NO_OTHERS,
    )
    assert (user.holder, user.enabled, user.interactive, user.mfa, user.unused_days, user.keys) == (
        holder,
        enabled,
        interactive,
        mfa,
        unused,
        keys,
    )
    assert user.privileged is False


def test_what_the_rights_would_tell_is_open_where_they_were_refused() -> None:
    user = one("aws.iam.user", Identity, report(), ("iam.rights", "", DENIED))
    assert (user.privileged, why(user, "privileged")) == (None, DENIED)
    gap = one("aws.iam.role", Gap, ("iam.rights", "", DENIED), missing="grant")
    assert gap.outcome == DENIED


def test_a_report_that_was_refused_leaves_users_and_keys_open() -> None:
    found = facts(("iam.report", "", DENIED), ("iam.summary", "", {"AccountMFAEnabled": 1}))
    assert {(f.kind, f.missing) for f in found if isinstance(f, Gap) and f.outcome == DENIED} == {
        ("aws.iam.user", "identity"),
        ("aws.iam.access-key", "credential"),
    }
    (root,) = (f for f in found if isinstance(f, Identity))
    assert (root.mfa, root.unused_days, why(root, "unused_days")) == ("strong", None, DENIED)


@pytest.mark.parametrize(
    ("summary", "enabled", "interactive", "mfa", "keys"),
    [
        ({"AccountMFAEnabled": 1, "AccountPasswordPresent": 1, "AccountAccessKeysPresent": 0}, True, True, "strong", 0),
        ({"AccountMFAEnabled": 0, "AccountPasswordPresent": 1, "AccountAccessKeysPresent": 1}, True, True, "none", 1),
        ({"AccountMFAEnabled": 0, "AccountPasswordPresent": 0, "AccountAccessKeysPresent": 0}, False, False, "none", 0),
        ({"AccountMFAEnabled": 0, "AccountPasswordPresent": 0, "AccountAccessKeysPresent": 1}, True, False, "none", 1),
        ({"AccountMFAEnabled": 0}, True, True, "none", None),
        ({"AccountMFAEnabled": 0, "AccountPasswordPresent": 0}, None, False, "none", None),
        ({"AccountPasswordPresent": 1, "AccountAccessKeysPresent": 0}, True, True, None, 0),
        (DENIED, None, None, None, None),
    ],
)
def test_root(summary: Any, enabled: Any, interactive: Any, mfa: Any, keys: Any) -> None:
    row = {"user": "<root_account>", "arn": f"arn:aws:iam::{ACCOUNT}:root"}
    used = report(**row, password_last_used="2026-11-20T12:00:00+00:00")  # noqa: S106  # a time
    root = one("aws.iam.root", Identity, used, ("iam.summary", "", summary))
    assert (root.enabled, root.interactive, root.mfa, root.keys, root.unused_days) == (
        enabled,
        interactive,
        mfa,
        keys,
        5,
    )


def test_keys_of_users_with_their_ages() -> None:
    row = {"access_key_1_active": "true", "access_key_1_last_rotated": "2026-08-01T00:00:00+00:00"}
    key = one("aws.iam.access-key", Credential, report(**row))
    assert (key.resource, key.age_days, key.days_left) == (f"{ANA}/access-key-1", 116, FOREVER)


COGNITO = "cognito-identity.amazonaws.com"


def _role(principal: Any, **more: Any) -> tuple[str, str, Any]:
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}
    row = {"RoleName": "r", "Arn": f"arn:aws:iam::{ACCOUNT}:role/r", "Path": "/", "AssumeRolePolicyDocument": trust}
    return ("iam.rights", "", {"RoleDetailList": [{**row, "CreateDate": "2026-01-01T00:00:00Z", **more}]})


def _sessions(role: tuple[str, str, Any], **more: Any) -> tuple[str, str, Any]:
    """The same role in the list that tells how long its sessions last, and not when it was last used."""
    row = {key: role[2]["RoleDetailList"][0][key] for key in ("RoleName", "Arn", "Path", "AssumeRolePolicyDocument")}
    return ("iam.roles", "", {"Roles": [{**row, **more}]})


@pytest.mark.parametrize(
    ("principal", "kind", "outsiders"),
    [
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "aws.iam.role", ()),
        ({"AWS": "210987654321"}, "aws.iam.role", ("210987654321",)),
        ("*", "aws.iam.role", ("*",)),
        ({"Service": "ec2.amazonaws.com"}, "aws.iam.service-role", ()),
        ({"Service": "ec2.amazonaws.com", "AWS": ACCOUNT}, "aws.iam.role", ()),
        ({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/idp"}, "aws.iam.role", ()),
        (
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
            "aws.iam.role",
            ("token.actions.githubusercontent.com",),
        ),
        (
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/E1"},
            "aws.iam.role",
            (),
        ),
        (
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com.evil.example/id/E1"},
            "aws.iam.role",
            ("oidc.eks.us-east-1.amazonaws.com.evil.example/id/E1",),
        ),
        ({"Federated": "accounts.google.com"}, "aws.iam.role", ("accounts.google.com",)),
    ],
)
def test_who_may_take_on_a_role(principal: Any, kind: str, outsiders: tuple[str, ...]) -> None:
    grant = one(kind, Grant, _role(principal), ALONE)
    assert (grant.outsiders, grant.unused_days, grant.right) == (outsiders, 328, "other")


ALONE: tuple[str, str, Any] = ("organizations.membership", "", ABSENT)
MANAGER, STRANGER = "111122223333", "210987654321"
MEMBER = (
    "organizations.membership",
    "",
    {"Arn": f"arn:aws:organizations::{MANAGER}:organization/o-a1b2", "MasterAccountId": MANAGER},
)
OF_OURS = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2"}}


@pytest.mark.parametrize(
    ("statement", "organisation", "outsiders"),
    [
        ({"Principal": {"AWS": MANAGER}}, MEMBER, ()),
        ({"Principal": {"AWS": [MANAGER, STRANGER]}}, MEMBER, (STRANGER,)),
        ({"Principal": {"AWS": MANAGER}}, ALONE, (MANAGER,)),
        ({"Principal": {"AWS": MANAGER}}, (MEMBER[0], "", DENIED), None),
        ({"Principal": "*"}, (MEMBER[0], "", DENIED), ("*",)),
        ({"Principal": "*", "Condition": OF_OURS}, MEMBER, ()),
        ({"Principal": {"AWS": STRANGER}, "Condition": OF_OURS}, MEMBER, ()),
        ({"Principal": {"AWS": STRANGER}, "Condition": OF_OURS}, ALONE, (STRANGER,)),
        (
            {"Principal": {"AWS": STRANGER}, "Condition": {"StringEqualsIfExists": OF_OURS["StringEquals"]}},
            MEMBER,
            (STRANGER,),
        ),
        (
            {"Principal": {"AWS": STRANGER}, "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2", "o-x"]}}},
            MEMBER,
            (STRANGER,),
        ),
        ({"Principal": {"Federated": COGNITO}}, ALONE, (COGNITO,)),
        ({"Principal": {"Federated": COGNITO}, "Condition": {"StringEquals": {f"{COGNITO}:aud": []}}}, ALONE, ()),
        (
            {"Principal": {"Federated": COGNITO}, "Condition": {"StringLike": {f"{COGNITO}:aud": []}}},
            ALONE,
            (COGNITO,),
        ),
    ],
)
def test_who_is_of_our_own_organisation_is_no_outsider(
    statement: dict[str, Any], organisation: tuple[str, str, Any], outsiders: tuple[str, ...] | None
) -> None:
    trust = {"Statement": [{"Effect": "Allow", **statement}]}
    grant = one("aws.iam.role", Grant, _role("*", AssumeRolePolicyDocument=trust), organisation)
    assert grant.outsiders == outsiders
    assert outsiders is not None or why(grant, "outsiders") == DENIED


def test_a_service_is_asked_for_no_second_factor() -> None:
    grant = one("aws.iam.service-role", Grant, _role({"Service": "ec2.amazonaws.com"}))
    assert (grant.activation, why(grant, "activation")) == (None, "hidden")


def test_when_a_role_was_last_used_and_how_long_its_sessions_last() -> None:
    role = _role({"AWS": ACCOUNT}, LastUsedDate="2026-11-15T12:00:00Z")
    assert one("aws.iam.role", Grant, role).unused_days == 10
    session = one("aws.iam.role", Session, _sessions(role, MaxSessionDuration=43200))
    assert session.max_seconds == 43200
    assert (session.idle_seconds, session.enforced, why(session, "enforced")) == (None, None, "hidden")


@pytest.mark.parametrize(
    ("body", "policy"),
    [
        (ABSENT, (8, 0, FOREVER)),
        ({"PasswordPolicy": {"MinimumPasswordLength": 14}}, (14, 0, FOREVER)),
        (
            {"PasswordPolicy": {"MinimumPasswordLength": 6, "PasswordReusePrevention": 24, "MaxPasswordAge": 90}},
            (6, 24, 90),
        ),
        ({"PasswordPolicy": {"MinimumPasswordLength": 14, "MaxPasswordAge": 0}}, (14, 0, FOREVER)),
        (DENIED, (None, None, None)),
    ],
)
def test_the_password_policy(body: Any, policy: tuple[Any, ...]) -> None:
    found = one("aws.account", PasswordPolicy, ("iam.password_policy", "", body))
    assert (found.min_length, found.history, found.max_age_days) == policy


def test_a_directory_is_a_provider_and_none_is_none() -> None:
    some, over = ({"SAMLProviderList": [{"Arn": "x", "ValidUntil": f"202{n}-11-25T12:00:00Z"}]} for n in (7, 5))
    person, robot = report(password_enabled="true"), report()  # noqa: S106  # a word of the report
    for body, users, servers in (
        (some, robot, 2),
        (some, person, 0),
        (some, ("iam.report", "", DENIED), None),
        (over, robot, None),
        (over, person, 0),
        ({}, robot, None),
        ({}, person, 0),
        ({}, ("iam.report", "", DENIED), None),
        (DENIED, robot, None),
    ):
        assert one("aws.account", SignIn, ("iam.directories", "", body), users).directories == servers


def test_who_comes_as_a_role_from_another_account_is_seen_there_only() -> None:
    door = one("aws.account", SignIn, ("iam.directories", "", {}), report())
    assert (door.directories, why(door, "directories")) == (None, "hidden")


def test_a_password_for_emergencies_is_no_way_round_the_directory() -> None:
    given = ("iam.directories", "", {"SAMLProviderList": [{"Arn": "x"}]})
    found = facts(given, report(password_enabled="true"), options={"break_glass": ["ana"]})  # noqa: S106  # as above
    assert [f.directories for f in found if isinstance(f, SignIn) and f.kind == "aws.account"] == [2]


def test_rights_that_do_not_name_a_user_leave_his_open() -> None:
    for rights in ({}, {"UserDetailList": [{"Arn": "arn:other", "UserName": "other"}]}):
        user = one("aws.iam.user", Identity, report(), ("iam.rights", "", rights))
        assert (user.privileged, why(user, "privileged")) == (None, "unclear")


def test_users_made_or_deleted_since_the_report_was_made_are_said_once() -> None:
    """It is up to four hours old, the list of rights is not."""
    users = [{"Arn": f"arn:aws:iam::{ACCOUNT}:user/new{n}", "UserName": f"new{n}"} for n in range(5)]
    found = facts(report(), ("iam.rights", "", {"UserDetailList": users}))
    said = {f.missing: f.ask.partition(": ")[2] for f in found if isinstance(f, Gap) and f.outcome == "unclear"}
    assert said == snapshot(
        {
            "identity": "it is made every four hours, and older than new0, new1, new2 and 2 more",
            "grant": "it does not name ana, deleted since the report",
        }
    )
    assert [
        f for f in facts(("iam.rights", "", {"UserDetailList": users})) if isinstance(f, Gap) and "older" in f.ask
    ] == []


def test_a_role_of_identity_center_is_a_kind_of_its_own() -> None:
    role = _role({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO"})
    listed = _sessions(role, MaxSessionDuration=43200, Path="/aws-reserved/sso.amazonaws.com/")
    session = one("aws.sso.role", Session, listed, ("sso.instances", "", {"Instances": []}))
    assert (session.max_seconds, why(session, "max_seconds")) == (None, "unclear")


def test_a_role_that_asks_for_a_second_factor_is_not_always_on() -> None:
    role = _role({"AWS": ACCOUNT})
    assert one("aws.iam.role", Grant, role).activation == "standing"
    demand: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    statements = role[2]["RoleDetailList"][0]["AssumeRolePolicyDocument"]["Statement"]
    statements[0].update(demand)
    assert one("aws.iam.role", Grant, role).activation == "password"
    statements.append({"Effect": "Allow", "Principal": {"AWS": "210987654321"}})
    assert one("aws.iam.role", Grant, role).activation == "standing"


SAML = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO"}


@pytest.mark.parametrize(
    ("principal", "activation"),
    [
        (SAML, None),
        ({**SAML, "AWS": ACCOUNT}, "standing"),
        ({"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"}, "standing"),
        ("*", "standing"),
    ],
)
def test_of_what_a_directory_asks_iam_tells_nothing(principal: Any, activation: str | None) -> None:
    grant = one("aws.iam.role", Grant, _role(principal))
    assert grant.activation == activation
    assert activation or why(grant, "activation") == "hidden"


def test_roles_that_aws_makes_for_itself_are_nobody_s_to_judge() -> None:
    role = _role({"Service": "support.amazonaws.com"}, Path="/aws-service-role/support.amazonaws.com/")
    assert [f for f in facts(role) if isinstance(f, Grant)] == []


def test_a_report_that_could_not_be_made_names_the_right_to_make_it() -> None:
    gap = one("aws.iam.user", Gap, ("iam.report_made", "", DENIED), ("iam.report", "", "error"), missing="identity")
    assert (gap.outcome, gap.ask) == (DENIED, "iam.GenerateCredentialReport (iam:GenerateCredentialReport)")
    made_before = facts(("iam.report_made", "", DENIED), report())
    assert [f.name for f in made_before if isinstance(f, Identity) and f.kind == "aws.iam.user"] == ["ana"]


def test_break_glass_users_are_named_by_the_target() -> None:
    found = facts(report(password_enabled="true"), options={"break_glass": ["ana"]})  # noqa: S106  # a word of the report
    (user,) = (f for f in found if isinstance(f, Identity) and f.kind == "aws.iam.user")
    assert user.holder == "break-glass"
    assert user.within == (f"arn:aws:iam::{ACCOUNT}:root",)


def test_a_certificate_that_ends() -> None:
    row = {"Arn": "arn:c", "ServerCertificateName": "c", "Expiration": "2026-11-20T12:00:00Z"}
    got = ("iam.certificates", "", {"ServerCertificateMetadataList": [row]})
    assert one("aws.iam.server-certificate", Certificate, got).days_left == -5
