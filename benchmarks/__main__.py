"""Print every figure with its limit; end with 1 where one is over it. `--aws 50,300` takes accounts of these sizes."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from benchmarks import (
    aws,
    browser,
    bundles,
    clouds,
    configurations,
    devices,
    directories,
    drops,
    hostile,
    hosts,
    mysql,
    nights,
    postgres,
    sql_server,
    thousands,
)
from benchmarks.cost import RUNS, Figure, command, cpu, peak_mib, slowness
from scanner.evidence import canonical, log, pack, sealing, statement
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import read_run
from scanner.evidence.verify import Trust, verify
from scanner.plugins.installed import tool
from scanner.replay import replay
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import Store
from scanner.stores.opening import open_store

COUNT = 10_000
"""Answers of the large night."""


def figures(place: Path, count: int = COUNT, sizes: Sequence[int] = tuple(aws.LIMITS)) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    for words in ("--help", "--version"):
        yield Figure(f"safeguard {words}", min(command(words).own for _ in range(RUNS)), "CPU-s", 0.1)
    yield from _local(place)
    yield from proof(place, count)
    yield from bundles.figures()
    yield from hostile.figures()
    yield from hosts.figures()
    yield from drops.figures()
    yield from devices.figures()
    yield from configurations.figures()
    yield from mysql.figures()
    yield from nights.small()
    yield from sql_server.figures()
    yield from clouds.figures()
    yield from directories.figures()
    yield from postgres.figures()
    yield from browser.figures()
    yield from aws.figures(sizes)


def _local(place: Path) -> Iterator[Figure]:
    args = ("scan", "local:", "--store", str(place / "here"), "--sign-key", str(_key(place)))
    child = min((command(*args) for _ in range(3)), key=lambda c: c.own)
    yield Figure("scan of this machine: ours", child.own, "CPU-s", 0.75)
    yield Figure("scan of this machine: what it starts", child.started, "CPU-s")
    yield Figure("scan of this machine: peak memory", child.peak_mib, "MiB", 80)


def proof(place: Path, count: int) -> Iterator[Figure]:
    """What it costs to seal, verify and replay so many answers."""
    signer = open_signer(str(_key(place)))
    made = thousands.made(count)
    stores = iter(open_store(place / f"seal-{n}", create=True) for n in range(99))

    def seal() -> None:
        store = next(stores)
        spool = store.spool("bench")
        with pack.SegmentWriter(spool) as writer:
            for answer in made:
                writer.write(canonical.dumps(msgspec.to_builtins(answer)))
        sealing.seal(store, signer, spool, _run())

    yield Figure(f"seal {count} answers", cpu(seal, 3), "CPU-s", 0.25)
    store = open_store(place / "night", create=True)
    outcome = thousands.night(count, store, signer)
    trust = Trust(frozenset({signer.keyid}))
    seconds = cpu(lambda: [*verify(store, trust, lambda _: Replay("same", ""))], 3)
    yield Figure(f"verify {count} answers, no replay", seconds, "CPU-s", 0.15)
    findings = len(outcome.assessment.findings)
    seconds = cpu(lambda: _same(store, count), 3)
    yield Figure(f"replay {findings} findings, per 10 000", seconds * 10_000 / findings, "CPU-s", 0.3)
    yield Figure("peak memory of all that", peak_mib(), "MiB", 130)


def _same(store: Store, count: int) -> None:
    run = read_run(store, store.read(log.leaf_key(0)), "bench")
    if run is None or (found := replay(run, lambda _: thousands.registry(count))).state != "same":
        raise SystemExit(f"replay is not the same: {found.said if run else 'no run'}")


def _run() -> statement.Run:
    return statement.Run(
        run="bench",
        started="2026-11-25T02:10:00Z",
        ended="2026-11-25T02:16:00Z",
        tool=tool(),
        profile=statement.Profile(id="none", digest="0" * 64),
        totals={},
        partial=False,
    )


def _key(place: Path) -> Path:
    path = place / "keys" / "bench.pem"
    if not path.exists():
        new_key(path, None)
    return path


def main() -> None:
    """Measure, print, and say by the exit code whether all limits are kept."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--aws", default=",".join(map(str, aws.LIMITS)), metavar="SIZES", help="default: %(default)s")
    sizes = [int(size) for size in parser.parse_args().aws.split(",") if size]
    with tempfile.TemporaryDirectory() as place:
        kept, before = True, slowness()
        for measured in figures(Path(place), sizes=sizes):
            after = slowness() if measured.timed else before
            figure = replace(measured, slow=(before + after) / 2)
            print(figure, flush=True)
            kept, before = kept and figure.kept, after
    sys.exit(not kept)


if __name__ == "__main__":
    main()
