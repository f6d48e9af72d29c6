"""What members of a store may be called, and what a store says of itself in its `store.json`."""

import re
import secrets
from typing import Final

import msgspec

from scanner.evidence import EvidenceError, canonical, note
from scanner.stores import NewerError, StoreError

FORMAT: Final = 1

MARK: Final = "store.json"
"""The key of what makes a place a store."""

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,6}")
_FORMAT: Final = re.compile(r"safeguard-store/([0-9]{1,6})")


class MarkError(StoreError):
    """A name that a store, a member or a log cannot have, or a mark that nobody reads."""

    def __init__(self, store: str, why: str) -> None:
        super().__init__(f"{store} {why}")


# Fields that a newer format adds must not hide that it is newer.
class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    origin: str


def checked(store: str, key: str) -> str:
    """The key, if a member may be called so. Raises `MarkError`."""
    if not _KEY.fullmatch(key):
        raise MarkError(store, f"cannot hold a member called {key!a}")
    return key


def new_origin() -> str:
    """A name for the log of a new store."""
    return f"safeguard.local/{secrets.token_hex(4)}"


def mark(store: str, origin: str) -> bytes:
    """What the `store.json` of a new store holds. Raises `MarkError`."""
    if not note.valid_origin(origin):
        raise MarkError(store, f"cannot have a log called {origin!a}: no space, no plus, ASCII only")
    return canonical.dumps({"format": f"safeguard-store/{FORMAT}", "origin": origin})


def origin(store: str, data: bytes) -> str:
    """The name of the log, from a `store.json`. Raises `NewerError` and `MarkError`."""
    try:
        found = msgspec.convert(canonical.loads(data, MARK), _Mark)
    except (EvidenceError, msgspec.ValidationError) as err:
        raise MarkError(store, f"has a {MARK} that cannot be read: {err}") from None
    number = _FORMAT.fullmatch(found.format)
    if not number or int(number[1]) < FORMAT or not note.valid_origin(found.origin):
        raise MarkError(store, f"has a {MARK} that cannot be read")
    if int(number[1]) > FORMAT:
        raise NewerError(store, int(number[1]), FORMAT)
    return found.origin
