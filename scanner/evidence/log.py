"""The run log: envelopes in a row that only grows, and checkpoints over them.

A leaf is put before the checkpoint that covers it, and its members before the leaf; so a writer that dies leaves what
nothing refers to, or one leaf that the next writer checks and covers, never a checkpoint over what is missing.

Of several writers at once one puts the leaf, and the others find its place taken: they take up the log again and come
after it. Nobody puts an older checkpoint over a newer one.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from scanner.evidence import EvidenceError, chain, dsse, merkle, note, retention, statement
from scanner.evidence.trusted import Trusted, Trusting, trusting
from scanner.signers import Signer
from scanner.stores import ConflictError, ExistsError, MissingError, Reader, Store, StoreError, read_each

HEAD: Final = "checkpoint"
"""The key of the newest checkpoint, the one member of a store that is ever replaced."""

MAX_LOG: Final = 1 << 27
"""How many bytes of entries are read, six years of hours or a century of nights: before any signature is looked at."""

TRIES: Final = 40
"""How often a writer comes after others before it gives up."""

_LONGEST_PAUSE: Final = 2.0


class LogError(EvidenceError):
    """A log that does not agree with itself, or that may not be written to."""

    def __init__(self, store: str, why: str) -> None:
        super().__init__(f"the log in {store}: {why}")


class ClockError(LogError):
    """The clock of this machine is behind the log."""

    def __init__(self, store: str, last: str, now: str) -> None:
        super().__init__(
            store,
            f"this machine's clock ({now}) is behind the last entry ({last}). Evidence with a wrong time is worse "
            "than none: nothing was sealed. Next: timedatectl set-ntp true",
        )


class BusyError(StoreError):
    """Others were always faster."""

    def __init__(self, store: str) -> None:
        super().__init__(
            f"{store}: others added to its log {TRIES} times in a row before this run could. Next: try again"
        )


class UnknownEntryError(StoreError):
    """The entry was sent, and nobody knows whether it came."""

    def __init__(self, err: StoreError, key: str) -> None:
        super().__init__(
            f"{err}\n  Whether {key} lies there could not be found out: where it does, the next scan covers it."
        )


class UncoveredError(StoreError):
    """The entry lies in the log, and the checkpoint over it does not."""

    def __init__(self, err: StoreError) -> None:
        super().__init__(f"{err}\n  The run is signed and in the log, but not covered: the next scan does that.")


@dataclass(frozen=True)
class Position:
    """Where the next leaf will stand."""

    origin: str
    sequence: int
    previous: str  # hex of the root before it, "" for the first
    last: str  # when the leaf before it was sealed, "" for the first


@dataclass(frozen=True)
class Entry:
    """A leaf that is in the log, and the checkpoint that covers it."""

    sequence: int
    envelope: bytes
    checkpoint: bytes


def leaf_key(sequence: int) -> str:
    """Where leaf `sequence` lies."""
    return f"log/{sequence:06}"


def checkpoint_key(size: int) -> str:
    """Where the checkpoint over the first `size` leaves lies."""
    return f"checkpoints/{size:06}"


def read_head(reader: Reader) -> bytes | None:
    """The newest checkpoint as it lies there; None where there is none yet."""
    try:
        return reader.read(HEAD)
    except MissingError:
        return None


def check_name(reader: Reader) -> None:
    """See that a store calls its log as its checkpoint does: else no scan goes on with it. Raises `LogError`."""
    data, called = read_head(reader), getattr(reader, "origin", None)  # a bundle calls it nothing
    signed = note.read_note(data, "the checkpoint").checkpoint.origin if data else called
    if called is not None and called != signed:
        raise LogError(reader.name, f"store.json calls it {called}, its checkpoint {signed}, and only that is signed")


def leaves(reader: Reader) -> Iterator[bytes]:
    """The envelopes in their order. Raises `LogError` where one is missing or something else lies between."""
    size = 0
    for envelope in read_each(reader, _in_order(reader)):
        size += len(envelope)
        if size > MAX_LOG:
            raise LogError(reader.name, f"it has more than {MAX_LOG} bytes")
        yield envelope


def _in_order(reader: Reader) -> Iterator[str]:
    for sequence, key in enumerate(reader.list("log/")):
        if key != leaf_key(sequence):
            raise LogError(reader.name, f"entry {sequence} is missing, {key} comes in its place")
        yield key


def append(store: Store, signer: Signer, make_statement: Callable[[Position], bytes], trusted: Trusting = ()) -> Entry:
    """Sign a statement that knows its position and put it at the end of the log.

    The log so far must be signed with a `trusted` key, or this signer's where no keyring says which count: covering
    what somebody else has put there would vouch for it. So must the new entry. Raises `EvidenceError` and
    `StoreError`; `UncoveredError` says that the next writer will finish it.
    """
    for turn in range(TRIES):
        with store.lock():
            writer = _Writer(store, signer, _by_now(store, trusting(trusted, signer.public)))
            if entry := writer.put(make_statement):
                return entry
        # Drawn, so that those who lost together do not come together again.
        time.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.2 * 2**turn)))  # noqa: S311  # nothing secret hangs on it
    raise BusyError(store.name)


def cover(store: Store, signer: Signer, trusted: Trusting = ()) -> None:
    """Check the log, and cover the leaf that a killed writer has left behind its checkpoint, if any."""
    with store.lock():
        _Writer(store, signer, trusting(trusted, signer.public)).take_up()


def _by_now(store: Store, trusted: Trusted) -> Trusted:
    """What counts once what has come into the keyring is known, too: while a scan asks, its own key may be revoked."""
    there = chain.lying_in(store)
    if there and not trusted.keyring:
        raise LogError(store.name, "it goes by a keyring that came meanwhile, and there is none here")
    return replace(trusted, keyring=chain.longer(trusted.keyring, there, f"in {store.name}"))


@dataclass(frozen=True)
class _Writer:
    store: Store
    signer: Signer
    trusted: Trusted

    def put(self, make_statement: Callable[[Position], bytes]) -> Entry | None:
        """Put a leaf behind the last one, and cover it; None where somebody else was faster."""
        tree, last = self.take_up()
        position = Position(self.store.origin, tree.size, _previous(tree), last)
        envelope = dsse.sign(make_statement(position), self.signer)
        self.trusted.open_entry(envelope, tree.size, f"the new entry {tree.size}")
        if not self._put_leaf(envelope, tree.size):
            return None
        tree.add(merkle.leaf(envelope))
        try:
            return Entry(position.sequence, envelope, self.publish(tree, envelope))
        except StoreError as err:
            raise UncoveredError(err) from err

    def _put_leaf(self, envelope: bytes, sequence: int) -> bool:
        """Put it there; whether it lies there, also where only the answer to that was lost."""
        key = leaf_key(sequence)
        try:
            self.store.create(key, envelope, self._until(key, envelope))
        except ExistsError:
            return self.store.read(key) == envelope  # a request that was sent again finds what the first one left
        except StoreError as err:
            try:
                if self.store.read(key) == envelope:
                    return True
            except MissingError:
                raise err from None
            except StoreError:
                raise UnknownEntryError(err, key) from err
            raise
        return True

    def take_up(self) -> tuple[merkle.Tree, str]:
        """The tree over the log as it is, and when its last leaf was sealed; a leaf left uncovered gets covered."""
        for _ in range(TRIES):
            data = read_head(self.store)
            try:
                tree, last = self._take_up(*self._head(data))
            except LogError:
                # Of entries that came between the look at the head and the look at them, the head has come too.
                if read_head(self.store) == data:
                    raise
            else:
                return tree, self._sealed(last, tree.size)
        raise BusyError(self.store.name)

    def _take_up(self, size: int, root: merkle.Hash) -> tuple[merkle.Tree, bytes]:
        tree, at_head, last = merkle.Tree(), merkle.EMPTY, b""
        for last in leaves(self.store):
            if tree.size > size:
                raise LogError(self.store.name, f"it has more than one entry behind its checkpoint of {size}")
            tree.add(merkle.leaf(last))
            at_head = tree.root if tree.size == size else at_head
        if tree.size < size or at_head != root:
            raise LogError(self.store.name, f"its entries are not those that the checkpoint of {size} covers")
        if tree.size > size:
            self._check_uncovered(last, size, root)
            self.publish(tree, last)
        return tree, last

    def publish(self, tree: merkle.Tree, last: bytes) -> bytes:
        """Sign the head over `tree`, which ends with the leaf `last`, and put it in place."""
        checkpoint = note.Checkpoint(self.store.origin, tree.size, tree.root)
        data, key = note.sign(checkpoint, self.signer), checkpoint_key(tree.size)
        try:
            self.store.create(key, data, self._until(key, last))
        except ExistsError:
            # A writer died between this and the next step, or another one is at it.
            data = self.store.read(key)
            if self.trusted.open_checkpoint(data, key) != checkpoint:
                raise LogError(self.store.name, f"{key} covers other entries") from None
        self._move_head(data, tree.size)
        return data

    def _move_head(self, data: bytes, size: int) -> None:
        """Put the head there, unless a newer one lies there: it never goes back."""
        for _ in range(TRIES):
            there = read_head(self.store)
            if self._head(there)[0] >= size:
                return None
            try:
                return self.store.swap(HEAD, data, there)
            except ConflictError:
                continue
        raise BusyError(self.store.name)

    def _until(self, key: str, envelope: bytes) -> datetime | None:
        return retention.until(key, datetime.fromisoformat(self._sealed(envelope, 1)))

    def _head(self, data: bytes | None) -> tuple[int, merkle.Hash]:
        if data is None:
            return 0, merkle.EMPTY
        found = self.trusted.open_checkpoint(data, f"{HEAD} in {self.store.name}")
        if found.origin != self.store.origin:
            raise LogError(self.store.name, f"its checkpoint is that of another log, {found.origin}")
        return found.size, found.root

    def _check_uncovered(self, envelope: bytes, size: int, root: merkle.Hash) -> None:
        what = f"{leaf_key(size)} in {self.store.name}"
        found = statement.place(self.trusted.open_entry(envelope, size, what), what)
        if (found.origin, found.sequence, found.previous) != (self.store.origin, size, root.hex() if size else ""):
            raise LogError(self.store.name, f"entry {size} was made for another place")

    def _sealed(self, envelope: bytes, size: int) -> str:
        if not size:
            return ""
        what = f"{leaf_key(size - 1)} in {self.store.name}"
        return statement.place(statement.loads(dsse.read_envelope(envelope, what).payload, what), what).sealed


def _previous(tree: merkle.Tree) -> str:
    return tree.root.hex() if tree.size else ""
