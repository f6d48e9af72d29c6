"""Countersignatures: that a person has looked at a run. Each is an entry of the log, with a signature of its own.

164.308(a)(1)(ii)(D) wants records of what a system does looked at regularly; this is the record that it was done.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from scanner.evidence import dsse, keys, log, sealing, statement
from scanner.evidence.sealed import MemberError, SealedRun
from scanner.evidence.statement import COUNTERSIGNATURE_TYPE, Count, KeyId, Place, RunId, Sha256, Statement, Value
from scanner.evidence.trusted import Trusted, Trusting, trusting
from scanner.signers import Signer
from scanner.stores import Reader, Store

MAX_NOTE: Final = 1000

_SUBJECT: Final = "run"

As: TypeAlias = Literal["reviewer", "approver"]

DID: Final[Mapping[As, str]] = {"reviewer": "reviewed", "approver": "approved"}
"""What whoever signs in this role says to have done."""


class Countersignature(Value, frozen=True):
    """The predicate: who did what with which run."""

    place: Place
    run: RunId
    entry: Count
    # The place of the run in the log.
    envelope: Sha256
    # Of its envelope, to the byte.
    role: As
    did: Literal["reviewed", "approved"]
    note: Annotated[str, msgspec.Meta(max_length=MAX_NOTE)]
    signed_by: KeyId

    def __post_init__(self) -> None:
        """Refuse what comes before what it is about, and a note that a screen would obey."""
        if self.entry >= self.place.sequence:
            raise ValueError("it stands before the run that it is about")
        if self.did != DID[self.role]:
            raise ValueError(f"a {self.role} has not {self.did}")
        if self.note and not self.note.isprintable():
            raise ValueError("its note holds what no screen shows")


@dataclass(frozen=True)
class Review:
    """A countersignature as people are shown it."""

    entry: int
    envelope: str
    """The SHA-256 of that of the run."""
    run: str
    who: str
    """The name that the keyring gives; else the number of the key."""
    role: str
    did: str
    when: str
    note: str
    doubt: str
    """Why it does not count; empty where it does."""


def read_countersignature(found: Statement, keyid: str, what: str) -> Countersignature:
    """What such a statement says, signed with the key of this name. Raises `EvidenceError`."""
    said = statement.convert(found.predicate, Countersignature, what)
    if found.digests != {_SUBJECT: said.envelope}:
        raise statement.StatementError(what, "the digest in the record is not the one of its subject")
    if said.signed_by != keyid:
        raise MemberError(what, f"says that key {keys.short(said.signed_by)} signed it, and {keys.short(keyid)} did")
    return said


def unfit(said: Countersignature, digests: Sequence[str], runs: Mapping[str, int]) -> str:
    """Why it is about none of the entries before it, given their digests and runs; empty where it is."""
    if runs.get(said.run) != said.entry:
        return f"is about run {said.run} as entry {said.entry}, and that is no such entry"
    return "" if digests[said.entry] == said.envelope else f"is about another entry {said.entry} than lies there"


def countersign(  # noqa: PLR0913  # what is said, and by whom
    store: Store,
    signer: Signer,
    run: SealedRun,
    role: As,
    note: str,
    *,
    now: Callable[[], datetime] = sealing.utc_now,
    trusted: Trusting = (),
) -> log.Entry:
    """Put a countersignature of a run into its log. Raises `EvidenceError`, `StoreError`, `SignerError`."""
    digest = sha256(run.envelope).hexdigest()

    about = {"run": run.record.run, "entry": run.record.sequence, "envelope": digest}
    what = "the countersignature"

    def make(place: Place) -> bytes:
        fields = {**about, "role": role, "did": DID[role], "note": note, "signed_by": signer.keyid}
        said = statement.convert({**fields, "place": msgspec.to_builtins(place)}, Countersignature, what)
        return statement.state(COUNTERSIGNATURE_TYPE, said, [(_SUBJECT, digest)])

    return sealing.add(store, signer, make, now=now, trusted=trusted)


def reviews(reader: Reader, trusted: Trusting, behind: int = 0) -> Iterator[Review]:
    """The countersignatures in a log from entry `behind` on, in their order; one that does not count with the reason.

    Raises `EvidenceError` for a log that cannot be read.
    """
    by = trusting(trusted)
    for number, data in enumerate(islice(log.leaves(reader), behind, None), start=behind):
        what = f"entry {number}"
        envelope = dsse.read_envelope(data, what)
        found = statement.loads(envelope.payload, what)
        if found.predicate_type == COUNTERSIGNATURE_TYPE:
            said = read_countersignature(found, envelope.keyid, what)
            yield _review(by, envelope, said, number)


def _review(by: Trusted, envelope: dsse.Envelope, said: Countersignature, number: int) -> Review:
    public = by.public(envelope.keyid)
    fits = public is not None and envelope.signed_with(public)
    doubt = by.doubt(envelope.keyid, number, COUNTERSIGNATURE_TYPE)
    return Review(
        entry=number,
        envelope=said.envelope,
        run=said.run,
        who=by.name(envelope.keyid) or f"key {keys.short(envelope.keyid)}",
        role=said.role,
        did=said.did,
        when=said.place.sealed,
        note=said.note,
        doubt=f"it is signed with {doubt}" if doubt else "" if fits else "its signature does not fit",
    )
