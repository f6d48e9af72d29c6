"""Volumes and swap: what is asked and what is kept."""

import re
from collections.abc import Iterator

from collectors.host.macos.plists import dicts, plist, word, words
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import DataStore, SignIn

_WHOLE = re.compile(r"(?:/dev/)?(disk\d{1,4})(?:s\d{1,3})*")
_SWAP = re.compile(r"total = (\d{1,9})\.\d+M\s+used = \d+\.\d+M\s+free = \d+\.\d+M *(\(encrypted\))?")
_STATE = re.compile(r"(?m)^FileVault is (On|Off)\b")
_DOING = re.compile(r"(?i)\b(Encryption|Decryption) in progress\b")


def keep_filevault(text: str) -> JSON:
    """Whether it is on, and what it is at. Apple silicon says a sentence behind `On`."""
    state, doing = _STATE.search(text), _DOING.search(text)
    if not state and not doing:
        raise ValueError("no state of FileVault")
    return {"on": state[1] == "On" if state else None, "doing": doing[1].lower() if doing else ""}


def keep_volumes(text: str) -> JSON:
    """Each APFS volume with what encrypts it and where it is mounted; other mounted partitions; no numbers of disks."""
    apfs, _, rest = text.partition("\n@list\n")
    listed, _, images = rest.partition("\n@images\n")
    disks = dicts(plist(listed).get("AllDisksAndPartitions"))
    places = dict(pair for disk in disks for pair in _places(disk))
    virtual = sorted(_images(images))
    return {
        "volumes": [
            _volume(volume, n, places)
            for n, container in enumerate(dicts(plist(apfs).get("Containers")))
            if not {_whole(store.get("DeviceIdentifier")) for store in dicts(container.get("PhysicalStores"))}
            & {*virtual}
            for volume in dicts(container.get("Volumes"))
        ],
        "others": [other for disk in disks for other in _others(disk) if _whole(other["device"]) not in virtual],
    }


def _volume(volume: dict[str, JSON], container: int, places: dict[str, str]) -> JSON:
    device = word(volume.get("DeviceIdentifier"))
    told = {name: volume.get(key) for name, key in _SWITCHES.items()}
    return {
        "device": device,
        "name": word(volume.get("Name")),
        "container": container,
        "roles": words(volume.get("Roles")),
        "place": places.get(device, ""),
        **{name: value if isinstance(value, bool) else None for name, value in told.items()},
    }


_SWITCHES = {"filevault": "FileVault", "encryption": "Encryption", "migrating": "CryptoMigrationOn", "locked": "Locked"}


def _places(disk: dict[str, JSON]) -> Iterator[tuple[str, str]]:
    """Where each volume is mounted; the sealed system by a snapshot of it."""
    for volume in dicts(disk.get("APFSVolumes")):
        snapshots = [word(s.get("SnapshotMountPoint")) for s in dicts(volume.get("MountedSnapshots"))]
        place = word(volume.get("MountPoint")) or next(filter(None, snapshots), "")
        yield word(volume.get("DeviceIdentifier")), place


def _others(disk: dict[str, JSON]) -> Iterator[dict[str, JSON]]:
    """What is mounted and no APFS volume. `whole`: a disk without partitions, or what CoreStorage makes one of."""
    for whole, part in [(True, disk), *((False, one) for one in dicts(disk.get("Partitions")))]:
        if word(part.get("MountPoint")):
            yield {
                "device": word(part.get("DeviceIdentifier")),
                "content": word(part.get("Content")),
                "place": word(part.get("MountPoint")),
                "whole": whole,
            }


def _images(text: str) -> set[str]:
    if "<?xml" not in text:
        return set()
    images = dicts(plist(text).get("images"))
    return {_whole(one.get("dev-entry")) for image in images for one in dicts(image.get("system-entities"))} - {""}


def _whole(device: JSON) -> str:
    return found[1] if (found := _WHOLE.fullmatch(word(device))) else ""


def keep_swap(text: str) -> JSON:
    """Its size, and whether it is encrypted."""
    found = _SWAP.search(text)
    if not found:
        raise ValueError("no word on swap")
    return {"megabytes": int(found[1]), "encrypted": found[2] is not None}


QUESTIONS = (
    HostQuestion(
        id="macos.filevault",
        operation="fdesetup status",
        needs="",
        feeds=(DataStore, (SignIn, "everyone")),
        sheet="macos/disks/disks.sh",
        keep=keep_filevault,
    ),
    HostQuestion(
        id="macos.volumes",
        operation="diskutil apfs list -plist; diskutil list -plist; hdiutil info -plist (devices)",
        needs="",
        feeds=(DataStore,),
        sheet="macos/disks/disks.sh",
        keep=keep_volumes,
        most=1_000_000,
        seconds=60,
        dropped=("paths of disk images",),
    ),
    HostQuestion(
        id="macos.swap",
        operation="sysctl vm.swapusage",
        needs="",
        feeds=(DataStore,),
        sheet="macos/disks/disks.sh",
        keep=keep_swap,
    ),
)
