"""Secrets Manager: how old secrets are, whose key keeps them, who may read them."""

from typing import Any

import pytest

from scanner.facts import Credential, DataStore, Exposure, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.compute.test_functions import KEY, KEYS

SECRET = "aws.secretsmanager.secret"  # noqa: S105  # a kind
ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:charts-a1b2c3"


def listed(**row: Any) -> tuple[str, str, Any]:
    return ("secretsmanager.secrets", REGION, {"SecretList": [{"ARN": ARN, "Name": "charts", **row}]})


def versions(*rows: tuple[str, str]) -> dict[str, Any]:
    return {"Versions": [{"VersionStages": [stage], "CreatedDate": when} for stage, when in rows]}


OLD, NEW = "2026-08-26T12:00:00Z", "2026-11-24T12:00:00Z"
ROTATES = {"RotationEnabled": True, "LastRotatedDate": NEW}


@pytest.mark.parametrize(
    ("row", "said", "age"),
    [
        (ROTATES, None, 1),
        ({**ROTATES, "LastRotatedDate": OLD}, None, 91),
        # One that was rotated by hand: the version in use decides, not the day of the last tag.
        ({"RotationEnabled": False, "LastRotatedDate": NEW}, versions(("AWSCURRENT", OLD)), 91),
        ({"RotationEnabled": True}, versions(("AWSCURRENT", OLD)), 91),
        ({}, versions(("AWSPREVIOUS", OLD), ("AWSCURRENT", NEW)), 1),
        ({}, versions(("AWSPENDING", NEW)), None),
        ({}, versions(), None),
        ({}, {"Versions": [{"VersionStages": ["AWSCURRENT"]}]}, None),
        ({}, DENIED, None),
    ],
)
def test_how_old_a_secret_is(row: dict[str, Any], said: Any, age: int | None) -> None:
    found = one(SECRET, Credential, listed(**row), *([("secretsmanager.versions", ARN, said)] if said else []))
    assert (found.age_days, found.stored) == (age, "vault")
    if age is None:
        assert why(found, "age_days") == (DENIED if said == DENIED else "unclear")


def test_what_was_asked_and_did_not_come_is_no_age() -> None:
    assert why(one(SECRET, Credential, listed()), "age_days") == "error"


@pytest.mark.parametrize(
    ("principal", "audience"),
    [(None, "owner"), ({"AWS": ACCOUNT}, "owner"), ({"AWS": "210987654321"}, "listed"), ("*", "any-account")],
)
def test_who_may_read_it(principal: Any, audience: str) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "*"}
    body = {"ARN": ARN, **({"Policy": {"Statement": [statement]}} if principal else {})}
    assert one(SECRET, Exposure, listed(), ("secretsmanager.policy", ARN, body)).audience == audience


@pytest.mark.parametrize(("row", "customer"), [({}, False), ({"KmsKeyId": KEY}, True)])
def test_whose_key_keeps_it(*, row: dict[str, str], customer: bool) -> None:
    assert one(SECRET, DataStore, listed(**row), *KEYS).customer_key is customer


def test_what_was_refused_is_open() -> None:
    assert why(one(SECRET, Exposure, listed(), ("secretsmanager.policy", ARN, DENIED)), "audience") == DENIED
    gaps = [f for f in facts(("secretsmanager.secrets", REGION, DENIED)) if isinstance(f, Gap) and f.kind == SECRET]
    assert {f.missing for f in gaps} == {"credential", "data-store", "exposure"}
    assert not [f for f in facts(("secretsmanager.secrets", REGION, ABSENT)) if f.kind == SECRET]
