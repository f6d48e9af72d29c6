"""From sealed answers to findings and coverage: the one way, for a scan tonight and for a replay in six years.

Pure: it takes the lines of evidence, the sealed scope and the sealed profile, and asks for nothing else.
"""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from sys import intern
from typing import Any, Final, NamedTuple

import msgspec

from scanner.answers import BROKEN_OFF, GOOD, Answer, Answers, Got, decode, gaps
from scanner.collector import Collector, Kind
from scanner.ends import Ends
from scanner.facts import Fact, Gap, UnexplainedError, promised
from scanner.finding import Finding
from scanner.judging.coverage import Coverage
from scanner.judging.digests import Digests
from scanner.judging.findings import Findings
from scanner.judging.judge import Judge
from scanner.judging.promised import FlawError, Promised, promises
from scanner.judging.survey import Heard, Survey
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.scope import Asked, Needs, Scope, behind, needs
from scanner.spool.shelf import Shelf, Shelved
from scanner.stores import SpoolError

_HERE: Final = str(Path(__file__).parents[1])
"""Where none of a reader's lines are, only what it calls."""


class AssessError(Exception):
    """The answers do not fit the scope they are sealed with."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a run found."""

    findings: Findings
    coverage: Coverage
    behind: tuple[Asked, ...] = ()
    """What stands behind its targets, by their answers."""


def assess(  # noqa: PLR0913  # the last two have defaults
    lines: Iterable[bytes],
    scope: Scope,
    profile: Profile,
    registry: Registry,
    *,
    spool: Path | None = None,
    ends: Ends | None = None,
) -> Assessment:
    """Read the answers of each target, judge what they mean, and say what was not seen.

    `lines`: canonical JSON, ordered by target. The registry must hold every check and collector that the scope names.
    `spool`: a folder where answers and findings may wait; None: in memory. `ends`: the tables that were sealed, where
    it is judged again; None: those of the collectors.

    Raises:
        AssessError: an answer is of a target that the scope does not declare, or out of order.
        SpoolError: the disk is full.
    """
    digests = Digests()
    judge = Judge(
        checks={name: registry.checks[name] for name in scope.checks},
        disabled=[(registry.checks[name], why) for name, why in sorted(scope.disabled.items())],
        profile=profile,
        digests=digests,
        kinds={
            name: kind
            for scheme in sorted({asked.target.scheme for asked in scope.targets})
            for name, kind in registry.collectors[scheme].kinds.items()
        },
        spool=spool,
    )
    survey, found = Survey(scope), Findings(spool)
    needed = needs(judge.checks, profile)
    by_target = groupby(_placed(lines, digests), key=lambda placed: placed.answer.target)
    waiting = next(by_target, None)
    for asked in scope.targets:
        mine: Iterable[_Placed] = ()
        if waiting and waiting[0] == asked.target.id:
            mine, waiting = waiting[1], None
        if asked.aside and not mine:
            survey.aside(asked)
            continue
        collector = registry.collectors[asked.target.scheme]
        for finding in _target(asked, mine, collector, needed, judge, survey, spool, ends):
            found.add(finding)
        waiting = waiting or next(by_target, None)
    if waiting:
        raise AssessError(f"the evidence holds answers of {waiting[0]}, out of order or not in the sealed scope")
    for finding in judge.joined():
        found.add(finding)
    return Assessment(found, survey.sum(found), tuple(survey.behind))


class _Placed(NamedTuple):
    """An answer, its line, and where that stands."""

    place: int
    line: bytes
    answer: Answer


def _placed(lines: Iterable[bytes], digests: Digests) -> Iterator[_Placed]:
    for place, line in enumerate(lines):
        digests.add(line)
        yield _Placed(place, line, decode(line))


