"""Arista EOS: indented, with texts of people that end with a line `EOF`, and the release in a comment."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.indented import nested
from collectors.network.syntax.statement import Statement, lines
from collectors.network.syntax.whole import ends_with

_TEXT: Final = re.compile(
    r"^[ \t]*(?:(?P<end>EOF)|(?P<script>action bash)|banner (?:exec|login|motd)|code unit \S+"
    r"|(?P<two>protocol https certificate))[ \t\r]*$",
    re.MULTILINE,
)
"""What opens a text, and what ends one. A certificate is followed by its key."""
_DEVICE: Final = re.compile(r"!\s*device: .{1,200}?\bEOS-(?P<version>[0-9][^\s,()]{0,60})")
_end: Final = ends_with("end")


def eos(text: str) -> Iterator[Statement]:
    """Read a configuration. Texts are passed by, but for scripts, which become one line with the statement before them;
    the comment that names the release becomes a statement of its own: `version 4.23.0F`.
    """
    return nested(_stated(text))


def whole(text: str) -> bool:
    """It ends with `end`, and every text in it has its end too."""
    return _end(text) and not _open(text)


def _stated(text: str) -> Iterator[tuple[int, str]]:
    ends = 0
    script: list[str] | None = None
    begin = (0, "")
    for number, line in enumerate(lines(text), 1):
        said = line.strip()
        if ends:
            ends -= said == "EOF"
            if script is not None and not ends:
                yield begin[0], f"{begin[1]} {' '.join(script)}"
                script = None
            elif script is not None:
                script.append(said)
        elif said[:1] == "!" and (found := _DEVICE.match(said)):
            yield number, f"version {found['version']}"
        elif said[:1] in _BEGINS and (found := _TEXT.match(line)) and not found["end"]:
            ends = _ends(found)
            script, begin = ([], (number, line)) if found["script"] else (None, begin)
            if script is None and found["two"]:
                yield number, line
        else:
            yield number, line


_BEGINS: Final = frozenset("abcp")


def _ends(found: re.Match[str]) -> int:
    return 2 if found["two"] else 1


def _open(text: str) -> int:
    """Ends that are still to come where the text stops."""
    ends = 0
    for found in _TEXT.finditer(text):
        if ends:
            ends -= found["end"] is not None
        elif not found["end"]:
            ends = _ends(found)
    return ends
