"""Several bundles of one log as one: what each holds of it, and nothing that two of them tell differently."""

import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import BinaryIO, Final

from msgspec import UNSET

from scanner.evidence import cutting, log, merkle, multiproof, note, selection
from scanner.evidence.archive import BundleError
from scanner.evidence.bundle import Bundle
from scanner.evidence.multiproof import Span
from scanner.evidence.parts import ANSWERS, FOLDER, PROOF, Chosen, Parts, Placed, Proof
from scanner.evidence.sealed import FINDINGS, SealedRun, read_run
from scanner.evidence.selection import Selection
from scanner.stores import MissingError

_PLACES: Final = ("checkpoints/", "keyrings/", "log/", "public-keys/", "runs/", "timestamps/")


class MergeError(BundleError):
    """Bundles that do not go together."""

    def __init__(self, why: str) -> None:
        super().__init__("the bundles", f"were not joined: {why}")


class Merged:
    """What several bundles of one log hold together; it reads like one of them.

    Each must have been verified: nothing is believed here but that, and what two hold must be the same.
    """

    name = "the joined bundles"

    def __init__(self, bundles: Sequence[Bundle]) -> None:
        """Raises `MergeError` where they are of several logs, or disagree."""
        self._longest = max(bundles, key=_size)
        self._bundles = bundles
        self._found: dict[str, Bundle] = {}
        self._logged = [_logged(bundle) for bundle in bundles]
        for bundle in bundles:
            self._check_log(bundle)
            for key in (key for place in _PLACES for key in bundle.list(place)):
                self._take(key, bundle)

    def read(self, key: str) -> bytes:
        """All of a small member. Raises `MissingError`."""
        with self.open(key) as file:
            return file.read()

    def open(self, key: str) -> BinaryIO:
        """A member as a stream. Raises `MissingError`."""
        if key == log.HEAD:
            return self._longest.open(key)
        if key in self._made:
            return io.BytesIO(self._made[key])
        if key not in self._found:
            raise MissingError(self.name, key)
        return self._found[key].open(key)

    def list(self, prefix: str) -> Iterator[str]:
        """The keys that begin with this folder, in order."""
        return iter(sorted(key for key in {*self._found, *self._made} if key.startswith(prefix)))

    @property
    def logged(self) -> dict[str, SealedRun]:
        """All runs in the log, by name."""
        return self._logged[self._bundles.index(self._longest)]

    @property
    def missing(self) -> Sequence[str]:
        """The runs of the log of which none of them holds anything, in the order of the log."""
        there = {*self.whole, *self.cut}
        return [name for name in self.logged if name not in there]

    @property
    def whole(self) -> Sequence[str]:
        """The runs that lie there whole."""
        return sorted({key.split("/")[1] for key in self._found if key.startswith("runs/")})

    @property
    def cut(self) -> Sequence[str]:
        """The runs of which parts lie there, and that none has whole."""
        return sorted({key.split("/")[1] for key in self._made})

    @property
    def selections(self) -> tuple[Selection, ...]:
        """What was asked for in each, where something was."""
        found = [bundle.read(selection.KEY) for bundle in self._bundles if any(bundle.list(selection.KEY))]
        return tuple(dict.fromkeys(one for data in found for one in selection.loads(data, selection.KEY)))

    @cached_property
    def _made(self) -> dict[str, bytes]:
        """The parts of runs, joined, but for those that a bundle has whole."""
        names = {key.split("/")[1] for bundle in self._bundles for key in bundle.list(f"{FOLDER}/")}
        there = set(self.whole)
        made: dict[str, bytes] = {}
        for name in sorted(names - there):
            every = zip(self._bundles, self._logged, strict=True)
            parts = [Parts(runs[name]) for bundle, runs in every if any(bundle.list(f"{FOLDER}/{name}/"))]
            made |= {f"{FOLDER}/{name}/{member}": data for member, data in _join(parts).items()}
        return made

    def _check_log(self, bundle: Bundle) -> None:
        here, longest = (_head(one) for one in (bundle, self._longest))
        if here.origin != longest.origin:
            raise MergeError(
                f"{bundle.name} is of the log {here.origin}, {self._longest.name} of {longest.origin}. "
                "Hand them out one beside the other"
            )
        leaves = [merkle.leaf(data) for _, data in zip(range(here.size), log.leaves(self._longest), strict=False)]
        if merkle.root(leaves) != here.root:
            raise MergeError(f"the log in {bundle.name} is not the beginning of that in {self._longest.name}")

    def _take(self, key: str, bundle: Bundle) -> None:
        before = self._found.setdefault(key, bundle)
        if before is not bundle and not _same(before.open(key), bundle.open(key)):
            raise MergeError(f"{before.name} and {bundle.name} hold another {key} each")


def _head(bundle: Bundle) -> note.Checkpoint:
    return note.read_note(bundle.read(log.HEAD), f"the checkpoint of {bundle.name}").checkpoint


def _size(bundle: Bundle) -> int:
    return _head(bundle).size


def _same(one: BinaryIO, other: BinaryIO) -> bool:
    with one, other:
        while piece := one.read(1 << 16):
            if piece != other.read(len(piece)):
                return False
        return not other.read(1)


def _logged(bundle: Bundle) -> dict[str, SealedRun]:
    every = (read_run(bundle, data, f"entry {at}") for at, data in enumerate(log.leaves(bundle)))
    return {run.record.run: run for run in every if run}


def _join(every: Sequence[Parts]) -> dict[str, bytes]:
    """The members of parts of one run, joined."""
    record, veiled = every[0].run.record, every[0].proof.pseudonyms
    if any(parts.proof.pseudonyms != veiled for parts in every):
        raise MergeError(f"parts of run {record.run} have names in one and pseudonyms in another")
    found, findings = _lines(
        [dict(p.findings()) for p in every], [p.proof.findings for p in every], _findings(every[0])
    )
    lines, answers = _lines([dict(p.answers()) for p in every], [p.proof.answers for p in every], record.evidence.size)
    names = {name for parts in every for name in parts.digests if parts.has(name)}
    whole = {name: next(p.member(name) for p in every if p.has(name)) for name in sorted(names)}
    made = {f"{ANSWERS}.gz": cutting.packed(lines), f"{FINDINGS}.gz": cutting.packed(found)}
    return made | whole | {PROOF: cutting.proof(Proof(answers, findings, veiled))}


def _findings(parts: Parts) -> int:
    signed = parts.run.record.findings
    return 0 if signed is UNSET else signed.size


def _lines(lines: Sequence[dict[int, bytes]], chosen: Sequence[Placed], size: int) -> tuple[list[bytes], Chosen]:
    """The lines of several, in order, and one proof of them: whatever it takes stands in one of theirs."""
    every = {place: line for some in lines for place, line in some.items()}
    known: dict[Span, merkle.Hash] = {}
    for one in chosen:
        known |= dict(zip(multiproof.spans(size, one.leaves), one.proof, strict=True))
    places = sorted(every)
    proof = tuple(known[span].hex() for span in multiproof.spans(size, places))
    return [every[place] for place in places], Chosen(tuple(places), proof)
