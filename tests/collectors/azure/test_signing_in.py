"""How one signs in to Azure: real flows of azure-identity, over TLS, to a directory that checks what it is shown."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from collectors.azure import AZURE
from scanner.collector import CollectError
from tests.collectors.azure.asking import asked, target
from tests.servers.arm.server import ID, Arm
from tests.servers.arm.tokens import APP, TENANT


def first(it: Arm, secrets: dict[str, str] | None = None, **options: Any) -> tuple[str, str]:
    answer = asked(target(it, **options), secrets)[0]
    return answer.outcome, answer.code


def test_a_secret(it: Arm) -> None:
    answer = asked(target(it))[0]
    assert (answer.outcome, answer.source.caller) == ("ok", f"app {APP}")
    assert answer.source.endpoint == f"127.0.0.1:{it.port}"
    assert answer.source.identity.startswith("cert SHA256:")
    assert not answer.source.standard


def test_a_wrong_secret_is_said_with_its_number_and_nothing_else_is_asked(it: Arm) -> None:
    one = target(it, client_secret="env:WRONG")  # noqa: S106  # where it is found
    answers = asked(one, {"env:WRONG": "not-the-secret-at-all"})
    assert [(a.outcome, a.code) for a in answers] == [("denied", "NotSignedIn (AADSTS7000215)")]
    assert "not-the-secret" not in repr(answers)
    cause = AZURE.explain(answers[0])
    assert cause
    assert cause.said == "the application's secret is not right, or its time is over"


def test_a_certificate_signs_what_the_directory_checks(it: Arm) -> None:
    own, other = _pair(), _pair()
    it.tokens.certificate = own[0]
    options: dict[str, Any] = {"client_secret": None, "certificate": "file:cert.pem"}
    assert first(it, {"file:cert.pem": (own[1] + own[0]).decode()}, **options) == ("ok", "")
    wrong = first(it, {"file:cert.pem": (other[1] + other[0]).decode()}, **options)
    assert wrong[0] == "denied"


def test_a_certificate_that_is_none_is_no_traceback(it: Arm) -> None:
    options: dict[str, Any] = {"client_secret": None, "certificate": "file:cert.pem"}
    assert first(it, {"file:cert.pem": "no certificate"}, **options) == ("denied", "NoCredentials")


def test_the_token_of_a_pipeline(it: Arm, tmp_path: Path) -> None:
    it.tokens.federated = "header.claims.signature-of-the-pipeline"
    file = tmp_path / "token"
    file.write_text(it.tokens.federated)
    options: dict[str, Any] = {"client_secret": None, "sign_in": "workload", "workload_file": str(file)}
    assert first(it, **options) == ("ok", "")
    file.write_text("header.claims.of-somebody-else")
    assert first(it, **options)[0] == "denied"


def test_no_token_of_a_pipeline_where_one_is_named(it: Arm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_FEDERATED_TOKEN_FILE", raising=False)
    assert first(it, client_secret=None, sign_in="workload") == ("denied", "NoCredentials")


def test_a_certificate_of_the_server_that_nobody_vouches_for(it: Arm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert first(it)[0] in {"unreachable", "denied"}
    assert not it.calls


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"client_secret": None, "sign_in": "secret"}, "sign_in: secret needs the option client_secret"),
        ({"tenant": None}, "sign_in: secret needs the option tenant"),
        ({"sign_in": "workload"}, "client_secret: is not used with sign_in workload"),
        ({"sign_in": "magic"}, "sign_in: must be one of workload, managed, certificate, secret, cli, default"),
        ({"cloud": "moon"}, "cloud: must be one of public, usgov, usgov-dod, china"),
        ({"endpoint": "http://127.0.0.1"}, "endpoint: must be https://, a host and a port, and no name or password"),
        ({"endpoint": "https://u:p@x"}, "endpoint: must be https://, a host and a port, and no name or password"),
        ({"timeout": "soon"}, "timeout: must be a whole number from 1 to 300"),
        ({"management_group": "ward"}, "management_group: the target names one subscription already"),
    ],
)
def test_options_that_make_no_sense(it: Arm, options: dict[str, str], said: str) -> None:
    with pytest.raises(CollectError, match=said.replace("(", r"\(")):
        AZURE.check(target(it, **options))


def test_no_subscription_is_named(it: Arm) -> None:
    with pytest.raises(CollectError, match="which subscription"):
        AZURE.check(target(it, name="alder"))


def test_what_is_asked_of_whom(it: Arm) -> None:
    asked(target(it), None, "storage.accounts")
    assert it.calls[:2] == [
        f"GET /{TENANT}/v2.0/.well-known/openid-configuration",
        f"POST /{TENANT}/oauth2/v2.0/token",
    ]
    assert it.calls.count(f"POST /{TENANT}/oauth2/v2.0/token") == 1
    assert it.calls[2] == f"GET /subscriptions/{ID}"


def _pair() -> tuple[bytes, bytes]:
    """A certificate and its key, as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "safeguard")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return made.public_bytes(pem), key.private_bytes(pem, pkcs8, serialization.NoEncryption())
