"""Taking parts out of a run: see `parts` for what they are."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import UNSET, Struct

from scanner.evidence import canonical, merkle, multiproof, selection
from scanner.evidence.pack import LineWriter
from scanner.evidence.parts import ANSWERS, MAX_PROOF, MOST, PROOF, WHOLE, Chosen, PartError, Proof
from scanner.evidence.sealed import FINDINGS, SealedRun
from scanner.evidence.selection import SelectionError
from scanner.finding import Rest


class _Resting(Struct):
    answers: tuple[Rest, ...] = ()


def parts(run: SealedRun, wanted: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """The members of the parts: the `wanted` findings (ascending) and all answers that they rest on.

    Raises `SelectionError` for a run whose findings were not signed one by one, `PartError` where what lies there is
    not what was signed.
    """
    record = run.record
    tree = run.tree
    if tree is UNSET:
        raise SelectionError(f"{selection.older(record)}. Next: hand out the whole run, by its name")
    found, findings = _cut(run, run.lines(FINDINGS), wanted, (tree.size, tree.root))
    rests = _rests(found)
    if max(len(found), len(rests)) > MOST:
        raise SelectionError(f"run {record.run} has more than {MOST} such findings or answers: hand out the whole run")
    whole = run.hidden.answers if run.hidden else record.evidence
    lines, answers = _cut(run, run.answers(), rests, (whole.size, whole.root))
    yield f"{ANSWERS}.gz", packed(lines)
    yield f"{FINDINGS}.gz", packed(found)
    proven = proof(Proof(answers, findings, pseudonyms=run.hidden is not None))
    if len(proven) > MAX_PROOF:
        raise SelectionError(f"run {record.run}: these findings take too long a proof: hand out the whole run")
    yield PROOF, proven
    for name in WHOLE:
        if name in run.digests:
            yield name, _member(run, name)


def _member(run: SealedRun, name: str) -> bytes:
    data = run.member(name)
    if hashlib.sha256(data).hexdigest() != run.digests[name]:
        raise PartError(f"run {run.record.run}", f"its {name} is not what was signed. Next: safeguard verify")
    return data


def proof(found: Proof) -> bytes:
    """The member with places and hashes."""
    return canonical.dumps(msgspec.to_builtins(found))


def packed(lines: Iterable[bytes]) -> bytes:
    """Lines as the one gzip member that holds them."""
    with tempfile.TemporaryDirectory(prefix="safeguard-") as folder:
        with LineWriter(Path(folder) / "lines") as writer:
            for line in lines:
                writer.write(line)
        return writer.path.read_bytes()


def _rests(findings: Iterable[bytes]) -> list[int]:
    """The places of all answers that these rest on, ascending."""
    read = (msgspec.convert(canonical.loads(line, "a finding"), _Resting) for line in findings)
    return sorted({rest.leaf for one in read for rest in one.answers})


def _cut(
    run: SealedRun, lines: Iterable[bytes], wanted: Sequence[int], signed: tuple[int, str]
) -> tuple[list[bytes], Chosen]:
    """The `wanted` of all lines, and the proof that they are among those that were signed."""
    hashes, kept, due = [], [], frozenset(wanted)
    for place, line in enumerate(lines):
        hashes.append(merkle.leaf(line))
        if place in due:
            kept.append(line)
    if (len(hashes), merkle.root(hashes).hex()) != signed or len(kept) != len(wanted):
        raise PartError(f"run {run.record.run}", "what lies there is not what was signed. Next: safeguard verify")
    proven = tuple(hash_.hex() for hash_ in multiproof.prove(hashes, wanted))
    return kept, Chosen(tuple(wanted), proven)
