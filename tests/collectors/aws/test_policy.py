from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.aws.identity.escalation import administers, allows_everything
from collectors.aws.identity.rights import Rights, activation
from collectors.aws.policy import outsiders, tls_only, tls_version

ARN = "arn:aws:s3:::charts"
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [ARN, f"{ARN}/*"], "Condition": PLAIN}
ME, OTHER = "123456789012", "210987654321"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["*"]}}, True),
        ({"Action": "*"}, True),
        ({"Action": ["s3:Get*", "s3:*"]}, True),
        ({"Action": "S3:*"}, True),
        ({"Resource": [ARN, f"{ARN}/?"]}, False),
        ({"Resource": [ARN, f"{ARN}/?*"]}, False),
        ({"Resource": [ARN, "arn:aws:s3:::chart?/*"]}, True),
        ({"Resource": [ARN, "arn:aws:s3:::chart[s]/*"]}, False),
        ({"Resource": "*"}, True),
        ({"Resource": f"{ARN}*"}, True),
        ({"Condition": {"Bool": {"AWS:securetransport": [False]}}}, True),
        ({"Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}, True),
        ({"Effect": "Allow"}, False),
        ({"Principal": {"AWS": f"arn:aws:iam::{ME}:root"}}, False),
        ({"Principal": None, "NotPrincipal": {"AWS": "x"}}, False),
        ({"Action": "s3:GetObject"}, False),
        ({"Action": None, "NotAction": "s3:PutObject"}, False),
        ({"Resource": f"{ARN}/*"}, False),
        ({"Resource": ARN}, False),
        ({"Resource": [ARN, f"{ARN}/private/*"]}, False),
        ({"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": ["false", "true"]}}}, False),
        ({"Condition": {**PLAIN, "StringEquals": {"aws:SourceVpc": "vpc-1"}}}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}}, False),
        ({"Condition": {"Bool": {"aws:SecureTransport": []}}}, False),
        ({"Condition": {}}, False),
    ],
)
def test_tls_only(*, change: dict[str, Any], refused: bool) -> None:
    statement = {k: v for k, v in {**DENY, **change}.items() if v is not None}
    assert tls_only(policy(statement), ARN) is refused


def test_tls_only_may_be_said_in_two_statements_or_not_at_all() -> None:
    assert tls_only(policy({**DENY, "Resource": ARN}, {**DENY, "Resource": f"{ARN}/*"}), ARN)
    assert not tls_only(policy(), ARN)
    assert not tls_only(None, ARN)


