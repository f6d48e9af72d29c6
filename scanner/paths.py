"""Paths as people name them, looked at without a surprise: a name may be too long, a link may lead in a circle."""

import errno
import os
from pathlib import Path


def home(name: str | Path) -> Path:
    """The path with `~` written out. Raises OSError where nobody here has that home."""
    path = Path(os.path.expanduser(name))  # noqa: PTH111  # Path's own raises RuntimeError
    if path.parts and path.parts[0].startswith("~") and str(name).startswith("~"):
        raise OSError(errno.ENOENT, "there is no such home folder", str(name))
    return path


def expanded(name: str | Path) -> Path:
    """The path with `~` written out; as it stands where nobody here has that home, so nothing is there."""
    return Path(os.path.expanduser(name))  # noqa: PTH111  # as above


def resolved(name: str | Path) -> Path:
    """The place it means, links followed as far as they lead; as it stands where this folder is no more."""
    path = os.path.expanduser(name)  # noqa: PTH111  # Path's own raise RuntimeError
    try:
        return Path(os.path.realpath(path))
    except OSError:
        return Path(path)


def is_there(path: str | Path) -> bool:
    """Tell whether there is something of that name that can be seen from here."""
    return os.path.exists(path)  # noqa: PTH110  # Path's own raises where a name is too long


def is_file(path: str | Path) -> bool:
    """Tell whether it is a file, or a link to one."""
    return os.path.isfile(path)  # noqa: PTH113  # Path's own raises where a name is too long


def is_folder(path: str | Path) -> bool:
    """Tell whether it is a folder, or a link to one."""
    return os.path.isdir(path)  # noqa: PTH112  # Path's own raises where a name is too long
