"""What vaults of the subscription hold copies of: as it is asked, and as it is read. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.row import Known
from collectors.azure.read import canonical, properties

_LEFT: Final = frozenset({"SoftDeleted", "SoftDeleting"})


def covered(known: Known, item: Mapping[str, Any]) -> bool:
    """A vault of ours holds copies of this thing: no other has to be looked for."""
    return canonical(str(item.get("id", ""))) in known.once(_covered)


def _covered(known: Known) -> frozenset[str]:
    """Ids of what is protected, and of the disks of machines that are."""
    items = [row for body in known.bodies("backup.items") for row in (body or {}).get("value", [])]
    sources = {source(row): row for row in items if whole_machine(row)}
    instances = [row for body in known.bodies("backup.instances") for row in (body or {}).get("value", [])]
    machines = (known.body("compute.vms") or {}).get("value", [])
    pairs = ((sources[canonical(row["id"])], row) for row in machines if canonical(row["id"]) in sources)
    held = (disk for item, row in pairs for disk, lun in disks(row) if along(item, lun))
    return frozenset({*sources, *held, *(datasource(row) for row in instances if live(row))})


def whole_machine(item: Mapping[str, Any]) -> bool:
    """A machine with its disks is copied by this item, which is on no way out."""
    said = properties(item)
    return said.get("backupManagementType") == "AzureIaasVM" and said.get("isScheduledForDeferredDelete") is not True


def source(item: Mapping[str, Any]) -> str:
    """What an item of a Recovery Services vault copies; empty where it names none."""
    return canonical(str(properties(item).get("sourceResourceId") or ""))


def datasource(instance: Mapping[str, Any]) -> str:
    """What an instance of a backup vault copies."""
    return canonical(str((properties(instance).get("dataSourceInfo") or {}).get("resourceID") or ""))


def live(instance: Mapping[str, Any]) -> bool:
    """An instance that was not deleted."""
    return properties(instance).get("currentProtectionState") not in _LEFT


def disks(machine: Mapping[str, Any]) -> Iterator[tuple[str, int | None]]:
    """The disks of a machine, with the number that each has there; of the first, the system's, -1."""
    storage = properties(machine).get("storageProfile") or {}
    for disk, lun in (
        (storage.get("osDisk") or {}, -1),
        *((disk, disk.get("lun")) for disk in storage.get("dataDisks") or []),
    ):
        if name := (disk.get("managedDisk") or {}).get("id"):
            yield canonical(name), lun


def endless(instance: Mapping[str, Any]) -> bool:
    """Blobs that stay where they are are copied without end, and there are no points in time to be listed.

    Those of containers that are named are copied to the vault, now and then (learn.microsoft.com:
    blob-backup-overview).
    """
    kind = (properties(instance).get("dataSourceInfo") or {}).get("datasourceType")
    return str(kind).lower().startswith("microsoft.storage/storageaccounts/") and not containers(instance)


def containers(instance: Mapping[str, Any]) -> frozenset[str]:
    """Names of containers whose blobs are copied to the vault."""
    policy = properties(instance).get("policyInfo") or {}
    parts = (policy.get("policyParameters") or {}).get("backupDatasourceParametersList") or []
    return frozenset(str(name) for part in parts for name in part.get("containersList") or [])


def along(item: Mapping[str, Any], lun: int | None) -> bool | None:
    """A disk is copied with its machine; None: it does not say. The system's always is."""
    left = (properties(item).get("extendedProperties") or {}).get("diskExclusionProperties")
    if not left or lun == -1:
        return True
    only = left.get("isInclusionList")
    if lun is None or not isinstance(only, bool):
        return None
    return (lun in (left.get("diskLunList") or [])) is only
