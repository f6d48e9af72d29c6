"""Findings as lines to work through: they go by one after the other, and those that are alike share a line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from scanner.check import days
from scanner.finding import Finding
from scanner.reports.console import columns, cut_mark, has_unicode
from scanner.reports.counting import soon
from scanner.reports.sentence import Alike, Together, sentence
from scanner.reports.states import STATES
from scanner.reports.unseen import Why, where_of
from scanner.words import counted, few, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from scanner.reports.night import Night

_CHECK: Final = 45
"""No id of a check of ours is cut in a column of so many cells."""
_MANY: Final = 40
"""Of more findings than that, those of which the same is said get one line."""

Row: TypeAlias = "tuple[Text | str, ...]"


@dataclass(slots=True)
class _Block:
    """What stands together under one heading: each finding, as long as they are few, and those that are alike."""

    each: list[Finding] = field(default_factory=list)
    alike: Together = field(default_factory=Together)
    """What fails, by check."""
    causes: dict[tuple[Why, ...], Alike] = field(default_factory=dict)
    """What was not seen, by its cause."""
    owned: bool = False
    first: Finding | None = None
    count: int = 0

    def fold(self, finding: Finding, whys: tuple[Why, ...]) -> None:
        """Take one more of which no more is held than what is new."""
        if not whys:
            self.alike.add(finding)
        elif whys in self.causes:
            self.causes[whys].add(finding)
        else:
            self.causes[whys] = Alike.of(finding)


class Listing:
    """Takes findings one by one, then gives their lines. With `each` it holds all of them, else few."""

    def __init__(self, night: "Night", to: "Console", *, fix: bool, each: bool) -> None:
        self._night, self._to, self._fix, self._each = night, to, fix, each
        self._blocks: dict[_Todo, _Block] = {}
        self.shown = 0

    def add(self, finding: Finding) -> None:
        """Take one more."""
        self.shown += 1
        block = self._blocks.setdefault(_todo(finding, self._night) if self._fix else _NOTHING, _Block())
        block.owned |= bool(finding.owner)
        block.first = block.first or finding
        block.count += 1
        if self._each or self.shown <= _MANY:
            block.each.append(finding)
        if not self._each:
            block.fold(finding, tuple(self._night.causes.of(finding)))

    @property
    def folded(self) -> bool:
        """There were so many that those which are alike share a line."""
        return self.shown > _MANY and not self._each

    def lines(self) -> Iterator["Text"]:
        """All of them, in columns; with `fix` block by block, each with what to do."""
        from rich.text import Text

        for (head, todo), block in self._blocks.items():
            rows = self._folded(block) if self.folded else self._rows(block)
            lines = columns(rows, self._to.width, most=_CHECK, cut=cut_mark(self._to))
            if not self._fix:
                yield from lines
                continue
            yield Text(visible(head), "bold")
            yield from lines
            # Of one its own name stands in what is to be typed; of several all have the same words.
            own = {"Fix": self._night.catalogue.fix_of(block.first)} if block.first and block.count == 1 else {}
            yield from columns(
                [row for word, said in todo for row in _by_line(word, own.get(word, said))], self._to.width
            )
            yield Text("")

    def _rows(self, block: _Block) -> Iterator[Row]:
        said = [(f.check, self._where(f), _placed(f)) for f in block.each]
        count = Counter(said)
        for finding, words in zip(block.each, said, strict=True):
            check, where, line = words
            kind = self._night.catalogue.kinds.get(finding.kind)
            if kind and count[words] > 1:  # a bucket and a queue may be called alike
                line = f"{line} ({kind.title})"
            owner = (visible(finding.owner or ""),) if block.owned else ()
            yield self._word(finding), finding.severity, visible(check), visible(where), *owner, visible(line)

    def _folded(self, block: _Block) -> Iterator[Row]:
        groups = list(block.alike)
        count = Counter((alike.first.check, alike.first.seen) for alike in groups)
        for alike in groups:
            first, line = alike.first, _line(alike, alike.first)
            kind = self._night.catalogue.kinds.get(first.kind)
            if kind and count[first.check, first.seen] > 1:
                line = f"{line} ({kind.title})"
            where, *owner = self._whose(alike, block)
            yield self._word(first), first.severity, visible(first.check), where, *owner, visible(line)
        for whys, alike in block.causes.items():
            where, *owner = self._whose(alike, block)
            why = visible("; ".join(why.said for why in whys))
            yield self._word(alike.first), "", counted(alike.count, "finding"), where, *owner, why

    def _whose(self, alike: Alike, block: _Block) -> tuple[str, ...]:
        """Where they are, and who answers for them, where anybody does for some."""
        owner = (visible(few(alike.owners)),) if block.owned else ()
        return visible(where_of(self._night.called, alike.targets)), *owner

    def _where(self, finding: Finding) -> str:
        """What people call its target, and the part of it that it stands in, where its name does not say that."""
        called = self._night.called(finding.target)
        return f"{called}, {finding.site}" if finding.site and finding.site not in finding.name else called

    def _word(self, finding: Finding) -> "Text":
        from rich.text import Text

        state = STATES[finding.status]
        return Text(f"{state.mark if has_unicode(self._to) else state.ascii} {state.count}", state.style)


def _placed(finding: Finding) -> str:
    """The same of one finding, with where it stands, where that is one line."""
    first, *more = finding.stands or ("",)
    return _line(finding, finding) + (f" ({first})" if first and not more else "")


def _line(about: Finding | Alike, first: Finding) -> str:
    """What it is about and what was seen; and when it fails, where that is soon and nobody does anything."""
    return sentence(about) + (f" (fails in {days(first.fails_in or 0)})" if soon(first) else "")


def _by_line(word: str, said: str) -> Iterator[tuple[str, str]]:
    """What to do, a row a line: a piece of a configuration has several."""
    for number, line in enumerate(said.split("\n")):
        yield "" if number else word, visible(line)


_RULES: Final = 4
_Todo: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
_NOTHING: Final[_Todo] = ("", ())


def _todo(finding: Finding, night: "Night") -> _Todo:
    """A heading, and what to do: of what was not seen how to see it, and no fix of a failure that nobody has seen."""
    title = night.catalogue.checks[finding.check].title
    if finding.standing:
        return f"Never visible to this scanner: {title}   {finding.check}", ()
    if whys := night.causes.of(finding):
        more = [("Why", why.more) for why in whys if why.more]
        next_ = [("Next", why.next) for why in whys if why.next]
        # Several causes may have one remedy.
        return f"Not seen: {'; '.join(why.said for why in whys)}", tuple(dict.fromkeys(more + next_))
    head = title if finding.status in {"pass", "not_applicable"} else f"Should be: {title}"
    asked = (night.catalogue.checks[finding.check].asked_by or {}).get(finding.kind, ())
    others = (("Asked", f"by {few((rule.partition(':')[0] for rule in asked), _RULES)}"),) if asked else ()
    return f"{head}   {finding.check}", (("Fix", night.catalogue.fix(finding.check, finding.kind)), *others)
