"""Where questions go, who answered, and with which credentials: against real servers on loopback."""

import datetime as dt
import hashlib
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from collectors.aws import QUESTIONS
from collectors.aws.asking.call import Caller
from collectors.aws.asking.connections import Connections
from collectors.aws.asking.session import Session
from collectors.aws.asking.signing import home
from collectors.aws.options import options
from collectors.aws.question import Place
from scanner.collector import Inquiry
from scanner.targets import Target
from tests.collectors.aws.scanning import ask, target
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Proxy, Reply, Request, error, proxy_to
from tests.servers.moto import Moto


def _session(**said: Any) -> Session:
    some = options(Target(id="aws:", scheme="aws", name="", options=said))
    return Session(some, Connections(some, {}))


@pytest.mark.parametrize(
    ("service", "region", "address"),
    [
        ("s3", "us-east-1", "s3.amazonaws.com:443"),
        ("s3", "eu-west-1", "s3.eu-west-1.amazonaws.com:443"),
        ("iam", "us-east-1", "iam.amazonaws.com:443"),
        ("sts", "eu-central-1", "sts.eu-central-1.amazonaws.com:443"),
        ("kms", "us-gov-west-1", "kms.us-gov-west-1.amazonaws.com:443"),
        ("ec2", "cn-north-1", "ec2.cn-north-1.amazonaws.com.cn:443"),
    ],
)
def test_botocore_s_own_endpoints_are_standard(service: str, region: str, address: str) -> None:
    _, endpoint = _session().client(service, region)
    assert (endpoint.address, endpoint.standard, endpoint.tls) == (address, True, True)


@pytest.mark.parametrize(
    ("variable", "url", "standard"),
    [
        ("AWS_ENDPOINT_URL", "https://elsewhere.example", False),
        ("AWS_ENDPOINT_URL_KMS", "https://elsewhere.example", False),
        ("AWS_ENDPOINT_URL_KMS", "http://kms.us-east-1.amazonaws.com", False),
        ("AWS_ENDPOINT_URL_KMS", "https://kms.us-east-1.amazonaws.com:8443", False),
        ("AWS_ENDPOINT_URL_KMS", "https://abc.execute-api.us-east-1.amazonaws.com", False),
        ("AWS_ENDPOINT_URL_KMS", "https://kms.us-east-1.amazonaws.com", True),
        ("AWS_ENDPOINT_URL_S3", "https://elsewhere.example", True),
    ],
)
def test_an_endpoint_of_the_environment_is_seen(
    *, variable: str, url: str, standard: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, url)
    _, endpoint = _session().client("kms", "us-east-1")
    assert endpoint.standard is standard


def test_an_endpoint_of_the_configuration_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[default]\nservices = mine\n[services mine]\nkms =\n  endpoint_url = https://elsewhere.example\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert _session().client("kms", "us-east-1")[1].standard is False
    assert _session().client("iam", "us-east-1")[1].standard is True


def test_the_environment_s_region_chooses_the_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-gov-east-1")
    assert home(_session().options) == "us-gov-west-1"


def test_models_of_the_user_do_not_move_endpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "endpoints.json").write_text('{"partitions": [], "version": 3}')
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    assert _session().client("kms", "us-east-1")[1].address == "kms.us-east-1.amazonaws.com:443"


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("eu-west-1", "aws"),
        ("us-gov-east-1", "aws-us-gov"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eusc-de-east-1", "aws-eusc"),
        ("xx-nowhere-1", "aws"),
    ],
)
def test_a_role_is_one_of_the_partition(region: str, name: str) -> None:
    session = _session(regions=region, account="123456789012", role="audit")
    assert session.role == f"arn:{name}:iam::123456789012:role/audit"


