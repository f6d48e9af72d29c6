import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.evidence import EvidenceError, dsse, log, merkle, note, statement
from scanner.evidence.log import ClockError, LogError, Position, append
from scanner.evidence.sealing import seal
from scanner.evidence.statement import Evidence, Place, RunRecord
from scanner.signers import Signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from tests.evidence.made import ORIGIN, a_run, clock, seal_run, spool

NO_EVIDENCE = Evidence(size=0, root=merkle.EMPTY.hex(), segments=())


def a_leaf(signer: Signer, sealed: str = "2026-11-02T00:00:00Z") -> Callable[[Position], bytes]:
    def make(position: Position) -> bytes:
        place = Place(origin=position.origin, sequence=position.sequence, previous=position.previous, sealed=sealed)
        run = a_run(position.sequence)
        fields = {name: getattr(run, name) for name in run.__struct_fields__}
        record = RunRecord(**fields, place=place, evidence=NO_EVIDENCE, signed_by=signer.keyid)
        return statement.dumps(record, [])

    return make


def head(store: Store, signer: Signer) -> note.Checkpoint:
    return note.open_checkpoint(log.read_head(store) or b"", [signer.public], "the head")


def put_leaf(store: Store, number: int, payload: bytes, signer: Signer) -> bytes:
    """What a process leaves that is killed right after its leaf."""
    envelope = dsse.sign(payload, signer)
    store.create(log.leaf_key(number), envelope)
    return envelope


def test_it_grows(store: Store, signer: Signer) -> None:
    for number in range(5):
        entry = append(store, signer, a_leaf(signer))
        assert entry.sequence == number
        found = list(log.leaves(store))
        assert found[-1] == entry.envelope
        assert head(store, signer) == note.Checkpoint(ORIGIN, number + 1, merkle.root(map(merkle.leaf, found)))
        assert entry.checkpoint == store.read(log.checkpoint_key(number + 1)) == log.read_head(store)


def test_each_leaf_knows_what_came_before(store: Store, signer: Signer) -> None:
    seen: list[Position] = []

    def make(position: Position) -> bytes:
        seen.append(position)
        return a_leaf(signer)(position)

    roots = [""]
    for _ in range(3):
        append(store, signer, make)
        roots.append(head(store, signer).root.hex())
    assert [(position.sequence, position.previous) for position in seen] == list(enumerate(roots[:-1]))
    assert [position.last for position in seen] == ["", "2026-11-02T00:00:00Z", "2026-11-02T00:00:00Z"]


def test_killed_after_the_leaf(store: Store, signer: Signer) -> None:
    append(store, signer, a_leaf(signer))
    left = put_leaf(store, 1, a_leaf(signer)(Position(ORIGIN, 1, head(store, signer).root.hex(), "")), signer)
    entry = append(store, signer, a_leaf(signer))
    assert entry.sequence == 2
    assert list(log.leaves(store))[1] == left
    assert list(store.list("checkpoints/")) == [log.checkpoint_key(size) for size in (1, 2, 3)]


@pytest.mark.parametrize("which", ["signer", "p256"])
def test_killed_before_the_head_was_swapped(request: pytest.FixtureRequest, store: Store, which: str) -> None:
    """A checkpoint that was put already is taken as it is: a second ECDSA signature would be another one."""
    signer: Signer = request.getfixturevalue(which)
    append(store, signer, a_leaf(signer))
    first = log.read_head(store)
    append(store, signer, a_leaf(signer))
    second = log.read_head(store)
    assert first is not None
    store.swap(log.HEAD, first, second)
    log.cover(store, signer)
    assert log.read_head(store) == second


def test_killed_before_there_was_any_head(store: Store, signer: Signer) -> None:
    put_leaf(store, 0, a_leaf(signer)(Position(ORIGIN, 0, "", "")), signer)
    log.cover(store, signer)
    assert head(store, signer).size == 1


def test_nothing_to_cover(store: Store, signer: Signer) -> None:
    log.cover(store, signer)
    assert log.read_head(store) is None


@pytest.mark.parametrize(
    ("position", "why"),
    [
        (Position(ORIGIN, 0, "", ""), "entry 1 was made for another place"),
        (Position(ORIGIN, 1, "0" * 64, ""), "entry 1 was made for another place"),
        (Position("other/log", 1, "HEAD", ""), "entry 1 was made for another place"),
    ],
)
def test_a_leaf_that_was_not_left_by_us(store: Store, signer: Signer, position: Position, why: str) -> None:
    """Whoever can write to the store must not get our checkpoint over what they have put there."""
    append(store, signer, a_leaf(signer))
    previous = head(store, signer).root.hex() if position.previous == "HEAD" else position.previous
    make = a_leaf(signer)
    put_leaf(store, 1, make(Position(position.origin, position.sequence, previous, "")), signer)
    with pytest.raises(LogError, match=why):
        append(store, signer, make)
    assert head(store, signer).size == 1


