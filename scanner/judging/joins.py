"""Facts that wait to be judged beside others: put away until all targets were read, found by what they are about."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
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

    def __init__(
        self,
        wanted: Collection[type[Fact]],
        spool: Path | None = None,
        gives: Mapping[str, Collection[type[Fact]]] = MappingProxyType({}),
    ) -> None:
        """`wanted`: the classes that joins ask for; `spool`: a folder where facts may lie, None: in memory.

        `gives`: the classes that each kind promises.
        """
        self._shelf, self._gives = Shelf(spool, _MOST), gives
        self._classes: list[type[Fact]] = []
        self._decode: dict[type[Fact], Any] = {}
        self._kept: tuple[bytearray, array[int], array[int]] = bytearray(), array("q"), array("q")
        """Of each fact its class, its place, its length: flat, for there are thousands."""
        self._called = {cls: _Names() for cls in wanted}
        self._naming = {cls: _Names() for cls in wanted}
        """By what they rest on and what they are within."""
        self._gaps: dict[str, list[Gap]] = {tag(cls): [] for cls in wanted}

    def add(self, fact: Fact, *, waits: bool) -> int | None:
        """Take a fact that joins ask for, or that `waits` to be joined itself. Gives its number; None: not taken."""
        if isinstance(fact, Gap):
            if fact.missing in self._gaps:
                self._gaps[fact.missing].append(fact)
            return None
        wanted = type(fact) in self._called
        if not wanted and not waits:
            return None
        number = self._put(fact)
        if wanted:
            self._called[type(fact)].add(fact.ids, number)
            self._naming[type(fact)].add((*fact.rests_on, *fact.within), number)
        return number

    def fact(self, number: int) -> Fact:
        """A fact, by its number."""
        classes, places, sizes = self._kept
        decode: Callable[[bytes], Fact] = self._decode[self._classes[classes[number]]]
        return decode(self._shelf.take((places[number], sizes[number])))

    def related(self, number: int, fact: Fact, wanted: type[Fact]) -> Related[Fact]:
        """What is known of the same thing, of what it names as its parts or its whole, and of what so names it."""
        named = self._called[wanted].get((*fact.ids, *fact.rests_on, *fact.within))
        numbers = dict.fromkeys((*named, *self._naming[wanted].get(fact.ids)))
        found = tuple(self.fact(other) for other in sorted(numbers) if other != number)
        targets = {fact.target, *(f.target for f in found)}
        gaps = (gap for gap in self._gaps[tag(wanted)] if gap.target in targets and self._tells(gap, fact))
        return Related(found, tuple(gaps))

    def _tells(self, gap: Gap, fact: Fact) -> bool:
        """The list could have told of this thing: one of things of another kind tells of those alone."""
        return gap.kind == fact.kind or type(fact) not in self._gives.get(gap.kind, ())

    def _put(self, fact: Fact) -> int:
        cls = type(fact)
        if cls not in self._decode:
            self._classes.append(cls)
            self._decode[cls] = msgspec.msgpack.Decoder(cls).decode
        classes, places, sizes = self._kept
        place, size = self._shelf.put(_encode(fact))
        classes.append(self._classes.index(cls))
        places.append(place)
        sizes.append(size)
        return len(places) - 1


class _Names:
    """The numbers of facts by a name of theirs."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._more: dict[str, list[int]] = defaultdict(list)
        """The second and all that follow: few names have one, and thousands have a first."""

    def add(self, names: Iterable[str], number: int) -> None:
        for name in dict.fromkeys(names):
            if self._first.setdefault(name, number) != number:
                self._more[name].append(number)

    def get(self, names: Iterable[str]) -> Iterator[int]:
        for name in names:
            if name in self._first:
                yield self._first[name]
                yield from self._more.get(name, ())
