"""sudoers: who may do what, reduced to who, whether everything, as whom, and whether a password is asked. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from collectors.host.kept import File, statements
from collectors.host.linux.accounts.commands import EVERYTHING, UNCLEAR, amounts_to
from collectors.host.linux.accounts.doas import keep_doas
from scanner.answers import JSON

_INCLUDE = re.compile(r"[@#]include(?:dir)?\s+(\S+)")
_ALIAS = re.compile(r"(?:User|Runas|Host|Cmnd|Cmd)_Alias\s+(.*)")
_DEFAULTS = re.compile(r"Defaults([:@!>]?)(\S*)\s*(.*)")
_UNASKED = re.compile(r"!\s*authenticate\b|\btimestamp_timeout\s*=\s*\"?-")
"""Nobody is asked, or a password that was given once is never asked for again."""
_OTHERS_PASSWORD = re.compile(r"(!?)\s*\b(?:targetpw|rootpw|runaspw)\b")
"""SUSE as delivered: sudo asks for the password of root, as su does, and so gives nobody more than they have."""
_OWN_PASSWORD = re.compile(r"!\s*(?:targetpw|rootpw|runaspw)\b")
_EXEMPT = re.compile(r"\bexempt_group\s*\+?=\s*\"?([^\s,\"]+)")
_TAG = re.compile(r"((?:NO)?(?:PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT))\s*:\s*")
_MARKED = re.compile("([A-Z_]+)\ue003")
_DIGEST = re.compile(r"sha(?:224|256|384|512)\s*:\s*[A-Za-z0-9+/=]+\s*,?\s*")
_OPTION = re.compile(r"(?:ROLE|TYPE|PRIVS|LIMITPRIVS|NOTBEFORE|NOTAFTER|TIMEOUT|CWD|CHROOT)=\S+\s*")
_RUNAS = re.compile(r"\(([^()]*)\)\s*")
_HASH, _SPACE, _COMMA, _COLON, _EQUALS = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
"""Stand for characters that are not what they seem, while a line is cut."""
_ESCAPED = {" ": _SPACE, ",": _COMMA, ":": _COLON, "=": _EQUALS}
_NOT_UNDERSTOOD = "a line that is not understood"
_KNOWN_PLACES = ("/etc/sudoers.d", "/usr/etc/sudoers.d", "sudoers.d")
_ROOT = frozenset({"ALL", "root", "#0"})
_MOST: Final = 50_000
"""Words that the names of lists stand for, all in all, and grants that come of them."""


class Aliases:
    """What the names of lists stand for. Lists of lists of lists could go on for ever: so far, and no further."""

    def __init__(self, lists: Iterable[tuple[str, list[str]]]) -> None:
        self._lists = dict(lists)
        self._left = _MOST

    def opened(self, words: Iterable[str], depth: int = 0) -> Iterator[str]:
        """The words with those that are names of lists replaced by what is in them.

        Raises:
            ValueError: there is no end to it.
        """
        for word in words:
            self._left -= 1
            if self._left < 0:
                raise ValueError("lists without an end")
            if word in self._lists and depth < 10:  # noqa: PLR2004  # lists of lists; a circle ends
                yield from self.opened(self._lists[word], depth + 1)
            else:
                yield word


def keep_sudo(files: Sequence[File]) -> JSON:
    """The grants of sudoers and of doas; what was not read or understood; who is never asked for a password."""
    doas = [file for file in files if "/doas" in file.path]
    files = [file for file in files if "/doas" not in file.path]
    lines = [line for file in _read(files) for line in _statements(file)]
    aliases = Aliases(pair for line in lines if (m := _ALIAS.match(line)) for pair in _aliases(m[1]))
    included = {m[1] for line in lines if (m := _INCLUDE.match(line)) and m[1] not in _KNOWN_PLACES}
    rules = [r for line in lines if not _INCLUDE.match(line) for r in _grants(line, aliases)]
    unasked = {who for line in lines for who in _never_asked(line, aliases)}
    if _asks_for_root(lines):
        spared = unasked | {who for line in lines for who in _asked_their_own(line, aliases)}
        if len(rules) * len(spared) > _MOST:
            raise ValueError("grants without an end")
        rules = [one for rule in rules for one in _with_password_of_root(rule, spared)]
    rules += keep_doas(doas)
    return {
        "grants": [{name: r[name] for name in ("who", "everything", "password")} for r in rules if r["known"]],
        "unclear": sorted({str(r["who"]) for r in rules if r["unclear"]}),
        "elsewhere": sorted(included),
        "never_asked": sorted(unasked),
    }


def _asks_for_root(lines: Iterable[str]) -> bool:
    """The password that everybody is asked for is root's; the last line that says so stands."""
    said = [m[3] for line in lines if (m := _DEFAULTS.match(line)) and not m[1]]
    signs = [found[1] for text in said for found in _OTHERS_PASSWORD.finditer(text)]
    return bool(signs) and signs[-1] != "!"


def _with_password_of_root(rule: dict[str, JSON], spared: Collection[str]) -> Iterator[dict[str, JSON]]:
    """What a rule is worth where root's password is asked: nothing, but to those who are spared it."""
    who = str(rule["who"])
    if not rule["known"] or not rule["everything"] or not rule["password"] or not {who, "ALL"}.isdisjoint(spared):
        yield rule
        return
    yield {**rule, "everything": False}
    for other in sorted(spared):
        if who == "ALL":
            yield {**rule, "who": other}
        elif "%" in who[:1] + other[:1]:  # who is in a group does not stand here
            yield {"who": other, "known": False, "unclear": True}


