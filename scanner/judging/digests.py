"""The digests of the lines of evidence, as findings name them."""

from hashlib import sha256
from typing import Final

_SIZE: Final = sha256().digest_size


class Digests:
    """The SHA-256 of lines by their place, one behind the other: a third of what a list of words takes."""

    def __init__(self) -> None:
        self._all = bytearray()

    def add(self, line: bytes) -> None:
        """Note the next line's."""
        self._all += sha256(line).digest()

    def __getitem__(self, place: int) -> str:
        """In hexadecimal. Raises `IndexError` where there is no such line."""
        if not 0 <= place < len(self._all) // _SIZE:
            raise IndexError(place)
        return self._all[place * _SIZE : (place + 1) * _SIZE].hex()
