"""Backup and DR: what to ask about vaults, about plans, and about what is protected by one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Backup, DataStore, Guard, Promise

PROTECTED: Final = "gcp.backupdr.protected"
VAULT: Final = "gcp.backupdr.vault"
_COPY: Final[tuple[Promise, ...]] = ((Backup, "copy"),)
_VAULT: Final[tuple[Promise, ...]] = (DataStore, (Guard, "deletion"))
_PLAN: Final = "gcloud backup-dr backup-plans update PLAN --location LOCATION"
_LOCKED: Final = (
    "gcloud backup-dr backup-vaults update VAULT --location LOCATION --backup-min-enforced-retention 35d "
    "--effective-time TIME, after which nobody can take it back"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PROTECTED: Kind(
            title="copies in Backup and DR",
            gives=_COPY,
            fix=MappingProxyType(
                {
                    "backup.fresh": f"{_PLAN} --backup-rules FILE, with a daily rule; gcloud backup-dr "
                    "backup-plan-associations trigger-backup ASSOCIATION --location LOCATION --backup-rule-id RULE",
                    "backup.kept": f"{_PLAN} --backup-rules FILE, with backup-retention-days of 35 or more",
                    "backup.last-run-good": "gcloud backup-dr backup-plan-associations describe ASSOCIATION --location "
                    "LOCATION says why; then trigger-backup in place of describe",
                    "backup.off-site": "gcloud backup-dr backup-plans create NEW --location LOCATION --backup-vault "
                    "VAULT, with a vault of another region or project",
                    "backup.unalterable": _LOCKED,
                }
            ),
        ),
        VAULT: Kind(
            title="backup vault",
            gives=_VAULT,
            fix=MappingProxyType(
                {
                    "backup.deletion-guarded": _LOCKED,
                    "encryption-at-rest.customer-key": "it stays as it was made: gcloud backup-dr backup-vaults create "
                    "NEW --location LOCATION --backup-min-enforced-retention 35d --kms-key KEY",
                }
            ),
            own={"VAULT": "name"},
        ),
    }
)

QUESTIONS: Final = (
    gcp(
        "backupdr.vaults",
        "backupdr.projects.locations.backupVaults.list",
        "/v1/projects/{project}/locations/-/backupVaults?pageSize=500",
        (
            "name",
            "labels",
            "backupMinimumEnforcedRetentionDuration",
            "effectiveTime",
            "encryptionConfig.kmsKeyName",
        ),
        needs="backupdr.backupVaults.list",
        feeds=(*_VAULT, *_COPY),
        list="backupVaults",
        asset="backupdr.googleapis.com/BackupVault",
    ),
    gcp(
        "backupdr.plans",
        "backupdr.projects.locations.backupPlans.list",
        "/v1/projects/{project}/locations/-/backupPlans?pageSize=500",
        (
            "name",
            "backupVault",
            "backupRules[].ruleId",
            "backupRules[].backupRetentionDays",
            "backupRules[].standardSchedule.recurrenceType",
        ),
        needs="backupdr.backupPlans.list",
        feeds=_COPY,
        list="backupPlans",
        asset="backupdr.googleapis.com/BackupPlan",
    ),
    gcp(
        "backupdr.associations",
        "backupdr.projects.locations.backupPlanAssociations.list",
        "/v1/projects/{project}/locations/-/backupPlanAssociations?pageSize=500",
        (
            "name",
            "resource",
            "resourceType",
            "backupPlan",
            "state",
            "rulesConfigInfo[].ruleId",
            "rulesConfigInfo[].lastBackupState",
            "rulesConfigInfo[].lastSuccessfulBackupConsistencyTime",
        ),
        needs="backupdr.backupPlanAssociations.list",
        feeds=_COPY,
        list="backupPlanAssociations",
        asset="backupdr.googleapis.com/BackupPlanAssociation",
    ),
)
