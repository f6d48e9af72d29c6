"""Hold every member of a sealed run against what follows from its evidence, its scope and its profile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from scanner.catalogue import describe
from scanner.ends import Ends
from scanner.evidence.replayed import Otherwise
from scanner.evidence.sealed import SealedRun
from scanner.judging.assess import Assessment
from scanner.members import whole
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.profile.layers import load_profile, profile_names
from scanner.replay.compared import compare
from scanner.scope import Asked, Scope, declare
from scanner.words import visible

_SLACK: Final = timedelta(minutes=5)
"""A clock may be set right while a scan runs; old answers in a new night are older than that."""


@dataclass(frozen=True, slots=True)
class Again:
    """A run, judged again."""

    scope: Scope
    profile: Profile
    registry: Registry
    found: Assessment
    ends: Ends | None = None
    """The tables that it was judged by, where they are sealed with it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run says otherwise than its evidence."""

    count: int
    """How many findings it has."""
    otherwise: tuple[Otherwise, ...]
    """The findings that come out otherwise."""
    rest: tuple[str, ...]
    """What else differs, the worst first: a sentence each."""
    words: tuple[str, ...]
    """What the checks say of themselves and the run says otherwise: with another version that is no finding."""
    more: tuple[str, ...]
    """The checks that this program has, that the profile does not disable, and that the scope does not name."""


def difference(run: SealedRun, again: Again) -> Difference:
    """Compare all that a run says with what follows from its evidence. Raises `EvidenceError`."""
    found = compare(again.found.findings.lines(), run.lines("findings.jsonl"))
    named = [a.target for a in again.scope.targets if not a.parent]
    due = declare(named, again.registry, again.profile, left_out=again.scope.left_out, before=again.scope.before)
    return Difference(
        count=sum(run.record.totals.values()),
        otherwise=found.otherwise,
        rest=tuple(_rest(run, again, due, ordered=found.ordered or bool(found.otherwise) or run.hidden is not None)),
        words=tuple(_words(run, again)),
        more=tuple(sorted(set(due.checks) - set(again.scope.checks))),
    )


def _rest(run: SealedRun, again: Again, due: Scope, *, ordered: bool) -> Iterator[str]:
    if not ordered:
        yield "the findings stand in another order than they follow from the evidence"
    if whole(again.found.coverage) != run.member("coverage.json"):
        yield "the coverage differs from what the evidence says"
    yield from _ends(again)
    yield from _scope(again, due)
    yield from _record(run, again)
    yield from _requirements(again)


def _ends(again: Again) -> Iterator[str]:
    """The ends of support by which it judges more kindly than this program would."""
    for what, (there, here) in sorted(again.ends.kinder.items() if again.ends else ()):
        known = f"here until {here}" if here else "not known here"
        yield f"it judges by {visible(what)} being fixed until {there or 'nobody knows when'}, {known}"


def _scope(again: Again, due: Scope) -> Iterator[str]:
    """A check that is neither judged nor disabled, or a question not to be asked, would be a way to look away."""
    scope = again.scope
    if dict(due.disabled) != dict(scope.disabled):
        yield "the scope disables other checks than the profile"
    named = tuple(a for a in scope.targets if not a.parent)
    # In whatever order: with pseudonyms it is still that of the names.
    if sorted(_asked(again, named), key=_by_id) != sorted(named, key=_by_id):
        yield "the scope asks other questions than the checks need"
    yield from _behind(again)


def _by_id(asked: Asked) -> str:
    return asked.target.id


def _asked(again: Again, named: Sequence[Asked]) -> tuple[Asked, ...]:
    """What the checks that the scope names need to ask; those that it leaves out are a difference of their own."""
    known = {*again.scope.checks, *again.scope.disabled}
    checks = {name: check for name, check in again.registry.checks.items() if name in known}
    return declare([a.target for a in named], replace(again.registry, checks=checks), again.profile).targets


def _behind(again: Again) -> Iterator[str]:
    """An account that is listed and not looked at would be another, and so would one of somebody else's."""
    listed = {(a.parent, a.target.id): a for a in again.found.behind}
    there = {a.target.id for a in again.scope.targets}.union(again.scope.left_out)  # which the report says
    for parent, target in listed:
        if target not in there:
            yield f"the scope leaves out {target}, which {parent} lists"
    for asked in again.scope.targets:
        if asked.parent and (found := listed.get((asked.parent, asked.target.id))) != asked:
            how = "in another way" if found else "not"
            yield f"the scope holds {asked.target.id}, which {asked.parent} lists {how}"


def _record(run: SealedRun, again: Again) -> Iterator[str]:
    record = run.record
    # With pseudonyms it is not to the byte the profile of the record; what was signed of it so, the layer has checked.
    theirs = record.profile.digest if run.hidden else sha256(run.member("profile.json")).hexdigest()
    if (record.profile.id, record.profile.digest) != (again.profile.id, theirs):
        yield "the record names another profile than the one that is sealed with it"
    if dict(record.totals) != dict(again.found.coverage.totals):
        yield "the record counts other findings than there are"
    if record.partial != again.scope.partial:
        yield "the record says otherwise than the scope whether all that is declared was looked at"
    begun, ended = (datetime.fromisoformat(t) for t in (record.started, record.ended))
    early = {a.target.id: again.registry.collectors[a.target.scheme].early(a.target) for a in again.scope.targets}
    for target in again.found.coverage.targets:
        since = begun - _SLACK - timedelta(seconds=early.get(target.target, 0))
        for asked in filter(None, (target.first, target.last)):
            if not since <= datetime.fromisoformat(asked) <= ended + _SLACK:
                yield f"{target.target} was asked at {asked}; the run went from {record.started} to {record.ended}"


def _words(run: SealedRun, again: Again) -> Iterator[str]:
    if whole(describe(again.scope, again.profile, again.registry)) != run.member("catalogue.json"):
        yield "the catalogue says other words than the checks"


def _requirements(again: Again) -> Iterator[str]:
    for row in again.profile.requirements:
        if sha256(row.text.encode()).hexdigest() != row.sha256:
            yield f"the text of {row.cite} is not the one that its digest names"
    if (base := _base(again.profile, again.registry)) and again.profile.requirements != base.requirements:
        yield f"the requirements are not those of {base.id} as it comes with safeguard"


def whose(profile: Profile, registry: Registry) -> str:
    """Whose words the requirements are."""
    base = _base(profile, registry)
    if not base:
        return f"the profile {profile.id} is the house's own"
    changed = len(profile.layers) > 1
    return f"by {base.id}" + (f", with limits of {profile.layers[-1].name}" if changed else "")


def _base(profile: Profile, registry: Registry) -> Profile | None:
    """The profile that comes with safeguard and that this one extends."""
    name = profile.layers[0].name.removesuffix(".yaml") if profile.layers else ""
    return load_profile(name, registry.checks) if name in profile_names() else None
