"""What is being checked: a bundle or a store, what its verifier trusts, what every layer needs; and what a layer is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scanner.evidence import adopted, history, keys, log
from scanner.evidence.archive import HostileError
from scanner.evidence.bundle import Bundle
from scanner.evidence.chain import Keyring, longer
from scanner.evidence.nights import Declared, Demand
from scanner.evidence.note import Checkpoint
from scanner.evidence.parts import FOLDER, MAX_PROOFS, PROOF, Parts
from scanner.evidence.replayed import Followed, Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.statement import Tool
from scanner.evidence.timestamps import Token
from scanner.evidence.trusted import Trusted
from scanner.evidence.verdict import Found
from scanner.stores import Reader
from scanner.words import counted, number

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


_LARGE: Final = 1 << 14
_MAX_LARGE: Final = 1 << 25
"""Bytes of all envelopes over 16 KiB, of runs that are there: they stay in memory. Ours have four."""


@dataclass(frozen=True)
class Pinned:
    """The profile by which the verifier wants it judged."""

    digest: str
    """SHA-256 (hex) over its canonical form, as it is sealed."""
    otherwise: Callable[[bytes], str] = lambda _: ""
    """What a sealed profile says otherwise than this one, in words; empty where only the digest is known."""


@dataclass(frozen=True)
class Trust:
    """What the verifier trusts, each from somewhere else than the thing that is checked."""

    keys: frozenset[str] = frozenset()  # their names, SHA256:..., and digests of versions of a keyring, likewise
    anchors: tuple[Checkpoint, ...] = ()  # of the log, that were kept elsewhere
    program: Tool | None = None  # their own, with which that of the runs is compared
    codes: frozenset[str] = frozenset()  # digests of programs
    profile: Pinned | None = None
    authorities: "tuple[Certificate, ...]" = ()  # that give timestamps
    notes: tuple[bytes, ...] = ()  # the anchors as they were kept
    tokens: tuple[Token, ...] = ()  # timestamps that were kept elsewhere
    demand: Demand = field(default_factory=Demand)  # which nights they want to see
    keyring: Keyring | None = None  # their own copy of one


def keyring_of(reader: Reader, trust: Trust) -> Keyring | None:
    """The keyring that a verifier has pinned, as far on as it is known; None where none was. Raises `EvidenceError`."""
    whole = longer(trust.keyring, adopted.lying_in(reader), f"in {reader.name}")
    if not whole or trust.keyring:
        return whole
    return whole if {f"SHA256:{digest}" for digest in whole.digests} & trust.keys else None


def trusted_by(ring: Keyring | None, named: frozenset[str], there: Mapping[str, bytes]) -> Trusted:
    """The keys that count: of those that came along the named ones, and those of a keyring; all where none is named."""
    if ring is None and not named:
        return Trusted(there)
    return Trusted({name: public for name, public in there.items() if name in named}, ring)


def _nothing(_: SealedRun) -> Mapping[str, bytes]:
    return {}


@dataclass(frozen=True)
class Seen:
    """What is being checked, as far as it has been read."""

    reader: Reader
    trust: Trust
    replay: Callable[[SealedRun], Replay]
    """Judges a run again."""
    altered: Callable[[SealedRun], str]
    """Names an answer that is not the one that was sealed, for a run whose root says that there is one."""
    declared: Callable[[SealedRun], Declared]
    """Tells what a run says that it was to look at, and how far it got."""
    all_runs: bool
    now: datetime
    follow: Callable[[Parts], Followed] = Followed.none
    """Judges the findings of parts again, as far as their answers tell."""
    beside: Callable[[SealedRun], Mapping[str, bytes]] = _nothing
    """Writes what a bundle may bring to be read, for its last run."""

    @cached_property
    def publics(self) -> Mapping[str, bytes]:
        """The keys that came along."""
        return keys.lying_in(self.reader)

    @cached_property
    def brought(self) -> Keyring | None:
        """The keyring that came along. Raises `EvidenceError` where it is none that anybody may go by."""
        return adopted.lying_in(self.reader)

    @cached_property
    def keyring(self) -> Keyring | None:
        """The keyring by which it is checked; None where none was pinned, or none is there. Raises as above."""
        return keyring_of(self.reader, self.trust)

    @cached_property
    def trusted(self) -> Trusted:
        """The keys that count. Raises as above."""
        return trusted_by(self.keyring, self.trust.keys, self.publics)

    @cached_property
    def log(self) -> history.Log:
        """The log, once it is clear that it agrees with itself. Raises `EvidenceError`."""
        return history.check_log(self.reader, self.trusted)

    def logged(self) -> Iterator[SealedRun]:
        """All runs in the log, read one by one: there may be very many."""
        every = (read_run(self.reader, data, f"entry {at}") for at, data in enumerate(log.leaves(self.reader)))
        return (run for run in every if run)

    @cached_property
    def signed(self) -> Sequence[SealedRun]:
        """The runs of which anything is there; what is gone as a whole is for the layer `retention` to say."""
        there = self.folders("runs/", "signed/", f"{FOLDER}/")
        found = {run.record.run: run for run in self._light(there)}
        if self.is_bundle and (strange := sorted(there - found.keys())):
            raise HostileError(self.reader.name, f"the run {strange[0]} is in it and not in its log")
        if twice := sorted(self.folders("runs/") & self.folders(f"{FOLDER}/")):
            raise HostileError(self.reader.name, f"the run {twice[0]} is in it whole, and parts of it as well")
        return tuple(found.values())

    def _light(self, there: set[str]) -> Iterator[SealedRun]:
        """Those of these runs. Raises `HostileError` where their statements would fill the memory."""
        large = 0
        for run in self.logged():
            if run.record.run in there:
                large += len(run.envelope) if len(run.envelope) > _LARGE else 0
                if large > _MAX_LARGE:
                    why = f"its larger statements take more than {number(_MAX_LARGE)} bytes"
                    raise HostileError(self.reader.name, why)
                yield run

    @cached_property
    def runs(self) -> Sequence[SealedRun]:
        """Those of them that should be there whole."""
        cut = self.folders(f"{FOLDER}/") if self.is_bundle else set()
        return tuple(run for run in self.signed if run.record.run not in cut)

    @cached_property
    def parts(self) -> Sequence[Parts]:
        """Those of which a bundle holds parts. Raises `HostileError` where their proofs would fill the memory."""
        if not isinstance(self.reader, Bundle):
            return ()
        cut = self.folders(f"{FOLDER}/")
        if sum(self.reader.size(f"{FOLDER}/{run}/{PROOF}") for run in cut) > MAX_PROOFS:
            raise HostileError(self.reader.name, f"its proofs take more than {number(MAX_PROOFS)} bytes")
        return tuple(Parts(run) for run in self.signed if run.record.run in cut)

    @property
    def gone(self) -> Sequence[history.Logged]:
        """The runs of the log of which nothing is there."""
        there = {run.record.run for run in self.runs}
        return [one for one in self.log.logged if one.run not in there]

    @property
    def looked_at(self) -> Sequence[SealedRun]:
        """Those that are judged again."""
        return self.runs if self.is_bundle or self.all_runs else self.runs[-1:]

    @property
    def is_bundle(self) -> bool:
        """Whether it was made for somebody; a store is what is."""
        return isinstance(self.reader, Bundle)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been sealed in it yet."""
        return log.read_head(self.reader) is None and not any(self.reader.list("log/"))

    def folders(self, *places: str) -> set[str]:
        """The runs of which there is anything in these places."""
        return {key.split("/")[1] for place in places for key in self.reader.list(place)}

    def elsewhere(self, logged: Mapping[str, int]) -> str:
        """What stands in the log and is not here, or is here and in no entry of it."""
        if self.is_bundle:
            here, every, cut = len(self.runs), len(logged), len(self.parts)
            of_some = f", parts of {number(cut)}" if cut else ""
            return "" if here == every else f", {number(here)} of its {counted(every, 'run', 'runs')} here{of_some}"
        more = sorted(self.folders("runs/").difference(logged))
        why = "in no entry: of a scan at work, or killed, or of another log"
        return f"; parts of {', '.join(more)} lie there, {why}" if more else ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One layer: how it is looked at, and what follows for the whole from what it shows."""

    name: str
    look: Callable[[Seen], Found]
    """Raises `EvidenceError`, `StoreError` or OSError where it fails without more to say."""
    needs: tuple[str, ...] = ("container", "signature")
    """The layers without which it shows nothing: after a failure of one of them it is skipped."""
    fails: str
    """What is usually said of the whole where it fails, is unknown, or is left open."""
    unknown: str
    open: str = ""
    code: int = 2
    """The exit code where it is unknown."""
