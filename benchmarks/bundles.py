"""A year of nightly runs in one bundle: what it costs to hand it out, and to check the seals of it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from benchmarks import thousands
from benchmarks.cost import Figure, command, cpu
from scanner.evidence import log, sealing
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.statement import Run
from scanner.evidence.verify import Trust, verify
from scanner.signers import Signer
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import Store
from scanner.stores.opening import open_store

NIGHTS: Final = 365
ANSWERS: Final = 430
"""Of a night: some 3 000 findings follow from them."""

_FIRST: Final = datetime(2025, 1, 1, 2, 10, tzinfo=UTC)


def figures(nights: int = NIGHTS) -> Iterator[Figure]:
    """What a year costs, as the command line hands it out, whole and a sample of it."""
    with TemporaryDirectory(dir=_fast()) as folder:
        place = Path(folder)
        key = place / "keys" / "bench.pem"
        new_key(key, None)
        findings = year(place, key, nights)
        name = f"{nights} nights of {findings} findings"
        words = ("bundle", "export", "--store", str(place / "year"), "--since", "2025-01-01")
        for what, more, most in (("", (), 60), (", sample of 25", ("--sample", "25", "--seed", "bench"), 20)):
            out = place / f"year{len(more)}.zip"
            child = command(*words, *more, "--output", str(out))
            if child.code:
                raise SystemExit(f"the export of {name}{what} ended with {child.code}: nothing was measured")
            yield Figure(f"{name}{what}: export", child.own, "CPU-s", most)
            yield Figure(f"{name}{what}: export, peak memory", child.peak_mib, "MiB", 200)
            yield Figure(f"{name}{what}: size", out.stat().st_size / (1 << 20), "MiB", 200)
            trust = Trust(frozenset({open_signer(str(key)).keyid}))
            seconds = cpu(lambda out=out, trust=trust: _seals(out, trust), 1)  # type: ignore[misc]  # mypy: untyped defaults
            yield Figure(f"{name}{what}: verify, no replay", seconds, "CPU-s", 60)


def _fast() -> Path | None:
    """Where fsync costs nothing: a year of them takes minutes on a disk, and is not what is measured."""
    shm = Path("/dev/shm")  # noqa: S108  # only where it is, and in a folder of our own
    return shm if shm.is_dir() else None


def _seals(out: Path, trust: Trust) -> None:
    bad = [layer for layer in verify(out, trust, lambda _: Replay("same", "")) if layer.state in {"fails", "skipped"}]
    if bad:
        raise SystemExit(f"the year does not verify: {bad[0].said}")


def year(place: Path, key: Path, nights: int) -> int:
    """Judge one night, and seal its members again for each; how many findings it has."""
    signer = open_signer(str(key))
    first = open_store(place / "night", create=True)
    outcome = thousands.night(ANSWERS, first, signer)
    run = read_run(first, first.read(log.leaf_key(0)), "bench")
    if run is None:
        raise SystemExit("no night was sealed")
    store = open_store(place / "year", create=True)
    for number in range(nights):
        _seal(store, signer, run, place / "night" / "runs" / outcome.run, number)
    return len(outcome.assessment.findings)


def _seal(store: Store, signer: Signer, like: SealedRun, members: Path, number: int) -> None:
    """One more night: the same members, under its own name and time."""
    begun = _FIRST + timedelta(days=number)
    moment = f"{begun:%Y-%m-%dT%H:%M:%SZ}"
    known = {name: getattr(like.record, name) for name in ("tool", "profile", "totals", "partial")}
    run = Run(run=f"night-{number:04}", started=moment, ended=moment, **known)
    folder = store.spool(run.run)
    shutil.copytree(members, folder, dirs_exist_ok=True)
    coverage = msgspec.json.decode((folder / "coverage.json").read_bytes())
    (folder / "coverage.json").write_bytes(msgspec.json.encode(coverage | {"night": number}, order="sorted"))
    sealing.seal(store, signer, folder, run, now=lambda: begun)
