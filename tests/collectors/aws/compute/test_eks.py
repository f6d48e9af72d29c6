"""EKS: who reaches a cluster's API, what it records, what encrypts it, and until when it is mended."""

from typing import Any

import pytest

from scanner.facts import DataStore, Exposure, Gap, LogTrail, Release
from tests.collectors.aws.answering import ABSENT, DENIED, REGION, facts, one, why
from tests.collectors.aws.compute.test_functions import KEY, KEYS

CLUSTER = "aws.eks.cluster"
LISTED = ("eks.clusters", REGION, {"clusters": ["charts"]})


def detail(**row: Any) -> tuple[str, str, Any]:
    return ("eks.cluster", f"{REGION}/charts", {"cluster": {"version": "1.34", **row}})


REFUSED = ("eks.cluster", f"{REGION}/charts", DENIED)


@pytest.mark.parametrize(
    ("row", "audience"),
    [
        ({"endpointPublicAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]}, "owner"),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]}, "everyone"),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["::/0"]}, "everyone"),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/1", "128.0.0.0/1"]}, "everyone"),
        ({"endpointPublicAccess": True, "publicAccessCidrs": ["8.8.8.0/24"]}, "listed"),
        ({"endpointPublicAccess": True, "publicAccessCidrs": []}, "everyone"),
        ({"endpointPublicAccess": True}, "everyone"),
        ({}, "everyone"),
    ],
)
def test_who_reaches_the_api(row: dict[str, Any], audience: str) -> None:
    found = one(CLUSTER, Exposure, LISTED, detail(**row))
    assert (found.audience, found.offers, found.ports) == (
        audience,
        "administration",
        () if audience == "owner" else ((443, 443),),
    )


@pytest.mark.parametrize(
    ("logs", "enabled", "records"),
    [
        (["api", "audit", "authenticator"], True, ("admin", "data-read", "data-write", "sign-in")),
        (["audit"], True, ("admin", "data-read", "data-write")),
        (["api", "authenticator", "scheduler"], False, ("sign-in",)),
        ([], False, ()),
    ],
)
def test_what_is_recorded(*, logs: list[str], enabled: bool, records: tuple[str, ...]) -> None:
    found = one(CLUSTER, LogTrail, LISTED, detail(logs=logs))
    assert (found.enabled, found.records) == (enabled, records)


@pytest.mark.parametrize(
    ("row", "encrypted", "customer"),
    [
        ({"encryption": [{"resources": ["secrets"], "keyArn": KEY}]}, True, True),
        ({"encryption": []}, True, False),
        ({"version": "1.28"}, True, False),
        ({"version": "1.27"}, False, False),
        ({"version": "1.27", "encryption": [{"resources": ["secrets"], "keyArn": KEY}]}, True, True),
        ({"version": "1.9"}, False, False),
        ({"version": None}, False, False),
    ],
)
def test_what_encrypts_it(*, row: dict[str, Any], encrypted: bool, customer: bool) -> None:
    row = {k: v for k, v in {"version": "1.34", **row}.items() if v is not None}
    body = ("eks.cluster", f"{REGION}/charts", {"cluster": {"endpointPublicAccess": False, **row}})
    store = one(CLUSTER, DataStore, LISTED, body, *KEYS)
    assert (store.encrypted, store.customer_key) == (encrypted, customer)


STANDARD, EXTENDED = "2026-12-02T00:00:00Z", "2027-12-02T00:00:00Z"
VERSIONS = {
    "clusterVersions": [
        {"clusterVersion": "1.34", "endOfStandardSupportDate": STANDARD, "endOfExtendedSupportDate": EXTENDED}
    ]
}


@pytest.mark.parametrize(
    ("row", "versions", "left"),
    [
        ({}, VERSIONS, 6),
        ({"supportType": "STANDARD"}, VERSIONS, 6),
        ({"supportType": "EXTENDED"}, VERSIONS, 371),
        ({"version": "1.99"}, VERSIONS, None),
        ({}, {"clusterVersions": [{"clusterVersion": "1.34"}]}, None),
        ({}, DENIED, None),
    ],
)
def test_until_when_it_is_mended(row: dict[str, Any], versions: Any, left: int | None) -> None:
    found = one(CLUSTER, Release, LISTED, detail(**row), ("eks.versions", f"{REGION}/all", versions))
    assert found.support_days_left == left
    if left is None:
        assert why(found, "support_days_left") == (DENIED if versions == DENIED else "unclear")


def test_a_cluster_that_was_refused_is_open() -> None:
    for cls, fields in (
        (DataStore, ("encrypted", "customer_key", "cipher")),
        (Exposure, ("audience", "ports")),
        (LogTrail, ("enabled", "records")),
        (Release, ("version", "support_days_left")),
    ):
        found = one(CLUSTER, cls, LISTED, REFUSED)
        assert {why(found, field) for field in fields} == {DENIED}
    gaps = [f for f in facts(("eks.clusters", REGION, DENIED)) if isinstance(f, Gap) and f.kind == CLUSTER]
    assert {f.missing for f in gaps} == {"data-store", "exposure", "log-trail", "release"}
    assert not [f for f in facts(("eks.clusters", REGION, ABSENT)) if f.kind == CLUSTER]
