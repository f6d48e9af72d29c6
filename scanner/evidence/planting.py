"""Checkpoints put where somebody else keeps them: into a second store, by the name of their log and their size."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from scanner.evidence import EvidenceError, note, retention
from scanner.evidence.note import Checkpoint
from scanner.stores import ExistsError, Reader, Store

FOLDER: Final = "anchors/"

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,3}")


class ForkError(EvidenceError):
    """The second store holds another past of this log."""

    def __init__(self, store: str, key: str) -> None:
        super().__init__(
            f"{store} holds another checkpoint as {key}: of this log there are two pasts, or one was rewritten\n"
            "  Next: safeguard verify STORE --anchor, with the one that lies there"
        )


def anchor_key(checkpoint: Checkpoint) -> str:
    """Where a checkpoint is planted. A log with a name that is none of a folder goes by its letters in hex."""
    origin = checkpoint.origin
    named = origin if _PLAIN.fullmatch(origin) else f"hex-{origin.encode().hex()[:120]}"
    return f"{FOLDER}{named}/{checkpoint.size:06}"


def plant(store: Store, data: bytes) -> str:
    """Put a checkpoint into a second store; where it is. What lies there is never written over.

    Raises:
        StoreError: it could not be written.
        ForkError: another one of this size lies there.
    """
    checkpoint = note.read_note(data, "the checkpoint").checkpoint
    key = anchor_key(checkpoint)
    try:
        store.create(key, data, retention.until(key, datetime.now(UTC)))
    except ExistsError:
        if note.read_note(store.read(key), key).checkpoint != checkpoint:
            raise ForkError(store.name, key) from None
    return key


def planted(reader: Reader) -> Iterator[tuple[str, bytes]]:
    """The checkpoints that were planted in a store, of whatever log."""
    for key in reader.list(FOLDER):
        yield key, reader.read(key)
