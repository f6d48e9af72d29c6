"""IAM beside its report: devices of the second factor, credentials of one service, accounts kept for emergencies."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Gap, Identity, Routine
from tests.collectors.aws.answering import ACCOUNT, DENIED, answer, facts, one, why
from tests.collectors.aws.identity.test_iam_facts import ANA, report

HELD = {"password_enabled": "true", "mfa_active": "true"}
VIRTUAL, TOKEN = f"arn:aws:iam::{ACCOUNT}:mfa/ana", "GAKT12345678"
PASSKEY = f"arn:aws:iam::{ACCOUNT}:u2f/user/ana/key-EXAMPLE"
NONE_VIRTUAL = ("iam.virtual_devices", "", {"VirtualMFADevices": [{}, {"UserArn": f"arn:aws:iam::{ACCOUNT}:root"}]})


def holding(*serials: str) -> tuple[str, str, Any]:
    return ("iam.devices", ANA, {"MFADevices": [{"SerialNumber": s} for s in serials]})


@pytest.mark.parametrize(
    ("given", "mfa", "because"),
    [
        ([NONE_VIRTUAL, holding(PASSKEY)], "phishing-resistant", ""),
        ([NONE_VIRTUAL, holding(PASSKEY, PASSKEY)], "phishing-resistant", ""),
        ([NONE_VIRTUAL, holding(PASSKEY, TOKEN)], "strong", ""),
        ([NONE_VIRTUAL, holding(PASSKEY, VIRTUAL)], "strong", ""),
        ([NONE_VIRTUAL, holding(TOKEN)], "strong", ""),
        ([NONE_VIRTUAL, holding()], None, "unclear"),
        ([("iam.virtual_devices", "", {"VirtualMFADevices": [{"UserArn": ANA}]})], "strong", ""),
        ([("iam.virtual_devices", "", DENIED), holding(PASSKEY)], "phishing-resistant", ""),
        ([("iam.virtual_devices", "", DENIED), ("iam.devices", ANA, DENIED)], None, DENIED),
        ([NONE_VIRTUAL, ("iam.devices", ANA, "throttled")], None, "throttled"),
        ([("iam.virtual_devices", "", DENIED)], None, DENIED),
        ([NONE_VIRTUAL], None, "error"),
    ],
)
def test_the_weakest_device_counts(given: list[Any], mfa: str | None, because: str) -> None:
    user = one("aws.iam.user", Identity, report(**HELD), *given)
    assert user.mfa == mfa
    if because:
        assert why(user, "mfa") == because


def test_who_has_no_second_factor_is_not_asked_for_devices() -> None:
    assert one("aws.iam.user", Identity, report(password_enabled="true")).mfa == "none"  # noqa: S106  # a column of the report


def test_what_a_run_did_not_ask_is_the_weaker_of_the_two() -> None:
    from collectors.aws import AWS
    from scanner.answers import Answers

    who = ("aws.identity", "", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"})
    answers = Answers("aws:", enumerate(answer(*g) for g in (who, report(**HELD))), wanted={"iam.report": "it"})
    (user,) = (f for f in AWS.read(answers) if isinstance(f, Identity) and f.kind == "aws.iam.user")
    assert user.mfa == "strong"


def credentials(**row: str) -> tuple[str, str, Any]:
    said = {"UserName": "robot", "ServiceName": "bedrock.amazonaws.com", "ServiceSpecificCredentialId": "ACCA1", **row}
    return ("iam.service_credentials", "", {"ServiceSpecificCredentials": [said]})


@pytest.mark.parametrize(
    ("row", "age", "left"),
    [
        ({"CreateDate": "2026-08-27T12:00:00Z"}, 90, FOREVER),
        ({"CreateDate": "2026-11-25T11:59:00Z", "ExpirationDate": "2026-12-25T12:00:00Z"}, 0, 30),
        ({"CreateDate": "2026-01-01T12:00:00Z", "ExpirationDate": "2026-11-24T12:00:00Z"}, 328, -1),
    ],
)
def test_credentials_of_one_service(row: dict[str, str], age: int, left: int) -> None:
    found = one("aws.iam.service-credential", Credential, credentials(**row))
    assert (found.form, found.age_days, found.days_left, found.name) == (
        "secret",
        age,
        left,
        "robot at bedrock.amazonaws.com",
    )


def test_credentials_that_were_not_listed_leave_a_gap() -> None:
    found = [f for f in facts(("iam.service_credentials", "", DENIED)) if isinstance(f, Gap)]
    assert [(f.missing, f.which) for f in found if f.outcome == DENIED] == [("credential", "secret")]


KEPT = {"break_glass": "ana,Emergency"}


@pytest.mark.parametrize(
    ("row", "age"),
    [
        ({"password_last_used": "2025-11-25T12:00:00+00:00"}, 365),
        ({"password_last_used": "no_information"}, FOREVER),
        ({"password_last_used": "N/A", "access_key_2_last_used_date": "2026-11-20T12:00:00+00:00"}, 5),
        (
            {
                "password_last_used": "2026-11-01T12:00:00+00:00",
                "access_key_1_last_used_date": "2026-10-01T12:00:00+00:00",
            },
            24,
        ),
        ({}, FOREVER),
    ],
)
def test_a_break_glass_user_was_tried_when_it_was_last_used(row: dict[str, str], age: int) -> None:
    (test,) = (f for f in facts(report(**row), options=KEPT) if isinstance(f, Routine) and "break-glass" in f.kind)
    assert (test.kind, test.age_days, test.outcome, test.resource) == ("aws.iam.break-glass-user", age, "good", ANA)


def role(**more: Any) -> tuple[str, str, Any]:
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, **more.pop("trust", {})}]}
    row = {
        "RoleName": "Emergency",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/Emergency",
        "CreateDate": "2026-11-15T12:00:00Z",
        "AssumeRolePolicyDocument": trust,
        **more,
    }
    return ("iam.rights", "", {"RoleDetailList": [row]})


ASKED = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}


@pytest.mark.parametrize(
    ("more", "age", "unused", "mfa"),
    [
        ({"LastUsedDate": "2026-11-24T12:00:00Z"}, 1, 1, "none"),
        ({"LastUsedDate": "2026-11-24T12:00:00Z", "trust": ASKED}, 1, 1, "strong"),
        ({}, FOREVER, 10, "none"),
    ],
)
def test_a_break_glass_role(more: dict[str, Any], age: int, unused: int, mfa: str) -> None:
    found = [f for f in facts(role(**more), options=KEPT) if f.kind == "aws.iam.break-glass-role"]
    (who,) = (f for f in found if isinstance(f, Identity))
    (test,) = (f for f in found if isinstance(f, Routine))
    assert (who.holder, who.unused_days, who.mfa, who.within) == (
        "break-glass",
        unused,
        mfa,
        (f"arn:aws:iam::{ACCOUNT}:root",),
    )
    assert test.age_days == age


def test_nobody_kept_for_emergencies_nobody_tried() -> None:
    assert [f for f in facts(report(), role()) if "break-glass" in f.kind] == []
    assert [
        f for f in facts(report(), role(), options={"break_glass": "other"}) if f.kind.startswith("aws.iam.break")
    ] == []


@pytest.mark.parametrize(
    ("question", "kinds"), [("iam.report", {"aws.iam.break-glass-user"}), ("iam.rights", {"aws.iam.break-glass-role"})]
)
def test_who_was_not_listed_leaves_a_gap(question: str, kinds: set[str]) -> None:
    found = [f for f in facts((question, "", DENIED), options=KEPT) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {f.kind for f in found if "break-glass" in f.kind} == kinds
