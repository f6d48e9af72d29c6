"""Whoever is hostile or broken costs its own time and is not assessed; whoever speaks plain is found out."""

import contextlib
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from collectors.tls import TLS, door, treatment
from collectors.tls.certificates import opened
from scanner.check import Judged
from scanner.collector import Inquiry
from tests.collectors.tls.asked import QUESTIONS, asked, channel, facts, judged, read, target, why
from tests.collectors.tls.hellos import accepting, alert, hello, record, server_hello
from tests.servers.services import s_server, service, shake
from tests.servers.tls import certificate, serving

FAIL = Judged.FAIL


def drips(client: socket.socket) -> None:
    hello(client)
    for byte in itertools.cycle(record(server_hello(0x0303, 0xC02F) + bytes(16000))):
        client.sendall(bytes([byte]))
        time.sleep(0.05)


def floods(client: socket.socket) -> None:
    hello(client)
    while True:
        client.sendall(b"\x16\x03\x01\x00\x00" * 4000)


def warns(client: socket.socket) -> None:
    hello(client)
    while True:
        client.sendall(b"\x15\x03\x01\x00\x02\x01\x70" * 4000)


def silent(client: socket.socket) -> None:
    hello(client)
    client.recv(1)


def babbles(client: socket.socket) -> None:
    hello(client)
    while True:
        client.sendall(b"A" * 4000)


def chooses_what_was_not_offered(client: socket.socket) -> None:
    version, _, _ = hello(client)
    client.sendall(record(server_hello(version, 0xFAFA)))


def hangs_up(client: socket.socket) -> None:
    hello(client)


@pytest.mark.parametrize(
    ("play", "outcome", "code"),
    [
        (drips, "timeout", "2 s"),
        (silent, "timeout", "2 s"),
        (floods, "error", "more than 262144 bytes"),
        (warns, "error", "more than 262144 bytes"),
        (babbles, "error", "not understood: no TLS record"),
        (chooses_what_was_not_offered, "error", "it chose what was not offered"),
        (hangs_up, "error", "no version is accepted: closed"),
    ],
)
def test_hostile(play: Callable[[socket.socket], None], outcome: str, code: str) -> None:
    patience = 2 if outcome == "timeout" else 60  # of a slow machine
    with service(play) as it:
        begun = time.monotonic()
        answers = asked(f"127.0.0.1:{it.port}", timeout=patience)
        took = time.monotonic() - begun
    assert {(answer.outcome, answer.code) for answer in answers.values()} == {(outcome, code)}
    assert {type(fact).__name__ for fact in read(answers)} == {"Gap"}
    assert took < 10 * patience


def test_a_service_whose_chain_has_no_end_loses_its_certificate_alone() -> None:
    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        if version != 0x0303 or 0xC02F not in offered:
            client.sendall(alert(40))
            return
        client.sendall(record(server_hello(version, 0xC02F)))
        if len(offered) == 2:  # the suite that it took before, and that of renegotiation
            with contextlib.suppress(OSError):
                client.sendall(record(b"\x0b\xff\xff\xff") + record(bytes(16000)) * 20)

    with service(play) as it:
        answers = asked(f"127.0.0.1:{it.port}")
    assert {name: answer.outcome for name, answer in answers.items()} == {
        "tls.protocols": "ok",
        "tls.certificate": "error",
        "tls.ciphers": "ok",
        "tls.plain": "ok",
    }
    found = read(answers)
    assert [type(fact).__name__ for fact in found] == ["Channel", "Gap", "Gap"]


def test_one_that_takes_everything_is_asked_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "CONNECTIONS", 30)

    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        client.sendall(record(server_hello(version, offered[0])))

    with service(play) as it:
        one = channel(facts(f"127.0.0.1:{it.port}"))
    assert (one.min_version, one.algorithms) == ("1.0", None)
    assert it.met <= 30


def test_nobody_is_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answers = asked(f"127.0.0.1:{port}")
    assert {(a.outcome, a.code) for a in answers.values()} == {("unreachable", "ConnectionRefusedError")}
    (unknown,) = asked("nobody.invalid", frozenset({"tls.plain"})).values()
    assert (unknown.outcome, unknown.code) == ("unreachable", "gaierror")


def test_a_run_that_ends_asks_no_more() -> None:
    with service(accepting({0x0303: [0xC02F]})) as it:
        inquiry = Inquiry(target(f"127.0.0.1:{it.port}"), QUESTIONS, lambda: "2026-11-26T00:00:00Z", str, lambda: True)
        answers = list(TLS.collect(inquiry))
    assert ({answer.code for answer in answers}, it.met) == ({"stopped"}, 0)


