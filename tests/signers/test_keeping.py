"""Keys in services: each kind signs, is verified by openssl's library, and says in words why it does not."""

from collections.abc import Callable
from typing import Any

import certifi
import pytest

from scanner.evidence import keys
from scanner.signers import NotSignedError, SignerError
from scanner.signers.opening import open_signer
from scanner.signers.remote import TRIAL, tried
from tests.servers.arm.tokens import Tokens
from tests.servers.keeping.server import Keeping
from tests.servers.keeping.services import ARN, RING, TOKEN, VAULT, VERSION, Refused

KEYS = {
    "awskms:alias/p256?region=us-east-1": "p256",
    f"awskms:{ARN}/ed": "ed",
    f"azurekms:{VAULT}/signing": "p256",
    f"azurekms://{VAULT}/keys/signing/{VERSION}": "p256",
    f"gcpkms:{RING}/p256/cryptoKeyVersions/1": "p256",
    f"gcpkms:{RING}/ed/cryptoKeyVersions/1": "ed",
    "vault:p256": "p256",
    "vault:ed?version=1": "ed",
}
ONE_EACH = [uri for uri in KEYS if "p256" in uri or uri.endswith("signing")]
SECRETS = ("kept-out-of-sight", TOKEN, "ya29.", "eyJ", "PRIVATE KEY", Tokens.secret)


@pytest.mark.parametrize("uri", KEYS)
def test_it_signs(kept: Keeping, uri: str) -> None:
    signer = tried(open_signer(uri))
    assert (signer.keyid, signer.alg) == (kept.kept.keyid(KEYS[uri]), "ed25519" if KEYS[uri] == "ed" else "ecdsa-p256")
    assert keys.verifies(signer.public, signer.sign(b"data"), b"data")
    assert len(kept.kept.said) == 2
    assert not any(secret in repr(signer) for secret in SECRETS)


def test_the_public_key_is_fetched_once_and_alone(kept: Keeping) -> None:
    """Whoever shows a key needs no right to sign with it."""
    for uri in ONE_EACH:
        open_signer(uri)
    assert len([call for call in kept.kept.calls if call.startswith(("GET", "POST 127"))]) == len(ONE_EACH)
    assert kept.kept.said == []


def test_what_is_longer_than_kms_takes(kept: Keeping) -> None:
    long = b"x" * 4097
    signer = open_signer("awskms:alias/p256?region=us-east-1")
    assert keys.verifies(signer.public, signer.sign(long), long)
    assert [said["MessageType"] for said in kept.kept.said] == ["DIGEST"]
    with pytest.raises(NotSignedError, match="KMS signs at most 4096 bytes with it, and these are 4097"):
        open_signer("awskms:alias/ed?region=us-east-1").sign(long)


DENIED = {
    "awskms": (Refused(400, __type="AccessDeniedException", message=TOKEN), r"kms:(GetPublicKey|Sign) is not allowed"),
    "azurekms": (Refused(403, error={"message": TOKEN}), r"keys/(get|sign) is not allowed"),
    "gcpkms": (Refused(403, error={"message": TOKEN}), r"cloudkms.cryptoKeyVersions.\w+ is not allowed"),
    "vault": (Refused(403, errors=[TOKEN]), r"(read of transit/keys|update of transit/sign)/p256 is not allowed"),
}
SIGN = ("TrentService.Sign", f"{VERSION}/sign", ":asymmetricSign", "/transit/sign")


@pytest.mark.parametrize("uri", ONE_EACH)
def test_denied(kept: Keeping, uri: str) -> None:
    """Which right is missing is said; what the service says is not."""
    refused, why = DENIED[uri.partition(":")[0]]
    kept.kept.refusals = dict.fromkeys(SIGN, refused)
    signer = open_signer(uri)
    with pytest.raises(NotSignedError, match=why) as caught:
        tried(signer)
    kept.kept.refusals = {"": refused}
    with pytest.raises(NotSignedError, match=why) as again:
        open_signer(uri)
    assert not any(secret in str(err.value) for secret in SECRETS for err in (caught, again))


ODD: dict[str, tuple[Any, str]] = {
    "throttled": (Refused(429, __type="ThrottlingException"), "is asked too much"),
    "broken": (Refused(503, __type="InternalFailure"), "failed: (HTTP 503|InternalFailure)"),
    "no key": (Refused(404, __type="NotFoundException"), "there is no such key"),
}


