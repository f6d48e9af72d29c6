"""RFC 3161 tokens of a real authority (`openssl ts`), in a bundle and from the verifier's own hands."""

import shlex
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scanner.evidence import keys, log, merkle, note, timestamps
from scanner.evidence.anchors import read_anchor
from scanner.evidence.export import export
from scanner.evidence.sealing import seal
from scanner.evidence.timestamps import StrangerError, TimestampError, Token, stamped
from scanner.evidence.verdict import Layer
from scanner.evidence.verify import Trust, conclude, verify
from scanner.signers import Signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from tests.evidence.attacks import rewrite_with_stolen_key
from tests.evidence.made import ORIGIN, a_run, answers, pack, seal_run, spool, unpack
from tests.evidence.test_verify import judge
from tests.servers import tsa
from tests.servers.need import need

UNSTAMPED = "Intact and signed, but no timestamp of an authority that you named vouches for it."
NONE = "No anchor given: dropped or rewritten nights would not be seen"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture(scope="module")
def authority(place: Path) -> tsa.Authority:
    return tsa.made(place / "ours")


@pytest.fixture(scope="module")
def stranger(place: Path) -> tsa.Authority:
    return tsa.made(place / "strange")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, signer: Signer, authority: tsa.Authority) -> Store:
    """Four runs, of which a timestamp covers three."""
    store = open_store(tmp_path_factory.mktemp("four") / "store", create=True, origin=ORIGIN)
    for number in range(4):
        seal_run(store, signer, number)
    store.create(timestamps.token_key(3, "tsa.example"), authority.stamp(store.read(log.checkpoint_key(3))))
    return store


@pytest.fixture(scope="module")
def bundle(stored: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "run.zip"
    export(stored, [f"run-{number:04}" for number in range(4)], path)
    return path


def trusted(*authorities: tsa.Authority) -> Any:
    return tuple(one for a in authorities for one in timestamps.authorities(a.root.read_bytes(), "it"))


def anchor_of(source: Path, signer: Signer, **more: Any) -> tuple[Layer, int, str]:
    layers = list(verify(source, Trust(frozenset({signer.keyid}), **more), judge))
    code, said = conclude(layers)
    return next(layer for layer in layers if layer.name == "anchor"), code, said


def test_over_what_and_when(authority: tsa.Authority) -> None:
    found, when = stamped(Token("it", authority.stamp(b"two")), [b"one", b"two"], trusted(authority))
    assert found == b"two"
    assert abs((datetime.now(UTC) - when).total_seconds()) < 600


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"", TimestampError, "it: is no answer of a timestamp authority (RFC 3161)"),
        (b"\x30\x03\x02\x01\x00", TimestampError, "it: is no answer of a timestamp authority (RFC 3161)"),
        (b"\x30" * 70_000, TimestampError, "it: has more than 65536 bytes"),
        ("other", TimestampError, "it: is over something else than the checkpoint that lies there"),
        (
            "strange",
            StrangerError,
            "it: is not by an authority that you trust (unable to get local issuer certificate)",
        ),
        ("ended", StrangerError, "it: is not by an authority that you trust (certificate has expired)"),
    ],
)
def test_what_shows_nothing(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    authority: tsa.Authority, stranger: tsa.Authority, place: Path, data: Any, kind: Any, why: str
) -> None:
    ended = tsa.made(place / "ended", days=-1) if data == "ended" else authority
    made = {
        "other": lambda: authority.stamp(b"other"),
        "strange": lambda: stranger.stamp(b"it"),
        "ended": lambda: ended.stamp(b"it"),
    }
    token = Token("it", made[data]() if isinstance(data, str) else data)
    with pytest.raises(kind) as err:
        stamped(token, [b"it"], trusted(authority, ended))
    assert str(err.value) == why


def test_every_change_of_a_token_is_found(authority: tsa.Authority) -> None:
    good = authority.stamp(b"it")
    for at in range(0, len(good), 37):
        data = bytearray(good)
        data[at] ^= 0x20
        try:
            assert stamped(Token("it", bytes(data)), [b"it"], trusted(authority)) == stamped(
                Token("it", good), [b"it"], trusted(authority)
            )
        except TimestampError:
            continue


def test_what_lies_in_a_bundle_is_open_until_its_authority_is_named(bundle: Path, signer: Signer) -> None:
    layer, code, said = anchor_of(bundle, signer)
    assert (layer.state, layer.said, code) == (
        "open",
        f"{NONE}\n1 timestamp in it: --tsa-cert says whose you trust",
        0,
    )
    assert "\nNo anchor: nights dropped from the end" in said


