"""What a terminal would show of the bytes of a shell: lines of text, without what moves a cursor. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from collectors.ssh.failure import SSHError

_ESCAPE: Final = (
    r"\x1b(?:\[(?P<number>\d{0,6}+)[0-?]*+[ -/]*+(?P<final>[@-~])"  # moves, colours
    r"|[]PX^_][^\x07\x1b\r\n]{0,500}+(?:\x07|\x1b\\)"  # titles
    r"|[ -/]*+[0-~])?"
)
_TOKEN: Final = re.compile(rf"(?P<said>[^\x08\r\x1b]++)|(?P<back>\x08++)|(?P<home>\r++)|{_ESCAPE}")
_ESCAPES: Final = re.compile(_ESCAPE)
_BEGUN: Final = re.compile(r"\x1b\[[0-?]{0,20}[ -/]{0,20}\Z")
"""A sequence of which the rest has not come yet: it is no text."""
_MOVING: Final = "CDGJK"
"""The last letters of what changes where a text stands on its line, or whether it does."""
_UNSEEN: Final = dict.fromkeys(c for c in (*range(32), 127) if chr(c) not in "\t\n\r\b\x1b")
_LINE_END: Final = re.compile(r"(?<!\r)\r++\n")
_MOST: Final = 2_000_000
"""Movements of the cursor. The longest configuration, a page at a time, needs some ten thousand."""

LOGGED: Final = re.compile(
    r"(?:[*.]|<\d{1,3}>|\d{1,10}: )*"
    r"(?:"
    r"(?:[\w/.]{1,40}:)?"  # RP/0/RP0/CPU0:
    r"(?:[*.]?(?:\d{4} )?[A-Z][a-z]{2} {1,2}\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d[.\d]*(?: [A-Z]{1,5})?:? "
    r"|\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d)?:? )"
    r"(?:[\w.-]{1,64}(?:\[\d{1,8}\])?:? ){0,2}(?:%\$ VDC-\d+ %\$ )?"  # host, process
    r"|[\d:.dhwy]{2,20}: "  # since the start
    r")?"
    r"%[A-Z][A-Z0-9_]*+(?:-[A-Z0-9_]+?)*?-[0-7]-[A-Z0-9_]+ ?: "
    r"|(?:[\w/-]{9,11} )?(?:\d\d:\d\d:\d\d )?echo: [a-z,]+ "
)
"""How a line begins that a shell says unasked, because something was logged."""
_SIGN: Final = re.compile("[#>$]")
"""What prompts end with."""


def lines(raw: bytes | bytearray) -> list[str]:
    """What a terminal would show; the last line is the one on which its cursor stands.

    Raises:
        SSHError: it moves the cursor more often than any shell has reason to.
    """
    text = raw.decode("utf-8", "replace")
    if "\x1b" in text:
        if text.count("\x1b") > _MOST:
            raise SSHError("Garbled")
        text = _BEGUN.sub("", text, 1) if "\x1b" in text[-50:] else text
        text = _ESCAPES.sub(lambda found: found[0] if (found["final"] or "-") in _MOVING else "", text)
    text = _LINE_END.sub("\n", text.translate(_UNSEEN))
    shown = text.split("\n")
    return _drawn(shown) if _moves(text) else shown


def _moves(text: str) -> bool:
    """Not all of it stands where it comes."""
    return "\r" in text or "\b" in text or "\x1b" in text


def _drawn(shown: list[str]) -> list[str]:
    left = _MOST
    for n, line in enumerate(shown):
        if _moves(line):
            shown[n], used = _draw(line, left)
            left -= used
    return shown


def _draw(line: str, most: int) -> tuple[str, int]:
    """One line, drawn as a terminal does: what comes later stands over what came before."""
    cells: list[str] = []
    at = used = 0
    for token in _TOKEN.finditer(line):
        used += 1
        if used > most:
            raise SSHError("Garbled")
        if said := token["said"]:
            cells[at : at + len(said)] = said
            at += len(said)
        elif back := token["back"]:
            at = max(0, at - len(back))
        elif token["home"]:
            at = 0
        else:
            at = _moved(cells, at, token["final"] or "", token["number"] or "")
    return "".join(cells).rstrip(), used


def _moved(cells: list[str], at: int, final: str, number: str) -> int:
    """Where the cursor is after an escape sequence; it may wipe a part of the line."""
    count = int(number or 1)
    match final:
        case "C":
            return min(at + count, len(cells))
        case "D":
            return max(0, at - count)
        case "G":
            return min(count - 1, len(cells))
        case "K" | "J" if number in {"", "0"}:
            del cells[at:]
        case "K" | "J" if number == "2":
            cells.clear()
            return 0
    return at


def logged(line: str) -> bool:
    """A shell has said it unasked, because something was logged."""
    return ("%" in line or "echo: " in line) and LOGGED.match(line) is not None


def bare(line: str) -> str:
    """A line without a message that came behind a prompt on it, and without blanks at its end."""
    if "%" in line or "echo: " in line:
        for sign in _SIGN.finditer(line, 0, 200):
            if logged(line[sign.end() :].lstrip()):
                return line[: sign.end()].rstrip()
    return line.rstrip()


def waiting(shown: Sequence[str]) -> str:
    """The line on which a shell waits: the last, or the last before messages that came behind it."""
    behind = False
    for line in reversed(shown):
        if logged(line):
            behind = True
        elif line.strip():
            return bare(line if behind else shown[-1])
    return ""
