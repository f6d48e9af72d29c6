"""Azure Backup: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from scanner.facts import FOREVER, Backup, DataStore, Fact, Guard
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.backup.held import (
    AKS,
    BASE,
    DISK,
    GOOD,
    HOUR,
    LOOSE,
    SERVER,
    VAULT,
    VM,
    base,
    instance,
    item,
    lies,
    policy,
    rules,
    store,
    term,
    vault,
)
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.server import Arm

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
    ("retention", *COPY, LOOSE, "retention_days", 1, [rules("P1D")]),
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
