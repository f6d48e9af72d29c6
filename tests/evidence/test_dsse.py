import base64
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # exported, but not so that mypy sees

from scanner.evidence import EvidenceError, canonical, dsse, keys
from scanner.evidence.dsse import UnknownKeyError, open_envelope, sign
from scanner.signers import Signer
from tests.servers.need import need, shared

PAYLOAD = canonical.dumps({"_type": "https://in-toto.io/Statement/v1"})
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.fixture(params=["signer", "p256"])
def either(request: pytest.FixtureRequest) -> Signer:
    found: Signer = request.getfixturevalue(request.param)
    return found


def ring(*signers: Signer) -> dict[str, bytes]:
    return {signer.keyid: signer.public for signer in signers}


def test_what_was_signed_comes_out(either: Signer) -> None:
    assert open_envelope(sign(PAYLOAD, either), ring(either), "it") == PAYLOAD


def test_securesystemslib_agrees(either: Signer) -> None:
    scheme = {"ed25519": ("ed25519", "ed25519"), "ecdsa-p256": ("ecdsa", "ecdsa-sha2-nistp256")}[either.alg]
    public = keys.to_pem(either.public).decode() if either.alg == "ecdsa-p256" else keys.raw(either.public).hex()
    key = SSlibKey(either.keyid, *scheme, {"public": public})
    doc = canonical.loads(sign(PAYLOAD, either), "it")
    envelope = Envelope.from_dict(doc)
    assert envelope.pae() == dsse.pae(PAYLOAD)
    assert list(envelope.verify([key], 1)) == [either.keyid]
    envelope.payload += b" "
    with pytest.raises(VerificationError):
        envelope.verify([key], 1)


def test_openssl_agrees(either: Signer, tmp_path: Path) -> None:
    openssl = need("openssl")
    opened = dsse.read_envelope(sign(PAYLOAD, either), "it")
    (tmp_path / "key").write_bytes(keys.to_pem(either.public))
    (tmp_path / "sig").write_bytes(opened.signature)
    how = {
        "ed25519": ["pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-sigfile", "sig", "-in", "data"],
        "ecdsa-p256": ["dgst", "-sha256", "-verify", "key", "-signature", "sig", "data"],
    }[either.alg]
    for data, code in ((dsse.pae(PAYLOAD), 0), (dsse.pae(PAYLOAD + b" "), 1)):
        (tmp_path / "data").write_bytes(data)
        assert subprocess.run([openssl, *how], cwd=tmp_path, capture_output=True, check=False).returncode == code


def test_vectors() -> None:
    folder = shared("evidence")
    ed, p256 = (keys.from_pem((folder / f"{name}.pub.pem").read_bytes(), name) for name in ("ed", "p256"))
    doc = canonical.loads((folder / "env.json").read_bytes(), "env.json")
    pae = (folder / "pae.bin").read_bytes()
    assert dsse.pae(base64.b64decode(doc["payload"])) == pae
    for public, signature in zip((ed, p256), doc["signatures"], strict=True):
        assert keys.keyid(public) == signature["keyid"]
        assert keys.verifies(public, base64.b64decode(signature["sig"]), pae)
    with pytest.raises(EvidenceError, match="not in its canonical form"):
        dsse.read_envelope((folder / "env.json").read_bytes(), "env.json")
    with pytest.raises(EvidenceError, match="no envelope with one signature"):
        dsse.read_envelope(canonical.dumps(doc), "env.json")


def edited(envelope: bytes, edit: Callable[[Any], Any]) -> bytes:
    doc = canonical.loads(envelope, "it")
    return canonical.dumps(edit(doc) or doc)


def other_payload(doc: Any) -> None:
    doc["payload"] = base64.b64encode(PAYLOAD[:-1] + b" }").decode()


def stray_bits(doc: Any) -> None:
    text = doc["payload"]
    assert text.endswith("=")
    last = text.rstrip("=")[-1]
    doc["payload"] = text.replace(last + "=", chr(ord(last) + 1) + "=")


