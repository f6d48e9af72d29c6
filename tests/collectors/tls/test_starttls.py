"""STARTTLS, spoken with services that do as their standards say, refuse it, or take clients without it as well."""

import contextlib
import ssl
from collections.abc import Callable
from typing import Any

import pytest

from collectors.tls.openings import OPENINGS
from scanner.check import Judged
from tests.collectors.tls import dialogues
from tests.collectors.tls.asked import asked, channel, facts, its_own, judged, read, why
from tests.servers.postgres import postgres
from tests.servers.services import service
from tests.servers.tls import certificate, serving

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN
SMTP, IMAP, POP3, FTP = dialogues.smtp, dialogues.imap, dialogues.pop3, dialogues.ftp
LDAP, POSTGRES, MYSQL = dialogues.ldap, dialogues.postgres, dialogues.mysql


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return serving(certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1"))


@pytest.mark.parametrize(
    ("starttls", "play", "said", "encryption"),
    [
        ("smtp", SMTP, (("STARTTLS",), {}), "required"),
        ("smtp", SMTP, (("STARTTLS",), {"mail": "250 2.1.0 Ok"}), "offered"),
        ("smtp", SMTP, (("AUTH PLAIN LOGIN", "STARTTLS"), {}), "offered"),
        ("smtp", SMTP, (("STARTTLS",), {"mail": "451 4.3.0 Try again"}), None),
        ("smtp", SMTP, (("SIZE 1000000",), {}), "none"),
        ("imap", IMAP, (("STARTTLS", "LOGINDISABLED"), {}), "required"),
        ("imap", IMAP, (("STARTTLS",), {}), "offered"),
        ("imap", IMAP, (("STARTTLS", "LOGINDISABLED", "AUTH=CRAM-MD5"), {}), "offered"),
        ("imap", IMAP, (("AUTH=PLAIN",), {"hello": "* PREAUTH hello"}), "none"),
        ("pop3", POP3, (("STLS", "UIDL"), {}), "required"),
        ("pop3", POP3, (("STLS", "USER"), {}), "offered"),
        ("pop3", POP3, (("STLS", "SASL PLAIN"), {}), "offered"),
        ("pop3", POP3, (("STLS",), {"hello": "+OK <1896.697170952@pop.example>"}), "offered"),
        ("pop3", POP3, (("USER",), {"stls": "-ERR no"}), "none"),
        ("ftp", FTP, ((), {"user": "534 Policy requires SSL"}), "required"),
        ("ftp", FTP, ((), {"user": "331 Password please"}), "offered"),
        ("ftp", FTP, ((), {"user": "530 Not you"}), None),
        ("ftp", FTP, ((), {"auth": "502 Command not implemented"}), "none"),
        ("ldap", LDAP, ((), {"bind": 13}), "required"),
        ("ldap", LDAP, ((), {"bind": 0}), "offered"),
        ("ldap", LDAP, ((), {"bind": 48}), None),
        ("ldap", LDAP, ((), {"start": 2}), "none"),
        ("ldap", LDAP, ((), {"start": 52}), "none"),
        ("postgres", POSTGRES, ((), {}), "offered"),
        ("postgres", POSTGRES, ((), {"plain": b"E"}), None),
        ("postgres", POSTGRES, ((), {"ssl_word": b"N"}), "none"),
        ("mysql", MYSQL, ((), {}), None),
        ("mysql", MYSQL, ((), {"flags": 0xF7FF}), "none"),
    ],
)
def test_treatment(
    tls: ssl.SSLContext,
    starttls: str,
    play: Callable[..., dialogues.Play],
    said: tuple[tuple[str, ...], dict[str, Any]],
    encryption: str | None,
) -> None:
    with service(play(tls, *said[0], **said[1])) as it:
        found = facts(f"127.0.0.1:{it.port}", starttls=starttls)
    one = channel(found)
    assert (one.encryption, one.protocol) == (encryption, OPENINGS[starttls].protocol)
    expected = {"required": PASS, "offered": FAIL, "none": FAIL, None: UNKNOWN}
    assert judged(one)["plain-refused"] is expected[encryption]
    if encryption == "none":
        assert (one.kind, one.min_version, one.algorithms, len(found)) == ("tls.none", "", (), 1)
    else:
        assert (one.kind, one.min_version) == ("tls.service", "1.2")
        assert its_own(found).days_left in {0, 1}


def test_what_mysql_takes_in_plain_is_not_asked(tls: ssl.SSLContext) -> None:
    with service(MYSQL(tls)) as it:
        one = channel(facts(f"127.0.0.1:{it.port}", starttls="mysql"))
    assert why(one, "encryption").startswith("not-asked")


@pytest.mark.parametrize(
    ("starttls", "hello", "outcome", "code"),
    [
        ("smtp", b"554 5.7.1 you are on a list\r\n", "denied", "554"),
        ("smtp", b"SSH-2.0-OpenSSH_9.2\r\n", "error", "not understood: no reply of SMTP or FTP"),
        ("ftp", b"421 Too many users\r\n", "denied", "421"),
        ("imap", b"* BYE too many\r\n", "denied", "BYE"),
        ("imap", b"+OK POP3\r\n", "error", "not understood: no greeting of IMAP"),
        ("pop3", b"-ERR locked\r\n", "denied", "-ERR"),
        ("pop3", b"* OK IMAP\r\n", "error", "not understood: no greeting of POP3"),
        ("ldap", b"HTTP/1.1 400 Bad Request\r\n\r\n", "error", "not understood: no message of LDAP"),
        ("ldap", b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff", "error", "not understood: no message of LDAP"),
        ("ldap", b"\x30\x03\x02\x09\x01", "error", "not understood: no message of LDAP"),
        ("postgres", b"E", "error", "not understood: no answer of PostgreSQL"),
        ("postgres", b"S220 injected\r\n", "error", "not understood: more than STARTTLS was answered"),
        ("mysql", b"\x17\x00\x00\x00\xff\x6a\x04Host is not allowed.", "denied", "1130"),
        ("mysql", b"\xff\xff\xff\x00", "error", "not understood: no greeting of MySQL"),
        ("mysql", b"\x05\x00\x00\x00\x0a8.4.", "error", "not understood: no greeting of MySQL"),
    ],
)
def test_who_does_not_speak_the_protocol_is_not_assessed(starttls: str, hello: bytes, outcome: str, code: str) -> None:
    def play(client: Any) -> None:
        client.sendall(hello)
        with contextlib.suppress(OSError):
            client.recv(1000)

    with service(play) as it:
        answers = asked(f"127.0.0.1:{it.port}", starttls=starttls)
    (said,) = {(answer.outcome, answer.code) for answer in answers.values()}
    assert said == (outcome, code)
    assert {type(fact).__name__ for fact in read(answers)} == {"Gap"}


def test_who_refuses_starttls_later_on_is_not_plain(tls: ssl.SSLContext) -> None:
    """A mail server that has had enough of us says 421 or 454 to the next connection."""
    greeted = iter(range(1000))

    def play(client: Any) -> None:
        SMTP(tls, *(["STARTTLS"] if next(greeted) < 3 else ["SIZE"]))(client)

    with service(play) as it:
        one = channel(facts(f"127.0.0.1:{it.port}", starttls="smtp"))
    assert (one.encryption, one.min_version, one.algorithms) == ("required", None, None)
    assert "STARTTLS is not offered" in why(one, "min_version")


@pytest.mark.parametrize(
    ("hba", "encryption"),
    [("host all all 127.0.0.1/32 scram-sha-256\n", "offered"), ("hostssl all all 127.0.0.1/32 scram-sha-256\n", None)],
)
def test_a_real_postgresql(hba: str, encryption: str | None) -> None:
    with postgres(f"local all postgres peer map=tests\n{hba}") as server:
        found = facts(f"127.0.0.1:{server.port}", starttls="postgres")
    one = channel(found)
    assert (one.protocol, one.encryption, one.min_version) == ("database", encryption, "1.2")
    assert "tls_aes_256_gcm_sha384" in (one.algorithms or ())
    assert its_own(found).days_left in {0, 1}
