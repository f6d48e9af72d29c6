"""One sealed run as a report shows it.

Read from the sealed members alone, never from the checks and profiles of the day: the report of an old run says what
stood when it was judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import takewhile
from typing import TYPE_CHECKING

from scanner import signed
from scanner.catalogue import Catalogue
from scanner.evidence import adopted, log
from scanner.evidence.countersigned import reviews
from scanner.evidence.trusted import Trusted
from scanner.finding import Finding, Status
from scanner.judging.coverage import Coverage, Reached
from scanner.profile import Profile
from scanner.profile.rule import Row, rows
from scanner.reports.counting import Acting, Counted, Soon, Weight, quiet
from scanner.reports.unseen import Causes
from scanner.scope import Scope
from scanner.words import counted

if TYPE_CHECKING:
    from scanner.evidence.countersigned import Review
    from scanner.evidence.sealed import SealedRun
    from scanner.evidence.statement import RunRecord


@dataclass(frozen=True, kw_only=True)
class Night:
    """Everything that a report says of one run."""

    run: "SealedRun"
    """Where its answers and members can be read again."""
    scope: Scope
    profile: Profile
    catalogue: Catalogue
    coverage: Coverage
    acting: Acting
    """What somebody must look at, and what stands on any night: all but what passes or does not apply. Worst first."""
    standing: int
    """Kinds of questions that no night answers: what is not assessed of a kind of things by its nature."""
    weighs: Mapping[str, Weight]
    """How much was found of each target, by its name."""
    soon: Soon
    """What passes and will not for long."""
    rows: tuple[Row, ...]
    """Every row of the rule, in its order."""
    public: bytes
    """The key that signed it (DER), which came along with it."""
    checkpoint: bytes
    """The signed head of the log that covers it."""
    organisation: str
    """Whose evidence it says it is; empty where it was not sealed with the run."""
    reviews: "tuple[Review, ...]"
    """Who has looked at it since, by countersignatures in its log; those too that do not count, with the reason."""
    own: bool
    """This very process has sealed it. Of all else nobody knows yet whose key that is: `verify` says it."""

    @property
    def record(self) -> "RunRecord":
        """What was signed about the run."""
        return self.run.record

    @property
    def first(self) -> bool:
        """No run came before it: there is nothing to compare with."""
        return self.scope.before is None

    @property
    def not_assessed(self) -> int:
        """Findings that are open because of tonight; those that stand on any night are `coverage.standing`."""
        return self.coverage.totals[Status.NOT_ASSESSED] - self.coverage.standing

    @property
    def assessed(self) -> int:
        """Findings that say something of the thing itself; of what is accepted nothing was judged."""
        totals = self.coverage.totals
        return self.count - totals[Status.NOT_ASSESSED] - totals[Status.ACCEPTED]

    @cached_property
    def causes(self) -> Causes:
        """What left a finding open."""
        return Causes(self.coverage)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What people call the targets that have a title, by their names."""
        return self.coverage.called

    @cached_property
    def targets(self) -> tuple[tuple[Reached, Weight], ...]:
        """Every target that was asked, with what was found: those that were not reached, then the worst first."""
        found = ((t, self.weighs.get(t.name, Weight())) for t in self.coverage.targets)
        return tuple(sorted(found, key=lambda each: (each[0].reached, each[1].order, self.called(each[0].name))))

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Who answers for a target, by its name, where that is declared."""
        declared = {asked.target.id: asked.target.owner for asked in self.scope.targets}
        return {t.name: owner for t in self.coverage.targets if (owner := declared.get(t.target))}

    @property
    def not_comparable(self) -> str:
        """Why its numbers say nothing beside those of the night before; empty where they can."""
        coverage, before = self.coverage, self.scope.before
        if not before:
            return ""
        away = [t for t in coverage.targets if not t.reached and t.target in before.targets]
        gone = len(coverage.targets_no_longer_asked)
        fewer = len(coverage.checks_no_longer_asked)
        said = (
            f"{counted(gone, 'target')} of it {'was' if gone == 1 else 'were'} not asked tonight" if gone else "",
            f"{counted(fewer, 'check')} of it {'was' if fewer == 1 else 'were'} not made tonight" if fewer else "",
            f"{counted(len(away), 'target')} {'was' if len(away) == 1 else 'were'} not seen tonight" if away else "",
        )
        return ", ".join(filter(None, said))

    def called(self, target: str) -> str:
        """What people call a target, as its findings name it: its title, else that name."""
        return self.titles.get(target, target)

    @property
    def not_enabled(self) -> Mapping[str, tuple[str, ...]]:
        """By place, as a region, for whom it is not enabled, as people call them."""
        alone = len(self.coverage.targets) == 1
        return {
            place: ("the account",) if alone else tuple(map(self.called, names))
            for place, names in self.coverage.not_enabled.items()
        }

    @property
    def whole(self) -> bool:
        """Nothing that is declared was left unseen or unjudged, not even by its nature or by decision."""
        coverage = self.coverage
        there = coverage.reached == coverage.declared and not coverage.shut and not coverage.not_enabled
        return there and self.assessed == self.count

    @property
    def clean(self) -> str:
        """What may be said of a night on which nothing that was assessed fails, and no more than that."""
        if self.whole:
            return f"{self.assessed} findings, none fails, all assessed."
        return f"{self.assessed} findings were assessed, none of them fails."

    @property
    def nothing(self) -> str:
        """What to say where nothing could be assessed, and why."""
        why = next((t.because for t in self.coverage.targets if t.because), "no answer came that can be judged")
        return f"Nothing could be assessed: {why}."

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(self.coverage.totals.values())

    @property
    def findings(self) -> Iterator[Finding]:
        """All of them, worst first; what passes or does not apply in the order of evidence, read from there again.

        Raises `EvidenceError` at its end where that has been changed since.
        """
        yield from self.acting
        yield from quiet(signed.findings(self.run))

    def pieces(self) -> Iterator[bytes]:
        """The findings as they were sealed. Raises `EvidenceError` at its end where they have been changed since."""
        digest = sha256()
        for piece in self.run.pieces(signed.FINDINGS):
            digest.update(piece)
            yield piece
        signed.as_signed(self.run, signed.FINDINGS, digest.hexdigest())

    def failing(self) -> Iterator[Finding]:
        """What fails, worst first."""
        # No state is worse: they stand first.
        return takewhile(lambda finding: finding.status is Status.FAIL, self.acting)


def night(run: "SealedRun", checkpoint: bytes = b"", *, own: bool = False) -> Night:
    """Read a sealed run. All of it must be what was signed, and stand in the log below `checkpoint`.

    Of an `own` one, which this very process has sealed, the answers are not read again.

    Without one that is the newest checkpoint that lies there. Whether the key that made the signatures is one to trust
    is a question for `verify`.

    Raises:
        UnfitError: something differs from what was signed, or is missing.
        EvidenceError, StoreError: it cannot be read.
    """
    public = signed.signed_by(run)
    checkpoint = checkpoint or log.read_head(run.reader) or b""
    signed.cover(run, checkpoint)
    profile = signed.member(run, "profile.json", Profile)
    coverage = signed.member(run, "coverage.json", Coverage)
    catalogue = signed.member(run, "catalogue.json", Catalogue)
    found = Counted()
    found.all(signed.findings(run))
    _fit(run, found, catalogue, profile)
    _count(run, found, coverage)
    if not own:
        signed.answers(run)
    scope = signed.member(run, "scope.json", Scope)
    return Night(
        run=run,
        scope=scope,
        profile=profile,
        catalogue=catalogue,
        coverage=coverage,
        acting=found.acting,
        standing=len(found.standing),
        weighs=found.weighs,
        soon=found.soon,
        rows=tuple(rows(found.said, profile, whole=coverage.reached == coverage.declared)),
        public=public,
        checkpoint=checkpoint,
        organisation=scope.organisation or "",
        reviews=() if own else _reviews(run, public),
        own=own,
    )


def _reviews(run: "SealedRun", public: bytes) -> "tuple[Review, ...]":
    """Countersignatures of this very run."""
    ring = adopted.lying_in(run.reader)
    by = Trusted({} if ring else {run.keyid: public}, ring)  # without a keyring a log takes entries of one key
    mine = sha256(run.envelope).hexdigest()
    return tuple(each for each in reviews(run.reader, by, run.record.sequence) if each.envelope == mine)


def _fit(run: "SealedRun", counted: Counted, catalogue: Catalogue, profile: Profile) -> None:
    """Make sure that everything a finding refers to was sealed with it."""
    for check, control in counted.named:
        if check not in catalogue.checks or not profile.maps(control):
            raise signed.UnfitError(
                run.record.run, f"its findings name {check} ({control}), and it seals no such thing"
            )
    cited = {s.cite for c in profile.controls.values() for s in c.supports}
    for cite in sorted(cited - {r.cite for r in profile.requirements}):
        raise signed.UnfitError(run.record.run, f"its profile has no row {cite}")
    if counted.leaves[0] < 0 or counted.leaves[1] >= run.record.evidence.size:
        raise signed.UnfitError(run.record.run, "a finding rests on an answer that is not there")


def _count(run: "SealedRun", counted: Counted, coverage: Coverage) -> None:
    """Make sure that the numbers people read first are those of the findings."""
    for what, totals in (("coverage", coverage.totals), ("record", run.record.totals)):
        if dict(totals) != counted.totals:
            raise signed.UnfitError(run.record.run, f"its {what} counts other findings than are sealed with it")
