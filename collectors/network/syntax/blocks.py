"""FortiOS: `config` and `edit` open blocks, `next` and `end` close them, `set` says something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from collectors.network.syntax.statement import LONGEST, Statement, lines, plain

_SIGNS: Final = re.compile(r"\\.?|[\"']")
_HEAD: Final = re.compile(r"#config-version=([A-Za-z0-9._-]+)(?:.*:user=([^:]+))?")
_OPEN: Final = frozenset({"config", "edit"})
_CLOSE: Final = frozenset({"end", "next"})
_MOST: Final = 64
"""Blocks within blocks; nobody has more."""


def blocks(text: str) -> Iterator[Statement]:
    """Read a configuration.

    Text in quotes may run over lines: it is one statement, on its first line. Of the comments the one is read that
    names the release. `config global`, and `config vdom` with its `edit NAME`, only part a device into others: what
    stands in them is of depth 0, and what is of a VDOM says so at the end of its first line, `in vdom NAME`. Where a
    block is still open at the end nobody knows what stands in it: `unclosed` says so, of depth 0.
    """
    reading = _Reading()
    for number, line in _joined(text, reading):
        said = plain(line)
        verb = said.partition(" ")[0]
        if verb in _CLOSE:
            reading.close(verb)
        elif verb in _OPEN:
            yield from reading.opens(number, verb, said)
        elif verb[:1] not in ("#", ""):
            yield Statement(number, reading.depth, said)
        elif found := _HEAD.match(said):
            by = f' by "{found[2].strip()}"' if found[2] else ""
            yield Statement(number, 0, f"config-version {found[1]}{by}")
    if reading.left:
        yield Statement(reading.left, 0, "unclosed")


def closed_blocks(text: str) -> bool:
    """As many blocks were closed as opened, there was one, and no text is left open."""
    reading, verb = _Reading(), ""
    for number, line in _joined(text, reading):
        if not (words := line.split(None, 1)) or words[0][0] == "#":
            continue
        verb = words[0]
        if verb in _CLOSE:
            reading.close(verb)
        elif verb in _OPEN:
            reading.push(number, verb)
    return reading.opened and verb in _CLOSE and not reading.left


def _joined(text: str, reading: "_Reading") -> Iterator[tuple[int, str]]:
    """Lines, each with those that the text in its quotes goes on in."""
    held: list[str] = []
    size = first = 0
    for number, line in enumerate(lines(text), 1):
        if not held and "'" not in line and not (line.count('"') % 2 or '\\"' in line):
            yield number, line
            continue
        first = first if held else number
        if size <= LONGEST:
            held.append(line[: LONGEST + 1])
            size += len(line)
        reading.quote = "" if line.lstrip()[:1] == "#" and not reading.quote else _left_open(line, reading.quote)
        if not reading.quote:
            yield first, "\n".join(held)
            held, size = [], 0
    reading.first = first


@dataclass(slots=True)
class _Reading:
    open_: list[tuple[str, str, int]] = field(default_factory=list)
    """Blocks around: `config` or `edit`; what those that count for no depth say of what stands in them; their lines."""
    depth: int = 0
    opened: bool = False
    """There was a block."""
    lost: int = 0
    """The line from which on there were more blocks within blocks than anybody has."""
    quote: str = ""
    """The sign that ends the text that is read now."""
    first: int = 0
    """The line on which that text begins."""

    @property
    def left(self) -> int:
        """The line of what was never closed; 0 where all was."""
        return self.lost or (self.open_[0][2] if self.open_ else self.first if self.quote else 0)

    def opens(self, number: int, verb: str, said: str) -> Iterator[Statement]:
        """The statement that opens a block, if it counts as one."""
        above = self.open_[-1][1] if self.open_ else ""
        vdom = above == "vdoms" and verb == "edit"
        if vdom or said in ("config global", "config vdom"):
            name = said.partition(" ")[2].strip('"')
            self.push(number, verb, f" in vdom {name}" if vdom else "vdoms" if name == "vdom" else " ")
            return
        mark = above.rstrip() if self.depth == 0 and verb == "config" and above != "vdoms" else ""
        said_at = self.depth
        if self.push(number, verb):
            yield Statement(number, said_at, said + mark)

    def push(self, number: int, verb: str, mark: str = "") -> bool:
        """Open a block, if there are not more around it than anybody has."""
        self.opened = True
        if len(self.open_) >= _MOST:
            self.lost = self.lost or number
            return False
        self.open_.append((verb, mark, number))
        self.depth += not mark
        return True

    def close(self, verb: str) -> None:
        """`next` ends an `edit`, `end` a `config` with the `edit` in it."""
        if verb == "next" and self.open_ and self.open_[-1][0] == "config":
            return
        while self.open_:
            opened, mark, _ = self.open_.pop()
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
