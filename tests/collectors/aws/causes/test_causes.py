"""What a person reads when AWS did not answer."""

from textwrap import wrap
from typing import Any

import pytest
from inline_snapshot import snapshot

from collectors.aws.asking.outcome import CLOCK, CREDENTIALS, OVER, POLICIES
from collectors.aws.causes.explain import explain
from scanner.answers import Answer, Source
from scanner.collector import Cause

ASKED = "2026-11-25T12:00:00Z"
ENV = {"Variables": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], "Tried": "env"}


def failed(code: str, question: str = "aws.identity", **more: Any) -> Answer:
    body = {k: more.pop(k) for k in ("Looked", "Date") if k in more}
    outcome: Any = "denied"
    return Answer(
        target="aws:",
        question=question,
        operation="it:Ask",
        outcome=outcome,
        code=code,
        body=body or None,
        complete=False,
        asked=ASKED,
        source=Source(endpoint=more.pop("endpoint", "sts.us-east-1.amazonaws.com:443")),
        collector="aws 1",
        **more,
    )


def said(code: str, question: str = "aws.identity", **more: Any) -> list[str]:
    """All of it, in lines."""
    cause = explain(failed(code, question, **more))
    assert cause
    todo = [f"{name}: {text}" for name, text in (("Type", cause.command), ("Do", cause.advice)) if text]
    return [cause.said, *wrap(cause.more, 90), *todo]


def named(name: str, *, by: str = "", there: bool = True, others: int = 0, kind: str = "", **more: Any) -> Any:
    """What was looked at, where the target names a profile."""
    return {"Variables": [], "Profile": name, "By": by, "There": there, "Others": others, "Kind": kind, **more}


@pytest.mark.parametrize(
    ("looked", "text"),
    [
        (
            {},
            snapshot(
                [
                    "there are no AWS credentials to ask with",
                    "Looked in: ~/.aws (no profile), cache of IAM Identity Center (no profile to sign in with),",
                    "role of a container (none), role of an EC2 machine (nothing answers).",
                    "Type: aws configure sso",
                    "Do: or aws configure, where keys are in use",
                ]
            ),
        ),
        (
            named("default", there=False, InstanceRoleOff=True),
            snapshot(
                [
                    "there are no AWS credentials to ask with",
                    "Looked in: environment (AWS_ACCESS_KEY_ID is not set), ~/.aws (no profile default), cache",
                    "of IAM Identity Center (no profile to sign in with), role of a container (none), role of",
                    "an EC2 machine (switched off).",
                    "Type: aws configure sso",
                    "Do: or aws configure, where keys are in use",
                ]
            ),
        ),
        (
            named("default", there=False, others=3),
            snapshot(
                [
                    "there are no AWS credentials to ask with",
                    "Looked in: environment (AWS_ACCESS_KEY_ID is not set), ~/.aws (no profile default, but 3",
                    "others), cache of IAM Identity Center (no profile to sign in with), role of a container",
                    "(none), role of an EC2 machine (nothing answers).",
                    "Type: safeguard scan aws://PROFILE",
                    "Do: aws configure list-profiles names them",
                ]
            ),
        ),
        (
            named("default", there=False, others=1, Nearest="clinic"),
            snapshot(
                [
                    "there are no AWS credentials to ask with",
                    "Looked in: environment (AWS_ACCESS_KEY_ID is not set), ~/.aws (no profile default, but 1",
                    "other), cache of IAM Identity Center (no profile to sign in with), role of a container",
                    "(none), role of an EC2 machine (nothing answers).",
                    "Type: safeguard scan aws://clinic",
                ]
            ),
        ),
        (
            named("clinic", others=3),
            snapshot(
                [
                    "there are no AWS credentials to ask with",
                    "Looked in: ~/.aws (the profile clinic holds none), cache of IAM Identity Center (no",
                    "profile to sign in with), role of a container (none), role of an EC2 machine (nothing",
                    "answers).",
                    "Type: aws configure sso --profile clinic",
                    "Do: or aws configure, where keys are in use",
                ]
            ),
        ),
        (
            named("clinic", by="AWS_PROFILE", kind="sso"),
            snapshot(
                [
                    "there are no AWS credentials to ask with",
                    "Looked in: environment (AWS_ACCESS_KEY_ID is not set), ~/.aws (the profile clinic holds",
                    "none), cache of IAM Identity Center (nothing), role of a container (none), role of an EC2",
                    "machine (nothing answers).",
                    "Type: aws sso login --profile clinic",
                ]
            ),
        ),
    ],
)
def test_no_credentials(looked: Any, text: list[str]) -> None:
    assert said("NoCredentials", Looked=looked) == text


