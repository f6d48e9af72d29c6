"""Judge facts: every enabled check on every fact of its class. Pure.

Checks that need one fact are judged as the facts stream by. The few that join wait in memory with what they join, until
all targets were read: only then is it known what is absent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from msgspec import UNSET

from scanner.alike import Alike, of_site
from scanner.check import Check, Judged, Related, Severity, Verdict, cannot_tell
from scanner.digests import Digests
from scanner.facts import Asset, Fact, Gap, Promise, blank, facet, tag
from scanner.finding import Finding, Rest, Status, fingerprint
from scanner.profile import Profile

_IMPACT: Mapping[str, int] = {"critical": 4, "high": 3, "medium": 2, "low": 1}
_TAKEN: Final = 15
"""Digits by which fingerprints are told apart within a run: of a million, two are alike once in a million runs."""
_STATUS: Mapping[Judged, Status] = {
    Judged.PASS: Status.PASS,
    Judged.FAIL: Status.FAIL,
    Judged.UNKNOWN: Status.NOT_ASSESSED,
    Judged.INAPPLICABLE: Status.NOT_APPLICABLE,
}


def asks(check: Check[Any, Any], which: str, settings: Mapping[str, Any]) -> bool:
    """Whether the check says anything of facts of this facet: it is tried on one of which nothing is known."""
    unseen = blank(check.fact, which, outcome="error")
    if unseen is None:
        return True
    beside: tuple[Related[Fact], ...] = (Related(),) if check.related else ()
    return any(v.judged is not Judged.INAPPLICABLE for v in _verdicts(check, settings, unseen, *beside))


def _verdicts(
    check: Check[Any, Any], settings: Mapping[str, Any], fact: Fact, *beside: Related[Fact]
) -> Iterator[Verdict]:
    """What the check says; where the check itself fails, that it does. A flaw in one must not end the night."""
    try:
        yield from check.judge(fact, *beside, **settings)
    except Exception as err:  # noqa: BLE001  # plugins too are called here, and no flaw of theirs may pass in silence
        yield cannot_tell(f"the check itself failed: {type(err).__name__}", "error", part="flaw")


@dataclass
class Judge:
    """Takes facts, gives findings. `digests` tells the digest of an answer's line by its place, `titles` a kind's."""

    checks: Mapping[str, Check[Any, Any]]
    disabled: Sequence[tuple[Check[Any, Any], str]]
    profile: Profile
    digests: Digests
    titles: Mapping[str, str] = field(default_factory=dict)
    _index: "_Index" = field(init=False)
    _alike: Alike = field(default_factory=Alike, init=False)
    _waiting: list[Fact] = field(default_factory=list, init=False)
    _taken: set[int] = field(default_factory=set, init=False)
    """The first part of fingerprints, as numbers: a third of the memory."""
    _standing: dict[tuple[str, str, str, str], None] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._index = _Index({c.related for c in self.checks.values() if c.related})
        self._by_class: dict[type[Fact], list[Check[Any, Any]]] = defaultdict(list)
        for check in self.checks.values():
            self._by_class[check.fact].append(check)
        self._settings = {c.id: self.profile.settings(c) for c in self.checks.values()}
        digests = self.digests  # by itself: what holds its judge would keep that in memory
        # What is said of one thing rests on few answers, and what is said of many on their list.
        self._rest = lru_cache(maxsize=256)(lambda place: Rest(leaf=place, sha256=digests[place]))

    def judge(self, fact: Fact) -> Iterator[Finding]:
        """Judge what can be judged alone; keep what joins."""
        self._index.add(fact)
        if isinstance(fact, Gap):
            yield from self._gap(fact)
            return
        alone = [c for c in self._by_class[type(fact)] if not c.related]
        if len(alone) < len(self._by_class[type(fact)]):
            self._waiting.append(fact)
        for check in alone:
            for verdict in _verdicts(check, self._settings[check.id], fact):
                yield from self._finding(check, fact, verdict)

    def joined(self) -> Iterator[Finding]:
        """Judge what joins. To be called once, when all targets were read."""
        for fact in self._waiting:
            for check in self._by_class[type(fact)]:
                if check.related:
                    beside = self._index.related(fact, check.related)
                    for verdict in _verdicts(check, self._settings[check.id], fact, beside):
                        yield from self._finding(check, fact, verdict, (*beside.seen, *beside.gaps))

        yield from self.of_sites()

    def of_sites(self) -> Iterator[Finding]:
        """What was found of whole sites of a target, once all its facts were judged."""
        yield from self._alike.rest(self._unique)

    def missing(self, fact: Fact, promise: Promise, seen: str, reason: str) -> Iterator[Finding]:
        """Say for every check of what was promised that it did not come."""
        cls, which = promise if isinstance(promise, tuple) else (promise, "")
        for check in self._by_class[cls]:
            if asks(check, which, self._settings[check.id]):
                part = "/".join(p for p in (tag(cls), which) if p)
                yield from self._finding(check, fact, cannot_tell(seen, reason, part=part))

    def _gap(self, gap: Gap) -> Iterator[Finding]:
        said = f"list not read: {gap.outcome} ({gap.ask})"
        for check in self.checks.values():
            if tag(check.fact) == gap.missing and asks(check, gap.which, self._settings[check.id]):
                part = "/".join(p for p in (gap.kind, gap.which) if p)
                yield from self._finding(check, gap, cannot_tell(said, gap.outcome, part=part))

    def accepted(self, target: str, gives: Collection[type[Fact]]) -> Iterator[Finding]:
        """One finding for each check that the profile disables: it was not judged, and nothing passes through it."""
        for check, why in self.disabled:
            if check.fact in gives:
                scope = Asset(target=target, resource=target, kind="target", role="scope")
                because = Verdict(Judged.INAPPLICABLE, f"not judged, the profile disables it: {why}", "disabled")
                yield self._new(check, scope, because, ())

    def _finding(
        self, check: Check[Any, Any], fact: Fact, verdict: Verdict, beside: Iterable[Fact] = ()
    ) -> Iterator[Finding]:
        if verdict.standing:
            line = (check.id, fact.target, fact.kind, verdict.seen)
            if line in self._standing:
                return
            self._standing[line] = None
            fact = Asset(
                target=fact.target,
                resource=f"every {fact.kind}",
                kind=fact.kind,
                name=f"every {self.titles.get(fact.kind, fact.kind)}",
                role="scope",
                answers=fact.answers,
            )
        leaves = {place for f in (fact, *beside) for place in f.answers}
        found = self._new(check, fact, verdict, leaves)
        if of_site(fact):
            self._alike.hold(found)
        else:
            yield found

    def _new(self, check: Check[Any, Any], fact: Fact, verdict: Verdict, leaves: Iterable[int]) -> Finding:
        status = Status.ACCEPTED if verdict.reason == "disabled" else _STATUS[verdict.judged]
        which = (verdict.part,) if verdict.standing or isinstance(fact, Gap) else (facet(fact), verdict.part)
        severity = self._severity(check, verdict)
        likelihood = self.profile.control(check.control).likelihood
        impact = _IMPACT[severity] + (fact.ephi is True)
        name, print_ = self._unique(check.id, fact.target, fact.resource, "/".join(w for w in which if w))
        return Finding(
            fingerprint=print_,
            check=check.id,
            control=check.control,
            status=status,
            reason=verdict.reason,
            asks=verdict.asks,
            standing=verdict.standing,
            target=fact.target,
            resource=fact.resource,
            facet=name,
            kind=fact.kind,
            name=fact.name,
            site=fact.site,
            ephi=fact.ephi,
            owner=fact.owner or UNSET,
            tags=dict(fact.tags) or UNSET,
            seen=verdict.seen,
            severity=severity,
            likelihood=likelihood,
            impact=impact,
            risk=likelihood * impact if status is Status.FAIL else 0,
            answers=tuple(map(self._rest, sorted(leaves))),
        )

    def _severity(self, check: Check[Any, Any], verdict: Verdict) -> Severity:
        """The profile's, else the check's; a verdict can only make it lighter."""
        severity = self.profile.severities.get(check.id, check.severity)
        return min(severity, verdict.severity or severity, key=_IMPACT.__getitem__)

    def _unique(self, check: str, target: str, resource: str, which: str) -> tuple[str, str]:
        """Facet and fingerprint; a second finding of the same name gets a number, so that none hides another."""
        name, number = which, 1
        while (taken := int((print_ := fingerprint(check, target, resource, name))[:_TAKEN], 16)) in self._taken:
            number += 1
            name = f"{which}#{number}"
        self._taken.add(taken)
        return name, print_


class _Index:
    """Facts of the classes that joins ask for, by every id of what they are about."""

    def __init__(self, classes: set[type[Fact]]) -> None:
        self._first: dict[type[Fact], dict[str, Fact]] = {cls: {} for cls in classes}
        self._more: dict[tuple[type[Fact], str], list[Fact]] = defaultdict(list)
        """The second and all that follow: few things have one, and thousands have a first."""
        self._gaps: dict[str, list[Gap]] = defaultdict(list)

    def add(self, fact: Fact) -> None:
        if isinstance(fact, Gap):
            self._gaps[fact.missing].append(fact)
        elif (first := self._first.get(type(fact))) is not None:
            for name in dict.fromkeys((fact.resource, *fact.also)):
                if first.setdefault(name, fact) is not fact:
                    self._more[type(fact), name].append(fact)

    def related(self, fact: Fact, wanted: type[Fact]) -> Related[Fact]:
        first = self._first[wanted]
        found = {
            id(other): other
            for name in dict.fromkeys((fact.resource, *fact.also))
            if name in first
            for other in (first[name], *self._more.get((wanted, name), ()))
            if other is not fact
        }
        targets = {fact.target, *(f.target for f in found.values())}
        gaps = tuple(g for g in self._gaps[tag(wanted)] if g.everywhere or g.target in targets)
        return Related(tuple(found.values()), gaps)
