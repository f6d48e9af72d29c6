"""The certificate that is shown, what is kept of it, and what a client would say of it."""

import base64
import datetime as dt
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from collectors.tls.certificates import fits, kept, opened
from collectors.tls.wire import UnansweredError
from scanner.answers import Answer, Source
from scanner.facts import FOREVER, Gap, Guard
from tests.collectors.tls.asked import asked, facts, its_own, judged, read
from tests.collectors.tls.hellos import hello, message, record, server_hello
from tests.servers.services import s_server, service, shake
from tests.servers.tls import certificate, serving

NOW = dt.datetime.now(dt.UTC)
BROKEN = 1024
"""Bits of an RSA key."""


def made(  # noqa: PLR0913  # so many things a certificate has
    name: str,
    *,
    by: tuple[x509.Certificate, Any] | None = None,
    names: tuple[str, ...] = (),
    days: float = 90,
    until: dt.datetime | None = None,
    key: Any = None,
    issues: bool = False,
) -> tuple[x509.Certificate, Any]:
    """A certificate and its key; without `by` it vouches for itself, and for others."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    builder = builder.issuer_name(by[0].subject if by else subject).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(NOW - dt.timedelta(days=10))
    builder = builder.not_valid_after(until or NOW + dt.timedelta(days=days))
    builder = builder.add_extension(x509.BasicConstraints(ca=issues or by is None, path_length=None), critical=True)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    signs = by[1] if by else key
    return builder.sign(signs, None if isinstance(signs, ed25519.Ed25519PrivateKey) else hashes.SHA256()), key


def both(path: Path, *certificates: x509.Certificate, key: Any) -> Path:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    return path


@pytest.fixture(scope="module")
def ca() -> tuple[x509.Certificate, Any]:
    return made("Clinic CA")


def shown(path: Path, *options: str, **target: Any) -> dict[str, Any]:
    with s_server(path, *options) as port:
        answer = asked(f"127.0.0.1:{port}", frozenset({"tls.certificate"}), **target)["tls.certificate"]
    first = x509.load_der_x509_certificate(base64.b64decode(answer.body["certificates"][0]))
    assert answer.source.identity == f"cert SHA256:{first.fingerprint(hashes.SHA256()).hex()}"
    return dict(answer.body)


@pytest.mark.parametrize("options", [["-tls1_2"], ["-tls1_3"]])
def test_what_is_kept(tmp_path: Path, ca: tuple[x509.Certificate, Any], options: list[str]) -> None:
    one, key = made("portal", by=ca, names=("portal.example",), key=rsa.generate_private_key(65537, 2048))
    path = both(tmp_path / "both.pem", one, key=key)
    (tmp_path / "ca.pem").write_bytes(ca[0].public_bytes(Encoding.PEM))
    body = shown(path, *options, server_name="portal.example", ca=str(tmp_path / "ca.pem"))
    del body["endpoint"]
    assert body == {
        "certificates": [in_base64(one)],
        "name": "portal.example",
        "whole": options == ["-tls1_2"] or hasattr(ssl.SSLObject, "get_unverified_chain"),
        "trust": "trusted",
    }
    assert opened(body) == (
        [
            {
                "not_before": f"{one.not_valid_before_utc:%Y-%m-%dT%H:%M:%SZ}",
                "not_after": f"{one.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}",
                "key": "rsa 2048",
                "signature": "sha256",
                "self_issued": False,
            }
        ],
        True,
    )


def in_base64(one: x509.Certificate) -> str:
    return base64.b64encode(one.public_bytes(Encoding.DER)).decode()


def test_a_chain_is_kept_as_it_is_sent(tmp_path: Path, ca: tuple[x509.Certificate, Any]) -> None:
    one, key = made("portal", by=ca)
    path = both(tmp_path / "both.pem", one, key=key)
    (tmp_path / "ca.pem").write_bytes(ca[0].public_bytes(Encoding.PEM))
    body = shown(path, "-tls1_2", "-cert_chain", str(tmp_path / "ca.pem"))
    assert [row["self_issued"] for row in opened(body)[0]] == [False, True]


@pytest.mark.parametrize(
    ("days", "trust"), [(90, "its issuer is not known"), (-1, "its issuer is not known")], ids=["valid", "expired"]
)
def test_a_private_authority_is_not_the_systems(
    tmp_path: Path, ca: tuple[x509.Certificate, Any], days: int, trust: str
) -> None:
    one, key = made("portal", by=ca, days=days)
    assert shown(both(tmp_path / "both.pem", one, key=key))["trust"] == trust


def test_expired_and_self_signed(tmp_path: Path, ca: tuple[x509.Certificate, Any]) -> None:
    one, key = made("portal", by=ca, days=-1)
    (tmp_path / "ca.pem").write_bytes(ca[0].public_bytes(Encoding.PEM))
    path = both(tmp_path / "both.pem", one, key=key)
    assert shown(path, ca=str(tmp_path / "ca.pem"))["trust"] == "expired"
    assert shown(certificate(tmp_path))["trust"] == "vouches for itself"


def reasons(path: Path, *options: str, authority: x509.Certificate) -> tuple[str, ...]:
    """Why nobody can tell a portal from another one, by an authority that is relied on."""
    file = path.with_name("authority.pem")
    file.write_bytes(authority.public_bytes(Encoding.PEM))
    with s_server(path, *options) as port:
        found = facts(f"127.0.0.1:{port}", server_name="portal.example", ca=str(file))
    (guard,) = (fact for fact in found if isinstance(fact, Guard))
    assert guard.in_force is not bool(guard.considered)
    return guard.considered


@pytest.mark.parametrize("options", [["-tls1_2"], ["-tls1_3"]])
@pytest.mark.parametrize("weak", [True, False])
def test_a_weak_key_above_its_own(
    tmp_path: Path, ca: tuple[x509.Certificate, Any], options: list[str], *, weak: bool
) -> None:
    """TLS 1.3 shows it to those alone who shake hands, and Python before 3.13 keeps it to itself."""
    middle = made("Middle CA", by=ca, issues=True, key=rsa.generate_private_key(65537, BROKEN if weak else 2048))
    one, key = made("portal", by=middle, names=("portal.example",))
    (tmp_path / "middle.pem").write_bytes(middle[0].public_bytes(Encoding.PEM))
    path, chain = both(tmp_path / "both.pem", one, key=key), str(tmp_path / "middle.pem")
    seen = reasons(path, *options, "-cert_chain", chain, "-cipher", "ALL:@SECLEVEL=0", authority=ca[0])
    assert bool(seen) is weak
    assert all(said.startswith("a certificate above its own has a") for said in seen)


@pytest.mark.parametrize("first", ["good", "bad"])
def test_another_certificate_vouches_for_none(tmp_path: Path, ca: tuple[x509.Certificate, Any], first: str) -> None:
    """A service may have two, with keys of two kinds: TLS 1.3 shows the one, and older versions the other."""
    good, good_key = made("portal", by=ca, names=("portal.example",))
    bad, bad_key = made("portal", names=("portal.example",), key=rsa.generate_private_key(65537, 2048))
    files = [both(tmp_path / "good.pem", good, key=good_key), both(tmp_path / "bad.pem", bad, key=bad_key)]
    one, other = files if first == "good" else files[::-1]
    with_both = ("-dcert", str(other), "-dkey", str(other), "-cipher", "aRSA")
    assert reasons(one, *with_both, authority=ca[0]) == ("nobody but itself vouches for its certificate",)


def test_two_certificates_that_are_both_good(tmp_path: Path, ca: tuple[x509.Certificate, Any]) -> None:
    keys = (ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048))
    made_of = [made("portal", by=ca, names=("portal.example",), key=key)[0] for key in keys]
    files = [both(tmp_path / f"{n}.pem", made_of[n], key=keys[n]) for n in (0, 1)]
    assert reasons(files[0], "-dcert", str(files[1]), "-dkey", str(files[1]), authority=ca[0]) == ()


@pytest.mark.parametrize(
    ("names", "name", "fit"),
    [
        (("portal.example",), "portal.example", True),
        (("PORTAL.Example",), "portal.example", True),
        (("www.portal.example", "portal.example"), "portal.example", True),
        (("*.portal.example",), "www.portal.example", True),
        (("*.portal.example",), "portal.example", False),
        (("*.portal.example",), "a.b.portal.example", False),
        (("*.example",), "portal.example", False),
        (("w*.portal.example",), "www.portal.example", False),
        (("portal.example.evil.example",), "portal.example", False),
        ((), "portal.example", False),
        (("127.0.0.1",), "127.0.0.1", False),
    ],
)
def test_fits(names: tuple[str, ...], name: str, fit: bool) -> None:  # noqa: FBT001  # a column of a table
    one, _ = made("portal.example", names=names)
    assert fits(one, name) is fit


@pytest.mark.parametrize(("held", "name", "fit"), [("127.0.0.1", "127.0.0.1", True), ("::1", "127.0.0.1", False)])
def test_fits_an_address(tmp_path: Path, held: str, name: str, *, fit: bool) -> None:
    pem = certificate(tmp_path, held, "127.0.0.1.example").read_bytes()
    assert fits(x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERT") :]), name) is fit


@pytest.mark.parametrize(
    ("until", "days_left", "verdict"),
    [
        (NOW + dt.timedelta(days=31, hours=1), 31, "pass"),
        (NOW + dt.timedelta(days=29, hours=1), 29, "fail"),
        (NOW - dt.timedelta(days=2, hours=-1), -2, "fail"),
        (dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC), FOREVER, "pass"),
    ],
)
@pytest.mark.parametrize("options", [["-tls1_2"], ["-tls1_3"]])
def test_days_left(tmp_path: Path, until: dt.datetime, days_left: int, verdict: str, options: list[str]) -> None:
    one, key = made("portal", until=until)
    with s_server(both(tmp_path / "both.pem", one, key=key), *options) as port:
        found = its_own(facts(f"127.0.0.1:{port}"))
    assert found.days_left == days_left
    assert judged(found)["certificate-valid"].value == verdict


def test_who_wants_a_certificate_of_ours_shows_its_own_all_the_same(tmp_path: Path) -> None:
    for version in ("-tls1_2", "-tls1_3"):
        with s_server(certificate(tmp_path), "-Verify", "1", version) as port:
            assert its_own(facts(f"127.0.0.1:{port}")).days_left in {0, 1}


def test_a_service_without_any(tmp_path: Path) -> None:
    with s_server(certificate(tmp_path), "-tls1_2", "-cipher", "aNULL:@SECLEVEL=0") as port:
        answers = asked(f"127.0.0.1:{port}")
        found = read(answers)
    assert answers["tls.certificate"].outcome == "empty"
    assert [fact.kind for fact in found] == ["tls.anonymous", "tls.anonymous"]
    assert proven(found) is False


def test_what_is_no_certificate() -> None:
    def play(client: socket.socket) -> None:
        hello(client)
        junk = b"\x00\x00\x05\x00\x00\x02no"
        client.sendall(record(server_hello(0x0303, 0xC02F) + message(11, junk)))

    with service(play) as it:
        answer = asked(f"127.0.0.1:{it.port}", frozenset({"tls.certificate"}))["tls.certificate"]
    assert (answer.outcome, answer.code) == ("error", "not understood: no X.509 certificate")


def test_the_name_that_is_asked_for_chooses_the_certificate(tmp_path: Path) -> None:
    a, b = (made(name, names=(name,)) for name in ("a.example", "b.example"))
    tls = serving(both(tmp_path / "a.pem", a[0], key=a[1]))
    other = serving(both(tmp_path / "b.pem", b[0], key=b[1]))

    def choose(secure: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        secure.context = other if name == "b.example" else tls

    tls.sni_callback = choose
    with service(lambda client: shake(client, tls)) as it:
        bodies = [
            asked(f"127.0.0.1:{it.port}", frozenset({"tls.certificate"}), server_name=name)["tls.certificate"].body
            for name in ("a.example", "b.example")
        ]
    assert [opened(body)[1] for body in bodies] == [True, True]


def proven(found: list[Any]) -> bool | None:
    (one,) = (fact.in_force for fact in found if isinstance(fact, Guard))
    return one


@pytest.mark.parametrize(
    ("name", "own", "in_force"),
    [("portal.example", True, True), ("other.example", True, False), ("portal.example", False, False)],
    ids=["fits and vouched for", "of another name", "nobody known vouches"],
)
def test_a_server_that_proves_who_it_is(
    tmp_path: Path, ca: tuple[x509.Certificate, Any], name: str, *, own: bool, in_force: bool
) -> None:
    one, key = made("portal", by=ca, names=("portal.example",))
    (tmp_path / "ca.pem").write_bytes(ca[0].public_bytes(Encoding.PEM))
    options = {"ca": str(tmp_path / "ca.pem")} if own else {}
    with s_server(both(tmp_path / "both.pem", one, key=key)) as port:
        found = facts(f"127.0.0.1:{port}", server_name=name, **options)
    assert proven(found) is in_force


@pytest.mark.parametrize(
    ("bits", "changed", "in_force"),
    [
        (2048, {}, True),
        (1024, {}, False),
        (2048, {"signature": "sha1"}, False),
        (2048, {"signature": "md5"}, False),
        (2048, {"signature": "sha1", "self_issued": True}, True),
        (2048, {"key": "dsa 2048"}, False),
        (2048, {"key": "ec secp192r1"}, False),
        (2048, {"key": "ec secp256r1"}, True),
    ],
)
def test_a_weak_certificate_proves_nothing(bits: int, changed: dict[str, Any], *, in_force: bool) -> None:
    one, _ = made("portal", key=rsa.generate_private_key(65537, bits))
    (row,), _ = opened(kept([one.public_bytes(Encoding.DER)], "portal"))
    assert proven(found_of([{**row, "self_issued": False, **changed}], fits_=True, trust="trusted")) is in_force


@pytest.mark.parametrize(
    ("key", "names", "at", "reasons"),
    [
        (ec.generate_private_key(ec.SECP256R1()), ("portal.example",), 0, ()),
        (ec.generate_private_key(ec.SECP224R1()), ("portal.example",), 0, ()),
        (ed25519.Ed25519PrivateKey.generate(), ("portal.example",), 0, ()),
        (rsa.generate_private_key(65537, BROKEN), ("portal.example",), 0, ("RSA key of 1024 bits, fewer than 2048",)),
        (dsa.generate_private_key(2048), ("portal.example",), 0, ("has a DSA key",)),
        (ec.generate_private_key(ec.SECP192R1()), ("portal.example",), 0, ("key on the weak curve secp192r1",)),
        (ec.generate_private_key(ec.SECP256R1()), ("other.example",), 0, ("its certificate is of another name",)),
        (ec.generate_private_key(ec.SECP256R1()), ("portal.example",), 91, ("its certificate has expired",)),
        (ec.generate_private_key(ec.SECP256R1()), ("portal.example",), -11, ("its certificate is not valid yet",)),
        (
            dsa.generate_private_key(2048),
            ("other.example",),
            91,
            ("its certificate is of another name", "its certificate has expired", "has a DSA key"),
        ),
    ],
)
def test_all_but_who_vouches_is_read_from_the_certificate(
    key: Any, names: tuple[str, ...], at: int, reasons: tuple[str, ...]
) -> None:
    """Whatever the collector thought that night: `trusted` makes none of it good. `at`: days from now."""
    above = made("Clinic CA")
    one, _ = made("portal", by=above, names=names, key=key)
    body = kept([c.public_bytes(Encoding.DER) for c in (one, above[0])], "portal.example")
    (guard,) = (fact for fact in reading(body, at) if isinstance(fact, Guard))
    assert guard.in_force is (not reasons)
    assert [seen.endswith(why) for seen, why in zip(guard.considered, reasons, strict=True)] == [True] * len(reasons)


def reading(body: dict[str, Any], at: int = 0, trust: str = "trusted") -> list[Any]:
    answer = Answer(
        target="tls:it",
        question="tls.certificate",
        operation="TLS handshake",
        outcome="ok",
        body={"endpoint": "portal:443", **body, "trust": trust},
        asked=f"{NOW + dt.timedelta(days=at):%Y-%m-%dT%H:%M:%SZ}",
        source=Source(endpoint="portal:443"),
        collector="tls 1",
    )
    return read({"tls.certificate": answer})


@pytest.mark.parametrize(
    ("rsa_oid", "other", "said"),
    [
        # rsaEncryption and sha256WithRSAEncryption, each turned into a number that nobody gave away.
        ("06092a864886f70d010101", "06092a864886f70d01017f", "its certificate has a key of a kind"),
        ("06092a864886f70d01010b", "06092a864886f70d01017f", "its certificate is signed in a way"),
    ],
)
def test_what_is_not_known_is_not_strong_for_that(rsa_oid: str, other: str, said: str) -> None:
    above = made("Clinic CA", key=rsa.generate_private_key(65537, 2048))
    one, _ = made("portal", by=above, names=("portal.example",), key=rsa.generate_private_key(65537, 2048))
    der = one.public_bytes(Encoding.DER).replace(bytes.fromhex(rsa_oid), bytes.fromhex(other))
    (guard,) = (fact for fact in reading(kept([der], "portal.example")) if isinstance(fact, Guard))
    assert guard.in_force is None
    assert said in guard.unread[0].ask


@pytest.mark.parametrize("sent", ["", "AAAA", "not base64!", in_base64(made("portal")[0])[:-8]])
def test_certificates_that_cannot_be_read_again_leave_it_open(sent: str) -> None:
    found = reading({"certificates": [sent], "name": "portal.example"})
    assert {(gap.missing, gap.outcome) for gap in found if isinstance(gap, Gap) and gap.missing != "channel"} == {
        ("certificate", "unclear"),
        ("guard", "unclear"),
    }


def test_more_than_anybody_takes_is_not_kept() -> None:
    der = made("portal")[0].public_bytes(Encoding.DER)
    most = 102_400 // len(der)
    assert len(kept([der] * most, "portal")["certificates"]) == most
    with pytest.raises(UnansweredError, match="certificates of more than 102400 bytes"):
        kept([der] * (most + 1), "portal")


def found_of(chain: list[Any], *, fits_: bool, trust: str) -> list[Any]:
    answer = Answer(
        target="tls:it",
        question="tls.certificate",
        operation="TLS handshake",
        outcome="ok",
        body={"endpoint": "portal:443", "chain": chain, "fits": fits_, "trust": trust},
        asked="2026-11-25T12:00:00Z",
        source=Source(endpoint="portal:443"),
        collector="tls 1",
    )
    return read({"tls.certificate": answer})


@pytest.mark.parametrize(("fits_", "in_force"), [(True, None), (False, False)])
def test_what_could_not_be_tried_is_not_known(fits_: bool, in_force: bool | None) -> None:  # noqa: FBT001  # a table
    chain = [{"not_before": "2026-01-01T00:00:00Z", "not_after": "2027-01-01T00:00:00Z"}]
    trust = "not tried: this machine's OpenSSL and the service have no handshake in common"
    assert proven(found_of(chain, fits_=fits_, trust=trust)) is in_force
