"""A bundle: runs, the log they stand in, and how to check them, in one file for an auditor.

It is a ZIP of a BagIt bag (RFC 8493) whose payload is laid out like a store, so that both are read by the same code.
Instead of a whole run it may hold parts of one. What several runs have in common lies in it once, under its digest, and
is found under the name that each run's statement gives it.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from pathlib import Path
from typing import BinaryIO, Final, Self

from scanner.evidence import dsse, tags
from scanner.evidence.archive import Archive, BundleError, HostileError
from scanner.evidence.sealed import SealedRun
from scanner.evidence.tags import MANIFEST, TAGS
from scanner.stores import MAX_READ, MissingError
from scanner.words import number

PAYLOAD: Final = "data"

_RUN: Final = r"[a-z0-9][a-z0-9-]{0,63}"
_PLACES: Final = re.compile(
    rf"{PAYLOAD}/(checkpoint|(checkpoints|log)/[0-9]{{6,9}}|public-keys/[0-9a-f]{{64}}\.pem|runs/{_RUN}/[^/]+"
    rf"|signed/{_RUN}/statement\.(json|pae|sig)|parts/{_RUN}/[^/]+|selection\.json|shared/[0-9a-f]{{64}}"
    r"|keyrings/[0-9]{6}|timestamps/[a-z0-9.-]{1,96})"
)
_SUBJECT: Final = re.compile(rb'\{"digest":\{"sha256":"([0-9a-f]{64})"\},"name":"([a-z][a-z0-9-]{0,63}\.json)"\}')
_MAX_STATEMENTS: Final = 1 << 26
"""How many bytes of statements are looked through for what lies there once."""
MAX_UNPACKED: Final = 4 << 30
"""The most that all members hold, in bytes, with their gzip unpacked, and what several runs share in each of them:"""
MAX_GROWTH: Final = 64
"""or so many times the bytes of the file, if that is more. What has to be read is bounded by what was handed over."""

_TAGS: Final = frozenset({tags.BAGIT, tags.INFO, tags.TEXT, tags.REPORT, tags.SCHEMAS, MANIFEST})
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]{1,1024})")
_CHUNK: Final = 1 << 16
_GZIP_SIZE: Final = 4
"""The last bytes of a gzip. One that lies is found out when it is unpacked, and nothing is read behind it."""


class Bundle:
    """A bundle that is open for reading; it reads like a store. Nothing is ever unpacked to disk.

    `base` is the folder in which everything lies.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.name = archive.name
        first = next(iter(archive.members), "")
        # Everything lies in one folder, so that unpacking it makes one folder.
        self.base, slash, _ = first.partition("/")
        if not slash or any(not name.startswith(f"{self.base}/") for name in archive.members):
            raise HostileError(self.name, "its members do not all lie in one folder")
        head = f"{self.base}/{PAYLOAD}/"
        self._keys = sorted(name.removeprefix(head) for name in archive.members if name.startswith(head))
        self._shared: dict[str, str] = {}
        self._shared = dict(self._common())
        self._keys = sorted({*self._keys, *self._shared})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def read(self, key: str) -> bytes:
        """All of a small member of the payload. Raises `MissingError`."""
        with self.open(key) as file:
            data = file.read(MAX_READ + 1)
        if len(data) > MAX_READ:
            raise HostileError(self.name, f"its {key} has more than {MAX_READ} bytes")
        return data

    def open(self, key: str) -> BinaryIO:
        """A member of the payload as a stream. Raises `MissingError`."""
        return self._open(f"{PAYLOAD}/{self._shared.get(key, key)}")

    def size(self, key: str) -> int:
        """How many bytes a member of the payload has; none where there is none."""
        member = self._archive.members.get(f"{self.base}/{PAYLOAD}/{self._shared.get(key, key)}")
        return member.size if member else 0

    def list(self, prefix: str) -> Iterator[str]:
        """The keys of the payload that begin with this folder, such as `log/`, in order."""
        first = bisect_left(self._keys, prefix)
        return takewhile(lambda key: key.startswith(prefix), islice(self._keys, first, None))

    def tag(self, name: str) -> bytes:
        """All of one of the files around the payload, such as `VERIFY.md`. Raises `MissingError`."""
        with self._open(name) as file:
            return file.read(MAX_READ)

    def has(self, name: str) -> bool:
        """Whether there is such a file around the payload."""
        return f"{self.base}/{name}" in self._archive.members

    @property
    def payload(self) -> Sequence[int]:
        """The sizes of the members of the payload, in bytes."""
        head = f"{self.base}/{PAYLOAD}/"
        return [member.size for name, member in self._archive.members.items() if name.startswith(head)]

    @property
    def length(self) -> int:
        """How many bytes the whole file has."""
        return tags.length({name: member.packed for name, member in self._archive.members.items()})

    def check(self) -> int:
        """Hold every member against the manifests; how many there are. Raises `HostileError`."""
        payload, around = self._manifest(MANIFEST), self._manifest(TAGS)
        listed = {*payload, *around, TAGS}
        there = {name.removeprefix(f"{self.base}/") for name in self._archive.members}
        for name in sorted(there - listed):
            raise HostileError(self.name, f"“{name}” is in it and in none of its manifests")
        for name in sorted(listed - there):
            raise HostileError(self.name, f"“{name}” is in a manifest and not in it")
        for name in sorted({name for name in payload if not _PLACES.fullmatch(name)} | (around.keys() - _TAGS)):
            raise HostileError(self.name, f"“{name}” has no place in a bundle")
        for key in sorted(set(self.list("shared/")) - set(self._shared.values())):
            raise HostileError(self.name, f"“{PAYLOAD}/{key}” is in it and no run has it")
        holds: dict[str, int] = {}
        for name, sha256 in (payload | around).items():
            digest, holds[name] = self._digest(name)
            if digest != sha256:
                raise HostileError(self.name, f"“{name}” is not what the manifest says of it")
        self._check_growth(sum(holds[f"{PAYLOAD}/{self._shared.get(key, key)}"] for key in self._keys))
        return len(there)

    def _check_growth(self, unpacked: int) -> None:
        limit = max(MAX_UNPACKED, MAX_GROWTH * self.length)
        if unpacked > limit:
            why = f"is refused: all that its runs hold is {number(unpacked)} bytes, more than {number(limit)}"
            raise BundleError(self.name, why, "Nothing of them was read. Ask for fewer runs at a time.")

    def check_shown(self, run: SealedRun) -> None:
        """See that what openssl is shown of a run is what was signed. Raises `HostileError`."""
        for name, data in shown(run.envelope).items():
            key = f"signed/{run.record.run}/{name}"
            if self.read(key) != data:
                raise HostileError(self.name, f"“{key}” is not what the log holds of this run")

    def _common(self) -> Iterator[tuple[str, str]]:
        """What lies in it once for several runs: the key it would have, and where it lies."""
        there = frozenset(self.list("shared/"))
        folders = {key.rpartition("/")[0] for place in ("runs/", "parts/") for key in self.list(place)} if there else ()
        left, known = _MAX_STATEMENTS, frozenset(self._keys)
        for folder in sorted(folders):
            key = f"signed/{folder.partition('/')[2]}/statement.json"
            data = self.read(key) if key in known and left > 0 else b""
            left -= len(data)
            for sha256, name in _SUBJECT.findall(data):
                mine, common = f"{folder}/{name.decode()}", f"shared/{sha256.decode()}"
                if common in there and mine not in known:
                    yield mine, common

    def _open(self, name: str) -> BinaryIO:
        if f"{self.base}/{name}" not in self._archive.members:
            raise MissingError(self.name, name)
        return self._archive.open(f"{self.base}/{name}")

    def _manifest(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._open(name) as file:
            text = file.read(MAX_READ).decode("ascii", "replace")
            for line in text.removesuffix("\n").split("\n") if text else ():
                match = _LINE.fullmatch(line)
                if not match or match[2] in found or (name == MANIFEST) != match[2].startswith(f"{PAYLOAD}/"):
                    raise HostileError(self.name, f"{name} has a line that is wrong or comes twice")
                found[match[2]] = match[1]
        return found

    def _digest(self, name: str) -> tuple[str, int]:
        """The SHA-256 (hex) of a member, and how many bytes it holds: of a gzip, by what its end says of it."""
        digest, size, end = hashlib.sha256(), 0, b""
        with self._open(name) as file:
            for piece in iter(lambda: file.read(_CHUNK), b""):
                digest.update(piece)
                size, end = size + len(piece), (end + piece)[-_GZIP_SIZE:]
        return digest.hexdigest(), int.from_bytes(end, "little") if name.endswith(".gz") else size


def open_bundle(path: Path, file: BinaryIO | None = None) -> Bundle:
    """The bundle in this file, which may be anybody's. Raises `BundleError` for whatever is not plainly one.

    `file` has its bytes, where they are not those in `path`.
    """
    archive = Archive(path, file)
    try:
        return Bundle(archive)
    except HostileError:
        archive.close()
        raise


def shown(envelope: bytes) -> dict[str, bytes]:
    """An envelope taken apart for openssl: the statement, what is signed of it, and the bare signature."""
    opened = dsse.read_envelope(envelope, "the envelope")
    return {
        "statement.json": opened.payload,
        "statement.pae": dsse.pae(opened.payload),
        "statement.sig": opened.signature,
    }