def test_a_trusted_authority_vouches_up_to_its_timestamp(
    bundle: Path, signer: Signer, authority: tsa.Authority
) -> None:
    layer, code, said = anchor_of(bundle, signer, authorities=trusted(authority))
    assert (layer.state, code) == ("ok", 0)
    assert layer.said.startswith("consistent with the timestamp of 20")
    assert layer.said.endswith("Z (3 entries, not the 1 after it; timestamps/000003-tsa.example.tsr)")
    assert said.startswith(
        "Verified. Trust rests on the key and, for the nights up to it, on the timestamp of an authority that you "
    )


def test_another_authority_shows_nothing(bundle: Path, signer: Signer, stranger: tsa.Authority) -> None:
    """Who names an authority wants its word: without it nothing is verified."""
    layer, code, said = anchor_of(bundle, signer, authorities=trusted(stranger))
    assert (layer.state, code, said) == ("unknown", 2, UNSTAMPED)
    assert layer.said.endswith(
        "timestamps/000003-tsa.example.tsr: is not by an authority that you trust "
        "(unable to get local issuer certificate)"
    )


def test_there_is_none(bundle: Path, signer: Signer, authority: tsa.Authority, tmp_path: Path) -> None:
    payload = unpack(bundle)
    del payload["timestamps/000003-tsa.example.tsr"]
    layer, code, _ = anchor_of(pack(payload, tmp_path / "x.zip"), signer, authorities=trusted(authority))
    assert (layer.state, layer.said, code) == ("unknown", "no timestamp lies in it", 2)
    kept = payload["checkpoints/000003"]
    more = {"anchors": (read_anchor(kept, "it"),), "notes": (kept,)}
    layer, code, _ = anchor_of(tmp_path / "x.zip", signer, authorities=trusted(authority), **more)
    assert (layer.state, layer.said.endswith("\nno timestamp lies in it"), code) == ("ok", True, 0)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("timestamps/000003-tsa.example.tsr", b"\x30\x00", "is no answer of a timestamp authority (RFC 3161)"),
        ("timestamps/000002-tsa.example.tsr", None, "is over something else than the checkpoint that lies there"),
        ("timestamps/000009-x.tsr", None, "is over more entries than there are"),
        ("timestamps/readme.txt", b"trust me", "has no place among timestamps"),
    ],
)
def test_what_is_no_timestamp_of_this_log(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    bundle: Path, signer: Signer, authority: tsa.Authority, tmp_path: Path, name: str, data: Any, why: str
) -> None:
    payload = unpack(bundle)
    payload[name] = data if data is not None else payload["timestamps/000003-tsa.example.tsr"]
    layer, code, _ = anchor_of(pack(payload, tmp_path / "x.zip"), signer, authorities=trusted(authority))
    assert (layer.state, why in layer.said, code) == ("fails", True, 1), layer.said


def test_history_rewritten_with_a_stolen_key(
    bundle: Path, signer: Signer, authority: tsa.Authority, tmp_path: Path
) -> None:
    """The thief cannot have the new past stamped last year: the old token is over another checkpoint."""
    payload = unpack(bundle)
    token = payload["timestamps/000003-tsa.example.tsr"]
    kept = payload["checkpoints/000003"]
    rewrite_with_stolen_key(payload, signer)
    forged = pack(payload, tmp_path / "x.zip")
    layer, code, _ = anchor_of(forged, signer, authorities=trusted(authority))
    assert (layer.state, code) == ("fails", 1)
    del payload["timestamps/000003-tsa.example.tsr"]
    forged = pack(payload, tmp_path / "y.zip")
    layer, code, said = anchor_of(forged, signer, authorities=trusted(authority))
    assert (layer.state, code, said) == ("unknown", 2, UNSTAMPED), "without it nobody here can tell"
    mine = {"notes": (kept,), "anchors": (read_anchor(kept, "it"),), "tokens": (Token("mine.tsr", token),)}
    layer, code, _ = anchor_of(forged, signer, authorities=trusted(authority), **mine)
    assert (layer.said, code) == (
        "the log in y.zip: forked: its first 3 entries are not those of your anchor. The past was rewritten",
        1,
    )


def test_a_token_of_the_verifier_s_own(
    bundle: Path, signer: Signer, authority: tsa.Authority, stranger: tsa.Authority
) -> None:
    kept = unpack(bundle)["checkpoints/000002"]
    token = Token("mine.tsr", authority.stamp(kept))
    layer, code, _ = anchor_of(bundle, signer, authorities=trusted(authority), tokens=(token,))
    assert (layer.state, code) == ("ok", 0)
    strange = Token("mine.tsr", stranger.stamp(kept))
    layer, code, said = anchor_of(bundle, signer, authorities=trusted(authority), tokens=(strange,))
    assert (layer.state, code, said) == (
        "unknown",
        2,
        "Intact and signed, but a timestamp that you gave shows nothing about it.",
    )


