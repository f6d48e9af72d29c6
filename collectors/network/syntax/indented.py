"""Indented syntaxes: IOS, IOS XR, NX-OS, ASA, EOS, AOS-CX, FRR. What is further in stands below what is further out."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from collectors.network.syntax.statement import Statement, lines, plain

_BANNER: Final = re.compile(
    r"(?:no )?(?:banner (?:exec|incoming|login|motd|prompt-timeout|slip-ppp)|aaa authentication (?:banner|fail-message)"
    r"|menu \S+ title) (?P<mark>\^C|\S)(?P<rest>.*)$"
)
"""What opens a text of people, which may hold anything, lines of configuration too."""
_WORDS: Final = re.compile(r"[\w(]")


def indented(text: str) -> Iterator[Statement]:
    """Read a configuration; comments (`!`) and banners are passed by."""
    return nested(_without_banners(text))


def nested(numbered: Iterable[tuple[int, str]]) -> Iterator[Statement]:
    """Lines with their numbers, each below the last one that is further out; comments (`!`) are passed by."""
    open_: list[int] = []
    for number, line in numbered:
        said = line.strip()
        if not said or said[0] == "!":
            continue
        indent = len(line) - len(line.lstrip())
        while open_ and open_[-1] >= indent:
            open_.pop()
        yield Statement(number, len(open_), plain(said))
        open_.append(indent)


def _without_banners(text: str) -> Iterator[tuple[int, str]]:
    banner = ""
    for number, line in enumerate(lines(text), 1):
        if banner:
            banner = "" if banner in line else banner
            continue
        said = line.strip()
        if said and said[0] in "bamn" and (found := _BANNER.match(said)):
            ends = _ends_with(found)
            if ends is not None:
                banner = ends
                continue
        yield number, line


def _ends_with(found: re.Match[str]) -> str | None:
    """What ends the text that a line opens; empty where it ends on that line; None where it is of one line."""
    mark = found["mark"]
    if len(mark) == 1 and _WORDS.match(mark):  # FRR: `banner motd line TEXT`
        return None
    return "" if mark in found["rest"] else mark
