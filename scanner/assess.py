"""From sealed answers to findings and coverage: the one way, for a scan tonight and for a replay in six years.

Pure: it takes the lines of evidence, the sealed scope and the sealed profile, and asks for nothing else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from scanner.answers import GOOD, Answer, Answers, Got, decode, gaps
from scanner.collector import Collector, Kind
from scanner.coverage import Coverage, Heard, Survey
from scanner.facts import Asset, Fact, Gap, Promise, facet, tag
from scanner.finding import Finding
from scanner.found import Findings
from scanner.judge import Judge
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.scope import Asked, Scope, behind, wanted_classes


class AssessError(Exception):
    """The answers do not fit the scope they are sealed with."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a run found."""

    findings: Findings
    coverage: Coverage
    behind: tuple[Asked, ...] = ()
    """What stands behind its targets, by their answers."""


def assess(
    lines: Iterable[bytes], scope: Scope, profile: Profile, registry: Registry, *, spool: Path | None = None
) -> Assessment:
    """Read the answers of each target, judge what they mean, and say what was not seen.

    `lines`: canonical JSON, ordered by target. The registry must hold every check and collector that the scope names.
    `spool`: a folder where findings may wait; None: in memory.

    Raises:
        AssessError: an answer is of a target that the scope does not declare, or out of order.
        SpoolError: the disk is full.
    """
    digests: list[str] = []
    judge = Judge(
        checks={name: registry.checks[name] for name in scope.checks},
        disabled=[(registry.checks[name], why) for name, why in sorted(scope.disabled.items())],
        profile=profile,
        digests=digests,
        titles={k: kind.title for c in registry.collectors.values() for k, kind in c.kinds.items()},
    )
    survey, found = Survey(scope), Findings(spool)
    by_target = groupby(_placed(lines, digests), key=lambda placed: placed.answer.target)
    waiting = next(by_target, None)
    for asked in scope.targets:
        mine: Iterable[_Placed] = ()
        if waiting and waiting[0] == asked.target.id:
            mine, waiting = waiting[1], None
        if asked.aside and not mine:
            survey.aside(asked)
            continue
        for finding in _target(asked, mine, registry.collectors[asked.target.scheme], judge, survey):
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


def _placed(lines: Iterable[bytes], digests: list[str]) -> Iterator[_Placed]:
    for place, line in enumerate(lines):
        digests.append(sha256(line).hexdigest())
        yield _Placed(place, line, decode(line))


def _target(
    asked: Asked, placed: Iterable[_Placed], collector: Collector, judge: Judge, survey: Survey
) -> Iterator[Finding]:
    heard = Heard(collector.explain)
    kept: list[tuple[int, bytes]] = []
    for place, line, answer in placed:
        heard.note(place, answer)
        kept.append((place, line))
    # What another endpoint says is no night of the real target: it gets a name, and so a history, of its own.
    name = f"{asked.target.id}@{min(heard.elsewhere)}" if heard.elsewhere else asked.target.id
    row = survey.target(asked, name, heard)
    if not row.reached:
        facts: Iterable[Fact] = _unreached(name, heard, collector)
    else:
        wanted = {q.id: q.operation for q in collector.questions if q.id in asked.questions}
        answers = Answers(name, kept, wanted=wanted, options=asked.target.options)
        facts = _read(asked, collector, answers, survey, wanted_classes(judge.checks))
    given: dict[tuple[str, str], tuple[Fact, set[Promise]]] = {}
    open_: set[tuple[str, str, str]] = set()
    for fact in facts:
        owned = _owned(fact, asked)
        if isinstance(owned, Gap):
            open_.add((owned.kind, owned.missing, owned.which))
        else:
            _, came = given.setdefault((owned.kind, owned.resource), (owned, set()))
            came |= {type(owned), (type(owned), facet(owned))}
        yield from judge.judge(owned)
    if row.reached and not any(kind == "target" for kind, *_ in open_):
        yield from _promised(name, _kinds(asked, collector), given, open_, judge)
    gives = {_class(p) for kind in collector.kinds.values() for p in kind.gives}
    yield from judge.accepted(name, gives)


def _read(
    asked: Asked, collector: Collector, answers: Answers, survey: Survey, classes: Collection[type[Fact]]
) -> Iterator[Fact]:
    """The facts; where the reader itself fails, what it gave until then, and a gap for all it might have given.

    `survey` is told what stands behind the target.
    """
    try:
        survey.behind += list(behind(asked, collector, answers, classes))
        yield from collector.read(answers)
    except Exception as err:  # noqa: BLE001  # a seam: a reader's flaw must not end the night, nor pass in silence
        broken = Got("error", f"reading the answers: {type(err).__name__}")
        yield from _all_gaps(answers.target, collector, broken)


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


def _owned(fact: Fact, asked: Asked) -> Fact:
    """What safeguard.yaml declares of the target, where nothing nearer says it."""
    target = asked.target
    more = {
        **({"ephi": target.ephi} if fact.ephi is None and target.ephi is not None else {}),
        **({"owner": target.owner} if target.owner and not fact.owner else {}),
    }
    return msgspec.structs.replace(fact, **more) if more else fact


def _kinds(asked: Asked, collector: Collector) -> Mapping[str, Kind]:
    """What the collector promises of a target; of a list of others nothing that every target has."""
    listing = collector.lists(asked.target)
    return {name: kind for name, kind in collector.kinds.items() if not (listing and kind.always)}


def _promised(
    name: str,
    kinds: Mapping[str, Kind],
    given: dict[tuple[str, str], tuple[Fact, set[Promise]]],
    open_: set[tuple[str, str, str]],
    judge: Judge,
) -> Iterator[Finding]:
    """A fact that a kind promises and that did not come is not assessed: a forgetful reader cannot hide it."""
    for (kind, resource), (fact, came) in sorted(given.items()):
        for promise in kinds[kind].gives if kind in kinds else ():
            if promise not in came and not _explained(kind, promise, open_):
                said = f"{resource}: the collector promises {tag(_class(promise))} and gave none"
                yield from judge.missing(fact, promise, said, "error")
    seen = {kind for kind, _ in given}
    for kind, row in sorted(kinds.items()):
        if row.always and kind not in seen:
            nothing = Asset(target=name, resource=name, kind=kind, role="scope")
            for promise in row.gives:
                if not _explained(kind, promise, open_):
                    yield from judge.missing(nothing, promise, f"no {row.title} was read", "error")


def _explained(kind: str, promise: Promise, open_: set[tuple[str, str, str]]) -> bool:
    """A gap was given for it, of its whole class or of its facet; one of another facet explains nothing."""
    cls, which = promise if isinstance(promise, tuple) else (promise, "")
    return not open_.isdisjoint({(kind, tag(cls), ""), (kind, tag(cls), which)})


def _class(promise: Promise) -> type[Fact]:
    return promise[0] if isinstance(promise, tuple) else promise