@pytest.mark.parametrize(
    "banner",
    [
        b"HTTP/1.1 400 Bad Request\r\nServer: c4n4ry\r\n\r\n",
        b"220 c4n4ry.example ESMTP\r\n",
        b"+OK c4n4ry\r\n",
        b"* OK c4n4ry\r\n",
    ],
)
def test_who_answers_in_plain_is_plain(banner: bytes) -> None:
    def play(client: socket.socket) -> None:
        client.recv(1000)
        client.sendall(banner)

    with service(play) as it:
        answers = asked(f"127.0.0.1:{it.port}")
    assert {answer.outcome for answer in answers.values()} == {"absent"}
    assert "c4n4ry" not in str(answers)
    one = channel(read(answers))
    assert (one.kind, one.encryption, one.algorithms) == ("tls.none", "none", ())
    assert judged(one) == {"plain-refused": FAIL}


REDIRECT = b"HTTP/1.1 301 Moved\r\nServer: x\r\nLocation: %s://portal.example/\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "encryption"),
    [
        (alert(10), "required"),
        (b"", "required"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "required"),
        (REDIRECT % b"https", "required"),
        (REDIRECT % b"http", "offered"),
        (b"HTTP/1.1 302 Found\r\n\r\n", "offered"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "offered"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "offered"),
        (b"HTTP/9\r\n", None),
        (b"220 mx.example\r\n", None),
        (b"HT", None),
    ],
)
def test_a_client_that_begins_in_plain(tmp_path: Path, said: bytes, encryption: str | None) -> None:
    tls = serving(certificate(tmp_path))

    def play(client: socket.socket) -> None:
        if client.recv(1, socket.MSG_PEEK) == b"G":
            assert client.recv(1000).startswith(b"GET / HTTP/1.1\r\nHost: portal.example\r\n")
            client.sendall(said)
        else:
            shake(client, tls)

    with service(play) as it:
        one = channel(facts(f"127.0.0.1:{it.port}", server_name="portal.example"))
    assert one.encryption == encryption


def test_who_waits_for_a_handshake_is_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treatment, "_PATIENCE", 0.2)
    tls = serving(certificate(tmp_path))

    def play(client: socket.socket) -> None:
        if client.recv(1, socket.MSG_PEEK) == b"G":
            time.sleep(1)
        else:
            shake(client, tls)

    with service(play) as it:
        one = channel(facts(f"127.0.0.1:{it.port}"))
    assert (one.encryption, why(one, "encryption")) == (
        None,
        "unclear: connection without TLS: neither served nor refused (0 s)",
    )


def test_a_guard_that_hangs_up_has_refused_nothing(tmp_path: Path) -> None:
    """It counts, and from the first client that begins in plain it closes every connection."""
    tls, shut = serving(certificate(tmp_path)), threading.Event()

    def play(client: socket.socket) -> None:
        if client.recv(1, socket.MSG_PEEK) == b"G":
            shut.set()
        if not shut.is_set():
            shake(client, tls)

    with service(play) as it:
        one = channel(facts(f"127.0.0.1:{it.port}"))
    assert one.encryption is None
    assert why(one, "encryption").endswith("(closed, and so was an offer that was taken before)")


def test_over_six(tmp_path: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    tls: ssl.SSLContext = serving(certificate(tmp_path, "::1"))
    with service(lambda client: shake(client, tls), "::1") as it:
        answers = asked(f"[::1]:{it.port}")
    assert opened(answers["tls.certificate"].body)[1]
    assert answers["tls.certificate"].source.endpoint == f"[::1]:{it.port}"
    assert channel(read(answers)).resource == f"tls:[::1]:{it.port}"


def test_where_clients_begin_in_plain_a_handshake_proves_nothing(tmp_path: Path) -> None:
    """PostgreSQL 17 takes a handshake at once, and clients without TLS at the same port; it hangs up on HTTP."""
    with s_server(certificate(tmp_path)) as port:
        answers = asked(f"127.0.0.1:{port}")
    assert channel(read(answers)).encryption == "required"
    plain = answers["tls.plain"]
    answers["tls.plain"] = structs.replace(plain, body={**plain.body, "endpoint": "db.example:5432"})
    assert "clients of port 5432 may begin in plain as well" in why(channel(read(answers)), "encryption")
