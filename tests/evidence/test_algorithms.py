"""One table holds the kinds of key: one more line in it, and everything that signs and verifies knows the kind."""

import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from scanner.evidence import dsse, keys, note
from scanner.evidence.algorithms import ALGORITHMS, Held
from scanner.evidence.keys import PublicKeyError
from scanner.signers import SignerError
from scanner.signers.opening import open_signer
from tests.servers.need import need

P384 = Held(
    title="ECDSA P-384",
    key="P-384",
    openssl="openssl dgst -sha384 -verify {key} -signature {sig} {data}",
    fits=lambda key: isinstance(getattr(key, "curve", None), ec.SECP384R1),
    sign=lambda key, data: bytes(key.sign(data, ec.ECDSA(SHA384()))),
    misfit=lambda key, signature, data: key.verify(signature, data, ec.ECDSA(SHA384())) or "",
    typed=lambda public: b"\xff" + public,
    hashed_with_name=True,
)
POINT = note.Checkpoint("clinic.example/log", 3, b"\1" * 32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP384R1())
    path = tmp_path / "key.pem"
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def test_a_kind_more(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SignerError, match="is neither Ed25519 nor P-256 but EC"):
        open_signer(str(file))
    monkeypatch.setitem(cast("dict[str, Any]", ALGORITHMS), "ecdsa-p384", P384)
    signer = open_signer(str(file))
    assert (signer.alg, keys.algorithm(signer.public)) == ("ecdsa-p384", "ecdsa-p384")
    envelope = dsse.sign(b"{}", signer)
    assert dsse.open_envelope(envelope, {signer.keyid: signer.public}, "it") == b"{}"
    assert note.open_checkpoint(note.sign(POINT, signer), [signer.public], "it") == POINT
    held = {"key": keys.to_pem(signer.public), "data": b"data", "sig": signer.sign(b"data")}
    for name, data in held.items():
        (tmp_path / name).write_bytes(data)
    command = ALGORITHMS[signer.alg].openssl.format(**{name: tmp_path / name for name in held}).split()
    subprocess.run([need("openssl"), *command[1:]], check=True, capture_output=True)
    keys._load.cache_clear()  # noqa: SLF001  # it remembers by the key alone


def test_a_kind_that_is_unknown() -> None:
    public = ec.generate_private_key(ec.SECP384R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(PublicKeyError, match="the key is not an Ed25519 or P-256 public key"):
        keys.from_pem(pem, "the key")