@pytest.mark.parametrize(
    ("looked", "text"),
    [
        (
            named("clinic-pord", there=False, others=2, Nearest="clinic-prod"),
            snapshot(
                [
                    "there is no AWS profile clinic-pord",
                    "Looked in: ~/.aws/config, ~/.aws/credentials; the nearest name there is clinic-prod.",
                    "Type: safeguard scan aws://clinic-prod",
                ]
            ),
        ),
        (
            named("clinic-pord", by="AWS_PROFILE", there=False, others=2, Nearest="clinic-prod"),
            snapshot(
                [
                    "there is no AWS profile clinic-pord, which AWS_PROFILE names",
                    "Looked in: ~/.aws/config, ~/.aws/credentials; the nearest name there is clinic-prod.",
                    "Type: export AWS_PROFILE=clinic-prod",
                ]
            ),
        ),
        (
            named("clinic", there=False, others=1),
            snapshot(
                [
                    "there is no AWS profile clinic",
                    "Looked in: ~/.aws/config, ~/.aws/credentials, which name 1 other.",
                    "Type: aws configure list-profiles",
                ]
            ),
        ),
        (
            named("", there=False),
            snapshot(
                [
                    "there is no AWS profile of that name",
                    "Looked in: ~/.aws/config, ~/.aws/credentials, which name none.",
                    "Type: aws configure sso",
                ]
            ),
        ),
    ],
)
def test_a_profile_that_is_not_there(looked: Any, text: list[str]) -> None:
    assert said("ProfileNotFound", Looked=looked) == text


@pytest.mark.parametrize(
    ("code", "looked", "text"),
    [
        (
            "UnauthorizedSSOToken",
            named("clinic", kind="sso", SignedInUntil="2026-11-25T10:00:00Z"),
            snapshot(
                [
                    "the sign-in through IAM Identity Center ended 2 h ago",
                    "The profile clinic takes its credentials from there.",
                    "Type: aws sso login --profile clinic",
                ]
            ),
        ),
        (
            "TokenRetrieval",
            named("clinic", kind="sso", SignedInUntil="2026-11-25T13:00:00Z"),
            snapshot(
                [
                    "the sign-in through IAM Identity Center does not hold any more",
                    "The profile clinic takes its credentials from there.",
                    "Type: aws sso login --profile clinic",
                ]
            ),
        ),
        (
            "SSOTokenLoad",
            named("default", kind="sso"),
            snapshot(
                [
                    "nobody has signed in through IAM Identity Center",
                    "The profile default takes its credentials from there.",
                    "Type: aws sso login",
                ]
            ),
        ),
        (
            "LoginRefresh",
            named("clinic", kind="login"),
            snapshot(
                [
                    "the sign-in by aws login is over, or there was none",
                    "The profile clinic takes its credentials from there.",
                    "Type: aws login --profile clinic",
                ]
            ),
        ),
        (
            "ExpiredToken",
            named("clinic", kind="sso", Tried="sso"),
            snapshot(
                [
                    "the AWS session has ended",
                    "Its token comes from the sign-in of the profile clinic through IAM Identity Center.",
                    "Type: aws sso login --profile clinic",
                ]
            ),
        ),
        (
            "ExpiredToken",
            ENV,
            snapshot(
                [
                    "the AWS session has ended",
                    "Its token comes from the environment (AWS_ACCESS_KEY_ID).",
                    "Do: get a new session, and put it there",
                ]
            ),
        ),
        (
            "MfaWanted",
            named("admin", kind="role"),
            snapshot(
                [
                    "the role of the AWS profile asks for a code from an MFA device",
                    "A scan runs where nobody may sit, and asks nobody for codes.",
                    'Type: eval "$(aws configure export-credentials --format env --profile admin)"',
                    "Do: then safeguard scan aws: takes the session that you got",
                ]
            ),
        ),
        (
            "PartialCredentials",
            {"Variables": ["AWS_ACCESS_KEY_ID"]},
            snapshot(
                [
                    "the AWS credentials are half there",
                    "A key id and its secret belong together: AWS_ACCESS_KEY_ID is set, and the other is not.",
                    "Do: set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or none",
                ]
            ),
        ),
        (
            "PartialCredentials",
            named("clinic", kind="keys"),
            snapshot(
                [
                    "the AWS credentials are half there",
                    "A key id and its secret belong together: the profile clinic in ~/.aws holds a part.",
                    "Type: aws configure --profile clinic",
                ]
            ),
        ),
        (
            "CredentialRetrieval",
            named("clinic", kind="process"),
            snapshot(
                [
                    "the profile clinic does not bring credentials",
                    "Its role, its program or its settings fail; botocore's text is not kept, for it may hold",
                    "anything.",
                    "Type: aws sts get-caller-identity --profile clinic",
                    "Do: it says why",
                ]
            ),
        ),
    ],
)
def test_a_sign_in_that_is_over_or_fails(code: str, looked: Any, text: list[str]) -> None:
    assert said(code, Looked=looked) == text


