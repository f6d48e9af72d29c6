"""The key of the pseudonyms: it lies in the store, where the names are, and in no bundle."""

import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from scanner.evidence import retention
from scanner.pseudonyms import KEY_BYTES
from scanner.stores import ExistsError, MissingError, Reader, Store, StoreError

KEY: Final = "pseudonyms.key"
"""Where it lies in a store."""

_FORM: Final = re.compile(rb"[0-9a-f]{%d}\n" % (2 * KEY_BYTES))


class PseudonymKeyError(StoreError):
    """What lies in the place of the key is none."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"{KEY} in {store} is not the key of its pseudonyms: {2 * KEY_BYTES} digits\n"
            "  Next: put back what was there. Without it no run of this store is handed out with pseudonyms."
        )


def key_of(store: Store) -> bytes:
    """The key of this store, made where there is none yet. Raises `StoreError`."""
    try:
        return read_key(store)
    except MissingError:
        with suppress(ExistsError):  # another scan has been faster
            key = secrets.token_hex(KEY_BYTES).encode() + b"\n"
            store.create(KEY, key, retention.until(KEY, datetime.now(UTC)))
    return read_key(store)


def read_key(reader: Reader) -> bytes:
    """The key that lies there. Raises `MissingError`; `StoreError` for what is none."""
    data = reader.read(KEY)
    if not _FORM.fullmatch(data):
        raise PseudonymKeyError(reader.name)
    return bytes.fromhex(data.decode())
