"""What came into bundles later, for both verifiers: keyrings, countersignatures, pseudonyms; and attacks on these."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from scanner.evidence import bundle, canonical, log, note
from scanner.evidence.countersigned import countersign
from scanner.evidence.export import Picked, export
from scanner.evidence.pack import LineWriter
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.sealing import seal
from scanner.evidence.selection import Selection
from scanner.pseudonyms.hiding import seal_names
from scanner.pseudonyms.keeping import key_of
from scanner.pseudonyms.veiled import Veiled
from scanner.signers import Signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from tests.evidence.made import (
    ORIGIN,
    Payload,
    a_run,
    answers,
    catalogued,
    clock,
    leaves,
    reseal,
    resign_head,
    seal_run,
    spool,
    with_leaves,
)
from tests.evidence.test_parts import COUNT, finding


def _store(folder: Path, name: str) -> Store:
    return open_store(folder / name, create=True, origin=ORIGIN)


def _run(store: Store, entry: int) -> SealedRun:
    found = read_run(store, [*log.leaves(store)][entry], f"entry {entry}")
    assert found
    return found


def reviewed(signer: Signer, folder: Path) -> Path:
    store = _store(folder, "reviewed")
    for number in range(2):
        seal_run(store, signer, number)
    countersign(store, signer, _run(store, 0), "reviewer", "two accounts to close", now=clock(2))
    export(store, ["run-0000", "run-0001"], folder / "reviewed.zip")
    return folder / "reviewed.zip"


def veiled(signer: Signer, folder: Path) -> Path:
    """The whole run; beside it parts of it in a file of their own."""
    store, lines = _store(folder, "veiled"), answers(0, 7)
    place = catalogued(spool(store, 0, lines))
    (place / "findings.jsonl.gz").unlink()
    with LineWriter(place / "findings.jsonl.gz") as writer:
        for number in range(COUNT):
            writer.write(finding(number, lines))
    hidden = seal_names(place, key_of(store))
    seal(store, signer, place, a_run(0, totals={"pass": COUNT}, hidden=hidden), now=clock(0))
    (folder / "behind").mkdir()
    behind = Veiled(store, folder / "behind")
    behind.veil([_run(store, 0)])
    export(behind, ["run-0000"], folder / "veiled.zip")
    asked = Selection(runs=("run-0000",), checks=("a.b",))
    export(behind, (), folder / "veiled parts.zip", Picked((asked,), {"run-0000": [2, 5]}))
    return folder / "veiled.zip"


# Attacks


def kept_by_a_thief(payload: Payload, _: Signer, thief: Signer) -> None:
    head = note.read_note(payload["checkpoints/000002"], "it").checkpoint
    payload["checkpoints/000002"] = note.sign(head, thief)


def kept_of_other_entries(payload: Payload, *_: Signer) -> None:
    payload["checkpoints/000002"] = payload["checkpoints/000003"]


def kept_of_another_past(payload: Payload, signer: Signer, *_: Signer) -> None:
    payload["checkpoints/000002"] = note.sign(note.Checkpoint(ORIGIN, 2, bytes(32)), signer)


def timestamp_without_a_place(payload: Payload, *_: Signer) -> None:
    payload["timestamps/x"] = b"x"


def shared(payload: Payload, *_: Signer) -> None:
    """No attack: a member lies there once, under its digest."""
    payload[f"shared/{_digest(payload)}"] = payload.pop("runs/run-0001/coverage.json")


def shared_by_nobody(payload: Payload, *_: Signer) -> None:
    payload[f"shared/{'0' * 64}"] = b"{}"


def shared_and_changed(payload: Payload, *_: Signer) -> None:
    payload[f"shared/{_digest(payload)}"] = payload.pop("runs/run-0001/coverage.json") + b" "


def parts_and_whole(payload: Payload, *_: Signer) -> None:
    payload["parts/run-0001/proof.json"] = b"{}"


def chosen_from_nothing(payload: Payload, *_: Signer) -> None:
    payload["selection.json"] = b"{}"


def another_tree(payload: Payload, signer: Signer, *_: Signer) -> None:
    """The house signs a tree that is not that of its findings, so that a proof shows what never was a finding."""
    _last(payload, signer, lambda doc: doc["predicate"]["findings"].update(root="0" * 64))
    payload |= {f"signed/run-0003/{part}": data for part, data in bundle.shown(leaves(payload)[-1]).items()}


def _digest(payload: Payload) -> str:
    doc: Any = canonical.loads(payload["signed/run-0001/statement.json"], "it")
    return str(next(one["digest"]["sha256"] for one in doc["subject"] if one["name"] == "coverage.json"))


def _last(payload: Payload, signer: Signer, edit: Callable[[Any], None]) -> None:
    """The last entry, written otherwise and signed and covered anew."""
    *before, last = leaves(payload)
    with_leaves(payload, [*before, reseal(last, signer, edit)])
    resign_head(payload, signer)


def _reviewed(name: str, **fields: object) -> Callable[..., None]:
    def attack(payload: Payload, signer: Signer, *_: Signer) -> None:
        _last(payload, signer, lambda doc: doc["predicate"].update(fields))

    attack.__name__ = f"countersigned, {name}"
    return attack


def an_answer_behind_pseudonyms(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0000/evidence-1.jsonl.gz"] = payload["runs/run-0000/findings.jsonl.gz"]


def a_member_behind_pseudonyms(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0000/coverage.json"] = b"{}"


def the_names_again(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0000/names.jsonl.gz"] = payload["runs/run-0000/findings.jsonl.gz"]


OF_BUNDLES: Final = (
    kept_by_a_thief,
    kept_of_other_entries,
    kept_of_another_past,
    timestamp_without_a_place,
    shared,
    shared_by_nobody,
    shared_and_changed,
    parts_and_whole,
    chosen_from_nothing,
    another_tree,
)
OF_REVIEWS: Final = (
    _reviewed("of another run", run="run-0001"),
    _reviewed("of another entry", entry=1, run="run-0001"),
    _reviewed("of an entry to come", entry=2),
    _reviewed("of no run", run="run-0009"),
    _reviewed("another deed", did="approved"),
    _reviewed("no role", role="collector"),
    _reviewed("what a screen obeys", note="\x1b[2J"),
    _reviewed("too much", note="x" * 1001),
    _reviewed("more", more=1),
    _reviewed("by another key", signed_by=f"SHA256:{'0' * 64}"),
)
OF_PSEUDONYMS: Final = (an_answer_behind_pseudonyms, a_member_behind_pseudonyms, the_names_again)
