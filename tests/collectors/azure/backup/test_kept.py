"""Azure Backup: each value that is kept matters, and no other does."""

from typing import Any

import pytest

from tests.collectors.azure import settings
from tests.collectors.azure.asking import asked, facts, target
from tests.collectors.azure.backup.held import AT, GOOD, GROUP, SERVER, base, instance, item, vault
from tests.collectors.azure.settings import JSON, Change, leaves
from tests.servers.arm.server import Arm

NO_POINT = item("lastRecoveryPoint")


def test_no_secret_is_kept(it: Arm) -> None:
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
