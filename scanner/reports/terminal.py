"""The end of a scan in a terminal: what is wrong, what was not seen, what is right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from rich.console import Console
from rich.text import Text

from scanner.check import SEVERITIES, days
from scanner.evidence import keys, note
from scanner.finding import Finding, Status
from scanner.judging.coverage import Reached
from scanner.profile.rule import NO_RECORD
from scanner.reports import tally
from scanner.reports.console import ENDLESS, columns, console, has_unicode, show
from scanner.reports.counting import Weight
from scanner.reports.night import Night
from scanner.reports.sentence import Alike, by_check, subject
from scanner.reports.states import OPEN, STATES, UNTAKEN
from scanner.reports.text import clock, reviewed, took
from scanner.reports.unseen import Group, causes, elsewhere, grants, groups, where_of
from scanner.words import counted, few, number, visible

_WORST: Final = 12
_UNSEEN: Final = 5
_TARGETS: Final = 5
_CAUSES: Final = 3
_UNQUIET: Final = (Status.FAIL, Status.NOT_ASSESSED, Status.STALE, Status.ACCEPTED)
"""Of these a clean night has none."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What a scan knows beside its run: where it wrote files, and how it exits."""

    files: tuple[tuple[str, str], ...] = ()
    """What and where: ("Report", "evidence/report.html")."""
    exit: int | None = None
    where: str = ""
    """Which run, store and safeguard.yaml were named, for the commands to type next: ` --store run.zip`."""


def print_night(night: Night, to: Console, ending: Ending | None = None) -> None:
    """Print what a scan says at its end."""
    show(to, _Screen(night, ending or Ending(), to.width, unicode=has_unicode(to)).lines())


def render(night: Night) -> Iterator[bytes]:
    """The same as a file: no colour, nothing folded, UTF-8."""
    out = StringIO()
    plain = console(out, "never", {})
    for line in _Screen(night, Ending(), ENDLESS, unicode=True).lines():
        show(plain, [line])
        yield out.getvalue().encode()
        out.seek(out.truncate(0))


