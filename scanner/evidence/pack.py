"""Lines in gzip: written the same way every time, read as if the writer were an enemy.

What is signed is never the compressed bytes, since those differ between versions of zlib, but the lines.
"""

import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from scanner.evidence import EvidenceError, merkle
from scanner.evidence.statement import MAX_ANSWERS
from scanner.stores import spooling

SEGMENT_BYTES: Final = 64 << 20
"""A segment of evidence is closed before it would hold more than this, uncompressed."""

MAX_LINE: Final = 16 << 20
"""The longest line, in bytes, that is written or read."""

MAX_MEMBER: Final = 1 << 30
"""The most that one member may hold, uncompressed."""

MAX_RATIO: Final = 200
"""Output per input from which on the reader takes a gzip for a bomb, once there is a mebibyte of output."""

_CHUNK: Final = 1 << 16
_GRACE: Final = 1 << 20
_PIECE: Final = 1 << 18
"""Bytes unpacked at once: the lines in it are all in memory, and each takes more than itself."""
_GZIP: Final = 31  # zlib's wbits for a gzip header without name and time
_LEVEL: Final = 3
"""Half the time of the usual 6, for a tenth more bytes."""


class PackError(EvidenceError):
    """A gzip member that is damaged, or made to do damage, or a line that may not go into one."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


@dataclass(frozen=True)
class Segment:
    """One closed file of evidence."""

    name: str
    size: int  # of the file, in bytes
    sha256: str  # of the file, hex: tells two copies apart, is not what is signed
    first: int  # the number of its first line within the run, from 0
    count: int


class LineWriter:
    """Writes lines into one new gzip file, mode 0600; never over an old one. A full disk is a `SpoolError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0  # uncompressed
        self._held = bytearray()  # packed piece by piece: line by line takes half as long again
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        with spooling(path.parent):
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, line: bytes) -> None:
        """Append a line; it comes without its newline and holds none. Raises `PackError`."""
        if not 0 < len(line) <= MAX_LINE:
            raise PackError(self.path.name, f"a line of {len(line)} bytes; it must have 1 to {MAX_LINE}")
        if b"\n" in line:
            raise PackError(self.path.name, "a line holds a newline")
        self.size += len(line) + 1
        if self.size > MAX_MEMBER:
            raise PackError(self.path.name, f"holds more than {MAX_MEMBER} bytes")
        self._held += line
        self._held += b"\n"
        if len(self._held) >= _CHUNK:
            packed = self._deflate.compress(self._held)
            self._held.clear()
            with spooling(self.path.parent):
                self._file.write(packed)

    def close(self) -> None:
        """Finish the file and put it on the disk."""
        if self._file.closed:
            return
        with spooling(self.path.parent), self._file:
            self._file.write(self._deflate.compress(self._held) + self._deflate.flush())
            if self.size > max(_GRACE, MAX_RATIO // 2 * self._file.tell()):
                self._dilute()
            self._file.flush()
            os.fsync(self._file.fileno())

    def _dilute(self) -> None:
        # What a target answers may be so repetitive that our own reader would take it for a bomb. Without
        # back-references deflate cannot reach 8:1.
        plain = zlib.compressobj(6, zlib.DEFLATED, _GZIP, zlib.DEF_MEM_LEVEL, zlib.Z_HUFFMAN_ONLY)
        self._file.seek(0)
        with tempfile.TemporaryFile(dir=self.path.parent) as copy:
            copy.writelines(plain.compress(piece) for piece in chunks(self._file, self.path.name, bomb=False))
            copy.write(plain.flush())
            copy.seek(0)
            self._file.seek(0)
            shutil.copyfileobj(copy, self._file)


class SegmentWriter:
    """Writes the answers of a run as `evidence-1.jsonl.gz`, `evidence-2.jsonl.gz`, ... and grows the tree over them.

    A leaf is the exact bytes of a line without its newline, so the root does not depend on where segments end.
    """

    def __init__(self, folder: Path, stem: str = "evidence", max_bytes: int = SEGMENT_BYTES) -> None:
        self.folder, self.stem, self.max_bytes = folder, stem, max_bytes
        self.segments: tuple[Segment, ...] = ()
        self._tree = merkle.Tree()
        self._first = 0
        self._writer: LineWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def root(self) -> merkle.Hash:
        """The root over all lines so far."""
        return self._tree.root

    @property
    def size(self) -> int:
        """The number of lines so far."""
        return self._tree.size

    def write(self, line: bytes) -> None:
        """Append a line, in a new segment where it does not fit into this one. Raises `PackError`, `SpoolError`."""
        if self.size >= MAX_ANSWERS:
            raise PackError(self.stem, f"a run holds no more than {MAX_ANSWERS} answers; scan fewer targets at a time")
        if self._writer and self._writer.size + len(line) + 1 > self.max_bytes:
            self.close()
        if self._writer is None:
            self._writer = LineWriter(self.folder / f"{self.stem}-{len(self.segments) + 1}.jsonl.gz")
        self._writer.write(line)
        self._tree.add(merkle.leaf(line))

    def close(self) -> None:
        """Close the open segment; the next line would begin another."""
        if self._writer is None:
            return
        self._writer.close()
        path, first = self._writer.path, self._first
        with spooling(self.folder), path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        segment = Segment(path.name, path.stat().st_size, digest, first, self.size - first)
        self.segments, self._first, self._writer = (*self.segments, segment), self.size, None


def chunks(file: BinaryIO, what: str, cap: int = MAX_MEMBER, *, bomb: bool = True) -> Iterator[bytes]:
    """What the one gzip member in `file` holds, in pieces; `what` names it in a `PackError`.

    Refused: a second member or anything else behind the first, an end before its end, more than `cap` bytes, and
    (unless `bomb` is False) more than `MAX_RATIO` bytes from one.
    """
    inflate = zlib.decompressobj(_GZIP)
    read = made = 0
    try:
        while not inflate.eof:
            piece = inflate.unconsumed_tail
            if not piece:
                piece = file.read(_CHUNK)
                read += len(piece)
                if not piece:
                    raise PackError(what, f"ends early, after {read} bytes")
            out = inflate.decompress(piece, _PIECE)
            made += len(out)
            if made > cap:
                raise PackError(what, f"unpacks to more than {cap} bytes")
            if bomb and made > max(_GRACE, MAX_RATIO * (read - len(inflate.unconsumed_tail))):
                raise PackError(what, f"unpacks to more than {MAX_RATIO} times its size")
            yield out
    except zlib.error as err:
        raise PackError(what, f"is damaged: {err}") from None
    if inflate.unused_data or file.read(1):
        raise PackError(what, "has something behind the end of its gzip member")


def lines(file: BinaryIO, what: str, cap: int = MAX_MEMBER) -> Iterator[bytes]:
    """The lines that the gzip in `file` holds, without their newlines. Raises `PackError`, also for a torn line."""
    rest = b""
    for piece in chunks(file, what, cap):
        *whole, rest = (rest + piece).split(b"\n")
        if b"" in whole:
            raise PackError(what, "has an empty line")
        if max(map(len, (*whole, rest))) > MAX_LINE:
            raise PackError(what, f"has a line over {MAX_LINE} bytes")
        yield from whole
    if rest:
        raise PackError(what, "ends within a line")