def _target(  # noqa: PLR0913, PLR0917  # one target, and what is gathered of all
    asked: Asked,
    placed: Iterable[_Placed],
    collector: Collector,
    needed: Needs,
    judge: Judge,
    survey: Survey,
    spool: Path | None,
    ends: Ends | None,
) -> Iterator[Finding]:
    outside = {q.id for q in collector.questions if q.outside}
    heard, shelf = Heard(collector.explain, outside), Shelf(spool)
    kept: list[tuple[int, Shelved]] = []
    for place, line, answer in placed:
        heard.note(place, answer)
        # The same few questions are asked about the same things: each name is held once.
        kept.append((place, Shelved(intern(answer.question), intern(answer.about), shelf, *shelf.put(line))))
    # What another endpoint says is no night of the real target: it gets a name, and so a history, of its own.
    name = f"{asked.target.id}@{min(heard.elsewhere)}" if heard.elsewhere else asked.target.id
    wanted = {q.id: q.operation for q in collector.questions if q.id in asked.questions}
    answers = Answers(name, kept, wanted=wanted, options=asked.target.options, ends=ends)
    row = survey.target(asked, name, heard, _called(collector, answers))
    if not heard.good:
        facts: Iterable[Fact] = _unreached(name, heard, collector)
    else:
        facts = _read(asked, collector, answers, survey, needed)
        if BROKEN_OFF in answers:
            facts = chain(facts, _all_gaps(name, collector, answers.one(BROKEN_OFF)))
    given = Promised(name, _kinds(asked, collector))
    marked = collector.marks(asked.target).isdisjoint(a.question for a in heard.bad.values())
    for fact in facts:
        owned = _owned(fact, asked, marked=marked)
        given.note(owned)
        yield from judge.judge(owned)
    for lack in given.missing() if row.reached else ():
        yield from judge.missing(lack.beside, lack.promise, lack.said, "error")
    yield from judge.of_sites()
    gives = {promised(p) for kind in collector.kinds.values() for p in kind.gives}
    yield from judge.accepted(name, gives)


def _called(collector: Collector, answers: Answers) -> str:
    try:
        return collector.called(answers)
    except Exception:  # noqa: BLE001  # a seam: `_read` says what is wrong with them
        return ""


def _read(asked: Asked, collector: Collector, answers: Answers, survey: Survey, needed: Needs) -> Iterator[Fact]:
    """The facts; where the reader itself fails, what it gave until then, and a gap for all it might have given.

    `survey` is told what stands behind the target.
    """
    try:
        survey.behind += list(behind(asked, collector, answers, needed))
        yield from promises(collector.kinds, answers.target, collector.read(answers), answers.places)
    except (SpoolError, MemoryError):  # of this machine, and no flaw of a reader: who judges again would not meet it
        raise
    except Exception as err:  # noqa: BLE001  # a seam: a reader's flaw must not end the night, nor pass in silence
        broken = Got("error", f"reading the answers: {_said(err)}")
        yield from _all_gaps(answers.target, collector, broken)


def _said(err: Exception) -> str:
    """What it is and where the reader raised it. Neither text nor values: they may hold what a target said."""
    if isinstance(err, UnexplainedError | FlawError):
        return str(err)
    frames = traceback.extract_tb(err.__traceback__)
    own = [f for f in frames if not f.filename.startswith(_HERE)] or frames
    return f"{type(err).__name__} at {Path(own[-1].filename).name}:{own[-1].lineno}"


def _unreached(name: str, heard: Heard, collector: Collector) -> Iterator[Fact]:
    if heard.first is None:
        yield from _all_gaps(name, collector, Got("error", "nothing was asked of it"))
        return
    place, first = heard.first_bad or heard.first
    outcome = "error" if first.outcome in GOOD else first.outcome
    ask = f"{first.operation}: {first.code}" if first.code else first.operation
    yield from _all_gaps(name, collector, Got(outcome, ask, place=(place,)))


def _all_gaps(target: str, collector: Collector, why: Got) -> Iterator[Gap]:
    promises = dict.fromkeys(p for kind in collector.kinds.values() for p in kind.gives)
    yield from gaps(target, "target", why, *promises)


def _owned(fact: Fact, asked: Asked, *, marked: bool) -> Fact:
    """What safeguard.yaml declares of the target, where nothing nearer says it.

    `marked`: what is nearer was read. Else a thing may hold what its target is declared free of.
    """
    target = asked.target
    more: dict[str, Any] = {}
    if fact.ephi is None and (target.ephi or (target.ephi is False and marked)):
        more["ephi"] = target.ephi
    if target.owner and not fact.owner:
        more["owner"] = target.owner
    return msgspec.structs.replace(fact, **more) if more else fact


def _kinds(asked: Asked, collector: Collector) -> Mapping[str, Kind]:
    """What the collector promises of a target; of a list of others nothing that every target has."""
    listing = collector.lists(asked.target)
    return {name: kind for name, kind in collector.kinds.items() if not (listing and kind.always)}
