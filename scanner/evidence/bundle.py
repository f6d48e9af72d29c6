"""A bundle: runs, the log they stand in, and how to check them, in one file for an auditor.

It is a ZIP of a BagIt bag (RFC 8493) whose payload is laid out like a store, so that both are read by the same code.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from pathlib import Path
from typing import BinaryIO, Final, Self

from scanner.evidence import dsse, tags
from scanner.evidence.archive import Archive, HostileError
from scanner.evidence.sealed import SealedRun
from scanner.evidence.tags import MANIFEST, TAGS
from scanner.stores import MAX_READ, MissingError

PAYLOAD: Final = "data"

_RUN: Final = r"[a-z0-9][a-z0-9-]{0,63}"
_PLACES: Final = re.compile(
    rf"{PAYLOAD}/(checkpoint|keyrings/[0-9]{{6}}|log/[0-9]{{6,9}}|public-keys/[0-9a-f]{{64}}\.pem|runs/{_RUN}/[^/]+"
    rf"|signed/{_RUN}/statement\.(json|pae|sig))"
)
_TAGS: Final = frozenset({tags.BAGIT, tags.INFO, tags.TEXT, MANIFEST})
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]{1,1024})")
_CHUNK: Final = 1 << 16


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
        return self._open(f"{PAYLOAD}/{key}")

    def list(self, prefix: str) -> Iterator[str]:
        """The keys of the payload that begin with this folder, such as `log/`, in order."""
        first = bisect_left(self._keys, prefix)
        return takewhile(lambda key: key.startswith(prefix), islice(self._keys, first, None))

    def tag(self, name: str) -> bytes:
        """All of one of the files around the payload, such as `VERIFY.md`. Raises `MissingError`."""
        with self._open(name) as file:
            return file.read(MAX_READ)

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
        for name, sha256 in (payload | around).items():
            if self._digest(name) != sha256:
                raise HostileError(self.name, f"“{name}” is not what the manifest says of it")
        return len(there)

    def check_shown(self, run: SealedRun) -> None:
        """See that what openssl is shown of a run is what was signed. Raises `HostileError`."""
        for name, data in shown(run.envelope).items():
            key = f"signed/{run.record.run}/{name}"
            if self.read(key) != data:
                raise HostileError(self.name, f"“{key}” is not what the log holds of this run")

    def _open(self, name: str) -> BinaryIO:
        if f"{self.base}/{name}" not in self._archive.members:
            raise MissingError(self.name, name)
        return self._archive.open(f"{self.base}/{name}")

    def _manifest(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._open(name) as file:
            for line in file.read(MAX_READ).decode("ascii", "replace").splitlines():
                match = _LINE.fullmatch(line)
                if not match or match[2] in found or (name == MANIFEST) != match[2].startswith(f"{PAYLOAD}/"):
                    raise HostileError(self.name, f"{name} has a line that is wrong or comes twice")
                found[match[2]] = match[1]
        return found

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._open(name) as file:
            for piece in iter(lambda: file.read(_CHUNK), b""):
                digest.update(piece)
        return digest.hexdigest()


def open_bundle(path: Path) -> Bundle:
    """The bundle in this file, which may be anybody's. Raises `BundleError` for whatever is not plainly one."""
    archive = Archive(path)
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
