"""Single findings and answers in a bundle: what a person sees, and what an enemy gets."""

# ruff: noqa: E501  # what a person sees stands here as it is printed

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot
from msgspec import UNSET

from scanner.evidence import canonical, cutting, keys, merkle, multiproof, selection
from scanner.evidence.archive import BundleError
from scanner.evidence.bundle import open_bundle
from scanner.evidence.export import Picked, export
from scanner.evidence.pack import LineWriter
from scanner.evidence.parts import Parts
from scanner.evidence.replayed import Followed
from scanner.evidence.sealed import read_run
from scanner.evidence.sealing import seal
from scanner.evidence.selection import Sample, Selection, SelectionError
from scanner.evidence.verify import Layer, Trust, conclude, verify
from scanner.finding import Finding, Rest, Status
from scanner.signers import Signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from scanner.words import number
from tests.evidence.made import ORIGIN, Payload, a_run, answers, clock, leaves, pack, reseal, spool, unpack
from tests.evidence.test_bundle import PART_MEMBERS, PARTS, SAMPLE, STEPS, blocks, status, unzip
from tests.evidence.test_verify import judge, worst

COUNT = 9
PROFILE = canonical.dumps({"id": "hipaa-security-rule"})
CATALOGUE = canonical.dumps({"checks": {"a.b": {"rule": "passes."}}})


def finding(number: int, lines: list[bytes]) -> bytes:
    """It rests on two answers, the last one on the first as well."""
    rests = sorted({number % len(lines), (number + 1) % len(lines)})
    made = Finding(
        fingerprint=f"{number:032x}",
        check="a.b",
        control="mfa",
        status=Status.PASS,
        target="acme:east",
        resource=f"thing-{number}",
        seen="it is",
        severity="high",
        likelihood=1,
        impact=1,
        risk=0,
        answers=tuple(Rest(leaf=at, sha256=hashlib.sha256(lines[at]).hexdigest()) for at in rests),
    )
    return canonical.dumps(msgspec.to_builtins(made))


def a_store(folder: Path, signer: Signer, runs: int = 3) -> Store:
    store = open_store(folder, create=True, origin=ORIGIN)
    for run in range(runs):
        lines = answers(run, 7 + run)
        place = spool(store, run, lines)
        (place / "findings.jsonl.gz").unlink()
        with LineWriter(place / "findings.jsonl.gz") as writer:
            for number in range(COUNT):
                writer.write(finding(number + run, lines))
        (place / "profile.json").write_bytes(PROFILE)
        (place / "catalogue.json").write_bytes(CATALOGUE)
        seal(store, signer, place, a_run(run, totals={"pass": COUNT}), now=clock(run))
    return store


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, signer: Signer) -> Store:
    return a_store(tmp_path_factory.mktemp("nights") / "store", signer)


ASKED = Selection(runs=("run-0001", "run-0002"), checks=("a.b",))
SOME = Picked((ASKED,), {"run-0001": [2, 3], "run-0002": [8]})


@pytest.fixture
def parts(nights: Store, tmp_path: Path) -> Path:
    export(nights, (), tmp_path / "parts.zip", SOME)
    return tmp_path / "parts.zip"


def checked(bundle: Path, *trusted: Signer, left: int = 0) -> list[Layer]:
    trust = Trust(frozenset(signer.keyid for signer in trusted), program=a_run(0).tool)
    return list(verify(bundle, trust, judge, follow=lambda parts: _all_but(left, parts)))


def _all_but(left: int, parts: Parts) -> Followed:
    return Followed(len(parts.proof.findings.leaves) - left, "they need more")


def of(layers: list[Layer], name: str) -> Layer:
    return next(layer for layer in layers if layer.name == name)


def text(layers: list[Layer], signer: Signer) -> str:
    lines = "".join(f"{layer.state:8}{layer.name:11}{layer.said}\n" for layer in layers)
    return lines.replace(keys.short(signer.keyid), "KEYS") + conclude(layers)[1]


