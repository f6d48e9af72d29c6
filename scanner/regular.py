"""What people name, opened and replaced: a file, and nothing that would keep us waiting for ever or be lost."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


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
