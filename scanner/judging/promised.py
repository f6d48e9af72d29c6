"""What a reader promises for each thing of a kind, beside what it gave: a forgetful one cannot hide it."""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Final, NamedTuple

import msgspec

from scanner.answers import Got, gaps
from scanner.collector import Kind
from scanner.facts import Asset, Fact, Gap, Promise, facet, promised, tag
from scanner.phrases import of_class


class Missing(NamedTuple):
    """A fact that was promised and did not come, and of which no gap tells."""

    beside: Fact
    """Another fact about the same thing."""
    promise: Promise
    said: str


class FlawError(ValueError):
    """A reader gave what is no fact. Its text holds names of ours alone, and may be sealed."""


def promises(kinds: Mapping[str, Kind], target: str, facts: Iterable[Fact], places: Container[int]) -> Iterator[Fact]:
    """The facts; in place of those with a flaw a gap for each class of a kind: nothing hangs on them.

    `places`: of the answers of this target, on which they rest.

    Raises:
        FlawError: of what the flaw is cannot be told, so anything may be missing.
    """

    @cache
    def told(kind: str) -> Collection[type[Fact]]:
        return set(map(promised, kinds[kind].gives)) if kind in kinds else ()

    said: set[tuple[str, type[Fact]]] = set()
    for fact in facts:
        flaw = _flaw(fact, target, places)
        if flaw and (isinstance(fact, Gap) or str(fact.kind) not in kinds):
            raise FlawError(f"{type(fact).__name__}, {flaw}")
        kind, cls = str(fact.kind), type(fact)
        if not flaw and cls is not Gap and cls not in told(kind):
            flaw = _LACKS[kind in kinds]
        if not flaw:
            yield fact
        elif (kind, cls) not in said:
            said.add((kind, cls))
            yield from gaps(target, kind, Got("error", f"reading the answers: {tag(cls)} of {kind}, {flaw}"), cls)


_LACKS: Final = {True: "which the collector does not promise", False: "which is no kind of the collector"}
_FIELD: Final = re.compile(r"`\$\.(\w+)")
_encode = msgspec.msgpack.Encoder().encode


@cache
def _decoder(cls: type[Fact]) -> Callable[[bytes], Fact]:
    return msgspec.msgpack.Decoder(cls).decode


def _flaw(fact: Fact, target: str, places: Container[int]) -> str:
    """Why it is no fact that its class allows: a "no" where true or false is wanted would pass for true."""
    try:
        same = _decoder(type(fact))(_encode(fact)) == fact
    except msgspec.ValidationError as err:
        found = _FIELD.search(str(err))
        return f"whose {f'field {found[1]}' if found else 'class'} holds what it may not"
    except (TypeError, ValueError, OverflowError):
        same = False
    if not same:
        return "which cannot be written down as it is"
    if fact.target != target:
        return "which is about another target"
    return "" if all(place in places for place in fact.answers) else "which rests on answers of another target"


class Promised:
    """Listens to the facts of one target. Of a thing of which all has come it remembers the name only."""

    def __init__(self, target: str, kinds: Mapping[str, Kind]) -> None:
        self._target, self._kinds = target, kinds
        self._whole: set[tuple[str, str]] = set()
        self._waiting: dict[tuple[str, str], tuple[Fact, set[Promise]]] = {}
        self._open: set[tuple[str, str, str]] = set()

    def note(self, fact: Fact) -> None:
        """Take one fact, or a gap."""
        if isinstance(fact, Gap):
            self._open.add((fact.kind, fact.missing, fact.which))
            return
        key = (fact.kind, fact.resource)
        if key in self._whole:
            return
        if key not in self._waiting:
            row = self._kinds.get(fact.kind)
            self._waiting[key] = fact, set(row.gives).difference(row.may) if row else set()
        lacking = self._waiting[key][1]
        lacking -= {type(fact), (type(fact), facet(fact))}
        if not lacking:
            del self._waiting[key]
            self._whole.add(key)

    def missing(self) -> Iterator[Missing]:
        """What did not come, thing by thing; then kinds of which every target has one, and none was read."""
        for (kind, _), (fact, lacking) in sorted(self._waiting.items()):
            for promise in self._kinds[kind].gives:
                if promise in lacking and not self._explained(kind, promise):
                    # Without the thing's name: of many that lack it there is one cause.
                    yield Missing(fact, promise, f"{of_class(promised(promise))}: no answer tells of it")
        seen = {kind for kind, _ in (*self._whole, *self._waiting)}
        heard = seen | {kind for kind, _, _ in self._open}
        for name, row in sorted(self._kinds.items()):
            if row.always and name not in seen and self._can_be(row.of, heard):
                nothing = Asset(target=self._target, resource=self._target, kind=name, role="scope")
                for promise in row.gives:
                    if not self._explained(name, promise):
                        yield Missing(nothing, promise, f"no {row.title} was read")

    def _can_be(self, system: str, heard: set[str]) -> bool:
        """The target is of this system, by what was seen or missed of it, or of one that nobody knows."""
        of = {self._kinds[kind].of for kind in heard if kind in self._kinds} - {""}
        return not system or not of or system in of

    def _explained(self, kind: str, promise: Promise) -> bool:
        """A gap was given for it, of its whole class or of its facet; one of another facet explains nothing.

        A gap of the kind `target` is about the things of every kind.
        """
        cls, which = promise if isinstance(promise, tuple) else (promise, "")
        return not self._open.isdisjoint(product((kind, "target"), (tag(cls),), ("", which)))