@pytest.mark.parametrize(
    ("code", "more", "text"),
    [
        (
            "InvalidClientTokenId",
            {"Looked": ENV},
            snapshot(
                [
                    "AWS does not know the access key",
                    "It comes from the environment (AWS_ACCESS_KEY_ID). It was deleted or is switched off, its",
                    "session token is not there or another's, or it is of GovCloud or China: then the profile's",
                    "region has to say so.",
                    "Do: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or unset them",
                ]
            ),
        ),
        (
            "SignatureDoesNotMatch",
            {"Looked": {**ENV, "Tried": "explicit"}, "Date": "2026-11-25T12:04:59Z"},
            snapshot(
                [
                    "the secret access key does not fit its key id",
                    "Both come from where access_key and secret_key of the target say. Usually the secret was",
                    "cut off, or a shell changed it.",
                    "Do: put new ones where access_key, secret_key and session_token of the target say",
                ]
            ),
        ),
        (
            "SignatureDoesNotMatch",
            {"Looked": ENV, "Date": "2026-11-25T12:05:00Z"},
            snapshot(
                [
                    "the clock of this machine is 5 min behind",
                    "AWS refuses what was signed at another time than its own.",
                    "Type: timedatectl set-ntp true",
                ]
            ),
        ),
        (
            "RequestExpired",
            {"Date": "2026-11-25T04:00:00Z"},
            snapshot(
                [
                    "the clock of this machine is 8 h ahead",
                    "AWS refuses what was signed at another time than its own.",
                    "Type: timedatectl set-ntp true",
                ]
            ),
        ),
        (
            "AccessDenied of AssumeRole",
            {"Looked": ENV},
            snapshot(
                [
                    "the role cannot be taken on",
                    "It is not there, its trust policy does not name who asks or wants an external id, or who",
                    "asks has no right to sts:AssumeRole.",
                    "Type: aws iam get-role --role-name NAME",
                    "Do: compare role_arn and external_id with its trust policy",
                ]
            ),
        ),
        (
            "EndpointConnection",
            {},
            snapshot(
                [
                    "sts.us-east-1.amazonaws.com:443 cannot be reached",
                    "Its name has no address, nothing listens there, or a firewall refuses: HTTPS_PROXY names a",
                    "proxy.",
                    "Type: curl -sSI https://sts.us-east-1.amazonaws.com",
                ]
            ),
        ),
        (
            "SSL",
            {"endpoint": "none"},
            snapshot(
                [
                    "AWS shows a certificate that this machine does not trust",
                    "Nothing was asked of it. A proxy that opens TLS on the way looks so: AWS_CA_BUNDLE names",
                    "its certificate.",
                ]
            ),
        ),
    ],
)
def test_a_key_a_clock_a_role_a_network(code: str, more: Any, text: list[str]) -> None:
    assert said(code, **more) == text


