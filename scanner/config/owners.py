"""Whose a file is that says what is started here, and where secrets go: ours, or somebody else's."""

import grp
import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from scanner.paths import expanded
from scanner.profile.layers import beside
from scanner.secrets.reference import is_reference
from scanner.written.document import Document, FileError, Problem


class Stranger(NamedTuple):
    """Why somebody else has a say in a file, and what to do about it."""

    said: str
    advice: str


def refuse_strangers(document: Document, *, named: bool) -> None:
    """Refuse a safeguard.yaml that starts programs or says where secrets go, where a stranger may write to it.

    So with the files that it names: an inventory says to which hosts they go, an ssh_config what is started.

    Raises:
        FileError: whose it is, and what to type.
    """
    own = Path(document.name)
    said = document.value if isinstance(document.value, dict) else {}
    found = {own: _STARTS} if _decides({key: said.get(key) for key in ("allow_cmd", "plugins", "targets")}) else {}
    for entry in _entries(document.value):
        if "inventory" in entry and _decides(entry):
            found[beside(document, str(entry["inventory"]))] = _STARTS
        if "allow" in entry and str(entry.get("config", "none")) != "none":
            found[expanded(str(entry["config"]))] = _STARTS
    problems = [
        Problem(str(file), f"{one.said}, and {why}", more=(one.advice,))
        for file, why in found.items()
        for one in strangers(file, named=named or file != own)
    ]
    if problems:
        raise FileError(problems)


_STARTS: Final = "what stands in it decides what is started here, or where secrets go"
_DECIDING: Final = frozenset({"allow_cmd", "plugins", "allow", "endpoint_url"})


def _entries(value: Any) -> list[dict[str, Any]]:
    """What each entry says, below its URI and in it."""
    entries = value.get("targets") if isinstance(value, dict) else None
    every = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return [{**_query(str(entry.get("target", ""))), **entry} for entry in every]


def _query(uri: str) -> dict[str, str]:
    """The options in a URI, as `targets.parse` reads them: `env%3ANAME` is a reference too."""
    return dict(parse_qsl(uri.partition("?")[2]))


def _decides(value: Any) -> bool:
    """It starts something, or holds a reference to a secret."""
    match value:
        case dict():
            return any((key in _DECIDING and bool(below)) or _decides(below) for key, below in value.items())
        case list():
            return any(map(_decides, value))
        case str():
            return is_reference(value) or _decides(_query(value))
    return False


def strangers(path: Path, *, named: bool = False) -> Iterator[Stranger]:
    """Say who else decides what stands in a file: as ssh and git do, before they obey it.

    `named`: somebody has named it, and so knows whose it is. On a file system that nobody can write to here whoever
    mounted it has decided. A group of one's own is no stranger, though its members may write (umask 002).
    """
    try:
        seen, around = path.stat(), os.statvfs(path)
    except OSError:
        return  # whoever reads it says so
    if around.f_flag & os.ST_RDONLY:
        return
    if seen.st_uid not in {0, os.geteuid()} and not named:
        yield Stranger(
            f"it belongs to {_user(seen.st_uid)}, not to you ({_user(os.geteuid())})",
            f"If that is meant, name it: -c {path}",
        )
    if seen.st_mode & stat.S_IWOTH:
        yield Stranger("anybody may write to it", f"Take that right away: chmod o-w {path}")
    elif seen.st_mode & stat.S_IWGRP and not _own_group(seen):
        yield Stranger(f"the group {_group(seen.st_gid)} may write to it", f"Take that right away: chmod g-w {path}")


def _own_group(seen: os.stat_result) -> bool:
    """A group that holds nobody but its owner: root's, or one that is called as its owner is."""
    try:
        group = grp.getgrgid(seen.st_gid)
    except KeyError:  # a container need have no names
        return _is_root_s(seen.st_gid) or seen.st_gid == os.getegid()
    owner = _user(seen.st_uid)
    return set(group.gr_mem) <= {owner, "root"} and (_is_root_s(seen.st_gid) or group.gr_name == owner)


def _is_root_s(group: int) -> bool:
    return group == 0


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
