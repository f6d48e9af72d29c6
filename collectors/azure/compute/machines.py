"""Virtual machines and managed disks."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days
from collectors.asking.listing import listed
from collectors.azure.compute.snapshots import STATE, exports, store
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Exposure, Fact, Guard, Leftover

DISK: Final = "azure.compute.disk"
MACHINE: Final = "azure.compute.vm"
TEMPORARY: Final = "azure.compute.temporary-disk"
_DISK_GIVES: Final = (
    (Asset, "store"),
    DataStore,
    Leftover,
    (Exposure, "permission/data"),
    (Guard, "public-copies"),
)
_MACHINE_GIVES: Final = ((Asset, "host"), (Guard, "unsigned-boot"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DISK: Kind(
            title="managed disk",
            gives=_DISK_GIVES,
            fix=MappingProxyType(
                {
                    "backup.exists": "az dataprotection backup-instance initialize --datasource-type AzureDisk "
                    "--datasource-id RESOURCE --policy-id POLICY-ID, then az dataprotection backup-instance create; or "
                    "protect its machine",
                    "encryption-at-rest.customer-key": "az disk update --ids RESOURCE --encryption-type "
                    "EncryptionAtRestWithCustomerKey --disk-encryption-set SET",
                    "media-disposal.no-orphans": "az disk delete --ids RESOURCE, once what it holds is kept elsewhere",
                    "public-exposure.not-public": "az disk revoke-access --ids RESOURCE",
                    "public-exposure.blocked-in-scope": "az disk update --ids RESOURCE --network-access-policy DenyAll "
                    "--public-network-access Disabled",
                }
            ),
            own={"RESOURCE": "resource"},
        ),
        MACHINE: Kind(
            title="virtual machine",
            gives=_MACHINE_GIVES,
            fix=MappingProxyType(
                {
                    "backup.exists": "az backup protection enable-for-vm --vm RESOURCE --vault-name VAULT "
                    "--resource-group GROUP --policy-name POLICY",
                    "integrity.boot": "az vm update --ids RESOURCE --security-type TrustedLaunch --enable-secure-boot "
                    "true --enable-vtpm true, the machine stopped",
                }
            ),
            own={"RESOURCE": "resource"},
        ),
        TEMPORARY: Kind(
            title="temporary disk and caches of a virtual machine",
            gives=(DataStore,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "az vm update --name VM --resource-group GROUP --set "
                    "securityProfile.encryptionAtHost=true, the machine stopped",
                }
            ),
            own={"VM": "name"},
        ),
    }
)

QUESTIONS: Final = (
    arm(
        "compute.disks",
        "Microsoft.Compute/disks",
        "2026-03-02",
        (
            *STATE,
            "properties.timeCreated",
            "properties.LastOwnershipUpdateTime",
        ),
        feeds=_DISK_GIVES,
    ),
    arm(
        "compute.vms",
        "Microsoft.Compute/virtualMachines",
        "2026-04-01",
        (
            "properties.vmId",
            "properties.securityProfile.encryptionAtHost",
            "properties.securityProfile.securityType",
            "properties.securityProfile.uefiSettings.secureBootEnabled",
            "properties.securityProfile.uefiSettings.vTpmEnabled",
            "properties.storageProfile.osDisk.managedDisk.id",
            "properties.storageProfile.dataDisks[].managedDisk.id",
            "properties.storageProfile.dataDisks[].lun",
        ),
        feeds=(*_MACHINE_GIVES, DataStore),
    ),
)
_LET_GO: Final = frozenset({"unattached", "activesas", "readytoupload", "activeupload"})
"""States of a disk that no machine has."""


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all disks and machines."""
    for found in listed(whole, "compute.disks", DISK, *_DISK_GIVES):
        yield from (found,) if isinstance(found, Fact) else _disk(whole, *found)
    for found in listed(whole, "compute.vms", MACHINE, *_MACHINE_GIVES):
        yield from (found,) if isinstance(found, Fact) else _machine(whole, *found)
    if not (got := whole.answers.one("compute.vms")).good:
        yield from gaps(whole.target, TEMPORARY, got, DataStore)


def _disk(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    thing, said = whole.thing(DISK, row, got), properties(row)
    state = str(said.get("diskState", "")).lower()
    yield Asset(**thing, role="store")
    yield store(thing, said, got)
    since = said.get("LastOwnershipUpdateTime") or said.get("timeCreated")
    yield Leftover(
        **thing,
        unused_days=(days(got, since) if state in _LET_GO else 0) if state else None,
        unread=unread(unused_days=got if state else unclear(got, "it does not say whether a machine has it")),
    )
    yield from exports(thing, said, got)


def _machine(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    said = properties(row)
    storage, security = said.get("storageProfile") or {}, said.get("securityProfile") or {}
    disks = [storage.get("osDisk") or {}, *(storage.get("dataDisks") or [])]
    ids = tuple(canonical(d["managedDisk"]["id"]) for d in disks if (d.get("managedDisk") or {}).get("id"))
    also = (str(said["vmId"]).lower(),) if said.get("vmId") else ()
    thing = {**whole.thing(MACHINE, row, got), "rests_on": ids, "also": also}
    yield Asset(**thing, role="host")
    firmware = security.get("uefiSettings") or {}
    trusted = security.get("securityType") in {"TrustedLaunch", "ConfidentialVM"}
    yield Guard(
        **thing,
        prevents="unsigned-boot",
        in_force=trusted and firmware.get("secureBootEnabled") is True and firmware.get("vTpmEnabled") is True,
    )
    temporary = whole.thing(TEMPORARY, row, got, of="/temporary")
    on = security.get("encryptionAtHost") is True
    yield DataStore(
        **{**temporary, "within": (thing["resource"],)},
        encrypted=on,
        customer_key=False,
        cipher="aes-256" if on else "",
        documented=True,
    )
