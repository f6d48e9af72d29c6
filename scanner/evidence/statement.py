"""What is signed about a run: an in-toto Statement v1 whose predicate is the run's record."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from scanner.evidence import EvidenceError, canonical

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"

RUN_TYPE: Final = "https://safeguard.invalid/run/v2"
"""A name, not an address: nobody can ever own a host under .invalid (RFC 2606), so nobody can move it either."""

EARLIER_RUN_TYPE: Final = "https://safeguard.invalid/run/v1"
"""Up to 0.8: without a tree over the findings, and without what it is with pseudonyms."""

RUN_TYPES: Final = (EARLIER_RUN_TYPE, RUN_TYPE)

KEYRING_TYPE: Final = "https://safeguard.invalid/keyring/v1"
"""That the log goes by a version of the keyring from here on."""

COUNTERSIGNATURE_TYPE: Final = "https://safeguard.invalid/countersignature/v1"
"""That a person has looked at a run."""

MAX_ANSWERS: Final = 1 << 22
"""How many answers a run may hold: more would be a way to keep a verifier busy for ever."""

MAX_FINDINGS: Final = 1 << 23
"""How many findings: more than a member holds."""

MAX_SUBJECTS: Final = 256
MAX_TOTALS: Final = 64
MAX_SEGMENTS: Final = 4096
"""What one statement names at most: a verifier holds those of all runs that are there."""

TOLERANCE: Final = timedelta(minutes=5)
"""How far a clock may have been set back between the end of a run and its sealing."""

EVIDENCE: Final = "evidence"
"""The subject whose digest is the Merkle root over the answers; every other subject is a member's SHA-256."""

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""Lower-case hex."""

KeyId = Annotated[str, msgspec.Meta(pattern=r"^SHA256:[0-9a-f]{64}\Z")]
"""The name of a key."""

RunId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}\Z")]
"""Safe as the name of a folder, everywhere."""

Segment = Annotated[str, msgspec.Meta(pattern=r"^evidence-[1-9][0-9]{0,5}\.jsonl\.gz\Z")]

Time = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")]
"""UTC, to the second."""

Count = Annotated[int, msgspec.Meta(ge=0, le=canonical.MAX_INT)]


_MEMBER: Final = re.compile(r"[a-z][a-z0-9-]{0,63}\.jsonl?")
_Kind = TypeVar("_Kind")


class StatementError(EvidenceError):
    """A payload that is not the statement it should be."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all parts of a statement have in common."""


class Digest(Value, frozen=True):
    """The digest of a subject."""

    sha256: Sha256


class Subject(Value, frozen=True):
    """One thing that the statement is about."""

    name: str
    digest: Digest


class Tool(Value, frozen=True):
    """The program that made the run."""

    name: str
    version: str
    digest: Sha256
    # Over the files of the distribution as they were when the run began.
    installed: Literal["verified", "modified", "editable"]


class Profile(Value, frozen=True):
    """The profile the findings were judged by."""

    id: str
    digest: Sha256


class Evidence(Value, frozen=True):
    """The answers of a run."""

    size: Annotated[int, msgspec.Meta(ge=0, le=MAX_ANSWERS)]
    root: Sha256
    segments: Annotated[tuple[Segment, ...], msgspec.Meta(max_length=MAX_SEGMENTS)]


class Lines(Value, frozen=True):
    """The tree over the lines of a member, so that single ones can be handed out with a proof."""

    size: Annotated[int, msgspec.Meta(ge=0, le=MAX_FINDINGS)]
    root: Sha256


class Hidden(Value, frozen=True):
    """The same run with pseudonyms for the names in it, as it can be handed out to whom names are not due."""

    answers: Lines
    findings: Lines
    members: Annotated[tuple[Subject, ...], msgspec.Meta(max_length=64)]
    # All that lie beside the answers, by name; their SHA-256.


class Run(Value, frozen=True, kw_only=True):
    """What a scan knows of itself before it is sealed."""

    run: RunId
    started: Time
    ended: Time
    tool: Tool
    profile: Profile
    totals: Annotated[dict[str, Count], msgspec.Meta(max_length=MAX_TOTALS)]
    # Findings by status.
    partial: bool
    # Whether it covers less than the declared scope, or was stopped.
    hidden: Hidden | UnsetType = UNSET
    # Since run/v2: older runs can only be handed out with the names in them.

    def __post_init__(self) -> None:
        """Refuse days that do not exist and an end before the beginning."""
        if datetime.fromisoformat(self.ended) < datetime.fromisoformat(self.started):
            raise ValueError("the run ended before it started")


