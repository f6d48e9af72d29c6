"""A store in a folder: 0700, its files 0600, each put there whole or not at all, one writer at a time."""

import errno
import fcntl
import os
import re
import secrets
import shutil
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, Self

import msgspec

from scanner.evidence import EvidenceError, canonical, note
from scanner.stores import MAX_READ, ConflictError, ExistsError, MissingError, StoreError

FORMAT: Final = 1

LOCK_SECONDS: Final = 60
"""How long a writer waits for another one."""

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,6}")
_LOCK, _TEMP, _MARK = "lock", "tmp", "store.json"
# What a folder may hold that is still empty: what its file system puts there, and what two first scans at once do.
_NOTHING: Final = frozenset({_LOCK, _TEMP, "lost+found"})
_WHY: Final = {
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full, your quota is used up",
    errno.EROFS: "is on a read-only file system",
    errno.EACCES: "may not be written or read by you",
    errno.ELOOP: "has a link where a file should be",
    errno.EPERM: "may not be changed by you",
}


class LocalStoreError(StoreError):
    """The folder does not let us do what we must."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"the store {folder} {why}")


# Fields that a newer format adds must not hide that it is newer.
class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    origin: str


class LocalStore:
    """A store in a folder of the local file system."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.folder, self.origin = folder, origin
        self._thread = threading.RLock()
        self._depth = 0

    @classmethod
    def at(cls, folder: Path, *, create: bool, origin: str | None = None) -> Self:
        """The store in `folder`, made there when it is not and `create` is set. Raises `LocalStoreError`."""
        with _sentences(folder, "Nothing was read."):
            if not (folder / _MARK).is_file():
                if not create:
                    raise LocalStoreError(folder, "is not there, or is no store of safeguard's")
                _make(folder, origin or f"safeguard.local/{secrets.token_hex(4)}")
            return cls(folder, _origin(folder, cls(folder, "").read(_MARK)))

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return f"the store {self.folder}"

    def read(self, key: str) -> bytes:
        """All of a small member. Raises `MissingError`."""
        with self.open(key) as file:
            data = file.read(MAX_READ + 1)
        if len(data) > MAX_READ:
            raise LocalStoreError(self.folder, f"holds a {key} of more than {MAX_READ} bytes")
        return data

    def open(self, key: str) -> BinaryIO:
        """A member as a stream. Raises `MissingError`."""
        with _sentences(self.folder, f"{key} was not read."):
            try:
                # A link or a pipe in a folder that somebody gave us must neither lead elsewhere nor hang.
                number = os.open(self._path(key), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
            except (FileNotFoundError, NotADirectoryError):
                raise MissingError(self.name, key) from None
            if not stat.S_ISREG(os.fstat(number).st_mode):
                os.close(number)
                raise LocalStoreError(self.folder, f"holds a {key} that is not a file")
            return os.fdopen(number, "rb")

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, such as `log/`, in order."""
        with _sentences(self.folder, "Nothing was read."):
            yield from self._walk(prefix.rstrip("/"))

    def create(self, key: str, source: bytes | Path) -> None:
        """Put a new member, whole or not at all. Raises `ExistsError`."""
        with self.lock(), _sentences(self.folder, f"{key} was not written: this run is not sealed."):
            path = self._path(key)
            _folders(path.parent, self.folder)
            with self._temporary(source) as temp:
                try:
                    os.link(temp, path)  # unlike a rename this fails where something is
                except FileExistsError:
                    raise ExistsError(self.name, key) from None
            _sync(path.parent)

    def swap(self, key: str, new: bytes, expect: bytes | None) -> None:
        """Replace what must be `expect` (None: absent). Raises `ConflictError`."""
        with self.lock(), _sentences(self.folder, f"{key} was not written: this run is not sealed."):
            path = self._path(key)
            if (path.read_bytes() if path.exists() else None) != expect:
                raise ConflictError(self.name, key)
            with self._temporary(new) as temp:
                temp.replace(path)
            _sync(path.parent)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep every other writer out; may be taken again by its holder. Sweeps what killed writers left."""
        with self._thread:
            if self._depth:
                yield
                return
            with _sentences(self.folder, "Nothing was sealed."):
                number = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                _wait(number, self.folder)
                with _sentences(self.folder, "Nothing was sealed."):
                    _folders(self.folder / _TEMP, self.folder)
                    for stale in (self.folder / _TEMP).iterdir():
                        stale.unlink()
                self._depth = 1
                yield
            finally:
                self._depth = 0
                os.close(number)

    def spool(self, run: str) -> Path:
        """A folder inside the store where this run writes its members before they are sealed."""
        with _sentences(self.folder, "Nothing was asked."):
            path = self._path(f"spool/{run}")
            _folders(path, self.folder)
            return path

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise LocalStoreError(self.folder, f"cannot hold a member called {key!a}")
        return self.folder / key

    def _walk(self, folder: str) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(self._path(folder)), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(f"{folder}/{entry.name}")
            else:
                yield f"{folder}/{entry.name}"

    @contextmanager
    def _temporary(self, source: bytes | Path) -> Iterator[Path]:
        """A file with this content that is on the disk; gone afterwards, unless it was renamed."""
        path = self.folder / _TEMP / secrets.token_hex(8)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                if isinstance(source, Path):
                    with source.open("rb") as origin:
                        shutil.copyfileobj(origin, file)
                else:
                    file.write(source)
                file.flush()
                os.fsync(file.fileno())
            yield path
        finally:
            path.unlink(missing_ok=True)


def _make(folder: Path, origin: str) -> None:
    if not note.valid_origin(origin):
        raise LocalStoreError(folder, f"cannot have a log called {origin!a}: no space, no plus, ASCII only")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(entry.name not in _NOTHING for entry in folder.iterdir()) and not (folder / _MARK).is_file():
        raise LocalStoreError(folder, "is a folder with other things in it. Name an empty or a new one")
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
    store = LocalStore(folder, origin)
    with store.lock():
        if not (folder / _MARK).is_file():
            store.create(_MARK, canonical.dumps({"format": f"safeguard-store/{FORMAT}", "origin": origin}))


def _origin(folder: Path, data: bytes) -> str:
    try:
        mark = msgspec.convert(canonical.loads(data, _MARK), _Mark)
    except (EvidenceError, msgspec.ValidationError) as err:
        raise LocalStoreError(folder, f"has a {_MARK} that cannot be read: {err}") from None
    found = re.fullmatch(r"safeguard-store/([0-9]{1,6})", mark.format)
    if not found or int(found[1]) < FORMAT or not note.valid_origin(mark.origin):
        raise LocalStoreError(folder, f"has a {_MARK} that cannot be read")
    if int(found[1]) > FORMAT:
        raise LocalStoreError(
            folder, f"was written by a newer safeguard (format {found[1]}); this one reads format {FORMAT}"
        )
    return mark.origin


def _wait(number: int, folder: Path) -> None:
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise LocalStoreError(
                    folder, f"is being written by another safeguard for {LOCK_SECONDS} s. Nothing was sealed."
                ) from None
            time.sleep(0.01)


def _folders(path: Path, top: Path) -> None:
    """Make `path` and what is missing above it within `top`, 0700 and on the disk."""
    if path.is_dir() or path == top:
        return
    _folders(path.parent, top)
    path.mkdir(mode=0o700, exist_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _sentences(folder: Path, then: str) -> Iterator[None]:
    """Turn what the file system says into what a person can act on."""
    try:
        yield
    except OSError as err:
        why = _WHY.get(err.errno or 0, f"failed: {err.strerror}")
        raise LocalStoreError(folder, f"{why}. {then}") from err
