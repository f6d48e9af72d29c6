import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from scanner.evidence import EvidenceError, dsse, keys, log, merkle, note, sealing, statement
from scanner.evidence.anchors import read_anchor
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.sealing import seal
from scanner.evidence.verify import Trust, verify
from scanner.signers import Signer
from scanner.stores import ExistsError, Store, StoreError
from scanner.stores.opening import open_store
from tests.evidence.made import ORIGIN, a_run, answers, clock, seal_run, spool

SAME = Replay("same", "1, byte for byte the same")


def opened(store: Store, sequence: int) -> SealedRun:
    run = read_run(store, list(log.leaves(store))[sequence], "it")
    assert run
    return run


def test_what_is_in_the_store_is_what_was_signed(store: Store, signer: Signer) -> None:
    sealed = seal_run(store, signer, 0, count=30)
    run = opened(store, 0)
    found = [b'{"check":"a.b","run":0,"status":"pass"}', b'{"check":"a.c","run":0,"status":"pass"}']
    assert run.record == sealed.record
    assert run.keyid == run.record.signed_by == signer.keyid
    assert list(run.answers()) == answers(0, 30)
    assert run.record.evidence.size == 30
    assert run.record.evidence.root == merkle.root(map(merkle.leaf, answers(0, 30))).hex()
    assert len(run.record.evidence.segments) > 3
    assert run.statement.digests == {
        "evidence": run.record.evidence.root,
        "coverage.json": hashlib.sha256(b'{"run":0}').hexdigest(),
        "findings.jsonl": hashlib.sha256(b"".join(line + b"\n" for line in found)).hexdigest(),
    }
    assert run.member("coverage.json") == b'{"run":0}'
    assert run.member("findings.jsonl") == b"".join(line + b"\n" for line in found)
    assert list(run.lines("findings.jsonl")) == found


def test_the_place_in_the_log(three: Store) -> None:
    places = [opened(three, number).record.place for number in range(3)]
    assert [place.sequence for place in places] == [0, 1, 2]
    assert {place.origin for place in places} == {ORIGIN}
    assert places[0].previous == ""
    assert places[1].previous == merkle.leaf(next(log.leaves(three))).hex()
    assert [place.sealed for place in places] == [f"2020-11-0{day}T03:05:00Z" for day in (1, 2, 3)]


def test_the_spool_is_gone_and_the_key_is_there(three: Store, signer: Signer, tmp_path: Path) -> None:
    assert not list((tmp_path / "store" / "spool").iterdir())
    assert keys.lying_in(three) == {signer.keyid: signer.public}


def test_a_run_without_answers(store: Store, signer: Signer) -> None:
    seal_run(store, signer, 0, count=0)
    assert opened(store, 0).record.evidence == statement.Evidence(size=0, root=merkle.EMPTY.hex(), segments=())


def test_sealed_again_after_a_kill_before_the_leaf(store: Store, signer: Signer) -> None:
    """The members are there already; the same ones are as good as new ones."""
    folder = spool(store, 0, answers(0, 7))
    store.create("runs/run-0000/coverage.json", folder / "coverage.json")
    assert seal(store, signer, folder, a_run(0), now=clock(0)).entry.sequence == 0


def test_sealed_again_after_a_kill_behind_the_leaf(store: Store, signer: Signer) -> None:
    first = seal_run(store, signer, 0)
    again = seal(store, signer, spool(store, 0, answers(0, 7)), a_run(0), now=clock(0))
    assert again == first
    assert len(list(log.leaves(store))) == 1


@pytest.mark.parametrize("name", [".nfs00000000000ba53d00000001", ".fuse_hidden0000000200000001"])
def test_what_a_file_system_keeps_for_itself_is_no_member(store: Store, signer: Signer, name: str) -> None:
    """NFS and FUSE keep an open file that has no name under such a one, and findings wait in such files."""
    for _ in ("first", "after a kill"):
        folder = spool(store, 0, answers(0, 7))
        (folder / name).write_bytes(b"waits")
        seal(store, signer, folder, a_run(0), now=clock(0))
    assert sorted(opened(store, 0).statement.digests) == ["coverage.json", "evidence", "findings.jsonl"]


