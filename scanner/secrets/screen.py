"""A last look at what is to be sealed, for what must not be in it. Collectors keep secrets out; this holds them to it.

It knows the secrets that a run has used to come in, and those that a target has said and its collector has replaced, as
long as the run lasts and in memory alone.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from math import log2
from operator import ne
from typing import Any, Final

from scanner.answers import Answer, decode
from scanner.evidence import EvidenceError

COMMON: Final = frozenset(
    {
        *("public", "private", "cisco", "cisco123", "admin", "password", "secret", "changeme", "default", "arista"),
        *(
            "juniper",
            "juniper123",
            "fortinet",
            "paloalto",
            "vyos",
            "mikrotik",
            "zebra",
            "quagga",
            "test",
            "lab",
            "root",
        ),
        *("community", "snmp", "read", "write", "monitor", "manager", "12345", "123456", "password123", "admin123"),
    }
)
"""Words that everybody tries first. They hide nothing, and stand in too many places to be looked for."""
_SHORT: Final = 4
"""Characters below which a secret is in every text."""
_WHOLE: Final = 8
"""Characters from which on a secret is found inside of a word too."""
_MADE: Final = (
    (re.compile(rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"), b"-----BEGIN", "a private key"),
    (
        re.compile(rb"\$(?:1|2[abxy]?|5|6|7|8|9|14|y|gy|sha1|sha512|apr1|md5)\$[./A-Za-z0-9=,$+-]{8,}"),
        b"$",
        "a password as a hash",
    ),
    (re.compile(rb"\bENC [A-Za-z0-9+/]{20,}"), b"ENC ", "a password as a device encrypts it"),
)
_PUBLIC: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
"""The fingerprint of a key, which everybody is shown."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9+/=]{20,}")
_HEX: Final = re.compile(r"(?:0x)?[0-9a-fA-F]{32,}")
_CHANGES: Final = 7
"""Between capital and small letters and figures; `GigabitEthernet0/0/0/12` has four."""
_BITS: Final = 3.6
"""Of information for each character; a word of a language has less, and what a machine has drawn has more."""


class LeakError(EvidenceError):
    """Something that must not be sealed stands in what was to be sealed; nothing of the run is kept."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(
            f"{where}: {what} stands in what was kept of it, and is not repeated. Nothing was sealed: leave this target"
            " out until that is mended"
        )


class Screen:
    """The secrets of a run, and how to find them."""

    def __init__(self) -> None:
        self._used: dict[bytes, re.Pattern[bytes] | None] = {}
        self._said: defaultdict[str, set[str]] = defaultdict(set)

    def know(self, secret: str) -> None:
        """Take a secret that the run has used. It must be nowhere."""
        if len(secret) >= _SHORT and secret.lower() not in COMMON:
            for line in secret.splitlines():  # of a key, each line of it
                if len(line) >= _SHORT and not line.startswith("-----"):
                    self._take(json.dumps(line, ensure_ascii=False)[1:-1].encode())

    def _take(self, raw: bytes) -> None:
        word = rb"(?<![\w-])" + re.escape(raw) + rb"(?![\w-])"
        self._used[raw] = re.compile(word) if len(raw) < _WHOLE else None

    def overhear(self, target: str, secret: str) -> None:
        """Take a secret that a target has said. It must be in none of its answers."""
        bare = secret.strip("\"'")
        if len(bare) >= _SHORT and bare.lower() not in COMMON and not bare.isdigit():
            self._said[target].add(bare)

    def lines(self, lines: Iterable[bytes], close: Collection[str]) -> Iterator[bytes]:
        """The lines of evidence, each looked through; `close`: names of collectors whose answers are texts of devices.

        Raises:
            LeakError: one holds what it must not.
        """
        marks = [f'"collector":"{name}"'.encode() for name in close]
        for line in lines:
            what = self.found(line)
            if not what and any(mark in line for mark in marks):
                what = self._in_text(decode(line))
            if what:
                answer = decode(line)
                raise LeakError(" ".join(filter(None, (answer.target, answer.question, answer.about))), what)
            yield line

    def member(self, name: str, data: bytes) -> bytes:
        """Another file of the run, looked through. Raises LeakError."""
        if what := self.found(data):
            raise LeakError(name, what)
        return data

    def found(self, data: bytes) -> str:
        """What must not be there; empty where nothing is."""
        for raw, word in self._used.items():
            if raw in data and (word is None or word.search(data)):
                return "a secret that was used to come in"
        for pattern, mark, what in _MADE:
            if mark in data and pattern.search(data):
                return what
        return ""

    def _in_text(self, answer: Answer) -> str:
        said = self._said.get(answer.target, set())
        for text in _texts(answer.body):
            if said and any(secret in text and _stands(secret, text) for secret in said):
                return "a secret of its own"
            rest = _PUBLIC.sub("", text)
            if any(map(_drawn, _TOKEN.findall(rest))) or _HEX.search(rest):
                return "a word that looks drawn by a machine"
        return ""


def _stands(secret: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", text) is not None


def _texts(body: Any) -> Iterator[str]:
    match body:
        case str():
            yield body
        case list():
            for one in body:
                yield from _texts(one)
        case dict():
            for one in body.values():
                yield from _texts(one)


def _drawn(token: str) -> bool:
    """As many different signs as chance gives, and as often another kind of sign than the one before."""
    count = Counter(token)
    bits = -sum(n / len(token) * log2(n / len(token)) for n in count.values())
    changes = sum(map(ne, kinds := [(c.isupper(), c.isdigit()) for c in token if c.isalnum()], kinds[1:]))
    return changes >= _CHANGES and bits >= _BITS