def test_tls_version() -> None:
    old = {"NumericLessThan": {"s3:TlsVersion": "1.3"}}
    assert tls_version(policy({**DENY, "Condition": old}), ARN) == "1.3"
    assert tls_version(policy({**DENY, "Condition": old, "Resource": ARN}), ARN) is None
    assert tls_version(policy(DENY), ARN) is None
    assert tls_version(policy({**DENY, "Condition": old, "Action": "s3:PutObject"}), ARN) is None
    assert tls_version(policy({**DENY, "Condition": old, "Action": "S3:*", "Resource": "*"}), ARN) == "1.3"
    assert tls_version(policy({**DENY, "Condition": old, "Resource": [ARN, f"{ARN}/?"]}), ARN) is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ({"Principal": {"AWS": f"arn:aws:iam::{ME}:root"}}, ()),
        ({"Principal": {"AWS": ME}}, ()),
        ({"Principal": {"AWS": OTHER}}, (OTHER,)),
        ({"Principal": {"AWS": [f"arn:aws:iam::{OTHER}:role/x", f"arn:aws:sts::{ME}:assumed-role/a"]}}, (OTHER,)),
        ({"Principal": "*"}, ("*",)),
        ({"Principal": {"AWS": "*"}}, ("*",)),
        ({"NotPrincipal": {"AWS": ME}}, ("*",)),
        ({"Principal": "*", "Condition": {"StringEquals": {"kms:CallerAccount": ME}}}, ()),
        ({"Principal": "*", "Condition": {"StringEquals": {"kms:CallerAccount": OTHER}}}, (OTHER,)),
        ({"Principal": "*", "Condition": {"StringEquals": {"kms:CallerAccount": [ME, OTHER]}}}, (OTHER,)),
        ({"Principal": "*", "Condition": {"StringLike": {"kms:CallerAccount": "1234*"}}}, ("*",)),
        ({"Principal": "*", "Condition": {"StringEqualsIfExists": {"kms:CallerAccount": ME}}}, ("*",)),
        ({"Principal": "*", "Condition": {"ForAllValues:StringEquals": {"aws:SourceAccount": ME}}}, ("*",)),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2"}}}, ("o-a1b2",)),
        ({"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}}}, ("*",)),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-0a1b"}}}, ("vpce-0a1b",)),
        ({"Principal": "*", "Condition": {"StringLike": {"aws:SourceVpce": "vpce-*"}}}, ("*",)),
        ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0a1b"}}}, ("*",)),
        (
            {"Principal": "*", "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2/r-x/*"}}},
            ("o-a1b2",),
        ),
        ({"Principal": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ME}:role/*"}}}, ()),
        ({"Principal": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}}, ("*",)),
        ({"Principal": "*", "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:us-east-1:{ME}:t"}}}, ()),
        ({"Principal": "*", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::x"}}}, ("arn:aws:s3:::x",)),
        ({"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::x*"}}}, ("*",)),
        (
            {
                "Principal": "*",
                "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2", "kms:CallerAccount": ME}},
            },
            (),
        ),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:Referer": []}}}, ("*",)),
        ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": ME}}}, ("*",)),
        ({"Principal": {"Service": "ec2.amazonaws.com"}}, ()),
        ({"Principal": "*", "Effect": "Deny"}, ()),
    ],
)
def test_outsiders(statement: dict[str, Any], found: tuple[str, ...]) -> None:
    assert outsiders(policy({"Effect": "Allow", "Action": "*", **statement}), ME) == found


@pytest.mark.parametrize(
    ("statement", "everything"),
    [
        ({"Action": "*", "Resource": "*"}, True),
        ({"Action": ["s3:Get*", "*"], "Resource": ["*"]}, True),
        ({"Action": "*:*", "Resource": "*"}, True),
        ({"Action": "**", "Resource": "**"}, True),
        ({"Action": "*", "Resource": "arn:aws:*"}, True),
        ({"Action": "*", "Resource": "arn:*:*:*:*:*"}, True),
        ({"Action": "*", "Resource": "arn:aws:*:*:123456789012:*"}, True),
        ({"Action": "*", "Resource": "arn:aws:iam::*:*"}, False),
        ({"NotAction": "iam:*", "Resource": "*"}, True),
        ({"Action": "*", "NotResource": "arn:x"}, True),
        ({"Action": "s3:*", "Resource": "*"}, False),
        ({"Action": "*", "Resource": "arn:aws:s3:::x"}, False),
        ({"Action": "*", "Resource": "*", "Effect": "Deny"}, False),
        ({"Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, True),
        ({"Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, True),
    ],
)
def test_allows_everything(*, statement: dict[str, Any], everything: bool) -> None:
    assert allows_everything(policy({"Effect": "Allow", **statement})) is everything


def test_administers() -> None:
    assert administers(policy({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}))
    assert administers(policy({"Effect": "Allow", "Action": ["IAM:putuserpolicy"], "Resource": "*"}))
    assert not administers(policy({"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}))


@pytest.mark.parametrize(
    ("statement", "great"),
    [
        ({"Action": "iam:AttachUserPolicy"}, True),
        ({"Action": "iam:Create*"}, True),
        ({"Action": ["iam:PutRolePolicy", "iam:PassRole"]}, True),
        ({"Action": "iam:CreateAccessKey"}, True),
        ({"Action": "i?m*:*"}, True),
        ({"Action": "*"}, True),
        ({"Action": "iam:*", "Resource": "arn:aws:iam::*:*"}, True),
        ({"Action": "iam:*", "Resource": "arn:aws:iam::*"}, True),
        ({"Action": "iam:*", "Resource": f"arn:aws:iam::{ME}:role/*"}, True),
        ({"Action": "iam:*", "Resource": "arn:aws-us-gov:iam::*:role/*"}, True),
        ({"Action": "iam:*", "Resource": "arn:aws:iam::*:*/*"}, True),
        ({"Action": "iam:*", "Resource": f"arn:aws:iam::{ME}:u*"}, True),
        ({"Action": "iam:*", "Resource": f"arn:aws:iam::{ME}:user/?*"}, True),
        ({"Action": "iam:*", "Resource": "*:*"}, True),
        ({"Action": "iam:*", "Resource": f"arn:aws:iam::{ME}:user/team/*"}, False),
        ({"Action": "iam:*", "Resource": f"arn:aws:iam::{ME}:user/*-9"}, False),
        ({"Action": "iam:CreatePolicyVersion", "Resource": "arn:aws:iam::*:policy/*"}, True),
        ({"Action": "iam:CreatePolicyVersion", "Resource": "arn:aws:iam::*:role/*"}, False),
        ({"Action": "iam:PutRolePolicy", "Condition": {"StringEquals": {"iam:PermissionsBoundary": []}}}, False),
        ({"Action": "iam:PutRolePolicy", "Condition": {"StringEqualsIfExists": {"iam:PermissionsBoundary": []}}}, True),
        ({"Action": "iam:PutRolePolicy", "Condition": {"StringLike": {"iam:PermissionsBoundary": []}}}, True),
        ({"Action": "iam:*", "NotResource": "arn:aws:iam::*:role/x"}, True),
        ({"NotAction": "s3:*", "Resource": "arn:aws:iam::*:*"}, True),
        ({"NotAction": "iam:*", "Resource": "arn:aws:iam::*:*"}, False),
        ({"Action": "iam:CreateAccessKey", "Resource": "arn:aws:iam::*:user/${aws:username}"}, False),
        ({"Action": "iam:CreateAccessKey", "Resource": "arn:aws:s3:::*"}, False),
        ({"Action": "iam:PassRole"}, False),
        ({"Action": "s3:*"}, False),
        ({"Action": "iam:*", "Effect": "Deny"}, False),
    ],
)
def test_rights_by_which_one_takes_others(*, statement: dict[str, Any], great: bool) -> None:
    resource = {} if "NotResource" in statement else {"Resource": "*"}
    assert administers(policy({"Effect": "Allow", **resource, **statement})) is great


