"""A last look at what is to be sealed, for what must not be in it. Collectors keep secrets out; this holds them to it.

It knows the secrets that a run has used to come in, and those that a target has said and its collector has replaced, as
long as the run lasts and in memory alone.
"""

import json
import re
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from math import log2
from typing import Any, Final
from urllib.parse import quote

from msgspec import structs

from scanner.answers import Answer, decode
from scanner.evidence import EvidenceError, canonical
from scanner.secrets import forms

COMMON: Final = frozenset(
    {
        *("public", "private", "cisco", "cisco123", "admin", "password", "secret", "changeme", "default", "arista"),
        *("juniper", "juniper123", "fortinet", "paloalto", "vyos", "mikrotik", "zebra", "quagga", "test", "lab"),
        *("root", "community", "snmp", "read", "write", "monitor", "manager", "12345", "123456", "password123"),
        "admin123",
    }
)
"""Words that everybody tries first. They hide nothing, and stand in too many places to be looked for."""
_SHORT: Final = 4
"""Characters below which a secret is in every text."""
_WHOLE: Final = 8
"""Characters from which on a secret is found inside of a word too."""
_MANY: Final = 300
"""Secrets up to which to look for one after the other costs less than to cut a line into pieces."""
_PEM: Final = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_PUBLIC: Final = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
"""The fingerprint of a key, which everybody is shown."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9+/=]{20,}")
_HEX: Final = re.compile(r"(?:0x)?[0-9a-fA-F]{32,}")
_PIECES: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
"""Of a name that is written as one word: `aaa`, `Authentication`, `Ios`."""
_FEW: Final = 7
"""Pieces below which it is a word: `GigabitEthernet0/0/0/12` has three."""
_LONG: Final = 3.0
"""Letters and figures of a piece: what a machine has drawn has two, and names of words have four."""
_BITS: Final = 3.6
"""Of information for each character; a word of a language has less, and what a machine has drawn has more."""


class LeakError(EvidenceError):
    """Something that must not be sealed stands in what was to be sealed; nothing of the run is kept."""

    def __init__(self, where: str, what: str, more: str = "") -> None:
        super().__init__(
            f"{where}: {what} stands in what was kept of it, and is not repeated. Nothing was sealed: {more}"
        )


class Screen:
    """The secrets of a run, and how to find them."""

    def __init__(self) -> None:
        self._used: dict[bytes, tuple[re.Pattern[bytes] | None, str]] = {}
        self._begin: defaultdict[bytes, list[bytes]] = defaultdict(list)
        """The same, by how they begin."""
        self._said: defaultdict[str, set[str]] = defaultdict(set)

    def know(self, secret: str, reference: str = "") -> None:
        """Take a secret that the run has used. It must be nowhere. `reference`: what led to it."""
        if len(secret) >= _SHORT and secret.lower() not in COMMON:
            every = secret.splitlines()
            for line in every:  # of a key, each line of it
                if len(line) >= _SHORT and not line.startswith("-----"):
                    self._take(line, reference, key=len(every) > 1)

    def _take(self, line: str, reference: str, *, key: bool) -> None:
        raw = _quoted(line).encode()
        if len(raw) < _WHOLE:
            self._add(raw, re.compile(rb"(?<![\w-])" + re.escape(raw) + rb"(?![\w-])"), reference)
            return
        for one in [_quoted(line)] if key else _written(line):  # a key is base64 already
            self._add(one.encode(), None, reference)

    def _add(self, raw: bytes, word: re.Pattern[bytes] | None, reference: str) -> None:
        if raw not in self._used:
            self._begin[raw[:_SHORT]].append(raw)
        self._used[raw] = (word, reference)

    def overhear(self, target: str, secret: str) -> None:
        """Take a secret that a target has said. It must be in none of its answers."""
        bare = secret.strip("\"'")
        if len(bare) >= _SHORT and bare.lower() not in COMMON and not bare.isdigit():
            self._said[target].add(bare)

    def lines(self, lines: Iterable[bytes], close: Collection[str]) -> Iterator[bytes]:
        """The lines of evidence, each looked through; `close`: names of collectors whose answers are texts of devices.

        Where something in such a text looks secret, that answer is withheld, and is an error that says so.

        Raises:
            LeakError: one holds what it must not.
        """
        marks = [f'"collector":"{name}"'.encode() for name in close]
        for line in lines:
            if what := self.found(line):
                answer = decode(line)
                named = filter(None, (answer.target, answer.question, answer.about))
                raise LeakError(" ".join(map(self._named, named)), what, self._advice(what, "leave this target out"))
            if any(mark in line for mark in marks) and (what := self._in_text(answer := decode(line))):
                yield canonical.line(_withheld(answer, what))
            else:
                yield line

    def member(self, name: str, data: bytes) -> bytes:
        """Another file of the run, looked through. Raises LeakError."""
        if what := self.found(data):
            raise LeakError(name, what, self._advice(what, "leave out what it is of"))
        return data

    def found(self, data: bytes) -> str:
        """What must not be there; empty where nothing is."""
        for raw in self._near(data):
            word, reference = self._used[raw]
            if raw in data and (word is None or word.search(data)):
                return f"{_USED} ({reference})" if reference else _USED
        if b"-----BEGIN" in data and _PEM.search(data):
            return "a private key"
        return forms.found(data)

    def _near(self, data: bytes) -> Iterable[bytes]:
        """The secrets that may be there: of many, those whose beginning is."""
        if len(self._used) <= _MANY:
            return self._used
        pieces = {data[n : n + _SHORT] for n in range(len(data) - _SHORT + 1)}
        return [raw for begin in pieces & self._begin.keys() for raw in self._begin[begin]]

    def _named(self, name: str) -> str:
        """A name, but for one that holds it itself."""
        return "…" if self.found(_quoted(name).encode()) else name

    @staticmethod
    def _advice(what: str, until: str) -> str:
        plain = ". A secret that is a word of names stands in many: change it" if what.startswith(_USED) else ""
        return f"{until} until that is mended{plain}"

    def _in_text(self, answer: Answer) -> str:
        said = self._said.get(answer.target, set())
        for text in _texts(answer.body):
            if said and any(secret in text and _stands(secret, text) for secret in said):
                return "a secret of its own"
            if what := forms.in_text(text):
                return what
            rest = _PUBLIC.sub("", text)
            if any(map(_drawn, _TOKEN.findall(rest))) or _HEX.search(rest):
                return "a word that looks drawn by a machine"
        return ""


_USED: Final = "a secret that was used to come in"


def _withheld(answer: Answer, what: str) -> Answer:
    return structs.replace(answer, outcome="error", code=f"Withheld ({what})", body=None, complete=False, needs="")


def _quoted(text: str) -> str:
    """As it stands in JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _written(secret: str) -> Iterator[str]:
    """How programs write it, as it stands in JSON: plain, in a text that is JSON, in an address, in base64."""
    yield from dict.fromkeys(
        (
            _quoted(secret),
            _quoted(_quoted(secret)),
            _quoted(json.dumps(secret)[1:-1]),
            quote(secret, safe=""),
            *(_in_base64(secret.encode("utf-8", "surrogatepass"), before) for before in range(3)),
        )
    )


def _in_base64(raw: bytes, before: int) -> str:
    """What stands for it and nothing else, where so many bytes are before it in its group of three."""
    whole = b64encode(b"\0" * before + raw).decode().rstrip("=")
    bits = 8 * (before + len(raw))
    return whole[-(-8 * before // 6) : bits // 6]


def _stands(secret: str, text: str) -> bool:
    """As a word: one that is a part of a name of words, `clinic` in `time.clinic.org`, tells nothing."""
    return re.search(rf"(?<![\w-])(?<!\w\.){re.escape(secret)}(?![\w-])(?!\.\w)", text) is not None


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
    plain = "".join(filter(str.isalnum, token))
    pieces = len(_PIECES.findall(plain))
    return pieces >= _FEW and len(plain) < pieces * _LONG and bits >= _BITS
