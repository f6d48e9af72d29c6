"""Judge a sealed run again, and compare every finding byte for byte."""

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Final

import msgspec

from scanner import plugins
from scanner.assess import AssessError, Assessment, assess
from scanner.evidence import canonical
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verify import Replay
from scanner.finding import Finding
from scanner.installed import tool
from scanner.members import line, read, whole
from scanner.profile import from_json
from scanner.scope import Scope

_UNFIT: Final = (AssessError, msgspec.MsgspecError, LookupError, TypeError, ValueError)
"""What judging the answers of a hostile bundle can raise."""


class _LacksError(Exception):
    """This program cannot judge what that one could; says what it lacks."""


def replay(run: SealedRun, load: Callable[[], plugins.Registry] = plugins.load) -> Replay:
    """Judge the sealed answers with the sealed profile by the checks of this program, and compare.

    No code is ever loaded from a bundle, and none of a plugin because a bundle names it: findings of a check that this
    program lacks are not replayed, and that is said.
    """
    try:
        scope = read(run.member("scope.json"), Scope, "scope.json")
        registry = _registry(scope, load())
        profile = from_json(canonical.loads(run.member("profile.json"), "profile.json"))
        found = assess(run.answers(), scope, profile, registry)
    except _LacksError as lack:
        return Replay("lacks", str(lack))
    except _UNFIT as err:
        return _differs(run, f"the sealed answers cannot be judged: {type(err).__name__}: {err}")
    difference = next(_differences(found, run), "")
    if difference:
        return _differs(run, difference)
    return Replay("same", f"{len(found.findings)} computed again from the evidence, byte for byte the same")


def _differs(run: SealedRun, difference: str) -> Replay:
    """A difference is a forgery only where this is the program that judged; another may judge otherwise."""
    theirs, ours = run.record.tool, tool()
    if theirs.version != ours.version:
        said = f"judged by safeguard {theirs.version}, and {ours.version} says otherwise: {difference}."
        return Replay("other-version", f"{said} Replay with pip install {theirs.name}=={theirs.version}")
    if theirs.digest != ours.digest:
        said = f"judged by another build of safeguard {ours.version} ({theirs.digest[:12]}…)"
        return Replay("other-version", f"{said}, and this one ({ours.digest[:12]}…) says otherwise: {difference}")
    return Replay("differs", difference)


def _registry(scope: Scope, registry: plugins.Registry) -> plugins.Registry:
    lacks = sorted({*scope.checks, *scope.disabled} - set(registry.checks))
    if lacks:
        raise _LacksError(
            f"this program lacks the check {lacks[0]}" + (f" and {len(lacks) - 1} more" if lacks[1:] else "")
        )
    schemes = sorted({a.target.scheme for a in scope.targets} - set(registry.collectors))
    if schemes:
        raise _LacksError(f"this program has no collector that reads {schemes[0]}: answers")
    return registry


def _differences(found: Assessment, run: SealedRun) -> Iterator[str]:
    sealed: Iterable[bytes] = run.lines("findings.jsonl")
    for number, (ours, theirs) in enumerate(zip_longest(found.findings, sealed), start=1):
        if ours is None or theirs is None or line(ours) != theirs:
            yield _told(number, ours, theirs, len(found.findings))
            return
    if whole(found.coverage) != run.member("coverage.json"):
        yield "the coverage differs from what the evidence says"


def _told(number: int, ours: Finding | None, theirs: bytes | None, count: int) -> str:
    if theirs is None:
        return f"finding {number} of {count} is missing from the bundle: {ours.check if ours else ''}"
    if ours is None:
        return f"finding {number} follows from nothing in the evidence"
    sealed = read(theirs, Finding, f"finding {number}")
    where = f"{ours.check}, {ours.name or ours.resource}"
    if (sealed.check, sealed.resource, sealed.status) == (ours.check, ours.resource, ours.status):
        return f"finding {number} of {count}: {where}: {ours.status}, in other words"
    return f"finding {number} of {count}: {where}: the bundle says {sealed.status}, the evidence says {ours.status}"
