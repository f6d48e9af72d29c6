"""Disks and swap: is what is mounted encrypted, looked at from the mount down to the disk; network mounts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from collectors.host.machine import Host, unanswered
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, DataStore, Fact

KINDS = {
    "linux.disk": Kind(
        "disk",
        (DataStore,),
        {
            "encryption-at-rest.encrypted": "Back up, then `cryptsetup reencrypt --encrypt --type luks2 DEVICE` from a"
            " rescue system, or install anew on LUKS (Debian, Ubuntu: guided, encrypted LVM; RHEL: Encrypt my data).",
            "encryption-at-rest.approved-cipher": "cryptsetup reencrypt --cipher aes-xts-plain64 --key-size 512 DEVICE",
        },
        always=True,
    ),
    "linux.swap": Kind(
        "swap",
        (DataStore,),
        {
            "encryption-at-rest.encrypted": "In /etc/crypttab: `swap DEVICE /dev/urandom swap,cipher=aes-xts-plain64,"
            "size=512`, in /etc/fstab /dev/mapper/swap; or swap to zram."
        },
    ),
    "linux.mount": Kind(
        "network mount",
        (Channel,),
        {
            "encryption-in-transit.plain-refused": "In /etc/fstab: NFS `sec=krb5p` (or `xprtsec=tls`), SMB"
            " `seal,vers=3.1.1`; then mount -o remount or umount and mount.",
            "encryption-in-transit.protocol-version": "In /etc/fstab: SMB `vers=3.1.1`.",
        },
    ),
}
_BOOT = ("/boot", "/boot/efi", "/efi", "/boot/firmware")
_ON_DISK = re.compile(
    r"ext[234]|xfs|btrfs|zfs|vfat|exfat|f2fs|jfs|nilfs2|reiserfs|bcachefs|ntfs3?|fuseblk|overlay|ocfs2|gfs2"
)
_MEMORY = ("zram", "ram")
_IMAGES = ("squashfs", "iso9660", "erofs", "udf")
_VOLUME = re.compile(r"vol-?([0-9a-f]{8,17})")
_SIZES: Mapping[tuple[str, int], str] = {
    ("aes-xts", 64): "aes-256-xts",
    ("aes-xts", 32): "aes-128-xts",
    ("aes-cbc", 32): "aes-256-cbc",
    ("aes-cbc", 16): "aes-128-cbc",
}


@dataclass(slots=True)
class Device:
    """A block device, and all ways down from it."""

    kname: str
    fstype: str
    uuid: str
    mounts: list[str]
    crypts: list[str] = field(default_factory=list)
    """Names of the encrypted mappings on the ways down."""
    plain: bool = False
    """On some way down nothing encrypts."""
    serials: list[str] = field(default_factory=list)


def devices(tree: JSON) -> dict[str, Device]:
    """Every device once. A volume on two disks stands twice in the tree; both ways down count."""
    found: dict[str, Device] = {}
    _walk(tree, "", (), found)
    # btrfs spans devices by itself, and shows its mounts at one of them: it is as plain as its plainest.
    plain = {d.uuid for d in found.values() if d.fstype == "btrfs" and d.plain}
    for device in found.values():
        device.plain = device.plain or (device.fstype == "btrfs" and device.uuid in plain)
    return found


def _walk(nodes: JSON, crypt: str, serials: tuple[str, ...], found: dict[str, Device]) -> None:
    for node in nodes:
        # The opened mapping is what counts: a closed LUKS container beneath a plain file system encrypts nothing.
        here = node["name"] if node["type"] == "crypt" else crypt
        down = (*serials, node["serial"]) if node["serial"] else serials
        device = found.setdefault(node["name"], Device(node["kname"], node["fstype"], node["uuid"], []))
        device.mounts = sorted({*device.mounts, *node["mountpoints"]})
        device.serials = sorted({*device.serials, *down})
        device.crypts = sorted({*device.crypts, here} - {""})
        device.plain = device.plain or not here
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
    if device.fstype in _IMAGES or device.kname.startswith(_MEMORY):
        return
    if places:
        yield _store(host, "linux.disk", min(places, key=lambda p: (len(p), p)), device, lsblk)
    if "[SWAP]" in device.mounts:
        yield _store(host, "linux.swap", f"swap/{device.kname}", device, lsblk)


def _store(host: Host, kind: str, place: str, device: Device, *gots: Got) -> DataStore:
    encrypted = not device.plain
    crypt = host.ask("linux.crypt")
    cipher, why = _cipher(device, crypt) if encrypted else ("", crypt)
    volumes = tuple(f"vol-{v[1]}" for s in device.serials if (v := _VOLUME.fullmatch(s)))
    return DataStore(
        **host.fact(kind, place, *gots, *((crypt,) if encrypted else ()), also=volumes),
        encrypted=encrypted,
        customer_key=encrypted,
        cipher=cipher,
        orphaned_days=0,
        unread=unread(cipher=why) if cipher is None else (),
    )


def _cipher(device: Device, crypt: Got) -> tuple[str | None, Got]:
    """The one cipher of all mappings beneath."""
    if not crypt.ok:
        return None, unanswered(crypt, "no dmsetup")
    mapped = [crypt.body.get(name) for name in device.crypts]
    words = {_name(m["cipher"], m["key_bytes"]) if m else "" for m in mapped}
    if len(words) == 1 and (word := words.pop()):
        return word, crypt
    return None, unclear(crypt, f"{', '.join(device.crypts)}: no one cipher")


def _name(cipher: str, key_bytes: int) -> str:
    """dm-crypt's `aes-xts-plain64` with 64 bytes of key is AES-256: XTS takes two keys."""
    short = "-".join(cipher.split("-")[:2])
    return _SIZES.get((short, key_bytes), f"{short}-{key_bytes * 8}")