def test_another_run_of_the_same_name(store: Store, signer: Signer) -> None:
    folder = spool(store, 0, answers(0, 7))
    store.create("runs/run-0000/coverage.json", b"other")
    with pytest.raises(ExistsError, match=r"runs/run-0000/coverage\.json already"):
        seal(store, signer, folder, a_run(0), now=clock(0))
    assert (folder / "coverage.json").is_file()
    assert log.read_head(store) is None


@pytest.mark.parametrize("name", ["coverage.json", "more.json"])
def test_another_run_of_a_name_that_is_in_the_log(store: Store, signer: Signer, name: str) -> None:
    """It must not be taken for the sealed one and thrown away."""
    seal_run(store, signer, 0)
    folder = spool(store, 0, answers(0, 7))
    (folder / name).write_bytes(b"other")
    with pytest.raises(ExistsError, match="holds another runs/run-0000 already"):
        seal(store, signer, folder, a_run(0), now=clock(0))
    assert (folder / name).read_bytes() == b"other"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("findings.jsonl", r"runs/run-0000: findings\.jsonl is there, and not in gzip"),
        ("report.html", "run-0000: has a subject called 'report.html'"),
        ("coverage.json.gz", "run-0000: has a subject called 'coverage.json.gz'"),
        ("evidence-01.jsonl.gz", "is damaged"),
    ],
)
def test_members_that_nobody_could_check(store: Store, signer: Signer, name: str, why: str) -> None:
    folder = spool(store, 0, answers(0, 7))
    (folder / name).write_bytes(b"{}")
    with pytest.raises(EvidenceError, match=why):
        seal(store, signer, folder, a_run(0), now=clock(0))
    assert log.read_head(store) is None


@pytest.mark.parametrize(
    ("bound", "most", "why"),
    [
        (
            "sealed.MAX_PLAIN",
            8,
            "run-0000/coverage.json: holds more than 8 bytes, so nobody could verify it. Next: scan",
        ),
        ("canonical.MAX_WEIGHT", 9, "coverage.json: holds more values than fit into memory, so nobody could verify it"),
    ],
)
def test_members_that_are_larger_than_anybody_reads(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, why: str
) -> None:
    folder = spool(store, 0, answers(0, 7))
    monkeypatch.setattr(f"scanner.evidence.{bound}", most)
    with pytest.raises(EvidenceError, match=why):
        seal(store, signer, folder, a_run(0), now=clock(0))
    assert log.read_head(store) is None


@pytest.mark.parametrize(
    "wrong", [{"run": "run-0000 "}, {"started": "2020-11-01T03:00:00+00:00"}, {"totals": {"pass": -1}}]
)
def test_records_that_nobody_could_read(store: Store, signer: Signer, wrong: dict[str, object]) -> None:
    run = msgspec.structs.replace(a_run(0), **wrong)
    with pytest.raises((EvidenceError, StoreError)):
        seal(store, signer, spool(store, 0, answers(0, 7)), run, now=clock(0))
    assert log.read_head(store) is None


def test_a_missing_segment_is_not_sealed(store: Store, signer: Signer) -> None:
    folder = spool(store, 0, answers(0, 30))
    (folder / "evidence-2.jsonl.gz").unlink()
    with pytest.raises(EvidenceError, match="a segment of its evidence is missing"):
        seal(store, signer, folder, a_run(0), now=clock(0))
    assert log.read_head(store) is None


def test_an_envelope_below_another_key(store: Store, signer: Signer, thief: Signer) -> None:
    """The record names its key, so that a stranger cannot sign our statement as theirs."""
    envelope = seal_run(store, signer, 0).entry.envelope
    moved = dsse.sign(dsse.read_envelope(envelope, "it").payload, thief)
    with pytest.raises(EvidenceError, match=f"says that key {keys.short(signer.keyid)} signed it, but"):
        read_run(store, moved, "it")


FULL = "the store is full. "


@pytest.mark.parametrize(
    ("full", "then"),
    [
        ("public-keys/", ""),
        ("runs/", ""),
        ("log/", ""),
        ("checkpoints/", "\n  The run is signed and in the log, but not covered: the next scan does that."),
    ],
)
def test_a_store_that_is_full_from_here_on(
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch, full: str, then: str
) -> None:
    """What the sentence says is so: the next scan seals, and covers what this one has left."""
    create = type(store).create

    def fill(self: Store, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:
        if key.startswith(full):
            raise StoreError(f"{FULL}{key} was not written.")
        create(self, key, source, retain_until)

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "create", fill)
        with pytest.raises(StoreError, match=rf"^{FULL}{full}.* was not written\.{then}$"):
            seal_run(store, signer, 0)
    covered = seal_run(store, signer, 1).record.sequence
    assert covered == (full == "checkpoints/")


