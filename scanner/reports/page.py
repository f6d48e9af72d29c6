"""What stands on the page before any script runs: the first screen, what was not seen, the proof."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from scanner.check import SEVERITIES
from scanner.finding import Finding, Status
from scanner.judging.coverage import Reached
from scanner.reports import proof_page, rule_page
from scanner.reports.figures import Figure, figures
from scanner.reports.night import Night
from scanner.reports.sentence import Alike, by_check, subject
from scanner.reports.states import STATES, State
from scanner.reports.text import clock, day
from scanner.reports.unseen import Group, advice, causes, elsewhere, groups, told, where_of
from scanner.words import counted, few, number

_WORST = 8


@dataclass(frozen=True, slots=True)
class Cause:
    """A row of what could not be seen: one cause, at one target or at several."""

    reason: str
    where: str
    targets: tuple[str, ...]
    """By the names that people call them."""
    things: str
    """What of it, the first few."""
    why: str
    """In plain words, where some are known."""
    asked: str
    """Or the right that is missing."""
    said: str
    """How many findings it leaves open, of which controls."""
    next: tuple[tuple[str, str, str], ...]
    """What to know, what to do, and the command for it."""
    own: bool
    """A collector says so: what to do is for where the command does not."""
    alarm: bool
    """It may be an attack."""
    owners: str
    """Who answers for these targets."""


@dataclass(frozen=True, slots=True)
class Row:
    """One target, and what was found of it."""

    target: Reached
    owner: str
    fails: int
    by: str
    """How many of each severity."""
    open: int


def label(night: Night) -> str:
    """What stands below the title of a proposal, on every page; nothing for the rule in force."""
    return (night.profile.label or "proposed, not law") if night.profile.status == "proposed" else ""


def foot(night: Night) -> str:
    """What stands at the foot of every printed page."""
    return ", ".join(filter(None, (night.organisation, f"run {night.record.run}", day(night.record.started))))


@dataclass(frozen=True)
class View:
    """The night in the words of the page."""

    night: Night
    bundle: str = ""
    """The file that it was read from, where the viewer shows it; empty in a report."""

    @property
    def states(self) -> dict[str, State]:
        """Words by state."""
        return dict(STATES)

    @property
    def title(self) -> str:
        """Of the window: the two numbers that matter, whose night, and which."""
        night = self.night
        numbers = f"{night.coverage.totals[Status.FAIL]} fail, {night.not_assessed} not assessed"
        return f"{numbers if night.assessed else 'Nothing assessed'}: {foot(night)}"

    @property
    def heading(self) -> str:
        """The title of the page."""
        return f"Safeguards on {day(self.night.record.started)}"

    @property
    def label(self) -> str:
        """`proposed, not law`, where that is so."""
        return label(self.night)

    @property
    def meta(self) -> str:
        """Which run, when, against what, and how much of it."""
        record, coverage = self.night.record, self.night.coverage
        when = f"{clock(record.started)} to {clock(record.ended)} UTC"
        return (
            f"Run {record.run}, {when}. {self.night.profile.title}. Reached "
            f"{number(coverage.reached)} of {counted(coverage.declared, 'declared target')}; "
            f"{counted(self.night.count, 'finding')}."
        )

    @property
    def compared(self) -> str:
        """What came before."""
        before = self.night.scope.before
        return f"The run before this one was {before.run}." if before else "This is the first run of this store."

    @property
    def warnings(self) -> Iterator[tuple[str, str]]:
        """What a reader must know before the first number: what, and what it means."""
        coverage = self.night.coverage
        if not self.night.own:
            yield (
                "This run was not verified when this page was written.",
                "Whose key signed it, and whether it is all there, is for safeguard verify to say.",
            )
        for said in elsewhere(self.night.coverage, self.night.called):
            yield f"{said}.", "These findings are not about the real account."
        if coverage.left_out:
            yield (
                f"This run looked at a part of what is declared: {few(coverage.left_out, 6)} left out.",
                "Nothing is known of the rest.",
            )
        for what, gone in (("target", coverage.targets_no_longer_asked), ("check", coverage.checks_no_longer_asked)):
            if gone:
                yield f"No longer asked: {counted(len(gone), what)}, {few(gone, 6)}.", "The run before this one did."
        if self.night.record.tool.installed == "modified":
            yield (
                "The scanner's own files were not those that had been installed.",
                "Its findings are only as good as they.",
            )

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The four numbers."""
        return figures(self.night)

    @property
    def lede(self) -> str:
        """What was not seen, in one sentence; nothing where all was."""
        night, coverage = self.night, self.night.coverage
        if not night.assessed:
            return night.nothing
        away = coverage.declared - coverage.reached
        open_ = f"{counted(night.not_assessed, 'finding')} could not be assessed." if night.not_assessed else ""
        gone = f"{counted(away, 'target')} {'was' if away == 1 else 'were'} not reached." if away else ""
        return " ".join(filter(None, (open_, gone)))

    @cached_property
    def worst(self) -> list[Alike]:
        """The first few of what fails, those together of which the same is said."""
        return by_check(self.night.failing(), _WORST)

    @property
    def more(self) -> int:
        """How many more fail."""
        return self.night.coverage.totals[Status.FAIL] - sum(alike.count for alike in self.worst)

    def subject(self, finding: Finding) -> str:
        """What it is about, with what people call such things."""
        kind = self.night.catalogue.kinds.get(finding.kind)
        return subject(finding, kind.title if kind else "")

    def where(self, targets: Collection[str]) -> str:
        """One target by its name, of several how many."""
        return where_of(self.night.called, targets)

    @property
    def nothing_fails(self) -> str:
        """What to say where nothing does."""
        night = self.night
        if not night.assessed:
            return "Nothing was assessed, so nothing is known to fail and nothing is known to hold."
        return night.clean

    @cached_property
    def causes(self) -> list[Cause]:
        """What could not be seen: first what kept whole targets away, then what leaves most open."""
        return [self._cause(group) for group in groups(self.night.coverage) if group.rows]

    def _cause(self, group: Group) -> Cause:
        rows, (why, asked) = group.rows, told(group.rows[0])
        own = [(c.more, c.advice, c.command) for c in causes(group)]
        questions = counted(group.findings, "question")
        leaves = f"all of it ({questions})" if group.whole else counted(group.findings, "finding")
        controls = sorted({c.replace("-", " ") for row in rows for c in row.controls})
        return Cause(
            reason=group.reason,
            where=self.where(group.targets),
            targets=tuple(map(self.night.called, group.targets)),
            things=few(dict.fromkeys(name for row in rows for name in row.resources if name != row.target), 3),
            why=why,
            asked=few(dict.fromkeys(told(row)[1] for row in rows), 2) if rows[0].cause else asked,
            # Of a control the name, not its sentence: there may be many in one cell.
            said=f"{leaves}: {few(controls, 4)}",
            next=tuple(own) or (("", *advice(rows[0])),),
            own=bool(own),
            alarm=group.alarm,
            owners=few(dict.fromkeys(self.night.owners[t] for t in group.targets if t in self.night.owners), 4),
        )

    @property
    def never(self) -> str:
        """How much is visible to this scanner on no night."""
        kinds = counted(self.night.standing, "kind of question", "kinds of question")
        return f"{kinds} ({counted(self.night.coverage.standing, 'finding')})"

    @property
    def standing(self) -> list[tuple[str, str, Finding, int]]:
        """Each kind of question that is: the check, the kind of thing, the first finding, and how many there are."""
        found: dict[tuple[str, str], tuple[str, str, Finding, int]] = {}
        for f in self.night.acting:
            if f.standing:
                kind, before = self.night.catalogue.kinds.get(f.kind), found.get((f.check, f.kind))
                title = self.night.catalogue.checks[f.check].title
                first, count = (before[2], before[3]) if before else (f, 0)
                found[f.check, f.kind] = title, kind.title if kind else f.kind, first, count + 1
        return [*found.values()]

    @property
    def targets(self) -> Iterator[Row]:
        """Every target that was asked: first those that were not reached, then the worst."""
        for target, weight in self.night.targets:
            fails = ", ".join(f"{number(weight.fails[s])} {s}" for s in SEVERITIES if weight.fails[s])
            yield Row(target, self.night.owners.get(target.name, ""), weight.fails.total(), fails, weight.open)

    @cached_property
    def rule(self) -> rule_page.Rule:
        """The rows of the rule."""
        return rule_page.Rule(self.night)

    @cached_property
    def proof(self) -> proof_page.Proof:
        """What was signed, and by which key."""
        return proof_page.Proof(self.night)
