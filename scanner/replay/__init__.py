"""Judge a sealed run again, and compare every finding byte for byte."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
from msgspec import UNSET

from scanner import plugins
from scanner.catalogue import Catalogue
from scanner.ends import Ends
from scanner.evidence import canonical
from scanner.evidence.replayed import Replay, first, tally
from scanner.evidence.sealed import SealedRun
from scanner.judging.assess import AssessError, assess
from scanner.members import SealedError, read
from scanner.plugins.installed import tool
from scanner.profile import from_json
from scanner.replay.compared import StrangeError
from scanner.replay.recompute import Again, Difference, difference, whose
from scanner.scope import Scope
from scanner.stores import SpoolError
from scanner.words import counted, few, number

UNFIT: Final = (AssessError, msgspec.MsgspecError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
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
            ends = sealed_ends(run.member("catalogue.json"))
            found = assess(run.answers(), scope, profile, registry, spool=spool, ends=ends)
            seen = difference(run, Again(scope, profile, registry, found, ends))
    except (_LacksError, SpoolError) as lack:
        return Replay("lacks", str(lack))
    except (SealedError, StrangeError) as err:
        return _unread(run, str(err))
    except UNFIT as err:
        return _unread(run, f"the sealed answers cannot be judged: {type(err).__name__}")
    if run.hidden:
        return _hidden(run, seen)
    newer = _of_another_version(run)
    if seen.otherwise or seen.rest or ((seen.words or seen.more) and not newer):
        return _differs(run, seen)
    said = f"{len(found.findings)} computed again from the evidence, byte for byte the same"
    by = f"; sealed by safeguard {run.record.tool.version}" if newer else ""
    more = "".join(f"\n{line}" for line in [*seen.words, *_later(seen)])
    return Replay("same", f"{said}; {whose(profile, registry)}{by}{more}")


def sealed_ends(catalogue: bytes) -> Ends | None:
    """The tables that a run was judged by; None where it tells none: versions before 0.9 did not seal them."""
    told = read(catalogue, Catalogue, "catalogue.json").ends
    return None if told is UNSET else Ends(told)


def _of_another_version(run: SealedRun) -> bool:
    """Another version of this program judged: where its findings agree, what it says beside them may differ."""
    return bool(_other(run)) and run.record.tool.version != tool().version


def _later(seen: Difference) -> Iterator[str]:
    """The checks that this version has and the one that judged had not."""
    if seen.more:
        yield f"this version has {counted(len(seen.more), 'check')} more: {few(seen.more)}"


def _hidden(run: SealedRun, seen: Difference) -> Replay:
    """Of a run with pseudonyms: what hangs on the names cannot be told, and nothing that differs is called the same."""
    left_out = () if _of_another_version(run) else seen.more
    rest = [f"the scope leaves out the check {name}, which the profile does not disable" for name in left_out]
    rest += seen.rest
    if not seen.otherwise and not rest:
        said = f"{seen.count} computed again from the evidence with pseudonyms, each the same"
        return Replay("same", said, seen.count)
    told = seen.count - sum(bool(one.sealed) for one in seen.otherwise)
    few_ = "\n".join([*first([one for one in seen.otherwise if one.sealed]), *first(rest)])
    return Replay(
        "lacks",
        f"{number(told)} of {counted(seen.count, 'finding')} computed again from the evidence with pseudonyms, each"
        f" the same; these differ, or hang on the names that were withheld:\n{few_}",
        seen.count,
    )


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


def _unread(run: SealedRun, why: str) -> Replay:
    """It could not be computed again: a forgery only where this is the program that judged."""
    judge = _other(run)
    if not judge:
        return Replay("differs", f"{_stranger(run)}{why}")
    return Replay("lacks", f"judged by {judge}, and this program cannot read it: {why}. Verify with that one")


def _differs(run: SealedRun, seen: Difference) -> Replay:
    """A difference is a forgery only where this is the program that judged; another may judge, or write, otherwise."""
    judge = _other(run)
    newer = _of_another_version(run)
    more = [f"the scope leaves out the check {name}, which the profile does not disable" for name in seen.more]
    rest = [*([] if newer else more), *seen.rest, *seen.words]
    if not judge:
        said = "\n".join([*first(seen.otherwise), *first(rest)])
        return Replay("differs", f"{_stranger(run)}{said}", seen.count, seen.otherwise)
    theirs = run.record.tool
    lines = [
        f"not replayed: sealed by safeguard {theirs.version}, digest {theirs.digest}; install it to settle this",
        f"computed again by this program: {tally(seen.count, seen.otherwise)}",
        *first([o for o in seen.otherwise if not o.words]),
        *first(rest),
        *(_later(seen) if newer else ()),
    ]
    return Replay("other-version", "\n".join(lines), seen.count, seen.otherwise, judge)


def _other(run: SealedRun) -> str:
    """The program that judged, where it is another one of ours; empty where it is this one, or nothing that we made."""
    theirs, ours = run.record.tool, tool()
    if _stranger(run):
        return ""
    if theirs.version != ours.version:
        return f"safeguard {theirs.version}"
    return f"build {theirs.digest[:12]} of safeguard {ours.version}" if theirs.digest != ours.digest else ""


def _stranger(run: SealedRun) -> str:
    """What to say first of a program that cannot be one of ours: it excuses nothing, and its name is not repeated."""
    theirs, ours = run.record.tool, tool()
    known = theirs.name == ours.name and _VERSION.fullmatch(theirs.version)
    return "" if known else f"judged by another program than {ours.name}: "


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
