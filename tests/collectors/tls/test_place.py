"""Targets as people write them."""

import ssl
from pathlib import Path
from typing import Any

import pytest

from collectors.tls import TLS, handshake
from collectors.tls.place import Place, place
from scanner.collector import CollectError, Inquiry, Together
from scanner.targets import parse
from tests.collectors.tls.asked import QUESTIONS, target


@pytest.mark.parametrize(
    ("uri", "endpoint", "name"),
    [
        ("tls://Portal.Example", "portal.example:443", "portal.example"),
        ("tls://portal.example.:8443/", "portal.example:8443", "portal.example"),
        ("tls://192.0.2.7", "192.0.2.7:443", "192.0.2.7"),
        ("tls://[2001:db8:0::7]:636", "[2001:db8::7]:636", "2001:db8::7"),
        ("tls://10.0.0.1?server_name=portal.example", "10.0.0.1:443", "portal.example"),
        ("tls://mx.example?starttls=smtp", "mx.example:25", "mx.example"),
        ("tls://mx.example:587?starttls=smtp", "mx.example:587", "mx.example"),
        ("tls://mail.example?starttls=imap", "mail.example:143", "mail.example"),
        ("tls://mail.example?starttls=pop3", "mail.example:110", "mail.example"),
        ("tls://dc.example?starttls=ldap", "dc.example:389", "dc.example"),
        ("tls://db.example?starttls=postgres", "db.example:5432", "db.example"),
        ("tls://db.example?starttls=mysql", "db.example:3306", "db.example"),
        ("tls://files.example?starttls=ftp", "files.example:21", "files.example"),
        ("tls:ehr_1.example:4443", "ehr_1.example:4443", "ehr_1.example"),
    ],
)
def test_place(uri: str, endpoint: str, name: str) -> None:
    found = place(parse(uri))
    assert (found.endpoint, found.name) == (endpoint, name)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("", {}, "it must name a host"),
        (":443", {}, "it must name a host"),
        ("portal.example:https", {}, "it must name a host"),
        ("portal.example:0", {}, "it must name a host"),
        ("portal.example:65536", {}, "it must name a host"),
        ("portal.example/login", {}, "it must name a host"),
        ("ana@portal.example", {}, "it must name a host"),
        ("[::1", {}, "it must name a host"),
        ("klinik.zürich", {}, "the host is no name and no address"),
        ("-x.example", {}, "the host is no name and no address"),
        ("a..example", {}, "the host is no name and no address"),
        ("portal.example", {"server_name": "a b"}, "server_name is no name and no address"),
        ("portal.example", {"timeout": 0}, "timeout: must be a whole number of seconds"),
        ("portal.example", {"timeout": 3601}, "timeout: must be a whole number of seconds"),
    ],
)
def test_no_place(name: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CollectError, match=said):
        TLS.check(target(name, **options))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, r"cannot be read \(FileNotFoundError\)"),
        (b"", "holds no certificate"),
        (b"no PEM", "holds no certificate"),
    ],
)
def test_authorities_that_cannot_be_used(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    inquiry = Inquiry(target("127.0.0.1:1", ca=str(file)), QUESTIONS, lambda: "2026-11-26T00:00:00Z", str)
    with pytest.raises(CollectError, match=said):
        list(TLS.collect(inquiry))


def test_authorities_are_read_once_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    whole = handshake.authorities

    def counted(ca: str, ciphers: str) -> ssl.SSLContext:
        read.append(ca)
        return whole(ca, ciphers)

    monkeypatch.setattr(handshake, "authorities", counted)
    together = Together()
    for port in (1, 2, 3):
        one = target(f"127.0.0.1:{port}")
        assert list(TLS.collect(Inquiry(one, QUESTIONS, lambda: "2026-11-26T00:00:00Z", str, together=together)))
    assert read == [""]


def test_a_place_is_a_value() -> None:
    assert place(parse("tls://a.example")) == Place("a.example", 443, "a.example", "", "", 120)
