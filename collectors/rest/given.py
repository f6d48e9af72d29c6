"""Tokens and secrets that we have sent: to know them again where somebody says them."""

import threading
from collections.abc import Iterable, Iterator
from typing import Final

_PIECE: Final = 16
_PARTS: Final = 3
"""Of a token that is signed: what it is, what it says, and the signature."""


class Given:
    """Remembers pieces of them. Safe to be used by many threads."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._pieces = {piece for secret in secrets for piece in _pieces(secret)}
        self._lock = threading.Lock()

    def note(self, secret: str) -> None:
        """Remember one more."""
        with self._lock:
            self._pieces.update(_pieces(secret))

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds one of them, or a good part of one."""
        with self._lock:
            pieces = tuple(self._pieces)
        return any(piece in text for piece in pieces)


def _pieces(secret: str) -> Iterator[str]:
    """What any long enough part of a secret holds one of. Of a token the first parts are the same for everybody."""
    parts = secret.split(".")
    own = parts[-1] if len(parts) == _PARTS else secret
    if len(own) < 2 * _PIECE:
        yield from [own] if len(own) >= _PIECE // 2 else ()
        return
    for start in range(0, len(own) - _PIECE + 1, _PIECE):
        yield own[start : start + _PIECE]
