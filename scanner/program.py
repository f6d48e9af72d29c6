"""Which files this program is made of, and one digest over them. It loads nothing else: `--version` says it."""

import hashlib
import importlib.util
import os
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Final

OURS: Final = "safeguard-scanner"
PACKAGES: Final = ("checks", "collectors", "profiles", "scanner")


def version() -> str:
    """The version of this program; `0` where it runs from files that nobody installed."""
    try:
        return installed_version(OURS)
    except PackageNotFoundError:
        return "0"


def files() -> Iterator[tuple[str, Path]]:
    """Its files by their names, in order."""
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            for name in sorted(_below(folder), key=lambda name: name.split("/")):
                yield f"{package}/{name}", Path(folder, name)


def _below(folder: str) -> Iterator[str]:
    """The files of a folder and of those in it, as texts: there are more than a thousand."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        within = os.path.relpath(place, folder)
        yield from names if within == os.curdir else (f"{within}/{name}" for name in names)


def digest(some: Mapping[str, Path]) -> str:
    """The SHA-256 (hex) over the names and contents of these files."""
    found = hashlib.sha256()
    for name, path in some.items():
        found.update(f"{name}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
