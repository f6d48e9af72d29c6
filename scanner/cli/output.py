"""Files that people ask for: whole or not at all, readable by their owner alone."""

import os
from collections.abc import Iterable
from pathlib import Path

from scanner.cli.failures import CommandError


class OutputError(CommandError):
    """A file could not be written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} was not written: {why}")


def check(path: Path) -> Path:
    """Refuse a path that cannot be written, before any work is done for it."""
    if path.is_dir():
        raise OutputError(path, "it is a folder; name a file")
    if not path.parent.is_dir():
        raise OutputError(path, f"there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(path, f"you may not write to {path.parent}")
    return path


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file (0600), in the place of what was there. Raises `OutputError`; then what was there still is."""
    temp = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    except OSError as err:
        raise OutputError(path, err.strerror or type(err).__name__) from err
    finally:
        temp.unlink(missing_ok=True)
