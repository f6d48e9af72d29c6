"""A store in a bucket: what a folder does by links and locks is done here by conditions on each request."""

import os
import stat
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Self

from scanner.evidence import retention
from scanner.stores import MAX_READ, ConflictError, ExistsError, MissingError, StoreError, names
from scanner.stores.buckets import MAX_PUT, Bucket, BucketError, stream
from scanner.stores.folders import LocalStoreError, sentences
from scanner.stores.kept import Held, Mode, Retention
from scanner.stores.local import LocalStore

_AHEAD: Final = 8
"""How many small members are fetched at a time."""

_REMEMBERED: Final = 1 << 26
"""How many bytes of entries are kept in memory: an entry never changes, and a scan reads all of them several times."""


class RemoteStore:
    """A store in a bucket, whoever offers it. Two writers are kept apart by the bucket, and not by a lock."""

    def __init__(self, bucket: Bucket, origin: str) -> None:
        self.bucket, self.origin = bucket, origin
        self._thread = threading.RLock()
        self._entries: dict[str, bytes] = {}
        self._room = _REMEMBERED

    @classmethod
    def at(cls, bucket: Bucket, *, create: bool, origin: str | None = None) -> Self:
        """The store in this bucket, made there when it is not and `create` is set. Raises `StoreError`."""
        bare = cls(bucket, "")
        if create:
            _ = bucket.lock_mode  # what is demanded and not there is known before a night is asked for
        try:
            data = bare.read(names.MARK)
        except MissingError:
            if not create:
                raise BucketError(f"{bare.name} is not there, or is no store of safeguard's") from None
            data = bare.make(origin or names.new_origin())
        return cls(bucket, names.origin(bare.name, data))

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return f"the store {self.bucket.address.uri}"

    def make(self, origin: str) -> bytes:
        """Put the mark of a new store there, and hand back the one that lies there then."""
        mark = names.mark(self.name, origin)
        if next(self.bucket.keys(""), names.MARK) != names.MARK:
            raise BucketError(f"{self.name} holds other things already. Name an empty prefix")
        try:
            self.create(names.MARK, mark, retention.until(names.MARK, datetime.now(UTC)))
        except ExistsError:
            return self.read(names.MARK)  # another first scan was faster
        return mark

    def read(self, key: str) -> bytes:
        """All of a small member. Raises `MissingError`."""
        if key in self._entries:
            return self._entries[key]
        data, _ = self._get(key)
        if key.startswith("log/") and len(data) <= self._room:
            self._room -= len(data)
            self._entries[key] = data
        return data

    def read_each(self, keys: Iterable[str]) -> Iterator[bytes]:
        """All of these small members in their order, several of them fetched at once."""
        waiting: deque[bytes | Future[bytes]] = deque()
        with ThreadPoolExecutor(_AHEAD) as pool:
            try:
                for key in keys:
                    waiting.append(self._entries.get(key) or pool.submit(self.read, key))
                    if len(waiting) > _AHEAD:
                        yield _come(waiting.popleft())
                while waiting:
                    yield _come(waiting.popleft())
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def open(self, key: str) -> BinaryIO:
        """A member as a stream. Raises `MissingError`."""
        return stream(self.bucket.pieces(names.checked(self.name, key)))

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, such as `log/`, in order; for an empty one all but the mark."""
        below = names.checked(self.name, prefix.rstrip("/")) + "/" if prefix else ""
        return (
            key for key in self.bucket.keys(below) if key.startswith(below) and key != names.MARK and key[-1:] != "/"
        )

    def create(self, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:
        """Put a new member, whole or not at all, and lock it until then where the store locks. Raises `ExistsError`."""
        with _from_disk(self.name, source):
            size = source.stat().st_size if isinstance(source, Path) else len(source)
            if size > MAX_PUT:
                raise BucketError(f"{self.name}: {key} has more than {MAX_PUT >> 30} GiB, and was not written")
            # A day that is over locks nothing, and is refused: an old entry that is covered late.
            later = retain_until if retain_until and retain_until > datetime.now(UTC) else None
            self.bucket.put(names.checked(self.name, key), source, None, later)

    def swap(self, key: str, new: bytes, expect: bytes | None) -> None:
        """Replace what must be `expect` (None: absent). Raises `ConflictError`."""
        try:
            there, tag = self._get(key)
        except MissingError:
            there, tag = None, None
        if there != expect:
            raise ConflictError(self.name, key)
        try:
            self.bucket.put(key, new, tag, None)
        except ExistsError:
            raise ConflictError(self.name, key) from None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep every other thread out; other machines are kept apart by what the bucket refuses."""
        with self._thread:
            yield

    def spool(self, run: str) -> Path:
        """A folder on this machine, below TMPDIR, where this run writes its members before they are sealed."""
        return self._near.spool(run)

    @property
    def lock_mode(self) -> Mode:
        """How it locks what is put there."""
        return self.bucket.lock_mode

    def held(self, prefix: str) -> Iterator[Held]:
        """The members below this folder, deleted ones too where the bucket still has them."""
        return (one for one in self.bucket.held(prefix) if one.key.startswith(prefix) and one.key[-1:] != "/")

    def retention(self, key: str) -> Retention:
        """Until when this member is locked. Raises `MissingError`."""
        return self.bucket.retention(names.checked(self.name, key))

    def extend(self, key: str, until: datetime) -> None:
        """Lock this member for longer."""
        if self.lock_mode == "none":
            raise BucketError(f"{self.name} locks nothing: {key} is locked for no longer than before")
        self.bucket.extend(names.checked(self.name, key), until)

    def remove(self, key: str) -> None:
        """Delete this member, all of its versions."""
        self.bucket.remove(names.checked(self.name, key))

    def strays(self) -> Iterator[str]:
        """What killed processes have left on this machine."""
        return self._near.strays()

    def sweep(self) -> None:
        """Remove it."""
        self._near.sweep()

    @cached_property
    def _near(self) -> LocalStore:
        return LocalStore(_own_folder(), self.origin)

    def _get(self, key: str) -> tuple[bytes, str]:
        data, tag = self.bucket.get(names.checked(self.name, key), MAX_READ + 1)
        if len(data) > MAX_READ:
            raise BucketError(f"{self.name} holds a {key} of more than {MAX_READ} bytes")
        return data, tag


def _come(one: bytes | Future[bytes]) -> bytes:
    return one if isinstance(one, bytes) else one.result()


@contextmanager
def _from_disk(name: str, source: bytes | Path) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        raise StoreError(f"{source if isinstance(source, Path) else name} cannot be read: {err.strerror}") from err


def _own_folder() -> Path:
    """A folder of this user's own on this machine, 0700. Raises `LocalStoreError` where it is another's."""
    folder = Path(tempfile.gettempdir()) / f"safeguard-{os.geteuid()}"
    with sentences(folder, "Nothing was asked."):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise LocalStoreError(
                folder,
                "is not this user's alone, and what is asked would be written there first. Nothing was asked.\n"
                "  Next: remove it, or name another place: TMPDIR",
            )
    return folder
