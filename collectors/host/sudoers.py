"""sudoers: who may do what, reduced to who, whether everything, as whom, and whether a password is asked. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping

from collectors.host.kept import File, statements
from scanner.answers import JSON

_INCLUDE = re.compile(r"[@#]include(?:dir)?\s+(\S+)")
_ALIAS = re.compile(r"(?:User|Runas|Host|Cmnd|Cmd)_Alias\s+(.*)")
_TAG = re.compile(r"((?:NO)?(?:PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT)):\s*")
_OPTION = re.compile(r"(?:ROLE|TYPE|PRIVS|LIMITPRIVS|NOTBEFORE|NOTAFTER|TIMEOUT|CWD|CHROOT)=\S+\s*")
_RUNAS = re.compile(r"\(([^)]*)\)\s*")
_SHELL = re.compile(
    r"(?:/usr)?/s?bin/(?:su|(?:ba|da|z|k|c|tc|fi)?sh)(?:\s+-\S*|\s+root)*|sudoedit /etc/(?:sudoers|shadow|passwd)"
)
_HASH, _SPACE, _COMMA = "\ue000", "\ue001", "\ue002"
"""Stand for characters that are not what they seem, while a line is cut."""
_KNOWN_PLACES = ("/etc/sudoers.d", "sudoers.d")


def keep_sudo(files: Iterable[File]) -> JSON:
    """The grants of all sudoers files; places that are included and were not read; users who are never asked."""
    lines = [line for file in _read(files) for line in _statements(file)]
    aliases = dict(pair for line in lines if (m := _ALIAS.match(line)) for pair in _aliases(m[1]))
    included = {m[1] for line in lines if (m := _INCLUDE.match(line)) and m[1] not in _KNOWN_PLACES}
    unasked = [line for line in lines if re.match(r"Defaults\b.*!\s*authenticate\b", line)]
    return {
        "grants": [grant for line in lines if not _INCLUDE.match(line) for grant in _grants(line, aliases)],
        "elsewhere": sorted(included),
        "never_asked": sorted({_of_whom(line) for line in unasked}),
    }


def _read(files: Iterable[File]) -> Iterator[File]:
    """Sudo leaves out names with a dot or a tilde in sudoers.d."""
    for file in files:
        name = file.path.rpartition("/")[2]
        if file.path == "/etc/sudoers" or not ("." in name or name.endswith("~")):
            yield file


def _statements(file: File) -> Iterator[str]:
    # A hash before `include` or a number starts no comment: `#includedir`, and `#1000`, the user of that number.
    marked = (re.sub(r"^\s*#(?=include|\d)", _HASH, line) for line in file.lines)
    yield from (re.sub(r"\s#(?!\d).*", "", line).replace(_HASH, "#") for line in statements(marked))


def _of_whom(line: str) -> str:
    scope = re.match(r"Defaults([:@!>]?)(\S*)", line)
    return scope[2] if scope and scope[1] == ":" else "ALL"


def _aliases(text: str) -> Iterator[tuple[str, list[str]]]:
    for one in re.split(r"\s*:\s*(?=[A-Z][A-Z0-9_]*\s*=)", text):
        name, _, members = one.partition("=")
        yield name.strip(), _list(members)


def _list(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _opened(words: Iterable[str], aliases: Mapping[str, list[str]], depth: int = 0) -> Iterator[str]:
    for word in words:
        if word in aliases and depth < 10:  # noqa: PLR2004  # aliases of aliases; a circle ends
            yield from _opened(aliases[word], aliases, depth + 1)
        else:
            yield word


def _grants(line: str, aliases: Mapping[str, list[str]]) -> Iterator[JSON]:
    """What one line grants to each of its users."""
    if line.startswith("Defaults") or _ALIAS.match(line) or "=" not in line:
        return
    left, _, right = line.partition("=")
    words = re.sub(r"\s*,\s*", ",", left.replace("\\ ", _SPACE).strip()).split()
    users = _list(words[0]) if words else []
    everything, asked = _commands(right, aliases)
    for user in _opened(users, aliases):
        if not user.startswith("!"):
            yield {"who": user.replace(_SPACE, " ").strip('"'), "everything": everything, "password": asked}


def _commands(text: str, aliases: Mapping[str, list[str]]) -> tuple[bool, bool]:
    """Whether the commands amount to everything as root, and whether a password is asked before all that do."""
    everything, asked, tag, runas = False, True, "PASSWD", "root"
    weakest_other = True
    for item in _list(_protect(text)):
        rest = item
        if found := _RUNAS.match(rest):
            runas, rest = found[1].partition(":")[0].strip() or "self", rest[found.end() :]
        while found := _OPTION.match(rest) or _TAG.match(rest):
            tag = found[1] if found.re is _TAG and found[1].endswith("PASSWD") else tag
            rest = rest[found.end() :]
        as_root = bool({"ALL", "root", "#0"}.intersection(_opened(_list(runas.replace(_COMMA, ",")), aliases)))
        if as_root and any(c == "ALL" or _SHELL.fullmatch(c) for c in _opened([rest.strip()], aliases)):
            everything, asked = True, asked and tag == "PASSWD"
        weakest_other = weakest_other and tag == "PASSWD"
    return everything, asked if everything else weakest_other


def _protect(text: str) -> str:
    """A comma in `(ana, bob)` separates no commands."""
    return _RUNAS.sub(lambda m: m[0].replace(",", _COMMA), text)
