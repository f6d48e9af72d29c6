"""doas.conf, which Alpine has in the place of sudoers: who may do what, in the same words. Pure."""

import re
from collections.abc import Iterable, Iterator

from collectors.host.kept import File, statements
from collectors.host.linux.accounts.commands import EVERYTHING, UNCLEAR, amounts_to
from scanner.answers import JSON

_RULE = re.compile(r"permit\s+((?:(?:nopass|nolog|persist|keepenv|setenv\s*\{[^}]*\})\s+)*)(\S+)(?:\s+as\s+(\S+))?(.*)")
_COMMAND = re.compile(r"\s+cmd\s+(\S+)(?:\s+args\b(.*))?")
_ROOT = ("", "root", "0")
_NO_ARGUMENTS = '""'


def keep_doas(files: Iterable[File]) -> Iterator[dict[str, JSON]]:
    """Each `permit`, as sudo's grants are kept. What a later `deny` takes back is said all the same."""
    for file in files:
        for line in statements(file.lines) if file.state == "ok" else ():
            plain = " ".join(line.partition(" #")[0].replace('"', "").split())
            if not plain.startswith("deny "):
                yield _grant(plain)


def _grant(line: str) -> dict[str, JSON]:
    found = _RULE.fullmatch(line)
    command = _COMMAND.fullmatch(found[4]) if found and found[4].strip() else None
    if not found or (found[4].strip() and not command):
        return {"who": "a line that is not understood", "known": False, "unclear": True}
    who = f"%{found[2][1:]}" if found[2].startswith(":") else found[2]
    what = amounts_to(_called(command)) if command else EVERYTHING
    as_root = (found[3] or "") in _ROOT
    return {
        "who": who,
        "known": True,
        "everything": as_root and what == EVERYTHING,
        "password": "nopass" not in found[1].split(),
        "unclear": as_root and what == UNCLEAR,
    }


def _called(command: "re.Match[str]") -> str:
    """As sudo writes it: `args` with nothing behind it is `""`, and without `args` any will do."""
    if command[2] is None:
        return command[1]
    return f"{command[1]} {command[2].strip() or _NO_ARGUMENTS}"