@pytest.mark.parametrize(
    ("code", "about", "text"),
    [
        (
            "ExpiredToken",
            "charts",
            snapshot(
                [
                    "the AWS session ended while it was being used",
                    "What had not been asked by then was not asked.",
                    "Do: sign in again, or take a longer session; a role (role_arn) is taken on anew in time",
                ]
            ),
        ),
        (
            "AuthFailure",
            "me-south-1",
            snapshot(
                [
                    "AWS does not know the credentials in me-south-1",
                    "The region is not open to the account, or the session token was made for other regions",
                    "only.",
                    "Type: aws account list-regions",
                    "Do: name the regions in use: aws://PROFILE?regions=REGION, or regions in safeguard.yaml",
                ]
            ),
        ),
        (
            "UnauthorizedOperation by a service control policy",
            "eu-north-1",
            snapshot(
                [
                    "a service control policy refuses it",
                    "It stands above the rights of who asks: no grant helps. Many close the regions that are",
                    "not in use.",
                    "Do: name the regions in use: aws://PROFILE?regions=REGION, or regions in safeguard.yaml",
                ]
            ),
        ),
        (
            "AccessDenied by a permissions boundary",
            "",
            snapshot(
                [
                    "a permissions boundary refuses it",
                    "It stands above the rights of who asks: no grant helps.",
                    "Do: let the permissions boundary allow these questions",
                ]
            ),
        ),
        (
            "AccessDenied by an identity-based policy",
            "charts",
            snapshot(
                [
                    "a policy of the caller itself forbids it",
                    "A denial goes before every grant. Many deny all to who came without a second factor.",
                    "Type: aws sts get-session-token --serial-number ARN --token-code CODE",
                    "Do: set the session that it gives, then scan again; or take the denial away",
                ]
            ),
        ),
        (
            "AccessDenied by a resource-based policy",
            "charts",
            snapshot(
                [
                    "a resource-based policy refuses it",
                    "It stands above the rights of who asks: no grant helps. It is the thing's own, as a",
                    "bucket's or a key's: some let in few roles only.",
                    "Do: let the resource-based policy allow these questions",
                ]
            ),
        ),
        (
            "ReportInProgress",
            "",
            snapshot(
                [
                    "AWS is still making the credential report",
                    "It takes minutes where there are many users.",
                    "Do: scan again",
                ]
            ),
        ),
        (
            "ConnectTimeout",
            "eu-north-1",
            snapshot(
                [
                    "a service of AWS does not answer",
                    "A firewall that drops packets looks so: HTTPS_PROXY names a proxy.",
                ]
            ),
        ),
        (
            "NoSuchRegion",
            "us-esat-1",
            snapshot(
                [
                    "there is no region us-esat-1",
                    "AWS does not list it.",
                    "Type: aws account list-regions",
                    "Do: correct regions of the target",
                ]
            ),
        ),
        (
            "RegionNotEnabled",
            "me-south-1",
            snapshot(
                [
                    "the region me-south-1 is not enabled for the account",
                    "It was not asked.",
                    "Type: aws account enable-region --region-name me-south-1",
                    "Do: or take it out of regions of the target",
                ]
            ),
        ),
        (
            "RegionNotEnabled",
            "",
            snapshot(
                [
                    "none of the regions that the target names is enabled for the account",
                    "Nothing was asked there, and in no other region.",
                    "Type: aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT",
                    "Do: name one that is in use (regions of the target)",
                ]
            ),
        ),
    ],
)
def test_later_in_a_run(code: str, about: str, text: list[str]) -> None:
    assert said(code, "ec2.volumes", about=about) == text


def test_a_missing_right_needs_no_more_words() -> None:
    for code in ("AccessDenied", "UnauthorizedOperation", "Throttling", "HTTP 403", "", "AccessDenied by a friend"):
        assert explain(failed(code, "s3.policy")) is None


def test_whatever_ends_a_run_is_explained_even_where_nothing_was_looked_at() -> None:
    for code in (
        *OVER,
        *CLOCK,
        *CREDENTIALS,
        "NoCredentials",
        "ProfileNotFound",
        *(f"X by {p}" for p in POLICIES.values()),
    ):
        for question in ("aws.identity", "s3.policy"):
            assert isinstance(explain(failed(code, question)), Cause)
