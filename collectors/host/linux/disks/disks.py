"""Disks and swap: is what is mounted encrypted, looked at from the mount down to the disk."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from collectors.host.host import Host, unanswered
from collectors.host.linux.disks.mappings import Way, cipher, encrypted
from collectors.host.linux.disks.mounts import IMAGES, NOTHING, over_network
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Fact

KINDS = {
    "linux.disk": Kind(
        "disk",
        (DataStore,),
        {
            "encryption-at-rest.encrypted": "Install anew on LUKS (Debian, Ubuntu: guided, encrypted LVM; RHEL:"
            " Encrypt my data) and restore. Or in place, from a rescue system and with a backup that was tried: shrink"
            " the file system by 32 MiB, `cryptsetup reencrypt --encrypt --type luks2 --reduce-device-size 32M"
            " DEVICE`, then name it in /etc/crypttab and make initramfs and boot loader anew, or the machine does not"
            " start.",
            "encryption-at-rest.approved-cipher": "Back up first; cryptsetup reencrypt --cipher aes-xts-plain64"
            " --key-size 512 DEVICE",
        },
        always=True,
    ),
    "linux.swap": Kind(
        "swap",
        (DataStore,),
        {
            "encryption-at-rest.encrypted": "swapoff -a; in /etc/crypttab: `swap /dev/disk/by-partuuid/UUID"
            " /dev/urandom swap,cipher=aes-xts-plain64,size=512`, in /etc/fstab /dev/mapper/swap. What is named there"
            " is overwritten at each start: by its UUID, for names such as sda3 move. It cannot hibernate then. Or"
            " swap to zram."
        },
    ),
}
_BOOT = ("/boot", "/boot/efi", "/efi", "/boot/firmware")
_MEMORY = ("zram", "ram")
_OVERLAYS = ("overlay", "aufs", "fuse.fuse-overlayfs")
_VOLUME = re.compile(r"vol-?([0-9a-f]{8,17})")


@dataclass(slots=True)
class Device:
    """A block device, and all ways down from it."""

    kname: str
    fstype: str
    uuid: str
    mounts: set[str]
    serials: set[str]
    ways: set[Way]


def devices(tree: JSON) -> dict[str, Device]:
    """Every device once. A volume on two disks stands twice in the tree; both ways down count."""
    found: dict[str, Device] = {}
    _walk(tree, (), (), found)
    # btrfs spans devices by itself, and shows its mounts at one of them: all its ways down count.
    for device in found.values():
        if device.fstype == "btrfs":
            device.ways |= {w for d in found.values() if d.fstype == "btrfs" and d.uuid == device.uuid for w in d.ways}
    return found


def _walk(nodes: JSON, way: Way, serials: tuple[str, ...], found: dict[str, Device]) -> None:
    for node in nodes:
        # The opened mapping is what counts: a closed LUKS container beneath a plain file system encrypts nothing.
        here = (*way, (node["name"], node["made"])) if node["type"] == "crypt" else way
        down = (*serials, node["serial"]) if node["serial"] else serials
        fresh = Device(node["kname"], node["fstype"], node["uuid"], set(), set(), set())
        device = found.setdefault(node["name"], fresh)
        device.mounts.update(node["mountpoints"])
        device.serials.update(down)
        device.ways.add(here)
        _walk(node["children"], here, down, found)


def read_disks(host: Host) -> Iterator[Fact]:
    """One `DataStore` for each device that is mounted or swapped to, `/boot` apart; and what no device explains."""
    lsblk, mounts = host.ask("linux.lsblk"), host.ask("linux.mounts")
    if not lsblk.ok:
        yield from host.gap("linux.disk", unanswered(lsblk, "no lsblk"), DataStore)
        yield from host.gap("linux.swap", unanswered(lsblk, "no lsblk"), DataStore)
        return
    found = devices(lsblk.body)
    for device in found.values():
        yield from _device(host, device, lsblk)
    if not mounts.ok:
        yield from host.gap("linux.disk", unanswered(mounts, "no list of mounts"), DataStore)
        return
    yield from _undeviced(host, found, lsblk, mounts)
    yield from _swapfiles(host, found, lsblk, mounts)


def _device(host: Host, device: Device, lsblk: Got) -> Iterator[Fact]:
    places = [m for m in device.mounts if m.startswith("/") and m not in _BOOT]
    if device.fstype in IMAGES or device.kname.startswith(_MEMORY):
        return
    if places:
        yield _store(host, "linux.disk", min(places, key=lambda p: (len(p), p)), device, lsblk)
    if "[SWAP]" in device.mounts:
        yield _store(host, "linux.swap", f"swap/{device.kname}", device, lsblk)


def _store(host: Host, kind: str, place: str, device: Device, *gots: Got) -> DataStore:
    crypt = host.ask("linux.crypt")
    sealed, doubt = encrypted(device.ways, crypt)
    word, why = cipher(device.ways, crypt) if sealed is not False else ("", crypt)
    volumes = tuple(f"vol-{v[1]}" for s in sorted(device.serials) if (v := _VOLUME.fullmatch(s)))
    return DataStore(
        **host.fact(kind, place, *gots, *((crypt,) if any(device.ways) else ()), beneath=volumes),
        encrypted=sealed,
        customer_key=sealed,
        cipher=word,
        unread=(
            *(unread(encrypted=doubt, customer_key=doubt) if sealed is None else ()),
            *(unread(cipher=why) if word is None else ()),
        ),
    )


def _undeviced(host: Host, found: Mapping[str, Device], *gots: Got) -> Iterator[Fact]:
    """Mounts that `lsblk` has no device for: ZFS, the overlay of a container, shares of the hypervisor, any other."""
    shown = {place for device in found.values() for place in device.mounts}
    by_source = {f"/dev/{d.kname}": d for d in found.values()} | {f"/dev/mapper/{n}": d for n, d in found.items()}
    seen: set[str] = set()
    for mount in gots[-1].body["mounts"]:
        place, kind = mount["place"], mount["type"]
        # The sets of one ZFS pool are told together; an overlay elsewhere than at / lies on what is told already.
        source = mount["source"].partition("/")[0] if kind == "zfs" else mount["source"]
        elsewhere = place in shown or place in _BOOT or source in seen or (kind in _OVERLAYS and place != "/")
        if elsewhere or kind in NOTHING or over_network(kind):
            continue
        seen.add(source)
        device = by_source.get(source)
        if device is None:
            yield _hidden(host, "linux.disk", place, f"{place} is {mount['type']} on {source}", *gots)
        elif not device.mounts:
            yield _store(host, "linux.disk", place, device, *gots)


def _hidden(host: Host, kind: str, place: str, why: str, *gots: Got) -> DataStore:
    reason = unclear(gots[0], f"{why}: the disk beneath is not seen from here")
    return DataStore(
        **host.fact(kind, place, *gots),
        encrypted=None,
        customer_key=None,
        cipher=None,
        unread=unread(encrypted=reason, customer_key=reason, cipher=reason),
    )


def _swapfiles(host: Host, found: Mapping[str, Device], *gots: Got) -> Iterator[Fact]:
    """A swap file is as well encrypted as the file system it lies on; a partition that lsblk lacks is not known."""
    swapped = {d.kname for d in found.values() if "[SWAP]" in d.mounts}
    for swap in gots[-1].body["swaps"]:
        name = swap["name"]
        kname = name.rpartition("/")[2]
        if kname.startswith(_MEMORY) or kname in swapped:
            continue
        beneath = _holding(name, found) if swap["type"] == "file" else None
        part = f"swap{name}" if swap["type"] == "file" else f"swap/{kname}"
        if beneath:
            yield _store(host, "linux.swap", part, beneath, *gots)
        else:
            yield _hidden(host, "linux.swap", part, f"swap on {name}", *gots)


def _holding(path: str, found: Mapping[str, Device]) -> Device | None:
    """The device with the file system that holds a path."""
    at = {place: device for device in found.values() for place in device.mounts if place.startswith("/")}
    above = [place for place in at if place == "/" or path.startswith(f"{place}/")]
    return at[max(above, key=len)] if above else None
