"""What was taken in of each host: one file, of the last drop that counts. The kept fields alone come here."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from scanner import paths
from scanner.answers import JSON, Outcome
from scanner.collector import CollectError

_MOST: Final = 64 << 20
_OTHERS_WRITE: Final = 0o022


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question, and what is kept of its answer."""

    question: str
    text: str
    """The digest of the text that was run for it."""
    outcome: Outcome
    code: str = ""
    body: JSON = None
    dropped: tuple[str, ...] = ()


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last drop of a host that counts."""

    format: int = 1
    host: str
    system: str
    made: str
    digest: str
    """Of the file that was dropped."""
    key: str
    """As a line of known_hosts ends: type and base64."""
    script: str
    machine: str
    """What the machine says of its own number: a digest. Another one under the same key is another machine."""
    caller: str
    rows: tuple[Row, ...]


class InboxError(Exception):
    """What lies in the inbox cannot be relied on. The text is the code of an answer."""


def read(folder: Path, host: str) -> Held | None:
    """The last drop of a host; None where none was taken in.

    Raises:
        InboxError: others may have written it, or it cannot be read.
    """
    try:
        with paths.open_regular(_file(folder, host)) as file:
            # Whoever may write to the folder could put an older one of it back.
            if _exposed(os.fstat(file.fileno())) or _exposed(folder.stat()):
                raise InboxError("InboxExposed")
            held = msgspec.json.decode(file.read(_MOST), type=Held)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError):
        raise InboxError("InboxUnread") from None
    if held.format != 1 or held.host != host:
        raise InboxError("InboxUnread")
    return held


def write(folder: Path, held: Held) -> None:
    """Put it in the place of the one before, whole or not at all. Raises OSError."""
    path = _file(folder, held.host)
    temp = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(held))
            file.flush()
            os.fsync(file.fileno())
        paths.put_in_place(temp, path)
    finally:
        with suppress(OSError):
            temp.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold an inbox: of two that take drops in at once the second does nothing.

    Raises:
        CollectError: it is held, or cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as err:
        raise CollectError(f"the inbox {folder}: {err.strerror}") from None
    try:
        if _exposed(os.fstat(number)):
            raise CollectError(f"the inbox {folder}: others may write there. Next: chmod 700 {folder}")
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CollectError(f"the inbox {folder}: another safeguard ingest is at work there") from None
    finally:
        os.close(number)


def _exposed(seen: os.stat_result) -> bool:
    return seen.st_uid != os.geteuid() or bool(stat.S_IMODE(seen.st_mode) & _OTHERS_WRITE)


def _file(folder: Path, host: str) -> Path:
    return folder / f"{host}.json"
