"""A store seen with pseudonyms for the names in some of its runs, as they are handed out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import UNSET

from scanner.evidence import EvidenceError, pack
from scanner.evidence.sealed import FINDINGS, SealedRun
from scanner.pseudonyms import Pseudonyms
from scanner.pseudonyms.hiding import Hiding, hide, names_of
from scanner.pseudonyms.keeping import read_key
from scanner.stores import MissingError, Reader


class VeilError(EvidenceError):
    """A run that cannot be handed out with pseudonyms."""

    def __init__(self, run: str, why: str) -> None:
        super().__init__(f"run {run} cannot be handed out with pseudonyms: {why}")


class Veiled:
    """Reads as the store does; of the runs that are veiled their members are those in `folder`."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self._reader, self._folder = reader, folder
        self._runs: set[str] = set()

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return self._reader.name

    def veil(self, runs: Iterable[SealedRun]) -> None:
        """Show these runs with pseudonyms from now on. Raises `VeilError`, `StoreError`, `EvidenceError`."""
        for run in runs:
            _write(run, self._folder / run.record.run)
            self._runs.add(run.record.run)

    def read(self, key: str) -> bytes:
        """All of a small member. Raises `MissingError`."""
        with self.open(key) as file:
            return file.read()

    def open(self, key: str) -> BinaryIO:
        """A member as a stream. Raises `MissingError`."""
        place = self._place(key)
        if place is None:
            return self._reader.open(key)
        if not place.is_file():
            raise MissingError(self.name, key)
        return place.open("rb")

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, in order."""
        place = self._place(prefix)
        if place is None:
            return self._reader.list(prefix)
        return (f"{prefix}{path.name}" for path in sorted(place.iterdir()))

    def _place(self, key: str) -> Path | None:
        top, _, rest = key.partition("/")
        run, _, name = rest.partition("/")
        return self._folder / run / name if top == "runs" and run in self._runs else None


def _write(run: SealedRun, folder: Path) -> None:
    signed = run.record.hidden
    if signed is UNSET:
        raise VeilError(run.record.run, f"safeguard {run.record.tool.version} sealed it with the names alone")
    hiding = Hiding(run.members, Pseudonyms(read_key(run.reader), names_of(run)))
    if hide(hiding) != signed:
        raise VeilError(run.record.run, "its names or their key are not those of that night")
    folder.mkdir(mode=0o700)
    with pack.SegmentWriter(folder) as answers:
        for line in hiding.answers():
            answers.write(line)
    with pack.LineWriter(folder / f"{FINDINGS}.gz") as findings:
        for line in hiding.findings():
            findings.write(line)
    for name in hiding.whole:
        (folder / name).write_bytes(hiding.member(name))
