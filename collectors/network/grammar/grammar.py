"""A grammar: one pattern a line, as a command reference prints them, and below it what may stand in its block.

    line <kind:con|aux|vty> <first:n> [<last:n>]
     exec-timeout <minutes:n> [<seconds:n>]
     (password|secret) [<type:n>] <secret>
     logging synchronous ...

Words stand for themselves; `[ ]` may be left out; `(a|b)` is one of them; `<minutes:n>` is something of a type (see
`slots`) under a name, `<kind:a|b>` one of these words under a name, `<ways:some a|b>` one or more of them; `{key:type
other}` are any of these `key=value`, in any order and each once (`!key` takes a value away); `...` is whatever follows,
which nobody keeps. A pattern is known by its words outside of brackets: `line`, `exec-timeout`. What `- ` stands before
is known and says nothing: it is not kept, and nothing is unclear for it. `@ logging: logging, no logging` names a
family: what begins so and is in no pattern is a statement that this grammar does not know, and all else of depth 0 is
nobody's affair.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from collectors.network.grammar import pattern
from collectors.network.grammar.pattern import Pattern, Rules
from collectors.network.grammar.slots import SHAPES

_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of depth 0, and the families."""

    rules: Rules
    families: Mapping[str, str]
    """By how they begin: `ip http` is of the family `web`."""
    begins: tuple[str, ...]
    """How they begin."""
    longest: int
    """Words that a beginning has at most."""
    words: frozenset[str]
    """Its own words: they stand in lines whatever a secret is, and tell nothing of one that is such a word."""

    def family(self, text: str) -> str:
        """Of what family a statement is; the longest beginning counts. Empty: nobody's affair.

        What takes a statement back (`no`, `default`) is of its family.
        """
        text = text.removeprefix("no ").removeprefix("default ")
        if not text.startswith(self.begins):
            return ""
        words = text.split(" ", self.longest)[: self.longest]
        for count in range(len(words), 0, -1):
            if found := self.families.get(" ".join(words[:count])):
                return found
        return ""


@lru_cache
def grammar(platform: str) -> Grammar:
    """The grammar of a platform, as its file has it."""
    return compiled((files("collectors.network.grammar") / f"{platform}.txt").read_text("utf-8"))


def compiled(text: str) -> Grammar:
    """Read a grammar."""
    families: dict[str, str] = {}
    own = {word for shape in SHAPES.values() for word in _WORD.findall(shape.replace("\\", ""))}
    top = Rules()
    blocks = [top]
    last: list[tuple[Rules, Pattern]] = []
    for line in text.splitlines():
        said = line.strip()
        if not said or said[0] == "#":
            continue
        own.update(_WORD.findall(said))
        if said[0] == "@":
            name, _, begins = said[1:].partition(":")
            families |= {begin.strip(): name.strip() for begin in begins.split(",")}
            continue
        depth = len(line) - len(line.lstrip(" "))
        if depth == len(blocks):
            blocks.append(_opened(last))
        del blocks[depth + 1 :]
        last = list(_add(blocks[depth], said))
    for begin in (f"{back}{one}" for one in families for back in ("", "no ", "default ")):
        top.starts.update(
            pattern.beginnings(begin.split())
        )  # so that what is kept of an unknown one still tells its family
    longest = max((begin.count(" ") + 1 for begin in families), default=1)
    return Grammar(top, families, tuple(families), longest, frozenset(own))


def _opened(last: Iterable[tuple[Rules, Pattern]]) -> Rules:
    """The block of the pattern before, now that something stands in it."""
    below = Rules()
    for rules, known in last:
        opened = replace(known, below=below)
        for same in rules.by_word.values():
            same[:] = [opened if one is known else one for one in same]
    return below


def _add(rules: Rules, said: str) -> Iterator[tuple[Rules, Pattern]]:
    parts = pattern.split(said.removeprefix("- "))
    made = pattern.compiled(parts, kept=not said.startswith("- "))
    for word in pattern.first(parts):
        rules.by_word.setdefault(word, []).append(made)
    rules.starts.update(pattern.beginnings(parts))
    yield rules, made
