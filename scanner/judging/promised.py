"""What a reader promises for each thing of a kind, beside what it gave: a forgetful one cannot hide it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

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


def promises(kinds: Mapping[str, Kind], target: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts; in place of those with a flaw a gap for each class of a kind: nothing hangs on them."""

    @cache
    def told(kind: str) -> Collection[type[Fact]]:
        return set(map(promised, kinds[kind].gives)) if kind in kinds else ()

    said: set[tuple[str, str]] = set()
    for fact in facts:
        kind, missing = str(fact.kind), tag(type(fact))
        known = isinstance(fact, Gap) or type(fact) in told(kind)
        if known and _has_names(fact):
            yield fact
        elif (kind, missing) not in said:
            said.add((kind, missing))
            lack = "whose name is no text" if known else _LACKS[kind in kinds]
            why = Got("error", f"reading the answers: {missing} of {kind}, {lack}")
            yield from gaps(target, kind, why, type(fact))


_LACKS: Final = {True: "which the collector does not promise", False: "which is no kind of the collector"}


def _has_names(fact: Fact) -> bool:
    """All that it is called by are texts: else it could not stand in a finding."""
    texts = (fact.target, fact.resource, fact.kind, fact.name, fact.site, fact.owner, *chain(*fact.tags))
    return all(type(text) is str for text in texts)


class Promised:
    """Listens to the facts of one target. Of a thing of which all has come it remembers the name only."""

    def __init__(self, target: str, kinds: Mapping[str, Kind]) -> None:
        self._target, self._kinds = target, kinds
        self._whole: set[tuple[str, str]] = set()
        self._waiting: dict[tuple[str, str], tuple[Fact, set[Promise]]] = {}
        self._open: set[tuple[str, str, str]] = set()
        self.silent = False
        """Not even what there is could be read: nothing is promised."""

    def note(self, fact: Fact) -> None:
        """Take one fact, or a gap."""
        if isinstance(fact, Gap):
            self._open.add((fact.kind, fact.missing, fact.which))
            self.silent |= fact.kind == "target"
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
        if self.silent:
            return
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
        """A gap was given for it, of its whole class or of its facet; one of another facet explains nothing."""
        cls, which = promise if isinstance(promise, tuple) else (promise, "")
        return not self._open.isdisjoint({(kind, tag(cls), ""), (kind, tag(cls), which)})
