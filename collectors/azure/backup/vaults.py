"""Azure Backup: what is asked of Recovery Services vaults, of backup vaults, and of things that neither seems to hold.

The vaults of the subscription are listed, with what they protect and the policies. A vault of another subscription can
protect a machine or a disk of this one: whatever no vault of ours holds is therefore asked itself.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from collectors.azure.backup.covered import covered, endless
from collectors.azure.question import Arm, arm
from scanner.collector import Kind
from scanner.facts import Backup, DataStore, Guard

PROTECTED: Final = "azure.backup.protected"
VAULT: Final = "azure.backup.vault"
BACKUP_VAULT: Final = "azure.backup.backup-vault"
COPY: Final = (Backup, "copy")
_VAULT_GIVES: Final = ((Guard, "deletion"), DataStore)
_SERVICES: Final = "Microsoft.RecoveryServices/vaults"
_SERVICES_VERSION: Final = "2026-11-01"
_ITEMS_VERSION: Final = "2026-10-01"
_PROTECTION: Final = "Microsoft.DataProtection/backupVaults"
_PROTECTION_VERSION: Final = "2026-06-01"
_TERMS: Final = ("retentionPolicy", "vaultRetentionPolicy.vaultRetention", "subProtectionPolicy[].retentionPolicy")
_PARTS: Final = ("", "dailySchedule.", "weeklySchedule.", "monthlySchedule.", "yearlySchedule.")
_DAILY: Final = "az backup policy set --vault-name VAULT --resource-group GROUP --name POLICY --policy POLICY-FILE"
_SET: Final = "az backup vault backup-properties set --ids RESOURCE"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PROTECTED: Kind(
            title="what Azure Backup holds copies of",
            gives=(COPY,),
            fix=MappingProxyType(
                {
                    "backup.fresh": "az backup job list --vault-name VAULT --resource-group GROUP --status Failed says "
                    "what is wrong; az backup protection resume, where it was stopped",
                    "backup.last-run-good": "az backup job list --vault-name VAULT --resource-group GROUP --status "
                    "Failed; repair the cause, then az backup protection backup-now",
                    "backup.kept": f"{_DAILY}, with a retentionDuration of 35 days or more",
                    "backup.off-site": "the redundancy of a vault stays once it protects something: az backup vault "
                    "create, then az backup vault backup-properties set --backup-storage-redundancy GeoRedundant",
                    "backup.unalterable": "az backup vault update --name VAULT --resource-group GROUP "
                    "--immutability-state Locked, which nobody can take back",
                }
            ),
        ),
        VAULT: Kind(
            title="Recovery Services vault",
            gives=_VAULT_GIVES,
            fix=MappingProxyType(
                {
                    "backup.deletion-guarded": f"{_SET} --soft-delete-feature-state Enable",
                    "encryption-at-rest.customer-key": "az backup vault encryption update --encryption-key-id KEY-URI "
                    "--mi-system-assigned --name VAULT --resource-group GROUP",
                }
            ),
            own={"RESOURCE": "resource", "VAULT": "name"},
        ),
        BACKUP_VAULT: Kind(
            title="Backup vault",
            gives=_VAULT_GIVES,
            fix=MappingProxyType(
                {
                    "backup.deletion-guarded": "az dataprotection backup-vault update --ids RESOURCE "
                    "--soft-delete-state On",
                    "encryption-at-rest.customer-key": "az dataprotection backup-vault update --ids RESOURCE "
                    "--cmk-encryption-state Enabled --cmk-encryption-key-uri KEY-URI",
                }
            ),
            own={"RESOURCE": "resource"},
        ),
    }
)


def _elsewhere(id: str, listing: str) -> Arm:
    """Which backup vault, of any subscription, protects a thing. It is asked of the thing itself."""
    row = arm(
        id,
        "Microsoft.DataProtection/backupInstances",
        _PROTECTION_VERSION,
        ("properties.currentProtectionState",),
        feeds=(COPY,),
        each=listing,
        under="providers/Microsoft.DataProtection/backupInstances",
        after=("backup.items", "backup.instances", "compute.vms"),
        unless=covered,
    )
    # Azure lists no right of that name, and refuses a role with one that it does not list; a star it takes.
    return replace(row, needs="Microsoft.DataProtection/*/read")


def _status() -> Arm:
    """Which Recovery Services vault, of any subscription, protects a machine. A POST that only reads."""
    row = arm(
        "backup.vm_status",
        "Microsoft.RecoveryServices/locations/backupStatus",
        _ITEMS_VERSION,
        ("protectionStatus", "vaultId"),
        feeds=(COPY,),
        each="compute.vms",
        one=True,
        after=("backup.items",),
        unless=covered,
        method="POST",
        post=MappingProxyType({"resourceType": "VM", "resourceId": "{id}"}),
    )
    return replace(
        row,
        operation=f"POST {row.type}",
        needs=f"{row.type}/action",
        path=f"/subscriptions/{{subscription}}/providers/Microsoft.RecoveryServices/locations/{{location}}/backupStatus"
        f"?api-version={_ITEMS_VERSION}",
    )


QUESTIONS: Final = (
    arm(
        "backup.vaults",
        _SERVICES,
        _SERVICES_VERSION,
        (
            "properties.securitySettings.immutabilitySettings.state",
            "properties.securitySettings.softDeleteSettings.softDeleteState",
            "properties.redundancySettings.standardTierStorageRedundancy",
            "properties.encryption.keyVaultProperties.keyUri",
        ),
        feeds=(*_VAULT_GIVES, COPY),
    ),
    arm(
        "backup.items",
        f"{_SERVICES}/backupProtectedItems",
        _ITEMS_VERSION,
        (
            "properties.backupManagementType",
            "properties.sourceResourceId",
            "properties.friendlyName",
            "properties.policyId",
            "properties.protectionState",
            "properties.lastBackupStatus",
            "properties.lastBackupTime",
            "properties.lastRecoveryPoint",
            "properties.isScheduledForDeferredDelete",
            "properties.extendedProperties.diskExclusionProperties.diskLunList[]",
            "properties.extendedProperties.diskExclusionProperties.isInclusionList",
        ),
        feeds=(COPY,),
        each="backup.vaults",
        under="backupProtectedItems",
    ),
    arm(
        "backup.policies",
        f"{_SERVICES}/backupPolicies",
        _ITEMS_VERSION,
        (
            *(
                f"properties.{of}.{part}retentionDuration.{name}"
                for of in _TERMS
                for part in _PARTS
                for name in ("count", "durationType")
            ),
            "properties.subProtectionPolicy[].policyType",
        ),
        feeds=(COPY,),
        each="backup.vaults",
        under="backupPolicies",
    ),
    arm(
        "backup.backup_vaults",
        _PROTECTION,
        _PROTECTION_VERSION,
        (
            "properties.securitySettings.immutabilitySettings.state",
            "properties.securitySettings.softDeleteSettings.state",
            "properties.securitySettings.encryptionSettings.state",
            "properties.storageSettings[].datastoreType",
            "properties.storageSettings[].type",
        ),
        feeds=(*_VAULT_GIVES, COPY),
    ),
    arm(
        "backup.instances",
        f"{_PROTECTION}/backupInstances",
        _PROTECTION_VERSION,
        (
            "properties.dataSourceInfo.resourceID",
            "properties.dataSourceInfo.datasourceType",
            "properties.policyInfo.policyId",
            "properties.policyInfo.policyParameters.backupDatasourceParametersList[].containersList",
            "properties.currentProtectionState",
        ),
        feeds=(COPY,),
        each="backup.backup_vaults",
        under="backupInstances",
    ),
    arm(
        "backup.points",
        f"{_PROTECTION}/backupInstances/recoveryPoints",
        _PROTECTION_VERSION,
        ("properties.recoveryPointTime",),
        feeds=(COPY,),
        each="backup.instances",
        under="recoveryPoints",
        unless=lambda _, instance: endless(instance),
    ),
    arm(
        "backup.rules",
        f"{_PROTECTION}/backupPolicies",
        _PROTECTION_VERSION,
        (
            "properties.policyRules[].isDefault",
            "properties.policyRules[].lifecycles[].deleteAfter.duration",
            "properties.policyRules[].lifecycles[].sourceDataStore.dataStoreType",
        ),
        feeds=(COPY,),
        each="backup.backup_vaults",
        under="backupPolicies",
    ),
    _status(),
    _elsewhere("backup.disk_elsewhere", "compute.disks"),
    _elsewhere("backup.account_elsewhere", "storage.accounts"),
)