@dataclass(frozen=True, slots=True)
class _Screen:
    night: Night
    ending: Ending
    width: int
    unicode: bool

    def lines(self) -> Iterator[Text]:
        """All of it, folded to the width."""
        yield from self._first()
        failing, several = self.night.coverage.totals[Status.FAIL], len(self.night.coverage.targets) > 1
        core, others = tally.requirements(self.night.rows), tally.beside(self.night.rows)
        for title, block in (
            ("Worst first" if failing else "", self._worst(failing)),
            ("By target" if several else "", self._by_target() if several else ()),
            ("Fails next, if nobody does anything" if self.night.soon.count else "", self._soon()),
            (self._reached(), self._unseen()),
            (self._titled("By safeguard", core), self._sections(core, "requirement")),
            (self._titled("Counted apart", others), self._sections(others, "row")),
            ("", self._waiting()),
            ("", self._proof()),
        ):
            rows = list(block)
            if title or rows:
                yield _text("")
            if title:
                yield from self._fold(_text(title))
            yield from rows

    def _first(self) -> Iterator[Text]:
        yield from self._fold(self._totals())
        warnings = list(self._warnings())
        if warnings:
            yield _text("")
        for said in warnings:
            yield from self._columns([(self._mark(Status.STALE), said)])

    def _totals(self) -> Text:
        night = self.night
        if not night.assessed:
            return _text(visible(night.nothing) + self._tail())
        counts = {**night.coverage.totals, Status.NOT_ASSESSED: night.not_assessed}
        if not any(counts[s] for s in _UNQUIET):
            return _text(night.clean + self._tail())
        line = _text("")
        for status in (s for s in Status if counts[s] or s is Status.FAIL):
            state = STATES[status]
            line.append(", " if line else "").append(number(counts[status]), "bold").append(" ")
            line.append(state.count, state.style)
        return line.append(self._tail())

    def _tail(self) -> str:
        one = [visible(t.name) for t in self.night.coverage.targets] if self.night.coverage.declared == 1 else []
        said = ", ".join([*one, *(["first run"] if self.night.first else [])])
        label = (
            visible(self.night.profile.label or "a proposal, not law")
            if self.night.profile.status == "proposed"
            else ""
        )
        return (f"   {said}" if said else "") + (f"   {visible(self.night.profile.title)}: {label}" if label else "")

    def _warnings(self) -> Iterator[str]:
        if not self.night.own:
            yield "not verified: whose key signed it, and whether it is all there, is for safeguard verify to say"
        for said in elsewhere(self.night.coverage, self.night.called):
            yield f"{visible(said)}: these findings are not about the real account"
        if self.night.not_comparable:
            yield f"not comparable with the night before: {self.night.not_comparable}"
        if self.night.record.tool.installed == "modified":
            yield "safeguard's own files differ from those that were installed; that is sealed with the run"

    def _worst(self, failing: int) -> Iterator[Text]:
        one = len(self.night.coverage.targets) == 1
        shown = by_check(self.night.failing(), _WORST)
        yield from self._columns(self._finding(alike, one_target=one) for alike in shown)
        if more := failing - sum(alike.count for alike in shown):
            yield from self._command(f"and {number(more)} more:", "safeguard findings", self.ending.where)

    def _finding(self, alike: Alike, *, one_target: bool) -> tuple[Text | str, ...]:
        finding, kind = alike.first, self.night.catalogue.kinds.get(alike.first.kind)
        about = subject(finding, kind.title if kind else "")
        said = ": ".join(filter(None, (about, finding.seen))) + (f" ({alike.also})" if alike.also else "")
        where = () if one_target else (visible(where_of(self.night.called, alike.targets)),)
        return self._mark(finding.status, finding.severity), visible(finding.control), *where, visible(said)

    def _soon(self) -> Iterator[Text]:
        """What time alone ends: a pass today."""
        soon, one = self.night.soon, len(self.night.coverage.targets) == 1
        yield from self._columns(self._ending(finding, one_target=one) for finding in soon.first)
        if soon.more:
            more = f"and {number(soon.more)} more within a month:"
            yield from self._command(more, "safeguard findings --status soon", self.ending.where)

    def _ending(self, finding: Finding, *, one_target: bool) -> tuple[Text | str, ...]:
        kind = self.night.catalogue.kinds.get(finding.kind)
        said = ": ".join(filter(None, (subject(finding, kind.title if kind else ""), finding.seen)))
        where = () if one_target else (visible(self.night.called(finding.target)),)
        left = f"in {days(finding.fails_in or 0)}"
        return self._mark(finding.status, left), visible(finding.control), *where, visible(said)

    def _by_target(self) -> Iterator[Text]:
        """The first few targets: those that were not reached, then the worst."""
        shown = [row for row in self.night.targets if not row[0].reached or row[1].fails or row[1].open]
        yield from self._columns(self._weight(*row) for row in shown[:_TARGETS])
        if rest := len(shown[_TARGETS:]):
            yield from self._columns([(f"and {counted(rest, 'more target')}, which the report lists",)])

    def _weight(self, target: Reached, weight: Weight) -> tuple[Text | str, ...]:
        owners = self.night.owners
        named = visible(self.night.called(target.name)), *([visible(owners.get(target.name, ""))] if owners else [])
        if not target.reached:
            return self._mark(Status.NOT_ASSESSED), *named, "not reached"
        worst = ", ".join(f"{number(weight.fails[s])} {s}" for s in SEVERITIES if weight.fails[s])
        fails = f"{number(weight.fails.total())} fail" + (f" ({worst})" if worst else "")
        status = Status.FAIL if worst else Status.NOT_ASSESSED
        return self._mark(status), *named, f"{fails}, {number(weight.open)} not assessed"

    def _targets(self) -> str:
        coverage = self.night.coverage
        return f"{number(coverage.reached)} of {counted(coverage.declared, 'target')} reached"

    def _reached(self) -> str:
        return ("Not seen   " if self.night.coverage.unseen else "Seen   ") + self._targets()

    def _unseen(self) -> Iterator[Text]:
        coverage = self.night.coverage
        found = groups(coverage)
        yield from self._columns(self._group(g) for g in found[:_UNSEEN])
        if found[_UNSEEN:]:
            yield from self._columns([self._rest(found[_UNSEEN:])])
        for group in found[:_UNSEEN]:
            yield from self._causes(group, alone=len(found) == 1)
        for platform in grants(coverage):
            yield from self._command(
                "what to grant:", f"safeguard permissions {visible(platform)} --missing", self.ending.where
            )
        yield from self._left_out()
        if coverage.standing:
            kinds = counted(self.night.standing, "kind of question", "kinds of question")
            never = f"{kinds} ({counted(coverage.standing, 'finding')}) never visible to this scanner:"
            yield from self._command(never, "safeguard findings --all", self.ending.where)

    def _group(self, group: Group) -> tuple[Text | str, ...]:
        where = () if len(self.night.coverage.targets) == 1 else (visible(where_of(self.night.called, group.targets)),)
        mark = self._mark(Status.NOT_ASSESSED, visible(group.reason), STATES[Status.FAIL].style if group.alarm else "")
        return mark, f"leaves {group.leaves}", *where, visible(group.what)

    def _causes(self, group: Group, *, alone: bool) -> Iterator[Text]:
        """Below the list: what was looked at, and what to type. Beside other causes it says which one it is about."""
        some = causes(group)
        for cause in some[:_CAUSES]:
            which = "" if alone and len(some) == 1 else f"{cause.said[:1].upper()}{cause.said[1:]}. "
            if which or cause.more:
                yield from self._columns([(visible(f"{which}{cause.more}".strip()),)])
            if cause.command:
                yield from self._command("Next:", visible(cause.command))
            if cause.advice:
                yield from self._columns([(f"{'' if cause.command else 'Next: '}{visible(cause.advice)}",)])
        if some[_CAUSES:]:
            yield from self._columns(
                [(f"and {counted(len(some) - _CAUSES, 'more cause')} of it, which the report names",)]
            )

    def _rest(self, rest: list[Group]) -> tuple[Text | str, ...]:
        by_reason: dict[str, int] = {}
        for group in rest:
            by_reason[group.reason] = by_reason.get(group.reason, 0) + 1
        leave = f"leave {number(sum(g.findings for g in rest))} open"
        which = ", ".join(f"{visible(reason)} {number(n)}" for reason, n in by_reason.items())
        return self._mark(Status.NOT_ASSESSED, f"{number(len(rest))} more"), leave, which

    def _left_out(self) -> Iterator[Text]:
        coverage = self.night.coverage
        gone = (
            ("left out", "target", coverage.left_out),
            ("no longer asked", "target", coverage.targets_no_longer_asked),
            ("no longer asked", "check", coverage.checks_no_longer_asked),
        )
        yield from self._columns(
            (self._mark(Status.STALE, word), f"{counted(len(some), what)}: {few(map(visible, some))}")
            for word, what, some in gone
            if some
        )
        yield from self._columns(
            (self._mark(Status.STALE, "nobody to ask"), visible(one.title or one.target), visible(one.because))
            for one in coverage.shut
        )
        yield from self._columns(
            (self._mark(Status.STALE, "not offered"), visible(place or "here"), few(map(visible, services), 6))
            for place, services in coverage.not_offered.items()
        )
        yield from self._columns(
            (
                self._mark(Status.STALE, "not enabled"),
                visible(place),
                f"the region is not enabled for {few(map(visible, whom))}: nothing was asked there",
            )
            for place, whom in self.night.not_enabled.items()
        )

    def _titled(self, title: str, rows: tally.Tally) -> str:
        asked = [row.requirement for row in rows.rows]
        return f"{title}   {tally.said(asked) or tally.said_beside(asked)}" if asked else ""

    def _sections(self, rows: tally.Tally, noun: str) -> Iterator[Text]:
        yield from self._columns(self._section(category, of_it, noun) for category, of_it in rows.sections)

    def _section(self, category: str, rows: tally.Tally, noun: str) -> tuple[Text | str, ...]:
        states = [row.state for row in rows.rows]
        others = Status.PASS, Status.ATTESTED, Status.STALE, Status.ACCEPTED
        shown = [s for s in others if s is Status.PASS or s in states]
        counts = (f"{number(states.count(s))} {STATES[s].count}" for s in shown)
        still = ", ".join(f"{number(states.count(s))} {STATES[s].count}" for s in OPEN if s in states)
        open_ = f"{number(rows.open)} open" + (f": {still}" if still else "")
        return category.capitalize(), counted(len(states), noun), *counts, open_

    def _waiting(self) -> Iterator[Text]:
        if any(row.state == NO_RECORD for row in self.night.rows):
            yield from self._columns([(f"What waits for a record stays open: {UNTAKEN}.",)], indent=0)

    def _proof(self) -> Iterator[Text]:
        record = self.night.record
        rows = [(what, visible(where)) for what, where in self.ending.files]
        if self.night.checkpoint:
            head = note.read_note(self.night.checkpoint, "the checkpoint").checkpoint
            root = head.text.splitlines()[2]
            rows.append(("Checkpoint", f"{head.origin} {head.size} {root}"))
        sealed = f"sealed {clock(record.place.sealed, seconds=True)} UTC, {took(record.started, record.ended)}"
        ending = "" if self.ending.exit is None else f", exit {self.ending.exit}"
        rows.append(("Signed by", f"{keys.short(record.signed_by)}, {sealed}{ending}"))
        rows += [(each.did.capitalize(), reviewed(each)) for each in self.night.reviews]
        # A path or a root is for pasting: it is never folded.
        yield from columns(rows, ENDLESS, indent=0)

    def _columns(self, rows: Iterable[tuple[Text | str, ...]], indent: int = 2) -> Iterator[Text]:
        return columns(rows, self.width, indent, cut="…" if self.unicode else "...")

    def _mark(self, status: Status, word: str | None = None, style: str = "") -> Text:
        state = STATES[status]
        mark = state.mark if self.unicode else state.ascii
        return _text(mark if word is None else f"{mark} {word}", style or state.style)

    def _command(self, said: str, command: str, where: str = "") -> Iterator[Text]:
        """A sentence and what to type, which is never folded: it is for pasting."""
        command += visible(where)
        whole = _text(f"  {said} ").append(command, "bold")
        if whole.cell_len <= self.width:
            yield whole
        else:
            yield from self._columns([(said,)])
            yield _text("    ").append(command, "bold")

    def _fold(self, line: Text) -> Iterator[Text]:
        return self._columns([(line,)], indent=0)


def _text(said: str, style: str = "") -> Text:
    return Text(said, style)
