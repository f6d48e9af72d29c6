"""Azure Backup: who has a copy, how old it is, for how long it stays, and of whom nobody knows."""

from typing import Any

import pytest

from collectors.azure.backup.items import retention
from scanner.facts import FOREVER, Backup, DataStore, Fact, Gap, Guard
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
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


NO_POINT = item("lastRecoveryPoint")
NO_POINTS: list[Change] = [("point", "", LEFT_OUT), ("older", "", LEFT_OUT)]
COPY: tuple[type[Fact], str] = (Backup, "copy")
OWN = "securitySettings.encryptionSettings.state"
SOFT = "securitySettings.softDeleteSettings"
LOCK = "securitySettings.immutabilitySettings.state"
AWAY = "redundancySettings.standardTierStorageRedundancy"
TABLE: list[Setting] = [
    ("fresh", *COPY, VM, "newest_seconds", 12 * HOUR, []),
    ("fresh", *COPY, DISK, "newest_seconds", 12 * HOUR, []),
    ("fresh", *COPY, VM, "newest_seconds", 14 * 24 * HOUR, [item("lastRecoveryPoint", "2026-11-11T12:00:00Z")]),
    ("fresh", *COPY, VM, "newest_seconds", 11 * HOUR, [NO_POINT]),
    ("fresh", *COPY, VM, "newest_seconds", None, [NO_POINT, item("lastBackupStatus", "Failed")]),
    ("fresh", *COPY, VM, "newest_seconds", None, [NO_POINT, item("lastBackupTime")]),
    ("fresh", *COPY, VM, "newest_seconds", 11 * HOUR, [item("lastRecoveryPoint", "0001-01-01T00:00:00Z")]),
    (
        "fresh",
        *COPY,
        VM,
        "newest_seconds",
        FOREVER,
        [NO_POINT, item("lastBackupStatus", "IRPending"), item("protectionState", "IRPending")],
    ),
    ("fresh", *COPY, VM, "succeeded", True, []),
    ("fresh", *COPY, VM, "succeeded", False, [item("lastBackupStatus", "Failed")]),
    ("fresh", *COPY, VM, "succeeded", False, [item("lastBackupStatus", "Unhealthy")]),
    ("fresh", *COPY, VM, "succeeded", None, [item("lastBackupStatus", "SomeNewWord")]),
    ("fresh", *COPY, VM, "succeeded", None, [item("lastBackupStatus")]),
    ("fresh", *COPY, VM, "newest_seconds", 12 * HOUR, [item("lastBackupStatus", "Failed")]),
    ("retention", *COPY, VM, "retention_days", 40, []),
    ("retention", *COPY, VM, "retention_days", 7, [policy(dailySchedule=term(7), yearlySchedule=term(10, "Years"))]),
    ("retention", *COPY, VM, "retention_days", 0, [policy(dailySchedule=term(0))]),
    ("retention", *COPY, VM, "retention_days", 28, [policy(weeklySchedule=term(4, "Weeks"))]),
    ("retention", *COPY, VM, "retention_days", 30, [policy(**term(30))]),
    ("retention", *COPY, VM, "retention_days", None, [policy(dailySchedule=term(9, "Invalid"))]),
    ("retention", *COPY, VM, "retention_days", None, [item("policyId", f"{VAULT}/backupPolicies/gone")]),
    ("retention", *COPY, VM, "retention_days", None, [item("policyId")]),
    ("retention", *COPY, VM, "retention_days", None, [item("protectionState", "ProtectionStopped")]),
    ("vault_immutable", *COPY, VM, "immutable", True, []),
    ("vault_immutable", *COPY, VM, "immutable", False, [vault(LOCK, "Unlocked")]),
    ("vault_immutable", *COPY, VM, "immutable", False, [vault(LOCK, "Disabled")]),
    ("vault_immutable", *COPY, VM, "immutable", False, [vault(LOCK)]),
    ("vault_immutable", *COPY, VM, "immutable", None, [vault(LOCK, "Sealed")]),
    ("vault_geo", *COPY, VM, "offsite", True, []),
    ("vault_geo", *COPY, VM, "offsite", False, [vault(AWAY, "ZoneRedundant")]),
    ("vault_geo", *COPY, VM, "offsite", False, [vault(AWAY, "LocallyRedundant")]),
    ("vault_geo", *COPY, VM, "offsite", None, [vault(AWAY, "Invalid")]),
    ("vault_geo", *COPY, VM, "offsite", None, [vault(AWAY)]),
    ("vault_soft_delete", Guard, "deletion", VAULT, "in_force", True, []),
    ("vault_soft_delete", Guard, "deletion", VAULT, "in_force", True, [vault(f"{SOFT}.softDeleteState", "AlwaysON")]),
    ("vault_soft_delete", Guard, "deletion", VAULT, "in_force", False, [vault(f"{SOFT}.softDeleteState", "Disabled")]),
    ("vault_soft_delete", Guard, "deletion", VAULT, "in_force", None, [vault(f"{SOFT}.softDeleteState", "Invalid")]),
    ("vault_soft_delete", Guard, "deletion", VAULT, "in_force", None, [vault(SOFT)]),
    ("vault_soft_delete", Guard, "deletion", BASE, "in_force", True, []),
    ("vault_soft_delete", Guard, "deletion", BASE, "in_force", False, [base(f"{SOFT}.state", "Off")]),
    ("vault_soft_delete", Guard, "deletion", BASE, "in_force", None, [base(SOFT)]),
    ("vault", DataStore, "", VAULT, "customer_key", True, []),
    ("vault", DataStore, "", VAULT, "customer_key", False, [vault("encryption")]),
    ("vault", DataStore, "", BASE, "customer_key", False, []),
    (
        "vault",
        DataStore,
        "",
        BASE,
        "customer_key",
        True,
        [base(OWN, "Enabled")],
    ),
    (
        "vault",
        DataStore,
        "",
        BASE,
        "customer_key",
        None,
        [base(OWN, "Inconsistent")],
    ),
    ("fresh", *COPY, LOOSE, "newest_seconds", 24 * HOUR, []),
    ("fresh", *COPY, LOOSE, "newest_seconds", FOREVER, NO_POINTS),
    ("fresh", *COPY, LOOSE, "newest_seconds", None, [("point", "properties.recoveryPointTime", LEFT_OUT)]),
    ("fresh", *COPY, LOOSE, "succeeded", None, []),
    ("fresh", *COPY, LOOSE, "succeeded", False, [instance("currentProtectionState", "ProtectionError")]),
    ("retention", *COPY, LOOSE, "retention_days", 7, []),
    ("retention", *COPY, LOOSE, "retention_days", None, [instance("currentProtectionState", "ProtectionStopped")]),
    ("retention", *COPY, LOOSE, "retention_days", None, [rules("P7D", "P30D")]),
    ("retention", *COPY, LOOSE, "retention_days", None, [rules()]),
    ("retention", *COPY, LOOSE, "retention_days", None, [instance("policyInfo.policyId", "x")]),
    ("vault_immutable", *COPY, LOOSE, "immutable", False, []),
    ("vault_immutable", *COPY, LOOSE, "immutable", False, [base(LOCK, "Locked")]),
    ("vault_immutable", *COPY, LOOSE, "immutable", True, [SERVER, base(LOCK, "Locked")]),
    ("vault_immutable", *COPY, LOOSE, "immutable", None, [AKS, base(LOCK, "Locked")]),
    ("vault_immutable", *COPY, LOOSE, "immutable", False, [AKS, base(LOCK, "Locked"), lies("OperationalStore")]),
    (
        "vault_immutable",
        *COPY,
        LOOSE,
        "immutable",
        True,
        [AKS, base(LOCK, "Locked"), lies("OperationalStore", "VaultStore")],
    ),
    ("vault_geo", *COPY, LOOSE, "offsite", None, [AKS, store("GeoRedundant"), lies("SomeNewStore")]),
    ("vault_geo", *COPY, LOOSE, "offsite", False, [AKS, store("GeoRedundant"), lies("OperationalStore")]),
    ("vault_geo", *COPY, LOOSE, "offsite", True, [AKS, store("GeoRedundant"), lies("VaultStore")]),
    ("vault_geo", *COPY, LOOSE, "offsite", False, []),
    ("vault_geo", *COPY, LOOSE, "offsite", False, [store("GeoRedundant")]),
    ("vault_geo", *COPY, LOOSE, "offsite", True, [SERVER, store("GeoRedundant")]),
    ("vault_geo", *COPY, LOOSE, "offsite", None, [SERVER, store("GeoRedundant", "OperationalStore")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def copies(near: Arm) -> dict[str, Backup]:
    """By the last part of its id, in lower case."""
    found = [f for f in facts(near) if isinstance(f, Backup) and f.mechanism == "copy"]
    assert len({f.resource for f in found}) == len(found)
    return {f.resource.rpartition("/")[2]: f for f in found}


def missing(near: Arm) -> set[tuple[str, str, str]]:
    return {(f.kind, f.missing, f.outcome) for f in facts(near) if isinstance(f, Gap)}


def test_whoever_no_vault_has_has_none_and_it_is_known(near: Arm) -> None:
    settings.put(near, GOOD, ("item", "", LEFT_OUT), ("instance", "", LEFT_OUT))
    assert copies(near) == {}
    assert missing(near) == set()


@pytest.mark.parametrize(
    "change",
    [
        item("isScheduledForDeferredDelete", True),
        item("sourceResourceId", f"{GROUP}/Microsoft.Compute/virtualMachines/gone"),
        item("sourceResourceId"),
    ],
)
def test_what_is_on_its_way_out_or_of_a_machine_that_is_gone_is_no_copy_of_this_one(near: Arm, change: Change) -> None:
    settings.put(near, GOOD, change)
    assert not {"pacs", "data", "gone"} & {
        k for k, f in copies(near).items() if "backupprotecteditems" not in f.resource
    }


@pytest.mark.parametrize(
    "change",
    [
        instance("currentProtectionState", "SoftDeleted"),
        instance("dataSourceInfo.resourceID", f"{GROUP}/Microsoft.Compute/disks/gone"),
    ],
)
def test_an_instance_that_was_deleted_or_whose_disk_is_gone_is_no_copy(near: Arm, change: Change) -> None:
    settings.put(near, GOOD, change)
    assert set(copies(near)) == {"pacs", "data"}


def test_a_database_in_a_machine_is_no_copy_of_the_machine(near: Arm) -> None:
    settings.put(near, GOOD, item("backupManagementType", "AzureWorkload"))
    found = copies(near)
    assert found["pacs"].resource == ITEM.lower()
    assert found["pacs"].within == (VM.lower(),)


def test_a_share_is_no_copy_of_its_account_of_which_nobody_knows(near: Arm) -> None:
    settings.put(
        near,
        GOOD,
        item("backupManagementType", "AzureStorage"),
        item("sourceResourceId", ACCOUNT),
        item("friendlyName", "scans"),
    )
    found = copies(near)
    assert (found["scans"].resource, found["scans"].newest_seconds) == (SHARE.lower(), 12 * HOUR)
    assert found["alder"].newest_seconds is None
    # Its copies may be snapshots in the account itself, whatever the vault is.
    assert (found["scans"].offsite, found["scans"].immutable, found["scans"].retention_days) == (None, None, 40)
    assert {u.field for u in found["scans"].unread} == {"offsite", "immutable"}


def test_containers_that_are_named_may_not_be_all_of_them(near: Arm) -> None:
    blobs = {"resourceID": ACCOUNT, "datasourceType": "Microsoft.Storage/storageAccounts/blobServices"}
    named = {"backupDatasourceParametersList": [{"containersList": ["a"]}]}
    for parameters, why in (({}, "hidden"), (named, "unclear")):
        settings.put(near, GOOD, instance("dataSourceInfo", blobs), instance("policyInfo.policyParameters", parameters))
        found = copies(near)["alder"]
        assert (found.newest_seconds, {u.outcome for u in found.unread}) == (None, {why})


@pytest.mark.parametrize(
    ("left", "along"),
    [
        ({"diskLunList": [3], "isInclusionList": False}, set()),
        ({"diskLunList": [3], "isInclusionList": True}, {"data"}),
        ({"diskLunList": [], "isInclusionList": True}, set()),
        ({"diskLunList": [4], "isInclusionList": False}, {"data"}),
    ],
)
def test_a_disk_that_is_left_out_is_not_copied_with_its_machine(near: Arm, left: JSON, along: set[str]) -> None:
    settings.put(near, GOOD, item("extendedProperties", {"diskExclusionProperties": left}))
    assert set(copies(near)) == {"pacs", "loose", *along}


@pytest.mark.parametrize(("when", "age"), [(AT, 12 * HOUR), ("2026-11-01T12:00:00Z", 24 * HOUR)])
def test_of_two_copies_the_younger_is_told(near: Arm, when: str, age: int) -> None:
    settings.put(near, GOOD, instance("dataSourceInfo.resourceID", DISK), item("lastRecoveryPoint", when))
    assert copies(near)["data"].newest_seconds == age


class TestElsewhere:
    def test_a_vault_of_another_subscription_may_hold_a_machine_with_its_disks(self, near: Arm) -> None:
        settings.put(near, GOOD, ("item", "", LEFT_OUT))
        near.held.protected[VM.lower()] = {"protectionStatus": "Protected", "vaultId": "/subscriptions/other/x"}
        found = copies(near)
        assert [(found[k].newest_seconds, found[k].unread[0].outcome) for k in ("pacs", "data")] == [
            (None, "not-asked")
        ] * 2

    def test_one_of_ours_that_holds_it_no_more_does_not(self, near: Arm) -> None:
        settings.put(near, GOOD, item("isScheduledForDeferredDelete", True))
        near.held.protected[VM.lower()] = {
            "protectionStatus": "Protected",
            "vaultId": VAULT.upper().replace("SUBSCRIPTIONS", "Subscriptions"),
        }
        assert "pacs" not in copies(near)

    def test_a_word_that_nobody_knows_is_no_no(self, near: Arm) -> None:
        settings.put(near, GOOD, ("item", "", LEFT_OUT))
        near.held.protected[VM.lower()] = {"protectionStatus": "Invalid"}
        assert copies(near)["pacs"].newest_seconds is None

    @pytest.mark.parametrize("part", ["disks", "storageAccounts"])
    def test_a_disk_or_an_account(self, near: Arm, part: str) -> None:
        of = LOOSE if part == "disks" else ACCOUNT
        settings.put(near, GOOD, ("instance", "", LEFT_OUT))
        other = thing(
            f"{of}/providers/Microsoft.DataProtection/backupInstances/b", currentProtectionState="SoftDeleted"
        )
        near.held.put(other)
        assert of.rpartition("/")[2] not in copies(near)
        near.held.put({**other, "properties": {"currentProtectionState": "ProtectionConfigured"}})
        assert copies(near)[of.rpartition("/")[2]].newest_seconds is None

    def test_what_our_own_vaults_hold_is_not_looked_for(self, it: Arm) -> None:
        from tests.collectors.azure.asking import asked, target

        settings.put(it, GOOD)
        about = {
            (a.question, a.about) for a in asked(target(it)) if "elsewhere" in a.question or "status" in a.question
        }
        assert about == {("backup.account_elsewhere", ACCOUNT.lower())}

    @pytest.mark.parametrize(
        ("denied", "whom"),
        [
            ("Microsoft.RecoveryServices/locations/backupStatus", {"pacs", "data"}),
            ("Microsoft.DataProtection/backupInstances", {"loose", "alder", "data"}),
        ],
    )
    def test_where_it_may_not_be_asked_nobody_knows(self, near: Arm, denied: str, whom: set[str]) -> None:
        settings.put(near, GOOD, ("item", "", LEFT_OUT), ("instance", "", LEFT_OUT))
        near.held.denied.add(denied)
        found = copies(near)
        assert set(found) == whom
        assert {u.outcome for f in found.values() for u in f.unread} == {"denied"}


@pytest.mark.parametrize(
    ("denied", "also"),
    [
        ("Microsoft.RecoveryServices/vaults", {"azure.backup.vault"}),
        ("Microsoft.DataProtection/backupVaults", {"azure.backup.backup-vault"}),
        ("Microsoft.RecoveryServices/vaults/backupProtectedItems", set()),
        ("Microsoft.DataProtection/backupVaults/backupInstances", set()),
    ],
)
def test_where_vaults_may_not_be_read_nobody_may_say_that_there_is_no_copy(
    near: Arm, denied: str, also: set[str]
) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(denied)
    told = missing(near)
    assert ("azure.backup.protected", "backup", "denied") in told
    assert {kind for kind, _, _ in told} == {"azure.backup.protected", *also}


def test_where_machines_may_not_be_read_nobody_knows_which_disks_come_along(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Compute/virtualMachines")
    assert ("azure.backup.protected", "backup", "denied") in missing(near)


@pytest.mark.parametrize(
    ("denied", "at", "field"),
    [
        ("Microsoft.RecoveryServices/vaults/backupPolicies", VM, "retention_days"),
        ("Microsoft.DataProtection/backupVaults/backupPolicies", LOOSE, "retention_days"),
        ("Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints", LOOSE, "newest_seconds"),
    ],
)
def test_a_detail_that_may_not_be_read_is_not_known(near: Arm, denied: str, at: str, field: str) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(denied)
    found = one(facts(near), Backup, "copy", at)
    assert getattr(found, field) is None
    assert {u.field: u.outcome for u in found.unread}[field] == "denied"


def test_no_secret_is_kept(it: Arm) -> None:
    from tests.collectors.azure.asking import asked, target

    settings.put(it, GOOD)
    assert "hunter2" not in repr(asked(target(it)))


FLIPPED: dict[Any, Any] = {
    "Locked": "Unlocked",
    "Unlocked": "Locked",
    "Enabled": "Disabled",
    "Disabled": "Enabled",
    "AlwaysOn": "Off",
    "GeoRedundant": "LocallyRedundant",
    "AzureIaasVM": "AzureWorkload",
    "Protected": "ProtectionStopped",
    "Completed": "Failed",
    "ProtectionConfigured": "SoftDeleted",
    "Days": "Weeks",
    40: 41,
    AT: "2026-11-24T00:00:00Z",
    "2026-11-25T01:00:00Z": "2026-11-24T01:00:00Z",
    "2026-11-24T12:00:00Z": "2026-11-24T13:00:00Z",
    "Microsoft.Compute/disks": "Microsoft.Storage/storageAccounts/blobServices",
}
BESIDE = {
    "properties.securitySettings.immutabilitySettings.state": [SERVER],
    "properties.lastBackupTime": [NO_POINT],
    "properties.friendlyName": [item("backupManagementType", "MAB")],
}
OURS = {"vault", "policy", "item", "base", "rules", "instance", "point"}
READ = [
    (name, path, value)
    for name, resource in GOOD.items()
    for path, value in leaves(resource)
    if name in OURS and path.startswith("properties.") and "uthCredentials" not in path and "keyUri" not in path
]


@pytest.mark.parametrize(("name", "path", "value"), READ)
def test_another_value_is_another_fact(near: Arm, name: str, path: str, value: JSON) -> None:
    beside = BESIDE.get(path, [])
    settings.put(near, GOOD, *beside)
    before = facts(near)
    settings.put(near, GOOD, *beside, (name, path, FLIPPED.get(value, f"{GROUP}/x")))
    assert facts(near) != before


@pytest.mark.parametrize(
    "change",
    [
        item("healthStatus", "x"),
        item("extendedInfo", {"recoveryPointCount": 3}),
        vault("provisioningState", "x"),
        base("secureScore", "x"),
        instance("friendlyName", "x"),
        ("policy", "properties.timeZone", "x"),
    ],
)
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"subProtectionPolicy": [{"policyType": "Log", "retentionPolicy": term(15)}]}, None),
        (
            {
                "subProtectionPolicy": [
                    {"policyType": "Log", "retentionPolicy": term(15)},
                    {"policyType": "Full", "retentionPolicy": {"weeklySchedule": term(12, "Weeks")}},
                ]
            },
            84,
        ),
        ({"vaultRetentionPolicy": {"vaultRetention": {"dailySchedule": term(1, "Months")}}}, 30),
        ({}, None),
    ],
)
def test_policies(said: JSON, days: int | None) -> None:
    assert retention(said) == days
