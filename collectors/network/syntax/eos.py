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
_AGENT: Final = re.compile(r"\s-{1,2}grpcaddr[= ]\s*[\"']?(?:[\w.-]+/)?(?P<at>[^\s\"']+)")
"""Where TerminAttr answers whoever asks, in whichever VRF."""
_HERE: Final = ("127.", "localhost:", "[::1]", "unix:")
_end: Final = ends_with("end")


def eos(text: str) -> Iterator[Statement]:
    """Read a configuration; comments (`!`) and texts are passed by.

    A script becomes one line with the statement before it, and the comment that names the release a statement:
    `version 4.23.0F`; so does what an agent is called with where it takes questions: `grpcaddr 0.0.0.0:6042 certfile`.
    """
    return nested(_stated(text))


def whole(text: str) -> bool:
    """It ends with `end`, and every text in it has its end too."""
    return _end(text) and not _open(text)


def _stated(text: str) -> Iterator[tuple[int, str]]:
    numbered = enumerate(lines(text), 1)
    for number, line in numbered:
        said = line.strip()
        if said[:1] == "!" and (found := _DEVICE.match(said)):
            yield number, f"version {found['version']}"
        elif said.startswith("exec ") and (found := _AGENT.search(said)):
            yield number, line
            if not found["at"].startswith(_HERE):
                secure = " certfile" if "-certfile" in said else ""
                yield number, f"{line[: len(line) - len(line.lstrip())]}grpcaddr {found['at']}{secure}"
        elif said[:1] in _BEGINS and (found := _TEXT.match(line)) and not found["end"]:
            passed = " ".join(_until(numbered, _ends(found)))
            if found["script"]:
                yield number, f"{line} {passed}"
            elif found["two"]:
                yield number, line
        else:
            yield number, line


_BEGINS: Final = frozenset("abcp")


def _until(numbered: Iterator[tuple[int, str]], ends: int) -> Iterator[str]:
    """The lines of a text, up to so many ends."""
    for _, line in numbered:
        ends -= line.strip() == "EOF"
        if not ends:
            return
        yield line.strip()


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