@pytest.mark.sampled
@pytest.mark.parametrize("uri", ONE_EACH)
@pytest.mark.parametrize("case", ODD)
def test_refused(kept: Keeping, monkeypatch: pytest.MonkeyPatch, case: str, uri: str) -> None:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    refused, why = ODD[case]
    kept.kept.refusals = {"": refused}
    with pytest.raises(NotSignedError, match=why):
        open_signer(uri)
    assert len(kept.kept.calls) == (1 if case == "no key" else 4)


def swapped(name: str, body: dict[str, Any]) -> Any:
    """A signature whose last bytes are of another one."""
    inner = body.get("data", body)
    for part in ("Signature", "signature", "value"):
        if part in inner:
            inner[part] = inner[part][:-12] + "AAAAAAAA" + inner[part][-4:]
    return body


@pytest.mark.sampled
@pytest.mark.parametrize("uri", KEYS)
def test_a_signature_that_does_not_fit_is_not_used(kept: Keeping, uri: str) -> None:
    kept.kept.twist = swapped
    with pytest.raises(NotSignedError, match="what came as its signature does not verify with its public key"):
        tried(open_signer(uri))


HOSTILE: dict[str, Callable[[str, dict[str, Any]], Any]] = {
    "no JSON": lambda _, __: b"<html>",
    "a list": lambda _, __: [],
    "numbers": lambda _, body: dict.fromkeys(body, 1),
    "nothing": lambda _, __: {},
    "deep": lambda _, __: b"[" * 100_000,
    "endless": lambda _, __: b" " * (1 << 20),
}


@pytest.mark.sampled
@pytest.mark.parametrize("uri", ONE_EACH)
@pytest.mark.parametrize("case", HOSTILE)
def test_an_answer_that_is_none(kept: Keeping, case: str, uri: str) -> None:
    kept.kept.twist = HOSTILE[case]
    with pytest.raises(NotSignedError, match=r"what came for .* is no answer of such a service"):
        open_signer(uri)


@pytest.mark.sampled
@pytest.mark.parametrize("uri", ONE_EACH)
@pytest.mark.parametrize("case", ["no JSON", "a list", "nothing", "numbers"])
def test_a_signature_that_is_none(kept: Keeping, case: str, uri: str) -> None:
    signer = open_signer(uri)
    kept.kept.twist = HOSTILE[case]
    with pytest.raises(NotSignedError, match=r"what came for .* is no answer of such a service"):
        signer.sign(b"data")


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("uri", "twist", "why"),
    [
        (f"azurekms:{VAULT}/signing", {"kid": f"https://other.vault.azure.net/keys/signing/{VERSION}"}, "no answer"),
        (f"azurekms:{VAULT}/signing", {"crv": "P-384"}, "is no key of P-256, EC or EC-HSM, but 'EC-HSM' 'P-384'"),
        (f"azurekms:{VAULT}/signing", {"kty": "RSA"}, "is no key of P-256"),
        (f"azurekms:{VAULT}/signing", {"x": "AAAA"}, "no answer"),
        (f"gcpkms:{RING}/p256/cryptoKeyVersions/1", {"algorithm": "EC_SIGN_P384_SHA384"}, "no answer"),
        (
            f"gcpkms:{RING}/p256/cryptoKeyVersions/1",
            {"pem": "x"},
            "its algorithm is none of EC_SIGN",
        ),
        ("vault:p256", {"derived": True}, "has no version 2 of its own that could sign"),
        ("vault:sealing", {}, r"has no version 1 of its own that could sign \(type 'aes256-gcm96'\)"),
        ("vault:p256?version=7", {}, "has no version 7"),
        ("awskms:alias/p256?region=us-east-1", {"SigningAlgorithms": ["ECDSA_SHA_384"]}, "not for signing"),
    ],
)
def test_a_key_of_another_kind(kept: Keeping, uri: str, twist: dict[str, Any], why: str) -> None:
    def other(_: str, body: dict[str, Any]) -> Any:
        inner = body.get("key", body.get("data", body))
        inner.update(twist)
        return body

    kept.kept.twist = other
    with pytest.raises(SignerError, match=why):
        open_signer(uri)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("gone", "uri", "why"),
    [
        ({"AZURE_CLIENT_SECRET": "another"}, f"azurekms:{VAULT}/signing", r"signing in to Azure failed \(ClientAuth"),
        (
            {"GOOGLE_APPLICATION_CREDENTIALS": "/none"},
            f"gcpkms:{RING}/p256/cryptoKeyVersions/1",
            "signing in to Google",
        ),
        ({"VAULT_TOKEN": "another"}, "vault:p256", "read of transit/keys/p256 is not allowed"),
        ({"VAULT_TOKEN": ""}, "vault:p256", "there is no token for it. Next: vault login"),
        ({"VAULT_ADDR": ""}, "vault:p256", "no address is named"),
        ({"VAULT_ADDR": "http://vault.example:8200"}, "vault:p256", "its address is not https"),
        ({"VAULT_ADDR": "https://user:hunter2@vault.example"}, "vault:p256", "its address is none"),
        ({"VAULT_ADDR": "http://127.0.0.1:1"}, "vault:p256", "it cannot be reached"),
        ({"REQUESTS_CA_BUNDLE": ""}, f"azurekms:{VAULT}/signing", "signing in to Azure failed"),
        ({"HTTPS_PROXY": ""}, f"gcpkms:{RING}/p256/cryptoKeyVersions/1", "signing in to Google failed"),
        ({"AWS_ACCESS_KEY_ID": ""}, "awskms:alias/p256?region=us-east-1", "no credentials for AWS were found"),
        ({"AWS_ENDPOINT_URL_KMS": "http://127.0.0.1:1"}, "awskms:alias/p256?region=us-east-1", "cannot be reached"),
        ({"AWS_CONFIG_FILE": "/none"}, "awskms:alias/p256", "no region is named"),
        ({"AWS_ENDPOINT_URL_KMS": "none"}, "awskms:alias/p256?region=us-east-1", "kms:GetPublicKey failed: ValueError"),
        ({}, "awskms:alias/p256?region=us-east-1&profile=nobody", "there is no such profile"),
    ],
)
def test_where_nobody_is_let_in(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch, gone: dict[str, str], uri: str, why: str
) -> None:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    for name, value in gone.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    with pytest.raises(SignerError, match=why) as caught:
        open_signer(uri)
    assert "hunter2" not in str(caught.value)
    assert not any(secret in str(caught.value) for secret in SECRETS)


