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
_MADE = re.compile(r"(?m)^(dm-\d+) ([A-Z][A-Z0-9]{0,20}(?:-[A-Z0-9]{1,20})?)$")
_MOUNT_FIELDS = 4
_SWAP_FIELDS = 3


def keep_lsblk(text: str) -> JSON:
    """The tree of block devices: name, type, file system, its id, mount points, serial, what made the mapping."""
    text, _, made = text.partition("\n@dm\n")
    tree = json.loads(text)
    if not isinstance(tree, dict):
        raise ValueError("no tree")  # noqa: TRY004  # one error for all that cannot be read
    return _nodes(tree.get("blockdevices"), dict(_MADE.findall(made)), 0)


def _nodes(nodes: JSON, made: dict[str, str], depth: int) -> JSON:
    # Real trees are five deep (disk, raid, crypt, volume group, thin pool); a hundred is no tree.
    if depth > 100:  # noqa: PLR2004
        raise ValueError("too deep")
    kept = []
    for node in rows(nodes):
        mounts = names(node.get("mountpoints")) or names([node.get("mountpoint")])
        one = {k: str(node.get(k) or "") for k in ("name", "kname", "type", "fstype", "uuid", "serial")}
        below = _nodes(node.get("children"), made, depth + 1)
        kept.append({**one, "made": made.get(one["kname"], ""), "mountpoints": mounts, "children": below})
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
    # A source may be a URL with a name and a password in it, or a token behind it (davfs, curlftpfs, sshfs, blobfuse).
    shown = _plain(source).rpartition("@")[2] if "@" in source and not kind.startswith(("btrfs", "zfs")) else source
    return {
        "source": _plain(shown).partition("?")[0] if "://" in source else _plain(shown),
        "place": _plain(place),
        "type": kind,
        "options": [o for o in options.split(",") if _OPTIONS.fullmatch(o)],
    }


def _plain(field: str) -> str:
    r"""Undo the octal escapes of /proc/mounts: `\\040` is a space."""
    return _ESCAPE.sub(lambda m: c if (c := chr(int(m[1], 8) & 0xFF)).isprintable() else "\ufffd", field)


def keep_crypt(text: str) -> JSON:
    """Name, cipher and key length of each encrypted mapping, and is all of it so; the key stayed on the host."""
    parts: dict[str, set[tuple[str, int]]] = {}
    for line in text.splitlines():
        match line.split():
            case [name, "crypt", cipher, size] if _CIPHER.fullmatch(cipher) and (length := number(size)) is not None:
                parts.setdefault(name, set()).add((cipher, length))
            case [name, _]:
                parts.setdefault(name, set()).add(_OTHER)
            case [] | ["No", *_]:
                pass
            case _:
                raise ValueError("no line of a table of mappings")
    return {name: _mapping(some) for name, some in parts.items() if some != {_OTHER}}


_OTHER = ("", 0)
"""A part that is no encryption."""


def _mapping(parts: set[tuple[str, int]]) -> JSON:
    one = next(iter(parts)) if len(parts) == 1 else _OTHER
    return {"cipher": one[0], "key_bytes": one[1], "whole": _OTHER not in parts}


QUESTIONS = (
    HostQuestion(
        id="linux.lsblk",
        operation="lsblk -J -b -o NAME,KNAME,TYPE,FSTYPE,UUID,SERIAL,MOUNTPOINTS; cat /sys/block/dm-*/dm/uuid",
        needs="",
        feeds=(DataStore,),
        sheet="linux/disks/disks.sh",
        keep=keep_lsblk,
        json=True,
    ),
    HostQuestion(
        id="linux.mounts",
        operation="cat /proc/self/mounts /proc/swaps",
        needs="",
        feeds=(DataStore, Channel),
        sheet="linux/disks/disks.sh",
        keep=keep_mounts,
        dropped=("mount options", "user names in mount sources"),
    ),
    HostQuestion(
        id="linux.crypt",
        operation="dmsetup table",
        needs="root",
        feeds=(DataStore,),
        sheet="linux/disks/disks.sh",
        keep=keep_crypt,
        dropped=("keys and key descriptions",),
    ),
)
