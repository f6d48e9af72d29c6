"""Disks, mounts and swap: what is asked and what is kept."""

import json
import re

from collectors.host.kept import names, number, rows
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, DataStore

_ESCAPE = re.compile(r"\\([0-7]{3})")
_OPTIONS = re.compile(r"(?:ro|rw|seal|encrypt|krb5p?|sec=[a-z0-9]+|vers=[0-9.]+|mfsymlinks|xprtsec=[a-z]+)")
_CIPHER = re.compile(r"[a-z0-9:()_-]{3,60}")
_MOUNT_FIELDS = 4
_SWAP_FIELDS = 3


def keep_lsblk(text: str) -> JSON:
    """The tree of block devices: name, type, file system, its id, mount points, serial number."""
    tree = json.loads(text)
    if not isinstance(tree, dict):
        raise ValueError("no tree")  # noqa: TRY004  # one error for all that cannot be read
    return _nodes(tree.get("blockdevices"), 0)


def _nodes(nodes: JSON, depth: int) -> JSON:
    # Real trees are five deep (disk, raid, crypt, volume group, thin pool); a hundred is no tree.
    if depth > 100:  # noqa: PLR2004
        raise ValueError("too deep")
    kept = []
    for node in rows(nodes):
        mounts = names(node.get("mountpoints")) or names([node.get("mountpoint")])
        one = {k: str(node.get(k) or "") for k in ("name", "kname", "type", "fstype", "uuid", "serial")}
        kept.append({**one, "mountpoints": mounts, "children": _nodes(node.get("children"), depth + 1)})
    return kept


def keep_mounts(text: str) -> JSON:
    """Source, place, type and the options that tell of encryption; all other options (credentials!) are dropped."""
    mounts, _, swaps = text.partition("@swaps\n")
    return {
        "mounts": [_mount(fields) for line in mounts.splitlines() if len(fields := line.split()) >= _MOUNT_FIELDS],
        "swaps": [
            {"name": _plain(fields[0]), "type": fields[1]}
            for line in swaps.splitlines()[1:]
            if len(fields := line.split()) >= _SWAP_FIELDS and fields[1] in {"file", "partition"}
        ],
    }


def _mount(fields: list[str]) -> JSON:
    source, place, kind, options = fields[:4]
    # A source may be a URL with a name and a password in it (davfs, curlftpfs, sshfs).
    shown = _plain(source).rpartition("@")[2] if "@" in source and not kind.startswith(("btrfs", "zfs")) else source
    return {
        "source": _plain(shown),
        "place": _plain(place),
        "type": kind,
        "options": [o for o in options.split(",") if _OPTIONS.fullmatch(o)],
    }


def _plain(field: str) -> str:
    r"""Undo the octal escapes of /proc/mounts: `\\040` is a space."""
    return _ESCAPE.sub(lambda m: c if (c := chr(int(m[1], 8) & 0xFF)).isprintable() else "\ufffd", field)


def keep_crypt(text: str) -> JSON:
    """Name, cipher and key length of each encrypted mapping; the key was left behind on the host."""
    kept = {}
    for line in text.splitlines():
        match line.split():
            case [name, cipher, size] if _CIPHER.fullmatch(cipher) and number(size) is not None:
                kept[name] = {"cipher": cipher, "key_bytes": number(size)}
            case [] | ["No", *_]:
                pass
            case _:
                raise ValueError("no line of a crypt table")
    return kept


QUESTIONS = (
    HostQuestion(
        id="linux.lsblk",
        operation="lsblk -J -b -o NAME,KNAME,TYPE,FSTYPE,UUID,SERIAL,MOUNTPOINTS",
        needs="",
        feeds=(DataStore,),
        sheet="disks.sh",
        keep=keep_lsblk,
    ),
    HostQuestion(
        id="linux.mounts",
        operation="cat /proc/self/mounts /proc/swaps",
        needs="",
        feeds=(DataStore, Channel),
        sheet="disks.sh",
        keep=keep_mounts,
        dropped=("mount options", "user names in mount sources"),
    ),
    HostQuestion(
        id="linux.crypt",
        operation="dmsetup table --target crypt",
        needs="root",
        feeds=(DataStore,),
        sheet="disks.sh",
        keep=keep_crypt,
        dropped=("keys and key descriptions",),
    ),
)
