"""Braces: Junos as `show configuration` prints it, VyOS as it lies on disk; and set lines, alone or among them."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from collectors.network.syntax.paths import Command
from collectors.network.syntax.statement import LONGEST, lines

UNSEEN: Final = "/*"
"""A word that no grammar knows: something stands here, and what it is was not shown, or cannot be told."""
_DEEP: Final = 64
"""Blocks within blocks; nobody has more."""
_MOST: Final = 2_000_000
"""Words and signs that are looked at one by one. A device has thousands."""
_PATHS: Final = 250_000
"""Paths that are read."""
_TOKEN: Final = re.compile(
    r"""(?P<quoted>"(?:[^"\\]|\\.)*"|'[^']*')(?=[\s{};\]]|$)|(?P<comment>/\*)|(?P<rest>\#.*|//.*)"""
    r"""|(?P<list>\[|\](?=[\s;]|$))|(?P<sign>[{};])|(?P<word>(?:(?!\](?:[\s;]|$))[^\s{};])+)"""
)
_ODD: Final = re.compile(r"""["'\#\[\]]|/[*/]""")
"""What makes more of a line than words that end with one sign."""
_LEAF: Final = re.compile(r"""(?:[^"'#{};/]|/(?![*/])|"(?:[^"\\]|\\.)*")*""")
"""Words and texts, without a sign or a comment."""
_NOISE: Final = re.compile(
    r"\{[a-z]+(?::[a-z0-9-]+)*\}(?:\s*\[edit[^\]]*\])?|\[edit[^\]]*\]|[\w.-]+@[\w.-]+(?::\S*)?\s?[>#%$](?:\s.*)?",
    re.ASCII,
)
"""Prompts, and what stands above them: `{master:0}`, `[edit]`, `ana@r1> show configuration`."""
_CHANGES: Final = frozenset({"set", "delete", "deactivate", "activate"})
_SCRIPTS: Final = frozenset({"rename", "copy", "insert", "replace", "edit", "top", "up", "load", "rollback"})
"""What makes a configuration, and does not stand in one."""
_OFF: Final = frozenset({"inactive:", "delete:"})
_MARKS: Final = frozenset({"protect:", "replace:"})
_HIDDEN: Final = frozenset({"OMITTED", "ACCESS-DENIED"})


def prompted(text: str) -> bool:
    """Its last line is a prompt: all came that was to come."""
    return bool(_NOISE.fullmatch(text.rpartition("\n")[2].strip()))


