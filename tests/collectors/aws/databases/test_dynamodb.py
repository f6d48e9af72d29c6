from typing import Any

import pytest

from scanner.facts import FOREVER, Asset, Backup, DataStore, Exposure, Gap, Guard
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

TABLE = "aws.dynamodb.table"
ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/charts"
TABLES = ("dynamodb.tables", REGION, {"TableNames": ["charts"]})
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS = (
    ("kms.aliases", REGION, {"Aliases": [{"AliasName": "alias/aws/dynamodb", "TargetKeyId": "aws1"}]}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)


def table(**row: Any) -> tuple[str, str, Any]:
    return ("dynamodb.table", f"{REGION}/charts", {"Table": {"TableArn": ARN, **row}})


def backups(**said: Any) -> tuple[str, str, Any]:
    return ("dynamodb.backups", f"{REGION}/charts", {"PointInTimeRecovery": said})


@pytest.mark.parametrize(
    ("row", "customer"),
    [
        ({}, False),
        ({"SSEType": "KMS", "KMSMasterKeyArn": KEY}, True),
        ({"SSEType": "KMS", "KMSMasterKeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/aws1"}, False),
        ({"SSEType": "KMS", "KMSMasterKeyArn": f"arn:aws:kms:{REGION}:210987654321:key/k1"}, None),
    ],
)
def test_a_table_is_always_encrypted_and_the_question_is_whose_key_it_is(
    *, row: dict[str, Any], customer: bool | None
) -> None:
    store = one(TABLE, DataStore, TABLES, table(**row), *KEYS)
    assert (store.resource, store.encrypted, store.cipher, store.customer_key) == (ARN, True, "aes-256", customer)


@pytest.mark.parametrize(
    ("row", "on"),
    [({}, False), ({"DeletionProtectionEnabled": False}, False), ({"DeletionProtectionEnabled": True}, True)],
)
def test_who_can_delete_it(*, row: dict[str, Any], on: bool) -> None:
    assert one(TABLE, Guard, TABLES, table(**row)).in_force is on


@pytest.mark.parametrize(
    ("said", "newest", "kept"),
    [
        (
            {
                "PointInTimeRecoveryStatus": "ENABLED",
                "RecoveryPeriodInDays": 7,
                "LatestRestorableDateTime": "2026-11-25T11:55:00Z",
            },
            300,
            7,
        ),
        ({"PointInTimeRecoveryStatus": "ENABLED", "LatestRestorableDateTime": "2026-11-25T11:00:00Z"}, 3600, 35),
        ({"PointInTimeRecoveryStatus": "ENABLED"}, FOREVER, 35),
        ({"PointInTimeRecoveryStatus": "DISABLED"}, FOREVER, 0),
        ({"PointInTimeRecoveryStatus": Odd("SOMETHING")}, FOREVER, 0),
    ],
)
def test_the_way_back(said: dict[str, Any], newest: int, kept: int) -> None:
    backup = one(TABLE, Backup, TABLES, backups(**said))
    assert (backup.mechanism, backup.newest_seconds, backup.retention_days) == ("point-in-time", newest, kept)


def test_no_policy_of_a_table_lets_everybody_in() -> None:
    """DynamoDB itself refuses to take one: whom it names may be outsiders, and that is all that it may be."""
    assert one(TABLE, Exposure, TABLES, table()).audience == "listed"


def test_a_table_of_which_nothing_more_is_told_is_a_table_still() -> None:
    given = (TABLES, *((q, f"{REGION}/charts", DENIED) for q in ("dynamodb.table", "dynamodb.backups")))
    assert one(TABLE, Asset, *given).resource == ARN
    for cls, field in (
        (DataStore, "encrypted"),
        (DataStore, "customer_key"),
        (Guard, "in_force"),
        (Backup, "newest_seconds"),
        (Backup, "retention_days"),
    ):
        assert why(one(TABLE, cls, *given), field) == DENIED


def test_tables_that_were_not_listed_are_gaps_and_a_region_without_the_service_has_none() -> None:
    found = facts(("dynamodb.tables", REGION, DENIED))
    missing = {f.missing for f in found if isinstance(f, Gap) and f.kind == TABLE and f.outcome == DENIED}
    assert missing == {"asset", "data-store", "guard", "backup", "exposure"}
    assert [f for f in facts(("dynamodb.tables", REGION, ABSENT)) if f.kind == TABLE] == []
