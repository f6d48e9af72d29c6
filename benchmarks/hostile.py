"""What a bundle costs its verifier that somebody made to keep them busy: parts of the longest log, and most names."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec.structs import asdict

from benchmarks.cost import Figure, command
from scanner.evidence import dsse, keys, log, merkle, note, statement
from scanner.evidence.bundle import shown
from scanner.evidence.statement import Evidence, Place, RunRecord
from scanner.evidence.tags import MANIFEST, TAGS
from scanner.signers import Signer
from scanner.signers.file import new_key
from tests.evidence.made import ORIGIN, Payload, a_run, pack

ENTRIES: Final = 3_000
"""A bundle may hold 65,000 members: 60 s and 300 MiB for these are a twentieth of it for so many, and what it takes to
begin."""

NAMES: Final = 64_990
"""Of 193 letters each: 15.5 of the 16 MiB."""


def figures() -> Iterator[Figure]:
    """Entries that are all well formed and signed by whoever made them, about runs that are not there; and names."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        bundle = pack(_long(new_key(place / "enemy.pem", None)), place / "long.zip")
        yield from _told(f"{ENTRIES} entries that an enemy made", bundle, 3, 90)
        yield from _told(f"{NAMES} members with names as long as may be", _named(place / "named.zip"), 3, 180)


def _told(what: str, bundle: Path, seconds: float, mib: float) -> Iterator[Figure]:
    child = command("verify", str(bundle))
    if child.code != 1:
        raise SystemExit(f"verify of a hostile bundle ended with {child.code}: nothing was measured")
    yield Figure(f"verify of {what}", child.own, "CPU-s", seconds)
    yield Figure(f"verify of {what}, peak memory", child.peak_mib, "MiB", mib)


def _named(path: Path) -> Path:
    """Empty members that its manifest lists, whose names fill the directory that a bundle may have."""
    digest = hashlib.sha256(b"").hexdigest()
    names = [f"data/runs/{'r' * 64}/{number:0>76}" for number in range(NAMES)]
    manifest = "".join(f"{digest}  {name}\n" for name in names).encode()
    tag = f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {MANIFEST: manifest, TAGS: tag, **dict.fromkeys(names, b"")}.items():
            archive.writestr(zipfile.ZipInfo(f"{'b' * 40}/{name}"), data)
    return path


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
