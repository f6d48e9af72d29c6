"""One scan, from the declared scope to a sealed run."""

import gc
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scanner import catalogue, members, memory
from scanner.ask import Asking, Progress, Stopped, ask
from scanner.check import SEVERITIES
from scanner.evidence import canonical, pack, sealing, statement
from scanner.judging.assess import Assessment, assess
from scanner.plugins import Registry
from scanner.plugins.installed import tool
from scanner.profile import Profile, to_json
from scanner.pseudonyms import words
from scanner.pseudonyms.hiding import seal_names
from scanner.pseudonyms.keeping import key_of
from scanner.scope import Scope, needs, sealed
from scanner.secrets.screen import Screen
from scanner.stores import spooling

if TYPE_CHECKING:
    from scanner.evidence.sealing import Sealed
    from scanner.evidence.trusted import Trusting
    from scanner.signers import Signer
    from scanner.stores import Store

__all__ = ["Outcome", "Plan", "Stopped", "scan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is decided before anything is asked."""

    scope: Scope
    profile: Profile
    registry: Registry
    secret: Callable[[str], str]
    threads: int = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that lies in the store."""

    run: str
    assessment: Assessment
    sealed: "Sealed"

    def exit_code(self, fail_on: str) -> int:
        """0: all assessed and nothing at or above `fail_on` fails; 1: something does; 2: something was not assessed."""
        findings = self.assessment.findings
        if not findings.totals or not findings.whole:
            return 2
        if self.assessment.coverage.reached < len(self.assessment.coverage.targets):
            return 2
        if fail_on == "never":
            return 0
        bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return int(any(findings.failing[severity] for severity in bad))


def scan(  # noqa: PLR0913  # the last two have defaults
    plan: Plan,
    store: "Store",
    signer: "Signer",
    *,
    progress: Progress,
    stopped: Callable[[], bool] = lambda: False,
    trusted: "Trusting" = (),
) -> Outcome:
    """Ask, judge, seal. Either a whole run lies in the store afterwards, or none.

    `trusted` are the keys that the log goes by beside this signer's.

    Raises:
        Stopped: it was told to end; nothing was sealed.
        LiteralError: a target holds a secret itself; nothing was sealed.
        LeakError: a secret stands in what was kept; nothing was sealed.
        StoreError, EvidenceError, SignerError: it could not be sealed.
    """
    started = datetime.now(UTC)
    name = f"{started:%Y%m%dt%H%M%Sz}-{sha256(f'{started}{id(plan)}'.encode()).hexdigest()[:6]}"
    folder = store.spool(name)
    try:
        asking = _asking(plan, progress, stopped)
        with pack.SegmentWriter(folder) as writer:
            asked = ask(plan.scope.targets, asking, writer)
        gc.collect()  # what was asked with is in cycles, and of a size with all that comes now
        memory.give_back()
        plan = replace(plan, scope=msgspec.structs.replace(plan.scope, targets=asked))
        found = assess(_unless(stopped, _lines(folder, writer)), plan.scope, plan.profile, plan.registry, spool=folder)
        profile = _write(folder, plan, found, asking.screen)
        if stopped():
            raise Stopped
        run = statement.Run(
            run=name,
            started=_second(started),
            ended=_second(datetime.now(UTC)),
            tool=tool(),
            profile=statement.Profile(id=plan.profile.id, digest=profile),
            totals=dict(found.coverage.totals),
            partial=plan.scope.partial,
            hidden=seal_names(folder, key_of(store), _of_plugins(plan.registry)),
        )
        return Outcome(name, found, sealing.seal(store, signer, folder, run, trusted=trusted))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _asking(plan: Plan, progress: Progress, stopped: Callable[[], bool]) -> Asking:
    return Asking(
        collectors=plan.registry.collectors,
        now=lambda: datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        secret=plan.secret,
        stopped=stopped,
        progress=_OneAtATime(progress),
        threads=plan.threads,
        left_out=plan.scope.left_out,
        needed=needs({name: plan.registry.checks[name] for name in plan.scope.checks}, plan.profile),
    )


def _lines(folder: Path, writer: pack.SegmentWriter) -> Iterator[bytes]:
    """What was just written, read back: what is judged is what will be sealed."""
    for segment in writer.segments:
        with (folder / segment.name).open("rb") as file:
            yield from pack.lines(file, segment.name)


def _unless(stopped: Callable[[], bool], lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, until it is told to end: to judge a large account takes its time too. Raises `Stopped`."""
    for line in lines:
        if stopped():
            raise Stopped
        yield line


def _write(folder: Path, plan: Plan, found: Assessment, screen: Screen) -> str:
    """Write the members beside the evidence, each looked through for secrets; the digest of the profile."""
    with pack.LineWriter(folder / "findings.jsonl.gz") as lines:
        for line in found.findings.lines():
            lines.write(screen.member("findings.jsonl", line))
    profile = canonical.dumps(to_json(plan.profile))
    whole: dict[str, Callable[[], bytes]] = {  # one after the other: of a thousand hosts each is large
        "coverage.json": lambda: members.whole(found.coverage),
        "catalogue.json": lambda: members.whole(catalogue.describe(plan.scope, plan.profile, plan.registry)),
        "scope.json": lambda: members.whole(sealed(plan.scope, plan.registry)),
        "profile.json": lambda: profile,
    }
    for name, data in whole.items():
        with spooling(folder):
            (folder / name).write_bytes(screen.member(name, data()))
    return sha256(profile).hexdigest()


def _of_plugins(registry: Registry) -> frozenset[str]:
    """The words by which plugins call what they read and judge: no names of anybody."""
    brought = [registry.collectors[scheme] for scheme in registry.brought]
    called = (name for one in brought for name in (one.scheme, *one.kinds, *(q.id for q in one.questions)))
    return words((*called, *(plugin.name for plugin in registry.plugins), *registry.checks))


def _second(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class _OneAtATime:
    """Calls come from many threads; what shows them need not know."""

    inner: Progress
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, target: str, question: str) -> None:
        with self.lock:
            self.inner.answered(target, question)

    def found(self, target: str, parent: str) -> None:
        with self.lock:
            self.inner.found(target, parent)

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # as Progress says
        with self.lock:
            self.inner.done(target, reached, said)
