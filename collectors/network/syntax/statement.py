"""A statement: what all syntaxes are read into."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

LONGEST: Final = 4096
"""Characters of a line; a longer one is cut before anything looks at it, and no grammar knows it then."""
_BLANKS: Final = re.compile(r"\s+")
_MEMBER: Final = re.compile(r'"[^"]*"|\S+')


class Statement(NamedTuple):
    """One line that says something, or its part: `exec-timeout 5 0` of depth 1, below `line vty 0 4` of depth 0."""

    number: int
    """Of the line, from 1."""
    depth: int
    text: str
    """Words with one blank between them."""


Syntax: TypeAlias = Callable[[str], Iterator[Statement]]
"""Reads a text; gives statements in order, a block before what stands in it. Takes any text; raises nothing."""


def plain(text: str) -> str:
    """Words with one blank between them, and no more of them than a line has."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + "…"
    return _BLANKS.sub(" ", text.strip()) if "  " in text or not text.isprintable() else text.strip()


def lines(text: str) -> list[str]:
    """The lines of a text as devices end them: no other sign that Unicode knows parts one."""
    return text.replace("\r", "").split("\n")


def expanded(text: str) -> Iterator[str]:
    """A list in brackets as a statement for each of its members, in order: `order [ a b ]` as `order a`, `order b`."""
    before, begin, rest = text.partition(" [ ")
    members, end, after = rest.partition(" ]")
    if begin and end and not after:
        yield from (f"{before} {member}" for member in _MEMBER.findall(members))
    else:
        yield text
