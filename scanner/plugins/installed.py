"""Which program this is: its version and a digest over its own files.

The wheel installs the generic names `scanner`, `checks`, `collectors`, `profiles`; another distribution could put its
files over ours without a word. So a scan compares what lies there with what the installer recorded.
"""

import base64
import hashlib
import importlib.util
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from scanner.evidence.statement import Tool
from scanner.plugins import OURS
from scanner.plugins.record import recorded

_SHA256 = "sha256="
_PACKAGES = ("checks", "collectors", "profiles", "scanner")


def version() -> str:
    """The version of this program; `0` where it runs from files that nobody installed."""
    try:
        return distribution(OURS).version
    except PackageNotFoundError:
        return "0"


def tool() -> Tool:
    """Name, version and digest of this program, and whether its files are those that were installed."""
    digest = hashlib.sha256()
    files = dict(_files())
    for name, path in files.items():
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return Tool(name=OURS, version=version(), digest=digest.hexdigest(), installed=_state(files))


def _files() -> Iterator[tuple[str, Path]]:
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield f"{package}/{path.relative_to(folder).as_posix()}", path


def _state(files: dict[str, Path]) -> Literal["verified", "modified", "editable"]:
    """`verified`: every file is recorded and agrees; `editable`: it runs from a working tree; else `modified`."""
    known = _known()
    if not known:
        return "editable"
    return "verified" if {n: _record_hash(p) for n, p in files.items()} == known else "modified"


def _known() -> dict[str, str]:
    try:
        dist: Distribution = distribution(OURS)
    except PackageNotFoundError:
        return {}
    return {
        name: hash_.removeprefix(_SHA256)
        for name, hash_ in recorded(dist).items()
        if name.partition("/")[0] in _PACKAGES and hash_.startswith(_SHA256)
    }


def _record_hash(path: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
