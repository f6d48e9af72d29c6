"""What is being checked: a bundle or a store, what its verifier trusts, what every layer needs; and what a layer is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scanner.evidence import adopted, keys, log
from scanner.evidence.archive import HostileError
from scanner.evidence.bundle import Bundle
from scanner.evidence.chain import Keyring, longer
from scanner.evidence.note import Checkpoint
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.statement import Tool
from scanner.evidence.trusted import Trusted
from scanner.evidence.verdict import Found
from scanner.stores import Reader
from scanner.words import counted, number


@dataclass(frozen=True)
class Trust:
    """What the verifier trusts, each from somewhere else than the thing that is checked."""

    keys: frozenset[str] = frozenset()  # their names, SHA256:..., and digests of versions of a keyring, likewise
    anchors: tuple[Checkpoint, ...] = ()  # of the log, that were kept elsewhere
    program: Tool | None = None  # their own, with which that of the runs is compared
    keyring: Keyring | None = None  # their own copy of one


def keyring_of(reader: Reader, trust: Trust) -> Keyring | None:
    """The keyring that a verifier has pinned, as far on as it is known; None where none was. Raises `EvidenceError`."""
    whole = longer(trust.keyring, adopted.lying_in(reader), f"in {reader.name}")
    if not whole or trust.keyring:
        return whole
    return whole if {f"SHA256:{digest}" for digest in whole.digests} & trust.keys else None


@dataclass(frozen=True)
class Seen:
    """What is being checked, as far as it has been read."""

    reader: Reader
    trust: Trust
    replay: Callable[[SealedRun], Replay]
    """Judges a run again."""
    altered: Callable[[SealedRun], str]
    """Names an answer that is not the one that was sealed, for a run whose root says that there is one."""
    all_runs: bool

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
        """The keys that count: those that the verifier named and those of the keyring; all where nothing was said."""
        if self.keyring is None and not self.trust.keys:
            return Trusted(self.publics)
        return Trusted({n: public for n, public in self.publics.items() if n in self.trust.keys}, self.keyring)

    @cached_property
    def runs(self) -> Sequence[SealedRun]:
        """The runs whose members should be there: of a store all in the log, of a bundle those it was made for."""
        every = (read_run(self.reader, data, f"entry {at}") for at, data in enumerate(log.leaves(self.reader)))
        there = self.folders("runs/", "signed/") if self.is_bundle else None
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
            here, every = len(self.runs), len(logged)
            return "" if here == every else f", {number(here)} of its {counted(every, 'run', 'runs')} here"
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
