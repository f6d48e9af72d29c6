"""Checking a bundle or a store, layer by layer, and saying what each layer showed.

It may be anybody's. Nothing in it is believed but what a key signed that the verifier trusts for a reason of their
own, and nothing that could not be checked is said to be good.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from scanner.evidence import EvidenceError, dsse, history, keys, log, programs, replayed, unsigned
from scanner.evidence.archive import HostileError
from scanner.evidence.bundle import Bundle, open_bundle
from scanner.evidence.note import Checkpoint
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import MemberError, SealedRun, read_run
from scanner.evidence.statement import Tool
from scanner.evidence.verdict import LAYERS, Found, Layer, conclude
from scanner.stores import NewerError, Reader, StoreError
from scanner.stores.opening import open_store
from scanner.words import counted, number, visible

__all__ = ["LAYERS", "Layer", "Replay", "Trust", "conclude", "verify"]

_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "container": (),
    "signature": ("container",),
    "evidence": ("container", "signature"),
    "findings": ("container", "signature"),
    "program": ("container", "signature"),
    "log": ("container", "signature", "evidence", "findings"),
    "unsigned": ("container", "signature"),
}
_SKIPPED: Final = "not checked after a failure"
_UPDATE: Final = "Not verified: it is of a format that came after this version. Update safeguard, and verify it again."
_STRANGE: Final = "NOT VERIFIED. This folder is no store of safeguard's."
_UNREAD: Final = "NOT VERIFIED. Not all of it could be read, so nobody knows whether it was changed."
_LOG: Final = "NOT VERIFIED. Its log is damaged or cut, or is not the log of its runs."
_KEYLESS: Final = "NOT VERIFIED. A key that signed it did not come along, so its signature cannot be checked."
_UNFIT: Final = "NOT VERIFIED. What was signed is not what lies there: a signature does not fit."
_SHOWN: Final = "NOT VERIFIED. What it shows to openssl is not what was signed."
_UNCOVERED: Final = "Intact and signed, but its last entry is not covered by a checkpoint yet. The next scan does that."
_OTHER: Final = "Intact and signed, but its log has an entry that this version cannot read. Update safeguard."


@dataclass(frozen=True)
class Trust:
    """What the verifier trusts, each from somewhere else than the thing that is checked."""

    keys: frozenset[str] = frozenset()  # their names, SHA256:...
    anchors: tuple[Checkpoint, ...] = ()  # of the log, that were kept elsewhere
    program: Tool | None = None  # their own, with which that of the runs is compared


def verify(
    source: Path | Reader,
    trust: Trust,
    replay: Callable[[SealedRun], Replay],
    *,
    altered: Callable[[SealedRun], str] = lambda _: "",
    all_runs: bool = False,
) -> Iterator[Layer]:
    """Check a bundle or a store and yield what each layer showed, in the order of `LAYERS`.

    Every run that is there is held against what was signed about it; `replay` judges again all runs of a bundle, and of
    a store, which is verified every night, the last one, or all with `all_runs`. `altered` names an answer that is not
    the one that was sealed, for a run whose root says that there is one.
    """
    try:
        reader = source if not isinstance(source, Path) else _open(source)
    except NewerError as err:
        yield from _stopped(Found("unknown", str(err), _UPDATE), "not checked: this version cannot read it")
        return
    except (EvidenceError, StoreError) as err:
        strange = isinstance(source, Path) and source.is_dir() and not (source / "store.json").exists()
        yield from _stopped(Found("fails", str(err), _STRANGE if strange else ""), _SKIPPED)
        return
    with closing(reader) if isinstance(reader, Bundle) else nullcontext():
        yield from _Check(reader, trust, replay, altered, all_runs).layers()


def _stopped(found: Found, why: str) -> Iterator[Layer]:
    yield Layer(LAYERS[0], *found)
    yield from (Layer(name, "skipped", why) for name in LAYERS[1:])


def _open(path: Path) -> Reader:
    return open_store(path) if path.is_dir() else open_bundle(path)


@dataclass(frozen=True)
class _Check:
    reader: Reader
    trust: Trust
    replay: Callable[[SealedRun], Replay]
    altered: Callable[[SealedRun], str]
    all_runs: bool

    def layers(self) -> Iterator[Layer]:
        """What each layer shows; after a failure, nothing of what rests on it."""
        failed: set[str] = set()
        for name in LAYERS:
            blocked = failed.intersection(_NEEDS[name])
            layer = Layer(name, "skipped", _SKIPPED) if blocked else Layer(name, *self._layer(name))
            if layer.state == "fails":
                failed.add(name)
            yield layer

    def _layer(self, name: str) -> Found:
        try:
            found: Found = getattr(self, name)()
        except (EvidenceError, StoreError) as err:
            return Found("fails", str(err), _UNREAD if isinstance(err.__cause__, OSError) else "")
        except OSError as err:
            return Found("fails", f"{self.reader.name} cannot be read: {err.strerror}", _UNREAD)
        return found

    @cached_property
    def publics(self) -> Mapping[str, bytes]:
        """The keys that came along."""
        return keys.lying_in(self.reader)

    @cached_property
    def trusted(self) -> Mapping[str, bytes]:
        """Those of them that the verifier trusts; all of them where that has not been said."""
        if not self.trust.keys:
            return self.publics
        return {name: public for name, public in self.publics.items() if name in self.trust.keys}

    @cached_property
    def runs(self) -> Sequence[SealedRun]:
        """The runs whose members should be there: of a store all in the log, of a bundle those it was made for."""
        every = (read_run(self.reader, data, f"entry {at}") for at, data in enumerate(log.leaves(self.reader)))
        there = self._folders("runs/", "signed/") if self.is_bundle else None
        runs = {run.record.run: run for run in every if run and (there is None or run.record.run in there)}
        if there and (strange := sorted(there - runs.keys())):
            raise HostileError(self.reader.name, f"the run {strange[0]} is in it and not in its log")
        return tuple(runs.values())

    @property
    def looked_at(self) -> Sequence[SealedRun]:
        """Those that are judged again."""
        return self.runs if self.is_bundle or self.all_runs else self.runs[-1:]

    @property
    def is_bundle(self) -> bool:
        """Whether it was made for somebody; a store is what is."""
        return isinstance(self.reader, Bundle)

    def container(self) -> Found:
        """The file itself, before anything in it is believed."""
        if isinstance(self.reader, Bundle):
            return Found("ok", f"{number(self.reader.check())} members, no surprise among them")
        if self._empty:
            return Found("unknown", f"nothing has been sealed in it yet{self._elsewhere({})}")
        return Found("ok", f"{number(sum(1 for _ in self.reader.list('runs/')))} members of runs")

    def signature(self) -> Found:
        """That each run is signed, and by whom."""
        try:
            runs = self.runs
        except EvidenceError as err:
            return Found("fails", str(err), _LOG)
        for run in runs:
            if wrong := self._unsigned(run):
                return wrong
        return self._signed(sorted({run.keyid for run in runs}))

    def _unsigned(self, run: SealedRun) -> Found | None:
        """What is wrong with the signature of a run; None where nothing is."""
        what, name = f"run {run.record.run}", keys.short(run.keyid)
        public = self.publics.get(run.keyid)
        if public is None:
            return Found("fails", f"{what}: its key {name} did not come along", _KEYLESS)
        if not dsse.read_envelope(run.envelope, what).signed_with(public):
            return Found("fails", f"{what}: the signature of key {name} does not fit", _UNFIT)
        if self.trust.keys and run.keyid not in self.trust.keys:
            raise dsse.UnknownKeyError(what, run.keyid)
        if isinstance(self.reader, Bundle):
            try:
                self.reader.check_shown(run)
            except HostileError as err:
                return Found("fails", str(err), _SHOWN)
        return None

    def _signed(self, names: Sequence[str]) -> Found:
        if not names:
            return Found("unknown", "there is no run in it")
        if not self.trust.keys:
            return Found("unknown", "matches a key that came with it; you have not said that you trust it")
        if len(names) > 1:
            return Found("ok", f"{number(len(self.runs))} envelopes, {len(names)} keys that you trust")
        (name,) = names
        alg = keys.ALGORITHMS[keys.algorithm(self.publics[name])]
        return Found("ok", f"{alg}, key {keys.short(name)}, which you trust")

    def evidence(self) -> Found:
        """That the answers of each run are those that were signed."""
        if not self.runs:
            return Found("unknown", "there is no run in it")
        for run in self.runs:
            self._check_answers(run)
        total = counted(sum(run.record.evidence.size for run in self.runs), "answer", "answers")
        return Found("ok", f"{total}{self._across()}, every digest agrees")

    def _check_answers(self, run: SealedRun) -> None:
        try:
            run.check_answers()
        except MemberError as err:
            if which := self.altered(run):
                raise EvidenceError(str(err), which) from None
            raise

    def findings(self) -> Found:
        """That the other members are those that were signed, and the findings what the evidence says."""
        for run in self.runs:
            self._check_members(run)
        if not self.looked_at:
            return Found("unknown", "there is no run to judge again")
        return self._replayed([(run, self.replay(run)) for run in self.looked_at])

    def _check_members(self, run: SealedRun) -> None:
        try:
            run.check_members()
        except MemberError as err:
            if which := self._told(run):
                raise EvidenceError(str(err), which) from None
            raise

    def _told(self, run: SealedRun) -> str:
        """Where the members say otherwise than the evidence, which is what was signed; "" if that cannot be told."""
        with suppress(EvidenceError, StoreError):
            again = self.replay(run)
            return "\n".join(replayed.first(again.otherwise)) or (again.said if again.state == "differs" else "")
        return ""

    def _replayed(self, found: Sequence[tuple[SealedRun, Replay]]) -> Found:
        shown = replayed.conclude([(run.record.run, again) for run, again in found])
        if shown.state != "ok":
            return shown
        if rest := len(self.runs) - len(found):
            runs = counted(rest, "older run", "older runs")
            left = f"Not computed again: the findings of {runs}. --all does."
            return Found("open", f"{shown.said}; not those of {runs}", left)
        return shown

    def program(self) -> Found:
        """Which program made the runs that are judged again, and whether it is the verifier's own."""
        return programs.compare([run.record.tool for run in self.looked_at], self.trust.program)

    def log(self) -> Found:
        """That the log is whole and goes on from what the verifier has kept."""
        if self._empty and not self.trust.anchors:
            return Found("unknown", "there is no entry in it yet")
        found = history.check_log(self.reader, self.trusted)
        if self.is_bundle and found.uncovered:
            raise log.LogError(self.reader.name, "it has an entry that its checkpoint does not cover")
        said = f"{found.said}{self._elsewhere(found.runs)}"
        kept = list(history.check_anchors(found, self.trust.anchors, self.reader.name))
        if found.uncovered:
            return Found("unknown", said, _UNCOVERED)
        if found.others:
            at, about = next(iter(found.others.items()))
            return Found("unknown", f"{said}; entry {at} is about something else, {visible(about)}", _OTHER)
        if not kept:
            return Found("open", f"{said}. No anchor given: dropped or rewritten nights would not be seen")
        return Found("ok", f"{said}, consistent with {' and '.join(kept)}")

    def unsigned(self) -> Found:
        """That what nobody signed is what it must be."""
        return unsigned.check(self.reader, self.runs)

    @property
    def _empty(self) -> bool:
        return log.read_head(self.reader) is None and not any(self.reader.list("log/"))

    def _folders(self, *places: str) -> set[str]:
        """The runs of which there is anything in these places."""
        return {key.split("/")[1] for place in places for key in self.reader.list(place)}

    def _elsewhere(self, logged: Mapping[str, int]) -> str:
        """What stands in the log and is not here, or is here and in no entry of it."""
        if self.is_bundle:
            here, every = len(self.runs), len(logged)
            return "" if here == every else f", {number(here)} of its {counted(every, 'run', 'runs')} here"
        more = sorted(self._folders("runs/").difference(logged))
        why = "in no entry: of a scan at work, or killed, or of another log"
        return f"; parts of {', '.join(more)} lie there, {why}" if more else ""

    def _across(self) -> str:
        return f" of {number(len(self.runs))} runs" if len(self.runs) > 1 else ", one Merkle root"
