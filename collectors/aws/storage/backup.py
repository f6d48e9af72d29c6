"""AWS Backup: what it protects, how the newest copies are kept, and whether any was ever brought back.

Plans say what shall be; recovery points say what is. Only the second are asked for, and the jobs that left none.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.row import Known
from collectors.aws.question import Ask, Place
from scanner.answers import JSON
from scanner.collector import Kind
from scanner.facts import Backup, DataStore, Guard, Routine

PROTECTED: Final = "aws.backup.protected"
VAULT: Final = "aws.backup.vault"
TYPE: Final = "aws.backup.resource-type"
HELD: Final = ("COMPLETED", "AVAILABLE")
"""States of a recovery point that can be restored."""
AIR_GAPPED: Final = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
"""A vault that is locked in compliance mode from the beginning."""
BORROWED: Final = "RESTORE_ACCESS_BACKUP_VAULT"
"""A way into another account's vault, to restore from it."""
CONTINUOUS: Final = ":recovery-point:continuous:"
"""In the ARN of a recovery point that is made once and goes on."""
FAILED: Final = ("FAILED", "EXPIRED", "ABORTED")
"""States of a backup job that left no recovery point."""
LISTED, JOBS, RESTORES = "protected", "jobs", "restores"
"""So what is asked once a region is named: the first where it has a vault, the others where it protects something."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PROTECTED: Kind(
            title="copies in AWS Backup",
            gives=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "backup.fresh": "aws backup start-backup-job --backup-vault-name VAULT --resource-arn ARN "
                    "--iam-role-arn ROLE, and a daily rule: aws backup update-backup-plan --backup-plan-id PLAN "
                    "--backup-plan file://FILE",
                    "backup.kept": "aws backup update-backup-plan --backup-plan-id PLAN --backup-plan file://FILE, "
                    "with Lifecycle.DeleteAfterDays of 35 or more",
                    "backup.last-run-good": "aws backup list-backup-jobs --by-resource-arn ARN says why, or "
                    "aws backup list-copy-jobs --by-resource-arn ARN",
                    "backup.off-site": "aws backup update-backup-plan --backup-plan-id PLAN --backup-plan "
                    "file://FILE, with CopyActions to a vault elsewhere",
                    "backup.unalterable": "aws backup put-backup-vault-lock-configuration --backup-vault-name VAULT "
                    "--min-retention-days 35 --changeable-for-days 3",
                    "backup.encrypted": "copy it to a vault that has a key: aws backup start-copy-job "
                    "--recovery-point-arn POINT-ARN --source-backup-vault-name VAULT --destination-backup-vault-arn "
                    "VAULT-ARN --iam-role-arn ROLE",
                }
            ),
            own={"ARN": "resource"},
        ),
        VAULT: Kind(
            title="backup vault",
            gives=(DataStore, (Guard, "deletion")),
            fix=MappingProxyType(
                {
                    "backup.deletion-guarded": "aws backup put-backup-vault-access-policy --backup-vault-name VAULT "
                    "--policy file://FILE, which denies backup:DeleteRecoveryPoint to everybody",
                    "encryption-at-rest.customer-key": "aws backup create-backup-vault --backup-vault-name NEW "
                    "--encryption-key-arn KEY-ARN, then copy the recovery points there",
                }
            ),
            own={"VAULT": "name"},
        ),
        TYPE: Kind(
            title="kind of resource in AWS Backup",
            gives=((Routine, "restore-test"),),
            fix=MappingProxyType(
                {
                    "restore-test.recent": "aws backup create-restore-testing-plan --restore-testing-plan "
                    "file://FILE; aws backup create-restore-testing-selection --restore-testing-plan-name NAME "
                    "--restore-testing-selection file://FILE; after each test, once somebody has looked, aws backup "
                    "put-restore-validation-result --restore-job-id JOB --validation-status SUCCESSFUL (or FAILED)",
                    "restore-test.in-time": "restore from a vault in the same region, or keep copies in warm storage",
                }
            ),
        ),
    }
)


def _locked(place: Place) -> bool:
    return bool(place.item.get("Locked")) or place.item.get("VaultType") == AIR_GAPPED


def _empty(known: Known, place: Place) -> bool:
    """What holds nothing has nothing to guard."""
    return place.item.get("NumberOfRecoveryPoints") == 0 and known.outcome("backup.points", place.about) == "empty"


def _seen(known: Known, place: Place) -> bool:
    """A good copy of the last week stands in a list, and nothing says that beside it an older one goes on."""
    return CONTINUOUS not in place.item.get("LastRecoveryPointArn", "") and place.about in known.once(_copied)


def _copied(known: Known) -> frozenset[str]:
    """What good copies are of."""
    points = (point for body in known.bodies("backup.points") for point in body.get("RecoveryPoints", []))
    return frozenset(point.get("ResourceArn", "") for point in points if point.get("Status") in HELD)


def _jobs(id: str, call: str, keep: str, **parameters: JSON) -> Ask:
    """A question about the jobs of the last week, asked once in each region where something is protected."""
    return Ask(
        id=f"backup.{id}",
        operation=f"backup.{call}",
        needs=f"backup:{call}",
        feeds=((Backup, "copy"),),
        each="backup.protected",
        of="Results[:1]",
        about=f"'{JOBS}'",
        given=MappingProxyType({"ByCreatedAfter": "week"}),
        parameters=MappingProxyType({"MaxResults": 1000, **parameters}),
        keep=keep,
    )


_BAD: Final = "{BackupJobs: BackupJobs[].{ResourceArn: ResourceArn, State: State, CreationDate: CreationDate}}"

QUESTIONS: Final = (
    Ask(
        id="backup.vaults",
        operation="backup.ListBackupVaults",
        needs="backup:ListBackupVaults",
        feeds=((Backup, "copy"), DataStore, (Guard, "deletion"), (Routine, "restore-test")),
        scope="region",
        keep="{BackupVaultList: BackupVaultList[].{BackupVaultName: BackupVaultName, BackupVaultArn: BackupVaultArn, "
        "VaultType: VaultType, EncryptionKeyArn: EncryptionKeyArn, NumberOfRecoveryPoints: NumberOfRecoveryPoints, "
        "Locked: Locked, LockDate: LockDate, MinRetentionDays: MinRetentionDays}}",
    ),
    Ask(
        # A copy lies in a vault: where there is none nothing is protected.
        id="backup.protected",
        operation="backup.ListProtectedResources",
        needs="backup:ListProtectedResources",
        feeds=((Backup, "copy"), (Routine, "restore-test")),
        each="backup.vaults",
        of="BackupVaultList[:1]",
        about=f"'{LISTED}'",
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{Results: Results[].{ResourceArn: ResourceArn, ResourceType: ResourceType, "
        "LastBackupTime: LastBackupTime, LastBackupVaultArn: LastBackupVaultArn, "
        "LastRecoveryPointArn: LastRecoveryPointArn}}",
    ),
    Ask(
        id="backup.points",
        operation="backup.ListRecoveryPointsByBackupVault",
        needs="backup:ListRecoveryPointsByBackupVault",
        feeds=((Backup, "copy"), DataStore, (Guard, "deletion")),
        each="backup.vaults",
        of="BackupVaultList",
        about="BackupVaultArn",
        given=MappingProxyType({"BackupVaultName": "item.BackupVaultName", "ByCreatedAfter": "week"}),
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{RecoveryPoints: RecoveryPoints[].{RecoveryPointArn: RecoveryPointArn, ResourceArn: ResourceArn, "
        "Status: Status, CreationDate: CreationDate, IsEncrypted: IsEncrypted, "
        "DeleteAfterDays: Lifecycle.DeleteAfterDays}}",
    ),
    Ask(
        # Of what has no good point in the lists of the last week: an older one, or one that goes on and on.
        id="backup.older",
        operation="backup.ListRecoveryPointsByResource",
        needs="backup:ListRecoveryPointsByResource",
        feeds=((Backup, "copy"),),
        each="backup.protected",
        of="Results",
        about="ResourceArn",
        after=("backup.points",),
        unless=_seen,
        given=MappingProxyType({"ResourceArn": "item.ResourceArn"}),
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{RecoveryPoints: RecoveryPoints[].{RecoveryPointArn: RecoveryPointArn, Status: Status, "
        "CreationDate: CreationDate, EncryptionKeyArn: EncryptionKeyArn}}",
    ),
    *(_jobs(f"jobs_{state.lower()}", "ListBackupJobs", _BAD, ByState=state) for state in FAILED),
    _jobs(
        "copies",
        "ListCopyJobs",
        "{CopyJobs: CopyJobs[].{ResourceArn: ResourceArn, State: State, CreationDate: CreationDate, "
        "SourceBackupVaultArn: SourceBackupVaultArn, DestinationBackupVaultArn: DestinationBackupVaultArn}}",
    ),
    Ask(
        id="backup.vault_policy",
        operation="backup.GetBackupVaultAccessPolicy",
        needs="backup:GetBackupVaultAccessPolicy",
        feeds=((Guard, "deletion"),),
        each="backup.vaults",
        of="BackupVaultList",
        about="BackupVaultArn",
        after=("backup.points",),
        unless=lambda known, place: _locked(place) or _empty(known, place),
        given=MappingProxyType({"BackupVaultName": "item.BackupVaultName"}),
        keep="{Policy: Policy}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="backup.restores",
        operation="backup.ListRestoreJobs",
        needs="backup:ListRestoreJobs",
        feeds=((Routine, "restore-test"),),
        each="backup.protected",
        of="Results[:1]",
        about=f"'{RESTORES}'",
        given=MappingProxyType({"ByCreatedAfter": "year"}),
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{RestoreJobs: RestoreJobs[].{RestoreJobId: RestoreJobId, ResourceType: ResourceType, Status: Status, "
        "SourceResourceArn: SourceResourceArn, ValidationStatus: ValidationStatus, CreationDate: CreationDate, "
        "CompletionDate: CompletionDate, RestoreTestingPlanArn: CreatedBy.RestoreTestingPlanArn}}",
    ),
)
