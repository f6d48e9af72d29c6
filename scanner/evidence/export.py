"""Writing a bundle: see `bundle` for what it is."""

import hashlib
import os
import secrets
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from scanner.evidence import adopted, cutting, encrypted, instructions, keys, log, note, selection, tags, timestamps
from scanner.evidence.archive import MAX_MEMBERS, MAX_TOTAL, BundleError
from scanner.evidence.bundle import PAYLOAD, shown
from scanner.evidence.parts import FOLDER, MAX_PROOFS, PROOF
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.selection import Selection
from scanner.evidence.tags import MANIFEST, TAGS
from scanner.paths import put_in_place
from scanner.stores import Reader
from scanner.words import number

_CHUNK: Final = 1 << 16


class ExportError(BundleError):
    """A bundle that was not made."""

    def __init__(self, out: Path, why: str) -> None:
        super().__init__(str(out), f"was not written: {why}")


@dataclass(frozen=True)
class Picked:
    """Some findings of some runs, and what was asked for that they should be these."""

    selections: tuple[Selection, ...]
    findings: Mapping[str, Sequence[int]]
    """The leaves of the findings, ascending, by run."""


@dataclass(frozen=True)
class _Part:
    """One member to be: its bytes, or where they lie; how many there are, and their SHA-256."""

    source: bytes | tuple[Reader, str]
    size: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        return iter((self.source,)) if isinstance(self.source, bytes) else _stream(*self.source)


