"""Braces: Junos as `show configuration` prints it, VyOS as it lies on disk. Read into the paths that `set` takes."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.statement import Statement, expanded, lines, plain

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(?<!\S)#.*|[{};]|[^\s{};]+')
_INSIDE: Final = re.compile(r"/\*.*?\*/")
_DEEP: Final = 64
"""Blocks within blocks; nobody has more."""
_OFF: Final = frozenset({"inactive:", "delete:"})
_MARKS: Final = frozenset({"protect:", "replace:"})


def braces(text: str) -> Iterator[Statement]:
    """Read a configuration; comments are passed by, and what is inactive or to be deleted is left out, all of it."""
    by_line = ";" not in text  # VyOS
    path: list[list[str]] = []
    words: list[str] = []
    first = 0
    for number, token in _tokens(text, by_line=by_line):
        if token == "{":  # noqa: S105  # no password
            if len(path) == _DEEP:
                return
            path.append(words)
        elif words and token in ("}", ";"):
            yield from _said(first, [word for part in (*path, words) for word in part])
        elif token not in ("}", ";"):
            first = first if words else number
            words.append(token)
            continue
        words = []
        if token == "}" and path:  # noqa: S105  # as above
            path.pop()


def _said(number: int, words: list[str]) -> Iterator[Statement]:
    if _OFF.isdisjoint(words):
        for one in expanded(plain(" ".join(word for word in words if word not in _MARKS))):
            yield Statement(number, 0, one)


def _tokens(text: str, *, by_line: bool) -> Iterator[tuple[int, str]]:
    """Words and signs, each with its line; `by_line`: a line ends what it says."""
    comment = False
    for number, line in enumerate(lines(text), 1):
        rest = line
        if comment:
            _, end, rest = line.partition("*/")
            comment = not end
        if "/*" in rest:
            rest, begin, _ = _INSIDE.sub(" ", rest).partition("/*")
            comment = bool(begin)
        for found in _TOKEN.finditer(rest):
            if not found[0].startswith("#"):
                yield number, found[0]
        if by_line and rest.strip():
            yield number, ";"
