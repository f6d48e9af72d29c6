"""What stands on the page before any script runs: the first screen, what was not seen, the proof."""

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scanner.coverage import Reached, Unseen
from scanner.evidence import keys, note
from scanner.finding import Finding, Status
from scanner.night import SEVERITIES, Night
from scanner.reports import rule_page
from scanner.reports.states import OPEN, STATES, State
from scanner.reports.text import clock, counted, day, few, number, took
from scanner.reports.unseen import advice
from scanner.rule import NO_RECORD

_WORST = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the four numbers."""

    count: str
    of: str
    label: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A row of what could not be seen."""

    row: Unseen
    said: str
    """How many findings it leaves open, of which controls."""
    advice: str
    command: str


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
            f"{counted(len(self.night.findings), 'finding')}."
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
        for target in coverage.targets:
            if target.elsewhere:
                yield (
                    f"{target.target} was answered by {few(target.elsewhere)}, not by the provider's own service.",
                    "This is no night of the real account.",
                )
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
        """The four numbers; where nothing was assessed they are no numbers."""
        night, none = self.night, "" if self.night.assessed else "–"  # noqa: RUF001  # a dash, on purpose
        coverage = night.coverage
        severities = Counter(f.severity for f in night.failing())
        reasons = Counter(f.reason for f in night.findings if f.status is Status.NOT_ASSESSED and not f.standing)
        core = Counter(r.state for r in night.rows if r.requirement.core)
        return (
            Figure(
                none or number(coverage.totals[Status.FAIL]),
                "",
                "fail",
                ", ".join(f"{number(severities[s])} {s}" for s in SEVERITIES if severities[s]),
                "#findings",
            ),
            Figure(
                none or number(night.not_assessed),
                "",
                "not assessed",
                ", ".join(f"{number(count)} {reason}" for reason, count in reasons.most_common(3)),
                "#seen",
            ),
            Figure(
                none or number(coverage.reached),
                "" if none else f"/{number(coverage.declared)}",
                "targets reached",
                f"{number(sum(t.good for t in coverage.targets))} of {counted(self.answers, 'answer')} good",
                "#reached",
            ),
            Figure(
                none or number(sum(core[s] for s in OPEN)),
                "" if none else f"/{number(core.total())}",
                "rows of the rule open",
                f"{number(core[NO_RECORD])} wait for a signed record",
                "#rule",
            ),
        )

    @property
    def answers(self) -> int:
        """How many came, from all targets."""
        return self.night.record.evidence.size

    @property
    def lede(self) -> str:
        """What was not seen, in one sentence; nothing where all was."""
        night, coverage = self.night, self.night.coverage
        if not night.assessed:
            why = next(
                (t.because for t in coverage.targets if t.because), "no target gave an answer that can be judged"
            )
            return f"Nothing could be assessed: {why}."
        away = coverage.declared - coverage.reached
        said = f"{counted(night.not_assessed, 'finding')} could not be assessed. " if night.not_assessed else ""
        return said + (f"{counted(away, 'target')} {'was' if away == 1 else 'were'} not reached. " if away else "")

    @property
    def worst(self) -> list[Finding]:
        """The first few of what fails."""
        return [f for f, _ in zip(self.night.failing(), range(_WORST), strict=False)]

    @property
    def more(self) -> int:
        """How many more fail."""
        return self.night.coverage.totals[Status.FAIL] - len(self.worst)

    @property
    def nothing_fails(self) -> str:
        """What to say where nothing does."""
        night = self.night
        if not night.assessed:
            return "Nothing was assessed, so nothing is known to fail and nothing is known to hold."
        return night.clean

    @cached_property
    def causes(self) -> list[Cause]:
        """What could not be seen, what leaves most open first."""
        rows = sorted(self.night.coverage.unseen, key=lambda r: (-r.findings, r.target, r.reason, r.ask))
        return [Cause(r, _open(r), *advice(r)) for r in rows]

    @property
    def standing(self) -> Iterator[tuple[str, str, Finding]]:
        """What cannot be answered here on any night: the check, the kind of thing, the finding."""
        for finding in self.night.findings:
            if finding.standing:
                kind = self.night.catalogue.kinds.get(finding.kind)
                yield self.night.catalogue.checks[finding.check].title, kind.title if kind else finding.kind, finding

    @property
    def targets(self) -> tuple[Reached, ...]:
        """Every target that was asked."""
        return self.night.coverage.targets

    @cached_property
    def rule(self) -> rule_page.Rule:
        """The rows of the rule."""
        return rule_page.Rule(self.night)

    @property
    def key(self) -> str:
        """The name of the key, in fours, for comparing by telephone."""
        return " ".join(textwrap.wrap(self.night.record.signed_by.removeprefix("SHA256:"), 4))

    @property
    def key_short(self) -> str:
        """As much of it as a sentence bears."""
        return keys.short(self.night.record.signed_by)

    @property
    def proof(self) -> Iterator[tuple[str, str]]:
        """What was signed, by name."""
        record = self.night.record
        algorithm = keys.ALGORITHMS[keys.algorithm(self.night.public)] if self.night.public else "A signature"
        yield "Signature", f"{algorithm} over an in-toto statement (DSSE)"
        at = f"{day(record.place.sealed)}, {clock(record.place.sealed, seconds=True)} UTC"
        yield "Sealed", f"{at}, after {took(record.started, record.ended)}"
        yield "Entry", f"{number(record.place.sequence + 1)} of the log {record.place.origin}"
        installed = {"verified": "as installed", "modified": "NOT as installed", "editable": "from a working copy"}
        yield "Made by", f"{record.tool.name} {record.tool.version}, its files {installed[record.tool.installed]}"
        yield (
            "Judged by",
            f"{self.night.profile.title}: {self.night.profile.regulation}, as of {self.night.profile.as_of}",
        )
        yield "Answers", f"{number(record.evidence.size)}, in {counted(len(record.evidence.segments), 'file')}"

    @property
    def checkpoint(self) -> str:
        """Name, size and root of the log that covers the run; empty where it is not at hand."""
        if not self.night.checkpoint:
            return ""
        return note.read_note(self.night.checkpoint, "the checkpoint").checkpoint.text

    @property
    def members(self) -> list[tuple[str, str]]:
        """What else was signed, with its SHA-256."""
        return sorted((n, d) for n, d in self.night.run.statement.digests.items() if n != "evidence")

    @property
    def retain(self) -> str:
        """Until when the rule wants it kept; nothing where the profile has no such row."""
        cite = "164.316(b)(2)(i)"
        if all(r.requirement.cite != cite for r in self.night.rows):
            return ""
        sealed = self.night.record.place.sealed
        until = f"{int(sealed[:4]) + 6}{sealed[4:].replace('-02-29', '-02-28')}"
        return f"Retain this run until {day(until)} ({cite}), or longer where a policy is in effect longer."


def _open(row: Unseen) -> str:
    # Of a control the name, not its sentence: there may be many in one cell.
    return f"{counted(row.findings, 'finding')}: {few((c.replace('-', ' ') for c in row.controls), 4)}"
