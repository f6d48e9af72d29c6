"""The secrets of one device while its configuration is read: which are the same, and what can be said of each."""

import hmac
import os
import re
from collections.abc import Callable
from typing import Final

from collectors.network.grammar.slots import SHOWN, form

_SEVEN: Final = re.compile(r"(0\d|1[0-5])((?:[0-9A-F]{2})+)", re.IGNORECASE)
_STREAM: Final = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
"""By which Cisco's type 7 is turned back. Everybody knows it: it hides nothing."""

_ANEW: Final = frozenset({"ENC", "hash"})
"""Types of which the same secret looks otherwise each time: they are told, so that nobody compares them."""


class Secrets:
    """Numbers secrets by a keyed hash. The key lives as long as this does, and is kept nowhere."""

    def __init__(self, tell: Callable[[str], None] = lambda _: None) -> None:
        """`tell`: is told of every secret, as it stands and as it can be turned back."""
        self._tell = tell
        self._key = os.urandom(32)
        self._numbers: dict[bytes, int] = {}

    def __contains__(self, word: str) -> bool:
        return self._digest(word) in self._numbers

    def shown(self, secret: str, type_: str = "") -> str:
        """What evidence holds in its place: its number, and how it was made. `type_`: as the platform calls it."""
        if SHOWN.fullmatch(secret):  # it was shown before
            return secret
        bare = _turned_back(secret) if type_ in ("7", "encrypted") else secret
        said = form(bare)
        if said in ("empty", "masked", "locked"):
            return f"<secret:{said}>"
        said = said or (type_ if type_ in _ANEW else "")
        for one in {secret, bare}:
            self._tell(one)
        number = self._numbers.setdefault(self._digest(bare), len(self._numbers) + 1)
        return f"<secret#{number}{f':{said}' if said else ''}>"

    def _digest(self, secret: str) -> bytes:
        return hmac.digest(self._key, secret.strip("\"'").encode("utf-8", "surrogatepass"), "sha256")


def _turned_back(secret: str) -> str:
    """The password behind type 7; itself where it is none."""
    found = _SEVEN.fullmatch(secret.strip())
    if not found:
        return secret
    begin = int(found[1])
    hidden = bytes.fromhex(found[2])
    return bytes(b ^ _STREAM[(begin + n) % len(_STREAM)] for n, b in enumerate(hidden)).decode("utf-8", "replace")
