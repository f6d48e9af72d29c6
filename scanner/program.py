"""Which files this program is made of, and one digest over them. It loads nothing else: `--version` says it."""

import hashlib
import importlib.util
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
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    yield f"{package}/{path.relative_to(folder).as_posix()}", path


def digest(some: Mapping[str, Path]) -> str:
    """The SHA-256 (hex) over the names and contents of these files."""
    found = hashlib.sha256()
    for name, path in some.items():
        found.update(f"{name}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
