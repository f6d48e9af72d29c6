"""A store in a folder: 0700, its files 0600, each put there whole or not at all, one writer at a time."""

import fcntl
import os
import re
import secrets
import shutil
import stat
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Self

from scanner.stores import MAX_READ, ConflictError, ExistsError, MissingError, names
from scanner.stores.folders import (
    LocalStoreError,
    abandoned,
    check_owner,
    hold,
    inside,
    sentences,
    sweep_abandoned,
    sweep_files,
)
from scanner.stores.kept import Held, Mode, Retention

LOCK_SECONDS: Final = 60
"""How long a writer waits for another one."""

_LOCK, _TEMP, _SPOOL, _MARK = "lock", "tmp", "spool", names.MARK
_LOST: Final = "lost+found"
_OURS: Final = frozenset({_LOCK, _MARK})
# What a folder may hold that is still empty: what its file system puts there, and what two first scans at once do.
_NOTHING: Final = frozenset({_LOCK, _TEMP, _LOST})
_TEMPORARY: Final = re.compile(r"[0-9a-f]{16}")
_RUN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,127}")


class LocalStore:
    """A store in a folder of the local file system."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.folder, self.origin = folder, origin
        self._thread = threading.RLock()
        self._depth = 0
        self._spools: dict[str, int] = {}
        weakref.finalize(self, _close, self._spools)

    @classmethod
    def at(cls, folder: Path, *, create: bool, origin: str | None = None) -> Self:
        """The store in `folder`, made there when it is not and `create` is set. Raises `LocalStoreError`."""
        with sentences(folder, "Nothing was read."):
            # Looked at in this order: somebody else may make it meanwhile.
            if (folder.is_symlink() or folder.exists()) and not folder.is_dir():
                raise LocalStoreError(folder, "is there, and is no folder")
            if not (folder / _MARK).is_file():
                if not create:
                    raise LocalStoreError(folder, "is not there, or is no store of safeguard's")
                _make(folder, origin or names.new_origin())
            bare = cls(folder, "")
            return cls(folder, names.origin(bare.name, bare.read(_MARK)))

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
        with sentences(self.folder, f"{key} was not read."):
            try:
                # A link or a pipe in a folder that somebody gave us must neither lead elsewhere nor hang.
                with self._at(key) as (at, name):
                    number = os.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
            except FileNotFoundError:
                raise MissingError(self.name, key) from None
            if not stat.S_ISREG(os.fstat(number).st_mode):
                os.close(number)
                raise LocalStoreError(self.folder, f"holds a {key} that is not a file")
            return os.fdopen(number, "rb")

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, such as `log/`, in order; for an empty one all but lock and mark."""
        with sentences(self.folder, "Nothing was read."):
            yield from self._walk(tuple(names.checked(self.name, prefix.rstrip("/")).split("/")) if prefix else ())

    def create(self, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:  # noqa: ARG002  # a folder locks nothing
        """Put a new member, whole or not at all. Raises `ExistsError`."""
        with (
            self.lock(),
            sentences(self.folder, f"{key} was not written."),
            # Before its folder is made: of what a full disk does not take, not even an empty folder stays.
            self._temporary(source) as (there, temp),
            self._at(key, make=True) as (at, name),
        ):
            try:
                # Unlike a rename this fails where something is.
                os.link(temp, name, src_dir_fd=there, dst_dir_fd=at, follow_symlinks=False)
            except FileExistsError:
                raise ExistsError(self.name, key) from None
            os.fsync(at)

    def swap(self, key: str, new: bytes, expect: bytes | None) -> None:
        """Replace what must be `expect` (None: absent). Raises `ConflictError`."""
        with self._writing(key) as (at, name):
            if self._there(key) != expect:
                raise ConflictError(self.name, key)
            with self._temporary(new) as (there, temp):
                os.replace(temp, name, src_dir_fd=there, dst_dir_fd=at)
            os.fsync(at)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep every other writer out; may be taken again by its holder. Sweeps what killed writers left."""
        with self._locked("Nothing was sealed."):
            yield

    def spool(self, run: str) -> Path:
        """A folder inside the store where this run writes its members before they are sealed.

        It is this store's until the process ends; those of processes that are gone are swept away.
        """
        then = "Nothing was asked."
        key = names.checked(self.name, f"{_SPOOL}/{run}")
        with self._locked(then), sentences(self.folder, then):
            with inside(self.folder, (_SPOOL,), make=True) as at:
                sweep_abandoned(at, _RUN)
            with inside(self.folder, key.split("/"), make=True) as at:
                _close(self._spools, run)
                self._spools[run] = hold(at)
        return self.folder / key

    @property
    def lock_mode(self) -> Mode:
        """A folder locks nothing: whoever may write there may delete."""
        return "none"

    def held(self, prefix: str) -> Iterator[Held]:
        """The members below this folder. Of what lay there before it nothing is known."""
        for key in self.list(prefix):
            *folders, name = key.split("/")  # as it was found, and not as a member may be called
            with sentences(self.folder, f"{key} was not read."), inside(self.folder, folders) as at:
                found = os.stat(name, dir_fd=at, follow_symlinks=False)
            yield Held(key, datetime.fromtimestamp(found.st_mtime, UTC))

    def retention(self, key: str) -> Retention:
        """Never locked. Raises `MissingError`."""
        self.open(key).close()
        return Retention()

    def extend(self, key: str, until: datetime) -> None:  # noqa: ARG002  # a folder locks nothing
        """Refuse: nobody is to believe that it is locked."""
        raise LocalStoreError(self.folder, f"is a folder, which locks nothing: {key} is locked for no longer")

    def remove(self, key: str) -> None:
        """Delete this member, and the folder that it leaves empty."""
        with self._writing(key) as (at, name):
            os.unlink(name, dir_fd=at)
            os.fsync(at)
        with suppress(OSError), inside(self.folder, key.split("/")[:-2]) as at:
            os.rmdir(key.split("/")[-2], dir_fd=at)

    def strays(self) -> Iterator[str]:
        """The spools that killed processes have left; who is at work keeps their own."""
        then = "Nothing was read."
        with sentences(self.folder, then), suppress(FileNotFoundError), inside(self.folder, (_SPOOL,)) as at:
            yield from (f"{_SPOOL}/{name}" for name in abandoned(at, _RUN))

    def sweep(self) -> None:
        """Remove them."""
        then = "Nothing was removed."
        with self._locked(then), sentences(self.folder, then), inside(self.folder, (_SPOOL,), make=True) as at:
            sweep_abandoned(at, _RUN)

    @contextmanager
    def _locked(self, then: str) -> Iterator[None]:
        with self._thread:
            if self._depth:
                yield
                return
            with sentences(self.folder, then):
                check_owner(self.folder, then)
                number = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                _wait(number, self.folder, then)
                with sentences(self.folder, then), inside(self.folder, (_TEMP,), make=True) as at:
                    sweep_files(at, _TEMPORARY)
                self._depth = 1
                yield
            finally:
                self._depth = 0
                os.close(number)

    @contextmanager
    def _at(self, key: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """The open folder in which this member lies, and its name there."""
        *folders, name = names.checked(self.name, key).split("/")
        with inside(self.folder, folders, make=make) as at:
            yield at, name

    @contextmanager
    def _writing(self, key: str) -> Iterator[tuple[int, str]]:
        with self.lock(), sentences(self.folder, f"{key} was not written."), self._at(key, make=True) as place:
            yield place

    def _there(self, key: str) -> bytes | None:
        try:
            return self.read(key)
        except MissingError:
            return None

    def _walk(self, folder: Sequence[str]) -> Iterator[str]:
        try:
            with inside(self.folder, folder) as at, os.scandir(at) as found:
                entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
        except FileNotFoundError:
            return
        except PermissionError:
            if tuple(folder) == (_LOST,):  # root's own in every file system: what nobody else sees misleads nobody else
                return
            raise
        for name, below in entries:
            if below:
                yield from self._walk((*folder, name))
            elif folder or name not in _OURS:
                yield "/".join((*folder, name))

    @contextmanager
    def _temporary(self, source: bytes | Path) -> Iterator[tuple[int, str]]:
        """A file with this content that is on the disk, by folder and name; gone afterwards, unless it was renamed."""
        name = secrets.token_hex(8)
        with inside(self.folder, (_TEMP,), make=True) as at:
            try:
                number = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=at)
                with os.fdopen(number, "wb") as file:
                    if isinstance(source, Path):
                        with source.open("rb") as origin:
                            shutil.copyfileobj(origin, file)
                    else:
                        file.write(source)
                    file.flush()
                    os.fsync(number)
                yield at, name
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=at)


def _make(folder: Path, origin: str) -> None:
    mark = names.mark(f"the store {folder}", origin)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(entry.name not in _NOTHING for entry in folder.iterdir()) and not (folder / _MARK).is_file():
        raise LocalStoreError(folder, "is a folder with other things in it. Name an empty or a new one")
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
    store = LocalStore(folder, origin)
    with store.lock():
        if not (folder / _MARK).is_file():
            store.create(_MARK, mark)


def _wait(number: int, folder: Path, then: str) -> None:
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise LocalStoreError(
                    folder, f"is being written by another safeguard for {LOCK_SECONDS} s. {then}"
                ) from None
            time.sleep(0.01)


def _close(held: dict[str, int], *names: str) -> None:
    """Let go of the spools of these names, of all without one."""
    for name in names or tuple(held):
        with suppress(KeyError):
            os.close(held.pop(name))
