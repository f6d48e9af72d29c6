from typing import Any

import pytest

from scanner.facts import DataStore, Exposure, Gap, Guard
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

VAULT = "aws.glacier.vault"
ARN = f"arn:aws:glacier:{REGION}:{ACCOUNT}:vaults/old"
VAULTS = ("glacier.vaults", REGION, {"VaultList": [{"VaultName": "old", "VaultARN": ARN}]})
DENY = {"Effect": "Deny", "Principal": "*", "Action": "glacier:DeleteArchive", "Resource": ARN}


def younger(*days: str, operator: str = "NumericLessThan") -> dict[str, Any]:
    return {"Condition": {operator: {"glacier:ArchiveAgeInDays": [*days]}}}


def test_a_vault_is_encrypted_with_a_key_of_aws_s() -> None:
    store = one(VAULT, DataStore, VAULTS)
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, True, False)


@pytest.mark.parametrize(
    ("principal", "audience"),
    [({"AWS": ACCOUNT}, "owner"), ({"AWS": "210987654321"}, "listed"), ("*", "any-account")],
)
def test_to_whom_a_vault_opens(principal: Any, audience: str) -> None:
    policy = {"Policy": {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "glacier:*"}]}}
    assert one(VAULT, Exposure, VAULTS, ("glacier.policy", ARN, policy)).audience == audience


@pytest.mark.parametrize(("said", "audience", "locked"), [(ABSENT, "owner", False), (DENIED, None, None)])
def test_what_is_not_there_and_what_was_refused(*, said: str, audience: str | None, locked: bool | None) -> None:
    given = (VAULTS, ("glacier.policy", ARN, said), ("glacier.lock", ARN, said))
    exposure, guard = one(VAULT, Exposure, *given), one(VAULT, Guard, *given)
    assert (exposure.audience, guard.in_force) == (audience, locked)
    assert audience or (why(exposure, "audience"), why(guard, "in_force")) == (DENIED, DENIED)


@pytest.mark.parametrize(
    ("lock", "on"),
    [
        ({}, True),
        ({"Action": ["glacier:Delete*"]}, True),
        (younger("365"), True),
        (younger("35"), True),
        (younger("34"), False),
        (younger("365", operator="NumericGreaterThan"), False),
        (younger(), None),
        ({"Condition": {"StringLike": {"glacier:ResourceTag/LegalHold": []}}}, False),
        ({"Condition": {**younger("365")["Condition"], "Bool": {"aws:ViaAWSService": "false"}}}, False),
        ({"Principal": {"AWS": "210987654321"}}, False),
        ({"Action": "glacier:DeleteVault"}, False),
        ({"Effect": "Allow"}, False),
    ],
)
def test_what_a_lock_holds(*, lock: dict[str, Any], on: bool | None) -> None:
    said = {"State": "Locked", "Policy": {"Statement": [{**DENY, **lock}]}}
    guard = one(VAULT, Guard, VAULTS, ("glacier.lock", ARN, said), ("glacier.policy", ARN, ABSENT))
    assert guard.in_force is on
    assert on is not None or why(guard, "in_force") == "unclear"


@pytest.mark.parametrize("state", ["InProgress", None])
def test_a_lock_that_is_not_complete_is_none(state: str | None) -> None:
    said = {"Policy": {"Statement": [DENY]}, **({"State": state} if state else {})}
    given = (("glacier.lock", ARN, said), ("glacier.policy", ARN, ABSENT))
    assert one(VAULT, Guard, VAULTS, *given).in_force is False


@pytest.mark.parametrize(
    ("policy", "on"),
    [({"Policy": {"Statement": [DENY]}}, True), ({"Policy": {"Statement": []}}, False), (DENIED, None)],
)
def test_a_policy_guards_what_no_lock_does(*, policy: Any, on: bool | None) -> None:
    guard = one(VAULT, Guard, VAULTS, ("glacier.lock", ARN, ABSENT), ("glacier.policy", ARN, policy))
    assert guard.in_force is on
    assert on is not None or why(guard, "in_force") == DENIED


def test_vaults_that_were_not_listed_are_a_gap() -> None:
    found = {f.missing for f in facts(("glacier.vaults", REGION, DENIED)) if isinstance(f, Gap) and f.kind == VAULT}
    assert found == {"data-store", "exposure", "guard"}
