"""Keys in moto's KMS: somebody else's reading of the same API."""

from collections.abc import Iterator
from typing import Any

import pytest

from scanner.evidence import keys
from scanner.signers import NotSignedError, SignerError
from scanner.signers.opening import open_signer
from scanner.signers.remote import tried
from tests.servers.moto import Moto, moto_server


@pytest.fixture(scope="module")
def server() -> Iterator[Moto]:
    with moto_server() as it:
        yield it


@pytest.fixture
def kms(server: Moto, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    return server.client("kms", "eu-central-1")


def made(kms: Any, spec: str, usage: str = "SIGN_VERIFY") -> Any:
    return kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]


def test_a_key_by_each_of_its_names(kms: Any) -> None:
    key = made(kms, "ECC_NIST_P256")
    kms.create_alias(AliasName="alias/evidence", TargetKeyId=key["KeyId"])
    opened = [
        tried(open_signer(f"awskms:{name}?region=eu-central-1"))
        for name in (key["KeyId"], key["Arn"], "alias/evidence")
    ]
    (numbers,) = {(signer.keyid, signer.alg) for signer in opened}
    assert numbers == (keys.keyid(kms.get_public_key(KeyId=key["KeyId"])["PublicKey"]), "ecdsa-p256")
    assert keys.verifies(opened[0].public, opened[0].sign(b"data"), b"data")
    assert tried(open_signer(f"awskms:{key['Arn']}")).keyid == numbers[0]  # its region stands in it


def test_an_alias_that_is_moved_meanwhile(kms: Any) -> None:
    """What was shown is what signs, even where the alias leads elsewhere by the end of the night."""
    first, second = made(kms, "ECC_NIST_P256"), made(kms, "ECC_NIST_P256")
    kms.create_alias(AliasName="alias/moved", TargetKeyId=first["KeyId"])
    signer = open_signer("awskms:alias/moved?region=eu-central-1")
    kms.update_alias(AliasName="alias/moved", TargetKeyId=second["KeyId"])
    assert keys.verifies(signer.public, signer.sign(b"data"), b"data")


def test_what_comes_is_not_taken_at_its_word(kms: Any) -> None:
    """moto hashes a digest once more, so the signature is over something else; that is seen before it is sealed."""
    signer = open_signer(f"awskms:{made(kms, 'ECC_NIST_P256')['Arn']}")
    with pytest.raises(NotSignedError, match="what came as its signature does not verify with its public key"):
        signer.sign(b"x" * 5000)


@pytest.mark.parametrize(
    ("spec", "usage", "why"),
    [
        ("ECC_NIST_P384", "SIGN_VERIFY", "is neither Ed25519 nor P-256"),
        ("RSA_2048", "SIGN_VERIFY", "is neither Ed25519 nor P-256"),
        ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "is neither Ed25519 nor P-256"),
    ],
)
def test_keys_of_another_kind(kms: Any, spec: str, usage: str, why: str) -> None:
    with pytest.raises(SignerError, match=why):
        open_signer(f"awskms:{made(kms, spec, usage)['Arn']}")


def test_a_key_that_is_not_there(kms: Any) -> None:
    with pytest.raises(NotSignedError, match="there is no such key in this account and region"):
        open_signer("awskms:alias/none?region=eu-central-1")
