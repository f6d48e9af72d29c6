"""Groups of Junos: statements that hold wherever the group is applied, and are outweighed by what stands there."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final, NamedTuple, TypeAlias

from collectors.network.syntax.braces import UNSEEN

Words: TypeAlias = tuple[str, ...]
Path: TypeAlias = tuple[int, Words]
"""With the number of its line."""

_PARTS: Final = re.compile(r"node\d|re\d|member\d+(?:-re\d)?")
"""Groups of one of several parts of a device, by which all have one configuration."""
_NODE: Final = "${node}"
"""The one that is called as the part."""
_WILD: Final = re.compile(r"<.*>")
_MOST: Final = 200_000
"""Paths that are looked at. A device has hundreds."""
_ORDERED: Final = "authentication-order"
"""A list whose order matters, so that members from two places cannot be put together here."""


class _Applied(NamedTuple):
    """A group at a place."""

    place: Words
    group: str
    rank: tuple[int, ...]
    """The deeper the place, and the earlier in its list, the more it weighs."""


class _Handed(NamedTuple):
    """A path that a group hands down."""

    path: Path
    by: _Applied


class Inherited:
    """The groups of one configuration, and where they are applied."""

    def __init__(self, own: Collection[str]) -> None:
        """`own`: what the paths begin with that are worked out."""
        self._own = own
        self._groups: defaultdict[str, list[Path]] = defaultdict(list)
        self._nested: defaultdict[str, list[tuple[Words, str]]] = defaultdict(list)
        self._applied: list[_Applied] = []
        self._spared: set[tuple[Words, str]] = set()
        self._at_times: set[str] = set()
        self._left = _MOST

    def take(self, number: int, words: Words) -> bool:
        """Take a path that is about groups; False: it is not."""
        if words[0] == "groups":
            self._define(number, words)
            return True
        place, of, group = words[:-2], words[-2:-1], words[-1]
        if of == ("apply-groups",) and (not place or place[0] in self._own):
            self._applied.append(_Applied(place, group, (len(place), -len(self._applied))))
        elif of == ("apply-groups-except",):
            self._spared.add((place, group))
        return of in (("apply-groups",), ("apply-groups-except",))

    def _define(self, number: int, words: Words) -> None:
        group, said = words[1:2], words[2:]
        if not said:
            return
        if said[0] == "when":
            self._at_times.add(group[0])
        elif said[-2:-1] == ("apply-groups",):
            self._nested[group[0]].append((said[:-2], said[-1]))
        elif said[0] in self._own and "apply-macro" not in said:
            self._groups[group[0]].append((number, said))

    def handed_down(self, own: Iterable[Path]) -> Iterator[Path]:
        """What the groups say at the places that apply them, the weightiest last."""
        if not self._applied:
            return
        known = {words for _, words in own}
        found = [one for by in self._chained() for one in self._at(by, known)]
        if self._left <= 0:
            yield 0, (UNSEEN,)
        doubt = {*_mixed(found, known)}
        parts = _parts(found)
        for (number, words), by in sorted(found, key=lambda one: one.by.rank):
            sure = by.group not in self._at_times and words not in doubt and (words in parts or not _part(by.group))
            yield number, words if sure or words[:2] == ("system", "host-name") else (*words, UNSEEN)

    def _chained(self) -> Iterator[_Applied]:
        """Where groups are applied, also by other groups."""
        seen: set[tuple[Words, str]] = set()
        open_ = [*reversed(self._applied)]
        while open_:
            one = open_.pop()
            if (one.place, one.group) in seen:
                continue
            seen.add((one.place, one.group))
            yield one
            if one.group == _NODE:
                open_ += [one._replace(group=name) for name in self._groups if name.startswith("node") and _part(name)]
            for inner, name in self._nested.get(one.group, ()):
                if all(map(_same, inner, one.place)):
                    deeper = inner[len(one.place) :]
                    self._left = 0 if any(map(_WILD.fullmatch, deeper)) and inner[0] in self._own else self._left
                    open_.append(_Applied((*one.place, *deeper), name, (*one.rank, -1)))

    def _at(self, by: _Applied, known: set[Words]) -> Iterator[_Handed]:
        """What a group says at a place, by the names that stand there."""
        size = len(by.place)
        for number, words in self._groups.get(by.group, ()):
            self._left -= 1
            if self._left <= 0:
                return
            if len(words) > size and all(map(_same, words, by.place)):
                for path in self._named((*by.place, *words[size:]), known):
                    if path not in known and not any((path[:n], by.group) in self._spared for n in range(len(path))):
                        yield _Handed((number, path), by)

    def _named(self, words: Words, known: set[Words]) -> Iterator[Words]:
        """A path with the names that its wildcards stand for."""
        wild = next((n for n, word in enumerate(words) if _WILD.fullmatch(word)), None)
        if wild is None:
            yield words
            return
        names = {one[wild] for one in known if len(one) > wild and one[:wild] == words[:wild]}
        self._left -= len(known)
        for name in sorted(names):
            if self._left > 0 and _same(words[wild], name):
                yield from self._named((*words[:wild], name, *words[wild + 1 :]), known)


def _part(group: str) -> bool:
    return bool(_PARTS.fullmatch(group))


def _parts(found: Iterable[_Handed]) -> set[Words]:
    """What the groups of all parts say alike, where there are several."""
    said: defaultdict[str, set[Words]] = defaultdict(set)
    for (_, words), by in found:
        if _part(by.group):
            said[by.group].add(words)
    return set.intersection(*said.values()) if len(said) > 1 else set()


def _mixed(found: Iterable[_Handed], known: set[Words]) -> Iterator[Words]:
    """Members of ordered lists that come from more than one place."""
    lists: defaultdict[Words, dict[Words, str]] = defaultdict(dict)
    for words, by in (*((one, "") for one in known), *((words, by.group) for (_, words), by in found)):
        if words[-2:-1] == (_ORDERED,):
            lists[words[:-1]][words] = by
    for members in lists.values():
        if len({*members.values()}) > 1:
            yield from (words for words, by in members.items() if by)


def _same(pattern: str, word: str) -> bool:
    return pattern == word or bool(_WILD.fullmatch(pattern) and fnmatchcase(word, pattern[1:-1]))
