from typing import Any

import pytest

from scanner.facts import Asset, Channel, DataStore, Exposure, Gap, Leftover
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

ARN = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/fs-1"
FILES = "aws.efs.file-system"
ROW = {
    "FileSystemId": "fs-1",
    "FileSystemArn": ARN,
    "LifeCycleState": "available",
    "CreationTime": "2026-10-16T12:00:00Z",
    "NumberOfMountTargets": 2,
    "Encrypted": True,
}
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: tuple[tuple[str, str, Any], ...] = (
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)
TARGET = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}


def listing(**row: Any) -> tuple[str, str, Any]:
    return ("efs.file_systems", REGION, {"FileSystems": [{**ROW, **row}]})


def policy(*statements: dict[str, Any]) -> tuple[str, str, Any]:
    return ("efs.policy", ARN, {"Policy": {"Statement": [*statements]}})


def test_a_file_system_is_a_store_named_by_its_arn() -> None:
    asset = one(FILES, Asset, listing())
    assert (asset.resource, asset.name, asset.role) == (ARN, "fs-1", "store")


@pytest.mark.parametrize(
    ("row", "encrypted", "customer", "cipher"),
    [
        ({"KmsKeyId": KEY}, True, True, "aes-256"),
        ({}, True, False, "aes-256"),
        ({"Encrypted": False}, False, False, ""),
        ({"Encrypted": None}, False, False, ""),
    ],
)
def test_how_it_is_encrypted(*, row: dict[str, Any], encrypted: bool, customer: bool, cipher: str) -> None:
    store = one(FILES, DataStore, listing(**row), *KEYS)
    assert (store.encrypted, store.customer_key, store.cipher) == (encrypted, customer, cipher)


@pytest.mark.parametrize(
    ("row", "unused", "on"),
    [
        ({"NumberOfMountTargets": 2}, 0, True),
        ({"NumberOfMountTargets": 0}, 40, False),
        ({"NumberOfMountTargets": 0, "ReplicationOverwriteProtection": "REPLICATING"}, 0, False),
        ({"NumberOfMountTargets": None}, 0, True),
    ],
)
def test_what_nothing_can_mount_is_in_nobody_s_use(*, row: dict[str, Any], unused: int, on: bool) -> None:
    assert one(FILES, Leftover, listing(**row)).unused_days == unused
    assert one(FILES, Channel, listing(**row)).enabled is on


PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
DENY = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*", "Resource": ARN, "Condition": PLAIN}


@pytest.mark.parametrize(
    ("statement", "encryption"),
    [
        ({}, "required"),
        ({"Principal": "*", "Action": "elasticfilesystem:Client*"}, "required"),
        ({"Action": ["elasticfilesystem:ClientMount"], "Resource": "*"}, "required"),
        ({"Condition": {"BoolIfExists": {"aws:SecureTransport": ["false"]}}}, "required"),
        ({"Action": "elasticfilesystem:ClientWrite"}, "offered"),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:role/a"}}, "offered"),
        ({"Resource": "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-2"}, "offered"),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, "offered"),
        ({"Condition": {**PLAIN, "StringEquals": {"aws:SourceVpc": "vpc-1"}}}, "offered"),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}}, "offered"),
        ({"Condition": {}}, "offered"),
        ({"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, "offered"),
    ],
)
def test_whether_it_demands_tls(statement: dict[str, Any], encryption: str) -> None:
    channel = one(FILES, Channel, listing(), policy({**DENY, **statement}))
    assert (channel.protocol, channel.encryption) == ("nfs", encryption)


def test_a_denial_needs_no_resource_here() -> None:
    statement = {key: value for key, value in DENY.items() if key != "Resource"}
    assert one(FILES, Channel, listing(), policy(statement)).encryption == "required"


@pytest.mark.parametrize(("said", "encryption"), [(ABSENT, "offered"), (DENIED, None)])
def test_a_policy_that_is_not_there(said: str, encryption: str | None) -> None:
    assert one(FILES, Channel, listing(), ("efs.policy", ARN, said)).encryption == encryption
    audience = one(FILES, Exposure, listing(), ("efs.policy", ARN, said))
    assert audience.audience == ("owner" if encryption else None)
    assert encryption or why(audience, "audience") == DENIED


ALLOW = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "elasticfilesystem:ClientMount"}


@pytest.mark.parametrize(
    ("statements", "audience"),
    [
        ([{**ALLOW, "Condition": TARGET}], "owner"),
        ([ALLOW], "any-account"),
        ([{**ALLOW, "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}}}], "any-account"),
        ([{**ALLOW, "Condition": {"BoolIfExists": TARGET["Bool"]}}], "any-account"),
        ([{**ALLOW, "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}}], "owner"),
        ([{**ALLOW, "Condition": {"StringEquals": {"aws:PrincipalAccount": "210987654321"}}}], "listed"),
        ([{**ALLOW, "Principal": {"AWS": "210987654321"}, "Condition": TARGET}], "listed"),
        ([{**ALLOW, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}], "owner"),
        ([{**ALLOW, "Condition": TARGET}, ALLOW], "any-account"),
        ([{**ALLOW, "Effect": "Deny"}], "owner"),
    ],
)
def test_whom_it_lets_in(statements: list[dict[str, Any]], audience: str) -> None:
    assert one(FILES, Exposure, listing(), policy(*statements)).audience == audience


def test_a_condition_whose_value_was_not_kept_says_nothing() -> None:
    untold = {**ALLOW, "Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": []}}}
    assert why(one(FILES, Exposure, listing(), policy(untold)), "audience") == "unclear"
    assert one(FILES, Exposure, listing(), policy(untold, ALLOW)).audience == "any-account"


def test_what_is_going_or_gone_is_none_and_what_is_not_listed_is_a_gap() -> None:
    for state in ("deleting", "deleted"):
        assert [f for f in facts(listing(LifeCycleState=state)) if f.kind == FILES] == []
    found = {f.missing for f in facts(("efs.file_systems", REGION, DENIED)) if isinstance(f, Gap) and f.kind == FILES}
    assert found == {"asset", "data-store", "leftover", "channel", "exposure"}
