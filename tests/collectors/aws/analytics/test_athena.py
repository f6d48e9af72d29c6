from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.question import Place
from scanner.facts import DataStore, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, ROWS, answer, facts, one, why

GROUP = "aws.athena.workgroup"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: list[tuple[str, str, Any]] = [
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
]
KMS = {"Encryption": {"EncryptionOption": "SSE_KMS", "KmsKey": KEY}}


def group(configuration: Any, name: str = "charts") -> list[tuple[str, str, Any]]:
    said = configuration if isinstance(configuration, str) else {"Configuration": configuration}
    listing = ("athena.workgroups", REGION, {"WorkGroups": [{"Name": name}]})
    return [listing, ("athena.workgroup", f"{REGION}/{name}", said)]


@pytest.mark.parametrize(
    ("configuration", "customer"),
    [
        ({**KMS, "EnforceWorkGroupConfiguration": True}, True),
        ({"Encryption": {"EncryptionOption": "CSE_KMS", "KmsKey": KEY}, "EnforceWorkGroupConfiguration": True}, True),
        ({"Encryption": {"EncryptionOption": "SSE_S3", "KmsKey": KEY}, "EnforceWorkGroupConfiguration": True}, False),
        ({**KMS, "EnforceWorkGroupConfiguration": False}, False),
        (KMS, False),
        ({"EnforceWorkGroupConfiguration": True}, False),
        ({}, False),
        ({"Managed": {"Enabled": True, "KmsKey": KEY}}, True),
        ({"Managed": {"Enabled": True}}, False),
        ({"Managed": {"Enabled": False, "KmsKey": KEY}}, False),
    ],
)
def test_whose_key_encrypts_results(*, configuration: dict[str, Any], customer: bool) -> None:
    store = one(GROUP, DataStore, *group(configuration), *KEYS)
    assert store.resource == f"arn:aws:athena:{REGION}:{ACCOUNT}:workgroup/charts"
    assert (store.encrypted, store.customer_key) == (True, customer)


def test_a_workgroup_that_was_refused_is_not_known() -> None:
    store = one(GROUP, DataStore, *group(DENIED))
    assert {why(store, f) for f in ("encrypted", "customer_key", "cipher")} == {DENIED}
    assert one(GROUP, Gap, ("athena.workgroups", REGION, DENIED)).missing == "data-store"


@pytest.mark.parametrize(
    ("name", "databases", "judged"),
    [
        ("primary", {"DatabaseList": []}, False),
        ("primary", {"DatabaseList": [{"Name": "charts"}]}, True),
        ("primary", ABSENT, False),
        ("primary", DENIED, True),
        ("charts", {"DatabaseList": []}, True),
    ],
)
def test_the_first_workgroup_counts_where_there_is_something_to_query(
    name: str, databases: Any, *, judged: bool
) -> None:
    given = group({}, name)
    found = facts(("glue.databases", REGION, databases), *given)
    assert len([f for f in found if isinstance(f, DataStore) and f.kind == GROUP]) == judged
    memory = Memory([ROWS["athena.workgroup"]])
    memory.note(answer("glue.databases", REGION, databases))
    skipped = ROWS["athena.workgroup"].unless(memory, Place(REGION, f"{REGION}/{name}", {"Name": name}))
    assert skipped is not judged