def test_parts_of_two_nights(parts: Path, signer: Signer) -> None:
    layers = checked(parts, signer)
    assert conclude(layers)[0] == 0
    assert text(layers, signer) == snapshot("""\
ok      container  28 members, no surprise among them
open    keyring    there is none: a key counts for every entry, whatever has become of it since
ok      signature  Ed25519, key KEYS, which you trust
ok      evidence   5 of 17 answers of 2 runs here, each with its proof
open    findings   3 of 18 findings of 2 runs here, each with its proof
3 judged again from the answers that they rest on, the same
left out, as it tells of other targets: coverage.json
asked for, as the house says: findings by a.b, of 2 runs
ok      program    made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one is the same
ok      log        3 entries without a gap, 0 of its 3 runs here, parts of 2
open    anchor     No anchor given: dropped or rewritten nights would not be seen
open    continuity 3 whole runs from 2020-11-01 to 2020-11-03, at most 1 d 0 h between two; no schedule is declared
open    retention  0 of 3 runs of its log here, as it was made; the store has to have all
ok      unsigned   VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence
Verified. Trust rests on the key that you supplied.
No keyring: whether a key was revoked is yours to know.
Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.
No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.
No schedule is declared: nights without a scan were not looked for. --every 1d does.
Whether the other runs of its log are kept, only their store can show.\
""")


def test_what_nobody_judged_again_is_not_verified(parts: Path, signer: Signer) -> None:
    """Neither by its words nor by its exit code: a house could hand out as parts what it dares not as a whole."""
    layers = checked(parts, signer, left=1)
    assert (conclude(layers), of(layers, "findings").said.splitlines()[1]) == snapshot(
        (
            (
                2,
                """\
Intact and signed, but 2 of 3 findings here were not computed again. The whole runs would settle it.
Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.\
""",
            ),
            "1 judged again from the answers that they rest on, the same; not judged: 2 (they need more)",
        )
    )


def test_what_is_in_it(parts: Path) -> None:
    """No answer and no finding but those, nothing that names other targets; and what both have in common once."""
    payload = unpack(parts)
    assert sorted(name for name in payload if name.startswith(("parts/", "runs/", "shared/", "sel"))) == snapshot(
        [
            "parts/run-0001/answers.jsonl.gz",
            "parts/run-0001/findings.jsonl.gz",
            "parts/run-0001/proof.json",
            "parts/run-0002/answers.jsonl.gz",
            "parts/run-0002/findings.jsonl.gz",
            "parts/run-0002/proof.json",
            "selection.json",
            "shared/88557edc1319f6a2e0575ae8f9ce916349fa816e5fa7158fec3a2b8f068f300b",
            "shared/a7697ba312cfe5f18bc06944a9c0af0034f220ec11b878f3a345ff9b45a3dba9",
        ]
    )
    findings = gzip.decompress(payload["parts/run-0001/findings.jsonl.gz"]).splitlines()
    assert [json.loads(line)["resource"] for line in findings] == ["thing-3", "thing-4"]
    places = json.loads(payload["parts/run-0001/proof.json"])
    assert (places["findings"]["leaves"], places["answers"]["leaves"]) == ([2, 3], [3, 4, 5])


def test_the_same_choice_gives_the_same_bytes(parts: Path, nights: Store, tmp_path: Path) -> None:
    export(nights, (), tmp_path / "again.zip", SOME)
    assert (tmp_path / "again.zip").read_bytes() == parts.read_bytes()


def test_whole_runs_and_parts_of_others(nights: Store, tmp_path: Path, signer: Signer) -> None:
    export(nights, ["run-0000"], tmp_path / "both.zip", Picked((ASKED,), {"run-0002": [0]}))
    layers = checked(tmp_path / "both.zip", signer)
    assert [layer.said for layer in layers if layer.name in {"evidence", "findings"}] == snapshot(
        [
            "7 answers, one Merkle root, every digest agrees; 2 of 9 answers here, each with its proof",
            """\
1, byte for byte the same
1 of 9 findings here, each with its proof
1 judged again from the answers that they rest on, the same
left out, as it tells of other targets: coverage.json
asked for, as the house says: findings by a.b, of 2 runs\
""",
        ]
    )
    assert conclude(layers)[0] == 0
    base = unzip(tmp_path / "both.zip", tmp_path / "unpacked")
    assert [status(base, block) for block in blocks(base)] == [0] * len(STEPS)


