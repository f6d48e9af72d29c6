"""Facts that wait to be judged beside others: put away until all targets were read, found by what they are about."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

import msgspec

from scanner.check import Related
from scanner.facts import Fact, Gap, tag
from scanner.spool.shelf import Shelf

_MOST: Final = 1 << 20
"""Bytes of facts that stay in memory."""
_encode = msgspec.msgpack.Encoder().encode


class Joins:
    """Thousands of facts wait here, and few of them in memory."""

    def __init__(self, wanted: Collection[type[Fact]], spool: Path | None = None) -> None:
        """`wanted`: the classes that joins ask for; `spool`: a folder where facts may lie, None: in memory."""
        self._shelf = Shelf(spool, _MOST)
        self._classes: list[type[Fact]] = []
        self._decode: dict[type[Fact], Any] = {}
        self._kept: tuple[bytearray, array[int], array[int]] = bytearray(), array("q"), array("q")
        """Of each fact its class, its place, its length: flat, for there are thousands."""
        self._odd: dict[int, Fact] = {}
        """Those that cannot be written down as they are: a plugin gave something of another type."""
        self._first: dict[type[Fact], dict[str, int]] = {cls: {} for cls in wanted}
        self._more: dict[tuple[type[Fact], str], list[int]] = defaultdict(list)
        """The second and all that follow: few things have one, and thousands have a first."""
        self._gaps: dict[str, list[Gap]] = {tag(cls): [] for cls in wanted}

    def add(self, fact: Fact, *, waits: bool) -> int | None:
        """Take a fact that joins ask for, or that `waits` to be joined itself. Gives its number; None: not taken."""
        if isinstance(fact, Gap):
            if fact.missing in self._gaps:
                self._gaps[fact.missing].append(fact)
            return None
        first = self._first.get(type(fact))
        if first is None and not waits:
            return None
        number = self._put(fact)
        for name in dict.fromkeys((fact.resource, *fact.also)) if first is not None else ():
            if first is not None and first.setdefault(name, number) != number:
                self._more[type(fact), name].append(number)
        return number

    def fact(self, number: int) -> Fact:
        """A fact, by its number."""
        if found := self._odd.get(number):
            return found
        classes, places, sizes = self._kept
        decode: Callable[[bytes], Fact] = self._decode[self._classes[classes[number]]]
        return decode(self._shelf.take((places[number], sizes[number])))

    def related(self, number: int, fact: Fact, wanted: type[Fact]) -> Related[Fact]:
        """What is known of the same thing, by any of its ids."""
        first = self._first[wanted]
        numbers = {
            other: None
            for name in dict.fromkeys((fact.resource, *fact.also))
            if name in first
            for other in (first[name], *self._more.get((wanted, name), ()))
            if other != number
        }
        found = tuple(map(self.fact, numbers))
        targets = {fact.target, *(f.target for f in found)}
        return Related(found, tuple(g for g in self._gaps[tag(wanted)] if g.everywhere or g.target in targets))

    def _put(self, fact: Fact) -> int:
        cls = type(fact)
        if cls not in self._decode:
            self._classes.append(cls)
            self._decode[cls] = msgspec.msgpack.Decoder(cls).decode
        classes, places, sizes = self._kept
        number = len(places)
        place = size = 0
        try:
            line = _encode(fact)
            odd = self._decode[cls](line) != fact
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError):
            odd = True
        if odd:
            self._odd[number] = fact
        else:
            place, size = self._shelf.put(line)
        classes.append(self._classes.index(cls))
        places.append(place)
        sizes.append(size)
        return number
