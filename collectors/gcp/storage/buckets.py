"""Cloud Storage: what to ask about buckets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Alarm, Asset, Backup, DataStore, Delivery, Exposure, Guard, LogStore, LogTrail, Promise

BUCKET: Final = "gcp.storage.bucket"
ASSET: Final = "storage.googleapis.com/Bucket"
_GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "store"),
    DataStore,
    (Exposure, "permission/data"),
    (Guard, "public-storage"),
    (Backup, "versions"),
    (Backup, "soft-delete"),
    (LogTrail, "store"),
)
_UPDATE: Final = "gcloud storage buckets update gs://BUCKET"
_AUDIT: Final = (
    "gcloud projects get-iam-policy PROJECT > policy.yaml; add DATA_READ and DATA_WRITE of storage.googleapis.com to "
    "auditConfigs; gcloud projects set-iam-policy PROJECT policy.yaml"
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        BUCKET: Kind(
            title="Cloud Storage bucket",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": f"{_UPDATE} --default-encryption-key KEY",
                    "public-exposure.not-public": f"{_UPDATE} --public-access-prevention",
                    "public-exposure.blocked-in-scope": f"{_UPDATE} --public-access-prevention",
                    "backup.kept": f"{_UPDATE} --soft-delete-duration 90d, or --versioning",
                    "backup.unalterable": f"{_UPDATE} --retention-period 35d; then --lock-retention-period",
                    "audit-logging.recording": _AUDIT,
                    "audit-logging.events-complete": _AUDIT,
                }
            ),
            own={"BUCKET": "name"},
        )
    }
)
QUESTIONS: Final = (
    gcp(
        "storage.buckets",
        "storage.buckets.list",
        "/storage/v1/b?project={project}&maxResults=1000",
        (
            "name",
            "location",
            "labels",
            "encryption.defaultKmsKeyName",
            "iamConfiguration.publicAccessPrevention",
            "iamConfiguration.uniformBucketLevelAccess.enabled",
            "versioning.enabled",
            "softDeletePolicy.retentionDurationSeconds",
            "retentionPolicy.retentionPeriod",
            "retentionPolicy.isLocked",
            "logging.logBucket",
            "lifecycle.rule[].action.type",
            "lifecycle.rule[].condition.isLive",
            "lifecycle.rule[].condition.daysSinceNoncurrentTime",
            "lifecycle.rule[].condition.numNewerVersions",
            "lifecycle.rule[].condition.age",
        ),
        needs="storage.buckets.list",
        feeds=(*_GIVES, LogStore, Delivery, (Alarm, "config-changes")),
        list="items",
        asset=ASSET,
    ),
    gcp(
        "storage.policy",
        "storage.buckets.getIamPolicy",
        "/storage/v1/b/{name}/iam?optionsRequestedPolicyVersion=3",
        ("bindings[].role", "bindings[].members[]", "bindings[].condition.title", "etag"),
        needs="storage.buckets.getIamPolicy",
        feeds=((Exposure, "permission/data"), LogStore),
        each="storage.buckets",
        about="name",
        asset=ASSET,
        policy="//storage.googleapis.com/{name}",
    ),
)
