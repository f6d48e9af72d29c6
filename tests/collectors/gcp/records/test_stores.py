"""How long logs are kept: buckets of Cloud Logging, and of Cloud Storage that sinks write to."""

import pytest

from scanner.facts import FOREVER, Gap, LogStore
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, left_out
from tests.collectors.gcp.kept import JSON, LOGS, REQUIRED, STORE, Change, gaps_of, put, the
from tests.servers.google.double import NUMBER, Google

HELD = 365


def ward(path: str, value: JSON = LEFT_OUT) -> Change:
    return "ward_logs", path, value


def kept(path: str, value: JSON = LEFT_OUT) -> Change:
    return "bucket", path, value


def deletes(*conditions: JSON, action: str = "Delete") -> Change:
    return kept("lifecycle.rule", [{"action": {"type": action}, "condition": one} for one in conditions])


NO_LOCK = kept("retentionPolicy")
TABLE: list[tuple[str, str, JSON, list[Change]]] = [
    (STORE, "retention_days", 400, []),
    (STORE, "retention_days", 30, [ward("retentionDays", 30)]),
    (STORE, "retention_days", 30, [ward("retentionDays")]),
    (STORE, "retention_days", 30, [ward("retentionDays", 0)]),
    (STORE, "retention_days", None, [ward("lifecycleState", "DELETE_REQUESTED")]),
    (STORE, "immutable", None, [ward("lifecycleState", "FAILED")]),
    (STORE, "retention_days", 400, [ward("lifecycleState", "UPDATING")]),
    (STORE, "immutable", True, []),
    (STORE, "immutable", True, [ward("retentionDays", HELD)]),
    (STORE, "immutable", False, [ward("retentionDays", HELD - 1)]),
    (STORE, "immutable", False, [ward("locked", False)]),
    (STORE, "immutable", False, [ward("locked")]),
    (STORE, "retention_days", 400, [ward("name", f"projects/{NUMBER}/locations/europe-west3/buckets/ward")]),
    (REQUIRED, "retention_days", 400, [("required", "retentionDays", LEFT_OUT)]),
    (REQUIRED, "immutable", True, [("required", "locked", LEFT_OUT)]),
    (LOGS, "retention_days", 800, []),
    (LOGS, "retention_days", FOREVER, [kept("lifecycle")]),
    (LOGS, "retention_days", FOREVER, [deletes({"age": 1}, action="SetStorageClass")]),
    (LOGS, "retention_days", 500, [deletes({"age": 800}, {"age": 500})]),
    (LOGS, "retention_days", HELD, [deletes({"age": 30})]),
    (LOGS, "retention_days", 30, [deletes({"age": 30}), NO_LOCK]),
    (LOGS, "retention_days", 0, [deletes({"age": 0}), NO_LOCK]),
    (LOGS, "retention_days", 30, [deletes({"age": 30, "matchesPrefix": ["x"]}), NO_LOCK]),
    (LOGS, "retention_days", FOREVER, [deletes({"age": 30, "isLive": False}), NO_LOCK]),
    (LOGS, "retention_days", 30, [deletes({"age": 30, "isLive": True}), NO_LOCK]),
    (LOGS, "retention_days", FOREVER, [deletes({"daysSinceNoncurrentTime": 7}), NO_LOCK]),
    (LOGS, "retention_days", FOREVER, [deletes({"numNewerVersions": 3}), NO_LOCK]),
    (LOGS, "retention_days", None, [deletes({"createdBefore": "2026-01-01"}), NO_LOCK]),
    (LOGS, "retention_days", None, [deletes({"matchesStorageClass": ["COLDLINE"]}), NO_LOCK]),
    (LOGS, "immutable", True, []),
    (LOGS, "immutable", False, [NO_LOCK]),
    (LOGS, "immutable", False, [kept("retentionPolicy.isLocked")]),
    (LOGS, "immutable", False, [kept("retentionPolicy.isLocked", False)]),
    (LOGS, "immutable", False, [kept("retentionPolicy.retentionPeriod", str(HELD * 86400 - 1))]),
    (LOGS, "tamper_evident", None, []),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("at", "field", "value", "changes"), TABLE)
def test_how_long_and_how_safe(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, at: str, field: str, value: JSON, changes: list[Change], way: str
) -> None:
    put(near, *changes)
    found = facts(near, asset_inventory=way)
    assert getattr(the(found, LogStore, "", at), field) == value
    assert the(found, LogStore, "", at).site in {"europe-west3", "global"}


@pytest.mark.parametrize("way", ["true", "false"])
def test_only_buckets_that_sinks_write_to(near: Google, way: str) -> None:
    put(near, ("errors", "", LEFT_OUT))
    assert not _stores(near, way)
    near.scopes["organizations/77"].put(
        "logging.googleapis.com/LogSink",
        {"name": "all", "destination": "storage.googleapis.com/alder-logs", "includeChildren": True},
    )
    assert _stores(near, way) == {LOGS}


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("member", "there"),
    [
        (f"serviceAccount:service-{NUMBER}@gcp-sa-logging.iam.gserviceaccount.com", True),
        ("serviceAccount:service-org-77@gcp-sa-logging.iam.gserviceaccount.com", True),
        ("serviceAccount:cloud-logs@system.gserviceaccount.com", True),
        ("serviceAccount:scans@archive.iam.gserviceaccount.com", False),
        ("user:gcp-sa-logging.iam.gserviceaccount.com@alder.example", False),
    ],
)
def test_a_bucket_of_logs_of_others_is_known_by_who_writes_to_it(
    near: Google,
    member: str,
    there: bool,  # noqa: FBT001  # the column of a table
    way: str,
) -> None:
    """The project that keeps the logs of all others has no sink of its own that leads there."""
    put(near, ("errors", "", LEFT_OUT))
    near.held.policy(
        "storage.googleapis.com/storage/v1/b/alder-logs",
        {"bindings": [{"role": "roles/storage.objectCreator", "members": [member]}]},
    )
    assert _stores(near, way) == ({LOGS} if there else set())


def _stores(near: Google, way: str) -> set[str]:
    found = facts(near, asset_inventory=way)
    return {f.resource for f in found if isinstance(f, LogStore) and f.kind == "gcp.storage.log-bucket"}


STORES = {("log-store", "", "denied")}


@pytest.mark.parametrize(
    ("right", "changes", "kind", "gaps"),
    [
        ("logging.buckets.list", [], "gcp.logging.bucket", STORES),
        ("storage.buckets.list", [], "gcp.storage.log-bucket", STORES),
        ("logging.sinks.list", [], "gcp.storage.log-bucket", STORES),
        ("storage.buckets.getIamPolicy", [], "gcp.storage.log-bucket", set()),
        ("storage.buckets.getIamPolicy", [("errors", "", LEFT_OUT)], "gcp.storage.log-bucket", STORES),
    ],
)
def test_what_may_not_be_read_may_be_missing(
    near: Google, right: str, changes: list[Change], kind: str, gaps: set[tuple[str, str, str]]
) -> None:
    put(near, *changes)
    near.held.denied.add(right)
    assert gaps_of(facts(near, asset_inventory=False), kind) == gaps


def test_an_empty_list_of_log_buckets_is_one(near: Google) -> None:
    put(near, ("ward_logs", "", LEFT_OUT), ("required", "", LEFT_OUT))
    found = facts(near, asset_inventory=False)
    assert not [f for f in found if f.kind == "gcp.logging.bucket"]
    assert not [f for f in found if isinstance(f, Gap) and not left_out(f)]
