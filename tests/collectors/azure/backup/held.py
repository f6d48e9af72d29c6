"""What tests of Azure Backup share: a machine, disks and an account, and two vaults that hold copies of some."""

from scanner.facts import Backup, Gap
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change
from tests.servers.arm.server import ID, Arm

GROUP = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers"
VM, DISK = f"{GROUP}/Microsoft.Compute/virtualMachines/pacs", f"{GROUP}/Microsoft.Compute/disks/data"
LOOSE = f"{GROUP}/Microsoft.Compute/disks/loose"
ACCOUNT = f"{GROUP}/Microsoft.Storage/storageAccounts/alder"
SHARE = f"{ACCOUNT}/fileServices/default/shares/scans"
VAULT = f"{GROUP}/Microsoft.RecoveryServices/vaults/safe"
ITEM = f"{VAULT}/backupProtectedItems/pacs"
BASE = f"{GROUP}/Microsoft.DataProtection/backupVaults/store"
AT = "2026-11-25T00:00:00Z"
HOUR = 3600


def thing(id: str, **properties: JSON) -> JSON:  # as Azure calls it
    return {"id": id, "name": id.rpartition("/")[2], "location": "westeurope", "properties": properties}


def machine(name: str, disk: str) -> JSON:
    return thing(name, storageProfile={"dataDisks": [{"lun": 3, "managedDisk": {"id": disk}}]})


GOOD: dict[str, JSON] = {
    "vm": machine(VM, DISK.upper()),
    "disk": thing(DISK, diskState="Attached"),
    "loose": thing(LOOSE, diskState="Unattached"),
    "account": thing(ACCOUNT),
    "vault": thing(
        VAULT,
        securitySettings={
            "immutabilitySettings": {"state": "Locked"},
            "softDeleteSettings": {"softDeleteState": "Enabled"},
        },
        redundancySettings={"standardTierStorageRedundancy": "GeoRedundant"},
        encryption={"keyVaultProperties": {"keyUri": "https://alder.vault.example/keys/k"}},
    ),
    "policy": thing(
        f"{VAULT}/backupPolicies/daily",
        retentionPolicy={"dailySchedule": {"retentionDuration": {"count": 40, "durationType": "Days"}}},
    ),
    "item": thing(
        ITEM,
        backupManagementType="AzureIaasVM",
        sourceResourceId=VM.replace("Ward-3", "WARD-3").replace("pacs", "PACS"),
        friendlyName="pacs",
        policyId=f"{VAULT}/backupPolicies/DAILY",
        protectionState="Protected",
        lastBackupStatus="Completed",
        lastBackupTime="2026-11-25T01:00:00Z",
        lastRecoveryPoint=AT,
    ),
    "base": thing(
        BASE,
        securitySettings={
            "immutabilitySettings": {"state": "Unlocked"},
            "softDeleteSettings": {"state": "AlwaysOn"},
            "encryptionSettings": {"state": "Disabled"},
        },
        storageSettings=[{"datastoreType": "VaultStore", "type": "LocallyRedundant"}],
    ),
    "rules": thing(
        f"{BASE}/backupPolicies/weekly",
        policyRules=[
            {"isDefault": True, "lifecycles": [{"deleteAfter": {"duration": "P7D"}}]},
            {"isDefault": False, "lifecycles": [{"deleteAfter": {"duration": "P1Y"}}]},
        ],
    ),
    "instance": thing(
        f"{BASE}/backupInstances/one",
        dataSourceInfo={"resourceID": LOOSE.upper(), "datasourceType": "Microsoft.Compute/disks"},
        policyInfo={"policyId": f"{BASE}/backupPolicies/weekly"},
        currentProtectionState="ProtectionConfigured",
        datasourceAuthCredentials={"secretStoreResource": {"uri": "https://hunter2.example"}},
    ),
    "point": thing(f"{BASE}/backupInstances/one/recoveryPoints/p", recoveryPointTime="2026-11-24T12:00:00Z"),
    "older": thing(f"{BASE}/backupInstances/one/recoveryPoints/o", recoveryPointTime="2026-11-20T12:00:00Z"),
}


def item(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "item", f"properties.{setting}", value


def vault(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "vault", f"properties.{setting}", value


def base(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "base", f"properties.{setting}", value


def instance(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "instance", f"properties.{setting}", value


SERVER = instance("dataSourceInfo.datasourceType", "Microsoft.DBforPostgreSQL/flexibleServers")
"""Not a disk, whose copies are snapshots beside it."""


AKS = instance("dataSourceInfo.datasourceType", "Microsoft.ContainerService/managedClusters")
"""Its copies are snapshots beside it, and lie in the vault too where the policy says so."""


def lies(*stores: str) -> Change:
    lives = [{"deleteAfter": {"duration": "P7D"}, "sourceDataStore": {"dataStoreType": one}} for one in stores]
    return "rules", "properties.policyRules", [{"isDefault": True, "lifecycles": lives}]


def policy(**terms: JSON) -> Change:
    return "policy", "properties.retentionPolicy", terms


def term(count: int, kind: str = "Days") -> JSON:
    return {"retentionDuration": {"count": count, "durationType": kind}}


def store(kind: str, where: str = "VaultStore") -> Change:
    return base("storageSettings", [{"datastoreType": where, "type": kind}])


def rules(*durations: str) -> Change:
    lives = [{"deleteAfter": {"duration": duration}} for duration in durations]
    return "rules", "properties.policyRules", [{"isDefault": True, "lifecycles": lives}]


def copies(near: Arm) -> dict[str, Backup]:
    """By the last part of its id, in lower case."""
    found = [f for f in facts(near) if isinstance(f, Backup) and f.mechanism == "copy"]
    assert len({f.resource for f in found}) == len(found)
    return {f.resource.rpartition("/")[2]: f for f in found}


def missing(near: Arm) -> set[tuple[str, str, str]]:
    return {(f.kind, f.missing, f.outcome) for f in facts(near) if isinstance(f, Gap)}
