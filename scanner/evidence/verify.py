"""Checking a bundle or a store, layer by layer, and saying what each layer showed.

It may be anybody's. Nothing in it is believed but what a key signed that the verifier trusts for a reason of their
own, and nothing that could not be checked is said to be good.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, TypeAlias

from scanner.evidence import EvidenceError, dsse, history, keys, log
from scanner.evidence.archive import HostileError, counted, grouped
from scanner.evidence.bundle import Bundle, open_bundle
from scanner.evidence.sealed import MemberError, SealedRun, read_run
from scanner.evidence.statement import EVIDENCE
from scanner.stores import Reader, StoreError, open_store

State: TypeAlias = Literal["ok", "unknown", "fails", "skipped"]
Found: TypeAlias = tuple[State, str]

_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "container": (),
    "signature": ("container",),
    "evidence": ("container", "signature"),
    "findings": ("container", "signature"),
    "log": ("container", "signature", "evidence", "findings"),
}

LAYERS: Final = tuple(_NEEDS)
"""The layers, in the order in which they are checked."""

_SKIPPED: Final = "not checked after a failure"


@dataclass(frozen=True)
class Layer:
    """What one layer showed."""

    name: str
    state: State
    said: str


@dataclass(frozen=True)
class Trust:
    """What the verifier trusts, each from somewhere else than the thing that is checked."""

    keys: frozenset[str] = frozenset()  # their names, SHA256:...
    anchors: tuple[bytes, ...] = ()  # checkpoints of the log that were kept elsewhere


@dataclass(frozen=True)
class Replay:
    """How judging the evidence of a run again went; `lacks` and `other-version`: it could not be done."""

    state: Literal["same", "differs", "other-version", "lacks"]
    said: str


_REPLAYED: Final[Mapping[str, State]] = {
    "same": "ok",
    "differs": "fails",
    "other-version": "unknown",
    "lacks": "unknown",
}


def verify(
    source: Path | Reader, trust: Trust, replay: Callable[[SealedRun], Replay], *, all_runs: bool = False
) -> Iterator[Layer]:
    """Check a bundle or a store and yield what each layer showed, in the order of `LAYERS`.

    Every run that is there is held against what was signed about it; `replay` judges the last one again, or all
    of them with `all_runs`.
    """
    try:
        reader = source if not isinstance(source, Path) else _open(source)
    except (EvidenceError, StoreError) as err:
        yield Layer(LAYERS[0], "fails", str(err))
        yield from (Layer(name, "skipped", _SKIPPED) for name in LAYERS[1:])
        return
    with closing(reader) if isinstance(reader, Bundle) else nullcontext():
        yield from _Check(reader, trust, replay, all_runs).layers()


def conclude(layers: Iterable[Layer]) -> tuple[int, str]:
    """The exit code and the sentence: 0 verified, 1 not verified, 2 intact but not trusted or not replayed.

    Without an anchor it is verified as far as the key reaches, and the sentence says what would not be seen.
    """
    states = {layer.name: layer.state for layer in layers}
    if tuple(states) != LAYERS:
        return 1, "NOT VERIFIED. Not every layer was checked."
    for wanted, code, sentences in (("fails", 1, _FAILS), ("unknown", 2, _UNKNOWN)):
        for name, state in states.items():
            if state == wanted and name in sentences:
                return code, sentences[name]
    return 0, _VERIFIED if states["log"] == "ok" else _UNANCHORED


_FAILS: Final[Mapping[str, str]] = {
    "container": "NOT VERIFIED. It is damaged, or was made to do damage.",
    "signature": "NOT VERIFIED. It is not signed with a key that you trust.",
    "evidence": "NOT VERIFIED. The evidence was changed after it was signed.",
    "findings": "NOT VERIFIED. The findings are not those that were signed, or not what the evidence says.",
    "log": "NOT VERIFIED. The log was cut or rewritten, or is another one.",
}
_UNKNOWN: Final[Mapping[str, str]] = {
    "container": "Nothing to verify: no run has been sealed in it.",
    "signature": "Intact, but not trusted. Anybody could have made it.",
    "findings": "Intact and signed, but the findings were not computed again.",
}
_VERIFIED: Final = "Verified. Trust rests on the key and the anchor that you supplied."
_UNANCHORED: Final = (
    "Verified. Trust rests on the key that you supplied.\n"
    "No anchor: a night that was dropped or rewritten by whoever holds the key would not be seen."
)


def _open(path: Path) -> Reader:
    return open_store(path) if path.is_dir() else open_bundle(path)


@dataclass(frozen=True)
class _Check:
    reader: Reader
    trust: Trust
    replay: Callable[[SealedRun], Replay]
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
            return "fails", str(err)
        except OSError as err:
            return "fails", f"{self.reader.name} cannot be read: {err.strerror}"
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
        runs = {run.record.run: run for run in every if run}
        if not self.is_bundle:
            return tuple(runs.values())
        there = self._folders("runs/", "signed/")
        if strange := sorted(there - runs.keys()):
            raise HostileError(self.reader.name, f"the run {strange[0]} is in it and not in its log")
        return tuple(run for name, run in runs.items() if name in there)

    @property
    def is_bundle(self) -> bool:
        """Whether it was made for somebody; a store is what is."""
        return isinstance(self.reader, Bundle)

    def container(self) -> Found:
        """The file itself, before anything in it is believed."""
        if isinstance(self.reader, Bundle):
            return "ok", f"{grouped(self.reader.check())} members, no surprise among them"
        if self._empty:
            return "unknown", "nothing has been sealed in it yet"
        return "ok", f"{grouped(sum(1 for _ in self.reader.list('runs/')))} members of runs"

    def signature(self) -> Found:
        """That each run is signed, and by whom."""
        for run in self.runs:
            what = f"run {run.record.run}"
            public = self.publics.get(run.keyid)
            if public is None:
                raise dsse.EnvelopeError(what, f"its key {keys.short(run.keyid)} did not come along")
            if not dsse.read_envelope(run.envelope, what).signed_with(public):
                raise dsse.EnvelopeError(what, f"the signature of key {keys.short(run.keyid)} does not fit")
            if self.trust.keys and run.keyid not in self.trust.keys:
                raise dsse.UnknownKeyError(what, run.keyid)
            if isinstance(self.reader, Bundle):
                self.reader.check_shown(run)
        return self._signed(sorted({run.keyid for run in self.runs}))

    def _signed(self, names: Sequence[str]) -> Found:
        if not names:
            return "unknown", "there is no run in it"
        if not self.trust.keys:
            return "unknown", "matches a key that came with it; you have not said that you trust it"
        if len(names) > 1:
            return "ok", f"{grouped(len(self.runs))} envelopes, {len(names)} keys that you trust"
        (name,) = names
        alg = keys.ALGORITHMS[keys.algorithm(self.publics[name])]
        return "ok", f"{alg}, key {keys.short(name)}, which you trust"

    def evidence(self) -> Found:
        """That the answers of each run are those that were signed."""
        for run in self.runs:
            signed = run.record.evidence
            found = run.members.evidence(run.members.names()[0])
            what = f"run {run.record.run}"
            if found.size != signed.size:
                raise MemberError(what, f"{counted(found.size, 'answer', 'answers')}, {grouped(signed.size)} signed")
            if found.root != signed.root:
                seen = f"root {found.root[:8]}…, signed as {signed.root[:8]}…"
                raise MemberError(what, f"its {grouped(found.size)} answers were changed: {seen}")
            if found.segments != signed.segments:
                raise MemberError(what, "its answers lie in other segments than was signed")
        total = counted(sum(run.record.evidence.size for run in self.runs), "answer", "answers")
        return "ok", f"{total}{self._across()}, every digest agrees"

    def findings(self) -> Found:
        """That the other members are those that were signed, and the findings what the evidence says."""
        for run in self.runs:
            _check_members(run)
        replayed = self.runs if self.all_runs else self.runs[-1:]
        if not replayed:
            return "unknown", "there is no run to judge again"
        found = [(run.record.run, self.replay(run)) for run in replayed]
        for state in ("fails", "unknown"):
            for name, again in found:
                if _REPLAYED[again.state] == state:
                    return state, f"run {name}: {again.said}" if len(found) > 1 else again.said
        return "ok", found[0][1].said if len(found) == 1 else f"of {len(found)} runs computed again, all the same"

    def log(self) -> Found:
        """That the log is whole and goes on from what the verifier has kept."""
        if self._empty and not self.trust.anchors:
            return "unknown", "there is no entry in it yet"
        found = history.check_log(self.reader, self.trusted)
        if self.is_bundle and len(found.places) > found.checkpoint.size:
            raise log.LogError(self.reader.name, "it has an entry that its checkpoint does not cover")
        said = f"{found.said}{self._elsewhere(found.runs)}"
        kept = list(history.check_anchors(found, self.trust.anchors, self.reader.name))
        if not kept:
            return "unknown", f"{said}. No anchor given: a dropped or rewritten night would not be seen"
        return "ok", f"{said}, consistent with {' and '.join(kept)}"

    @property
    def _empty(self) -> bool:
        return log.read_head(self.reader) is None and not any(self.reader.list("log/"))

    def _folders(self, *places: str) -> set[str]:
        """The runs of which there is anything in these places."""
        return {key.split("/")[1] for place in places for key in self.reader.list(place)}

    def _elsewhere(self, logged: Mapping[str, int]) -> str:
        """What stands in the log and is not here, or is here and was never sealed."""
        if self.is_bundle:
            here, every = len(self.runs), len(logged)
            return "" if here == every else f", {grouped(here)} of its {counted(every, 'run', 'runs')} here"
        never = sorted(self._folders("runs/").difference(logged))
        return f"; parts of {', '.join(never)} lie there that were never sealed" if never else ""

    def _across(self) -> str:
        return f" of {grouped(len(self.runs))} runs" if len(self.runs) > 1 else ", one Merkle root"


def _check_members(run: SealedRun) -> None:
    """That a run has the members that were signed, as they were signed, and no other."""
    what = f"run {run.record.run}"
    signed = {name: sha256 for name, sha256 in run.statement.digests.items() if name != EVIDENCE}
    there = set(run.members.names()[1])
    for name in sorted(signed.keys() ^ there):
        why = "was signed and is not there" if name in signed else "is there and was not signed"
        raise MemberError(what, f"{name} {why}")
    for name, sha256 in signed.items():
        found = run.members.digest(name)
        if found != sha256:
            raise MemberError(what, f"{name} was changed: {found[:8]}…, signed as {sha256[:8]}…")
