"""What a bundle costs its verifier that somebody made to keep them busy: a part of the longest log it can hold."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec.structs import asdict

from benchmarks.cost import Figure, command
from scanner.evidence import dsse, keys, log, merkle, note, statement
from scanner.evidence.bundle import shown
from scanner.evidence.statement import Evidence, Place, RunRecord
from scanner.signers import Signer
from scanner.signers.file import new_key
from tests.evidence.made import ORIGIN, Payload, a_run, pack

ENTRIES: Final = 3_000
"""A bundle may hold 65,000 members: 60 s and 300 MiB for these are a twentieth of it for so many, and what it takes to
begin."""


def figures() -> Iterator[Figure]:
    """Entries that are all well formed and signed by whoever made them, about runs that are not there."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        bundle = pack(_long(new_key(place / "enemy.pem", None)), place / "long.zip")
        child = command("verify", str(bundle))
    if child.code != 1:
        raise SystemExit(f"verify of a hostile bundle ended with {child.code}: nothing was measured")
    yield Figure(f"verify of {ENTRIES} entries that an enemy made", child.own, "CPU-s", 3)
    yield Figure(f"verify of {ENTRIES} entries that an enemy made, peak memory", child.peak_mib, "MiB", 90)


def _long(signer: Signer) -> Payload:
    payload: Payload = {keys.key_of(signer.keyid): keys.to_pem(signer.public)}
    tree, evidence = merkle.Tree(), Evidence(size=0, root=merkle.EMPTY.hex(), segments=())
    for number in range(ENTRIES):
        run = asdict(a_run(0, run=f"run-{number}"))
        previous = tree.root.hex() if number else ""
        place = Place(origin=ORIGIN, sequence=number, previous=previous, sealed="2020-11-01T03:05:00Z")
        record = RunRecord(**run, place=place, evidence=evidence, signed_by=signer.keyid)
        envelope = dsse.sign(statement.dumps(record, []), signer)
        payload[log.leaf_key(number)] = envelope
        payload |= {f"signed/run-{number}/{name}": data for name, data in shown(envelope).items()}
        tree.add(merkle.leaf(envelope))
    payload[log.HEAD] = note.sign(note.Checkpoint(ORIGIN, ENTRIES, tree.root), signer)
    return payload