@pytest.mark.parametrize(
    ("regions", "where"),
    [
        ("", "us-east-1"),
        ("eu-west-1", "us-east-1"),
        ("us-gov-east-1", "us-gov-west-1"),
        ("cn-north-1", "cn-northwest-1"),
        ("us-iso-west-1", "us-iso-east-1"),
        ("eusc-de-east-1", "eusc-de-east-1"),
        ("xx-nowhere-1", "us-east-1"),
    ],
)
def test_questions_without_a_region_stay_in_the_partition(regions: str, where: str) -> None:
    assert home(_session(regions=regions).options) == where


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, str]:
    """A certificate for loopback with its key in one file, and the digest of its bytes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding
    private = key.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "cert.pem"
    path.write_bytes(private + made.public_bytes(encoding.PEM))
    return path, hashlib.sha256(made.public_bytes(encoding.DER)).hexdigest()


@pytest.fixture
def tls_proxy(certificate: tuple[Path, str], account: Moto) -> Iterator[Proxy]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[0])
    with proxy_to(account.port, wrap=lambda s: context.wrap_socket(s, server_side=True)) as proxy:
        yield proxy


def test_the_certificate_met_on_the_connection_is_in_the_answer(
    tls_proxy: Proxy, certificate: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate[0]))
    answers = ask(target(f"https://localhost:{tls_proxy.port}"), {"kms.aliases", "s3.policy"})
    assert {a.source.identity for a in answers} == {f"cert SHA256:{certificate[1]}"}
    assert {a.source.endpoint for a in answers} == {f"localhost:{tls_proxy.port}"}
    buckets = {a.about: a.body for a in answers if a.question == "s3.policy" and a.outcome == "ok"}
    assert {name: body["Policy"]["Statement"][0]["Effect"] for name, body in buckets.items()} == {
        "alder-charts": "Deny",
        "alder-open": "Allow",
    }


def test_a_certificate_nobody_vouches_for_is_no_answer(tls_proxy: Proxy) -> None:
    (only,) = ask(target(f"https://localhost:{tls_proxy.port}"))
    assert (only.outcome, only.code, only.source.identity) == ("unreachable", "SSL", "")
    assert tls_proxy.asked == {}


def test_a_plain_server_cannot_claim_a_certificate(proxy: Proxy) -> None:
    caller = b"<Account>1</Account><Arn>arn:aws:iam::1:user/a</Arn>"
    body = b"<R><GetCallerIdentityResult>" + caller + b"</GetCallerIdentityResult></R>"
    proxy.fault = lambda _: Reply(200, body, more={"x-safeguard-peer": "f" * 64})
    assert {a.source.identity for a in ask(target(proxy.url), {"kms.aliases"})} == {""}


def test_credentials_come_by_reference_and_leave_no_trace(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    vault = {"env:ID": "AKIAREFERENCE", "env:KEY": "c4n4ry-key", "env:TOKEN": "c4n4ry-token"}
    it = target(proxy.url, access_key="env:ID", secret_key="env:KEY", session_token="env:TOKEN")  # noqa: S106  # references
    seen: list[str] = []
    proxy.fault = lambda r: seen.append(f"{r.headers['authorization']} {r.headers['x-amz-security-token']}")
    answers = ask(it, {"kms.aliases"}, secret=vault.__getitem__)
    assert all("AKIAREFERENCE" in s and "c4n4ry-token" in s for s in seen)
    assert len(seen) == 3
    assert "c4n4ry" not in str(answers)


TOKEN = "IQoJb3JpZ2luX2VjEJr" + "c4n4rySessionToken" * 12


def _identity(arn: str = "arn:aws:iam::123456789012:user/a", request: str = "") -> bytes:
    who = f"<Account>123456789012</Account><Arn>{arn}</Arn><UserId>AIDA</UserId>"
    more = f"<ResponseMetadata><RequestId>{request}</RequestId></ResponseMetadata>"
    return f"<R><GetCallerIdentityResult>{who}</GetCallerIdentityResult>{more}</R>".encode()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(400, f"<E><Error><Code>{TOKEN[19:79]}</Code></Error><RequestId>x</RequestId></E>".encode()),
        Reply(403, f"<E><Error><Code>AccessDenied</Code></Error><RequestId>{TOKEN}</RequestId></E>".encode()),
        Reply(200, _identity(arn=f"arn:aws:iam::123456789012:user/{TOKEN[:60]}")),
        Reply(200, _identity(request=TOKEN[:100])),
        Reply(200, _identity(), more={"x-amzn-requestid": TOKEN[:100]}),
        Reply(200, _identity(arn="arn:aws:iam::123456789012:user/c4n4ry-Tr0ub4dor-secret")),
    ],
    ids=["code", "request id of an error", "arn", "request id", "header", "secret key"],
)
def test_an_endpoint_that_repeats_our_credentials(proxy: Proxy, reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the token in every request, and could put it into all that it answers."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    proxy.fault = lambda _: reply
    answers = ask(target(proxy.url), {"kms.aliases"})
    assert answers
    assert [piece for piece in ("c4n4ry", "IQoJb3JpZ2") if piece in str(answers)] == []


def test_an_answer_that_repeats_a_credential_says_so_and_nothing_else(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    whole = completed()
    names = f"<ListAliasesResponse>{TOKEN}"

    def fault(request: Request) -> Reply | None:
        if request.operation != "ListAliases":
            return whole(request)
        body = json.dumps({"Aliases": [{"AliasName": names, "AliasArn": "a", "TargetKeyId": "k"}]})
        return Reply(200, body.encode(), "application/x-amz-json-1.1")

    proxy.fault = fault
    it = {a.question: a for a in ask(target(proxy.url), {"kms.aliases"})}
    spoilt = it["kms.aliases"]
    assert (spoilt.outcome, spoilt.code) == ("error", "cannot be sealed: it repeats a credential of ours")
    assert (spoilt.body, spoilt.items, spoilt.complete, spoilt.source.request) == (None, 0, False, "")
    assert it["aws.identity"].outcome == "ok"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("8b1e1a2c-4d5e-6f70-8192-a3b4c5d6e7f8", True),
        ("4442587FB7D0A2F9", True),
        ("B" * 32, True),
        ("B" * 33, False),
        ("b" * 52, True),
        ("b" * 53, False),
        ("eyJhbGciOiJub25lIn0", False),
        ("a sentence", False),
    ],
)
def test_a_request_id_is_one_or_nothing(proxy: Proxy, *, said: str, kept: bool) -> None:
    proxy.fault = lambda _: Reply(200, _identity(request=said))
    assert ask(target(proxy.url), {"kms.aliases"})[0].source.request == (said if kept else "")


def test_a_caller_that_no_account_has(proxy: Proxy) -> None:
    proxy.fault = lambda _: Reply(200, _identity(arn="arn:aws:iam::123456789012:user/x y"))
    assert {a.source.caller for a in ask(target(proxy.url), {"kms.aliases"})} == {""}


@pytest.mark.parametrize("outside", ["agreed", "env:OUTSIDE"])
def test_a_role_is_taken_on_and_its_session_s_name_is_not_kept(proxy: Proxy, outside: str) -> None:
    it = target(proxy.url, role_arn="arn:aws:iam::123456789012:role/partner", external_id=outside)
    seen: list[str] = []

    def note(request: Any) -> None:
        if request.service == "sts":
            seen.append(request.body.decode())

    proxy.fault = note
    answers = ask(it, {"kms.aliases"}, secret={"env:OUTSIDE": "agreed"}.__getitem__)
    assert "RoleSessionName=safeguard" in seen[0]
    assert "ExternalId=agreed" in seen[0]
    assert {a.source.caller for a in answers} == {"arn:aws:sts::123456789012:assumed-role/partner"}
    assert answers[0].dropped == ("the name of the role's session",)


def test_a_role_that_may_not_be_taken_on_says_so(proxy: Proxy) -> None:
    proxy.fault = lambda r: error(r, "AccessDenied", message="c4n4ry") if b"AssumeRole" in r.body else None
    (only,) = ask(target(proxy.url, role_arn="arn:aws:iam::123456789012:role/none"))
    assert (only.question, only.outcome, only.code) == ("aws.identity", "denied", "AccessDenied of AssumeRole")
    assert "c4n4ry" not in str(only)


POLICY = {"FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}
GONE = "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("question", "item", "code", "operation", "outcome", "said"),
    [
        ("lambda.policy", POLICY, GONE, "GetPolicy", "absent", ""),
        ("lambda.policy", POLICY, GONE, "GetRoleCredentials", "error", " of {}"),
        ("glacier.policy", {"VaultName": "v"}, GONE, "GetRoleCredentials", "error", " of {}"),
        ("macie.session", None, "AccessDeniedException", "AssumeRoleWithSAML", "denied", " of AssumeRole"),
    ],
)
def test_what_is_said_to_who_renews_credentials_says_nothing_of_the_question(  # noqa: PLR0913, PLR0917  # a column each
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    item: Any,
    code: str,
    operation: str,
    outcome: str,
    said: str,
) -> None:
    """The assignment of a role may go while it is in use, and is then as little found as a policy that is not there."""
    session = _session()
    response: Any = {"Error": {"Code": code, "Message": "macie is not enabled"}, "ResponseMetadata": {}}

    def refuse(*_: Any) -> Any:
        raise ClientError(response, operation)

    monkeypatch.setattr(Connections, "client", refuse)
    it = Target(id="aws:", scheme="aws", name="", options={})
    caller = Caller(Inquiry(it, frozenset(), lambda: "2026-11-25T12:00:00Z", str), session, "aws 1")
    row = next(q for q in QUESTIONS if q.id == question)
    answer = caller.ask(row, Place("us-east-1", "x", item))
    assert (answer.outcome, answer.code) == (outcome, code + said.format(operation))
    assert answer.complete is (outcome == "absent")
