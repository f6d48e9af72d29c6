"""Connections over TLS: to who has proved who it is, and within bounds."""

import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from collectors.secured.line import CERTIFICATE, HANDSHAKE, TOO_MUCH, Bounds, dial, failure, secure
from collectors.secured.place import Place, place
from collectors.tls.wire import UnansweredError
from scanner.collector import CollectError
from scanner.targets import Target
from tests.servers.services import service
from tests.servers.tls import certificate, serving


def where(port: int, ca: Path, name: str = "127.0.0.1", seconds: int = 5) -> Place:
    return Place(host="127.0.0.1", port=port, name=name, ca=str(ca), seconds=seconds)


def said(at: Place, bounds: Bounds, most: int = 1 << 20) -> tuple[bytes, str, str]:
    """What a service says first, its certificate, and the version."""
    context = secure(at, bounds)
    try:
        with context.wrap_socket(dial(at, bounds), server_hostname=at.name) as line, line.makefile("rb") as file:
            return file.read(most), context.identity, context.spoken
    except (OSError, UnansweredError) as err:
        raise failure(err) from None


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    return certificate(tmp_path, "127.0.0.1", "db.clinic.example")


def saying(text: bytes, certificate_: Path, pause: float = 0) -> Callable[[socket.socket], None]:
    def play(client: socket.socket) -> None:
        with serving(certificate_).wrap_socket(client, server_side=True) as secured:
            time.sleep(pause)
            secured.sendall(text)

    return play


@pytest.mark.parametrize("name", ["127.0.0.1", "db.clinic.example"])
def test_who_proves_itself_is_listened_to(shown: Path, name: str) -> None:
    with service(saying(b"hello", shown)) as it:
        text, identity, version = said(where(it.port, shown, name), Bounds(5))
    own = x509.load_pem_x509_certificate(shown.read_bytes()).fingerprint(SHA256()).hex()
    assert (text, identity, version) == (b"hello", f"cert SHA256:{own}", "TLSv1.3")


def heard(client: socket.socket, told: list[bytes], context: ssl.SSLContext) -> None:
    with context.wrap_socket(client, server_side=True) as secured:
        told.append(secured.recv(100))


@pytest.mark.parametrize(
    ("names", "asked", "why"),
    [
        (("127.0.0.1",), "other.example", "made for another name"),
        (("db.clinic.example",), "127.0.0.1", "made for another name"),
    ],
)
def test_another_name_is_not_spoken_to(tmp_path: Path, names: tuple[str, ...], asked: str, why: str) -> None:
    pem, told = certificate(tmp_path, *names), list[bytes]()
    with service(lambda client: heard(client, told, serving(pem))) as it, pytest.raises(UnansweredError) as caught:
        said(where(it.port, pem, asked), Bounds(5))
    assert (caught.value.outcome, caught.value.code) == ("error", f"{CERTIFICATE}: {why}")
    assert not any(told)


@pytest.mark.parametrize(("days_left", "why"), [(1, "vouches for itself"), (-1, "expired")])
def test_who_is_vouched_for_by_nobody_or_no_longer(tmp_path: Path, days_left: int, why: str) -> None:
    (tmp_path / "other").mkdir()
    pem, other = certificate(tmp_path, "127.0.0.1", days_left=days_left), certificate(tmp_path / "other", "127.0.0.1")
    with service(saying(b"hello", pem)) as it, pytest.raises(UnansweredError) as caught:
        said(where(it.port, other if days_left > 0 else pem), Bounds(5))
    assert caught.value.code == f"{CERTIFICATE}: {why}"


def test_old_versions_are_refused(shown: Path) -> None:
    context = serving(shown)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with service(lambda client: heard(client, [], context)) as it, pytest.raises(UnansweredError) as caught:
        said(where(it.port, shown), Bounds(5))
    assert caught.value.code.startswith(HANDSHAKE)


