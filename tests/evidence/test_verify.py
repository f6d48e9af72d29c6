import base64
import gzip
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from scanner.evidence import canonical, dsse, keys, log, merkle, note
from scanner.evidence.bundle import open_bundle, shown
from scanner.evidence.export import export
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verify import LAYERS, Layer, Replay, Trust, conclude, verify
from scanner.signers import Signer
from scanner.stores import Reader, Store, open_store
from tests.evidence.made import (
    ORIGIN,
    Payload,
    a_run,
    leaves,
    pack,
    reseal,
    resign_head,
    seal_run,
    unpack,
    with_leaves,
)
from tests.evidence.test_dsse import P256_ORDER

RUNS = [f"run-{number:04}" for number in range(4)]
SAME = Replay("same", "1, byte for byte the same")


def judge(run: SealedRun) -> Replay:
    """A replay that reads all that a real one reads."""
    assert len(list(run.answers())) == run.record.evidence.size
    canonical.loads(run.member("coverage.json"), "coverage.json")
    return SAME


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory, signer: Signer) -> Store:
    store = open_store(tmp_path_factory.mktemp("four") / "store", create=True, origin=ORIGIN)
    for number in range(4):
        seal_run(store, signer, number)
    return store


@pytest.fixture(scope="module")
def bundle(four: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "quarter.zip"
    export(four, RUNS, path)
    return path


@pytest.fixture
def payload(bundle: Path) -> Payload:
    return unpack(bundle)


@pytest.fixture
def anchor(four: Store) -> bytes:
    """The checkpoint after the third run, which the auditor has kept."""
    return four.read(log.checkpoint_key(3))


def checked(source: Path | Reader, *trusted: Signer, anchors: tuple[bytes, ...] = (), **more: bool) -> list[Layer]:
    trust = Trust(frozenset(signer.keyid for signer in trusted), anchors)
    return list(verify(source, trust, judge, **more))


def worst(layers: list[Layer]) -> tuple[str, str]:
    """The first layer that fails, and what it says."""
    return next(((layer.name, layer.said) for layer in layers if layer.state == "fails"), ("", "not caught"))


def text(layers: list[Layer], signer: Signer) -> str:
    lines = "".join(f"{layer.state:8}{layer.name:11}{layer.said}\n" for layer in layers)
    return lines.replace(keys.short(signer.keyid), "KEYS") + conclude(layers)[1]


# What a person sees


def test_good(bundle: Path, signer: Signer, anchor: bytes) -> None:
    layers = checked(bundle, signer, anchors=(anchor,))
    assert conclude(layers)[0] == 0
    assert text(layers, signer) == snapshot("""\
ok      container  34 members, no surprise among them
ok      signature  Ed25519, key KEYS, which you trust
ok      evidence   28 answers of 4 runs, every digest agrees
ok      findings   1, byte for byte the same
ok      log        4 entries without a gap, 4 of its 4 runs are here, consistent with your anchor of 2020-11-03 (entry 3)
Verified. Trust rests on the key and the anchor that you supplied.\
""")


def test_not_trusted(bundle: Path, signer: Signer) -> None:
    layers = checked(bundle)
    assert conclude(layers)[0] == 2
    assert text(layers, signer) == snapshot("""\
ok      container  34 members, no surprise among them
unknown signature  matches a key that came with it; you have not said that you trust it
ok      evidence   28 answers of 4 runs, every digest agrees
ok      findings   1, byte for byte the same
unknown log        4 entries without a gap, 4 of its 4 runs are here. No anchor given: a dropped or rewritten night would not be seen
Intact, but not trusted. Anybody could have made it.\
""")


def test_no_anchor(bundle: Path, signer: Signer) -> None:
    layers = checked(bundle, signer)
    assert conclude(layers) == (
        2,
        "Intact and signed with a key that you trust; without an anchor, a dropped or rewritten night is not seen.",
    )


def test_tampered(bundle: Path, payload: Payload, signer: Signer, tmp_path: Path) -> None:
    payload["runs/run-0002/evidence-1.jsonl.gz"] = payload["runs/run-0001/evidence-1.jsonl.gz"]
    layers = checked(pack(payload, tmp_path / "x.zip"), signer)
    assert conclude(layers)[0] == 1
    assert text(layers, signer) == snapshot("""\
ok      container  33 members, no surprise among them
ok      signature  Ed25519, key KEYS, which you trust
fails   evidence   run run-0002: its 7 answers were changed: root 7d2f8a24…, signed as e4e8b0f8…
ok      findings   1, byte for byte the same
skipped log        not checked after a failure
NOT VERIFIED. The evidence was changed after it was signed.\
""")


def test_cut(bundle: Path, signer: Signer, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(bundle.read_bytes()[:-1])
    layers = checked(tmp_path / "x.zip", signer)
    assert [layer.state for layer in layers] == ["fails", *["skipped"] * 4]
    assert layers[0].said.startswith("x.zip ends early: ")
    assert conclude(layers) == (1, "NOT VERIFIED. It is damaged, or was made to do damage.")


# Attacks


def edit_answer(payload: Payload, *_: Signer) -> None:
    name = "runs/run-0002/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).replace(b"2026", b"2025", 1))


def drop_answer(payload: Payload, *_: Signer) -> None:
    name = "runs/run-0002/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).partition(b"\n")[2])


def inject_answer(payload: Payload, *_: Signer) -> None:
    name = "runs/run-0002/evidence-1.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]) + b'{"a":1,"a":2}\n')


def swap_answers(payload: Payload, *_: Signer) -> None:
    name = "runs/run-0002/evidence-1.jsonl.gz"
    first, second, rest = gzip.decompress(payload[name]).split(b"\n", 2)
    payload[name] = gzip.compress(b"\n".join((second, first, rest)))


def drop_segment(payload: Payload, *_: Signer) -> None:
    del payload["runs/run-0002/evidence-1.jsonl.gz"]


def edit_finding(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0002/findings.jsonl.gz"] = gzip.compress(b'{"run":2,"status":"none"}\n')


def drop_member(payload: Payload, *_: Signer) -> None:
    del payload["runs/run-0002/coverage.json"]


def add_member(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0002/waivers.json"] = b"{}"


def second_gzip_member(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0002/evidence-1.jsonl.gz"] += gzip.compress(b"{}\n")


def bytes_behind_gzip(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0002/findings.jsonl.gz"] += b"\0"


def gzip_bomb(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0002/evidence-1.jsonl.gz"] = gzip.compress(b"{}\n" * (4 << 20))


def swap_packs(payload: Payload, *_: Signer) -> None:
    for name in ("evidence-1.jsonl.gz", "evidence-2.jsonl.gz"):
        one, two = f"runs/run-0001/{name}", f"runs/run-0002/{name}"
        payload[one], payload[two] = payload[two], payload[one]


def swap_runs(payload: Payload, *_: Signer) -> None:
    for name in [name for name in payload if name.startswith(("runs/run-0001/", "signed/run-0001/"))]:
        other = name.replace("0001", "0002")
        payload[name], payload[other] = payload[other], payload[name]


def drop_run(payload: Payload, *_: Signer) -> None:
    with_leaves(payload, leaves(payload)[:2] + leaves(payload)[3:])
    forget(payload, 2)


def forget(payload: Payload, number: int) -> None:
    """Take a run's members away, too."""
    for name in [name for name in payload if f"/run-{number:04}/" in name]:
        del payload[name]


def drop_leaf(payload: Payload, *_: Signer) -> None:
    del payload["log/000002"]
    forget(payload, 2)


def drop_run_and_sign(payload: Payload, signer: Signer, *_: Signer) -> None:
    drop_run(payload)
    resign_head(payload, signer)


def reorder_and_sign(payload: Payload, signer: Signer, *_: Signer) -> None:
    found = leaves(payload)
    with_leaves(payload, [found[0], found[2], found[1], found[3]])
    resign_head(payload, signer)


def drop_last_and_sign(payload: Payload, signer: Signer, *_: Signer) -> None:
    with_leaves(payload, leaves(payload)[:2])
    forget(payload, 2)
    forget(payload, 3)
    resign_head(payload, signer)


def show_again(payload: Payload) -> None:
    """Let openssl see what the log holds now."""
    for number, envelope in enumerate(leaves(payload)):
        payload |= {f"signed/run-{number:04}/{name}": data for name, data in shown(envelope).items()}


def sign_run_with(signer: Signer, number: int, payload: Payload) -> None:
    found = leaves(payload)

    def claim(doc: Any) -> None:
        doc["predicate"]["signed_by"] = signer.keyid

    found[number] = reseal(found[number], signer, claim)
    with_leaves(payload, found)
    payload[keys.key_of(signer.keyid)] = keys.to_pem(signer.public)
    show_again(payload)


def replace_key_of_run(payload: Payload, signer: Signer, thief: Signer, *_: Signer) -> None:
    sign_run_with(thief, 3, payload)
    resign_head(payload, signer)


def replace_key_of_head(payload: Payload, _: Signer, thief: Signer, *__: Signer) -> None:
    resign_head(payload, thief)
    payload[keys.key_of(thief.keyid)] = keys.to_pem(thief.public)


def replace_all_keys(payload: Payload, _: Signer, thief: Signer, *__: Signer) -> None:
    for number in range(4):
        sign_run_with(thief, number, payload)
    resign_head(payload, thief)


def key_under_our_name(payload: Payload, signer: Signer, thief: Signer, *_: Signer) -> None:
    replace_all_keys(payload, signer, thief)
    payload[keys.key_of(signer.keyid)] = payload.pop(keys.key_of(thief.keyid))


def take_key_away(payload: Payload, signer: Signer, *_: Signer) -> None:
    del payload[keys.key_of(signer.keyid)]


def rewrite_with_stolen_key(payload: Payload, signer: Signer, *_: Signer) -> None:
    """All of the history from the second run on, made anew by whoever has the key."""
    found = leaves(payload)
    tree = merkle.Tree([merkle.leaf(found[0])])
    name = "runs/run-0001/findings.jsonl.gz"
    payload[name] = gzip.compress(b'{"run":1,"status":"none"}\n')
    digest = "7f4bd3d1fd7d9f3a0ee5c1d5dc8b4e8f"
    del digest
    for number in (1, 2, 3):

        def rewrite(doc: Any, number: int = number) -> None:
            doc["predicate"]["place"]["previous"] = tree.root.hex()
            doc["predicate"]["totals"] = {"pass": 1000 + number}

        found[number] = reseal(found[number], signer, rewrite)
        tree.add(merkle.leaf(found[number]))
    payload[name] = gzip.compress(b'{"run":1,"status":"pass"}\n')
    with_leaves(payload, found)
    show_again(payload)
    resign_head(payload, signer)


def clock_set_back(payload: Payload, signer: Signer, *_: Signer) -> None:
    found = leaves(payload)

    def earlier(doc: Any) -> None:
        doc["predicate"]["place"]["sealed"] = "2020-11-03T03:04:59Z"

    found[3] = reseal(found[3], signer, earlier)
    with_leaves(payload, found)
    show_again(payload)
    resign_head(payload, signer)


def skip_a_sequence(payload: Payload, signer: Signer, *_: Signer) -> None:
    found = leaves(payload)

    def later(doc: Any) -> None:
        doc["predicate"]["place"]["sequence"] = 4

    found[3] = reseal(found[3], signer, later)
    with_leaves(payload, found)
    show_again(payload)
    resign_head(payload, signer)


def log_twice(payload: Payload, signer: Signer, *_: Signer) -> None:
    found = leaves(payload)
    root = merkle.root(map(merkle.leaf, found)).hex()

    def again(doc: Any) -> None:
        doc["predicate"]["place"] |= {"sequence": 4, "previous": root}

    with_leaves(payload, [*found, reseal(found[3], signer, again)])
    payload |= {f"signed/{RUNS[3]}/{name}": data for name, data in shown(leaves(payload)[4]).items()}
    resign_head(payload, signer)


def payload_type(payload: Payload, *_: Signer) -> None:
    doc = canonical.loads(payload["log/000002"], "it")
    payload["log/000002"] = canonical.dumps({**doc, "payloadType": "application/json"})


def write_envelope_anew(payload: Payload, *_: Signer) -> None:
    payload["log/000002"] = payload["log/000002"].replace(b",", b", ", 1)


def twice_in_envelope(payload: Payload, *_: Signer) -> None:
    payload["log/000002"] = b'{"payload":"",' + payload["log/000002"][1:]


def show_openssl_something_else(payload: Payload, *_: Signer) -> None:
    for name in ("statement.json", "statement.pae", "statement.sig"):
        payload[f"signed/run-0002/{name}"] = payload[f"signed/run-0001/{name}"]


def strange_run(payload: Payload, *_: Signer) -> None:
    payload["runs/run-0099/coverage.json"] = b"{}"


def hidden_run(payload: Payload, *_: Signer) -> None:
    """Only what openssl is shown is left of it."""
    for name in [name for name in payload if name.startswith("runs/run-0002/")]:
        del payload[name]


def uncovered_leaf(payload: Payload, signer: Signer, *_: Signer) -> None:
    found = leaves(payload)
    with_leaves(payload, found[:3])
    resign_head(payload, signer)
    with_leaves(payload, found)


def no_head(payload: Payload, *_: Signer) -> None:
    del payload["checkpoint"]


def head_of_another_log(payload: Payload, signer: Signer, *_: Signer) -> None:
    head = note.read_note(payload["checkpoint"], "it").checkpoint
    payload["checkpoint"] = note.sign(note.Checkpoint("other/log", head.size, head.root), signer)


def member_elsewhere(payload: Payload, *_: Signer) -> None:
    payload["etc/cron.d"] = b""


Attack = Callable[..., None]
CAUGHT: list[tuple[Attack, str, str]] = [
    (edit_answer, "evidence", "run run-0002: its 7 answers were changed: root "),
    (drop_answer, "evidence", "run run-0002: 6 answers, 7 were signed"),
    (inject_answer, "evidence", "run run-0002: 8 answers, 7 were signed"),
    (swap_answers, "evidence", "run run-0002: its 7 answers were changed"),
    (drop_segment, "evidence", "runs/run-0002: a segment of its evidence is missing"),
    (swap_packs, "evidence", "run run-0001: its 7 answers were changed"),
    (second_gzip_member, "evidence", "runs/run-0002/evidence-1.jsonl.gz: has something behind the end"),
    (gzip_bomb, "evidence", "runs/run-0002/evidence-1.jsonl.gz: unpacks to more than 200 times its size"),
    (bytes_behind_gzip, "findings", "runs/run-0002/findings.jsonl.gz: has something behind the end"),
    (edit_finding, "findings", "run run-0002: findings.jsonl was changed: "),
    (drop_member, "findings", "run run-0002: coverage.json was signed and is not there"),
    (add_member, "findings", "run run-0002: waivers.json is there and was not signed"),
    (hidden_run, "evidence", "run run-0002: 0 answers, 7 were signed"),
    (swap_runs, "signature", "“signed/run-0001/statement.json” is not what the log holds of this run"),
    (show_openssl_something_else, "signature", "“signed/run-0002/statement.json” is not what the log holds"),
    (strange_run, "signature", "the run run-0099 is in it and not in its log"),
    (member_elsewhere, "container", "“data/etc/cron.d” has no place in a bundle"),
    (drop_leaf, "signature", "the log in x.zip: entry 2 is missing, log/000003 comes in its place"),
    (drop_run, "log", "entry 2 was sealed as entry 3: runs were dropped or moved"),
    (drop_run_and_sign, "log", "entry 2 was sealed as entry 3: runs were dropped or moved"),
    (reorder_and_sign, "log", "entry 1 was sealed as entry 2: runs were dropped or moved"),
    (skip_a_sequence, "log", "entry 3 was sealed as entry 4: runs were dropped or moved"),
    (clock_set_back, "log", "entry 3 was sealed at 2020-11-03T03:04:59Z, before the one ahead of it: time ran back"),
    (log_twice, "log", "entry 4 is about run run-0003, as is entry 3"),
    (replace_key_of_run, "signature", "run run-0003: is signed with key THIEF, which is not a trusted one"),
    (replace_all_keys, "signature", "run run-0000: is signed with key THIEF, which is not a trusted one"),
    (key_under_our_name, "signature", "run run-0000: is signed with key THIEF, which is not a trusted one"),
    (replace_key_of_head, "log", "the checkpoint of the log: is not signed with a trusted key"),
    (take_key_away, "signature", "run run-0000: its key OURS did not come along"),
    (payload_type, "signature", "entry 2: holds 'application/json', not application/vnd.in-toto+json"),
    (write_envelope_anew, "signature", "entry 2: is not in its canonical form, somebody has written it anew"),
    (twice_in_envelope, "signature", "entry 2: a key is given twice in one object"),
    (uncovered_leaf, "log", "it has an entry that its checkpoint does not cover"),
    (no_head, "log", "the log in x.zip: it has no checkpoint"),
    (head_of_another_log, "log", "entry 0 was made for another log, test.invalid/log"),
]


@pytest.mark.parametrize(("attack", "layer", "said"), CAUGHT, ids=[row[0].__name__ for row in CAUGHT])
def test_caught(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    payload: Payload, signer: Signer, thief: Signer, tmp_path: Path, attack: Attack, layer: str, said: str
) -> None:
    attack(payload, signer, thief)
    layers = checked(pack(payload, tmp_path / "x.zip"), signer)
    name, why = worst(layers)
    assert name == layer
    assert said.replace("THIEF", keys.short(thief.keyid)).replace("OURS", keys.short(signer.keyid)) in why
    assert conclude(layers)[0] == 1


NEEDS_AN_ANCHOR: list[tuple[Attack, str]] = [
    (drop_last_and_sign, "rolled back: it has 2 entries, your anchor covers 3. Runs were taken away"),
    (rewrite_with_stolen_key, "forked: its first 3 entries are not those of your anchor. The past was rewritten"),
]


@pytest.mark.parametrize(("attack", "said"), NEEDS_AN_ANCHOR, ids=[row[0].__name__ for row in NEEDS_AN_ANCHOR])
def test_caught_by_an_anchor_only(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    payload: Payload, signer: Signer, anchor: bytes, tmp_path: Path, attack: Attack, said: str
) -> None:
    """Whoever has the key and the store can make another past. That is why it is never called verified."""
    attack(payload, signer)
    forged = pack(payload, tmp_path / "x.zip")
    alone = checked(forged, signer)
    assert worst(alone) == ("", "not caught")
    assert conclude(alone)[0] == 2
    name, why = worst(checked(forged, signer, anchors=(anchor,)))
    assert (name, why) == ("log", f"the log in x.zip: {said}")


def test_an_ecdsa_signature_written_otherwise(store: Store, p256: Signer, tmp_path: Path) -> None:
    """(r, -s) fits the statement as well; the log sees that the bytes are others."""
    for number in range(2):
        seal_run(store, p256, number)
    export(store, RUNS[:2], tmp_path / "good.zip")
    payload = unpack(tmp_path / "good.zip")
    doc = canonical.loads(payload["log/000000"], "it")
    r, s = decode_dss_signature(base64.b64decode(doc["signatures"][0]["sig"]))
    doc["signatures"][0]["sig"] = base64.b64encode(encode_dss_signature(r, P256_ORDER - s)).decode()
    payload["log/000000"] = canonical.dumps(doc)
    payload |= {f"signed/{RUNS[0]}/{name}": data for name, data in shown(payload["log/000000"]).items()}
    name, why = worst(checked(pack(payload, tmp_path / "x.zip"), p256))
    assert (name, why) == ("log", "the log in x.zip: entry 1 was sealed after other entries than those before it")


def test_the_last_signature_written_otherwise(store: Store, p256: Signer, tmp_path: Path) -> None:
    seal_run(store, p256, 0)
    export(store, RUNS[:1], tmp_path / "good.zip")
    payload = unpack(tmp_path / "good.zip")
    doc = canonical.loads(payload["log/000000"], "it")
    opened = dsse.read_envelope(payload["log/000000"], "it")
    payload["log/000000"] = dsse.sign(opened.payload, p256)  # ECDSA: another signature each time
    assert canonical.loads(payload["log/000000"], "it") != doc
    payload |= {f"signed/{RUNS[0]}/{name}": data for name, data in shown(payload["log/000000"]).items()}
    name, why = worst(checked(pack(payload, tmp_path / "x.zip"), p256))
    assert (name, why) == ("log", "the log in x.zip: its 1 entries are not those that the checkpoint covers")


# Anchors


def test_an_anchor_of_another_log(bundle: Path, signer: Signer) -> None:
    other = note.sign(note.Checkpoint("other/log", 1, merkle.EMPTY), signer)
    name, why = worst(checked(bundle, signer, anchors=(other,)))
    assert (name, why) == (
        "log",
        "the log in quarter.zip: your anchor is of another log, other/log; this is test.invalid/log",
    )


def test_an_anchor_that_is_none(bundle: Path, signer: Signer) -> None:
    assert worst(checked(bundle, signer, anchors=(b"hello",)))[1].startswith("your anchor: is not a checkpoint")


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_checkpoint_is_an_anchor(bundle: Path, four: Store, signer: Signer, size: int) -> None:
    layers = checked(bundle, signer, anchors=(four.read(log.checkpoint_key(size)),))
    assert conclude(layers)[0] == 0


def test_two_anchors(bundle: Path, four: Store, signer: Signer) -> None:
    both = four.read(log.checkpoint_key(1)), four.read(log.checkpoint_key(4))
    said = checked(bundle, signer, anchors=both)[-1].said
    assert said.endswith("your anchor of 2020-11-01 (entry 1) and your anchor of 2020-11-04 (entry 4)")


# Replay


@pytest.mark.parametrize(
    ("state", "layer", "code"),
    [("same", "ok", 0), ("differs", "fails", 1), ("other-version", "unknown", 2), ("lacks", "unknown", 2)],
)
def test_replay(bundle: Path, signer: Signer, anchor: bytes, state: Any, layer: str, code: int) -> None:  # noqa: PLR0913, PLR0917  # a row and its fixtures
    trust = Trust(frozenset({signer.keyid}), (anchor,))
    layers = list(verify(bundle, trust, lambda _: Replay(state, "what was seen")))
    assert (layers[3].state, layers[3].said) == (layer, "what was seen")
    assert conclude(layers)[0] == code


@pytest.mark.parametrize(("all_runs", "replayed"), [(False, RUNS[-1:]), (True, RUNS)])
def test_which_runs_are_replayed(bundle: Path, signer: Signer, replayed: list[str], *, all_runs: bool) -> None:
    seen: list[str] = []

    def replay(run: SealedRun) -> Replay:
        seen.append(run.record.run)
        return Replay("differs", "it differs") if run.record.run == RUNS[1] else SAME

    layers = list(verify(bundle, Trust(frozenset({signer.keyid})), replay, all_runs=all_runs))
    assert seen == replayed
    expected = ("fails", "run run-0001: it differs") if all_runs else ("ok", SAME.said)
    assert (layers[3].state, layers[3].said) == expected


def test_one_unknown_does_not_hide_a_difference(bundle: Path, signer: Signer) -> None:
    states = iter(("lacks", "differs", "same", "same"))
    trust = Trust(frozenset({signer.keyid}))
    layers = list(verify(bundle, trust, lambda _: Replay(next(states), "x"), all_runs=True))  # type: ignore[arg-type]  # the four words
    assert layers[3] == Layer("findings", "fails", "run run-0001: x")


# Stores


def test_a_store(four: Store, signer: Signer, anchor: bytes) -> None:
    layers = checked(four, signer, anchors=(anchor,))
    assert conclude(layers)[0] == 0
    assert text(layers, signer) == snapshot("""\
ok      container  16 members of runs
ok      signature  Ed25519, key KEYS, which you trust
ok      evidence   28 answers of 4 runs, every digest agrees
ok      findings   1, byte for byte the same
ok      log        4 entries without a gap, consistent with your anchor of 2020-11-03 (entry 3)
Verified. Trust rests on the key and the anchor that you supplied.\
""")
    assert checked(Path(four.name.removeprefix("the store ")), signer, anchors=(anchor,)) == layers


def test_a_store_that_lacks_a_run(three: Store, signer: Signer, tmp_path: Path) -> None:
    for path in (tmp_path / "store/runs/run-0001").iterdir():
        path.unlink()
    assert worst(checked(three, signer)) == ("evidence", "run run-0001: 0 answers, 7 were signed")


def test_a_store_with_parts_that_were_never_sealed(three: Store, signer: Signer) -> None:
    three.create("runs/run-0009/coverage.json", b"{}")
    layers = checked(three, signer)
    assert layers[-1].said.startswith("3 entries without a gap; parts of run-0009 lie there that were never sealed")


def test_a_store_whose_last_leaf_is_not_covered(three: Store, signer: Signer) -> None:
    three.swap(log.HEAD, three.read(log.checkpoint_key(2)), log.read_head(three))
    said = checked(three, signer)[-1].said
    assert said.startswith("2 entries without a gap; one more is not covered yet: a scan is at work, or was killed")


def test_an_empty_store(store: Store, signer: Signer) -> None:
    layers = checked(store, signer)
    assert conclude(layers)[0] == 1
    assert layers[1] == Layer("signature", "unknown", "there is no run in it")


def test_runs_of_two_keys(three: Store, signer: Signer, p256: Signer) -> None:
    from scanner.evidence.sealing import seal
    from tests.evidence.made import answers, clock, spool

    seal(three, p256, spool(three, 3, answers(3, 1)), a_run(3), now=clock(3), trusted=[signer.public])
    layers = checked(three, signer, p256)
    assert layers[1] == Layer("signature", "ok", "4 envelopes, 2 keys that you trust")
    assert worst(checked(three, signer))[0] == "signature"


def test_no_such_file(tmp_path: Path) -> None:
    assert worst(checked(tmp_path / "none.zip"))[1] == "none.zip cannot be read: No such file or directory"
    assert worst(checked(tmp_path))[1].endswith("is not there, or is no store of safeguard's")


# Conclusions


def test_a_layer_that_was_not_checked_is_not_verified() -> None:
    good = [Layer(name, "ok", "") for name in LAYERS]
    assert conclude(good)[0] == 0
    for layers in ([], good[:4], good[1:], [good[0], good[0]]):
        assert conclude(layers) == (1, "NOT VERIFIED. Not every layer was checked.")


def test_a_failure_is_worse_than_a_doubt() -> None:
    states: list[Any] = ["ok", "unknown", "fails", "ok", "skipped"]
    layers = [Layer(name, state, "") for name, state in zip(LAYERS, states, strict=True)]
    assert conclude(layers) == (1, "NOT VERIFIED. The evidence was changed after it was signed.")


@pytest.fixture(scope="module")
def plain(bundle: Path) -> Iterator[bytes]:
    return iter([bundle.read_bytes()] * 1000)


@given(data=st.data())
def test_no_change_is_called_verified(
    bundle: Path, signer: Signer, four: Store, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any member may be anything at all, with manifests that fit: it is refused, or it was the same."""
    payload = unpack(bundle)
    name = data.draw(st.sampled_from(sorted(payload)))
    old = payload[name]
    at = data.draw(st.integers(0, len(old)))
    payload[name] = old[:at] + data.draw(st.binary(max_size=3)) + old[data.draw(st.integers(at, len(old))) :]
    path = pack(payload, tmp_path_factory.mktemp("x") / "x.zip")
    layers = checked(path, signer, anchors=(four.read(log.checkpoint_key(3)),))
    if conclude(layers)[0] == 0:
        assert meaning(payload) == meaning(unpack(bundle))


def meaning(payload: Payload) -> dict[str, bytes]:
    """A gzip header and the wrapping of a PEM may change; what they hold may not."""
    found = {}
    for name, data in payload.items():
        found[name] = gzip.decompress(data) if name.endswith(".gz") else data
        if name.endswith(".pem"):
            found[name] = keys.from_pem(data, name)
    return found


def test_zip_members_are_checked_before_all_else(bundle: Path, signer: Signer, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("../x", b"")
    assert worst(checked(tmp_path / "x.zip", signer))[0] == "container"
    with open_bundle(bundle) as found:
        assert checked(found, signer) == checked(bundle, signer)
