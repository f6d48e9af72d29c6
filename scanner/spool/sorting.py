"""Lines put into order, however many: what does not fit into memory waits in files that have no name."""

import heapq
import os
import struct
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias

from scanner.stores import spooling

Key: TypeAlias = tuple[str, ...]
Record: TypeAlias = tuple[bytes, bytes]
"""A key as bytes, and its line."""

MOST: Final = 2 << 20
"""Bytes that wait in memory."""
_HEAD: Final = struct.Struct(">II")
_BLOCK: Final = 1 << 14
_FILES: Final = 64
"""From so many files on they are made one: each takes a descriptor, and a heap of many is slow."""
_PER_LINE: Final = 200
"""Bytes that Python itself takes for a line that waits."""


class Sorted:
    """Takes lines in any order, gives them in the order of their keys, as often as wanted. For one thread at a time."""

    def __init__(self, folder: Path | None = None, most: int = MOST) -> None:
        """`folder`: where files may wait, until the process ends at the latest; None: all stays in memory."""
        self._folder, self._most = folder, most
        self._waiting: list[Record] = []
        self._bytes = self._count = 0
        self._runs: dict[int, weakref.finalize[[int], Sorted]] = {}
        """Files by descriptor, each with what closes it."""

    def __len__(self) -> int:
        return self._count

    def add(self, key: Key, line: bytes) -> None:
        """Take one more line. Raises `SpoolError` where the disk is full."""
        name = _bytes(key)
        self._waiting.append((name, line))
        self._count += 1
        self._bytes += len(name) + len(line) + _PER_LINE
        if self._folder and self._bytes > self._most:
            self._spill(self._folder)

    def __iter__(self) -> Iterator[bytes]:
        """The lines, in order; of equal keys in the order in which they came."""
        for _, line in self.records():  # a generator, so that we and our files stay until it ends
            yield line

    def records(self) -> Iterator[Record]:
        """The lines with their keys."""
        self._waiting.sort(key=_key)  # stable
        yield from heapq.merge(*(_read(run) for run in self._runs), self._waiting, key=_key)

    def _spill(self, folder: Path) -> None:
        """Write what waits into one more file; where there are many, everything into one."""
        self._waiting.sort(key=_key)
        together = len(self._runs) >= _FILES
        run = self._write(folder, self.records() if together else iter(self._waiting))
        for close in self._runs.values() if together else ():
            close()
        self._runs = {**({} if together else self._runs), run: weakref.finalize(self, os.close, run)}
        self._waiting, self._bytes = [], 0

    @staticmethod
    def _write(folder: Path, records: Iterator[Record]) -> int:
        with spooling(folder), tempfile.TemporaryFile(dir=folder) as file:
            for name, line in records:
                file.write(_HEAD.pack(len(name), len(line)) + name + line)
            file.flush()
            return os.dup(file.fileno())


def _key(record: Record) -> bytes:
    return record[0]


def _bytes(key: Key) -> bytes:
    """The key as bytes that are ordered as it is: no part's text can end it."""
    text = "\0\0".join((*key, ""))
    if text.count("\0") > 2 * len(key):  # some part holds one
        text = "\0\0".join((*(part.replace("\0", "\0\1") for part in key), ""))
    return text.encode("utf-8", "surrogatepass")


def _read(file: int) -> Iterator[Record]:
    """The records of a file, by places of its own: several may read it at once."""
    rest, lacking, place = b"", 0, 0
    while len(block := rest + os.pread(file, max(_BLOCK, lacking), place)) > len(rest):
        at, place = 0, place + len(block) - len(rest)
        while (begins := at + _HEAD.size) <= len(block):
            name, line = _HEAD.unpack_from(block, at)
            ends = begins + name + line
            if ends > len(block):
                break
            yield block[begins : begins + name], block[begins + name : ends]
            at = ends
        rest = block[at:]
        lacking = ends - len(block) if len(rest) >= _HEAD.size else 0
    if rest:
        raise EOFError("a file of our own ends early")
