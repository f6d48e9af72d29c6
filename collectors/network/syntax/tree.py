"""PAN-OS: its configuration as XML, read into the paths that its set format would take."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from xml.parsers import expat

from collectors.network.syntax.paths import paths
from collectors.network.syntax.statement import LONGEST, Statement, plain

_DEEP: Final = 64
_ABOVE: Final = ("config", "response", "result")
"""Elements around a configuration, which no path names."""


class _OddError(Exception):
    """What no configuration has: a document type, an entity."""


def tree(text: str) -> Iterator[Statement]:
    """Read XML, or set format where it is none. What is no whole document gives what stood before that place."""
    start = text.find("<")
    if start < 0 or text[:start].strip().startswith("set "):
        yield from paths(text)
        return
    yield from _Reading(text[:start].count("\n")).read(text[start:])


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
        self._found: list[Statement] = []

    def read(self, text: str) -> list[Statement]:
        with suppress(expat.ExpatError, _OddError):
            self._parser.Parse(text, True)
        return self._found

    def _begin(self, tag: str, of: dict[str, str]) -> None:
        if len(self._path) >= _DEEP:
            raise _OddError
        self._path.append(_word(of["name"]) if tag == "entry" and "name" in of else "" if tag == "member" else tag)
        self._leaf, self._said = True, []
        self._line = self._before + self._parser.CurrentLineNumber

    def _end(self, tag: str) -> None:
        del tag
        if self._leaf:
            value = _word("".join(self._said).strip())
            words = [word for word in (*self._shown(), value) if word]
            if words:
                self._found.append(Statement(self._line, 0, plain(" ".join(words))))
        self._path.pop()
        self._leaf = False

    def _data(self, text: str) -> None:
        if sum(map(len, self._said)) < LONGEST:
            self._said.append(text[:LONGEST])

    def _odd(self, *_: object) -> None:
        raise _OddError

    def _shown(self) -> list[str]:
        """The path without what stands around a configuration: `devices localhost.localdomain` is in no set line."""
        path = self._path
        while path and path[0] in _ABOVE:
            path = path[1:]
        return path[2:] if path[:1] == ["devices"] and path[2:] else path


def _word(text: str) -> str:
    """A value as set format writes it: quoted where blanks stand in it."""
    flat = " ".join(text.split())
    return f'"{flat}"' if " " in flat else flat
