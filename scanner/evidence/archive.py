"""A reader of ZIP files that expects an enemy: nothing is extracted, and whatever has two meanings is refused.

It reads the plain form that bundles have: members one after the other from the first byte on, then one central
directory, then its end, and not a byte between or behind them. ZIP64, encryption, comments and links have no place.
"""

import io
import os
import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from scanner.evidence import EvidenceError
from scanner.paths import open_regular
from scanner.words import number, visible

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_MEMBERS: Final = 65_000
MAX_TOTAL: Final = (1 << 32) - 1
"""Both of the file and of what its members unpack to, in bytes."""

MAX_DIRECTORY: Final = 16 << 20
"""Of the names of all members and what is said of each, in bytes: they are all in memory, several times."""

MAX_RATIO: Final = 200
"""Of what a member unpacks to, from one byte; of gzip it is what packs it once more, and that hardly shrinks it."""

MAX_GZIP_RATIO: Final = 4
STORED, DEFLATED = 0, 8

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,6}")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_UTF8_NAME: Final = 0x800
_UNIX: Final = 3
_GRACE: Final = 1 << 20
_CHUNK: Final = 1 << 16


class BundleError(EvidenceError):
    """A bundle that is refused."""

    def __init__(self, name: str, why: str, *more: str) -> None:
        super().__init__(f"{name} {why}", *more)


class HostileError(BundleError):
    """A file made to do harm, or so odd that it might."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, f"is refused: {why}", "Nothing was extracted.")


class TruncatedError(BundleError):
    """A file that ends early, or goes on after its end."""

    def __init__(self, name: str, size: int, whole: int | None) -> None:
        if whole and size > whole:
            said = f"goes on after its end: {number(size)} bytes, and it says of itself that it has {number(whole)}"
            more = "Something was appended to it, so nothing in it was read.", f"Compare: sha256sum {name}"
        else:
            of = f": {number(size)} of {number(whole)} bytes" if whole else f", after {number(size)} bytes"
            said = f"ends early{of}"
            more = (
                "The central directory is missing, so nothing in it was read.",
                f"A cut download looks like this; so does a cut bundle. Compare: sha256sum {name}",
            )
        super().__init__(name, said, *more)


@dataclass(frozen=True)
class Member:
    """One file inside, as the central directory describes it."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int  # of its local header


