"""Indented syntaxes in which any sign fences a banner, a letter too: NX-OS, with its scheduled jobs, and IOS XR."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.indented import indented
from collectors.network.syntax.statement import Statement, lines, plain

_BANNER: Final = re.compile(r"banner (?:exec|incoming|login|motd|prompt-timeout|slip-ppp)\s+(?P<text>\S.*)")
_RELEASE: Final = re.compile(r"!! IOS XR Configuration (?:version = )?(\d[A-Za-z0-9.()_-]{0,60})\s*$", re.MULTILINE)
_KINDS: Final = 16
"""Fences that are looked for in vain; nobody has so many kinds of banners."""
_JOB: Final = "scheduler job name "
_JOB_ENDS: Final = "end-job"
_SCHEDULE: Final = "scheduler schedule name "
_OF_A_SCHEDULE: Final = ("job name ", "time ")


def fenced(text: str) -> Iterator[Statement]:
    """Read a configuration; comments (`!`) and banners are passed by."""
    said, _ = _unfenced(text)
    yield from indented("\n".join(said))


def released(text: str) -> Iterator[Statement]:
    """Read one of IOS XR, which says its release in a comment: as `version 6.6.2`, before all else."""
    if found := _RELEASE.search(text):
        yield Statement(text.count("\n", 0, found.start()) + 1, 0, f"version {found[1]}")
    yield from fenced(text)


def jobs(text: str) -> Iterator[Statement]:
    """Read one of NX-OS, whose jobs hold commands at the margin: `scheduler job name X`, then they, then `end-job`.

    Several commands may stand on a line, with `;` between them.
    """
    block = ""
    for number, depth, said in fenced(text):
        if said.startswith((_JOB, _SCHEDULE)) and depth == 0:
            block = _JOB if said.startswith(_JOB) else _SCHEDULE
            yield Statement(number, 0, said)
        elif block == _JOB:
            block = "" if said == _JOB_ENDS else block
            yield from (Statement(number, 1, plain(one)) for one in said.split(";") if block and one.strip())
        elif block and said.startswith(_OF_A_SCHEDULE):
            yield Statement(number, 1, said)
        else:
            block = ""
            yield Statement(number, depth, said)


def ends(text: str) -> bool:
    """IOS XR: the line `end` is there, which closes the configuration; what else a file holds may follow."""
    said, closed = _unfenced(text)
    return closed and any(line.rstrip() == "end" for line in said)


def closed_jobs(text: str) -> bool:
    """NX-OS has no mark at its end: its last line is whole, and no banner and no job stands open."""
    said, closed = _unfenced(text)
    begun = [line.startswith(_JOB) for line in said if line.startswith(_JOB) or line.strip() == _JOB_ENDS]
    return closed and text.endswith("\n") and not (begun and begun[-1])


def _unfenced(text: str) -> tuple[list[str], bool]:
    """The lines, those of banners empty; and whether every banner is closed. One that is not is of one line."""
    every, closed = lines(text), True
    said: list[str] = []
    unseen: set[str] = set()
    while len(said) < len(every):
        found = _BANNER.match(every[len(said)])
        if not found:
            said.append(every[len(said)])
            continue
        last = _last(every, len(said), found["text"], unseen)
        closed = closed and last is not None
        said += [""] * ((last or len(said)) - len(said) + 1)
    return said, closed


def _last(every: list[str], first: int, text: str, unseen: set[str]) -> int | None:
    """The line on which a banner ends. `^C` is a fence of two signs, or of one before a text that begins with C.

    unseen: fences that no later line holds, so that nobody looks for one twice.
    """
    if text.startswith("^C") and (found := _caret(every, first, text)) is not None:
        return found
    if text[0] in text[1:]:
        return first
    if text[0] in unseen or len(unseen) == _KINDS:
        return None
    found = next((place for place in range(first + 1, len(every)) if text[0] in every[place]), None)
    if found is None:
        unseen.add(text[0])
    return found


def _caret(every: list[str], first: int, text: str) -> int | None:
    """Where `^C` stands again, if no other banner begins before."""
    if "^C" in text[2:]:
        return first
    for place in range(first + 1, len(every)):
        if _BANNER.match(every[place]):
            break
        if "^C" in every[place]:
            return place
    return None