def _undeviced(host: Host, found: Mapping[str, Device], *gots: Got) -> Iterator[Fact]:
    """Mounts on disk that `lsblk` has no device for: ZFS, the overlay of a container, what is hidden from here."""
    shown = {place for device in found.values() for place in device.mounts}
    by_source = {f"/dev/{d.kname}": d for d in found.values()} | {f"/dev/mapper/{n}": d for n, d in found.items()}
    seen: set[str] = set()
    for mount in gots[-1].body["mounts"]:
        place, kind = mount["place"], mount["type"]
        # The sets of one ZFS pool are told together; an overlay elsewhere than at / lies on what is told already.
        source = mount["source"].partition("/")[0] if kind == "zfs" else mount["source"]
        elsewhere = place in shown or place in _BOOT or source in seen or (kind == "overlay" and place != "/")
        if elsewhere or not _ON_DISK.fullmatch(kind):
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
        **host.fact(kind, place, *gots, also=()),
        encrypted=None,
        customer_key=None,
        cipher=None,
        orphaned_days=0,
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


def read_mounts(host: Host) -> Iterator[Fact]:
    """Network file systems: does what is read from them travel encrypted."""
    mounts = host.ask("linux.mounts")
    if not mounts.ok:
        yield from host.gap("linux.mount", unanswered(mounts, "no list of mounts"), Channel)
        return
    for mount in mounts.body["mounts"]:
        protocol = _NETWORK.get(mount["type"])
        if protocol:
            yield _channel(host, mount, protocol, mounts)


_NETWORK: Mapping[str, Literal["nfs", "smb"]] = {"nfs": "nfs", "nfs4": "nfs", "cifs": "smb", "smb3": "smb"}
_SECURE = {"nfs": {"sec=krb5p", "xprtsec=tls", "xprtsec=mtls"}, "smb": {"seal"}}


def _channel(host: Host, mount: JSON, protocol: Literal["nfs", "smb"], mounts: Got) -> Channel:
    options: list[str] = mount["options"]
    version = next((o.removeprefix("vers=") for o in options if o.startswith("vers=")), None)
    return Channel(
        **host.fact("linux.mount", f"mount{mount['place']}", mounts, name=mount["place"]),
        protocol=protocol,
        enabled=True,
        encryption="required" if _SECURE[protocol].intersection(options) else "none",
        min_version=version,
        algorithms=None,
        unread=unread(
            algorithms=NOT_ASKED, **({} if version else {"min_version": unclear(mounts, "no vers= among its options")})
        ),
    )
