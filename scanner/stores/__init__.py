"""Places where evidence is kept: what one is, and what it can refuse. `opening` opens one by its path or URI."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol

MAX_READ: Final = 64 << 20
"""The most that `read` returns; what may be larger is streamed from `open`."""


class Reader(Protocol):
    """Somewhere evidence can be read from: a store, or a bundle laid out like one."""

    @property
    def name(self) -> str:
        """What to call it in a sentence."""

    def read(self, key: str) -> bytes:
        """All of a small member. Raises `MissingError`."""

    def open(self, key: str) -> BinaryIO:
        """A member as a stream. Raises `MissingError`."""

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, such as `log/`, in order; all that lies there for an empty one."""


class Store(Reader, Protocol):
    """A reader that can also be added to. Only `swap` ever replaces anything, and only the head of the log."""

    @property
    def origin(self) -> str:
        """The name of its run log."""

    def create(self, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:
        """Put a new member, whole or not at all, and lock it until then where the store locks. Raises `ExistsError`."""

    def swap(self, key: str, new: bytes, expect: bytes | None) -> None:
        """Replace what must be `expect` (None: absent). Raises `ConflictError`."""

    def lock(self) -> AbstractContextManager[None]:
        """Keep every other writer out; may be taken again by its holder. Of a bucket, only those of this process."""

    def spool(self, run: str) -> Path:
        """A local folder of this run's own, where it writes its members before they are sealed.

        What killed runs have left there is swept away.
        """


def read_each(reader: Reader, keys: Iterable[str]) -> Iterator[bytes]:
    """All of these small members in their order; of a store that is far away, several are fetched at once."""
    ahead = getattr(reader, "read_each", None)
    found: Iterator[bytes] = ahead(keys) if ahead else map(reader.read, keys)
    return found


class StoreError(Exception):
    """The base of everything a store can refuse; its text is a sentence for people."""


class MissingError(StoreError):
    """There is no such member."""

    def __init__(self, store: str, key: str) -> None:
        super().__init__(f"{store} holds no {key}")


class LockedError(StoreError):
    """The member is encrypted, and nothing that was given opens it."""

    def __init__(self, store: str, key: str, *, tried: bool) -> None:
        why = "for other recipients: no identity that you gave opens it" if tried else "encrypted"
        super().__init__(
            f"{key} in {store} is {why}\n"
            "  Next: the same with --identity FILE   the secret key of one of its recipients"
        )


class UnknownStoreError(StoreError):
    """Nothing here opens URIs of that scheme."""


class ExistsError(StoreError):
    """There is such a member already, and nothing is written over."""

    def __init__(self, store: str, key: str) -> None:
        super().__init__(f"{store} holds {key} already, and nothing there is written over")


class ConflictError(StoreError):
    """Somebody else has replaced the member meanwhile."""

    def __init__(self, store: str, key: str) -> None:
        super().__init__(f"{key} in {store} was changed by somebody else meanwhile")


class NewerError(StoreError):
    """The store is of a format that came after this program."""

    def __init__(self, store: str, theirs: int, ours: int) -> None:
        super().__init__(
            f"{store} was written by a newer safeguard (format {theirs}); this one reads format {ours}\n"
            "  Next: update safeguard"
        )


class SpoolError(StoreError):
    """What a run writes before it is sealed does not get onto the disk."""

    def __init__(self, folder: Path, err: OSError) -> None:
        super().__init__(f"{folder} {why(err)}: what was answered could not be written")


@contextmanager
def spooling(folder: Path) -> Iterator[None]:
    """Turn what the file system says of writing into this spool into a `SpoolError`."""
    try:
        yield
    except OSError as err:
        raise SpoolError(folder, err) from err


def why(err: OSError) -> str:
    """What the file system says, as a person would go on after the name of the place."""
    return _WHY.get(err.errno or 0, f"failed: {err.strerror}")


_WHY: Final = {
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full, your quota is used up",
    errno.EROFS: "is on a read-only file system",
    errno.EACCES: "may not be written or read by you",
    errno.ENAMETOOLONG: "has a name that is too long",
    errno.ELOOP: "has a link where a file should be",
    errno.ENOTDIR: "has a link or a file where a folder should be",
    errno.EPERM: "may not be changed by you",
}
