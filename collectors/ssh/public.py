"""Public keys as files of OpenSSH have them, one a line."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

_SPLIT: Final = re.compile(r"[ \t]+")
_LENGTH: Final = 4
"""Bytes before a text in a key that say how long it is."""


class Key(NamedTuple):
    """A public key."""

    type: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """As people compare it: `SHA256:...`."""
        return "SHA256:" + base64.b64encode(sha256(self.blob).digest()).decode().rstrip("=")


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Those that say something."""
    for number, line in enumerate(text.split("\n"), start=1):
        if (said := line.strip(" \t\r")) and not said.startswith("#"):
            yield number, said


def words(line: str) -> list[str]:
    """The words of a line."""
    return _SPLIT.split(line)


def public(fields: Sequence[str]) -> Key:
    """The key at the end of a line, before whatever else stands there. Raises `ValueError`."""
    if len(fields) < 2:  # noqa: PLR2004  # a type, and a key
        raise ValueError("no key")
    kind, text = fields[:2]
    blob = decoded(text)
    if _type(blob) != kind:
        raise ValueError("the key is of another type than the line says")
    return Key(kind, blob)


def _type(blob: bytes) -> str:
    """What a key says of itself."""
    size = int.from_bytes(blob[:_LENGTH], "big")
    return blob[_LENGTH : _LENGTH + size].decode("ascii", "replace") if size < len(blob) - _LENGTH else ""


def decoded(text: str) -> bytes:
    """What stands there in base64. Raises `ValueError`."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
