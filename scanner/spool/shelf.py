"""Lines put away, and taken out again one by one."""

import os
import tempfile
import weakref
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from scanner.stores import spooling

Where: TypeAlias = tuple[int, int]
"""Place and length; of one in memory its number and -1."""

MOST: Final = 4 << 20
"""Bytes that stay in memory."""


class Shelf:
    """Holds lines: the first few in memory, the rest in a file that has no name."""

    def __init__(self, folder: Path | None = None, most: int = MOST) -> None:
        """`folder`: where the file may lie; None: all stays in memory."""
        self._folder, self._most = folder, most
        self._lines: list[bytes] = []
        self._bytes = self._end = 0
        self._file = -1

    def put(self, line: bytes) -> Where:
        """Take a line; say where it is. Raises `SpoolError` where the disk is full."""
        self._bytes += len(line)
        if self._folder is None or self._bytes <= self._most:
            self._lines.append(line)
            return len(self._lines) - 1, -1
        with spooling(self._folder):
            if self._file < 0:
                self._open(self._folder)
            place = self._end
            while self._end < place + len(line):
                self._end += os.pwrite(self._file, line[self._end - place :], self._end)
        return place, len(line)

    def take(self, where: Where) -> bytes:
        """The line that lies there. Raises `SpoolError` where it cannot be had back."""
        place, size = where
        if size < 0 or self._folder is None:
            return self._lines[place]
        with spooling(self._folder):
            return os.pread(self._file, size, place)

    def _open(self, folder: Path) -> None:
        with tempfile.TemporaryFile(dir=folder) as file:
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)


class Shelved(NamedTuple):
    """An answer whose line lies on a shelf, and where: flat, for there are thousands."""

    question: str
    about: str
    shelf: Shelf
    place: int
    size: int

    def line(self) -> bytes:
        """Its line."""
        return self.shelf.take((self.place, self.size))
