"""Writing a bundle: see `bundle` for what it is."""

import hashlib
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from scanner.evidence import adopted, instructions, keys, log, note, tags
from scanner.evidence.archive import MAX_MEMBERS, MAX_TOTAL, BundleError
from scanner.evidence.bundle import PAYLOAD, shown
from scanner.evidence.sealed import SealedRun, read_run
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
class _Part:
    """One member to be: its bytes, or where they lie; how many there are, and their SHA-256."""

    source: bytes | tuple[Reader, str]
    size: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        return iter((self.source,)) if isinstance(self.source, bytes) else _stream(*self.source)


def export(reader: Reader, runs: Iterable[str], out: Path) -> None:
    """Write a bundle of these runs and the whole log to `out`, whole or not at all; the same runs, the same bytes.

    Raises `ExportError` for a run that is not in the log, for what does not fit into a bundle, and where it cannot
    be written.
    """
    data = log.read_head(reader)
    if data is None:
        raise ExportError(out, f"nothing has been sealed in {reader.name}")
    head = note.read_note(data, f"the checkpoint of {reader.name}")
    envelopes = _envelopes(reader, head.checkpoint.size, out)
    chosen = _chosen(reader, envelopes, set(runs), out)
    signed = tags.signers(keys.lying_in(reader), envelopes, head)
    if alien := next((run for run in chosen if run.keyid not in signed), None):
        raise ExportError(out, f"the key {keys.short(alien.keyid)} of run {alien.record.run} is not in {reader.name}")
    parts = _signed(data, envelopes, signed) | _keyring(reader) | _runs(reader, chosen)
    payload = {f"{PAYLOAD}/{key}": part for key, part in parts.items()}
    around = {tags.BAGIT: tags.DECLARATION, tags.TEXT: instructions.text(), MANIFEST: _manifest(payload)}
    members = _whole(payload, {name: _bytes(each) for name, each in around.items()}, chosen[-1])
    if len(members) > MAX_MEMBERS or sum(part.size for part in members.values()) > MAX_TOTAL // 2:
        raise ExportError(out, f"more than a bundle holds ({number(MAX_MEMBERS)} members, 2 GiB). Choose fewer runs")
    with _put(out) as file:
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


def _runs(reader: Reader, chosen: list[SealedRun]) -> dict[str, _Part]:
    """The members of these runs, and their envelopes as openssl is shown them."""
    parts: dict[str, _Part] = {}
    for run in chosen:
        folder = f"signed/{run.record.run}"
        parts |= {f"{folder}/{name}": _bytes(data) for name, data in shown(run.envelope).items()}
        parts |= {key: _lying(reader, key) for key in reader.list(f"{run.members.folder}/")}
    return parts


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
