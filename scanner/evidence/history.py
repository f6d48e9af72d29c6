"""Checking the run log: that it is whole, in order and signed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NamedTuple

from scanner.evidence import adopted, countersigned, dsse, log, merkle, note, statement
from scanner.evidence.log import LogError
from scanner.evidence.statement import Place, RunRecord
from scanner.evidence.trusted import Trusted, Trusting, trusting
from scanner.stores import Reader
from scanner.words import counted

_OPEN: Final = "; one more is not covered yet: a scan is at work, or was killed"
_HEAD: Final = "the checkpoint of the log"
_CHECKPOINT: Final = re.compile(r"checkpoints/([0-9]{6,9})")


class Logged(NamedTuple):
    """A run as its entry tells of it: no more, for there may be very many."""

    run: str
    started: str
    sealed: str
    partial: bool


@dataclass(frozen=True)
class Log:
    """A log that agrees with itself."""

    checkpoint: note.Checkpoint
    places: Sequence[Place]
    roots: Sequence[merkle.Hash]  # roots[n] is the root over the first n leaves
    runs: Mapping[str, int]  # to the index of its leaf
    logged: Sequence[Logged]  # the runs, in their order
    others: Mapping[int, str]  # leaves that nobody here can read, and what they say that they are about
    said: str

    @property
    def uncovered(self) -> bool:
        """Its last entry is behind its checkpoint."""
        return len(self.places) > self.checkpoint.size


def check_log(reader: Reader, trusted: Trusting) -> Log:
    """Check the checkpoint's signature by one of `trusted`, and every leaf against it. Raises `EvidenceError`.

    Where a keyring says which keys count, each leaf is signed with one that does, in its place and for what it says.

    One entry may be behind the checkpoint, the first one before there is any: that is how a killed scan leaves it. No
    checkpoint vouches for that one, so its own signature has to.
    """
    by = trusting(trusted)
    kept = tuple(reader.list("checkpoints/"))  # before the entries: a scan puts an entry first, then its checkpoint
    data = log.read_head(reader)
    head = _nothing(reader) if data is None else by.open_checkpoint(data, _HEAD)
    found, last = _Read(reader.name, head.origin, by), b""
    for last in log.leaves(reader):
        found.add(last)
    if found.tree.size > head.size and log.read_head(reader) != data:
        return check_log(reader, trusted)  # somebody has been adding to it meanwhile
    if data is None and found.tree.size > 1:
        raise LogError(reader.name, "it has no checkpoint")
    if not head.size <= found.tree.size <= head.size + 1:
        raise LogError(reader.name, f"the checkpoint covers {head.size} entries, there are {found.tree.size}")
    if found.roots[head.size] != head.root:
        raise LogError(reader.name, f"its entries are not those that the checkpoint of {head.size} covers")
    if found.tree.size > head.size:
        by.open_entry(last, head.size, f"entry {head.size}, which no checkpoint covers")
    for key in kept:
        _check_kept(reader, key, found.roots, by)
    more = _OPEN if found.tree.size > head.size else ""
    said = f"{counted(head.size, 'entry', 'entries')} without a gap{more}"
    return Log(head, found.places, found.roots, found.runs, found.logged, found.others, said)


def _nothing(reader: Reader) -> note.Checkpoint:
    """The checkpoint that a log has before its first one."""
    first = next(log.leaves(reader), None)
    if first is None:
        raise LogError(reader.name, "it has no checkpoint")
    found = statement.loads(dsse.read_envelope(first, "entry 0").payload, "entry 0")
    return note.Checkpoint(statement.place(found, "entry 0").origin, 0, merkle.EMPTY)


def _check_kept(reader: Reader, key: str, roots: Sequence[merkle.Hash], by: Trusted) -> None:
    """See that an older checkpoint that a store has kept is signed and agrees: somebody may take it as an anchor."""
    kept = by.open_checkpoint(reader.read(key), key)
    named = _CHECKPOINT.fullmatch(key)
    if not named or int(named[1]) != kept.size or kept.size >= len(roots) or roots[kept.size] != kept.root:
        raise LogError(reader.name, f"{key} is not a checkpoint of its entries")


class _Read:
    """A log as far as it has been read."""

    def __init__(self, name: str, origin: str, by: Trusted) -> None:
        self.name, self.origin, self.by = name, origin, by
        self.digests: list[str] = []  # SHA-256 of each leaf
        self.tree = merkle.Tree()
        self.roots = [merkle.EMPTY]
        self.places: list[Place] = []
        self.runs: dict[str, int] = {}  # to the index of its leaf
        self.logged: list[Logged] = []
        self.others: dict[int, str] = {}

    def add(self, envelope: bytes) -> None:
        """Take the next leaf, which must have been sealed for the place where it lies."""
        what = f"entry {self.tree.size}"
        opened = dsse.read_envelope(envelope, what)
        found = statement.loads(opened.payload, what)
        place = statement.place(found, what)
        for why, wrong in self._doubts(place).items():
            if wrong:
                raise LogError(self.name, f"{what} {why}")
        if self.by.keyring:
            self.by.open_entry(envelope, self.tree.size, what)
        self._take(found, opened.keyid, what)
        self.digests.append(sha256(envelope).hexdigest())
        self.places.append(place)
        self.tree.add(merkle.leaf(envelope))
        self.roots.append(self.tree.root)

    def _take(self, found: statement.Statement, keyid: str, what: str) -> None:
        match found.predicate_type:
            case statement.RUN_TYPE | statement.EARLIER_RUN_TYPE:
                self._add_run(statement.run_record(found, what), what)
            case statement.KEYRING_TYPE:
                adopted.read_adoption(found, keyid, what)
            case statement.COUNTERSIGNATURE_TYPE:
                said = countersigned.read_countersignature(found, keyid, what)
                if why := countersigned.unfit(said, self.digests, self.runs):
                    raise LogError(self.name, f"{what} {why}")
            case other:
                self.others[self.tree.size] = other

    def _doubts(self, place: Place) -> dict[str, bool]:
        size = self.tree.size
        return {
            f"was made for another log, {place.origin}": place.origin != self.origin,
            f"was sealed as entry {place.sequence}: runs were dropped or moved": place.sequence != size,
            "was sealed after other entries than those before it": place.previous
            != (self.tree.root.hex() if size else ""),
            f"was sealed at {place.sealed}, before the one ahead of it: time ran back": bool(size)
            and place.sealed < self.places[-1].sealed,
        }

    def _add_run(self, record: RunRecord, what: str) -> None:
        if record.run in self.runs:
            raise LogError(self.name, f"{what} is about run {record.run}, as is entry {self.runs[record.run]}")
        self.runs[record.run] = self.tree.size
        self.logged.append(Logged(record.run, record.started, record.place.sealed, record.partial))
