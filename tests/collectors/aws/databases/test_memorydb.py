from typing import Any

import pytest

from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Fact, Gap, Release, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

CLUSTER = "aws.memorydb.cluster"
ARN = f"arn:aws:memorydb:{REGION}:{ACCOUNT}:cluster/queue"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
NEW, OLD = "2026-11-25T06:00:00Z", "2026-11-24T06:00:00Z"


def cluster(**row: Any) -> tuple[str, str, Any]:
    base = {"Name": "queue", "ARN": ARN, "ACLName": "staff", "ParameterGroupStatus": "in-sync"}
    return ("memorydb.clusters", REGION, {"Clusters": [{**base, "ParameterGroupName": "strict", **row}]})


def fact(cls: type[Fact], *given: Any) -> Any:
    return one(CLUSTER, cls, *given)


@pytest.mark.parametrize(("row", "customer"), [({}, False), ({"KmsKeyId": KEY}, True)])
def test_it_is_always_encrypted_and_the_question_is_whose_key_it_is(*, row: dict[str, Any], customer: bool) -> None:
    keys: tuple[tuple[str, str, Any], ...] = (
        ("kms.aliases", REGION, {"Aliases": []}),
        ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
        ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
    )
    store = fact(DataStore, cluster(**row), *keys)
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, True, customer)


@pytest.mark.parametrize(
    ("row", "encryption"), [({"TLSEnabled": True}, "required"), ({"TLSEnabled": False}, "none"), ({}, "none")]
)
def test_how_one_talks_to_it(row: dict[str, Any], encryption: str) -> None:
    assert fact(Channel, cluster(**row)).encryption == encryption


def users(*kinds: str, of: str = "staff") -> tuple[str, str, Any]:
    return ("memorydb.users", f"{REGION}/all", {"Users": [{"ACLNames": [of], "Type": k, "Off": False} for k in kinds]})


@pytest.mark.parametrize(
    ("row", "said", "factors", "individual"),
    [
        ({}, users("iam"), 1, True),
        ({}, users("iam", "password"), 1, None),
        ({}, users("iam", "no-password"), 0, False),
        ({}, users("iam", of="others"), None, None),
        ({}, ("memorydb.users", f"{REGION}/all", DENIED), None, None),
        ({"ACLName": "open-access"}, ("memorydb.users", f"{REGION}/all", DENIED), 0, False),
        ({"ACLName": None}, users("iam"), None, None),
    ],
)
def test_whom_its_access_list_lets_in(
    *, row: dict[str, Any], said: Any, factors: int | None, individual: bool | None
) -> None:
    door = fact(SignIn, cluster(**row), said)
    assert (door.factors, door.individual) == (factors, individual)


def timeout(*values: str) -> tuple[str, str, Any]:
    return (
        "memorydb.parameters",
        f"{REGION}/strict",
        {"Parameters": [{"Name": "timeout", "Value": v} for v in values]},
    )


@pytest.mark.parametrize(
    ("row", "said", "idle", "reason"),
    [
        ({}, timeout("900"), 900, ""),
        ({}, timeout("0"), FOREVER, ""),
        ({}, timeout(), FOREVER, ""),
        ({}, timeout("soon"), None, "unclear"),
        ({}, ("memorydb.parameters", f"{REGION}/strict", DENIED), None, DENIED),
        ({"ParameterGroupStatus": "applying"}, timeout("900"), None, "unclear"),
        ({"ParameterGroupName": "default.memorydb-valkey7"}, timeout("900"), FOREVER, ""),
    ],
)
def test_when_an_idle_connection_ends(row: dict[str, Any], said: Any, idle: int | None, reason: str) -> None:
    session = fact(Session, cluster(**row), said)
    assert session.idle_seconds == idle
    assert idle is not None or why(session, "idle_seconds") == reason


@pytest.mark.parametrize(
    ("kept", "snapshot", "newest"),
    [
        (35, {}, 21600),
        (35, {"Made": [NEW, OLD]}, 108000),
        (35, {"Made": []}, FOREVER),
        (35, {"Status": "creating"}, FOREVER),
        (35, {"Source": "manual"}, FOREVER),
        (35, {"Cluster": "another"}, FOREVER),
        (0, {}, FOREVER),
    ],
)
def test_its_snapshots(kept: int, snapshot: dict[str, Any], newest: int) -> None:
    row = {"Cluster": "queue", "Status": "available", "Source": "automated", "Made": [NEW], **snapshot}
    backup = fact(
        Backup, cluster(SnapshotRetentionLimit=kept), ("memorydb.snapshots", f"{REGION}/all", {"Snapshots": [row]})
    )
    assert (backup.newest_seconds, backup.retention_days, backup.encrypted) == (newest, kept, True)


def test_snapshots_that_were_refused() -> None:
    denied = ("memorydb.snapshots", f"{REGION}/all", DENIED)
    assert why(fact(Backup, cluster(SnapshotRetentionLimit=35), denied), "newest_seconds") == DENIED
    assert fact(Backup, cluster(), denied).newest_seconds == FOREVER


def test_a_cluster_is_a_store_with_a_release() -> None:
    assert fact(Asset, cluster()).role == "store"
    release = fact(Release, cluster(Engine="valkey", EngineVersion="7.3", AutoMinorVersionUpgrade=True))
    assert (release.version, release.auto_update) == ("valkey 7.3", True)


@pytest.mark.parametrize(("outcome", "missing"), [(DENIED, 7), (ABSENT, 0)])
def test_what_was_not_listed(outcome: str, missing: int) -> None:
    found = [f for f in facts(("memorydb.clusters", REGION, outcome)) if f.kind == CLUSTER]
    assert all(isinstance(f, Gap) for f in found)
    assert len(found) == missing
