"""What a scan of an AWS account costs: calls, CPU seconds, memory, bytes. Accounts of a hospital, in moto."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.cost import Child, Figure, command, started
from benchmarks.nights import Most as Reading
from benchmarks.nights import reading
from scanner.signers.file import new_key
from tests.servers.counted import calls, counted_moto
from tests.servers.estate import REGION, fill
from tests.servers.moto import Moto

EMPTY = ("eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "us-west-1", "us-west-2", "ca-central-1")
"""Regions in which nothing is. Of one alone the CPU seconds were lost in the noise of two whole scans."""


class Most(NamedTuple):
    """The limits at one size."""

    calls: int
    cpu: float
    peak: int
    written: float | None = None
    """MB."""


LIMITS = {50: Most(850, 2.5, 125), 300: Most(4_200, 7, 135), 1000: Most(13_500, 18, 150, 24)}
READING = {"findings": Reading(1.2, 55), "report": Reading(1.4, 60), "verify": Reading(5, 90)}
REGION_CALLS, REGION_CPU = 110, 0.3
PEER_CPU = 1 / 7
GROWTH = 1.15
"""Peak memory at the largest size, in those of the one before it."""


class Cost(NamedTuple):
    """One scan."""

    asked: int
    child: Child
    written: float


def figures(sizes: Sequence[int] = tuple(LIMITS), seed: int = 7) -> Iterator[Figure]:
    """Every figure, size by size; beside them the peer's, where `PROWLER` names its program."""
    peaks: list[float] = []
    peer = os.environ.get("PROWLER", "")
    for size in sizes:
        with counted_moto() as server, TemporaryDirectory() as place:
            fill(server, size, seed)
            one = scan(server, REGION, Path(place))
            peaks.append(one.child.peak_mib)
            yield from _size(size, one)
            if peer:
                yield from _peer(size, one, prowler(server, peer))
            if size == sizes[0]:
                yield from _region(one, scan(server, ",".join((REGION, *EMPTY)), Path(place) / "regions"))
            if size == max(LIMITS):
                yield from reading(f"AWS, size {size}", Path(place) / "store", Path(place) / "bench.pem", READING)
    if len(peaks) > 1:
        name = f"AWS, size {sizes[-1]}: peak memory, in those of size {sizes[-2]}"
        yield Figure(name, peaks[-1] / peaks[-2], "times", GROWTH)


def _size(size: int, cost: Cost) -> Iterator[Figure]:
    most = LIMITS.get(size)
    yield Figure(f"AWS, size {size}: calls", cost.asked, "calls", most and most.calls)
    yield Figure(f"AWS, size {size}: CPU", cost.child.own, "CPU-s", most and most.cpu)
    yield Figure(f"AWS, size {size}: peak memory", cost.child.peak_mib, "MiB", most and most.peak)
    yield Figure(f"AWS, size {size}: written", cost.written, "MB", most and most.written)


def _peer(size: int, ours: Cost, theirs: Cost) -> Iterator[Figure]:
    """Ours in parts of theirs."""
    limit = PEER_CPU if size == max(LIMITS) else None
    yield Figure(f"AWS, size {size}: CPU, in those of the peer", ours.child.own / theirs.child.started, "times", limit)
    yield Figure(f"AWS, size {size}: calls, in those of the peer", ours.asked / theirs.asked, "times")
    yield Figure(f"AWS, size {size}: written, in that of the peer", ours.written / theirs.written, "times")


def _region(one: Cost, two: Cost) -> Iterator[Figure]:
    """The share of one of them."""
    calls, cpu = (more / len(EMPTY) for more in (two.asked - one.asked, two.child.own - one.child.own))
    yield Figure("AWS, one more empty region: calls", calls, "calls", REGION_CALLS)
    yield Figure("AWS, one more empty region: CPU", cpu, "CPU-s", REGION_CPU)


def scan(server: Moto, regions: str, place: Path) -> Cost:
    """Scan the account, by the command line, into a store of its own."""
    calls(server)
    key, store = place / "bench.pem", place / "store"
    new_key(key, None)
    uri = f"aws://?regions={regions}&endpoint_url={server.url}"
    child = command("scan", uri, "--store", str(store), "--sign-key", str(key), env=_NOBODY)
    if child.code not in {1, 2}:
        raise SystemExit(f"the scan of {uri} ended with {child.code}: nothing was measured")
    written = sum(f.stat().st_size for f in store.rglob("*") if f.is_file()) / 1e6
    return Cost(sum(calls(server).values()), child, written)


def prowler(server: Moto, program: str) -> Cost:
    """The peer's scan for its HIPAA profile, of the same account."""
    calls(server)
    with TemporaryDirectory() as place:
        words = ("aws", "--compliance", "hipaa_aws", "--region", REGION, "--output-directory", place)
        child = started(program, *words, env={**_NOBODY, "AWS_ENDPOINT_URL": server.url})
        written = sum(f.stat().st_size for f in Path(place).rglob("*") if f.is_file()) / 1e6
    return Cost(sum(calls(server).values()), child, written)


_NOBODY = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_CONFIG_FILE": "/nonexistent/aws",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/aws",
    "AWS_EC2_METADATA_DISABLED": "true",
}