def _read(files: Iterable[File]) -> Iterator[File]:
    """Sudo leaves out names with a dot or a tilde in sudoers.d."""
    for file in files:
        name = file.path.rpartition("/")[2]
        if file.path == "/etc/sudoers" or not ("." in name or name.endswith("~")):
            yield file


def _statements(file: File) -> Iterator[str]:
    # A hash before `include` or a number starts no comment: `#includedir`, and `#1000`, the user of that number.
    marked = (re.sub(r"^\s*#(?=include|\d)", _HASH, line) for line in file.lines)
    for line in statements(marked):
        plain = re.sub(r"\s#(?!\d).*", "", line).replace(_HASH, "#")
        yield re.sub(r"\\([ ,:=])", lambda m: _ESCAPED[m[1]], plain)


def _never_asked(line: str, aliases: Aliases) -> Iterator[str]:
    """Those whom a `Defaults` line spares the password; what it says of hosts, commands or targets may be about all."""
    if not (found := _default(line)):
        return
    yield from (f"%{group}" for group in _EXEMPT.findall(found[3]))
    if _UNASKED.search(found[3]):
        yield from _about(found, aliases)


def _asked_their_own(line: str, aliases: Aliases) -> Iterator[str]:
    """Those of whom a `Defaults` line says that they are asked for their own password, whatever others are."""
    if (found := _default(line)) and found[1] and _OWN_PASSWORD.search(found[3]):
        yield from _about(found, aliases)


def _default(line: str) -> "re.Match[str] | None":
    return _DEFAULTS.match(re.sub(r"\s*,\s*", ",", line))


def _about(found: "re.Match[str]", aliases: Aliases) -> Iterator[str]:
    named = aliases.opened(_list(found[2])) if found[1] == ":" else ["ALL"]
    yield from (who.strip('"') for who in named if not who.startswith("!"))


def _aliases(text: str) -> Iterator[tuple[str, list[str]]]:
    for one in re.split(r"\s*:\s*(?=[A-Z][A-Z0-9_]*\s*=)", text):
        name, _, members = one.partition("=")
        yield name.strip(), _list(_DIGEST.sub("", members))


def _list(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _grants(line: str, aliases: Aliases) -> Iterator[dict[str, JSON]]:
    """What one line grants to each of its users: `known`, and `unclear` where part of it is not understood."""
    if line.startswith("Defaults") or _ALIAS.match(line):
        return
    left, sign, right = _protect(line).partition("=")
    words = re.sub(r"\s*,\s*", ",", left.strip()).split()
    if not sign or len(words) != 2:  # noqa: PLR2004  # users, hosts
        yield {"who": _NOT_UNDERSTOOD, "known": False, "unclear": True}
        return
    said = _commands(right, aliases)
    for user in aliases.opened(_list(words[0])):
        if not user.startswith("!"):
            yield {"who": user.replace(_SPACE, " ").strip('"'), "known": True, **said}


def _protect(line: str) -> str:
    """Put aside what separates nothing: spaces in names, commas in `(ana, bob)`, colons of tags and digests."""
    line = re.sub(r'"[^"]*"', lambda m: m[0].replace(" ", _SPACE), line)
    line = _RUNAS.sub(lambda m: m[0].replace(",", _COMMA).replace(":", _COLON), _DIGEST.sub("", line))
    return _TAG.sub(rf"\1{_COLON}", line)


def _commands(text: str, aliases: Aliases) -> dict[str, JSON]:
    """Whether the commands amount to everything as root, and whether a password is asked before all that do."""
    first, *others = text.split(":")
    hosts = [other.partition("=") for other in others]
    parts = [first, *(commands for _, _, commands in hosts)]
    items = [item for part in parts for item in _items(part, aliases)]
    tagged = {
        everything: [tag for what, tag in items if (what == EVERYTHING) is everything] for everything in (True, False)
    }
    asked = all(tag != "NOPASSWD" for tag in tagged[True] or tagged[False])
    return {
        "everything": bool(tagged[True]),
        "password": asked,
        "unclear": any(what == UNCLEAR for what, _ in items) or not all(sign for _, sign, _ in hosts),
    }


def _items(text: str, aliases: Aliases) -> Iterator[tuple[str, str]]:
    """Each command of a list: what it amounts to, and the tag that holds for it."""
    tag, runas = "PASSWD", "root"
    for item in _list(text):
        rest = item
        if found := _RUNAS.match(rest):
            runas, rest = found[1].partition(_COLON)[0].strip() or "self", rest[found.end() :]
        while found := _OPTION.match(rest) or _MARKED.match(rest):
            tag = found[1] if found.re is _MARKED and found[1].endswith("PASSWD") else tag
            rest = rest[found.end() :]
        as_root = not _ROOT.isdisjoint(aliases.opened(_list(runas.replace(_COMMA, ","))))
        for command in aliases.opened([rest.strip()]):
            if not command.startswith("!"):
                yield (amounts_to(command) if as_root else "other"), tag