@pytest.mark.parametrize(
    ("statements", "asked"),
    [
        ([{"Principal": {"AWS": ME}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}], True),
        ([{"Principal": {"AWS": ME}, "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}], False),
        ([{"Principal": {"AWS": ME}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}], False),
        ([{"Principal": {"AWS": ME}, "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}}], True),
        (
            [{"Principal": {"AWS": ME}, "Condition": {"NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}}],
            False,
        ),
        (
            [
                {"Principal": {"AWS": ME}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
                {"Principal": {"Service": "ec2.amazonaws.com"}},
            ],
            True,
        ),
        (
            [
                {"Principal": {"AWS": ME}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
                {"Principal": {"AWS": OTHER}},
            ],
            False,
        ),
        ([{"Principal": {"Service": "ec2.amazonaws.com"}}], False),
        ([], False),
    ],
)
def test_a_role_that_asks_for_a_second_factor(*, statements: list[dict[str, Any]], asked: bool) -> None:
    said = activation(policy(*({"Effect": "Allow", **s} for s in statements)))
    assert said == ("password" if asked else "standing")


def test_rights_come_by_groups_and_by_names_of_aws() -> None:
    star = policy({"Effect": "Allow", "Action": "*", "Resource": "*"})
    managed = "arn:aws:iam::aws:policy"
    rights = Rights(
        {
            "UserDetailList": [
                {"Arn": "a", "UserName": "a", "GroupList": ["admins"]},
                {"Arn": "b", "UserName": "b", "AttachedManagedPolicies": [{"PolicyArn": f"{managed}/IAMFullAccess"}]},
                {"Arn": "c", "UserName": "c", "AttachedManagedPolicies": [{"PolicyArn": "ours"}]},
                {"Arn": "d", "UserName": "d", "UserPolicyList": [{"PolicyDocument": policy()}]},
                {"Arn": "f", "UserName": "f", "AttachedManagedPolicies": [{"PolicyArn": f"{managed}/PowerUserAccess"}]},
            ],
            "GroupDetailList": [
                {
                    "GroupName": "admins",
                    "AttachedManagedPolicies": [{"PolicyArn": f"{managed}/AdministratorAccess"}],
                }
            ],
            "Policies": [{"Arn": "ours", "PolicyVersionList": [{"Document": star}]}],
        }
    )
    assert [rights.user(u) for u in "abcde"] == ["everything", "administer", "everything", "other", "other"]
    assert rights.user("f") == "everything"
    assert [rights.direct(u) for u in "abcd"] == [False, True, True, True]


STAR = {"Effect": "Allow", "Action": "*", "Resource": "*"}
IAM = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
SOME = {"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}


@pytest.mark.parametrize(
    ("attached", "boundary", "right"),
    [
        (STAR, None, "everything"),
        (STAR, STAR, "everything"),
        (STAR, IAM, "administer"),
        (STAR, SOME, "other"),
        (IAM, SOME, "other"),
        (IAM, STAR, "administer"),
        (SOME, STAR, "other"),
        # What AWS wrote is not asked for, and so takes nothing away.
        (STAR, "arn:aws:iam::aws:policy/ReadOnlyAccess", "everything"),
    ],
)
def test_nobody_may_do_more_than_his_boundary(attached: Any, boundary: Any, right: str) -> None:
    arn = boundary if isinstance(boundary, str) else "limit"
    holder: dict[str, Any] = {"Arn": "a", "AttachedManagedPolicies": [{"PolicyArn": "ours"}]}
    if boundary:
        holder["PermissionsBoundary"] = {"PermissionsBoundaryArn": arn}
    texts = {"ours": attached, "limit": boundary}
    rights = Rights(
        {
            "UserDetailList": [holder],
            "RoleDetailList": [holder],
            "Policies": [
                {"Arn": name, "PolicyVersionList": [{"Document": policy(text)}]}
                for name, text in texts.items()
                if isinstance(text, dict)
            ],
        }
    )
    assert rights.user("a") == rights.role(rights.roles[0]) == right


UNASKED = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
OWN = ["iam:EnableMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"]
FORCED = {"Effect": "Deny", "NotAction": OWN, "Resource": "*", "Condition": UNASKED}


@pytest.mark.parametrize(
    ("statements", "asked"),
    [
        ([STAR], "standing"),
        ([STAR, FORCED], "password"),
        ([STAR, {**FORCED, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}], "standing"),
        ([STAR, {**FORCED, "Condition": {**UNASKED, "StringEquals": {"aws:RequestedRegion": "x"}}}], "standing"),
        ([STAR, {**FORCED, "Condition": {}}], "standing"),
        ([STAR, {**FORCED, "NotAction": [*OWN, "iam:*"]}], "standing"),
        ([STAR, {**FORCED, "NotAction": [*OWN, "sts:*"]}], "standing"),
        ([STAR, {**FORCED, "Resource": "arn:aws:s3:::x"}], "standing"),
        ([STAR, {**FORCED, "Effect": "Allow"}], "standing"),
        ([STAR, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": UNASKED}], "password"),
        ([{**STAR, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}], "password"),
        ([{**STAR, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, IAM], "standing"),
        ([{**STAR, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, SOME], "password"),
        ([SOME, FORCED], "standing"),
        ([], "standing"),
    ],
)
def test_what_it_takes_a_user_to_use_great_rights(statements: list[Any], asked: str) -> None:
    group = {"GroupName": "g", "GroupPolicyList": [{"PolicyDocument": policy(*statements)}]}
    rights = Rights({"UserDetailList": [{"Arn": "a", "GroupList": ["g"]}], "GroupDetailList": [group]})
    assert rights.asked("a") == asked


def test_an_administrator_by_name_of_aws_is_asked_where_another_policy_demands_it() -> None:
    attached = [{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]
    user = {"Arn": "a", "AttachedManagedPolicies": attached}
    assert Rights({"UserDetailList": [user]}).asked("a") == "standing"
    forced = [{"PolicyDocument": policy(FORCED)}]
    assert Rights({"UserDetailList": [{**user, "UserPolicyList": forced}]}).asked("a") == "password"


STATEMENTS = st.dictionaries(
    st.sampled_from(["Effect", "Principal", "Action", "Resource", "NotAction"]),
    st.sampled_from(["*", "Allow", "Deny", "s3:*", ARN, ["*"], {"AWS": "*"}, {"AWS": ["x"]}]),
)


@given(st.lists(STATEMENTS, max_size=3))
def test_no_policy_that_aws_could_hold_is_too_odd_to_read(statements: list[dict[str, Any]]) -> None:
    document = policy(*statements)
    tls_only(document, ARN)
    allows_everything(document)
    administers(document)
    assert set(outsiders(document, ME)) <= {"*"}
