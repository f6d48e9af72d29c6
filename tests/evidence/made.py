"""Runs, stores and bundles for the tests of this folder, and an enemy's tools to change them."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from scanner.evidence import EvidenceError, canonical, dsse, instructions, log, merkle, note, statement, tags
from scanner.evidence.pack import LineWriter, SegmentWriter
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.sealing import Sealed, seal
from scanner.evidence.statement import Profile, Run, Tool
from scanner.signers import Signer
from scanner.stores import Store

ORIGIN = "test.invalid/log"
DIGEST = hashlib.sha256(b"").hexdigest()
# Long ago, so that tests may go on with the clock of the machine.
FIRST = datetime(2020, 11, 1, 3, tzinfo=UTC)

Payload = dict[str, bytes]


def a_run(number: int, **more: object) -> Run:
    moment = f"{FIRST + timedelta(days=number):%Y-%m-%dT%H:%M:%SZ}"
    fields = {
        "run": f"run-{number:04}",
        "started": moment,
        "ended": moment,
        "tool": Tool(name="safeguard", version="0", digest=DIGEST, installed="verified"),
        "profile": Profile(id="hipaa-security-rule", digest=DIGEST),
        "totals": {"pass": 1},
        "partial": False,
    }
    return Run(**{**fields, **more})  # type: ignore[arg-type]  # the table above has their types


def clock(number: int) -> Callable[[], datetime]:
    return lambda: FIRST + timedelta(days=number, minutes=5)


def answers(number: int, count: int) -> list[bytes]:
    return [canonical.dumps({"run": number, "answer": at, "outcome": "ok", "at": "2026"}) for at in range(count)]


def spool(store: Store, number: int, lines: Iterable[bytes]) -> Path:
    """The files of a run before it is sealed."""
    folder = store.spool(f"run-{number:04}")
    with SegmentWriter(folder, max_bytes=200) as writer:
        for line in lines:
            writer.write(line)
    with LineWriter(folder / "findings.jsonl.gz") as findings:
        for check in ("a.b", "a.c"):
            findings.write(canonical.dumps({"run": number, "check": check, "status": "pass"}))
    (folder / "coverage.json").write_bytes(canonical.dumps({"run": number}))
    return folder


def catalogued(folder: Path) -> Path:
    """The same, with what its check says of itself."""
    (folder / "catalogue.json").write_bytes(canonical.dumps({"checks": {"a.b": {"rule": "passes."}}}))
    return folder


def seal_run(store: Store, signer: Signer, number: int, count: int = 7) -> Sealed:
    return seal(store, signer, spool(store, number, answers(number, count)), a_run(number), now=clock(number))


def unpack(bundle: Path) -> Payload:
    """What a bundle holds, by its name below data/."""
    with zipfile.ZipFile(bundle) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        base = archive.namelist()[0].partition("/")[0]
        return {name[5:]: archive.read(f"{base}/{name}") for name in names if name.startswith("data/")}


@dataclass(frozen=True)
class Held:
    """A payload that reads like a bundle."""

    payload: Payload
    name: str = "the payload"

    def read(self, key: str) -> bytes:
        return self.payload[key]

    def open(self, key: str) -> BinaryIO:
        return io.BytesIO(self.payload[key])

    def list(self, prefix: str) -> Iterator[str]:
        return iter(sorted(key for key in self.payload if key.startswith(prefix)))


def pack(payload: Payload, out: Path, around: Payload | None = None) -> Path:
    """A bundle around this payload as an enemy would make it: whatever nobody signs fits, but for what is `around`."""
    named = {f"data/{name}": data for name, data in sorted(payload.items())}
    base, last = _fitting(payload)
    size = 0
    for _ in range(2):  # the second time it knows how large it is
        info = tags.info([len(data) for data in payload.values()], last, size) if last else b""
        fits = {
            tags.INFO: info,
            tags.BAGIT: tags.DECLARATION,
            tags.TEXT: instructions.text(),
            tags.MANIFEST: manifest(named),
        }
        tagged = {**fits, **(around or {})}
        every = {f"{base}/{name}": data for name, data in {**tagged, tags.TAGS: manifest(tagged), **named}.items()}
        size = tags.length({name: len(data) for name, data in every.items()})
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in every.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out


def _fitting(payload: Payload) -> tuple[str, SealedRun | None]:
    """The folder and last run for this payload; anything at all where it makes no sense."""
    held = Held(payload)
    try:
        runs = [read_run(held, data, "it") for data in leaves(payload)]
        there = [run for run in runs if run and any(held.list(f"signed/{run.record.run}/"))]
        return tags.base(there[-1]), there[-1]
    except (EvidenceError, LookupError):
        return "bag", None


def manifest(parts: Payload) -> bytes:
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(parts.items())).encode()


def leaves(payload: Payload) -> list[bytes]:
    return [payload[name] for name in sorted(payload) if name.startswith("log/")]


def with_leaves(payload: Payload, envelopes: list[bytes]) -> None:
    """Put these envelopes in the place of the log, and show openssl what it should see."""
    for name in [name for name in payload if name.startswith("log/")]:
        del payload[name]
    for number, envelope in enumerate(envelopes):
        payload[log.leaf_key(number)] = envelope


def resign_head(payload: Payload, signer: Signer) -> None:
    """Sign a checkpoint over the log as it is now, and take those away that would tell of another one."""
    for name in [name for name in payload if name.startswith("checkpoints/")]:
        del payload[name]
    found = leaves(payload)
    root = merkle.root(map(merkle.leaf, found))
    payload[log.HEAD] = note.sign(note.Checkpoint(ORIGIN, len(found), root), signer)


def reseal(envelope: bytes, signer: Signer, edit: Callable[[dict[str, object]], None]) -> bytes:
    """The envelope over an edited statement, signed anew."""
    doc = canonical.loads(dsse.read_envelope(envelope, "x").payload, "x")
    edit(doc)
    return dsse.sign(canonical.dumps(doc), signer)


def payload_of(record: statement.RunRecord) -> bytes:
    return statement.dumps(record, [])
