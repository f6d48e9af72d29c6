"""Hold every member of a sealed run against what follows from its evidence, its scope and its profile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import zip_longest
from typing import Final

from scanner.catalogue import describe
from scanner.evidence.sealed import SealedRun
from scanner.finding import Finding
from scanner.judging.assess import Assessment
from scanner.members import read, whole
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.profile.layers import load_profile, profile_names
from scanner.scope import Scope, declare

_SLACK: Final = timedelta(minutes=5)
"""A clock may be set right while a scan runs; old answers in a new night are older than that."""


@dataclass(frozen=True, slots=True)
class Again:
    """A run, judged again."""

    scope: Scope
    profile: Profile
    registry: Registry
    found: Assessment


def differences(run: SealedRun, again: Again) -> Iterator[str]:
    """What the run says otherwise than its evidence, the worst first: a sentence each."""
    yield from _findings(run, again.found)
    if whole(again.found.coverage) != run.member("coverage.json"):
        yield "the coverage differs from what the evidence says"
    yield from _scope(again)
    yield from _record(run, again)
    yield from _words(run, again)


def _findings(run: SealedRun, found: Assessment) -> Iterator[str]:
    sealed: Iterable[bytes] = run.lines("findings.jsonl")
    for number, (mine, theirs) in enumerate(zip_longest(found.findings.lines(), sealed), start=1):
        if mine != theirs:
            yield _told(number, mine, theirs, len(found.findings))
            return


def _told(number: int, mine: bytes | None, theirs: bytes | None, count: int) -> str:
    if mine is None:
        return f"finding {number} follows from nothing in the evidence"
    ours = read(mine, Finding, "our own")
    if theirs is None:
        return f"finding {number} of {count} is missing from the bundle: {ours.check}"
    sealed = read(theirs, Finding, f"finding {number}")
    where, elsewhere = (f"{f.check} of {f.name or f.resource}" for f in (ours, sealed))
    if (sealed.check, sealed.resource, sealed.status) == (ours.check, ours.resource, ours.status):
        return f"finding {number} of {count}: {where}: {ours.status}, in other words"
    if sealed.status == ours.status:
        return f"finding {number} of {count}: the bundle has {elsewhere}, the evidence gives {where}"
    return f"finding {number} of {count}: {where}: the bundle says {sealed.status}, the evidence says {ours.status}"


def _scope(again: Again) -> Iterator[str]:
    """A check that is neither judged nor disabled, or a question not to be asked, would be a way to look away."""
    scope = again.scope
    named = [a for a in scope.targets if not a.parent]
    due = declare(
        [a.target for a in named], again.registry, again.profile, left_out=scope.left_out, before=scope.before
    )
    if left := sorted(set(due.checks) - set(scope.checks)):
        yield f"the scope leaves out the check {left[0]}, which the profile does not disable"
    if dict(due.disabled) != dict(scope.disabled):
        yield "the scope disables other checks than the profile"
    if due.targets != tuple(named):
        yield "the scope asks other questions than the checks need"
    yield from _behind(again)


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
    if (record.profile.id, record.profile.digest) != (again.profile.id, sha256(run.member("profile.json")).hexdigest()):
        yield "the record names another profile than the one that is sealed with it"
    if dict(record.totals) != dict(again.found.coverage.totals):
        yield "the record counts other findings than there are"
    if record.partial != again.scope.partial:
        yield "the record says otherwise than the scope whether all that is declared was looked at"
    begun, ended = (datetime.fromisoformat(t) for t in (record.started, record.ended))
    for target in again.found.coverage.targets:
        for asked in filter(None, (target.first, target.last)):
            if not begun - _SLACK <= datetime.fromisoformat(asked) <= ended + _SLACK:
                yield f"{target.target} was asked at {asked}; the run went from {record.started} to {record.ended}"


def _words(run: SealedRun, again: Again) -> Iterator[str]:
    if whole(describe(again.scope, again.profile, again.registry)) != run.member("catalogue.json"):
        yield "the catalogue says other words than the checks"
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
