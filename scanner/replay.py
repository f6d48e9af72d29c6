"""Judge a sealed run again, and compare every finding byte for byte."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import msgspec

from scanner import plugins
from scanner.assess import AssessError, Assessment, assess
from scanner.evidence import canonical
from scanner.evidence.verify import Replay, SealedRun
from scanner.finding import Finding
from scanner.installed import version
from scanner.members import line, read, whole
from scanner.profile import from_json
from scanner.scope import Scope

_UNFIT: Final = (AssessError, msgspec.MsgspecError, LookupError, TypeError, ValueError)
"""What judging the answers of a hostile bundle can raise."""


@dataclass(frozen=True, slots=True)
class _Lacks(Exception):  # noqa: N818  # no error: this program cannot judge what that one could
    said: str


def replay(run: SealedRun, load: Callable[[], plugins.Registry] = plugins.load) -> Replay:
    """Judge the sealed answers with the sealed profile by the checks of this program, and compare.

    No code is ever loaded from a bundle, and none of a plugin because a bundle names it: findings of a check that this
    program lacks are not replayed, and that is said.
    """
    try:
        scope = read(run.member("scope.json"), Scope, "scope.json")
        registry = _registry(scope, load())
        found = assess(
            run.answers(), scope, from_json(canonical.loads(run.member("profile.json"), "profile.json")), registry
        )
    except _Lacks as lack:
        return Replay("lacks", lack.said)
    except (
        AssessError,
        msgspec.MsgspecError,
        LookupError,
        TypeError,
        ValueError,
    ) as err:  # whatever a hostile bundle seals
        return Replay("differs", f"the sealed answers cannot be judged: {err}")
    difference = next(_differences(found, run), "")
    if not difference:
        count = len(found.findings)
        return Replay("same", f"{count} computed again from the evidence, byte for byte the same")
    if run.record.tool.version != version():
        return Replay(
            "other-version",
            f"judged by safeguard {run.record.tool.version}, and {version()} says otherwise: {difference}. "
            f"Replay with pip install safeguard-scanner=={run.record.tool.version}",
        )
    return Replay("differs", difference)


def _registry(scope: Scope, registry: plugins.Registry) -> plugins.Registry:
    lacks = sorted({*scope.checks, *scope.disabled} - set(registry.checks))
    if lacks:
        raise _Lacks(f"this program lacks the check {lacks[0]}" + (f" and {len(lacks) - 1} more" if lacks[1:] else ""))
    schemes = sorted({a.target.scheme for a in scope.targets} - set(registry.collectors))
    if schemes:
        raise _Lacks(f"this program has no collector that reads {schemes[0]}: answers")
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
