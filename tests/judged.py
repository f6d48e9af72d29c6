"""Answers of one target through the real checks and the rule in force, as a scan and a replay do it."""

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from scanner import plugins
from scanner.answers import Answer
from scanner.evidence import canonical
from scanner.finding import Finding, Status
from scanner.judging.assess import Assessment, assess
from scanner.profile import Profile
from scanner.profile.layers import load_profile
from scanner.scope import declare
from scanner.targets import Target


@cache
def registry() -> plugins.Registry:
    return plugins.load()


@cache
def rule() -> Profile:
    return load_profile("hipaa-security-rule", registry().checks)


def judged(answers: Iterable[Answer], target: Target, known: plugins.Registry | None = None) -> Assessment:
    ordered = sorted(answers, key=lambda a: a.key)
    lines = [canonical.dumps(msgspec.to_builtins(a)) for a in ordered]
    known = known or registry()
    return assess(lines, declare([target], known, rule()), rule(), known)


def lost(before: Assessment, after: Assessment) -> list[str]:
    """What is claimed after something was not read and was not claimed before, or is gone without a word."""
    open_ = {(f.check, *where) for f in after.findings if f.status is Status.NOT_ASSESSED for where in _at(f)}
    now = {f.fingerprint: f for f in after.findings}
    was = {f.fingerprint: f for f in before.findings}
    gone = [f"{_said(f)} vanished" for p, f in was.items() if p not in now and open_.isdisjoint(_heard_of(f))]
    changed = [f"{_said(was[p])} became {_said(f)}" for p, f in now.items() if p in was and _better(was[p], f)]
    new = [f"{_said(f)} is new" for p, f in now.items() if p not in was and f.status is Status.PASS]
    return gone + changed + new


def _at(finding: Finding) -> Iterator[tuple[str, ...]]:
    yield from ((finding.kind, finding.resource), ())


def _heard_of(finding: Finding) -> Iterator[tuple[str, ...]]:
    """Where one that is gone may stand open: at the same thing, or where that was listed. One that stands is no claim.

    Buckets whose region is not told are listed at home.
    """
    if finding.standing:
        yield (finding.check,)
        return
    listed = (f"{finding.target}/{site}" for site in (finding.site, "home"))
    for where in (finding.resource, finding.target, *listed):
        yield from ((finding.check, kind, where) for kind in (finding.kind, "target"))


def _better(was: Finding, now: Finding) -> bool:
    return now.status not in (was.status, Status.NOT_ASSESSED)


def _said(finding: Finding) -> str:
    return f"{finding.check} {finding.resource} {finding.facet}: {finding.status.value} ({finding.seen})"
