"""Folders reached step by step and over no link, so that what a store does inside itself never leads out of it."""

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from scanner.stores import StoreError, why

_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class LocalStoreError(StoreError):
    """The folder does not let us do what we must."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"the store {folder} {why}")


@contextmanager
def inside(top: Path, parts: Sequence[str], *, make: bool = False) -> Iterator[int]:
    """A descriptor of the folder `parts` below `top`, made 0700 and flushed where it is missing and `make` is set.

    `top` may be named by a link, nothing below it: that raises NotADirectoryError. Other OSErrors come as they are.
    """
    at = os.open(top, _FLAGS)
    try:
        for part in parts:
            below = _below(at, part, make=make)
            os.close(at)
            at = below
        yield at
    finally:
        os.close(at)


def hold(at: int) -> int:
    """Mark this open folder as in use for as long as the descriptor that is returned, or its process, lives."""
    held = os.dup(at)
    # Network file systems that cannot do it cannot tell that it is free either: nothing is swept there.
    with suppress(OSError):
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return held


def sweep_abandoned(at: int, form: re.Pattern[str]) -> None:
    """Remove the folders in `at` whose names have this form and whose holders are no more."""
    for name in abandoned(at, form):
        shutil.rmtree(name, dir_fd=at)


def abandoned(at: int, form: re.Pattern[str]) -> list[str]:
    """The names of those folders."""
    return [name for name in _names(at, form) if _abandoned(at, name)]


def sweep_files(at: int, form: re.Pattern[str]) -> None:
    """Remove the files in `at` whose names have this form."""
    for name in _names(at, form):
        os.unlink(name, dir_fd=at)


def check_owner(folder: Path, then: str) -> None:
    """See that nobody else may put a link into this store, which would make us write, or delete, where they want.

    `then` says what has not happened. Raises `LocalStoreError`.
    """
    found = folder.stat()
    if found.st_uid not in {os.geteuid(), 0}:
        raise LocalStoreError(
            folder,
            f"belongs to another user (uid {found.st_uid}), who could make you write anywhere. {then}\n"
            "  Next: run safeguard as that user, or name a store of your own",
        )
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise LocalStoreError(
            folder,
            f"may be written by others (mode {stat.S_IMODE(found.st_mode):04o}), who could make you write anywhere. "
            f"{then}\n  Next: chmod 700 {folder}, or name a new folder inside it",
        )


@contextmanager
def sentences(folder: Path, then: str) -> Iterator[None]:
    """Turn what the file system says into what a person can act on."""
    try:
        yield
    except OSError as err:
        raise LocalStoreError(folder, f"{why(err)}. {then}") from err


def _names(at: int, form: re.Pattern[str]) -> list[str]:
    return [name for name in os.listdir(at) if form.fullmatch(name)]


def _abandoned(at: int, name: str) -> bool:
    try:
        number = os.open(name, _FLAGS | os.O_NOFOLLOW, dir_fd=at)
    except OSError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(number)
    return True


def _below(at: int, part: str, *, make: bool) -> int:
    if make:
        with suppress(FileExistsError):
            os.mkdir(part, 0o700, dir_fd=at)
            os.fsync(at)
    return os.open(part, _FLAGS | os.O_NOFOLLOW, dir_fd=at)