def test_a_machine_that_sleeps_between_its_members_and_its_entry(store: Store, signer: Signer) -> None:
    """Whoever tidies the store up may have taken them away meanwhile: no entry is put over what is missing."""
    times = iter([clock(0)(), clock(1)()])
    with pytest.raises(EvidenceError, match=r"runs/run-0000: to seal it took more than half a day"):
        seal(store, signer, spool(store, 0, answers(0, 2)), a_run(0), now=lambda: next(times))
    assert not list(store.list("log/"))


def test_what_now_is() -> None:
    assert abs(sealing.utc_now().timestamp() - time.time()) < 60


SEALER = """
import os, sys
from pathlib import Path
from scanner.signers.opening import open_signer
from scanner.stores.opening import open_store
from tests.evidence.made import a_run, answers, spool
from scanner.evidence.sealing import seal

def work(store, number):
    print(os.getpid(), flush=True)
    while True:
        number += 1
        seal(store, signer, spool(store, number, answers(number, 3)), a_run(0, run=f"run-{number:04}"))

signer = open_signer(sys.argv[2])
signer.sign(b"")  # all is imported: a child begins at once
for line in sys.stdin:
    store = open_store(Path(sys.argv[1]))
    child = os.fork()
    if not child:
        work(store, int(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
KILLS = 40


@pytest.fixture
def sealer(in_memory: Path, keys_folder: Path) -> Iterator[Callable[[int, float], None]]:
    """Lets a process seal runs from a number on, one after the other, and kills it after so many seconds."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", SEALER, str(in_memory / "store"), str(keys_folder / "ours.pem")]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        asked, told = process.stdin, process.stdout

        def kill(number: int, after: float) -> None:
            print(number, file=asked, flush=True)
            child = int(told.readline())
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
            assert int(told.readline()) == -signal.SIGKILL

        yield kill
        asked.close()
        assert process.wait(timeout=20) == 0


def check(store: Store, signer: Signer, anchor: bytes) -> None:
    trust = Trust(frozenset({signer.keyid}), (read_anchor(anchor, "the anchor"),))
    layers = {layer.name: layer for layer in verify(store, trust, lambda _: SAME, all_runs=True)}
    states = {name: layer.state for name, layer in layers.items() if name != "program"}  # made up here
    covered = len(list(log.leaves(store))) == note.read_note(log.read_head(store) or b"", "it").checkpoint.size
    left = any(key.startswith(("spool/", "tmp/")) for key in store.list(""))  # it is named, until the next one sweeps
    expected = {
        "log": "ok" if covered else "unknown",
        "unsigned": "open" if left else "ok",
        "continuity": "open",
        "keyring": "open",
    }
    assert states == {**dict.fromkeys(states, "ok"), **expected}, layers


@pytest.mark.sampled("killed")
def test_killed_at_any_moment(in_memory: Path, signer: Signer, sealer: Callable[[int, float], None]) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # noqa: T201  # to try the same moments again
    moments = random.Random(seed)  # noqa: S311  # no secret
    store = open_store(in_memory / "store", create=True, origin=ORIGIN)
    began = time.monotonic()
    seal_run(store, signer, 0)
    window = 5 * (time.monotonic() - began)  # some runs are sealed before the kill, however slow this machine is
    for kill in range(1, KILLS + 1):
        anchor = log.read_head(store) or b""
        sealer(kill * 100, moments.uniform(0, window))
        again = open_store(in_memory / "store")
        check(again, signer, anchor)
        head = note.open_checkpoint(log.read_head(again) or b"", [signer.public], "head")
        assert head.size <= len(list(log.leaves(again))) <= head.size + 1
        for left in (in_memory / "store" / "spool").iterdir():
            # What a resumed scan does: it makes its files again and seals them.
            shutil.rmtree(left)
            number = int(left.name.removeprefix("run-"))
            seal(again, signer, spool(again, number, answers(number, 3)), a_run(0, run=left.name))
        check(again, signer, anchor)
    assert len(list(log.leaves(store))) > KILLS / 4
    assert not list(again.list("tmp/"))