class Braces:
    """One reading of one text."""

    def __init__(self, top: Collection[str], others: Collection[str] = (), *, by_line: bool = False) -> None:
        """A reading of nothing yet.

        top: what paths begin with. others: what those of the platform begin with that are passed by. by_line: a line
        ends what it says, as in VyOS.
        """
        self._top = top
        self._others = others
        self._by_line = by_line
        self._path: list[list[str]] = []
        self._full = [True]
        """Whether something stands in each open block, from the outermost on."""
        self._words: list[str] = []
        self._first = 0
        self._in_comment = False
        self._left = _MOST
        self._aside = False
        """What is open is nobody's affair."""
        self.known = False
        """A path of the platform was in it."""
        self.signs = False
        """It has braces."""
        self.broken = False
        """More was closed than opened, words go on over the end of a line, or it is more than can be read."""

    @property
    def closed(self) -> bool:
        """All that was opened was closed."""
        return not (self.broken or self._path or self._words or self._in_comment)

    def read(self, text: str) -> Iterator[Command]:
        """What the text says, path by path, in order."""
        for number, line in enumerate(lines(text), 1):
            said = line.strip()
            if not said:
                continue
            if self._passed_by(said):
                continue
            if self._left <= 0:
                self.broken = True
                yield Command(number, "set", (UNSEEN,))
                return
            for one in self._line(number, said if len(said) <= LONGEST else f"{said[:LONGEST]}…"):
                self._left -= _MOST // _PATHS
                yield one

    def _passed_by(self, said: str) -> bool:
        """A line that nobody reads, told at a glance: it says, opens or closes one thing."""
        if self._words or self._in_comment or len(said) > LONGEST:
            return False
        if not self._path:
            begin, _, rest = said.partition(" ")
            other = rest.partition(" ")[0] if begin in _CHANGES else begin
            self.known |= other in self._others
            if begin in _CHANGES or begin in self._top or begin in _MARKS or begin in _SCRIPTS:
                return begin in _CHANGES and other in self._others
        elif not self._aside:
            return False
        sign = said[-1]
        if sign == "}" or not _LEAF.fullmatch(said, 0, len(said) - (sign in "{;")):
            if said != "}" or not self._path[1:]:
                return False
            self._path.pop()
            self._full.pop()
        elif sign == "{":
            if not 0 < len(self._path) < _DEEP:
                return False
            self._path.append([])
            self._full.append(True)
        return self._by_line or sign in "{};"

    def _line(self, number: int, said: str) -> Iterator[Command]:
        if self._in_comment:
            _, end, said = said.partition("*/")
            self._in_comment = not end
        elif not self._path and self._between(said):
            self.broken |= bool(self._words)
            self._words = []
            yield from self._changed(number, said)
            return
        sign = said[-1:]
        inside = said[:-1] if sign in "{};" else said
        if _ODD.search(said) or "{" in inside or "}" in inside or ";" in inside:
            yield from self._by_signs(number, said)
            return
        self._left -= 1
        self._add(number, inside.split())
        if sign and (sign in "{};" or self._by_line):
            yield from self._sign(number, sign if sign in "{};" else ";")

    def _between(self, said: str) -> bool:
        """It stands outside of all blocks, and is no part of any."""
        verb, _, _ = said.partition(" ")
        return (
            verb in _CHANGES
            or verb in _SCRIPTS
            or said[0] == "!"  # of the program that keeps it
            or bool((said[0] in "{[" or "@" in said) and _NOISE.fullmatch(said))
        )

    def _changed(self, number: int, said: str) -> Iterator[Command]:
        verb, _, rest = said.partition(" ")
        begin = rest.lstrip().partition(" ")[0]
        self.known |= verb in _CHANGES and (begin in self._top or begin in self._others)
        if verb in _SCRIPTS:
            yield Command(number, "set", (UNSEEN,))
        elif verb in _CHANGES and begin in self._top:
            words = self._listed(rest) if _ODD.search(rest) else rest.split()
            yield from _members(number, words, verb)

    def _listed(self, said: str) -> list[str]:
        """The words of one line; of comments stays that they hide something."""
        words: list[str] = []
        for found in _TOKEN.finditer(said):
            if found["comment"]:
                return [*words, UNSEEN] if said[found.end() :].partition("*/")[0].strip() in _HIDDEN else words
            if found["rest"]:
                break
            words.append(_word(found[0]))
            self._left -= 1
        return words

    def _by_signs(self, number: int, said: str) -> Iterator[Command]:
        place = 0
        while (found := _TOKEN.search(said, place)) and not found["rest"]:
            self._left -= 1
            place = found.end()
            if found["comment"]:
                hidden, end, _ = said[place:].partition("*/")
                self._in_comment = not end
                place += len(hidden) + len(end) if end else len(said)
                if hidden.strip() in _HIDDEN:
                    yield from self._end(number, [*self._words, UNSEEN])
            elif found["sign"]:
                yield from self._sign(number, found["sign"])
            else:
                self._add(number, [_word(found[0])])
        if self._by_line and not self._in_comment:
            yield from self._sign(number, ";")

    def _add(self, number: int, words: list[str]) -> None:
        """No device parts what it says: where lines run together, what was between them is lost."""
        self.broken |= bool(self._words and words and self._first != number)
        self._first = self._first if self._words else number
        self._words += words

    def _sign(self, number: int, sign: str) -> Iterator[Command]:
        self.signs |= sign != ";"
        if sign == "{":
            self._full[-1] = True
            self._full.append(False)
            self._path.append(self._words)
            self._aside = self._begin() not in self._top
            self._words = []
            if len(self._path) > _DEEP:
                self._left = 0
            return
        if self._words:
            yield from self._end(self._first, self._words)
        if sign == "}" and not self._path:
            self.broken = True
        elif sign == "}":
            if not self._full.pop():  # an empty block says that it is there
                yield from self._end(number, [])
            self._path.pop()
            self._aside &= bool(self._path)

    def _begin(self) -> str:
        """What the open path begins with."""
        return next((word for part in self._path[:1] for word in part if word not in _MARKS), "")

    def _end(self, number: int, words: list[str]) -> Iterator[Command]:
        """A path is whole."""
        self._full[-1] = True
        self._words = []
        begin = self._begin() or next((word for word in words if word not in _MARKS), "")
        self.known |= begin in self._top or begin in self._others
        if begin in self._top:
            whole = [word for part in (*self._path, words) for word in part if word not in _MARKS]
            if _OFF.isdisjoint(whole):
                yield from _members(number, whole, "set")


def _members(number: int, words: list[str], verb: str) -> Iterator[Command]:
    """A list in brackets is a path for each of its members, in order."""
    if "[" in words and words[-1] == "]":
        begin = words.index("[")
        for member in words[begin + 1 : -1]:
            yield Command(number, verb, (*words[:begin], member))
    else:
        yield Command(number, verb, tuple(words))


def _word(token: str) -> str:
    """A word without the quotes that it does not need; with double ones where it does."""
    quote = token[0]
    if quote not in "\"'" or len(token) == 1 or token[-1] != quote:
        return token
    inside = token[1:-1]
    if inside and inside.isprintable() and not set(inside) & {" ", "\\", '"', "'"}:
        return inside
    return token if quote == '"' else '"' + inside.replace("\\", "\\\\").replace('"', '\\"') + '"'
