"""A sealed run read strictly: what lies there is what was signed, or it is not used."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Final, TypeVar

import msgspec

from scanner import members
from scanner.evidence import EvidenceError, dsse, keys, log, merkle, note
from scanner.evidence.sealed import MemberError, SealedRun
from scanner.finding import Finding

T = TypeVar("T")

FINDINGS: Final = "findings.jsonl"
MOST: Final = 1_000_000
"""Findings that a report shows."""
_decode = msgspec.json.Decoder(Finding).decode
_NONE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding a line raises that is no finding."""


class UnfitError(EvidenceError):
    """A run cannot be used: what lies there is not what was signed, or does not fit together."""

    def __init__(self, run: str, why: str) -> None:
        super().__init__(f"run {run}: {why}. Next: safeguard verify")


def signed_by(run: SealedRun) -> bytes:
    """The key (DER) that came along with a run, once it is clear that it made the signature. Raises `EvidenceError`."""
    what, name = f"the envelope of run {run.record.run}", keys.short(run.keyid)
    public = keys.lying_in(run.reader).get(run.keyid)
    if public is None:
        raise UnfitError(run.record.run, f"its key {name} did not come along")
    if not dsse.read_envelope(run.envelope, what).signed_with(public):
        raise UnfitError(run.record.run, f"the signature of key {name} does not fit")
    return public


def member(run: SealedRun, name: str, kind: type[T]) -> T:
    """A member of a run as a value, once it is clear that its statement names it as it is. Raises `EvidenceError`."""
    data = run.member(name)
    as_signed(run, name, sha256(data).hexdigest())
    return members.read(data, kind, name)


def findings(run: SealedRun) -> Iterator[tuple[Finding, bytes]]:
    """All of them with their lines, in the order of evidence; at the end it is clear that these were signed."""
    # Strict enough without a look for double keys: these bytes are compared with what was signed.
    for count, line in enumerate(_lines(run), start=1):
        try:
            finding = _decode(line)
        except _NONE as err:
            raise UnfitError(run.record.run, f"findings.jsonl, line {count}: {err}") from None
        yield finding, line


def _lines(run: SealedRun) -> Iterator[bytes]:
    digest = sha256()
    signed = sum(run.record.totals.values())
    if signed > MOST:
        raise UnfitError(run.record.run, f"it has {signed} findings, and a report shows {MOST} at most")
    for count, line in enumerate(run.lines(FINDINGS)):
        if count == signed:
            raise UnfitError(run.record.run, f"it has more findings than the {signed} that were signed")
        digest.update(line + b"\n")
        yield line
    as_signed(run, FINDINGS, digest.hexdigest())


def as_signed(run: SealedRun, name: str, digest: str) -> None:
    """Make sure that this is the digest the statement names. Raises `UnfitError`."""
    if run.digests.get(name) != digest:
        raise UnfitError(run.record.run, f"{name} is not what was signed")


def answers(run: SealedRun) -> None:
    """Make sure that its answers are those that were signed. Raises `UnfitError`."""
    _agree(run, run.check_answers)


def whole(run: SealedRun) -> None:
    """Make sure that its answers and all other members are those that were signed. Raises `UnfitError`."""
    _agree(run, run.check_answers)
    _agree(run, run.check_members)


def _agree(run: SealedRun, check: Callable[[], None]) -> None:
    try:
        check()
    except MemberError as err:
        raise UnfitError(run.record.run, str(err).removeprefix(f"run {run.record.run}: ")) from None


def cover(run: SealedRun, checkpoint: bytes) -> None:
    """Make sure that the run stands where it says, in the log that the checkpoint was signed over."""
    place = run.record.place
    if not checkpoint:
        raise UnfitError(run.record.run, "no checkpoint of the log lies there")
    found = note.read_note(checkpoint, "the checkpoint of the log")
    if not any(map(found.signed_with, keys.lying_in(run.reader).values())):
        raise UnfitError(run.record.run, "no key that came along has signed the checkpoint of its log")
    head = found.checkpoint
    if head.origin != place.origin or head.size <= place.sequence:
        raise UnfitError(run.record.run, f"the checkpoint of {head.origin} at {head.size} does not cover it")
    leaves = [merkle.leaf(envelope) for envelope in islice(log.leaves(run.reader), head.size)]
    if len(leaves) < head.size or merkle.root(leaves) != head.root:
        raise UnfitError(run.record.run, "the entries of the log are not those that its checkpoint covers")
    if leaves[place.sequence] != merkle.leaf(run.envelope):
        raise UnfitError(run.record.run, f"entry {place.sequence} of the log is another one")
