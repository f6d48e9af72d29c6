"""Persistent disks and their snapshots: what to ask."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.compute.nodes import LABELLED
from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Asset, Backup, DataStore, Promise

DISK: Final = "gcp.compute.disk"
SNAPSHOT: Final = "gcp.compute.snapshot"
_GIVES: Final[tuple[Promise, ...]] = ((Asset, "store"), DataStore)
_COPIES: Final[tuple[Promise, ...]] = ((Backup, "copy"),)
_SCHEDULE: Final = (
    "gcloud compute resource-policies create snapshot-schedule SCHEDULE --region REGION --daily-schedule "
    "--start-time 02:00 --max-retention-days 35; gcloud compute disks add-resource-policies DISK --zone ZONE "
    "--resource-policies SCHEDULE"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DISK: Kind(
            title="persistent disk",
            gives=_GIVES,
            may=((Asset, "store"),),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "gcloud compute snapshots create COPY --source-disk DISK "
                    "--source-disk-zone ZONE; gcloud compute disks create NEW --source-snapshot COPY --zone ZONE "
                    "--kms-key KEY, then exchange the disks",
                    "backup.exists": _SCHEDULE,
                }
            ),
            own={"DISK": "name", "ZONE": "site"},
        ),
        SNAPSHOT: Kind(
            title="snapshots of a persistent disk",
            gives=_COPIES,
            fix=MappingProxyType(
                {
                    "backup.fresh": _SCHEDULE,
                    "backup.kept": "gcloud compute resource-policies update snapshot-schedule SCHEDULE --region REGION "
                    "--max-retention-days 35",
                    "backup.last-run-good": "gcloud compute snapshots create COPY --source-disk DISK "
                    "--source-disk-zone ZONE, and see what it says",
                    "backup.off-site": "gcloud compute snapshots create COPY --source-disk DISK --source-disk-zone "
                    "ZONE --storage-location ANOTHER-REGION, and name that place in the schedule too",
                    "backup.unalterable": "copy the disk into a backup vault (Backup and DR) that keeps what it holds: "
                    "a snapshot can always be deleted",
                }
            ),
            own={"DISK": "name", "ZONE": "site"},
        ),
    }
)
QUESTIONS: Final = (
    gcp(
        "compute.disks",
        "compute.disks.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/disks?maxResults=500",
        ("selfLink", "name", "id", "labels", "diskEncryptionKey.kmsKeyName", "resourcePolicies[]"),
        # Of a key that its owner brings himself a digest is told: only that there is one is kept.
        also=f"supplied: diskEncryptionKey.sha256 && `true`, {LABELLED}",
        needs="compute.disks.list",
        feeds=(*_GIVES, *_COPIES),
        list="items",
        items="items.*.disks[]",
        asset="compute.googleapis.com/Disk compute.googleapis.com/RegionDisk",
    ),
    gcp(
        "compute.snapshots",
        "compute.snapshots.list",
        "/compute/v1/projects/{project}/global/snapshots?maxResults=500",
        ("sourceDiskId", "status", "creationTimestamp", "storageLocations[]"),
        needs="compute.snapshots.list",
        feeds=_COPIES,
        list="items",
        asset="compute.googleapis.com/Snapshot",
    ),
    gcp(
        "compute.schedules",
        "compute.resourcePolicies.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/resourcePolicies?maxResults=500",
        ("selfLink", "status", "snapshotSchedulePolicy.retentionPolicy.maxRetentionDays"),
        also="snapshots: snapshotSchedulePolicy && `true`",
        needs="compute.resourcePolicies.list",
        feeds=_COPIES,
        list="items",
        items="items.*.resourcePolicies[]",
        asset="compute.googleapis.com/ResourcePolicy",
    ),
)
