"""A kept configuration as its readers hold it: statements that can be asked for, and what was not understood. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from collectors.network.grammar.grammar import Grammar
from collectors.network.grammar.keep import UNKNOWN
from collectors.network.grammar.pattern import Pattern, Rules

_SECRET: Final = re.compile(r"<secret(?:#\d+)?(?::([^>]*))?>")
_NUMBER: Final = re.compile(r"<secret#\d+")


@dataclass(slots=True, eq=False)
class Stated:
    """A statement, and the block that stands below it. The whole configuration is one too: it says nothing itself."""

    number: int = 0
    """Of its line; 0: of no line."""
    text: str = ""
    key: str = ""
    """Of the pattern that knows it."""
    family: str = ""
    match: re.Match[str] | None = None
    below: list["Stated"] = field(default_factory=list)
    by_default: bool = False
    """No line of the configuration says it, but the device does where it is asked for its defaults too."""
    source: str = "by default"
    """Of what no line of the configuration says."""

    def __getitem__(self, name: str) -> str:
        """What stands in a slot; empty where it was left out."""
        return (self.match[name] or "") if self.match and name in self.match.re.groupindex else ""

    def number_of(self, name: str) -> int | None:
        """The whole number in a slot."""
        return int(self[name]) if self[name] else None

    def count(self, name: str) -> int:
        """The whole number in a slot; 0 where it was left out."""
        return self.number_of(name) or 0

    def holds(self, word: str) -> bool:
        """A word stands in it."""
        return word in self.text.split(" ")

    def all(self, *keys: str) -> list["Stated"]:
        """The statements of these patterns in this block, in order; what a line says outweighs a default."""
        said = [one for one in self.below if one.key in keys]
        return [one for one in said if not one.by_default] or said

    def last(self, *keys: str) -> "Stated | None":
        """The last of them: it outweighs those before."""
        every = self.all(*keys)
        return every[-1] if every else None

    def has(self, *keys: str) -> bool:
        """There is one."""
        return bool(self.all(*keys))

    def block(self, *keys: str) -> "Stated":
        """What stands in all blocks of these patterns, as if it were one: a later one adds to it."""
        return joined(self.all(*keys))

    def beginning(self, *begins: str) -> list["Stated"]:
        """The statements here whose patterns begin so, in order."""
        return [one for one in self.below if one.match and one.key.startswith(begins)]

    def each(self, slot: str, *keys: str) -> "dict[str, Stated]":
        """The last statement for each of what stands in a slot, but for those that a later `no` takes back."""
        every: dict[str, Stated] = {}
        for one in self.all(*keys, *(f"no {key}" for key in keys)):
            if one.key.startswith("no "):
                every.pop(one[slot], None)
            elif one[slot]:
                every[one[slot]] = one
        return every

    def grouped(self, slot: str, undone: str, *keys: str) -> "dict[str, list[Stated]]":
        """All statements for each of what stands in a slot, but for those that a later `undone` takes back."""
        every: dict[str, list[Stated]] = {}
        for one in self.all(*keys, undone):
            if one.key == undone:
                every.pop(one[slot], None)
            else:
                every.setdefault(one[slot], []).append(one)
        return every

    def under(self, path: str) -> "Stated | None":
        """The first statement that is a path, or stands below it, understood or not."""
        return next((one for one in self.below if f"{one.text} ".startswith(f"{path} ")), None)

    def unknown(self, *families: str) -> Iterator["Stated"]:
        """What was not understood, here and in all blocks below; of the whole, in these families alone."""
        for one in self.below:
            if one.by_default or (families and one.family not in families):
                continue
            if one.match is None:
                yield one
            yield from one.unknown()

    def odd(self, family: str) -> list["Stated"]:
        """What was not understood of a family here, and may have been the head of a block."""
        return [one for one in self.below if one.match is None and one.family == family and not one.by_default]

    @property
    def line(self) -> str:
        """Where it stands, to be read aloud."""
        return f"line {self.number}: {self.text}" if self.number else f"{self.source}: {self.text}"


def joined(blocks: Iterable[Stated]) -> Stated:
    """What stands in blocks, as if they were one."""
    return Stated(below=[said for one in blocks for said in one.below])


def parsed(lines: Iterable[Sequence[object]], grammar: Grammar) -> Stated:
    """Read kept lines again, by the grammar that kept them."""
    whole = Stated()
    open_: list[tuple[Stated, Rules | None]] = [(whole, grammar.rules)]
    for number, line in lines:
        said = str(line)
        text = said.lstrip(" ")
        depth = len(said) - len(text)
        del open_[depth + 1 :]
        above, rules = open_[-1]
        found = rules.match(text) if rules and UNKNOWN not in text else None
        one = _stated(int(str(number)), text, found)
        one.family = above.family if depth else grammar.family(text)
        above.below.append(one)
        open_.append((one, found[0].below if found else None))
    return whole


def _stated(number: int, text: str, found: tuple[Pattern, re.Match[str]] | None) -> Stated:
    return Stated(number, text, found[0].key, match=found[1]) if found else Stated(number, text)


def filled(plain: Stated, full: Stated) -> None:
    """Add what the configuration with defaults says and the plain one does not, block by block."""
    said = {one.key for one in plain.below}
    blocks = {one.text: one for one in plain.below if one.below or one.key}
    for one in full.below:
        if one.match is None:
            continue
        if one.text in blocks:
            filled(blocks[one.text], one)
        elif one.key not in said:
            plain.below.append(_default(one))


def _default(one: Stated) -> Stated:
    """Numbers of secrets are each answer's own: one of another answer tells nothing here."""
    below = [_default(other) for other in one.below]
    return Stated(0, _NUMBER.sub("<secret", one.text), one.key, one.family, one.match, below, by_default=True)


def secret_form(shown: str) -> str:
    """What can be said of a secret: `empty`, `known`, `masked`, `$6$`, or nothing."""
    found = _SECRET.fullmatch(shown)
    return (found[1] or "") if found else ""