def test_no_tls_at_all(shown: Path) -> None:
    with (
        service(lambda client: client.sendall(b"220 hello\r\n")) as it,
        pytest.raises(UnansweredError) as caught,
    ):
        said(where(it.port, shown), Bounds(5))
    assert caught.value.code.startswith(HANDSHAKE)


def test_too_much_is_not_read(shown: Path) -> None:
    bounds = Bounds(5, most=100_000)
    with service(saying(bytes(200_000), shown)) as it, pytest.raises(UnansweredError) as caught:
        said(where(it.port, shown), bounds)
    assert caught.value.code == TOO_MUCH


def test_who_says_nothing_has_its_time(shown: Path) -> None:
    with service(saying(b"late", shown, pause=2.5)) as it, pytest.raises(UnansweredError) as caught:
        said(where(it.port, shown), Bounds(1))
    assert (caught.value.outcome, caught.value.code) == ("timeout", "1 s")


def test_the_run_is_ended(shown: Path) -> None:
    stopped = iter([False, False, False, True])
    with service(saying(b"late", shown, pause=2)) as it, pytest.raises(UnansweredError) as caught:
        said(where(it.port, shown), Bounds(60, stopped=lambda: next(stopped, True)))
    assert caught.value.code == "stopped"


def test_nobody_is_there(shown: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UnansweredError) as caught:
        said(where(port, shown), Bounds(5))
    assert (caught.value.outcome, caught.value.code) == ("unreachable", "ConnectionRefusedError")


def test_who_has_many_addresses_has_no_more_time(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def found(host: str, *more: Any, **named: Any) -> Any:
        return known("127.0.0.1", *more, **named) * 3 if host == "db.clinic.example" else known(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, contextlib.ExitStack() as held:
        for _ in range(2):  # after these it lets nobody in, and refuses nobody
            (one := held.enter_context(socket.socket())).setblocking(False)
            one.connect_ex(full.getsockname())
        began = time.monotonic()
        with pytest.raises(UnansweredError) as caught:
            dial(replace(where(full.getsockname()[1], shown), host="db.clinic.example"), Bounds(1))
    assert caught.value.outcome == "timeout"
    assert time.monotonic() - began < 2


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (file := tmp_path / "ca.pem").write_text("nothing")
    return file


def test_a_file_of_authorities_that_is_none(empty: Path) -> None:
    with pytest.raises(CollectError, match="holds no certificate in PEM"):
        secure(where(1, empty), Bounds(5))
    with pytest.raises(CollectError, match="cannot be read \\(FileNotFoundError\\)"):
        secure(where(1, empty.with_name("none")), Bounds(5))


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("db1", {}, Place("db1", 5432, "db1", "", 120)),
        ("DB1.Clinic.example.:6432", {}, Place("db1.clinic.example", 6432, "db1.clinic.example", "", 120)),
        ("[::1]", {"timeout": "7", "ca": "ca.pem"}, Place("::1", 5432, "::1", "ca.pem", 7)),
        ("10.0.0.7", {"server_name": "db1"}, Place("10.0.0.7", 5432, "db1", "", 120)),
    ],
)
def test_where(name: str, options: dict[str, object], expected: Place) -> None:
    assert place(Target(id=f"x:{name}", scheme="x", name=name, options=options), 5432) == expected


@pytest.mark.parametrize("name", ["", "a b", "db1:0", "db1:99999", "u@db1", "db1/x", "db_ä"])
def test_nowhere(name: str) -> None:
    with pytest.raises(CollectError):
        place(Target(id="x:", scheme="x", name=name), 5432)


@pytest.mark.parametrize("timeout", [0, "0", "1.5", True, -1, 9999, "ten"])
def test_no_time(timeout: object) -> None:
    with pytest.raises(CollectError, match="timeout: must be a whole number of seconds from 1 to 3600"):
        place(Target(id="x:db", scheme="x", name="db", options={"timeout": timeout}), 5432)
