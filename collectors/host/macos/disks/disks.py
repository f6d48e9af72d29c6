"""Volumes and swap: is what rests there encrypted with a key that a password guards."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from collectors.host.host import Host, unanswered
from scanner.answers import HIDDEN, JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Fact

_ON = "System Settings, Privacy & Security, FileVault (by a profile: com.apple.MCX.FileVault2)"
KINDS = {
    "macos.volume": Kind(
        "volume",
        (DataStore,),
        {
            "encryption-at-rest.encrypted": f"{_ON}; then wait until fdesetup status says nothing of progress. Another"
            " disk: copy what is on it, and erase it as APFS (Encrypted) in Disk Utility."
        },
        always=True,
    ),
    "macos.swap": Kind("swap", (DataStore,), {"encryption-at-rest.encrypted": f"{_ON}."}),
}
State: TypeAlias = tuple[bool | None, Got]
"""Whether it is encrypted, and what that is read from, or why it is not known."""
_NO_DATA = frozenset({"Preboot", "Recovery", "VM", "Update", "XART", "xART", "Hardware", "Installer", "iSCPreboot"})
"""Roles of volumes that hold the system's own things; what is swapped out is told apart."""
_BOOTED = ("/", "/System/Volumes/Data")
_PLAIN = (
    "Apple_HFS",
    "Apple_UFS",
    "Microsoft Basic Data",
    "Windows_NTFS",
    "Windows_FAT_32",
    "DOS_FAT_32",
    "DOS_FAT_16",
)
"""Partitions that encrypt nothing themselves."""


def read_disks(host: Host) -> Iterator[Fact]:
    """One `DataStore` for each volume that holds what people wrote.

    Where they are not listed, the one booted from, if FileVault is off: that it is on is told by two, or not at all.
    """
    filevault, volumes = host.ask("macos.filevault"), host.ask("macos.volumes")
    if not volumes.ok:
        yield from host.gap("macos.volume", unanswered(volumes, "no diskutil"), DataStore)
        if _booted(filevault)[0] is False:
            yield _store(host, "macos.volume", _home(host.about["version"]), (False, filevault), filevault)
    else:
        told = list(_of_people(volumes.body["volumes"]))
        called = Counter(volume["name"] for volume in told)
        for volume in told:
            name = volume["name"] if called[volume["name"]] == 1 else ""
            part = volume["place"] or f"volume/{name or volume['device']}"
            used = (volumes, filevault) if volume["place"] in _BOOTED else (volumes,)
            yield _store(host, "macos.volume", part, _volume(volume, volumes, filevault), *used)
        for other in volumes.body["others"]:
            plain = other["content"] in _PLAIN and not other["whole"]
            why = unclear(volumes, f"{other['place']}: what encrypts {other['content'] or 'it'} is not asked")
            yield _store(host, "macos.volume", other["place"], (False if plain else None, why), volumes)
    yield from _swap(host, host.ask("macos.swap"))


def _home(version: str) -> str:
    """Where what people write lies on the disk booted from: since 10.15 on a volume of its own."""
    return _BOOTED[0] if re.match(r"10\.(?:\d|1[0-4])(?:\.|$)", version) else _BOOTED[1]


def _of_people(volumes: list[Mapping[str, JSON]]) -> Iterator[Mapping[str, JSON]]:
    """The sealed system holds nothing of theirs where a volume for data stands beside it."""
    split = {v["container"] for v in volumes if "Data" in v["roles"]}
    for volume in volumes:
        if _NO_DATA.isdisjoint(volume["roles"]) and not ("System" in volume["roles"] and volume["container"] in split):
            yield volume


def _volume(volume: Mapping[str, JSON], volumes: Got, filevault: Got) -> State:
    """Apple silicon encrypts every volume, and opens it to whoever switches it on: FileVault's key takes a password."""
    if volume["filevault"] is None:
        return None, unclear(volumes, "it is not told whether FileVault guards the key")
    state = bool(volume["filevault"]) and not volume["migrating"]
    if volume["place"] not in _BOOTED or not state:
        return state, volumes
    booted, why = _booted(filevault)
    if booted is False and not filevault.body["doing"]:
        return None, unclear(filevault, "fdesetup says off, diskutil says on")
    return booted, why


def _booted(filevault: Got) -> State:
    """Of the volume booted from; half encrypted is not encrypted."""
    if not filevault.ok:
        return None, unanswered(filevault, "no fdesetup")
    return bool(filevault.body["on"]) and not filevault.body["doing"], filevault


def _swap(host: Host, swap: Got) -> Iterator[Fact]:
    if not swap.ok:
        yield from host.gap("macos.swap", unanswered(swap, "no word on swap"), DataStore)
        return
    yield _store(host, "macos.swap", "swap", (swap.body["encrypted"], swap), swap)


def _store(host: Host, kind: str, part: str, known: State, *gots: Got) -> DataStore:
    """What rests on nothing beneath that would encrypt it. macOS tells no cipher."""
    state, why = known
    return DataStore(
        **host.fact(kind, part, *gots),
        encrypted=state,
        customer_key=state,
        cipher="" if state is False else None,
        unread=(
            *(unread(encrypted=why, customer_key=why) if state is None else ()),
            *(unread(cipher=why if state is None else HIDDEN) if state is not False else ()),
        ),
    )
