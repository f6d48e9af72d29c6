"""Files that people ask for: whole or not at all, readable by their owner alone."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from scanner import paths
from scanner.cli.failures import CommandError
from scanner.paths import put_in_place
from scanner.words import visible


class OutputError(CommandError):
    """A file could not be written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{visible(str(path))} was not written: {why}")


def check(path: Path) -> Path:
    """Refuse a path that cannot be written, before any work is done for it."""
    if paths.is_folder(path):
        raise OutputError(path, "it is a folder; name a file")
    if paths.is_there(path) and not paths.is_file(path):
        raise OutputError(path, "it is not a file; name one")
    if not paths.is_folder(path.parent):
        raise OutputError(path, f"there is no folder {visible(str(path.parent))}")
    if paths.is_there(path) and (store := store_around(path)):
        raise OutputError(path, f"it is part of the store {store.name}, where nothing is written over")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(path, f"you may not write to {visible(str(path.parent))}")
    try:
        _beside(path).lstat()
    except FileNotFoundError:
        return path
    except (OSError, ValueError) as err:
        raise OutputError(path, getattr(err, "strerror", "") or "it is no name of a file") from None
    return path


def store_around(path: Path) -> Path | None:
    """The store that a path lies in; None where it lies in none."""
    return next((above for above in paths.resolved(path).parents if paths.is_there(above / "store.json")), None)


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file (0600), in the place of what was there. Raises `OutputError`; then what was there still is."""
    temp = _beside(path)
    try:
        with os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask says
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temp, path)
    except OSError as err:
        raise OutputError(path, err.strerror or type(err).__name__) from err
    finally:
        with suppress(OSError):
            temp.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """The name that it has until it is whole."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}")