def test_the_seed_draws(nights: Store, tmp_path: Path, signer: Signer) -> None:
    sample = Sample(5, "auditor-2026")
    records = [run.record for data in leaves(whole(nights)) if (run := read_run(nights, data, "it"))]
    drawn = selection.draw(sample, records)
    assert drawn == snapshot({"run-0000": [1, 3, 4], "run-0001": [6, 7]})
    export(nights, (), tmp_path / "drawn.zip", Picked((Selection(since="2020-11-01", sample=sample),), drawn))
    layers = checked(tmp_path / "drawn.zip", signer)
    assert (conclude(layers)[0], of(layers, "findings").said, conclude(layers)[1]) == snapshot(
        (
            0,
            """\
5 of 18 findings of 2 runs here, each with its proof
5 judged again from the answers that they rest on, the same
left out, as it tells of other targets: coverage.json
5 findings drawn by the seed “auditor-2026” from all runs from 2020-11-01 to the last\
""",
            """\
Verified. Trust rests on the key that you supplied.
No keyring: whether a key was revoked is yours to know.
5 findings drawn by the seed “auditor-2026” from all runs from 2020-11-01 to the last: compare number, seed and time with what you named.
Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.
No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.
No schedule is declared: nights without a scan were not looked for. --every 1d does.
Whether the other runs of its log are kept, only their store can show.\
""",
        )
    )


def whole(store: Store) -> Payload:
    return {key: store.read(key) for key in store.list("log/")}


def test_a_run_that_signed_its_findings_as_a_whole(nights: Store, signer: Signer, tmp_path: Path) -> None:
    """As those before did: single ones cannot be proved, and are not handed out."""
    payload = whole(nights)
    old = reseal(payload["log/000001"], signer, lambda doc: doc["predicate"].pop("findings"))  # type: ignore[attr-defined]
    run = read_run(nights, old, "it")
    assert run
    assert run.record.findings is UNSET
    with pytest.raises(SelectionError) as err:
        selection.draw(Sample(1, "x"), [run.record])
    assert str(err.value) == snapshot(
        "run run-0001 was sealed by safeguard 0, which signed its findings as a whole: single ones cannot be proved"
    )


