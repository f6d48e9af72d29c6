"""The way in: to who proves who it is, over TLS alone, and within bounds whatever answers."""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.mysql import MYSQL
from collectors.mysql.statements import QUESTIONS
from scanner.answers import Answer
from scanner.collector import Inquiry
from scanner.targets import Target
from tests.collectors.mysql.asked import EVERY, NOW, facts
from tests.servers.mysql import Line, MySQL, column, row
from tests.servers.services import Service, service
from tests.servers.tls import certificate

PASSWORD = "c4n4ryP4ssw0rd"  # noqa: S105  # that is what it plays


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return certificate(tmp_path, "127.0.0.1", days_left=30)


def ask(it: Service, ca: Path, seconds: int = 5, fetched: list[str] | None = None, **options: Any) -> list[Answer]:
    name = f"127.0.0.1:{it.port}"
    said = {"ca": str(ca), "password": "env:DB", "timeout": seconds, **options}
    at = Target(id=f"mysql:{name}", scheme="mysql", name=name, options=said)

    def secret(reference: str) -> str:
        (fetched if fetched is not None else []).append(reference)
        return PASSWORD

    return [*MYSQL.collect(Inquiry(at, EVERY, lambda: NOW, secret))]


def codes(answers: list[Answer]) -> set[tuple[str, str]]:
    assert {a.question for a in answers} == EVERY
    return {(a.outcome, a.code) for a in answers}


@pytest.mark.parametrize("version", ["8.4.9", "5.5.5-10.11.19-MariaDB"])
def test_who_proves_itself_is_signed_in_to_once(pem: Path, version: str) -> None:
    double, fetched = MySQL(pem, version=version, password=PASSWORD), list[str]()
    with service(double.play) as it:
        answers = ask(it, pem, fetched=fetched)
    assert {a.outcome for a in answers} == {"empty", "absent"}
    assert (double.users, double.passwords, fetched) == (["safeguard"], [PASSWORD.encode()], ["env:DB"])
    assert all(b"safeguard" not in plain and PASSWORD.encode() not in plain for plain in double.heard)
    assert {a.source.caller for a in answers} == {"safeguard@%"}
    assert answers[0].source.identity.startswith("cert SHA256:")
    assert double.trips <= 15


def test_a_server_without_tls_hears_nothing(pem: Path) -> None:
    """So does whoever takes the word TLS out of a greeting on its way."""
    double, fetched = MySQL(pem, tls=False, password=PASSWORD), list[str]()
    with service(double.play) as it:
        assert codes(ask(it, pem, fetched=fetched)) == {("error", "NoTls")}
    assert (double.heard, fetched) == ([b""], [])


@pytest.mark.parametrize(
    ("names", "days_left", "trusted", "why"),
    [
        (("db.clinic.example",), 30, True, "made for another name"),
        (("127.0.0.1",), -1, True, "expired"),
        (("127.0.0.1",), 30, False, "vouches for itself"),
    ],
)
def test_a_wrong_certificate_hears_no_name(  # noqa: PLR0913  # as many columns
    tmp_path: Path, pem: Path, names: tuple[str, ...], days_left: int, *, trusted: bool, why: str
) -> None:
    (tmp_path / "its").mkdir()
    its = certificate(tmp_path / "its", *names, days_left=days_left)
    double, fetched = MySQL(its, password=PASSWORD), list[str]()
    with service(double.play) as it:
        assert codes(ask(it, its if trusted else pem, fetched=fetched)) == {("error", f"CertificateRefused: {why}")}
    assert (double.users, double.passwords, fetched) == ([], [], [])
    assert b"safeguard" not in b"".join(double.heard)


