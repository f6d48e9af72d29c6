"""Sealing: the files of a run go into the store, a statement about them is signed and put into the log."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import UNSET, UnsetType

from scanner.evidence import EvidenceError, canonical, keys, log, retention, statement
from scanner.evidence.sealed import FINDINGS, LINES, MemberError, Members, read_run
from scanner.evidence.statement import Lines, Place, Run, RunRecord
from scanner.evidence.trusted import Trusting
from scanner.signers import Signer
from scanner.stores import ExistsError, MissingError, Store


@dataclass(frozen=True)
class Sealed:
    """A run that is in the log."""

    record: RunRecord
    entry: log.Entry


class SleptError(EvidenceError):
    """So long after its members were put they may have been taken for left over, and removed."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"{folder}: to seal it took more than half a day, as where a machine sleeps. Next: scan again")


class TooLargeError(EvidenceError):
    """A member that is larger than anybody reads who verifies it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}, so nobody could verify it. Next: scan fewer targets at a time")


def utc_now() -> datetime:
    """What this machine takes for the time."""
    return datetime.now(UTC)


def seal(  # noqa: PLR0913  # the last two have defaults that a scan needs not touch
    store: Store,
    signer: Signer,
    folder: Path,
    run: Run,
    *,
    now: Callable[[], datetime] = utc_now,
    trusted: Trusting = (),
) -> Sealed:
    """Put all files of `folder` into the store as the members of `run`, sign them, and remove the folder.

    What is signed is read back from the store. After a kill it can be called again with the same folder: a run is
    sealed once. `trusted` are the keys that the log goes by, its older ones or its keyring.

    Raises `StoreError`, `EvidenceError`, `SignerError`: it is not sealed. But `log.UncoveredError`: it will be.
    """
    with store.lock():
        sealed = _again(store, signer, folder, run, trusted) or _seal(store, signer, folder, run, now, trusted)
    shutil.rmtree(folder, ignore_errors=True)  # it is sealed, whatever may keep its spool from going
    return sealed


def add(
    store: Store,
    signer: Signer,
    make: Callable[[Place], bytes],
    *,
    now: Callable[[], datetime] = utc_now,
    trusted: Trusting = (),
) -> log.Entry:
    """Put a statement that is about no run at the end of the log. Raises as `seal` does."""
    with store.lock():
        _put_key(store, signer, now())
        return log.append(store, signer, lambda position: make(_place(store, position, now())), trusted)


def _again(store: Store, signer: Signer, folder: Path, run: Run, trusted: Trusting) -> Sealed | None:
    """The run as it was sealed by a process that was killed before it could say so."""
    if not any(store.list(f"runs/{run.run}/")):
        return None
    log.cover(store, signer, trusted)
    for sequence, envelope in enumerate(log.leaves(store)):
        found = read_run(store, envelope, log.leaf_key(sequence))
        if found and found.record.run == run.run:
            for path in _members(folder):
                if not _same(store, f"runs/{run.run}/{path.name}", path):
                    raise ExistsError(store.name, f"another runs/{run.run}")
            return Sealed(found.record, log.Entry(sequence, envelope, log.read_head(store) or b""))
    return None


def _seal(  # noqa: PLR0913, PLR0917  # the arguments of `seal`, which has checked that there is something to do
    store: Store,
    signer: Signer,
    folder: Path,
    run: Run,
    now: Callable[[], datetime],
    trusted: Trusting,
) -> Sealed:
    begun = now()
    _put_key(store, signer, begun)
    members = Members(store, f"runs/{run.run}")
    for path in _members(folder):
        _put(store, f"{members.folder}/{path.name}", path, begun)
    segments, others = members.names()
    evidence = members.evidence(segments)
    digests, findings = _digests(members, others)
    records: list[RunRecord] = []

    # Called again where another writer was faster: the last one is what was sealed.
    def make(position: log.Position) -> bytes:
        if now() - begun > retention.AGE / 2:
            raise SleptError(members.folder)
        place = _place(store, position, now())
        fields = msgspec.structs.asdict(run)
        records.append(RunRecord(**fields, place=place, evidence=evidence, signed_by=signer.keyid, findings=findings))
        return statement.dumps(records[-1], digests)

    return Sealed(entry=log.append(store, signer, make, trusted), record=records[-1])


def _digests(members: Members, others: Iterable[str]) -> tuple[list[tuple[str, str]], Lines | UnsetType]:
    """The SHA-256 of each member but the evidence, and the tree over the findings, if there are any."""
    digests: list[tuple[str, str]] = []
    tree: Lines | UnsetType = UNSET
    for name in others:
        if name == FINDINGS:
            digest, tree = members.tree(name)
        else:
            digest = members.digest(name) if name.endswith(LINES) else _plain(members, name)
        digests.append((name, digest))
    return digests, tree


def _plain(members: Members, name: str) -> str:
    """The SHA-256 of a member that is no lines, of which a verifier reads no more than so much."""
    try:
        data = members.member(name)
    except MemberError as err:
        raise TooLargeError(str(err)) from None
    if canonical.is_heavy(data):
        raise TooLargeError(f"{members.folder}/{name}: {canonical.TOO_HEAVY}")
    return hashlib.sha256(data).hexdigest()


def _members(folder: Path) -> list[Path]:
    """The files that are to be sealed: all but those that the file system keeps there for itself."""
    # NFS and FUSE cannot remove a file that is still open, and call it .nfs… or .fuse_hidden… until it is closed.
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _place(store: Store, position: log.Position, now: datetime) -> Place:
    sealed_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    if sealed_at < position.last:
        raise log.ClockError(store.name, position.last, sealed_at)
    return Place(origin=position.origin, sequence=position.sequence, previous=position.previous, sealed=sealed_at)


def _put_key(store: Store, signer: Signer, begun: datetime) -> None:
    key = keys.key_of(signer.keyid)
    try:
        store.read(key)
    except MissingError:
        with suppress(ExistsError):  # another writer with the same key was faster
            store.create(key, keys.to_pem(signer.public), retention.until(key, begun))


def _put(store: Store, key: str, path: Path, begun: datetime) -> None:
    """Put a file; where a killed attempt has put the same one, that is as good."""
    try:
        store.create(key, path, retention.until(key, begun))
    except ExistsError:
        if not _same(store, key, path):
            raise


def _same(store: Store, key: str, path: Path) -> bool:
    try:
        with store.open(key) as there, path.open("rb") as here:
            return _sha256(there) == _sha256(here)
    except MissingError:
        return False


def _sha256(file: BinaryIO) -> bytes:
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(1 << 16), b""):
        digest.update(piece)
    return digest.digest()
