"""A run with pseudonyms for the names in it: the same answers, findings and members, in the same order.

Each finding names the digests of the answers that it rests on, and is told from others by what it is about: both are
made anew of what stands in the place of the names.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from scanner.evidence import canonical, pack
from scanner.evidence.sealed import FINDINGS, NAMES, Members, SealedRun, over
from scanner.evidence.statement import Digest, Hidden, Subject
from scanner.finding import fingerprint
from scanner.judging.digests import Digests
from scanner.members import SealedError
from scanner.pseudonyms import Pseudonyms

_HERE: Final = "run"
_PRINT: Final = re.compile(rb'"fingerprint":"[0-9a-f]+"')
_REST: Final = re.compile(rb'(\{"leaf":([0-9]{1,7}),"sha256":")[0-9a-f]{64}"')


@dataclass
class Hiding:
    """What is hidden, piece by piece. The answers come first: the findings name their digests."""

    members: Members
    pseudonyms: Pseudonyms
    _digests: Digests = field(default_factory=Digests)

    @property
    def whole(self) -> list[str]:
        """The members that are no lines."""
        return [name for name in self.members.names()[1] if name not in {FINDINGS, NAMES}]

    def answers(self) -> Iterator[bytes]:
        """The answers with pseudonyms."""
        self._digests = Digests()
        for line in self.members.answers(self.members.names()[0]):
            hidden = self.pseudonyms.line(line)
            self._digests.add(hidden)
            yield hidden

    def findings(self) -> Iterator[bytes]:
        """The findings with pseudonyms, of the answers as they came."""
        for line in self.members.lines(FINDINGS):
            hidden = _REST.sub(self._rest, self.pseudonyms.line(line))
            print_ = fingerprint(*_about(hidden))
            yield _PRINT.sub(f'"fingerprint":"{print_}"'.encode(), hidden, count=1)

    def member(self, name: str) -> bytes:
        """A member that is no lines with pseudonyms."""
        return self.pseudonyms.line(self.members.member(name))

    def _rest(self, found: "re.Match[bytes]") -> bytes:
        return found[1] + f'{self._digests[int(found[2])]}"'.encode()


class _About(msgspec.Struct):
    """Of a finding what tells it from others; the rest of a night of thousands is not worth a second reading."""

    check: str
    target: str
    resource: str
    facet: str = ""


_read: Final = msgspec.json.Decoder(_About).decode


def _about(line: bytes) -> tuple[str, str, str, str]:
    try:
        found = _read(line)
    except msgspec.MsgspecError as err:
        raise SealedError(f"a finding does not hold what it should: {err}") from None
    return found.check, found.target, found.resource, found.facet


def hide(hiding: Hiding) -> Hidden:
    """What is signed of a run with pseudonyms. Raises `EvidenceError` where it is none of ours."""
    _, answers = over(hiding.answers())
    digest, findings = over(hiding.findings())
    digests = {FINDINGS: digest} | {name: sha256(hiding.member(name)).hexdigest() for name in hiding.whole}
    subjects = (Subject(name=name, digest=Digest(sha256=hexes)) for name, hexes in sorted(digests.items()))
    return Hidden(answers=answers, findings=findings, members=tuple(subjects))


def seal_names(folder: Path, key: bytes, spared: Collection[str] = ()) -> Hidden:
    """Put the names in the run in this folder beside its members; what is signed of it with pseudonyms for them.

    `spared`: words of plugins, which are no names either.

    Raises `SpoolError`: the disk is full.
    """
    hiding = Hiding(Members(_Spooled(folder), _HERE), Pseudonyms(key, spared=spared))
    hidden = hide(hiding)
    with pack.LineWriter(folder / f"{NAMES}.gz") as names:
        for name in hiding.pseudonyms.names:
            names.write(canonical.dumps(name))
    return hidden


def names_of(run: SealedRun) -> list[str]:
    """The names in a run that was not yet handed out without them."""
    return [str(canonical.loads(line, f"{NAMES} of run {run.record.run}")) for line in run.lines(NAMES)]


@dataclass(frozen=True)
class _Spooled:
    """The members of a run that is not sealed yet, in the folder where they were written."""

    folder: Path

    @property
    def name(self) -> str:
        return str(self.folder)

    def read(self, key: str) -> bytes:
        return self._at(key).read_bytes()

    def open(self, key: str) -> BinaryIO:
        return self._at(key).open("rb")

    def list(self, prefix: str) -> Iterator[str]:
        return (f"{prefix}{path.name}" for path in sorted(self.folder.iterdir()) if not path.name.startswith("."))

    def _at(self, key: str) -> Path:
        return self.folder / key.removeprefix(f"{_HERE}/")
