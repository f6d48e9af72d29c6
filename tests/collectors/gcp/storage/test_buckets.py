"""Buckets: each setting as it should be, as it should not be, left out, and not to be read; asked by both ways."""

from typing import Any

import pytest

from collectors.gcp.storage.buckets import KINDS
from scanner.facts import FOREVER, Backup, DataStore, Exposure, Fact, Gap, Guard, LogTrail
from tests.collectors.azure.settings import LEFT_OUT, changed, leaves, one
from tests.collectors.gcp.asking import facts
from tests.servers.google.double import Google

JSON = Any
NAME = "//storage.googleapis.com/charts"
ABOVE = "orgpolicy.googleapis.com/v2/projects/alder-prod/policies/storage.publicAccessPrevention:getEffectivePolicy"
READERS: JSON = {"role": "roles/storage.objectViewer", "members": ["group:ward-3@alder.example"]}
READ_LOG: JSON = {"logType": "DATA_READ", "exemptedMembers": ["user:eve@alder.example"]}


def good() -> dict[str, JSON]:
    """What the double holds: the bucket, policies, and what the organisation sets."""
    return {
        "bucket": {
            "name": "charts",
            "location": "EUROPE-WEST3",
            "encryption": {"defaultKmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"},
            "iamConfiguration": {
                "publicAccessPrevention": "inherited",
                "uniformBucketLevelAccess": {"enabled": True},
            },
            "versioning": {"enabled": True},
            "softDeletePolicy": {"retentionDurationSeconds": "7776000"},
            "retentionPolicy": {"retentionPeriod": "3024000", "isLocked": True},
            "lifecycle": {"rule": []},
        },
        "policy": {"bindings": [READERS]},
        "above": {"name": "projects/471100000815/policies/x", "spec": {"rules": [{"enforce": False}]}},
        "project": {"auditConfigs": [{"service": "allServices", "auditLogConfigs": [READ_LOG]}]},
        "folder": {
            "auditConfigs": [{"service": "storage.googleapis.com", "auditLogConfigs": [{"logType": "DATA_WRITE"}]}]
        },
    }


def put(it: Google, *changes: tuple[str, str, JSON]) -> None:
    """Have the double hold all that, changed."""
    held = good()
    for part, path, value in changes:
        held[part] = changed(held[part], path, value)
    place = it.held.put("storage.googleapis.com/Bucket", held["bucket"])
    it.held.policy(place, held["policy"])
    it.held.put(ABOVE, held["above"])
    it.held.policy("", held["project"])
    it.scopes["folders/55"].policy("", held["folder"])


def bucket(path: str, value: JSON = LEFT_OUT) -> tuple[str, str, JSON]:
    return "bucket", path, value


def let_in(*members: str) -> tuple[str, str, JSON]:
    return "policy", "bindings", [READERS, {"role": "roles/storage.objectViewer", "members": list(members)}]


def rule(kind: str, **condition: JSON) -> tuple[str, str, JSON]:
    return bucket("lifecycle.rule", [{"action": {"type": kind}, "condition": condition}])


OWN, LISTS = (
    bucket("iamConfiguration.publicAccessPrevention", "enforced"),
    bucket("iamConfiguration.uniformBucketLevelAccess.enabled", False),
)
SOFT_OFF = bucket("softDeletePolicy.retentionDurationSeconds", "0")
ENFORCED = ("above", "spec.rules", [{"enforce": True}])
NOTHING: JSON = []
NOT_ABOVE, NOT_HERE = ("folder", "auditConfigs", NOTHING), ("project", "auditConfigs", NOTHING)
TABLE: list[tuple[str, type[Fact], str, str, JSON, list[tuple[str, str, JSON]]]] = [
    ("cmek", DataStore, "", "customer_key", True, []),
    ("cmek", DataStore, "", "customer_key", False, [bucket("encryption")]),
    ("cmek", DataStore, "", "encrypted", True, [bucket("encryption")]),
    ("public_iam", Exposure, "permission/data", "audience", "owner", []),
    ("public_iam", Exposure, "permission/data", "audience", "everyone", [let_in("allUsers")]),
    ("public_iam", Exposure, "permission/data", "audience", "any-account", [let_in("allAuthenticatedUsers")]),
    ("public_iam", Exposure, "permission/data", "audience", "everyone", [let_in("allAuthenticatedUsers", "allUsers")]),
    ("public_iam", Exposure, "permission/data", "audience", "owner", [("policy", "bindings", [])]),
    ("ubla", Exposure, "permission/data", "audience", None, [LISTS]),
    ("ubla", Exposure, "permission/data", "audience", None, [bucket("iamConfiguration.uniformBucketLevelAccess")]),
    ("ubla", Exposure, "permission/data", "audience", "everyone", [LISTS, let_in("allUsers")]),
    ("ubla", Exposure, "permission/data", "audience", "owner", [LISTS, OWN]),
    ("pap", Exposure, "permission/data", "audience", "owner", [OWN, let_in("allUsers")]),
    ("pap", Exposure, "permission/data", "audience", "owner", [ENFORCED, let_in("allUsers")]),
    ("pap", Guard, "public-storage", "in_force", True, [OWN]),
    ("pap", Guard, "public-storage", "in_force", False, []),
    ("pap", Guard, "public-storage", "in_force", True, [ENFORCED]),
    ("pap", Guard, "public-storage", "in_force", False, [bucket("iamConfiguration.publicAccessPrevention")]),
    ("versioning", Backup, "versions", "retention_days", FOREVER, []),
    ("versioning", Backup, "versions", "retention_days", 0, [bucket("versioning.enabled", False)]),
    ("versioning", Backup, "versions", "newest_seconds", FOREVER, [bucket("versioning")]),
    ("versioning", Backup, "versions", "retention_days", 40, [rule("Delete", daysSinceNoncurrentTime=40)]),
    ("versioning", Backup, "versions", "retention_days", 0, [rule("Delete", numNewerVersions=3)]),
    ("versioning", Backup, "versions", "retention_days", 0, [rule("Delete", age=365)]),
    ("versioning", Backup, "versions", "retention_days", FOREVER, [rule("Delete", age=1, isLive=True)]),
    ("versioning", Backup, "versions", "retention_days", FOREVER, [rule("SetStorageClass", age=1)]),
    ("soft_delete", Backup, "soft-delete", "retention_days", 90, []),
    (
        "soft_delete",
        Backup,
        "soft-delete",
        "retention_days",
        0,
        [SOFT_OFF],
    ),
    ("soft_delete", Backup, "soft-delete", "retention_days", None, [bucket("softDeletePolicy")]),
    ("retention_lock", Backup, "versions", "immutable", True, []),
    ("retention_lock", Backup, "versions", "immutable", False, [bucket("retentionPolicy.isLocked")]),
    ("retention_lock", Backup, "versions", "immutable", False, [bucket("retentionPolicy.retentionPeriod", "3023999")]),
    ("retention_lock", Backup, "versions", "immutable", False, [bucket("retentionPolicy")]),
    ("access_log", LogTrail, "store", "records", ("data-read", "data-write"), []),
    ("access_log", LogTrail, "store", "exempt", ("user:eve@alder.example",), []),
    ("access_log", LogTrail, "store", "records", ("data-read",), [NOT_ABOVE]),
    ("access_log", LogTrail, "store", "enabled", False, [NOT_ABOVE, NOT_HERE]),
    ("access_log", LogTrail, "store", "records", (), [NOT_ABOVE, NOT_HERE]),
    ("access_log", LogTrail, "store", "enabled", None, [NOT_ABOVE, NOT_HERE, bucket("logging", {"logBucket": "logs"})]),
    ("access_log", LogTrail, "store", "records", None, [NOT_ABOVE, bucket("logging", {"logBucket": "logs"})]),
]


