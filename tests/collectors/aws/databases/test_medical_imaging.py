from typing import Any

import pytest

from scanner.facts import Asset, DataStore, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

IMAGES = "aws.medical-imaging.datastore"
ARN = f"arn:aws:medical-imaging:{REGION}:{ACCOUNT}:datastore/d1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: tuple[tuple[str, str, Any], ...] = (
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)


def listing(status: str = "ACTIVE") -> tuple[str, str, Any]:
    rows = [{"datastoreId": "d1", "datastoreStatus": status}]
    return ("medical_imaging.datastores", REGION, {"datastoreSummaries": rows})


@pytest.mark.parametrize(("row", "customer"), [({}, False), ({"kmsKeyArn": KEY}, True)])
def test_whose_key_it_is(*, row: dict[str, Any], customer: bool) -> None:
    detail = ("medical_imaging.datastore", f"{REGION}/d1", {"datastoreProperties": {"datastoreId": "d1", **row}})
    store = one(IMAGES, DataStore, listing(), detail, *KEYS)
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, True, customer)


def test_a_store_that_tells_no_more_is_a_store_still() -> None:
    denied = ("medical_imaging.datastore", f"{REGION}/d1", DENIED)
    assert one(IMAGES, Asset, listing(), denied).resource == ARN
    store = one(IMAGES, DataStore, listing(), denied)
    assert {why(store, field) for field in ("encrypted", "cipher", "customer_key")} == {DENIED}


@pytest.mark.parametrize("status", ["DELETED", "CREATE_FAILED"])
def test_what_is_gone(status: str) -> None:
    assert [f for f in facts(listing(status)) if f.kind == IMAGES] == []


@pytest.mark.parametrize(("outcome", "missing"), [(DENIED, 2), (ABSENT, 0)])
def test_what_was_not_listed(outcome: str, missing: int) -> None:
    found = [f for f in facts(("medical_imaging.datastores", REGION, outcome)) if f.kind == IMAGES]
    assert all(isinstance(f, Gap) for f in found)
    assert len(found) == missing