def test_a_token_of_vaults_own_program(kept: Keeping, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".vault-token").write_text(TOKEN)
    (tmp_path / ".vault-token").chmod(0o644)
    with pytest.raises(SignerError, match=r"the token for Vault .*others may use it, its mode is 0644"):
        open_signer("vault:p256")
    (tmp_path / ".vault-token").chmod(0o600)
    assert tried(open_signer("vault:p256")).alg == "ecdsa-p256"


def test_a_vault_with_an_authority_of_its_own(kept: Keeping, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    with pytest.raises(NotSignedError, match="its certificate is not one that is trusted here"):
        open_signer("vault:p256?address=https://vault.example:8200")
    monkeypatch.setenv("VAULT_CACERT", str(kept.trusted))
    assert tried(open_signer("vault:p256?address=https://vault.example:8200")).keyid == kept.kept.keyid("p256")
    assert kept.kept.calls[0] == "GET vault.example:8200/v1/transit/keys/p256"


def test_no_netrc_is_read(kept: Keeping, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """requests would put what stands there in the place of our token."""
    (tmp_path / "netrc").write_text(
        f"machine {VAULT} login a password b\nmachine cloudkms.googleapis.com login a password b\n"
    )
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for uri in ONE_EACH:
        tried(open_signer(uri))


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("awskms:", "Its form is awskms:KEY-ID, alias/NAME or ARN"),
        ("awskms:alias/x?secret=hunter2", "has an option that it does not know. Known are: region, profile"),
        ("awskms:alias/x?region=a&region=b", "the option region is empty, doubled"),
        ("awskms:arn:aws:kms:eu-west-1:123456789012:key/x?region=us-east-1", "names another region"),
        ("vault://hunter2@host/key", "what it names is no key"),
        ("vault:a?hunter2", "has an option that it does not know"),
        ("azurekms:evil.example/signing", "no vault of Azure has that name"),
        ("azurekms:clinic.vault.azure.net.evil.example/signing", "no vault of Azure has that name"),
        ("azurekms:hunter2@clinic.vault.azure.net/signing", "what it names is no key"),
        ("gcpkms:projects/p/locations/l/keyRings/r/cryptoKeys/k", "cryptoKeyVersions/V"),
        ("gcpkms:projects/../locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1?x=hunter2", "an option"),
    ],
)
def test_uris_that_are_none(uri: str, why: str) -> None:
    with pytest.raises(SignerError, match=why) as caught:
        open_signer(uri)
    assert "hunter2" not in str(caught.value)


def test_a_trial_is_no_evidence() -> None:
    """What is signed to try a key reads neither as an envelope nor as a checkpoint."""
    assert not TRIAL.startswith(b"DSSEv1 ")
    assert TRIAL.count(b"\n") == 1
