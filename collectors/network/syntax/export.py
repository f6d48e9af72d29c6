"""RouterOS: `/export` names a menu and then what was set in it; long lines go on after a backslash."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.statement import LONGEST, Statement, lines, plain

_VERBS: Final = frozenset({"set", "add", "remove", "disable", "enable", "reset", "unset", "move", "print", "export"})
_HEADER: Final = re.compile(r"# .{0,80}\bby (RouterOS [0-9A-Za-z._-]{1,32})$", re.ASCII)
_PROMPT: Final = re.compile(r"\[[^\]@ ]{1,64}@[^\]]{0,64}\] ?(?:/[^>]{0,100})?>")
_GOES_ON: Final = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_MOST: Final = 64 * LONGEST
"""Characters of a script; of a longer one nobody looks at the rest."""

_SCRIPT: Final = re.compile(r' (source|on-event)=("(?:[^"\\]|\\.)*"|[^\s"]\S*)', re.ASCII)
_NAME: Final = re.compile(r'"?([A-Za-z0-9_.-]{1,64})"?', re.ASCII)
_RUNS: Final = re.compile(r"script[ /]+run[ /]+\[?(?:find +name=)?[\\\"]*([A-Za-z0-9_.-]{1,64})", re.ASCII)
_SENT: Final = re.compile(r"\b(?:mode=|url=[\\\"(]*)(sftp|ftp|tftp|https|http)\b", re.ASCII)
_DEEDS: Final = {
    "export": re.compile(r"(?<![\w-])export(?![\w-])", re.ASCII),
    "backup": re.compile(r"\bbackup[ /]+save\b", re.ASCII),
    "upload": re.compile(r"\bupload=yes\b|\bhttp-method=(?:put|post)\b", re.ASCII),
    "mail": re.compile(r"\be-mail[ /]+send\b", re.ASCII),
}


def export(text: str) -> Iterator[Statement]:
    """Read an export: the menu is of depth 0, its lines of depth 1, also where a line names its menu itself.

    The comment at its head that names the release is of depth 0 too: `RouterOS 7.16`. Of a script stays what it does
    with copies of the configuration: `source=<script:export,upload:sftp>`.
    """
    menu = shown = ""
    for number, line in _joined(text):
        said = plain(_SCRIPT.sub(_reduced, line) if "source=" in line or "on-event=" in line else line)
        if said[:1] == "#":
            if found := _HEADER.match(said):
                yield Statement(number, 0, found[1])
        elif said and (menu or said[0] == "/") and not _PROMPT.match(said):
            if said[0] == "/":
                here, rest = _parted(said)
                menu = here
            elif said.partition(" ")[0] in _VERBS:
                here, rest = menu, said
            else:
                here, rest = _parted(f"{menu} {said}")
            if here != shown:
                yield Statement(number, 0, here)
                shown = here
            if rest:
                yield Statement(number, 1, rest)


def _parted(said: str) -> tuple[str, str]:
    """`/ip/service set telnet disabled=yes` as its menu, `/ip service`, and what was done there."""
    head, _, rest = said.partition(" ")
    words = [*head[1:].split("/"), *rest.split(" ")]
    words = [word for word in words if word]
    for place, word in enumerate(words):
        if word in _VERBS or word[0] in ":{}[$(" or "=" in word:
            return "/" + " ".join(words[:place]), " ".join(words[place:])
    return "/" + " ".join(words), ""


def _reduced(found: re.Match[str]) -> str:
    """What a script does with copies, and which scripts it runs."""
    key, script = found[1], found[2]
    if named := _NAME.fullmatch(script):
        deeds = [f"run:{named[1]}"]
    else:
        deeds = [word for word, pattern in _DEEDS.items() if pattern.search(script)]
        if "upload" in deeds and (ways := _SENT.findall(script)):
            deeds[deeds.index("upload")] = f"upload:{ways[-1]}"
        deeds += [f"run:{name}" for name in dict.fromkeys(_RUNS.findall(script))][:8]
    return f" {key}=<script:{','.join(deeds)}>"


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that go on after a backslash, each with the number of its first.

    Of one that is longer than a script can be the rest is left out: it is a text of somebody, which may hold anything,
    lines of configuration too.
    """
    held: list[str] = []
    size = first = 0
    for number, line in enumerate(lines(text), 1):
        first = first if held else number
        piece = line.lstrip() if held else line
        more = piece.endswith("\\") and _GOES_ON.search(piece[-64:]) is not None
        if size <= _MOST:
            held.append(piece[:-1] if more else piece)
            size += len(piece)
        if not more:
            yield first, "".join(held)
            held, size = [], 0
    if held:
        yield first, "".join(held)