@pytest.mark.parametrize("inventory", ["true", "false"])
@pytest.mark.parametrize(("row", "cls", "which", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, row: str, cls: type[Fact], which: str, field: str, value: JSON, changes: list[Any], inventory: str
) -> None:
    put(near, *changes)
    assert getattr(one(facts(near, asset_inventory=inventory), cls, which, NAME), field) == value, row


@pytest.mark.parametrize("inventory", ["true", "false"])
def test_what_may_not_be_listed_is_missing(near: Google, inventory: str) -> None:
    put(near)
    near.denied |= {"storage.buckets.list", "cloudasset.assets.listResource"}
    found = facts(near, asset_inventory=inventory)
    gaps = [f for f in found if isinstance(f, Gap) and f.outcome == "denied" and f.kind in KINDS]
    assert len(gaps) == sum(len(kind.gives) for kind in KINDS.values())


def test_where_the_api_is_off_asset_inventory_tells_all_the_same(near: Google) -> None:
    put(near)
    near.held.disabled.add("storage.googleapis.com")
    assert one(facts(near), DataStore, "", NAME)
    assert all(isinstance(f, Gap) for f in facts(near, asset_inventory=False) if f.kind in KINDS)


@pytest.mark.parametrize(
    ("denied", "cls", "which", "fields"),
    [
        ("storage.buckets.getIamPolicy", Exposure, "permission/data", {"audience": None}),
        ("orgpolicy.projects.policies.getEffectivePolicy", Guard, "public-storage", {"in_force": None}),
        ("resourcemanager.folders.getIamPolicy", LogTrail, "store", {"enabled": True, "records": None}),
        ("resourcemanager.projects.getIamPolicy", LogTrail, "store", {"enabled": True, "records": None}),
    ],
)
def test_what_may_not_be_read_is_not_known(
    near: Google, denied: str, cls: type[Fact], which: str, fields: dict[str, JSON]
) -> None:
    put(near)
    near.denied |= {denied, "cloudasset.assets.listIamPolicy"}
    fact = one(facts(near), cls, which, NAME)
    assert {field: getattr(fact, field) for field in fields} == fields
    assert {why.outcome for why in fact.unread} == {"denied"}


def test_strangers_are_not_kept_out_by_what_may_not_be_read(near: Google) -> None:
    put(near, let_in("allUsers"))
    near.denied.add("orgpolicy.projects.policies.getEffectivePolicy")
    assert one(facts(near), Exposure, "permission/data", NAME).audience is None


FLIPPED: dict[str, JSON] = {"inherited": "enforced", "7776000": "86400", "3024000": "3023999"}
READ = [(path, value) for path, value in leaves(good()["bucket"]) if path != "name"]


@pytest.mark.parametrize(("path", "value"), READ)
def test_another_value_is_another_fact(near: Google, path: str, value: JSON) -> None:
    put(near)
    before = facts(near)
    other = not value if isinstance(value, bool) else FLIPPED.get(value, "" if "Kms" in path else "US")
    put(near, bucket(path, other))
    assert facts(near) != before


@pytest.mark.parametrize(
    "change",
    [bucket("storageClass", "STANDARD"), bucket("cors", [{"method": ["GET"]}]), bucket("website.mainPageSuffix", "x")],
)
def test_what_no_fact_reads_changes_none(near: Google, change: tuple[str, str, JSON]) -> None:
    put(near)
    before = facts(near)
    put(near, change)
    assert facts(near) == before
