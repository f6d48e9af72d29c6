"""Go through what targets answered and what was found, and say what was covered."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import UNSET

from scanner.answers import GOOD, NOT_ENABLED, NOT_OFFERED, Answer
from scanner.collector import Cause
from scanner.finding import Finding, Status
from scanner.judging.coverage import Aside, Coverage, Reached, Unseen
from scanner.judging.findings import Findings
from scanner.scope import Asked, Scope

_FEW: Final = 5
Explain: TypeAlias = Callable[[Answer], Cause | None]


class Bad(NamedTuple):
    """What is remembered of an answer that did not come: there may be thousands, all alike."""

    question: str
    operation: str
    needs: str
    outcome: str
    code: str

    @classmethod
    def of(cls, answer: Answer) -> "Bad":
        """Each word is held once."""
        outcome = "error" if answer.outcome in GOOD else answer.outcome
        return cls(*map(intern, (answer.question, answer.operation, answer.needs, outcome, answer.code)))


class Heard:
    """What one target answered, as it is gone through."""

    def __init__(self, explain: Explain = lambda _: None, outside: Collection[str] = ()) -> None:
        """`explain`: its collector's words for what did not come; `outside`: questions that anybody is answered."""
        self._explain, self._outside = explain, outside
        self.reached = False
        """We were let in."""
        self.answers = self.good = 0
        self.asked: tuple[str, str] = "", ""
        """First and last time."""
        self.elsewhere: set[str] = set()
        self.first: tuple[int, Answer] | None = None
        self.first_bad: tuple[int, Answer] | None = None
        """The first whose outcome is none of the good ones."""
        self.bad: dict[int, Bad] = {}
        self.told: dict[int, Cause] = {}
        self.not_offered: dict[str, set[str]] = defaultdict(set)
        self.not_enabled: list[str] = []

    def note(self, place: int, answer: Answer) -> None:
        """Take one more."""
        self.answers += 1
        self.first = self.first or (place, answer)
        first, last = self.asked
        self.asked = min(first or answer.asked, answer.asked), max(last, answer.asked)
        if not answer.source.standard:
            self.elsewhere.add(answer.source.endpoint)
        if answer.outcome in GOOD and answer.complete:
            self.good += 1
            self.reached |= answer.question not in self._outside
            if answer.code == NOT_OFFERED:
                self.not_offered[answer.about].add(answer.operation.partition(".")[0])
            if answer.code == NOT_ENABLED:
                self.not_enabled.append(answer.about)
            return
        self.bad[place] = Bad.of(answer)
        if answer.outcome not in GOOD:
            self.first_bad = self.first_bad or (place, answer)
        if cause := _explained(answer, self._explain):
            self.told[place] = cause


