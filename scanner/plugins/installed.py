"""Which program this is: its version and a digest over its own files.

The wheel installs the generic names `scanner`, `checks`, `collectors`, `profiles`; another distribution could put its
files over ours without a word. So a scan compares what lies there with what the installer recorded.
"""

import base64
import hashlib
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from scanner import program
from scanner.evidence.statement import Tool
from scanner.plugins import OURS
from scanner.plugins.record import recorded
from scanner.program import PACKAGES, version

__all__ = ["tool", "version"]

_SHA256 = "sha256="


@cache
def tool() -> Tool:
    """Name, version and digest of this program, and whether its files are those that were installed.

    As they were when somebody first asked: what is loaded does not change with them.
    """
    files = dict(program.files())
    return Tool(name=OURS, version=version(), digest=program.digest(files), installed=_state(files))


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
        if name.partition("/")[0] in PACKAGES and hash_.startswith(_SHA256)
    }


def _record_hash(path: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
