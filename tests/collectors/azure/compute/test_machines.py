"""Disks and machines: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.backup import vaults
from collectors.azure.compute.machines import KINDS
from scanner.facts import Asset, DataStore, Exposure, Fact, Gap, Guard, Leftover
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
from tests.servers.arm.server import ID, Arm

GROUP = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Compute"
DISK, VM = f"{GROUP}/disks/data", f"{GROUP}/virtualMachines/pacs"
TEMPORARY = f"{VM}/temporary"
GOOD: dict[str, JSON] = {
    "disk": {
        "id": DISK,
        "name": "data",
        "type": "Microsoft.Compute/disks",
        "location": "westeurope",
        "sku": {"name": "Premium_LRS"},
        "properties": {
            "encryption": {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": "/x"},
            "diskState": "Unattached",
            "timeCreated": "2020-01-01T10:00:00.1234567+00:00",
            "LastOwnershipUpdateTime": "2026-11-15T12:00:00.1234567+00:00",
            "networkAccessPolicy": "DenyAll",
            "publicNetworkAccess": "Enabled",
        },
    },
    "vm": {
        "id": VM,
        "name": "pacs",
        "type": "Microsoft.Compute/virtualMachines",
        "location": "westeurope",
        "properties": {
            "vmId": "AAAA0000-2222-3333-4444-555555555555",
            "securityProfile": {
                "encryptionAtHost": True,
                "securityType": "TrustedLaunch",
                "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
            },
            "storageProfile": {
                "osDisk": {"managedDisk": {"id": f"{GROUP}/disks/OS"}},
                "dataDisks": [{"lun": 0, "managedDisk": {"id": DISK}}],
            },
            "osProfile": {"adminUsername": "hunter2", "customData": "hunter2"},
        },
    },
}


def disk(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "disk", f"properties.{setting}", value


def vm(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "vm", f"properties.{setting}", value


ALLOWED, LINK = disk("networkAccessPolicy", "AllowAll"), disk("diskState", "ActiveSAS")
BOOT = "securityProfile.uefiSettings"
AT_HOST_OFF = vm("securityProfile.encryptionAtHost", False)
STANDARD = vm("securityProfile.securityType", "Standard")
TABLE: list[Setting] = [
    ("disk.encryption", DataStore, "", DISK, "customer_key", True, []),
    ("disk.encryption", DataStore, "", DISK, "encrypted", True, [disk("encryption")]),
    ("disk.encryption", DataStore, "", DISK, "customer_key", None, [disk("encryption")]),
    (
        "disk.encryption",
        DataStore,
        "",
        DISK,
        "customer_key",
        False,
        [disk("encryption.type", "EncryptionAtRestWithPlatformKey")],
    ),
    (
        "disk.encryption",
        DataStore,
        "",
        DISK,
        "customer_key",
        True,
        [disk("encryption.type", "EncryptionAtRestWithPlatformAndCustomerKeys")],
    ),
    ("disk.unattached", Leftover, "", DISK, "unused_days", 9, []),
    ("disk.unattached", Leftover, "", DISK, "unused_days", 2520, [disk("LastOwnershipUpdateTime")]),
    ("disk.unattached", Leftover, "", DISK, "unused_days", 0, [disk("diskState", "Attached")]),
    ("disk.unattached", Leftover, "", DISK, "unused_days", 0, [disk("diskState", "Reserved")]),
    ("disk.unattached", Leftover, "", DISK, "unused_days", None, [disk("diskState")]),
    ("disk.export", Guard, "public-copies", DISK, "in_force", True, []),
    ("disk.export", Guard, "public-copies", DISK, "in_force", True, [disk("networkAccessPolicy", "AllowPrivate")]),
    ("disk.export", Guard, "public-copies", DISK, "in_force", False, [ALLOWED]),
    ("disk.export", Guard, "public-copies", DISK, "in_force", False, [disk("networkAccessPolicy")]),
    ("disk.export", Guard, "public-copies", DISK, "in_force", True, [ALLOWED, disk("publicNetworkAccess", "Disabled")]),
    ("disk.export", Exposure, "permission/data", DISK, "audience", "owner", [ALLOWED]),
    ("disk.export", Exposure, "permission/data", DISK, "audience", "owner", [LINK]),
    ("disk.export", Exposure, "permission/data", DISK, "audience", "everyone", [LINK, ALLOWED]),
    ("disk.export", Exposure, "permission/data", DISK, "audience", None, [disk("diskState"), ALLOWED]),
    ("disk.export", Exposure, "permission/data", DISK, "audience", "owner", [disk("diskState")]),
    ("vm.host_encryption", DataStore, "", TEMPORARY, "encrypted", True, []),
    (
        "vm.host_encryption",
        DataStore,
        "",
        TEMPORARY,
        "encrypted",
        False,
        [AT_HOST_OFF],
    ),
    ("vm.host_encryption", DataStore, "", TEMPORARY, "encrypted", False, [vm("securityProfile")]),
    ("vm.trusted_launch", Guard, "unsigned-boot", VM, "in_force", True, []),
    ("vm.trusted_launch", Guard, "unsigned-boot", VM, "in_force", False, [vm("securityProfile")]),
    (
        "vm.trusted_launch",
        Guard,
        "unsigned-boot",
        VM,
        "in_force",
        False,
        [STANDARD],
    ),
    ("vm.trusted_launch", Guard, "unsigned-boot", VM, "in_force", False, [vm(f"{BOOT}.secureBootEnabled", False)]),
    ("vm.trusted_launch", Guard, "unsigned-boot", VM, "in_force", False, [vm(f"{BOOT}.vTpmEnabled")]),
    ("vm", Asset, "host", VM, "rests_on", (f"{GROUP}/disks/os".lower(), DISK.lower()), []),
    ("vm", Asset, "host", VM, "rests_on", (f"{GROUP}/disks/os".lower(),), [vm("storageProfile.dataDisks", [])]),
    ("vm", Asset, "host", VM, "also", ("aaaa0000-2222-3333-4444-555555555555",), []),
    ("vm", Asset, "host", VM, "also", (), [vm("vmId")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_nothing_else_of_a_machine_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    assert "hunter2" not in repr(facts(near))


@pytest.mark.parametrize(
    ("denied", "kinds"), [("disks", {"disk"}), ("virtualMachines", {"vm", "temporary-disk", "protected"})]
)
def test_what_may_not_be_listed_is_missing(near: Arm, denied: str, kinds: set[str]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.Compute/{denied}")
    gaps = [f for f in facts(near) if isinstance(f, Gap) and f.outcome == "denied"]
    assert {gap.kind.rpartition(".")[2] for gap in gaps} == kinds
    gives = {name.rpartition(".")[2]: len(kind.gives) for name, kind in {**KINDS, **vaults.KINDS}.items()}
    assert len(gaps) == sum(gives[kind] for kind in kinds)


FLIPPED = {
    "EncryptionAtRestWithCustomerKey": "EncryptionAtRestWithPlatformKey",
    "Unattached": "Attached",
    "DenyAll": "AllowAll",
    "Enabled": "Disabled",
    "TrustedLaunch": "Standard",
}
BESIDE = {
    "properties.publicNetworkAccess": [ALLOWED],
    "properties.timeCreated": [disk("LastOwnershipUpdateTime")],
}
UNREAD = {"diskEncryptionSetId", "adminUsername", "customData"}
READ = [
    (name, path, value)
    for name, resource in GOOD.items()
    for path, value in leaves(resource)
    if path.startswith("properties.") and path.rpartition(".")[2] not in UNREAD
]


@pytest.mark.parametrize(("name", "path", "value"), READ)
def test_another_value_is_another_fact(near: Arm, name: str, path: str, value: JSON) -> None:
    beside = BESIDE.get(path, [])
    settings.put(near, GOOD, *beside)
    before = facts(near)
    other = not value if isinstance(value, bool) else FLIPPED.get(value, "2021-05-01T10:00:00+00:00")
    settings.put(near, GOOD, *beside, (name, path, other))
    assert facts(near) != before


@pytest.mark.parametrize("change", [disk("diskSizeGB", 9), vm("osProfile.adminUsername", "x"), vm("priority", "Spot")])
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before