class Survey:
    """Gathers coverage while a run is judged."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._bad: dict[int, Bad] = {}
        self._told: dict[int, Cause] = {}
        self._targets: list[Reached] = []
        self._aside: list[Aside] = []
        self.behind: list[Asked] = []
        """What stands behind its targets, by their answers."""

    def aside(self, asked: Asked) -> None:
        """Note a target that nobody can ask."""
        it = asked.target
        self._aside.append(Aside(target=it.id, title=it.title, parent=asked.parent, because=asked.aside))

    def target(self, asked: Asked, name: str, heard: Heard, called: str = "") -> Reached:
        """Note what one target answered. `called`: as its answers name it, where nobody has."""
        self._bad.update(heard.bad)
        self._told.update(heard.told)
        first = heard.first_bad or heard.first
        row = Reached(
            target=asked.target.id,
            name=name,
            reached=heard.reached,
            because="" if heard.reached else self._why(*first) if first else "nothing was asked of it",
            answers=heard.answers,
            good=heard.good,
            first=heard.asked[0],
            last=heard.asked[1],
            elsewhere=tuple(sorted(heard.elsewhere)),
            title=asked.target.title or _named(asked.target.id, called) or UNSET,
            parent=asked.parent or UNSET,
            not_offered={place: tuple(sorted(some)) for place, some in sorted(heard.not_offered.items())} or UNSET,
            not_enabled=tuple(sorted(heard.not_enabled)) or UNSET,
        )
        self._targets.append(row)
        return row

    def sum(self, findings: Findings) -> Coverage:
        """Say what was covered."""
        reached = sum(t.reached for t in self._targets)
        before = self._scope.before
        return Coverage(
            declared=len(self._targets) + len(self._scope.left_out),
            reached=reached,
            partial=self._scope.partial,
            left_out=self._scope.left_out,
            targets=tuple(self._targets),
            unseen=tuple(self._unseen(findings.open)),
            targets_no_longer_asked=_gone(before.targets if before else (), (a.target.id for a in self._scope.targets)),
            checks_no_longer_asked=_gone(before.checks if before else (), self._scope.checks),
            totals={s.value: findings.totals[s] for s in Status},
            standing=findings.standing,
            aside=tuple(self._aside) or UNSET,
        )

    def _unseen(self, findings: Iterable[Finding]) -> Iterable[Unseen]:
        """One row for each right that is missing, and for each question that failed otherwise."""
        groups: dict[_Cause, _Group] = defaultdict(_Group)
        same: dict[Any, Any] = {}  # of a thousand hosts most say the same
        for finding in findings:
            causes = [*self._causes(finding)]
            for cause, ask, code in causes:
                groups[cause].asks.setdefault(ask, code)
            for cause in {cause for cause, _, _ in causes}:
                groups[cause].add(finding)
        for cause, group in sorted(groups.items(), key=lambda group: group[0][:4]):
            yield Unseen(
                target=cause.target,
                reason=cause.reason,
                ask=same.setdefault(ask := group.asked(told=cause.told is not None), ask),
                needs=cause.needs,
                code=next((c for c in group.asks.values() if c), ""),
                cause=cause.told or UNSET,
                findings=group.count,
                controls=same.setdefault(controls := tuple(sorted(group.controls)), controls),
                resources=tuple(group.resources),
            )

    def _causes(self, finding: Finding) -> Iterator[tuple["_Cause", str, str]]:
        """The failed answers it rests on, else what the verdict says; with what was asked, and a code."""
        bad = [(r.leaf, self._bad[r.leaf]) for r in finding.answers if r.leaf in self._bad]
        for place, a in bad:
            if told := self._told.get(place):
                yield _Cause(finding.target, a.outcome, told.said, "", told), a.operation, a.code
                continue
            missing = a.outcome == "denied" and a.needs
            yield _Cause(finding.target, a.outcome, "" if missing else a.operation, a.needs), a.operation, a.code
        for ask in () if bad else finding.asks or (finding.seen,):
            yield _Cause(finding.target, finding.reason, ask, ""), ask, ""

    def _why(self, place: int, answer: Answer) -> str:
        if answer.outcome in GOOD:
            came = "what anybody is answered" if answer.complete else "a part"
            return f"only {came} came: {answer.operation}"
        if told := self._told.get(place):
            return told.by(answer.code)
        return f"{answer.outcome}: {answer.operation}" + (f" ({answer.code})" if answer.code else "")


class _Cause(NamedTuple):
    target: str
    reason: str
    ask: str
    needs: str
    told: Cause | None = None


@dataclass(slots=True)
class _Group:
    """The findings that one cause leaves open."""

    asks: dict[str, str] = field(default_factory=dict)
    """What was asked, with the code of its failure."""
    count: int = 0
    controls: set[str] = field(default_factory=set)
    resources: list[str] = field(default_factory=list)
    """The first few."""

    def asked(self, *, told: bool) -> str:
        """What was asked; briefly where another sentence says what failed."""
        return _listed(sorted(self.asks)) if told else "; ".join(sorted(self.asks))

    def add(self, finding: Finding) -> None:
        self.count += 1
        self.controls.add(finding.control)
        name = finding.name or finding.resource
        if len(self.resources) < _FEW and name not in self.resources:
            self.resources.append(name)


def _named(target: str, called: str) -> str:
    """The name that people declared, and behind it the one that its answers give: `alder-prod (account 1234)`."""
    name = target.partition(":")[2]
    return f"{name} ({called})" if called and name and name not in called else called


def _explained(answer: Answer, explain: Explain) -> Cause | None:
    try:
        return explain(answer)
    except Exception:  # noqa: BLE001  # a seam: plugins too explain, and an odd answer must not end the night, or a replay
        return None


def _listed(asks: list[str]) -> str:
    more = f"; and {len(asks) - _FEW} more" if asks[_FEW:] else ""
    return "; ".join(asks[:_FEW]) + more


def _gone(before: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(before) - set(now)))
