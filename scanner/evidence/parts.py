"""Parts of a run: some of its findings and the answers that these rest on, each provably one of those that were signed.

They lie in `parts/ID/`: the lines as they were sealed, and `proof.json` with their places and the hashes that lead from
them to the roots in the statement. Other members of the run lie there whole, or are left out: they name all targets.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Struct

from scanner.evidence import canonical, merkle, multiproof, pack, statement
from scanner.evidence.sealed import FINDINGS, MAX_PLAIN, MemberError, SealedRun
from scanner.evidence.statement import Hidden, Lines, Sha256
from scanner.words import counted, number

FOLDER: Final = "parts"
ANSWERS: Final = "answers.jsonl"
PROOF: Final = "proof.json"
WHOLE: Final = ("catalogue.json", "profile.json")
"""What comes along whole: it names no target."""

MOST: Final = 1 << 17
"""How many lines of a tree: more of a run are handed out with the whole of it."""

MAX_PROOF: Final = 1 << 24
"""Bytes of places and hashes of one run: read, they take twelve times as much before anything is believed."""

MAX_PROOFS: Final = 1 << 26
"""Of all runs of a bundle: half of it stays in memory."""

_HASH: Final = 32

Leaf = Annotated[int, msgspec.Meta(ge=0, lt=statement.MAX_FINDINGS)]


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    """Some lines of a tree."""

    leaves: Annotated[tuple[Leaf, ...], msgspec.Meta(max_length=MOST)]
    """Their places, ascending."""
    proof: tuple[Sha256, ...]
    """What leads to the root: see `multiproof`."""


class Proof(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Of the answers and of the findings that lie there."""

    answers: Chosen
    findings: Chosen
    pseudonyms: bool = False
    """They stand in the place of names, and lead to the roots that were signed of them so."""


@dataclass(frozen=True)
class Placed:
    """Some lines of a tree, held small."""

    leaves: Sequence[int]
    """Their places, ascending."""
    hashes: bytes
    """What leads to the root, one hash behind the other."""

    @classmethod
    def of(cls, chosen: Chosen) -> "Placed":
        """The same."""
        return cls(array("I", chosen.leaves), bytes.fromhex("".join(chosen.proof)))

    @property
    def proof(self) -> list[merkle.Hash]:
        """What leads to the root."""
        return [self.hashes[at : at + _HASH] for at in range(0, len(self.hashes), _HASH)]


@dataclass(frozen=True)
class Places:
    """Of the answers and of the findings that lie there."""

    answers: Placed
    findings: Placed
    pseudonyms: bool


class PartError(MemberError):
    """Parts of a run that are not parts of what was signed."""


@dataclass(frozen=True)
class Parts:
    """Parts of a run as they lie in a bundle. Nothing is believed before `check`."""

    run: SealedRun

    @property
    def folder(self) -> str:
        """Where they lie."""
        return f"{FOLDER}/{self.run.record.run}"

    @property
    def what(self) -> str:
        """What to call it."""
        return f"parts of run {self.run.record.run}"

    @cached_property
    def proof(self) -> Places:
        """The places and the hashes. Raises `EvidenceError`."""
        try:
            found = msgspec.convert(canonical.exactly(self.member(PROOF, MAX_PROOF), f"{self.folder}/{PROOF}"), Proof)
        except msgspec.ValidationError as err:
            raise PartError(self.what, f"{PROOF} does not hold what it should: {err}") from None
        for chosen in (found.answers, found.findings):
            if any(one >= other for one, other in zip(chosen.leaves, chosen.leaves[1:], strict=False)):
                raise PartError(self.what, f"{PROOF} names a place twice, or out of order")
        return Places(Placed.of(found.answers), Placed.of(found.findings), found.pseudonyms)

    @cached_property
    def hidden(self) -> Hidden | None:
        """What was signed of the run with pseudonyms, where these parts have them. Raises `PartError` if nothing."""
        if not self.proof.pseudonyms:
            return None
        if self.run.record.hidden is UNSET:
            raise PartError(self.what, f"have pseudonyms, and none were signed: {self._version}")
        return self.run.record.hidden

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 that was signed of each member beside the answers, as it should lie here."""
        if self.hidden:
            return {member.name: member.digest.sha256 for member in self.hidden.members}
        return {name: sha256 for name, sha256 in self.run.statement.digests.items() if name != statement.EVIDENCE}

    def answers(self) -> Iterator[tuple[int, bytes]]:
        """The answers with their places."""
        return self._placed(ANSWERS, self.proof.answers)

    def findings(self) -> Iterator[tuple[int, bytes]]:
        """The findings with their places."""
        return self._placed(FINDINGS, self.proof.findings)

    def member(self, name: str, most: int = MAX_PLAIN) -> bytes:
        """All of a member that is no lines."""
        with self.run.reader.open(f"{self.folder}/{name}") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise PartError(self.what, f"{name} holds more than {most} bytes")
        return data

    def has(self, name: str) -> bool:
        """Whether a member came along whole."""
        return name in self._names

    @property
    def left_out(self) -> list[str]:
        """The members that were signed and are not here."""
        known = self.digests.keys() - {FINDINGS}
        return sorted(known - self._names)

    def check_answers(self) -> None:
        """See that each answer is one of those that were signed, in its place. Raises `MemberError`."""
        whole = self.run.record.evidence
        signed = self.hidden.answers if self.hidden else Lines(size=whole.size, root=whole.root)
        self._check(self.answers(), self.proof.answers, signed, "answer")

    def check_findings(self) -> None:
        """See that each finding, and each member that came along, is as it was signed. Raises `MemberError`."""
        signed = self.hidden.findings if self.hidden else self.run.record.findings
        if signed is UNSET:
            raise PartError(self.what, f"the root over its findings was not signed: {self._version}")
        self._check(self.findings(), self.proof.findings, signed, "finding")
        for name in sorted({*WHOLE} & self.digests.keys() - self._names):
            raise PartError(self.what, f"{name} was signed and is not there")
        for name in sorted(self._names - {f"{ANSWERS}.gz", f"{FINDINGS}.gz", PROOF}):
            sha256 = self.digests.get(name)
            if sha256 is None:
                raise PartError(self.what, f"{name} is there and was not signed")
            if hashlib.sha256(self.member(name)).hexdigest() != sha256:
                raise PartError(self.what, f"{name} was changed")

    @property
    def _version(self) -> str:
        return f"safeguard {self.run.record.tool.version} signed them as a whole"

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(key.removeprefix(f"{self.folder}/") for key in self.run.reader.list(f"{self.folder}/"))

    def _check(self, lines: Iterable[tuple[int, bytes]], chosen: Placed, signed: Lines, one: str) -> None:
        hashes = {place: merkle.leaf(line) for place, line in lines}
        found = multiproof.lead(signed.size, hashes, chosen.proof)
        if found is None or found.hex() != signed.root:
            some = counted(len(hashes), one)
            raise PartError(self.what, f"{some} with a proof that does not lead to the root that was signed")

    def _placed(self, name: str, chosen: Placed) -> Iterator[tuple[int, bytes]]:
        key, places = f"{self.folder}/{name}.gz", iter(chosen.leaves)
        with self.run.reader.open(key) as stream:
            for line in pack.lines(stream, key):
                place = next(places, None)
                if place is None:
                    raise PartError(self.what, f"{name} has more lines than places, {number(len(chosen.leaves))}")
                yield place, line
        if next(places, None) is not None:
            raise PartError(self.what, f"{name} has fewer lines than places, {number(len(chosen.leaves))}")