def test_nobody_is_there(pem: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answers = ask(Service(port), pem)
    assert codes(answers) == {("unreachable", "ConnectionRefusedError")}
    assert {type(f).__name__ for f in facts(answers, answers[0].target)} == {"Gap"}


@pytest.mark.parametrize(
    ("number", "outcome", "said"),
    [
        (1045, "denied", "with another password"),
        (1130, "denied", "lets this account in from nowhere here"),
        (4151, "denied", "is locked there"),
        (1862, "denied", "has expired"),
        (4150, "denied", "after wrong passwords"),
        (1040, "throttled", "takes no more connections"),
        (1129, "throttled", "shut this machine out"),
    ],
)
def test_a_refused_sign_in_says_why(pem: Path, number: int, outcome: str, said: str) -> None:
    with service(MySQL(pem, refuses=number).play) as it:
        answers = ask(it, pem)
    assert codes(answers) == {(outcome, str(number))}
    cause = MYSQL.explain(answers[0])
    assert cause
    assert said in cause.said
    assert "c4n4ry" not in str(answers)


def test_a_plugin_that_the_driver_does_not_have(pem: Path) -> None:
    class Switching(MySQL):
        def _sign_in(self, line: Line) -> None:
            line.receive()
            line.send(b"\xfeparsec\0")
            line.receive()

    with service(Switching(pem).play) as it:
        answers = ask(it, pem)
    assert codes(answers) == {("error", "2059")}
    cause = MYSQL.explain(answers[0])
    assert cause
    assert "a plugin that safeguard does not have" in cause.said


FIRST = QUESTIONS[0].sql


def hostile(pem: Path, play: Callable[[Line], None]) -> MySQL:
    return MySQL(pem, answers=lambda sql: play if sql == FIRST else ((), ()))


def endless(line: Line) -> None:
    line.columns(["Variable_name", "Value"], [False, False])
    many = b"".join(_packet(row(["a", "b"]), number) for number in range(line.number, line.number + 256))
    while True:
        line.over.sendall(many)


def _packet(payload: bytes, number: int) -> bytes:
    return len(payload).to_bytes(3, "little") + bytes([number % 256]) + payload


def giant(line: Line) -> None:
    line.columns(["Variable_name", "Value"], [False, False])
    for _ in range(6):
        line.send(b"\xfe" + (1 << 40).to_bytes(8, "little") + bytes((1 << 24) - 1 - 9))


def wide(line: Line) -> None:
    line.send(b"\xfd\xff\xff\xff")
    for _ in range(2000):
        line.send(column("x"))


def cut(line: Line) -> None:
    line.columns(["Variable_name", "Value"], [False, False])
    line.send(row(["version", "8.4.9"]))
    raise EOFError


def files(line: Line) -> None:
    line.send(b"\xfb/etc/passwd")
    line.over.recv(100)


def silent(line: Line) -> None:
    time.sleep(4)


def garbage(line: Line) -> None:
    line.send(b"\x02")
    line.send(b"\xff\xff\xff\xff" * 4)


@pytest.mark.parametrize(
    ("play", "code"),
    [
        (endless, "more than 50000 rows"),
        (giant, "TooMuch"),
        (wide, "TooMuch"),
        (cut, "closed"),
        (files, "not understood: RuntimeError"),
        (silent, "2 s"),
        (garbage, "not understood: "),
    ],
)
def test_a_hostile_server_is_not_assessed(pem: Path, play: Callable[[Line], None], code: str) -> None:
    began = time.monotonic()
    with service(hostile(pem, play).play) as it:
        answers = ask(it, pem, seconds=2 if play is silent else 20)
    assert time.monotonic() - began < 15
    assert answers[0].question == "mysql.variables"
    assert answers[0].outcome in {"error", "timeout"}
    assert answers[0].code.startswith(code)
    assert {type(f).__name__ for f in facts(answers, answers[0].target)} == {"Gap"}


@pytest.mark.parametrize(
    "greeting", [b"", b"\x0a", b"\x0aeight\0" + bytes(60), b"HTTP/1.1 400 Bad Request\r\n\r\n", bytes(1 << 17), b"\xff"]
)
def test_a_greeting_that_is_none(pem: Path, greeting: bytes) -> None:
    def play(client: socket.socket) -> None:
        client.sendall(_packet(greeting, 0) if len(greeting) < (1 << 16) else b"\xff\xff\xff\0" + greeting)
        client.recv(100)

    with service(play) as it:
        answers = ask(it, pem, seconds=2)
    assert {a.outcome for a in answers} <= {"error", "timeout"}
    assert not any(a.body for a in answers)


def test_the_driver_is_not_there(pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymysql.connections", None)
    with service(MySQL(pem).play) as it, pytest.raises(Exception, match=r"safeguard-scanner\[mysql\]"):
        ask(it, pem)
