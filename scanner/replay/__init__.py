"""Judge a sealed run again, and compare every finding byte for byte."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from scanner import plugins
from scanner.evidence import canonical
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verify import Replay
from scanner.judging.assess import AssessError, assess
from scanner.members import SealedError, read
from scanner.plugins.installed import tool
from scanner.profile import from_json
from scanner.replay.recompute import Again, differences, whose
from scanner.scope import Scope
from scanner.stores import SpoolError

_UNFIT: Final = (AssessError, msgspec.MsgspecError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What judging the answers of a hostile bundle can raise."""

_VERSION: Final = re.compile(r"[0-9]+(\.[0-9]+){0,3}([a-z]+[0-9]+)?", re.ASCII)


Load: TypeAlias = Callable[[Sequence[str]], plugins.Registry]
"""Takes the plugins that a run names; gives our checks, with those of them that the verifier allows."""


def ours(_: Sequence[str]) -> plugins.Registry:
    """No plugin at all."""
    return plugins.load()


class _LacksError(Exception):
    """This program cannot judge what that one could; says what it lacks."""


def replay(run: SealedRun, load: Load = ours) -> Replay:
    """Judge the sealed answers with the sealed profile by the checks of this program, and compare all that follows.

    No code is ever loaded from a bundle, and none of a plugin because a bundle names it: findings of a check that this
    program lacks are not replayed, and that is said.
    """
    try:
        scope = read(run.member("scope.json"), Scope, "scope.json")
        registry = _registry(scope, load([p.name for p in scope.plugins]))
        profile = from_json(canonical.loads(run.member("profile.json"), "profile.json"))
        with _spool() as spool:
            found = assess(run.answers(), scope, profile, registry, spool=spool)
            difference = next(differences(run, Again(scope, profile, registry, found)), "")
    except (_LacksError, SpoolError) as lack:
        return Replay("lacks", str(lack))
    except SealedError as err:
        return _differs(run, str(err), "cannot read it")
    except _UNFIT as err:
        return _differs(run, f"the sealed answers cannot be judged: {type(err).__name__}")
    if difference:
        return _differs(run, difference)
    said = f"{len(found.findings)} computed again from the evidence, byte for byte the same"
    return Replay("same", f"{said}; {whose(profile, registry)}")


@contextmanager
def _spool() -> Iterator[Path | None]:
    """A folder where answers and findings may wait; None, and so memory, where this machine has none to give."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="safeguard-", ignore_cleanup_errors=True)
    except OSError:
        yield None
        return
    with folder as name:
        yield Path(name)


def _differs(run: SealedRun, difference: str, how: str = "says otherwise") -> Replay:
    """A difference is a forgery only where this is the program that judged; another may judge, or write, otherwise."""
    theirs, ours = run.record.tool, tool()
    if theirs.name != ours.name or not _VERSION.fullmatch(theirs.version):
        return Replay("differs", f"judged by another program than {ours.name}: {difference}")
    if theirs.version != ours.version:
        said = f"judged by safeguard {theirs.version}, and {ours.version} {how}: {difference}."
        return Replay("other-version", f"{said} Replay with pip install {ours.name}=={theirs.version}")
    if theirs.digest != ours.digest:
        said = f"judged by another build of safeguard {ours.version} ({theirs.digest[:12]}…)"
        return Replay("other-version", f"{said}, and this one ({ours.digest[:12]}…) {how}: {difference}")
    return Replay("differs", difference)


def _registry(scope: Scope, registry: plugins.Registry) -> plugins.Registry:
    theirs = plugins.judging(scope.plugins)
    if lacks := _lacking(scope, registry):
        raise _LacksError(lacks + (f": {_with(theirs)}" if theirs else ""))
    if theirs and theirs != registry.judging:
        raise _LacksError(_with(theirs))
    return registry


def _lacking(scope: Scope, registry: plugins.Registry) -> str:
    if lacks := sorted({*scope.checks, *scope.disabled} - set(registry.checks)):
        return f"this program lacks the check {lacks[0]}" + (f" and {len(lacks) - 1} more" if lacks[1:] else "")
    schemes = sorted({a.target.scheme for a in scope.targets} - set(registry.collectors))
    return f"this program has no collector that reads {schemes[0]}: answers" if schemes else ""


def _with(theirs: Sequence[plugins.Plugin]) -> str:
    named = ", ".join(f"{p.name} {p.version}" for p in theirs)
    return (
        f"it was judged with the plugins {named}, and they are not here as they were."
        " Whoever trusts them installs them, names them under plugins: in a safeguard.yaml, and verifies with -c FILE"
    )
