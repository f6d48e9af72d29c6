from typing import Any

import pytest

from scanner.facts import Asset, Channel, DataStore, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one

CLUSTER = "aws.dax.cluster"
ARN = f"arn:aws:dax:{REGION}:{ACCOUNT}:cache/fast"


def cluster(**row: Any) -> tuple[str, str, Any]:
    return ("dax.clusters", REGION, {"Clusters": [{"ClusterName": "fast", "ClusterArn": ARN, **row}]})


@pytest.mark.parametrize(
    ("row", "encrypted"),
    [
        ({"SSEStatus": "ENABLED"}, True),
        ({"SSEStatus": "ENABLING"}, False),
        ({"SSEStatus": "DISABLING"}, False),
        ({"SSEStatus": "DISABLED"}, False),
        ({}, False),
    ],
)
def test_how_it_rests(*, row: dict[str, Any], encrypted: bool) -> None:
    store = one(CLUSTER, DataStore, cluster(**row))
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, encrypted, False)


@pytest.mark.parametrize(
    ("row", "encryption"),
    [
        ({"ClusterEndpointEncryptionType": "TLS"}, "required"),
        ({"ClusterEndpointEncryptionType": "NONE"}, "none"),
        ({}, "none"),
    ],
)
def test_how_one_talks_to_it(row: dict[str, Any], encryption: str) -> None:
    assert one(CLUSTER, Channel, cluster(**row)).encryption == encryption


def test_what_is_a_copy_needs_none() -> None:
    assert one(CLUSTER, Asset, cluster()).role == "service"


@pytest.mark.parametrize(("outcome", "missing"), [(DENIED, 3), (ABSENT, 0)])
def test_what_was_not_listed(outcome: str, missing: int) -> None:
    found = [f for f in facts(("dax.clusters", REGION, outcome)) if f.kind == CLUSTER]
    assert all(isinstance(f, Gap) for f in found)
    assert len(found) == missing
