"""Paths as people name them, looked at, opened and replaced without a surprise.

A name may be too long, a link may lead in a circle, a pipe may keep us waiting for ever.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def home(name: str | Path) -> Path:
    """The path with `~` written out. Raises OSError where nobody here has that home."""
    path = Path(os.path.expanduser(name))  # noqa: PTH111  # Path's own raises RuntimeError
    if path.parts and path.parts[0].startswith("~") and str(name).startswith("~"):
        raise OSError(errno.ENOENT, "there is no such home folder", str(name))
    return path


def at_home() -> Path:
    """The folder of what is kept at home: `~/.config/safeguard`, or below XDG_CONFIG_HOME. Raises OSError: no home."""
    return home(os.environ.get("XDG_CONFIG_HOME") or "~/.config") / "safeguard"


def shortened(path: Path) -> str:
    """A path as people write it: from ~ where it lies at home."""
    try:
        here = home("~")
    except OSError:
        return str(path)
    return f"~/{path.relative_to(here)}" if path.is_relative_to(here) else str(path)


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


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        OSError: there is none, it may not be read, or it is a pipe, a folder or a device: opening those may hang.
    """
    try:
        # What the name means may change at any time: it is opened first, and then looked at.
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except ValueError:  # a zero byte, or half a character
        raise OSError(errno.EINVAL, "it is no path") from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    return os.fdopen(number, "rb")


def put_in_place(new: Path, path: Path) -> None:
    """Give a file its name, in the place of a file that has it.

    Raises:
        OSError: a folder, a pipe or a device has that name: root could put a file over /dev/null.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    new.replace(path)
