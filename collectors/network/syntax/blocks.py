"""FortiOS: `config` and `edit` open blocks, `next` and `end` close them, `set` says something."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from collectors.network.syntax.statement import LONGEST, Statement, lines, plain

_SIGNS: Final = re.compile(r"\\.?|[\"']")
_HEAD: Final = re.compile(r"#config-version=([A-Za-z0-9._-]+)")
_OPEN: Final = frozenset({"config", "edit"})
_CLOSE: Final = frozenset({"end", "next"})
_MOST: Final = 64
"""Blocks within blocks; nobody has more."""


def blocks(text: str) -> Iterator[Statement]:
    """Read a configuration.

    Text in quotes may run over lines: it is one statement, on its first line. Of the comments the first is read, which
    names the release. `config global`, and `config vdom` with its `edit NAME`, only part a device into others: what
    stands in them is of depth 0, and what is of a VDOM says so at the end of its first line, `in vdom NAME`.
    """
    yield from _Reading().read(text)


def closed_blocks(text: str) -> bool:
    """As many blocks were closed as opened, there was one, and no text is left open."""
    reading = _Reading()
    for _ in reading.read(text):
        pass
    return reading.whole


@dataclass(slots=True)
class _Reading:
    open_: list[tuple[str, str]] = field(default_factory=list)
    """Blocks around: `config` or `edit`, and of those that count for no depth what they say of what stands in them."""
    depth: int = 0
    closed: bool = False
    """The last line closed a block."""
    lost: bool = False
    """There were more blocks within blocks than anybody has."""
    quote: str = ""
    """The sign that ends the text that is read now."""

    @property
    def whole(self) -> bool:
        return self.closed and not (self.open_ or self.quote or self.lost)

    def read(self, text: str) -> Iterator[Statement]:
        held: list[str] = []
        size = first = 0
        for number, line in enumerate(lines(text), 1):
            if not held:
                if '"' not in line and "'" not in line:
                    yield from self._line(number, line)
                    continue
                first = number
            if size <= LONGEST:
                held.append(line[: LONGEST + 1])
                size += len(line)
            self.quote = "" if line.lstrip()[:1] == "#" and not self.quote else _left_open(line, self.quote)
            if not self.quote:
                yield from self._line(first, "\n".join(held))
                held, size = [], 0

    def _line(self, number: int, line: str) -> Iterable[Statement]:
        said = plain(line)
        verb = said.partition(" ")[0]
        if verb in _CLOSE:
            self._close(verb)
        elif verb in _OPEN:
            return self._opens(number, verb, said)
        elif said and said[0] != "#":
            self.closed = False
            return (Statement(number, self.depth, said),)
        elif found := _HEAD.match(said):
            return (Statement(number, 0, f"config-version {found[1]}"),)
        return ()

    def _opens(self, number: int, verb: str, said: str) -> Iterator[Statement]:
        self.closed = False
        above = self.open_[-1][1] if self.open_ else ""
        vdom = above == "vdoms" and verb == "edit"
        if len(self.open_) >= _MOST:
            self.lost = True
            return
        if vdom or said in ("config global", "config vdom"):
            name = said.partition(" ")[2].strip('"')
            self.open_.append((verb, f" in vdom {name}" if vdom else "vdoms" if name == "vdom" else " "))
            return
        mark = above.rstrip() if self.depth == 0 and verb == "config" and above != "vdoms" else ""
        yield Statement(number, self.depth, said + mark)
        self.open_.append((verb, ""))
        self.depth += 1

    def _close(self, verb: str) -> None:
        """`next` ends an `edit`, `end` a `config` with the `edit` in it."""
        self.closed = True
        if verb == "next" and self.open_ and self.open_[-1][0] == "config":
            return
        while self.open_:
            opened, mark = self.open_.pop()
            self.depth -= not mark
            if verb == "next" or opened == "config":
                return


def _left_open(line: str, quote: str) -> str:
    """The sign that has yet to come after a line; a sign after a backslash is none, but in single quotes."""
    for sign in _SIGNS.findall(line):
        if sign[0] == "\\":
            quote = "" if sign == "\\'" and quote == "'" else quote
        elif not quote or sign == quote:
            quote = "" if quote else sign
    return quote
