"""Parts of runs for both verifiers: as they are chosen and drawn, and what an enemy makes of them."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from scanner.evidence import canonical, cutting, log, merkle, multiproof, selection
from scanner.evidence.export import Picked, export
from scanner.evidence.sealed import read_run
from scanner.evidence.selection import Sample, Selection
from scanner.evidence.statement import RunRecord
from scanner.signers import Signer
from scanner.stores import Store
from tests.evidence.made import Payload, answers
from tests.evidence.test_parts import ASKED, COUNT, PROFILE, SOME, a_store

SAMPLE: Final = Sample(5, "auditor-2026")
DRAWN: Final = Selection(since="2020-11-01", sample=SAMPLE)


def records(store: Store) -> list[RunRecord]:
    every = (read_run(store, data, "it") for data in log.leaves(store))
    return [run.record for run in every if run]


def parts(signer: Signer, folder: Path) -> Path:
    """A whole run, and a finding of another one."""
    export(a_store(folder / "nights", signer), ["run-0000"], folder / "parts.zip", Picked((ASKED,), {"run-0002": [0]}))
    return folder / "parts.zip"


def bundles(store: Store, folder: Path) -> Iterator[tuple[str, Path]]:
    """Of three runs of nine findings."""
    drawn = selection.draw(SAMPLE, records(store))
    first, *rest = drawn
    free = next(leaf for leaf in range(COUNT) if leaf not in drawn[first])
    behind: dict[str, list[int]] = {run: drawn[run] for run in rest}
    cases: Mapping[str, tuple[tuple[Selection, ...], Mapping[str, list[int]], tuple[str, ...]]] = {
        "of two runs": (SOME.selections, {run: [*some] for run, some in SOME.findings.items()}, ()),
        "beside a whole run": ((ASKED,), {"run-0002": [0]}, ("run-0000",)),
        "all findings": ((ASKED,), {"run-0002": [*range(COUNT)]}, ()),
        "drawn": ((DRAWN,), drawn, ()),
        "drawn beside a whole run": ((DRAWN,), behind, (first,)),
        "drawn and joined": ((DRAWN, ASKED), {**drawn, "run-0002": [8]}, ()),
        "by another seed": ((DRAWN,), selection.draw(Sample(5, "house"), records(store)), ()),
        "one more than drawn": ((DRAWN,), {**drawn, first: sorted([*drawn[first], free])}, ()),
        "one less than drawn": ((DRAWN,), {**drawn, first: drawn[first][1:]}, ()),
        "joined and one less": ((DRAWN, ASKED), {**drawn, first: drawn[first][1:], "run-0002": [8]}, ()),
        "of another night": ((DRAWN,), selection.draw(SAMPLE, records(store)[1:]), ()),
    }
    for name, (asked, findings, whole) in cases.items():
        export(
            store, whole, folder / f"{name}.zip", Picked(asked, {run: some for run, some in findings.items() if some})
        )
        yield name, folder / f"{name}.zip"


# Attacks, behind those of `tests.evidence.test_parts`, on the bundle of two runs


def _written(name: str, key: str, edit: Callable[[Any], object]) -> Callable[[Payload], None]:
    def attack(payload: Payload) -> None:
        doc = json.loads(payload[key])
        edit(doc)
        payload[key] = canonical.dumps(doc)

    attack.__name__ = name
    return attack


def an_answer_left_out(payload: Payload) -> None:
    """What is there is proved, and does not carry the finding."""
    lines, key = answers(2, 9), "parts/run-0002/proof.json"
    doc = json.loads(payload[key])
    leaf, _ = doc["answers"]["leaves"]
    proof = multiproof.prove([merkle.leaf(line) for line in lines], [leaf])
    doc["answers"] = {"leaves": [leaf], "proof": [one.hex() for one in proof]}
    payload |= {key: canonical.dumps(doc), "parts/run-0002/answers.jsonl.gz": cutting.packed([lines[leaf]])}


def proof_taken_away(payload: Payload) -> None:
    del payload["parts/run-0001/proof.json"]


def answers_taken_away(payload: Payload) -> None:
    del payload["parts/run-0001/answers.jsonl.gz"]


def findings_torn(payload: Payload) -> None:
    payload["parts/run-0001/findings.jsonl.gz"] = payload["parts/run-0001/findings.jsonl.gz"][:-9]


def nothing_at_all(payload: Payload) -> None:
    """Of a run no line, with a proof that is its root."""
    key = "parts/run-0001/"
    record = json.loads(payload["signed/run-0001/statement.json"])["predicate"]
    nothing = {what: {"leaves": [], "proof": [record[of]["root"]]} for what, of in _TREES.items()}
    empty = cutting.packed([])
    payload |= {f"{key}answers.jsonl.gz": empty, f"{key}findings.jsonl.gz": empty}
    payload[f"{key}proof.json"] = canonical.dumps(nothing)


def profile_not_shared(payload: Payload) -> None:
    """No attack: it lies there twice."""
    payload["parts/run-0001/profile.json"] = PROFILE


_TREES: Final = {"answers": "evidence", "findings": "findings"}
_PROOF, _ASKED = "parts/run-0001/proof.json", "selection.json"


def _first(doc: Any) -> Any:
    return doc["selections"][0]


def _drawn(doc: Any) -> Any:
    return _first(doc) | {"sample": {"count": 1, "seed": "a"}}


ATTACKS: Final = (
    an_answer_left_out,
    proof_taken_away,
    answers_taken_away,
    findings_torn,
    nothing_at_all,
    profile_not_shared,
    _written("pseudonyms that none are", _PROOF, lambda doc: doc.update(pseudonyms=True)),
    _written("a proof and more", _PROOF, lambda doc: doc.update(more=1)),
    _written("a proof too short", _PROOF, lambda doc: doc["answers"]["proof"].pop()),
    _written("a proof too long", _PROOF, lambda doc: doc["answers"]["proof"].append("0" * 64)),
    _written("a proof turned round", _PROOF, lambda doc: doc["answers"]["proof"].reverse()),
    _written("a hash that is none", _PROOF, lambda doc: doc["answers"]["proof"].append("0" * 63)),
    _written("a place below nothing", _PROOF, lambda doc: doc["answers"].update(leaves=[-1, 3, 4])),
    _written("places out of order", _PROOF, lambda doc: doc["answers"]["leaves"].reverse()),
    _written("asked of no format", _ASKED, lambda doc: doc.update(format="safeguard-selection/2")),
    _written("asked for nothing", _ASKED, lambda doc: doc.update(selections=[])),
    _written("asked by a field", _ASKED, lambda doc: _first(doc).update(seed=1)),
    _written("asked on no day", _ASKED, lambda doc: _first(doc).update(since="yesterday")),
    _written("asked with a screen", _ASKED, lambda doc: _first(doc).update(checks=["a\nVerified.\x1b[2J"])),
    _written("asked with a blank seed", _ASKED, lambda doc: _first(doc).update(sample={"count": 1, "seed": "a b"})),
    _written("asked for none", _ASKED, lambda doc: _first(doc).update(sample={"count": 0, "seed": "a"})),
    _written("drawn after the fact", _ASKED, lambda doc: _first(doc).update(sample={"count": 3, "seed": "a"})),
    _written(
        "many samples",
        _ASKED,
        lambda doc: doc.update(selections=[_first(doc) | {"sample": {"count": 1, "seed": "a"}}] * 6),
    ),
)
