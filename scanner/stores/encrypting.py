"""A store whose runs and reports certain readers alone can read: an age file (age-encryption.org/v1) around each.

Whoever reads through it sees the members by their own names, and all digests are over what they hold in the clear. The
log, the checkpoints, and the keys lie there as ever: that no run was taken away, and who signed it, anybody can see.
"""

import hashlib
import io
import os
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from scanner.evidence import encrypted, retention
from scanner.stores import MAX_READ, ExistsError, LockedError, MissingError, StoreError, spooling
from scanner.stores.kept import Held, KeptStore, Mode, Retention

SUFFIX: Final = ".age"
"""What the name of an encrypted member ends with where it lies; nothing in a name tells what it holds."""

MARK: Final = "encrypted"
"""The key of what says that a store holds such members."""

_TEXT: Final = b"Files that end with .age are of age-encryption.org/v1: https://age-encryption.org\n"
_FOLDERS: Final = ("runs/", "reports/")
"""Where answers, findings and names lie."""


class EncryptedStore:
    """A store around another one, whatever kind that is."""

    def __init__(self, inner: Any, to: Sequence[Any], known: Sequence[Any]) -> None:
        self.inner: KeptStore = inner
        self.to, self.known = to, known
        self._made: dict[str, BinaryIO] = {}
        self._own: Mapping[str, bytes] = {}
        self._places: dict[str, str] = {}
        weakref.finalize(self, _close, self._made)

    def __getattr__(self, name: str) -> Any:
        """What nothing here changes, as reading several entries at once."""
        return getattr(self.inner, name)

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self.inner.name

    @property
    def origin(self) -> str:
        """The name of its run log."""
        return self.inner.origin

    def remember(self, own: Mapping[str, bytes]) -> None:
        """Take what these members hold from here where nothing opens them; whoever reads holds it against a digest."""
        self._own = own

    def read(self, key: str) -> bytes:
        """All of a small member. Raises `MissingError`, `LockedError`."""
        if not key.startswith(_FOLDERS):
            return self.inner.read(key)
        with self.open(key) as file:
            data = file.read(MAX_READ + 1)
        if len(data) > MAX_READ:
            raise StoreError(f"{self.name} holds a {key} of more than {MAX_READ} bytes")
        return data

    def open(self, key: str) -> BinaryIO:
        """A member as a stream. Raises `MissingError`, `LockedError`; `EvidenceError` where it does not decrypt."""
        if key in self._made:
            return io.BufferedReader(_Again(self._made[key]))
        if not key.startswith(_FOLDERS):
            return self.inner.open(key)
        try:
            file = self.inner.open(key + SUFFIX)
        except MissingError:
            return self.inner.open(key)  # of a run that was sealed before the store was encrypted
        with file:
            if key in self._own and not self.known:
                return io.BytesIO(self._own[key])
            try:
                return encrypted.opened(file, key, self.known)
            except encrypted.RecipientError:
                raise LockedError(self.name, key, tried=bool(self.known)) from None

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, by the names of what they hold."""
        seen: set[str] = set()
        for place in self.inner.list(prefix):
            key = _key(place)
            if key in seen:
                raise StoreError(f"{self.name} holds {key} twice, encrypted and in the clear: which one counts?")
            if key.startswith(_FOLDERS):
                seen.add(key)
            yield key

    def create(self, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:
        """Put a new member, encrypted where it tells of what was seen. Raises `ExistsError`."""
        if not self.to or not key.startswith(_FOLDERS):
            self.inner.create(key, source, retain_until)
            return
        with suppress(ExistsError):
            self.inner.create(MARK, _TEXT, retention.until(MARK, datetime.now(UTC)))
        with self._sealed(source) as path:
            try:
                self.inner.create(key + SUFFIX, path, retain_until)
            except ExistsError:  # it may be what we sent, and only the answer to that was lost
                with self.inner.open(key + SUFFIX) as there, path.open("rb") as ours:
                    if _sha256(there) != _sha256(ours):
                        raise ExistsError(self.name, key) from None
        if isinstance(source, Path):
            self._made[key] = source.open("rb")  # what was put is read again before it is signed, and for its report

    @contextmanager
    def _sealed(self, source: bytes | Path) -> Iterator[Path]:
        """A file with what only the recipients can read of it."""
        folder = source.parent if isinstance(source, Path) else Path(tempfile.gettempdir())
        with spooling(folder), tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=SUFFIX) as out:
            with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as plain:
                encrypted.encrypt(plain, out, self.to)
            out.flush()
            yield Path(out.name)

    def swap(self, key: str, new: bytes, expect: bytes | None) -> None:
        """Replace the head of the log."""
        self.inner.swap(key, new, expect)

    def lock(self) -> AbstractContextManager[None]:
        """Keep every other writer out."""
        return self.inner.lock()

    def spool(self, run: str) -> Path:
        """A local folder where a run writes its members, in the clear, before they are sealed."""
        return self.inner.spool(run)

    @property
    def lock_mode(self) -> Mode:
        """How it locks what is put there."""
        return self.inner.lock_mode

    def held(self, prefix: str) -> Iterator[Held]:
        """The members below this folder, by the names of what they hold."""
        for one in self.inner.held(prefix):
            key = _key(one.key)
            self._places[key] = one.key
            yield replace(one, key=key)

    def retention(self, key: str) -> Retention:
        """Until when this member is locked."""
        return self.inner.retention(self._places.get(key, key))

    def extend(self, key: str, until: datetime) -> None:
        """Lock this member for longer."""
        self.inner.extend(self._places.get(key, key), until)

    def remove(self, key: str) -> None:
        """Delete this member."""
        self.inner.remove(self._places.get(key, key))

    def strays(self) -> Iterator[str]:
        """What killed processes have left."""
        return self.inner.strays()

    def sweep(self) -> None:
        """Remove it."""
        self.inner.sweep()


class _Again(io.RawIOBase):
    """A file from its beginning, once more; that its name is gone meanwhile changes nothing."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the base takes any buffer
        data = os.pread(self._file.fileno(), len(buffer), self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _key(place: str) -> str:
    return place.removesuffix(SUFFIX) if place.startswith(_FOLDERS) else place


def _sha256(file: BinaryIO) -> bytes:
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(1 << 16), b""):
        digest.update(piece)
    return digest.digest()


def _close(made: Mapping[str, BinaryIO]) -> None:
    for file in made.values():
        file.close()
