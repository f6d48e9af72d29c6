"""The patterns of a grammar: from how one is written to what a text is held against."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from collectors.network.grammar.slots import HIDDEN, SHAPES

_PART: Final = re.compile(r"<[^>]+>|\.\.\.|[\[\]()|]|\{[^}]*\}|[^\s\[\]()|<>{}]+")
_NAME: Final = re.compile(r"<(?:(?P<name>[a-z_]+):)?(?P<type>[^>]+)>")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One line of a grammar."""

    key: str
    """Its words outside of brackets and slots."""
    start: str
    """The words that it begins with, up to what is no word."""
    holds: str
    """The longest word outside of brackets and slots: without it in a text there is no need to look closer."""
    regex: re.Pattern[str]
    hidden: Mapping[str, str]
    """Groups of the match that evidence does not hold as they are, and their types."""
    kept: bool = True
    """Evidence holds it."""
    below: "Rules | None" = None
    """What may stand in its block; None: anything, and nobody keeps it."""


@dataclass(slots=True)
class Rules:
    """The patterns of one block, by the word that they begin with."""

    by_word: dict[str, list[Pattern]] = field(default_factory=dict)
    near: dict[str, list[Pattern]] = field(default_factory=dict)
    """Those of `by_word` that may know a text, by its first word or its first two, once they were looked for."""
    starts: set[str] = field(default_factory=set)
    """What patterns and families begin with, word for word: the first word, the first two, as far as they are words."""

    def match(self, text: str) -> tuple[Pattern, re.Match[str]] | None:
        """The first pattern that is this text, from its first to its last letter."""
        word, _, rest = text.partition(" ")
        begin = f"{word} {rest.partition(' ')[0]}"
        for one in self._near(word, begin if begin in self.starts else word):
            if one.holds in text and (found := one.regex.fullmatch(f" {text}")):
                return one, found
        return None

    def _near(self, word: str, begin: str) -> list[Pattern]:
        """Those that may know what begins so: a word, or two words that a pattern begins with."""
        if begin not in self.near and word in self.by_word:
            every = (*self.by_word[word], *self.by_word.get("", ()))
            longer = f"{begin} " if " " in begin else "\n"
            self.near[begin] = [p for p in every if p.start in ("", word, begin) or p.start.startswith(longer)]
        return self.near.get(begin) or self.by_word.get("", [])

    def beginning(self, text: str) -> str:
        """As much of a text as patterns begin with."""
        known = ""
        for word in text.split(" "):
            longer = f"{known} {word}".lstrip()
            if longer not in self.starts:
                break
            known = longer
        return known


def split(said: str) -> list[str]:
    """Its words, slots and signs."""
    return _PART.findall(said)


def compiled(parts: list[str], *, kept: bool) -> Pattern:
    """Every word has its blank before it, and so has a text that is held against it."""
    hidden: dict[str, str] = {}
    names: list[str] = []
    regex: list[str] = []
    key: list[str] = []
    depth = 0
    for part in parts:
        if part in _SIGNS:
            regex.append(_SIGNS[part])
            depth += (part in "[(") - (part in "])")
        elif part == "...":
            hidden["rest"] = "rest"
            regex.append("(?P<rest>(?: .*)?)")
        elif part[0] == "{":
            regex += _pairs(part[1:-1].split(), hidden, names, before="".join(regex).count("(?P<"))
        elif found := _NAME.fullmatch(part):
            regex.append(f" {_slot(found['name'] or '', found['type'], hidden, names)}")
        else:
            regex.append(f" {re.escape(part)}")
            key += [part] if depth == 0 else []
    start = next(reversed([*beginnings(parts)]), "")
    holds = max(key, key=len, default="")
    return Pattern(" ".join(key), start, holds, re.compile("".join(regex), re.ASCII), hidden, kept)


_SIGNS: Final = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def _slot(name: str, type_: str, hidden: dict[str, str], names: list[str]) -> str:
    """What is of a type, or one of some words, under a name that is not taken yet."""
    shape = _shape(type_)
    name = name or re.sub(r"\W", "_", type_)
    name += f"_{names.count(name) + 1}" if name in names else ""
    names.append(name.rstrip("_0123456789") if name.rpartition("_")[2].isdigit() else name)
    if type_ in HIDDEN:
        hidden[name] = type_
    return f"(?P<{name}>{shape})"


def _shape(type_: str) -> str:
    if type_.startswith("some "):
        one = _shape(type_.removeprefix("some "))
        return f"(?:{one})(?: (?:{one}))*"
    if type_ not in SHAPES and "|" not in type_:
        raise ValueError(f"<{type_}>: there is no such type")
    return SHAPES.get(type_) or "|".join(map(re.escape, type_.split("|")))


def _pairs(every: list[str], hidden: dict[str, str], names: list[str], *, before: int) -> Iterator[str]:
    """`disabled:word`: a `key=value` of that type; one without a type is dropped.

    No key may come twice, since only one of its values would be looked at. `before`: groups that stand before them.
    """
    keys = [one.partition(":")[0] for one in every]
    yield "(?: (?:"
    for number, one in enumerate(every, before + 1):
        key, _, type_ = one.partition(":")
        value = _slot(re.sub(r"[^a-z0-9]", "_", key), type_ or "any", hidden, names)
        yield f"(?({number})(?!)|{re.escape(key)}={value})|"
    yield f"!(?:{'|'.join(map(re.escape, keys))})))*"


def first(parts: list[str]) -> set[str]:
    """The words that a text of this pattern may begin with; the empty one: any."""
    part = parts[0]
    if part not in "[(":
        return {"" if part[0] == "<" else part}
    close = _close(parts)
    words = {p for before, p in zip([part, *parts[1:close]], parts[1:close], strict=False) if before in "[(|"}
    if any(word[0] in "<[(" for word in words):
        return {""}
    return words | (first(parts[close + 1 :]) if part == "[" else set())


def _close(parts: list[str]) -> int:
    depth = 0
    for place, part in enumerate(parts):
        depth += (part in "[(") - (part in "])")
        if depth == 0:
            return place
    raise ValueError(f"not closed: {' '.join(parts)}")


def beginnings(parts: list[str]) -> Iterator[str]:
    """The words that it begins with: the first, the first two, and so on up to what is no word."""
    known = ""
    for part in parts:
        if part in "[]()|" or part[0] in "<{" or part == "...":
            break
        known = f"{known} {part}".lstrip()
        yield known
