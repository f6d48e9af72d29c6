"""Judge facts: every enabled check on every fact of its class. Pure.

Checks that need one fact are judged as the facts stream by. The few that join wait with what they join until all
targets were read: only then is it known what is absent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET

from scanner.check import Check, Judged, Related, Severity, Verdict, cannot_tell
from scanner.collector import Kind
from scanner.facts import Asset, Fact, Gap, Promise, blank, facet, promised, tag
from scanner.finding import Finding, Rest, Status, fingerprint
from scanner.judging.digests import Digests
from scanner.judging.joins import Joins
from scanner.judging.sites import Sites, of_site
from scanner.phrases import of_class, of_failure
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

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Verdict).decode


def asks(check: Check[Any, Any], which: str, settings: Mapping[str, Any]) -> bool:
    """Whether the check says anything of facts of this facet: it is tried on one of which nothing is known."""
    unseen = blank(check.fact, which, outcome="error")
    if unseen is None:
        return True
    beside: tuple[Related[Fact], ...] = (Related(),) if check.related else ()
    return any(v.judged is not Judged.INAPPLICABLE for v in _verdicts(check, settings, unseen, *beside))


def _verdicts(check: Check[Any, Any], settings: Mapping[str, Any], fact: Fact, *beside: Related[Fact]) -> list[Verdict]:
    """What the check says; where the check itself fails, that it does. A flaw in one must not end the night."""
    said: list[Verdict] = []
    try:
        for verdict in check.judge(fact, *beside, **settings):
            # One by one: those before a failure stay, and what is no verdict fails here.
            said.append(_decode(_encode(verdict)))  # noqa: PERF401
    except Exception as err:  # noqa: BLE001  # plugins too are called here, and no flaw of theirs may pass in silence
        said.append(cannot_tell(f"the check itself failed: {type(err).__name__}", "error", part="flaw"))
    return said


class _Set(NamedTuple):
    """A check as the profile sets it."""

    check: Check[Any, Any]
    settings: Mapping[str, Any]
    severity: Severity
    likelihood: int

    def weighs(self, verdict: Verdict) -> Severity:
        """A verdict can only make it lighter."""
        if verdict.severity is None:
            return self.severity
        return min(self.severity, verdict.severity, key=_IMPACT.__getitem__)


class _Of(NamedTuple):
    """What is judged: a fact, and what all findings of it share."""

    fact: Fact
    facet: str
    rest: tuple[Rest, ...]
    of_site: bool = False
    standing: bool = False
    """It stands for all things of a kind."""


@dataclass
class Judge:
    """Takes facts, gives findings. `digests` tells the digest of an answer's line by its place, `titles` a kind's."""

    checks: Mapping[str, Check[Any, Any]]
    disabled: Sequence[tuple[Check[Any, Any], str]]
    profile: Profile
    digests: Digests
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    spool: Path | None = None
    """A folder where facts may wait; None: in memory."""
    _joins: Joins = field(init=False)
    _sites: Sites = field(default_factory=Sites, init=False)
    _waiting: list[int] = field(default_factory=list, init=False)
    _taken: dict[str, set[int]] = field(default_factory=lambda: {"": set()}, init=False)
    """The first part of fingerprints, as numbers: below the target that is judged now those of what is judged alone,
    and below nothing those of what joins, which comes when all targets were read."""
    _standing: dict[tuple[str, str, str, str], None] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        gives = {name: frozenset(map(promised, kind.gives)) for name, kind in self.kinds.items()}
        self._joins = Joins({c.related for c in self.checks.values() if c.related}, self.spool, gives)
        self._alone: dict[type[Fact], list[_Set]] = {}
        self._beside: dict[type[Fact], list[_Set]] = {}
        self._by_tag: dict[str, list[_Set]] = defaultdict(list)
        for check in self.checks.values():
            one = self._set(check, self.profile.settings(check))
            (self._beside if check.related else self._alone).setdefault(check.fact, []).append(one)
            self._by_tag[tag(check.fact)].append(one)
        digests = self.digests  # by itself: what holds its judge would keep that in memory
        # What is said of one thing rests on few answers, and what is said of many on their list.
        self._rest = lru_cache(maxsize=256)(lambda place: Rest(leaf=place, sha256=digests[place]))

    def judge(self, fact: Fact) -> Iterator[Finding]:
        """Judge what can be judged alone; keep what joins."""
        number = self._joins.add(fact, waits=type(fact) in self._beside)
        if isinstance(fact, Gap):
            yield from self._gap(fact)
            return
        if number is not None and type(fact) in self._beside:
            self._waiting.append(number)
        if alone := self._alone.get(type(fact)):
            of = self._of(fact, fact.answers)
            for one in alone:
                yield from self._findings(one, of, _verdicts(one.check, one.settings, fact))

    def joined(self) -> Iterator[Finding]:
        """Judge what joins. To be called once, when all targets were read."""
        for number in self._waiting:
            fact = self._joins.fact(number)
            for one in self._beside[type(fact)]:
                if wanted := one.check.related:
                    beside = self._joins.related(number, fact, wanted)
                    of = self._of(fact, (p for other in (fact, *beside.seen, *beside.gaps) for p in other.answers))
                    yield from self._findings(one, of, _verdicts(one.check, one.settings, fact, beside))

        yield from self.of_sites()

    def of_sites(self) -> Iterator[Finding]:
        """What was found of whole sites of a target, once all its facts were judged."""
        yield from self._sites.rest(self._unique)

    def missing(self, fact: Fact, promise: Promise, seen: str, reason: str) -> Iterator[Finding]:
        """Say for every check of what was promised that it did not come."""
        cls, which = promise if isinstance(promise, tuple) else (promise, "")
        of = self._of(fact, fact.answers)._replace(facet="")  # it is called by what is missing, whatever did come
        for one in self._by_tag[tag(cls)]:
            if asks(one.check, which, one.settings):
                part = "/".join(p for p in (tag(cls), which) if p)
                yield from self._findings(one, of, [cannot_tell(seen, reason, part=part)])

    def _gap(self, gap: Gap) -> Iterator[Finding]:
        said = f"{of_class(gap.missing)}: {of_failure(gap.outcome, gap.ask)}"
        for one in self._by_tag[gap.missing]:
            if asks(one.check, gap.which, one.settings):
                part = "/".join(p for p in (gap.kind, gap.which) if p)
                untold = cannot_tell(said, gap.outcome, part=part, asks=(gap.ask,) if gap.ask else ())
                yield from self._findings(one, self._of(gap, gap.answers), [untold])

    def accepted(self, target: str, gives: Collection[type[Fact]]) -> Iterator[Finding]:
        """One finding for each check that the profile disables: it was not judged, and nothing passes through it."""
        for check, why in self.disabled:
            if check.fact in gives:
                scope = Asset(target=target, resource=target, kind="target", role="scope")
                because = Verdict(Judged.INAPPLICABLE, f"not judged, the profile disables it: {why}", "disabled")
                yield self._new(self._set(check, {}), self._of(scope, ()), because, Status.ACCEPTED)

    def _set(self, check: Check[Any, Any], settings: Mapping[str, Any]) -> _Set:
        severity = self.profile.severities.get(check.id, check.severity)
        return _Set(check, settings, severity, self.profile.control(check.control).likelihood)

    def _of(self, fact: Fact, rest: Iterable[int]) -> _Of:
        which = "" if isinstance(fact, Gap) else facet(fact)
        return _Of(fact, which, tuple(map(self._rest, sorted(set(rest)))), of_site=of_site(fact))

    def _findings(self, one: _Set, of: _Of, verdicts: Iterable[Verdict]) -> Iterator[Finding]:
        for verdict in verdicts:
            said_of = self._of_all(one, of, verdict) if verdict.standing else of
            if said_of is None:
                continue
            found = self._new(one, said_of, verdict, _STATUS[verdict.judged])
            if said_of.of_site:
                self._sites.hold(found)
            else:
                yield found

    def _of_all(self, one: _Set, of: _Of, verdict: Verdict) -> _Of | None:
        """Stands for all things of a kind, where the same was not said of it before."""
        fact = of.fact
        line = (one.check.id, fact.target, fact.kind, verdict.seen)
        if line in self._standing:
            return None
        self._standing[line] = None
        every = Asset(
            target=fact.target,
            resource=f"every {fact.kind}",
            kind=fact.kind,
            name=f"every {self.kinds[fact.kind].title if fact.kind in self.kinds else fact.kind}",
            role="scope",
            answers=fact.answers,
        )
        return _Of(every, "", of.rest, standing=True)

    def _new(self, one: _Set, of: _Of, verdict: Verdict, status: Status) -> Finding:
        check, fact = one.check, of.fact
        which = f"{of.facet}/{verdict.part}" if of.facet and verdict.part else of.facet or verdict.part
        severity = one.weighs(verdict)
        impact = _IMPACT[severity] + (fact.ephi is True)
        name, print_ = self._unique(check.id, fact.target, fact.resource, which)
        return Finding(
            fingerprint=print_,
            check=check.id,
            control=check.control,
            status=status,
            reason=verdict.reason,
            asks=verdict.asks,
            standing=of.standing,
            target=fact.target,
            resource=fact.resource,
            facet=name,
            kind=fact.kind,
            name=fact.name,
            site=fact.site,
            ephi=fact.ephi,
            owner=fact.owner or UNSET,
            tags=dict(fact.tags) if fact.tags else UNSET,
            fails_in=UNSET if verdict.fails_in is None else verdict.fails_in,
            stands=fact.stands or UNSET,
            seen=verdict.seen,
            severity=severity,
            likelihood=one.likelihood,
            impact=impact,
            risk=one.likelihood * impact if status is Status.FAIL else 0,
            answers=of.rest,
        )

    def _unique(self, check: str, target: str, resource: str, which: str) -> tuple[str, str]:
        """Facet and fingerprint; a second finding of the same name gets a number, so that none hides another."""
        name, number = which, 1
        here = self._taken_by(check, target)
        while (taken := int((print_ := fingerprint(check, target, resource, name))[:_TAKEN], 16)) in here:
            number += 1
            name = f"{which}#{number}"
        here.add(taken)
        return name, print_

    def _taken_by(self, check: str, target: str) -> set[int]:
        """The names that are taken, as far as another finding of this check and target could have them."""
        if check not in self.checks or self.checks[check].related:
            return self._taken[""]
        if target not in self._taken:
            self._taken = {"": self._taken[""], target: set()}
        return self._taken[target]
