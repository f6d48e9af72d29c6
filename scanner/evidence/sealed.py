"""A run as it lies in a store or a bundle: its members, and what was signed about them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from msgspec import UNSET, UnsetType

from scanner.evidence import EvidenceError, dsse, keys, merkle, pack, statement
from scanner.evidence.statement import Evidence, Hidden, Lines, RunRecord, Statement
from scanner.stores import Reader
from scanner.words import counted, number

FINDINGS: Final = "findings.jsonl"
NAMES: Final = "names.jsonl"
"""The names in a run, a line each: the one member that is withheld where it is handed out with pseudonyms."""

LINES: Final = ".jsonl"
"""A member that ends so lies there as lines in gzip; all others as they are."""

MAX_PLAIN: Final = 32 << 20
"""The most that a member may hold that is not lines, in bytes."""

_CHUNK: Final = 1 << 16
_SEGMENT: Final = re.compile(r"evidence-([1-9][0-9]{0,5})\.jsonl\.gz")


class MemberError(EvidenceError):
    """A run lacks something, or has something that is not what was signed."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


@dataclass(frozen=True)
class Members:
    """The files of a run below `folder` of a reader; nothing about them is believed here."""

    reader: Reader
    folder: str  # runs/ID

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The segments of evidence, in order, and the other members by their uncompressed names."""
        files = [key.removeprefix(f"{self.folder}/") for key in self.reader.list(f"{self.folder}/")]
        numbers = sorted(int(found[1]) for found in map(_SEGMENT.fullmatch, files) if found)
        if numbers != list(range(1, len(numbers) + 1)):
            raise MemberError(self.folder, "a segment of its evidence is missing")
        others = sorted(self._uncompressed(file) for file in files if not _SEGMENT.fullmatch(file))
        return tuple(f"evidence-{number}{LINES}.gz" for number in numbers), tuple(others)

    def _uncompressed(self, file: str) -> str:
        if file.endswith(LINES):
            # It would pass for the one in gzip, which is the one that is read.
            raise MemberError(self.folder, f"{file} is there, and not in gzip")
        return file.removesuffix(".gz") if file.endswith(f"{LINES}.gz") else file

    def answers(self, segments: tuple[str, ...]) -> Iterator[bytes]:
        """The answers in these segments: canonical JSON, one after the other."""
        for name in segments:
            yield from self._lines(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member such as `findings.jsonl`."""
        yield from self._lines(f"{name}.gz")

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member, uncompressed, piece by piece."""
        key = f"{self.folder}/{name}.gz" if name.endswith(LINES) else f"{self.folder}/{name}"
        with self.reader.open(key) as stream:
            if name.endswith(LINES):
                yield from pack.chunks(stream, key)
            else:
                yield from iter(lambda: stream.read(_CHUNK), b"")

    def member(self, name: str) -> bytes:
        """All of a member, uncompressed, up to `MAX_PLAIN`."""
        data = bytearray()
        for piece in self.pieces(name):
            data += piece
            if len(data) > MAX_PLAIN:
                raise MemberError(f"{self.folder}/{name}", f"holds more than {MAX_PLAIN} bytes")
        return bytes(data)

    def digest(self, name: str) -> str:
        """The SHA-256 (hex) of a member, uncompressed."""
        sha256 = hashlib.sha256()
        for piece in self.pieces(name):
            sha256.update(piece)
        return sha256.hexdigest()

    def tree(self, name: str) -> tuple[str, Lines]:
        """The SHA-256 (hex) of a member of lines, uncompressed, and the tree over these."""
        return over(self.lines(name))

    def evidence(self, segments: tuple[str, ...], at_most: int = statement.MAX_ANSWERS) -> Evidence:
        """How many answers these segments hold, and the root over them; none is looked at behind `at_most` and one."""
        tree = merkle.Tree(map(merkle.leaf, islice(self.answers(segments), at_most + 1)))
        return Evidence(size=tree.size, root=tree.root.hex(), segments=segments)

    def _lines(self, file: str) -> Iterator[bytes]:
        key = f"{self.folder}/{file}"
        with self.reader.open(key) as stream:
            yield from pack.lines(stream, key)


@dataclass(frozen=True)
class SealedRun:
    """One run with its envelope. That the envelope is signed, by whom, and fits, is for `verify` to say."""

    reader: Reader
    envelope: bytes
    keyid: str
    statement: Statement
    record: RunRecord

    @property
    def members(self) -> Members:
        """The files of the run."""
        return Members(self.reader, f"runs/{self.record.run}")

    @cached_property
    def hidden(self) -> Hidden | None:
        """What was signed of it with pseudonyms, where it lies here so: without the list of its names."""
        there = () if self.record.hidden is UNSET else self.members.names()[1]
        return self.record.hidden or None if there and NAMES not in there else None

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 that was signed of each member beside the answers, as it should lie here."""
        if self.hidden:
            return {member.name: member.digest.sha256 for member in self.hidden.members}
        return {name: sha256 for name, sha256 in self.statement.digests.items() if name != statement.EVIDENCE}

    @property
    def tree(self) -> Lines | UnsetType:
        """The tree over its findings that was signed, as they should lie here."""
        return self.hidden.findings if self.hidden else self.record.findings

    def answers(self) -> Iterator[bytes]:
        """The answers of the run: canonical JSON, in the order in which they are sealed."""
        segments = self.members.names()[0] if self.hidden else self.record.evidence.segments
        return self.members.answers(segments)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member such as `findings.jsonl`."""
        return self.members.lines(name)

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member such as `findings.jsonl`, uncompressed, piece by piece."""
        return self.members.pieces(name)

    def member(self, name: str) -> bytes:
        """All of a member such as `coverage.json`, uncompressed."""
        return self.members.member(name)

    def check_answers(self) -> None:
        """See that its answers are those that were signed. Raises `MemberError`."""
        what, signed = f"run {self.record.run}", self.hidden.answers if self.hidden else self.record.evidence
        found = self.members.evidence(self.members.names()[0], signed.size)
        if found.size > signed.size:
            raise MemberError(what, f"more answers than the {number(signed.size)} that were signed")
        if found.size != signed.size:
            raise MemberError(what, f"{counted(found.size, 'answer', 'answers')}, {number(signed.size)} signed")
        if found.root != signed.root:
            seen = f"root {found.root[:8]}…, signed as {signed.root[:8]}…"
            raise MemberError(what, f"its {number(found.size)} answers were changed: {seen}")
        if not self.hidden and found.segments != self.record.evidence.segments:
            raise MemberError(what, "its answers lie in other segments than was signed")

    def check_members(self) -> None:
        """See that it has the other members that were signed, as they were signed, and none besides. As above."""
        what = f"run {self.record.run}"
        signed = self.digests
        there = set(self.members.names()[1])
        for name in sorted(signed.keys() ^ there):
            why = "was signed and is not there" if name in signed else "is there and was not signed"
            raise MemberError(what, f"{name} {why}")
        for name, sha256 in signed.items():
            found = self._digest(name)
            if found != sha256:
                raise MemberError(what, f"{name} was changed: {found[:8]}…, signed as {sha256[:8]}…")

    def _digest(self, name: str) -> str:
        """The SHA-256 (hex) of a member; of the findings the tree that was signed must be theirs too."""
        if name != FINDINGS or self.tree is UNSET:
            return self.members.digest(name)
        digest, lines = self.members.tree(name)
        if digest == self.digests[name] and lines != self.tree:
            raise MemberError(f"run {self.record.run}", f"the tree that was signed is not that of its {name}")
        return digest


def over(lines: Iterable[bytes]) -> tuple[str, Lines]:
    """The SHA-256 (hex) of the member that these lines make, and the tree over them."""
    digest = hashlib.sha256()

    def leaves() -> Iterator[merkle.Hash]:
        for line in lines:
            digest.update(line + b"\n")
            yield merkle.leaf(line)

    tree = merkle.Tree(leaves())
    return digest.hexdigest(), Lines(size=tree.size, root=tree.root.hex())


def read_run(reader: Reader, envelope: bytes, what: str) -> SealedRun | None:
    """The run that `envelope` is about; None where it is about something else. Raises `EvidenceError`."""
    opened = dsse.read_envelope(envelope, what)
    found = statement.loads(opened.payload, what)
    if found.predicate_type not in statement.RUN_TYPES:
        return None
    record = statement.run_record(found, what)
    if record.signed_by != opened.keyid:
        raise MemberError(
            what, f"says that key {keys.short(record.signed_by)} signed it, but {keys.short(opened.keyid)} did"
        )
    return SealedRun(reader, envelope, opened.keyid, found, record)