EDITS: list[tuple[Callable[[Any], Any], str]] = [
    (other_payload, "the signature of key .* does not fit"),
    (lambda doc: doc.update(payloadType="text/plain"), "holds 'text/plain', not application/vnd.in-toto"),
    (lambda doc: doc["signatures"].append(doc["signatures"][0]), "no envelope with one signature: it has 2"),
    (lambda doc: doc.update(signatures=[]), "no envelope with one signature: it has 0"),
    (lambda doc: doc.update(more=1), "unknown field `more`"),
    (lambda doc: doc.pop("payloadType") and None, "missing required field `payloadType`"),
    (lambda doc: doc["signatures"][0].update(keyid="x"), "matching regex"),
    (lambda doc: doc["signatures"][0].update(keyid="SHA256:" + "0" * 64 + "\n"), "matching regex"),
    (lambda doc: doc["signatures"][0].update(cert="x"), "unknown field `cert`"),
    (lambda doc: doc["signatures"][0].update(sig="????"), "something that is not base64"),
    (lambda doc: doc["signatures"][0].update(sig="é"), "something that is not base64"),
    (lambda doc: doc["signatures"][0].update(sig=""), "does not fit"),
    (lambda doc: doc.update(payload=doc["payload"] + "\n"), "something that is not base64"),
    (stray_bits, "base64 with stray bits"),
    (lambda doc: [doc], "no envelope with one signature"),
]


@pytest.mark.parametrize(("edit", "why"), EDITS)
def test_edited(signer: Signer, edit: Callable[[Any], Any], why: str) -> None:
    with pytest.raises(EvidenceError, match=f"^entry 3: .*{why}"):
        open_envelope(edited(sign(PAYLOAD, signer), edit), ring(signer), "entry 3")


@pytest.mark.parametrize(
    "respell",
    [lambda data: data + b"\n", lambda data: data.replace(b":", b": ", 1), lambda data: data.replace(b"/", b"\\/", 1)],
)
def test_written_anew(signer: Signer, respell: Callable[[bytes], bytes]) -> None:
    with pytest.raises(EvidenceError, match="not in its canonical form, somebody has written it anew"):
        open_envelope(respell(sign(PAYLOAD, signer)), ring(signer), "it")


def test_the_largest(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sign(PAYLOAD, signer)
    monkeypatch.setattr(dsse, "MAX_ENVELOPE", len(data))
    assert open_envelope(data, ring(signer), "it") == PAYLOAD
    monkeypatch.setattr(dsse, "MAX_ENVELOPE", len(data) - 1)
    why = f"has {len(data)} bytes, more than the {len(data) - 1} of an envelope"
    with pytest.raises(EvidenceError, match=f"it: {why}"):
        open_envelope(data, ring(signer), "it")
    with pytest.raises(EvidenceError, match=why):
        sign(PAYLOAD, signer)


def test_a_key_given_twice(signer: Signer) -> None:
    data = sign(PAYLOAD, signer)
    with pytest.raises(EvidenceError, match="a key is given twice"):
        open_envelope(b'{"payload":"",' + data[1:], ring(signer), "it")


def test_another_key(signer: Signer, thief: Signer) -> None:
    with pytest.raises(UnknownKeyError, match=f"signed with key {keys.short(thief.keyid)}, which is not a trusted one"):
        open_envelope(sign(PAYLOAD, thief), ring(signer), "it")


def test_another_key_under_our_name(signer: Signer, thief: Signer) -> None:
    def rename(doc: Any) -> None:
        doc["signatures"][0]["keyid"] = signer.keyid

    with pytest.raises(EvidenceError, match="does not fit"):
        open_envelope(edited(sign(PAYLOAD, thief), rename), ring(signer), "it")


def test_a_ring_that_lies_about_its_keys(signer: Signer, thief: Signer) -> None:
    """A key under another key's name opens nothing."""

    def rename(doc: Any) -> None:
        doc["signatures"][0]["keyid"] = signer.keyid

    data = edited(sign(PAYLOAD, thief), rename)
    with pytest.raises(EvidenceError, match="does not fit"):
        open_envelope(data, {signer.keyid: thief.public}, "it")


def test_ecdsa_has_a_second_signature_that_fits(p256: Signer) -> None:
    """(r, -s) is as good as (r, s): only the log, which knows the bytes, sees the difference."""
    data = sign(PAYLOAD, p256)

    def negate(doc: Any) -> None:
        r, s = decode_dss_signature(base64.b64decode(doc["signatures"][0]["sig"]))
        doc["signatures"][0]["sig"] = base64.b64encode(encode_dss_signature(r, P256_ORDER - s)).decode()

    twin = edited(data, negate)
    assert twin != data
    assert open_envelope(twin, ring(p256), "it") == PAYLOAD


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(EvidenceError):
        open_envelope(data, {}, "it")


@pytest.mark.parametrize("data", [b"", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", b"\xff"])
def test_not_a_public_key(data: bytes) -> None:
    with pytest.raises(keys.PublicKeyError, match=r"^a.pem is not an Ed25519 or P-256 public key"):
        keys.from_pem(data, "a.pem")


def test_how_a_key_is_called() -> None:
    assert keys.short("SHA256:ca350fb073942d44" + "0" * 48) == "ca35 0fb0 7394 2d44"
