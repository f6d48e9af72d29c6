"""Disks and their snapshots: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.gcp.compute.disks import KINDS
from scanner.facts import FOREVER, Asset, Backup, DataStore, Fact, Gap
from tests.collectors.azure.settings import LEFT_OUT, leaves
from tests.collectors.gcp.asking import facts, left_out, near_answers
from tests.collectors.gcp.things import BOTH, FULL, JSON, LINK, REGION, ZONE, Change, Setting, Things, one, put
from tests.servers.google.double import Google

DISK = f"{FULL}/zones/{ZONE}/disks/data"
PAIR = f"{FULL}/regions/{REGION}/disks/pair"
DAILY = f"{LINK}/regions/{REGION}/resourcePolicies/daily"
_SNAPSHOT: JSON = {
    "name": "monday",
    "sourceDisk": f"{LINK}/zones/{ZONE}/disks/data",
    "sourceDiskId": "4711",
    "status": "READY",
    "creationTimestamp": "2026-11-25T00:00:00.000-08:00",  # four hours before
    "storageLocations": ["europe-west4"],
}
GOOD: Things = {
    "disk": (
        "compute.googleapis.com/Disk",
        {
            "name": "data",
            "id": "4711",
            "diskEncryptionKey": {"kmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1"},
            "resourcePolicies": [DAILY],
        },
        {"zone": ZONE},
    ),
    "pair": ("compute.googleapis.com/RegionDisk", {"name": "pair", "id": "4712"}, {"region": REGION}),
    "daily": (
        "compute.googleapis.com/ResourcePolicy",
        {
            "name": "daily",
            "status": "READY",
            "snapshotSchedulePolicy": {
                "schedule": {"dailySchedule": {"daysInCycle": 1, "startTime": "02:00"}},
                "retentionPolicy": {"maxRetentionDays": 40, "onSourceDiskDelete": "KEEP_AUTO_SNAPSHOTS"},
            },
        },
        {"region": REGION},
    ),
    "weekly": (
        "compute.googleapis.com/ResourcePolicy",
        {"name": "weekly", "status": "READY", "snapshotSchedulePolicy": {"retentionPolicy": {"maxRetentionDays": 90}}},
        {"region": REGION},
    ),
    "hours": (
        "compute.googleapis.com/ResourcePolicy",
        {"name": "hours", "status": "READY", "instanceSchedulePolicy": {"timeZone": "UTC"}},
        {"region": REGION},
    ),
    "snapshot": ("compute.googleapis.com/Snapshot", _SNAPSHOT, {}),
    "older": (
        "compute.googleapis.com/Snapshot",
        {**_SNAPSHOT, "name": "sunday", "creationTimestamp": "2026-11-25T01:00:00.000+00:00"},  # eleven hours before
        {},
    ),
}


def disk(path: str, value: JSON = LEFT_OUT) -> Change:
    return "disk", path, value


def attached(*names: str) -> Change:
    return disk("resourcePolicies", [DAILY.replace("daily", name) for name in names])


def snapshot(path: str, value: JSON = LEFT_OUT) -> Change:
    return "snapshot", path, value


NONE = (snapshot("", LEFT_OUT), ("older", "", LEFT_OUT))
KEY = "diskEncryptionKey"
RETENTION = "snapshotSchedulePolicy.retentionPolicy"
COPY = (Backup, "copy", DISK)
TABLE: list[Setting] = [
    ("disk.cmek", DataStore, "", DISK, "customer_key", True, []),
    ("disk.cmek", DataStore, "", DISK, "encrypted", True, [disk(KEY)]),
    ("disk.cmek", DataStore, "", DISK, "customer_key", False, [disk(KEY)]),
    ("disk.cmek", DataStore, "", DISK, "customer_key", True, [disk(KEY, {"sha256": "hunter2"})]),
    ("disk.cmek", DataStore, "", DISK, "customer_key", False, [disk(KEY, {"kmsKeyServiceAccount": "x@y.z"})]),
    ("disk.cmek", DataStore, "", PAIR, "customer_key", False, []),
    ("disk", Asset, "store", DISK, "site", ZONE, []),
    ("disk", Asset, "store", PAIR, "site", REGION, []),
    ("snapshot.age", *COPY, "newest_seconds", 4 * 3600, []),
    ("snapshot.age", *COPY, "newest_seconds", 11 * 3600, [snapshot("status", "UPLOADING")]),
    ("snapshot.age", *COPY, "newest_seconds", 11 * 3600, [snapshot("status", "FAILED")]),
    # Another disk had this name once.
    ("snapshot.age", *COPY, "newest_seconds", 11 * 3600, [snapshot("sourceDiskId", "4710")]),
    ("snapshot.age", *COPY, "newest_seconds", FOREVER, [*NONE]),
    ("snapshot.age", *COPY, "succeeded", True, []),
    ("snapshot.age", *COPY, "succeeded", False, [snapshot("status", "FAILED")]),
    ("snapshot.age", *COPY, "succeeded", True, [snapshot("status", "DELETING")]),
    ("snapshot.age", *COPY, "succeeded", None, [snapshot("status", "CREATING")]),
    ("snapshot.age", *COPY, "succeeded", None, [*NONE]),
    ("snapshot.retention", *COPY, "retention_days", 40, []),
    ("snapshot.retention", *COPY, "retention_days", 40, [*NONE]),
    ("snapshot.retention", *COPY, "retention_days", 90, [attached("daily", "weekly")]),
    ("snapshot.retention", *COPY, "retention_days", FOREVER, [("daily", RETENTION, LEFT_OUT)]),
    ("snapshot.retention", *COPY, "retention_days", None, [disk("resourcePolicies")]),
    ("snapshot.retention", *COPY, "retention_days", None, [attached("hours")]),
    ("snapshot.retention", *COPY, "retention_days", None, [attached("daily", "gone")]),
    ("snapshot.retention", *COPY, "retention_days", None, [("daily", "status", "EXPIRED")]),
    ("snapshot", *COPY, "encrypted", True, []),
    ("snapshot", *COPY, "immutable", False, []),
    ("snapshot", *COPY, "offsite", True, []),
    ("snapshot", *COPY, "offsite", True, [snapshot("storageLocations", ["eu"])]),
    ("snapshot", *COPY, "offsite", False, [snapshot("storageLocations", [REGION])]),
    ("snapshot", *COPY, "offsite", True, [snapshot("storageLocations", ["europe-west12"])]),
    ("snapshot", *COPY, "offsite", None, [snapshot("storageLocations")]),
    ("snapshot", *COPY, "offsite", False, [*NONE]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google,
    row: str,
    cls: type[Fact],
    which: str,
    at: str,
    field: str,
    value: JSON,
    changes: list[Change],
    inventory: str,
) -> None:
    put(near, GOOD, *changes)
    assert getattr(one(facts(near, asset_inventory=inventory), cls, which, at), field) == value, row


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize("changes", [[disk("resourcePolicies")], [attached("hours")], [("daily", "status", "INVALID")]])
def test_what_nothing_copies_has_no_backup(near: Google, changes: list[Change], inventory: str) -> None:
    """disk.snapshot_schedule: where Backup and DR says that it has none either."""
    put(near, GOOD, *NONE, *changes)
    found = facts(near, asset_inventory=inventory)
    assert not [f for f in found if isinstance(f, Backup) and f.resource == DISK]
    told = {(f.kind, f.missing, f.which, f.outcome) for f in found if isinstance(f, Gap) and f.kind in KINDS}
    assert told == set()
    near.denied |= {"backupdr.backupPlanAssociations.list", "cloudasset.assets.listResource"}
    gaps = [f for f in facts(near, asset_inventory=inventory) if isinstance(f, Gap) and f.missing == "backup"]
    assert {(gap.kind, gap.which, gap.outcome) for gap in gaps} >= {("gcp.backupdr.protected", "copy", "denied")}


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(
    ("denied", "kinds"), [("compute.disks.list", {"disk", "snapshot"}), ("compute.snapshots.list", {"snapshot"})]
)
def test_what_may_not_be_listed_is_missing(near: Google, denied: str, kinds: set[str], inventory: str) -> None:
    put(near, GOOD)
    near.denied |= {denied, "cloudasset.assets.listResource"}
    found = [f for f in facts(near, asset_inventory=inventory) if not left_out(f)]
    gaps = [f for f in found if isinstance(f, Gap) and f.outcome == "denied"]
    assert {gap.kind.rpartition(".")[2] for gap in gaps} == kinds
    assert len(gaps) == sum(len(kind.gives) for name, kind in KINDS.items() if name.rpartition(".")[2] in kinds)


def test_of_schedules_that_may_not_be_read_nobody_knows_how_long_they_keep(near: Google) -> None:
    put(near, GOOD)
    near.denied.add("compute.resourcePolicies.list")
    copy = one(facts(near, asset_inventory="false"), *COPY)
    assert copy.retention_days is None  # type: ignore[attr-defined]
    assert {(why.field, why.outcome) for why in copy.unread} == {("retention_days", "denied")}
    assert copy.newest_seconds == 4 * 3600  # type: ignore[attr-defined]


def test_where_the_api_is_off_asset_inventory_tells_all_the_same(near: Google) -> None:
    put(near, GOOD)
    near.held.disabled.add("compute.googleapis.com")
    assert one(facts(near), *COPY)
    alone = [f for f in facts(near, asset_inventory="false") if f.kind in KINDS]
    assert alone
    assert {(type(f), getattr(f, "outcome", "")) for f in alone} == {(Gap, "denied")}


def test_a_list_that_lacks_a_zone_is_none(near: Google) -> None:
    put(near, GOOD)
    near.twist = lambda method, body: (
        {**body, "unreachables": [f"zones/{ZONE}"]} if method == "compute.disks.aggregatedList" else body
    )
    found = [f for f in facts(near, asset_inventory="false") if f.kind == "gcp.compute.disk"]
    assert found
    assert all(isinstance(f, Gap) for f in found)


def test_pages_are_joined(near: Google) -> None:
    put(near, GOOD)
    near.pages.size = 1
    assert {f.resource for f in facts(near, asset_inventory="false") if isinstance(f, DataStore)} >= {DISK, PAIR}


def test_of_a_key_that_its_owner_brings_nothing_is_kept(near: Google) -> None:
    put(near, GOOD, disk(KEY, {"sha256": "hunter2", "rawKey": "hunter2"}))
    assert "hunter2" not in repr([*near_answers(near), *near_answers(near, asset_inventory="false")])


OTHER: dict[str, JSON] = {
    "status": "FAILED",
    "creationTimestamp": "2026-11-25T03:00:00.000-08:00",
    "id": "1",
    "sourceDiskId": "1",
    "snapshotSchedulePolicy.retentionPolicy.maxRetentionDays": 1,
    f"{KEY}.kmsKeyName": "",
}
UNREAD = {"name", "sourceDisk"}
READ = [
    (name, path)
    for name in ("disk", "daily", "snapshot")
    for path, _ in leaves(GOOD[name][1])
    if path not in UNREAD and "schedule." not in path and not path.endswith("onSourceDiskDelete")
]


@pytest.mark.parametrize(("name", "path"), READ)
def test_another_value_is_another_fact(near: Google, name: str, path: str) -> None:
    put(near, GOOD)
    before = facts(near)
    put(near, GOOD, (name, path, "INVALID" if (name, path) == ("daily", "status") else OTHER[path]))
    assert facts(near) != before


@pytest.mark.parametrize(
    "change",
    [
        disk("sizeGb", "9"),
        disk("description", "x"),
        snapshot("description", "x"),
        snapshot("diskSizeGb", "9"),
        ("daily", "snapshotSchedulePolicy.snapshotProperties", {"guestFlush": True}),
        ("daily", "snapshotSchedulePolicy.retentionPolicy.onSourceDiskDelete", "APPLY_RETENTION_POLICY"),
    ],
)
def test_what_no_fact_reads_changes_none(near: Google, change: Change) -> None:
    put(near, GOOD)
    before = facts(near)
    put(near, GOOD, change)
    assert facts(near) == before