class Place(Value, frozen=True):
    """Where a leaf stands in its log; the predicate of every leaf, of a run or not, has it as `place`."""

    origin: str
    # The name of the log.
    sequence: Count
    # The index of the leaf, from 0.
    previous: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")]
    # The root of the log before it; "" for the first.
    sealed: Time

    def __post_init__(self) -> None:
        """Refuse days that do not exist."""
        datetime.fromisoformat(self.sealed)


class RunRecord(Run, frozen=True, kw_only=True):
    """The predicate: a run, its evidence, and its place in the log."""

    place: Place
    evidence: Evidence
    signed_by: KeyId
    # The name of the key, so that a signature cannot be moved below another one.
    findings: Lines | UnsetType = UNSET
    # Since run/v2: findings of older runs can only be handed out whole.

    def __post_init__(self) -> None:
        """Refuse a run that was sealed before it had ended."""
        super().__post_init__()
        if datetime.fromisoformat(self.place.sealed) < datetime.fromisoformat(self.ended) - TOLERANCE:
            raise ValueError("the run was sealed before it ended")

    @property
    def sequence(self) -> int:
        """The index of its leaf in the log, from 0."""
        return self.place.sequence


class Statement(Value, frozen=True):
    """An in-toto Statement v1 of any predicate type."""

    type: Literal["https://in-toto.io/Statement/v1"] = msgspec.field(name="_type")
    subject: Annotated[tuple[Subject, ...], msgspec.Meta(min_length=1, max_length=MAX_SUBJECTS)]
    predicate_type: str = msgspec.field(name="predicateType")
    predicate: dict[str, Any]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each subject by its name."""
        return {subject.name: subject.digest.sha256 for subject in self.subject}


def dumps(record: RunRecord, members: Iterable[tuple[str, str]]) -> bytes:
    """The payload for a run: canonical JSON about its evidence and its members (name, SHA-256).

    Raises `StatementError` for whatever could not be read again: it would be signed for nothing.
    """
    payload = state(RUN_TYPE, record, [(EVIDENCE, record.evidence.root), *sorted(members)])
    run_record(loads(payload, record.run), record.run)
    return payload


def state(predicate_type: str, predicate: msgspec.Struct, subjects: Iterable[tuple[str, str]]) -> bytes:
    """The payload of a statement of any type: canonical JSON about its subjects (name, SHA-256)."""
    statement = Statement(
        type=STATEMENT_TYPE,
        subject=tuple(Subject(name=name, digest=Digest(sha256=sha256)) for name, sha256 in subjects),
        predicate_type=predicate_type,
        predicate=msgspec.to_builtins(predicate),
    )
    return canonical.dumps(msgspec.to_builtins(statement))


def loads(payload: bytes, what: str) -> Statement:
    """The statement in `payload`, read strictly; `what` names it in an `EvidenceError`."""
    statement = convert(canonical.exactly(payload, what), Statement, what)
    if len(statement.digests) != len(statement.subject):
        raise StatementError(what, "two subjects of the statement have one name")
    return statement


def place(statement: Statement, what: str) -> Place:
    """The place of a leaf of any type in its log. Raises `StatementError`."""
    return convert(statement.predicate.get("place"), Place, what)


def run_record(statement: Statement, what: str) -> RunRecord:
    """The record of a run in its statement. Raises `StatementError`, also where the two disagree."""
    if statement.predicate_type not in RUN_TYPES:
        raise StatementError(what, f"is about {statement.predicate_type!a}, not a run")
    record = convert(statement.predicate, RunRecord, what)
    if statement.predicate_type == EARLIER_RUN_TYPE and not (record.findings is UNSET and record.hidden is UNSET):
        raise StatementError(what, "is a run/v1, and says what only later ones say")
    if statement.digests.get(EVIDENCE) != record.evidence.root:
        raise StatementError(what, "the root in the record is not the one among the subjects")
    for name in statement.digests.keys() - {EVIDENCE}:
        if not _MEMBER.fullmatch(name):
            raise StatementError(what, f"has a subject called {name!a}")
    return record


def convert(doc: Any, kind: type[_Kind], what: str) -> _Kind:
    """A part of a statement as a value, read strictly. Raises `StatementError`."""
    try:
        return msgspec.convert(doc, kind)
    except msgspec.ValidationError as err:
        raise StatementError(what, f"the statement does not hold what it should: {err}") from None