def test_a_leaf_that_a_stranger_has_signed(store: Store, signer: Signer, thief: Signer) -> None:
    append(store, signer, a_leaf(signer))
    put_leaf(store, 1, a_leaf(thief)(Position(ORIGIN, 1, head(store, signer).root.hex(), "")), thief)
    with pytest.raises(EvidenceError, match=r"log/000001 in .* is signed with key .*, which is not a trusted one"):
        append(store, signer, a_leaf(signer))


def test_a_head_that_a_stranger_has_signed(store: Store, signer: Signer, thief: Signer) -> None:
    append(store, thief, a_leaf(thief))
    with pytest.raises(EvidenceError, match="is not signed with a trusted key"):
        append(store, signer, a_leaf(signer))
    assert append(store, signer, a_leaf(signer), trusted=[thief.public]).sequence == 1  # an older key of ours


def test_two_uncovered_leaves(store: Store, signer: Signer) -> None:
    for number in range(2):
        put_leaf(store, number, a_leaf(signer)(Position(ORIGIN, number, "", "")), signer)
    with pytest.raises(LogError, match="more than one entry behind its checkpoint of 0"):
        append(store, signer, a_leaf(signer))


def test_entries_that_the_head_does_not_cover(store: Store, signer: Signer, tmp_path: Path) -> None:
    append(store, signer, a_leaf(signer))
    append(store, signer, a_leaf(signer))
    path = tmp_path / "store" / log.leaf_key(1)
    good = path.read_bytes()
    path.write_bytes((tmp_path / "store" / log.leaf_key(0)).read_bytes())
    with pytest.raises(LogError, match="its entries are not those that the checkpoint of 2 covers"):
        append(store, signer, a_leaf(signer))
    path.unlink()
    with pytest.raises(LogError, match="its entries are not those that the checkpoint of 2 covers"):
        append(store, signer, a_leaf(signer))
    path.write_bytes(good)
    append(store, signer, a_leaf(signer))


def test_a_gap(store: Store, signer: Signer, tmp_path: Path) -> None:
    for _ in range(3):
        append(store, signer, a_leaf(signer))
    (tmp_path / "store" / log.leaf_key(1)).unlink()
    with pytest.raises(LogError, match="entry 1 is missing, log/000002 comes in its place"):
        append(store, signer, a_leaf(signer))


def test_the_head_of_another_log(store: Store, signer: Signer) -> None:
    store.swap(log.HEAD, note.sign(note.Checkpoint("other/log", 0, merkle.EMPTY), signer), None)
    with pytest.raises(LogError, match="its checkpoint is that of another log, other/log"):
        append(store, signer, a_leaf(signer))


def test_a_clock_that_is_behind(store: Store, signer: Signer) -> None:
    seal_run(store, signer, 2)
    with pytest.raises(ClockError, match=r"clock \(2020-11-02T03:05:00Z\) is behind the last entry \(2020-11-03T03"):
        seal(store, signer, spool(store, 1, []), a_run(1), now=clock(1))
    assert head(store, signer).size == 1


WRITER = """
import sys
from pathlib import Path
from scanner.signers.opening import open_signer
from scanner.stores.opening import open_store
from tests.evidence.made import a_run, answers, spool
from scanner.evidence.sealing import seal

store, signer = open_store(Path(sys.argv[1])), open_signer(sys.argv[2])
for number in range(25):
    number += int(sys.argv[3]) * 25
    seal(store, signer, spool(store, number, answers(number, 3)), a_run(0, run=f"run-{number:04}"))
"""


def test_four_writers_at_once(in_memory: Path, signer: Signer, keys_folder: Path) -> None:
    root = Path(__file__).parents[2]
    store = open_store(in_memory / "store", create=True, origin=ORIGIN)
    arguments = [str(in_memory / "store"), str(keys_folder / "ours.pem")]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, *arguments, str(number)], cwd=root) for number in range(4)
    ]
    assert [writer.wait(timeout=100) for writer in writers] == [0] * 4
    found = list(log.leaves(store))
    assert head(store, signer) == note.Checkpoint(ORIGIN, 100, merkle.root(map(merkle.leaf, found)))
    places = [
        statement.place(statement.loads(dsse.read_envelope(envelope, "it").payload, "it"), "it") for envelope in found
    ]
    assert [place.sequence for place in places] == list(range(100))
    assert [place.sealed for place in places] == sorted(place.sealed for place in places)
