"""PAN-OS: its configuration as XML, read into the paths that its set format would take."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from xml.parsers import expat

from collectors.network.syntax.statement import LONGEST, Statement, plain

_DEEP: Final = 64
_RELEASE: Final = ("detail-version", "version")


class _OddError(Exception):
    """What no configuration has: a document type, an entity."""


def tree(text: str, before: int = 0) -> Iterator[Statement]:
    """Read XML. What is no whole document gives what stood before that place.

    before: lines that stand above it. The release that its first element names is `config-version`.
    """
    yield from _Reading(before).read(text)


class _Reading:
    """One document. Entities stay closed: a document type ends it."""

    def __init__(self, before: int) -> None:
        self._before = before
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._odd
        parser.EntityDeclHandler = self._odd
        parser.buffer_text = True
        self._path: list[str] = []
        self._leaf = False
        self._line = 0
        self._said: list[str] = []
        self._size = 0
        self._found: list[Statement] = []

    def read(self, text: str) -> list[Statement]:
        with suppress(expat.ExpatError, _OddError):
            self._parser.Parse(text, True)
        return self._found

    def _begin(self, tag: str, of: dict[str, str]) -> None:
        if len(self._path) >= _DEEP:
            raise _OddError
        self._line = self._before + self._parser.CurrentLineNumber
        if tag == "config" and (release := next((of[name] for name in _RELEASE if name in of), "")):
            self._found.append(Statement(self._line, 0, plain(f"config-version {release}")))
        self._path.append(word(of["name"]) if tag == "entry" and "name" in of else "" if tag == "member" else tag)
        self._leaf, self._said, self._size = True, [], 0

    def _end(self, tag: str) -> None:
        del tag
        if self._leaf:
            value = word("".join(self._said).strip())
            words = [one for one in (*self._path, value) if one]
            self._found.append(Statement(self._line, 0, plain(" ".join(words))))
        self._path.pop()
        self._leaf = False

    def _data(self, text: str) -> None:
        if self._size < LONGEST:
            self._said.append(text[:LONGEST])
            self._size += len(text)

    def _odd(self, *_: object) -> None:
        raise _OddError


def word(text: str) -> str:
    """A value as set format writes it: quoted where blanks stand in it."""
    flat = " ".join(text.split())
    return f'"{flat}"' if " " in flat else flat