class Archive:
    """The members of one ZIP file. Opening it checks everything that can be checked without unpacking."""

    def __init__(self, path: Path, file: BinaryIO | None = None) -> None:
        """`file`: where its bytes are, if not in `path`; it stays open when this is closed."""
        self.name = visible(path.name)
        try:
            self._file = os.fdopen(os.dup(file.fileno()), "rb") if file else open_regular(path)
        except OSError as err:
            raise BundleError(self.name, f"cannot be read: {err.strerror}") from None
        try:
            self.members = {member.name: member for member in self._directory()}
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def open(self, name: str) -> BinaryIO:
        """A member as a stream; a `HostileError` comes out of it when it is not what the directory says."""
        return io.BufferedReader(_Pieces(self._unpacked(self.members[name])))

    def _refuse(self, why: str) -> HostileError:
        return HostileError(self.name, why)

    def _at(self, offset: int, size: int) -> bytes:
        try:
            self._file.seek(offset)
            return self._file.read(size)
        except OSError as err:
            raise self._unread(err) from err

    def _directory(self) -> Iterator[Member]:
        count, offset, size = self._end()
        data = self._at(offset, size)
        seen: set[str] = set()
        at = place = total = 0
        for nth in range(1, count + 1):
            member, at = self._entry(nth, data, at)
            if member.name.lower() in seen:
                raise self._refuse(f"member {nth} comes twice: “{member.name}”")
            seen.add(member.name.lower())
            total += member.size
            if total > MAX_TOTAL:
                raise self._refuse(f"it would unpack to more than {number(MAX_TOTAL)} bytes")
            place = self._check_local(nth, member, place)
            yield member
        if at != len(data) or place != offset:
            raise self._refuse("there is something between its members and its directory")

    def _end(self) -> tuple[int, int, int]:
        length = self._length()
        if length > MAX_TOTAL:
            raise self._refuse(f"it is larger than {number(MAX_TOTAL)} bytes")
        tail = self._at(max(length - _END.size, 0), _END.size)
        if len(tail) < _END.size or not tail.startswith(b"PK\5\6"):
            if self._at(0, 4) != b"PK\3\4":
                raise BundleError(self.name, "is not a bundle: it is no ZIP file")
            raise TruncatedError(self.name, length, self._announced())
        _, disk, first, here, count, size, offset, comment = _END.unpack(tail)
        if disk or first or comment or here != count or offset + size != length - _END.size:
            raise self._refuse("its end does not say where its directory is")
        if count > MAX_MEMBERS:
            raise self._refuse(f"it has {number(count)} members, more than {number(MAX_MEMBERS)}")
        if size > MAX_DIRECTORY:
            raise self._refuse(f"its directory has {number(size)} bytes, more than {number(MAX_DIRECTORY)}")
        return count, offset, size

    def _length(self) -> int:
        try:
            return self._file.seek(0, io.SEEK_END)
        except OSError as err:
            raise self._unread(err) from err

    def _unread(self, err: OSError) -> BundleError:
        return BundleError(self.name, f"cannot be read: {err.strerror}")

    def _announced(self) -> int | None:
        """The size that a bundle says of itself in its first member."""
        found = re.search(rb"\nBag-Size: ([0-9]{1,12}) bytes\n", self._at(0, 4096))
        return int(found[1]) if found else None

    def _entry(self, number: int, data: bytes, at: int) -> tuple[Member, int]:
        """The member that is described there, and where the next one is."""
        if len(data) - at < _CENTRAL.size or not data.startswith(b"PK\1\2", at):
            raise self._refuse(f"its directory ends before member {number}")
        (_, made, _, flags, method, _, _, crc, packed, size, names, extra, comment, disk, _, attributes, offset) = (
            _CENTRAL.unpack_from(data, at)
        )
        end = at + _CENTRAL.size + names
        raw = data[at + _CENTRAL.size : end]
        self._check_name(number, raw)
        odd = {
            "is encrypted": flags & 1,
            "is of a form that bundles do not have": flags & ~_UTF8_NAME or extra or comment or disk,
            "is neither stored nor deflated": method not in {STORED, DEFLATED},
            "is a link or a device": made >> 8 == _UNIX and not _regular(attributes >> 16),
            "is a bomb": size > max(_GRACE, (MAX_GZIP_RATIO if raw.endswith(b".gz") else MAX_RATIO) * packed),
            "lies about its size": method == STORED and size != packed,
        }
        for why, found in odd.items():
            if found:
                raise self._refuse(f"member {number}, “{raw.decode()}”, {why}")
        return Member(raw.decode(), method, crc, packed, size, offset), end

    def _check_name(self, number: int, raw: bytes) -> None:
        name = raw.decode("ascii", "backslashreplace")
        parts = name.replace("\\", "/").split("/")
        if raw and (".." in parts or not parts[0] or ":" in name):
            raise self._refuse(f"member {number} would be written to “{name}”")
        if not _NAME.fullmatch(name):
            raise self._refuse(f"member {number} has a name that bundles do not have: “{name}”")

    def _check_local(self, number: int, member: Member, place: int) -> int:
        """Hold the local header against the directory; where the member ends."""
        head = self._at(member.offset, _LOCAL.size + len(member.name))
        if member.offset != place or len(head) < _LOCAL.size + len(member.name):
            raise self._refuse(f"there is something between its members, before “{member.name}”")
        mark, _, flags, method, _, _, crc, packed, size, _, extra = _LOCAL.unpack_from(head)
        mine = (mark, flags & ~_UTF8_NAME, method, crc, packed, size, extra, head[_LOCAL.size :].decode("latin-1"))
        if mine != (b"PK\3\4", 0, member.method, member.crc, member.packed, member.size, 0, member.name):
            raise self._refuse(f"member {number}, “{member.name}”, says something else of itself than the directory")
        return place + len(head) + member.packed

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        size = crc = 0
        for piece in self._inflated(member) if member.method == DEFLATED else self._stored(member):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            if size > member.size:
                break
            yield piece
        if size != member.size or crc != member.crc:
            raise self._refuse(f"“{member.name}” is not what the directory says of it")

    def _stored(self, member: Member) -> Iterator[bytes]:
        place, left = member.offset + _LOCAL.size + len(member.name), member.packed
        while left and (piece := self._at(place, min(left, _CHUNK))):
            yield piece
            place, left = place + len(piece), left - len(piece)

    def _inflated(self, member: Member) -> Iterator[bytes]:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for piece in self._stored(member):
                rest = piece
                while rest:
                    yield inflate.decompress(rest, _GRACE)
                    rest = inflate.unconsumed_tail
            yield inflate.flush()
        except zlib.error:
            raise self._refuse(f"“{member.name}” is damaged") from None
        if not inflate.eof or inflate.unused_data:
            raise self._refuse(f"“{member.name}” does not end where it should")


class _Pieces(io.RawIOBase):
    """Makes a stream of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _regular(mode: int) -> bool:
    # Zero: whoever packed it said nothing.
    return stat.S_IFMT(mode) in {0, stat.S_IFREG}
