"""Servers that are none, hang, drip, flood, lie or break off: each costs itself alone, and says so with its word."""

import contextlib
import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest

from collectors.ssh import connect
from tests.collectors.ssh.scanning import LATE, OURS, SOON, ask, known, nothing_is_left
from tests.servers.login import BEFORE_LOGIN, Manners, logging_in
from tests.servers.raw_ssh import HELLO, Play, again, kexinit, packet, reset, says, text
from tests.servers.services import service
from tests.servers.sshd import Pair, pair


@pytest.fixture(scope="module")
def host(here: Path) -> Pair:
    return pair(here / "host")


PLAYS: list[tuple[str, Play, tuple[str, str]]] = [
    ("closes at once", says(), ("unreachable", "ConnectionLost")),
    ("resets", reset, ("unreachable", "ConnectionLost")),
    ("says nothing", says(hold=True), ("timeout", "NoAnswer")),
    ("another protocol", says(b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"), ("error", "NoSSH")),
    ("another protocol, held", says(b"220 mail.example ESMTP\r\n", hold=True), ("error", "NoSSH")),
    ("garbage", says(os.urandom(4096).replace(b"SSH-", b"")), ("error", "NoSSH")),
    ("greets for ever", again(b"", b"welcome\r\n"), ("error", "NoSSH")),
    ("greets without an end", again(b"", b"w" * 4096), ("error", "Flood")),
    ("drips a greeting", again(b"", b"w", 0.05), ("timeout", "NoSSH")),
    ("half a version", says(b"SSH-2.0"), ("error", "NoSSH")),
    ("a version, and the end", says(HELLO), ("unreachable", "ConnectionLost")),
    ("a version, and nothing", says(HELLO, hold=True), ("timeout", "NoAnswer")),
    ("a version, and garbage", says(HELLO, b"\x00\x00\x00\x0c" + b"\xff" * 400), ("error", "NoSSH")),
    ("a packet of four gigabytes", says(HELLO, b"\xff\xff\xff\xf8" + b"w" * 400, hold=True), ("error", "NoSSH")),
    ("a packet of a megabyte", again(HELLO + struct.pack(">I", 1 << 20), b"w" * 4096), ("error", "NoSSH")),
    ("an empty packet", says(HELLO, packet()), ("error", "NoSSH")),
    ("good-bye", says(HELLO, packet(b"\x01", text(b"c4n4ry", b"en"))), ("unreachable", "ConnectionLost")),
    ("no lists", says(HELLO, packet(b"\x14", bytes(16), text(b""))), ("error", "NothingInCommon (kex)")),
    ("lists that are no text", says(HELLO, kexinit(kex=b"\xff\xfe")), ("error", "NoSSH")),
    ("agrees, and the end", says(HELLO, kexinit()), ("unreachable", "ConnectionLost")),
    ("agrees, and nothing", says(HELLO, kexinit(), hold=True), ("timeout", "NoAnswer")),
    ("agrees for ever", again(HELLO, kexinit()), ("error", "NoSSH")),
    ("is to be ignored for ever", again(HELLO + kexinit(), packet(b"\x02", text(b"w" * 1000))), ("error", "Flood")),
    ("drips what is ignored", again(HELLO + kexinit(), packet(b"\x02", text(b"w")), 0.05), ("timeout", "NoAnswer")),
    ("keys that are none", says(HELLO, kexinit(), packet(b"\x1f", text(b"k", b"e", b"s"))), ("error", "NoSSH")),
    ("more than it can count", says(HELLO, kexinit(), packet(b"\x07", b"\xff" * 4)), ("error", "NoSSH")),
]  # fmt: skip


HANGS = [row for row in PLAYS if row[2][0] == "timeout"]
ENDS = [row for row in PLAYS if row not in HANGS]


@pytest.mark.parametrize(("play", "why"), [row[1:] for row in ENDS], ids=[row[0] for row in ENDS])
def test_what_is_no_ssh_server(play: Play, why: tuple[str, str], tmp_path: Path, host: Pair, user: Pair) -> None:
    begun = time.monotonic()
    with service(play) as server:
        asked = ask(server.port, **SOON, identity=str(user.path), known_hosts=known(tmp_path, host.known(server.port)))
        assert time.monotonic() - begun < LATE
    assert asked.why == why
    assert asked.cause
    assert "c4n4ry" not in repr(asked.by)
    nothing_is_left()


def test_nobody_listens(tmp_path: Path, host: Pair) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert ask(port, **SOON, known_hosts=known(tmp_path)).why == ("unreachable", "Refused")
    asked = ask(port, name="ana@no-such-host.invalid", **SOON, known_hosts=known(tmp_path))
    assert asked.why == ("unreachable", "NameUnknown")


@pytest.fixture
def hole() -> Iterator[int]:
    """A port at which nobody is let in, and nobody is turned away."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as stack:
        port = server.getsockname()[1]
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
        yield port


def test_an_address_that_leads_nowhere(
    tmp_path: Path, host: Pair, user: Pair, hole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone it costs its time; beside one that answers, its share of it."""
    monkeypatch.setattr(connect, "CONNECT", 2)
    assert ask(hole, **OURS, known_hosts=known(tmp_path)).why == ("unreachable", "NoAnswer")
    with logging_in(host, Manners(keys=(user,))) as server:
        there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (hole, server.port)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: there.copy())
        asked = ask(server.port, **OURS, identity=str(user.path), known_hosts=known(tmp_path, server.known))
    assert asked.why == ("ok", "")


def test_a_key_that_the_server_does_not_hold(tmp_path: Path, host: Pair, user: Pair) -> None:
    """It shows the key that is known, as anybody could, and signs with another."""

    class Liar(paramiko.Ed25519Key):  # type: ignore[misc]  # it has no types
        def asbytes(self) -> bytes:
            return host.public.blob

    other = pair(tmp_path / "other")
    with logging_in(other, Manners(keys=(user,)), shows=Liar.from_private_key_file(str(other.path))) as server:
        asked = ask(server.port, **SOON, identity=str(user.path), known_hosts=known(tmp_path, host.known(server.port)))
    assert asked.why == ("error", "HostKeyUnproved")
    assert server.heard <= BEFORE_LOGIN
    assert server.attempts == []