def export(  # noqa: PLR0913  # what is in it, and for whom
    reader: Reader,
    runs: Iterable[str],
    out: Path,
    picked: Picked | None = None,
    *,
    to: Sequence[object] = (),
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Write a bundle of these runs and the whole log to `out`, whole or not at all; the same runs, the same bytes.

    Of the runs of which findings are `picked` there are these, the answers that they rest on, and the proofs.
    Where there are recipients `to` encrypt it for, what is written is an age file; `beside` lies there to
    be read, and is signed by nobody. Raises
    `ExportError` for a run that is not in the log, for what does not fit into a bundle, and where it cannot be written;
    `SelectionError` where single findings cannot be proved.
    """
    data = log.read_head(reader)
    if data is None:
        raise ExportError(out, f"nothing has been sealed in {reader.name}")
    head = note.read_note(data, f"the checkpoint of {reader.name}")
    envelopes = _envelopes(reader, head.checkpoint.size, out)
    cut = picked.findings if picked else {}
    chosen = _chosen(reader, envelopes, {*runs, *cut}, out)
    signed = tags.signers(keys.lying_in(reader), envelopes, head)
    if alien := next((run for run in chosen if run.keyid not in signed), None):
        raise ExportError(out, f"the key {keys.short(alien.keyid)} of run {alien.record.run} is not in {reader.name}")
    vouching = _vouching(reader, head.checkpoint.size)
    parts = _signed(data, envelopes, signed) | _keyring(reader) | vouching | _shared(_runs(reader, chosen, cut))
    if picked:
        parts[selection.KEY] = _bytes(selection.dumps(picked.selections))
    payload = {f"{PAYLOAD}/{key}": part for key, part in parts.items()}
    around = {tags.BAGIT: tags.DECLARATION, tags.TEXT: instructions.text(), MANIFEST: _manifest(payload), **beside}
    members = _whole(payload, {name: _bytes(each) for name, each in around.items()}, chosen[-1])
    if sum(part.size for name, part in members.items() if name.endswith(f"/{PROOF}")) > MAX_PROOFS:
        raise ExportError(out, f"its proofs take more than {MAX_PROOFS >> 20} MiB. Choose fewer, or whole runs")
    if len(members) > MAX_MEMBERS or sum(part.size for part in members.values()) > MAX_TOTAL // 2:
        raise ExportError(out, f"more than a bundle holds ({number(MAX_MEMBERS)} members, 2 GiB). Choose fewer runs")
    with _put(out) as file:
        if to:
            # A ZIP is not written from front to back: it has no name, and is gone with this process.
            with tempfile.TemporaryFile(dir=out.parent) as plain:
                _write(plain, members)
                plain.seek(0)
                encrypted.encrypt(plain, file, to)
        else:
            _write(file, members)


def _envelopes(reader: Reader, size: int, out: Path) -> list[bytes]:
    """The leaves that the checkpoint covers; a scan may be adding one right now."""
    found = [envelope for _, envelope in zip(range(size), log.leaves(reader), strict=False)]
    if len(found) != size:
        raise ExportError(out, f"the log has {len(found)} entries, its checkpoint covers {size}")
    return found


def _chosen(reader: Reader, envelopes: list[bytes], wanted: set[str], out: Path) -> list[SealedRun]:
    every = (read_run(reader, envelope, log.leaf_key(number)) for number, envelope in enumerate(envelopes))
    chosen = [run for run in every if run and run.record.run in wanted]
    missing = sorted(wanted - {run.record.run for run in chosen})
    if missing or not chosen:
        raise ExportError(out, f"{reader.name} has no run {missing[0]}" if missing else "no run was named")
    return chosen


def _signed(head: bytes, envelopes: list[bytes], publics: Mapping[str, bytes]) -> dict[str, _Part]:
    """The whole log, and the keys that signed it."""
    parts = {log.leaf_key(number): _bytes(envelope) for number, envelope in enumerate(envelopes)}
    parts |= {keys.key_of(name): _bytes(keys.to_pem(public)) for name, public in publics.items()}
    return parts | {log.HEAD: _bytes(head)}


def _keyring(reader: Reader) -> dict[str, _Part]:
    """All versions of the keyring that the log goes by."""
    ring = adopted.lying_in(reader)
    return {adopted.version_key(each.number): _bytes(each.data) for each in ring.versions} if ring else {}


def _vouching(reader: Reader, size: int) -> dict[str, _Part]:
    """The checkpoints that a store has kept up to this size, and the timestamps over them."""
    kept = [
        (key, key.rpartition("/")[2][:6]) for place in ("checkpoints/", timestamps.FOLDER) for key in reader.list(place)
    ]
    return {key: _bytes(reader.read(key)) for key, covers in kept if covers.isdecimal() and int(covers) <= size}


def _runs(reader: Reader, chosen: list[SealedRun], cut: Mapping[str, Sequence[int]]) -> dict[str, _Part]:
    """The members of these runs or parts of them, and their envelopes as openssl is shown them."""
    parts: dict[str, _Part] = {}
    for run in chosen:
        folder = f"signed/{run.record.run}"
        parts |= {f"{folder}/{name}": _bytes(data) for name, data in shown(run.envelope).items()}
        if run.record.run in cut:
            parts |= _cut(reader, run, cut[run.record.run])
        else:
            members = {key: _lying(reader, key) for key in reader.list(f"{run.members.folder}/")}
            if not members:
                raise BundleError(reader.name, f"does not hold run {run.record.run} as a whole")
            parts |= members
    return parts


def _cut(reader: Reader, run: SealedRun, leaves: Sequence[int]) -> dict[str, _Part]:
    """Parts of a run: those that lie there, else cut out of it."""
    folder = f"{FOLDER}/{run.record.run}/"
    if there := {key: _lying(reader, key) for key in reader.list(folder)}:
        return there
    return {f"{folder}{name}": _bytes(data) for name, data in cutting.parts(run, leaves)}


def _shared(parts: dict[str, _Part]) -> dict[str, _Part]:
    """The same, with what several runs have in common once, under its digest."""
    members = [key for key in parts if key.startswith(("runs/", f"{FOLDER}/")) and key.endswith(".json")]
    named = {key: parts[key].sha256 for key in members if not key.endswith(f"/{PROOF}")}
    several = {sha256 for sha256, times in Counter(named.values()).items() if times > 1}
    common = {key: sha256 for key, sha256 in named.items() if sha256 in several}
    once = {f"shared/{sha256}": parts[key] for key, sha256 in common.items()}
    return {key: part for key, part in parts.items() if key not in common} | once


def _whole(payload: dict[str, _Part], around: dict[str, _Part], last: SealedRun) -> dict[str, _Part]:
    """All members by name; the first one says how long the whole file is, so that a cut one is known as such."""
    members = _named(payload, around, last, 0)
    return _named(payload, around, last, tags.length({name: part.size for name, part in members.items()}))


def _named(payload: dict[str, _Part], around: dict[str, _Part], last: SealedRun, size: int) -> dict[str, _Part]:
    info = tags.info([part.size for part in payload.values()], last, size)
    around = {tags.INFO: _bytes(info), **around}
    every = around | {TAGS: _bytes(_manifest(around))} | dict(sorted(payload.items()))
    return {f"{tags.base(last)}/{name}": part for name, part in every.items()}


def _manifest(parts: Mapping[str, _Part]) -> bytes:
    return "".join(f"{part.sha256}  {name}\n" for name, part in sorted(parts.items())).encode()


def _write(file: BinaryIO, members: Mapping[str, _Part]) -> None:
    # Stored, not deflated: what is large is in gzip already, and deflate differs between versions of zlib.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in members.items():
            entry = zipfile.ZipInfo(name)  # of 1 January 1980
            entry.create_system, entry.external_attr, entry.file_size = 3, 0o100644 << 16, part.size
            with archive.open(entry, "w") as member:
                for piece in part.pieces():
                    member.write(piece)


@contextmanager
def _put(out: Path) -> Iterator[BinaryIO]:
    """A file that becomes `out` when all went well, and is gone otherwise."""
    temp = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(temp, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            os.fchmod(file.fileno(), 0o600)  # whatever the umask says
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temp, out)
    except OSError as err:
        raise ExportError(out, f"{err.strerror}") from err
    finally:
        temp.unlink(missing_ok=True)


def _bytes(data: bytes) -> _Part:
    return _Part(data, len(data), hashlib.sha256(data).hexdigest())


def _lying(reader: Reader, key: str) -> _Part:
    digest, size = hashlib.sha256(), 0
    for piece in _stream(reader, key):
        digest.update(piece)
        size += len(piece)
    return _Part((reader, key), size, digest.hexdigest())


def _stream(reader: Reader, key: str) -> Iterator[bytes]:
    with reader.open(key) as file:
        yield from iter(lambda: file.read(_CHUNK), b"")