def test_a_timestamp_of_another_authority_beside_one_s_own(
    bundle: Path, signer: Signer, authority: tsa.Authority, stranger: tsa.Authority
) -> None:
    """What lies there besides takes nothing from it."""
    token = Token("timestamps/000003-tsa.example.tsr", stranger.stamp(unpack(bundle)["checkpoints/000002"]))
    layer, code, _ = anchor_of(bundle, signer, authorities=trusted(stranger), tokens=(token,))
    assert (layer.state, "(2 entries, not the 2 after it" in layer.said, code) == ("ok", True, 0)
    layer, code, said = anchor_of(bundle, signer, authorities=trusted(authority), tokens=(token,))
    assert (layer.state, code) == ("unknown", 2), "though one of the same name lies there that is good"
    assert said == "Intact and signed, but a timestamp that you gave shows nothing about it."


def test_a_timestamp_over_no_entry(tmp_path: Path, signer: Signer, authority: tsa.Authority) -> None:
    """Of a log that has no entry yet anybody can say anything later."""
    store = open_store(tmp_path / "store", create=True, origin=ORIGIN)
    seal_run(store, signer, 0)
    head = note.sign(note.Checkpoint(ORIGIN, 0, merkle.EMPTY), signer)
    (tmp_path / "store/checkpoint").write_bytes(head)
    (tmp_path / "store/checkpoints/000001").unlink()
    store.create("timestamps/000000-x.tsr", authority.stamp(head))
    layer, code, _ = anchor_of(tmp_path / "store", signer, authorities=trusted(authority))
    assert (layer.state, code) == ("fails", 1)
    assert layer.said.endswith("timestamps/000000-x.tsr is over a checkpoint of no entry, so it vouches for nothing")


def test_a_clock_that_ran_ahead(tmp_path: Path, signer: Signer, authority: tsa.Authority) -> None:
    """The house says that it sealed tomorrow what was stamped today."""
    store = open_store(tmp_path / "store", create=True, origin=ORIGIN)
    seal(store, signer, spool(store, 0, answers(0, 1)), a_run(0), now=lambda: datetime(2099, 1, 1, tzinfo=UTC))
    store.create("timestamps/000001-x.tsr", authority.stamp(store.read(log.checkpoint_key(1))))
    layer, code, _ = anchor_of(tmp_path / "store", signer, authorities=trusted(authority))
    assert (layer.state, code) == ("fails", 1)
    assert "entry 0 says that it was sealed at 2099-01-01T00:00:00Z, and the timestamp over it is of 20" in layer.said
    assert layer.said.endswith("Z: the clock of the house ran ahead")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("tsa.example", "timestamps/000003-tsa.example.tsr"),
        ("[::1]", "timestamps/000003-1.tsr"),
        ("../../x", "timestamps/000003-x.tsr"),
        ("", "timestamps/000003-authority.tsr"),
    ],
)
def test_where_a_token_lies(name: str, key: str) -> None:
    assert timestamps.token_key(3, name) == key


def test_what_a_bundle_brings(bundle: Path, stored: Store, signer: Signer) -> None:
    """All checkpoints of the store up to its own, and the timestamps: whoever names the authority needs no more."""
    payload = unpack(bundle)
    kept = [name for name in payload if name.startswith(("checkpoints/", "timestamps/"))]
    assert kept == [*(log.checkpoint_key(size) for size in range(1, 5)), "timestamps/000003-tsa.example.tsr"]
    assert all(payload[name] == stored.read(name) for name in kept)
    assert note.open_checkpoint(payload["checkpoints/000002"], [signer.public], "it").size == 2
    assert keys.key_of(signer.keyid) in payload


def test_the_step_of_verify_md(bundle: Path, authority: tsa.Authority, tmp_path: Path) -> None:
    """As an auditor types it, with the bundle unpacked and nothing of ours."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)  # we made it
    (folder,) = tmp_path.iterdir()
    step = next(line for line in (folder / "VERIFY.md").read_text().splitlines() if line.startswith("openssl ts -ver"))
    typed = step.replace("N-NAME", "000003-tsa.example").replace("/N ", "/000003 ")
    for root, code in ((authority.root, 0), (authority.folder / "tsa.cnf", 1)):
        words = [need("openssl"), *shlex.split(typed.replace("AUTHORITY.pem", str(root)))[1:]]
        ran = subprocess.run(words, cwd=folder, capture_output=True, check=False, timeout=60)  # ours
        assert ran.returncode == code, ran.stderr