def test_proofs_that_would_fill_the_memory(
    parts: Path, nights: Store, tmp_path: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written can be read: both have one limit for a run, and one for a bundle."""
    monkeypatch.setattr("scanner.evidence.layers.seen.MAX_PROOFS", 100)
    name, said = worst(checked(parts, signer))
    assert (name, said.splitlines()[0]) == ("evidence", "parts.zip is refused: its proofs take more than 100 bytes")
    monkeypatch.setattr("scanner.evidence.export.MAX_PROOFS", 100)
    with pytest.raises(BundleError, match=r"its proofs take more than 0 MiB\. Choose fewer, or whole runs"):
        export(nights, (), tmp_path / "more.zip", SOME)
    monkeypatch.setattr("scanner.evidence.cutting.MAX_PROOF", 100)
    with pytest.raises(SelectionError, match="run run-0001: these findings take too long a proof: hand out the whole"):
        export(nights, (), tmp_path / "more.zip", SOME)


def test_a_bundle_of_parts_has_no_runs_to_export(parts: Path, tmp_path: Path) -> None:
    with (
        open_bundle(parts) as reader,
        pytest.raises(BundleError, match=r"parts\.zip does not hold run run-0001 as a whole"),
    ):
        export(reader, ["run-0001"], tmp_path / "again.zip")


# What an enemy does to the payload of `parts`, or to one that was drawn

Edit = Callable[[Payload], None]


def _proof(payload: Payload, run: str, edit: Callable[[dict[str, Any]], None]) -> None:
    doc = json.loads(payload[f"parts/{run}/proof.json"])
    edit(doc)
    payload[f"parts/{run}/proof.json"] = canonical.dumps(doc)


def other_leaf_proof(payload: Payload) -> None:
    one, two = (json.loads(payload[f"parts/run-000{n}/proof.json"]) for n in (1, 2))
    _proof(payload, "run-0001", lambda doc: doc["answers"].update(proof=two["answers"]["proof"]))
    assert one != two


def index_changed(payload: Payload) -> None:
    _proof(payload, "run-0002", lambda doc: doc["findings"].update(leaves=[7]))


def index_beyond_the_tree(payload: Payload) -> None:
    _proof(payload, "run-0002", lambda doc: doc["findings"].update(leaves=[8_000_000]))


def place_twice(payload: Payload) -> None:
    _proof(payload, "run-0001", lambda doc: doc["findings"].update(leaves=[2, 2]))


def answers_exchanged(payload: Payload) -> None:
    one, two = (f"parts/run-000{n}/answers.jsonl.gz" for n in (1, 2))
    payload[one], payload[two] = payload[two], payload[one]


def line_edited(payload: Payload) -> None:
    name = "parts/run-0001/findings.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).replace(b'"pass"', b'"fail"', 1))


def line_added(payload: Payload) -> None:
    name = "parts/run-0001/findings.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]) * 2)


def line_dropped(payload: Payload) -> None:
    name = "parts/run-0001/findings.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).partition(b"\n")[2])


def parts_exchanged(payload: Payload) -> None:
    for name in [name for name in payload if name.startswith("parts/run-0001/")]:
        other = name.replace("0001", "0002")
        payload[name], payload[other] = payload[other], payload[name]


def statements_exchanged(payload: Payload) -> None:
    for name in [name for name in payload if name.startswith("signed/run-0001/")]:
        other = name.replace("0001", "0002")
        payload[name], payload[other] = payload[other], payload[name]


def member_changed(payload: Payload) -> None:
    payload["parts/run-0001/profile.json"] = PROFILE + b" "


def member_unsigned(payload: Payload) -> None:
    payload["parts/run-0001/waiver.json"] = b"{}"


def profile_taken_away(payload: Payload) -> None:
    """Without it nobody can judge again."""
    for name in [name for name in payload if name.startswith("shared/")]:
        del payload[name]


def shared_changed(payload: Payload) -> None:
    payload[f"shared/{hashlib.sha256(PROFILE).hexdigest()}"] = PROFILE + b" "


def shared_by_nobody(payload: Payload) -> None:
    payload[f"shared/{'0' * 64}"] = b"{}"


def whole_as_well(payload: Payload) -> None:
    payload["runs/run-0001/findings.jsonl.gz"] = payload["parts/run-0001/findings.jsonl.gz"]


def no_selection(payload: Payload) -> None:
    del payload["selection.json"]


def proof_endless(payload: Payload) -> None:
    _proof(payload, "run-0002", lambda doc: doc["findings"].update(proof=["0" * 64] * 100_000))


def places_without_end(payload: Payload) -> None:
    _proof(payload, "run-0002", lambda doc: doc["findings"].update(leaves=list(range(200_000))))


def proof_with_a_blank(payload: Payload) -> None:
    payload["parts/run-0001/proof.json"] += b" "


def selection_with_a_blank(payload: Payload) -> None:
    payload["selection.json"] = payload["selection.json"].replace(b":", b": ", 1)


def selection_of_no_run(payload: Payload) -> None:
    payload["selection.json"] = payload["selection.json"].replace(b'"run-0001"', b'"run-0009"')


def proof_nested(payload: Payload) -> None:
    payload["parts/run-0001/proof.json"] = b"[" * 200 + b"]" * 200


def attacks() -> list[Edit]:
    return [
        other_leaf_proof,
        index_changed,
        index_beyond_the_tree,
        place_twice,
        answers_exchanged,
        line_edited,
        line_added,
        line_dropped,
        parts_exchanged,
        statements_exchanged,
        member_changed,
        member_unsigned,
        profile_taken_away,
        shared_changed,
        shared_by_nobody,
        whole_as_well,
        no_selection,
        proof_endless,
        places_without_end,
        proof_nested,
        proof_with_a_blank,
        selection_with_a_blank,
        selection_of_no_run,
    ]


def test_attacks(parts: Path, tmp_path: Path, signer: Signer) -> None:
    said = {}
    for attack in attacks():
        payload = unpack(parts)
        attack(payload)
        layers = checked(pack(payload, tmp_path / "bad.zip"), signer)
        assert conclude(layers)[0] == 1, attack.__name__
        said[attack.__name__] = worst(layers)
    assert said == snapshot(
        {
            "other_leaf_proof": (
                "evidence",
                "parts of run run-0001: 3 answers with a proof that does not lead to the root that was signed",
            ),
            "index_changed": (
                "findings",
                "parts of run run-0002: 1 finding with a proof that does not lead to the root that was signed",
            ),
            "index_beyond_the_tree": (
                "findings",
                "parts of run run-0002: 1 finding with a proof that does not lead to the root that was signed",
            ),
            "place_twice": ("evidence", "parts of run run-0001: proof.json names a place twice, or out of order"),
            "answers_exchanged": ("evidence", "parts of run run-0001: answers.jsonl has fewer lines than places, 3"),
            "line_edited": (
                "findings",
                "parts of run run-0001: 2 findings with a proof that does not lead to the root that was signed",
            ),
            "line_added": ("findings", "parts of run run-0001: findings.jsonl has more lines than places, 2"),
            "line_dropped": ("findings", "parts of run run-0001: findings.jsonl has fewer lines than places, 2"),
            "parts_exchanged": (
                "evidence",
                "parts of run run-0001: 2 answers with a proof that does not lead to the root that was signed",
            ),
            "statements_exchanged": (
                "signature",
                """\
bad.zip is refused: “signed/run-0001/statement.json” is not what the log holds of this run
  Nothing was extracted.\
""",
            ),
            "member_changed": ("findings", "parts of run run-0001: profile.json was changed"),
            "member_unsigned": ("findings", "parts of run run-0001: waiver.json is there and was not signed"),
            "profile_taken_away": ("findings", "parts of run run-0001: catalogue.json was signed and is not there"),
            "shared_changed": ("findings", "parts of run run-0001: profile.json was changed"),
            "shared_by_nobody": (
                "container",
                """\
bad.zip is refused: “data/shared/0000000000000000000000000000000000000000000000000000000000000000” is in it and no run has it
  Nothing was extracted.\
""",
            ),
            "whole_as_well": (
                "signature",
                """\
bad.zip is refused: the run run-0001 is in it whole, and parts of it as well
  Nothing was extracted.\
""",
            ),
            "no_selection": ("findings", "bad.zip holds no data/selection.json"),
            "proof_endless": (
                "findings",
                "parts of run run-0002: 1 finding with a proof that does not lead to the root that was signed",
            ),
            "places_without_end": (
                "evidence",
                "parts of run run-0002: proof.json does not hold what it should: Expected `array` of length <= 131072 - at `$.findings.leaves`",
            ),
            "proof_nested": ("evidence", "parts/run-0001/proof.json: nested deeper than 100"),
            "proof_with_a_blank": (
                "evidence",
                "parts/run-0001/proof.json: is not in its canonical form, somebody has written it anew",
            ),
            "selection_with_a_blank": (
                "findings",
                "selection.json: is not in its canonical form, somebody has written it anew",
            ),
            "selection_of_no_run": ("findings", "selection.json names run run-0009, which is in no entry of the log"),
        }
    )


def test_what_runs_share_counts_in_each(parts: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies there once and is read for each: a small file may take no more than so much reading."""
    payload = unpack(parts)
    held = sum(len(gzip.decompress(data) if name.endswith(".gz") else data) for name, data in payload.items())
    held += 2 * sum(len(data) for name, data in payload.items() if name.startswith("shared/"))
    monkeypatch.setattr("scanner.evidence.bundle.MAX_GROWTH", 0)
    monkeypatch.setattr("scanner.evidence.bundle.MAX_UNPACKED", held)
    assert worst(checked(parts, signer)) == ("", "not caught")
    monkeypatch.setattr("scanner.evidence.bundle.MAX_UNPACKED", held - 1)
    assert worst(checked(parts, signer)) == (
        "container",
        (
            f"{parts.name} is refused: all that its runs hold is {number(held)} bytes, more than {number(held - 1)}\n"
            "  Nothing of them was read. Ask for fewer runs at a time."
        ),
    )


def test_what_was_asked_for_says_nothing_else(parts: Path, tmp_path: Path, signer: Signer) -> None:
    """Nobody signs it, and a person reads it."""
    payload = unpack(parts)
    asked = Selection(runs=("run-0001", "run-0002"), checks=("a.b\nVerified.\x1b[2J",))
    payload["selection.json"] = selection.dumps([asked])
    said = of(checked(pack(payload, tmp_path / "bad.zip"), signer), "findings").said
    assert r"findings by a.b\x0aVerified.\x1b[2J, of 2 runs" in said
    payload["selection.json"] = payload["selection.json"].replace(b'"runs":', b'"run":1,"runs":')
    assert worst(checked(pack(payload, tmp_path / "bad.zip"), signer))[1] == snapshot(
        "selection.json does not hold what it should: Object contains unknown field `run` - at `$.selections[0]`"
    )


def test_an_answer_that_is_left_out(parts: Path, nights: Store, tmp_path: Path, signer: Signer) -> None:
    """What is there is proved, and does not carry the finding."""
    payload = unpack(parts)
    hashes = [merkle.leaf(line) for line in answers(2, 9)]
    first, _ = json.loads(payload["parts/run-0002/proof.json"])["answers"]["leaves"]
    proof = [one.hex() for one in multiproof.prove(hashes, [first])]
    _proof(payload, "run-0002", lambda doc: doc.update(answers={"leaves": [first], "proof": proof}))
    payload["parts/run-0002/answers.jsonl.gz"] = cutting.packed([answers(2, 9)[first]])
    layers = checked(pack(payload, tmp_path / "bad.zip"), signer)
    assert (conclude(layers), of(layers, "findings").said) == snapshot(
        (
            (
                2,
                """\
Intact and signed, but answers are missing on which findings rest.
Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.\
""",
            ),
            """\
3 of 18 findings of 2 runs here, each with its proof
3 judged again from the answers that they rest on, the same
left out, as it tells of other targets: coverage.json
asked for, as the house says: findings by a.b, of 2 runs
finding 8 of run run-0002 rests on answer 2, which is not here\
""",
        )
    )
    assert status_of(tmp_path / "bad.zip", tmp_path / "unpacked", PARTS) != 0


def status_of(bundle: Path, folder: Path, step: int) -> int:
    base = unzip(bundle, folder)
    return status(base, blocks(base)[step])


@pytest.mark.parametrize("house", ["another seed", "one more", "one less", "another night"])
def test_a_sample_that_the_seed_does_not_give(nights: Store, tmp_path: Path, signer: Signer, house: str) -> None:
    sample = Sample(5, "auditor-2026")
    records = [run.record for data in leaves(whole(nights)) if (run := read_run(nights, data, "it"))]
    drawn = dict(selection.draw(sample, records))
    one = next(iter(drawn))
    free = next(leaf for leaf in range(COUNT) if leaf not in drawn[one])
    worse: Mapping[str, Mapping[str, list[int]]] = {
        "another seed": selection.draw(Sample(5, "house"), records),
        "one more": drawn | {one: sorted([*drawn[one], free])},
        "one less": drawn | {one: drawn[one][1:]},
        "another night": selection.draw(sample, records[1:]),
    }
    picked = Picked(
        (Selection(since="2020-11-01", sample=sample),), {r: some for r, some in worse[house].items() if some}
    )
    export(nights, (), tmp_path / "drawn.zip", picked)
    layers = checked(tmp_path / "drawn.zip", signer)
    assert worst(layers)[1] == (
        "the findings are not those that the seed “auditor-2026” draws from all runs from 2020-11-01 to the last: "
        "somebody else has chosen"
    )
    assert status_of(tmp_path / "drawn.zip", tmp_path / "unpacked", SAMPLE) != 0


@pytest.mark.parametrize(
    ("attack", "step"),
    [
        (other_leaf_proof, PARTS),
        (index_changed, PARTS),
        (place_twice, PARTS),
        (answers_exchanged, PARTS),
        (line_edited, PARTS),
        (line_dropped, PARTS),
        (proof_endless, PARTS),
        (member_changed, PART_MEMBERS),
        (member_unsigned, PART_MEMBERS),
    ],
)
def test_verify_md_sees_it_too(parts: Path, tmp_path: Path, attack: Edit, step: int) -> None:
    payload = unpack(parts)
    attack(payload)
    assert status_of(pack(payload, tmp_path / "bad.zip"), tmp_path / "unpacked", step) != 0


@pytest.mark.sampled("steps by hand")
def test_verify_md_of_parts(parts: Path, tmp_path: Path) -> None:
    base = unzip(parts, tmp_path / "unpacked")
    assert [status(base, block) for block in blocks(base)] == [0] * len(STEPS)
