from typing import Any

import pytest

from scanner.facts import FOREVER, Asset, Backup, DataStore, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

RECORDS = "aws.healthlake.datastore"
ARN = f"arn:aws:healthlake:{REGION}:{ACCOUNT}:datastore/fhir/f1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: tuple[tuple[str, str, Any], ...] = (
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)


def records(**row: Any) -> tuple[str, str, Any]:
    whole = {"DatastoreId": "f1", "DatastoreArn": ARN, "DatastoreStatus": "ACTIVE", **row}
    return ("healthlake.datastores", REGION, {"DatastorePropertiesList": [whole]})


@pytest.mark.parametrize(
    ("row", "customer"),
    [
        ({}, False),
        ({"CmkType": "AWS_OWNED_KMS_KEY"}, False),
        ({"CmkType": "AWS_OWNED_KMS_KEY", "KmsKeyId": KEY}, False),
        ({"CmkType": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": KEY}, True),
        ({"CmkType": "CUSTOMER_MANAGED_KMS_KEY"}, False),
    ],
)
def test_whose_key_it_is(*, row: dict[str, Any], customer: bool) -> None:
    store = one(RECORDS, DataStore, records(**row), *KEYS)
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, True, customer)
    assert one(RECORDS, Asset, records(**row)).role == "store"


@pytest.mark.parametrize(
    ("row", "newest", "kept"),
    [
        (
            {"BackupStatus": "ENABLED", "RetentionPeriodInDays": 30, "LatestRestorePoint": "2026-11-25T11:00:00Z"},
            3600,
            30,
        ),
        ({"BackupStatus": "ENABLED", "LatestRestorePoint": "2026-11-25T11:00:00Z"}, 3600, None),
        ({"BackupStatus": "ENABLED", "RetentionPeriodInDays": 30}, FOREVER, 30),
        (
            {"BackupStatus": "DISABLED", "RetentionPeriodInDays": 30, "LatestRestorePoint": "2026-11-25T11:00:00Z"},
            FOREVER,
            0,
        ),
        ({}, None, None),
        ({"BackupStatus": Odd("PAUSED"), "RetentionPeriodInDays": 30}, None, None),
    ],
)
def test_the_way_back(row: dict[str, Any], newest: int | None, kept: int | None) -> None:
    backup = one(RECORDS, Backup, records(**row))
    assert (backup.newest_seconds, backup.retention_days) == (newest, kept)
    if newest is None:
        assert {why(backup, f) for f in ("newest_seconds", "retention_days")} == {"unclear"}
    elif kept is None:
        assert why(backup, "retention_days") == "hidden"


@pytest.mark.parametrize("status", ["DELETED", "CREATE_FAILED"])
def test_what_is_gone(status: str) -> None:
    assert [f for f in facts(records(DatastoreStatus=status)) if f.kind == RECORDS] == []


@pytest.mark.parametrize(("outcome", "missing"), [(DENIED, 3), (ABSENT, 0)])
def test_what_was_not_listed(outcome: str, missing: int) -> None:
    found = [f for f in facts(("healthlake.datastores", REGION, outcome)) if f.kind == RECORDS]
    assert all(isinstance(f, Gap) for f in found)
    assert len(found) == missing
