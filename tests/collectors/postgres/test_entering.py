"""Who is signed in to, and who is not; and what a server that is not what it should be can do."""

import builtins
import itertools
import socket
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from collectors.postgres import POSTGRES
from collectors.postgres.causes import explain
from collectors.postgres.statements import QUESTIONS, SERVER
from scanner.answers import Answer
from scanner.collector import CollectError, Inquiry
from scanner.finding import Status
from tests.collectors.postgres.asked import PASSWORD, now, target
from tests.judged import judged
from tests.servers.postgres_double import READY, WELCOME, Double, described, done, error, message, row
from tests.servers.services import service
from tests.servers.tls import certificate

ALL = frozenset(question.id for question in QUESTIONS)


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    return certificate(tmp_path, "127.0.0.1")


def asked(
    double: Double, ca: Path, questions: frozenset[str] = frozenset({SERVER}), **options: Any
) -> tuple[list[Answer], list[str]]:
    """What comes, and which secrets were fetched for it."""
    fetched: list[str] = []

    def secret(reference: str) -> str:
        fetched.append(reference)
        return PASSWORD

    with service(double) as it:
        said = {"ca": str(ca), "password": "env:PASSWORD", "timeout": 5, **options}
        inquiry = Inquiry(target(f"127.0.0.1:{it.port}", **said), questions, now, secret)
        return list(POSTGRES.collect(inquiry)), fetched


def test_a_session_that_cannot_write(shown: Path) -> None:
    double = Double(shown)
    (answer,), _ = asked(double, shown)
    assert (answer.outcome, answer.body) == ("ok", {"value": [{}]})
    words = double.told[1].split(b"\0")
    for name, value in (
        (b"user", b"safeguard"),
        (b"database", b"postgres"),
        (b"default_transaction_read_only", b"on"),
        (b"statement_timeout", b"5s"),
        (b"lock_timeout", b"5s"),
        (b"search_path", b"pg_catalog"),
    ):
        assert words[words.index(name) + 1] == value
    assert double.told[2][:1] == b"Q"
    assert double.told[3:] == [b"X"]


@pytest.mark.parametrize(
    ("names", "days_left", "other", "why"),
    [
        (("db.clinic.example",), 1, False, "made for another name"),
        (("127.0.0.1",), -1, False, "expired"),
        (("127.0.0.1",), 1, True, "vouches for itself"),
    ],
)
def test_who_has_not_proved_who_it_is_hears_nothing(
    tmp_path: Path,
    names: tuple[str, ...],
    days_left: int,
    other: bool,  # noqa: FBT001  # a column
    why: str,
) -> None:
    (tmp_path / "other").mkdir()
    pem, another = certificate(tmp_path, *names, days_left=days_left), certificate(tmp_path / "other", "127.0.0.1")
    double = Double(pem)
    (answer,), fetched = asked(double, another if other else pem)
    assert (answer.outcome, answer.code) == ("error", f"CertificateRefused: {why}")
    assert (double.told, fetched) == ([b"\0\0\0\x08\x04\xd2\x16/"], [])
    assert explain(answer)


def test_who_speaks_no_tls_hears_nothing(shown: Path) -> None:
    """Nor does somebody in between who says that it speaks none."""
    double = Double(None)
    (answer,), fetched = asked(double, shown)
    assert (answer.outcome, answer.code) == ("error", "NoTls")
    assert (double.told, fetched) == ([b"\0\0\0\x08\x04\xd2\x16/", b""], [])


def test_what_is_said_before_tls_is_not_heard(shown: Path) -> None:
    (answer,), fetched = asked(Double(shown, first=b"S" + WELCOME), shown)
    assert answer.code.startswith("NoHandshake")
    assert fetched == []


@pytest.mark.parametrize(
    ("welcome", "outcome", "code"),
    [
        (error("28P01", "c4n4ry"), "denied", "28P01"),
        (error("28000"), "denied", "28000"),
        (error("3D000"), "error", "3D000"),
        (error("53300"), "throttled", "53300"),
        (error("57P03"), "unreachable", "57P03"),
        (error("08P01"), "error", "08P01"),
        (error("c4n4ry"), "error", "NotUnderstood"),
        (message(b"R", struct.pack("!i", 7)), "denied", "AuthenticationMethod"),
        (message(b"R", struct.pack("!i", 10) + b"c4n4ry\0\0"), "error", "NotUnderstood"),
        (message(b"R", b""), "error", "NotUnderstood"),
        (message(b"R", struct.pack("!i", 3) + bytes(70_000)), "error", "TooMuch"),
        (message(b"S", b"client_encoding\0idna\0"), "error", "NotUnderstood"),
        (message(b"?", b"c4n4ry"), "error", "NotUnderstood"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "timeout", "2 s"),
        (b"", "timeout", "2 s"),
    ],
)
def test_who_lets_nobody_in(shown: Path, welcome: bytes, outcome: str, code: str) -> None:
    answers, _ = asked(Double(shown, welcome=welcome), shown, ALL, timeout=2)
    assert {(answer.outcome, answer.code) for answer in answers} == {(outcome, code)}
    assert {finding.status for finding in judged(answers, target("db")).findings} == {Status.NOT_ASSESSED}


def test_a_count_that_would_take_for_ever(shown: Path) -> None:
    first = message(b"R", struct.pack("!i", 10) + b"SCRAM-SHA-256\0\0")
    second = message(b"R", struct.pack("!i", 11) + b"r=x,s=eA==,i=2000000000")
    began = time.process_time()
    (answer,), _ = asked(Double(shown, welcome=[first, second]), shown)
    assert answer.code == "TooMuch"
    assert time.process_time() - began < 3


ROW = row("1")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (done(described("a"), ROW * 60_000), "TooMuch"),
        (itertools.chain([described("a")], itertools.repeat(ROW * 1000)), "TooMuch"),
        (itertools.chain([b"D" + struct.pack("!i", 2**31 - 1)], itertools.repeat(bytes(1 << 20))), "TooMuch"),
        (done(described(*map(str, range(65)))), "TooMuch"),
        (message(b"E", bytes(70_000)), "TooMuch"),
        (itertools.repeat(message(b"N", b"SNOTICE\0" * 1000)), "TooMuch"),
        (done(ROW), "NotUnderstood"),
        (done(described("a", oid=23), row("c4n4ry")), "NotUnderstood"),
        (done(described("a", oid=114), row("[" * 100_000)), "NotUnderstood"),
        (done(described("a"), message(b"D", b"\0\x01\xff")), "NotUnderstood"),
        (message(b"G", b"\0\0\0") + READY, "NotUnderstood"),
        (b"Z\0\0\0\x01", "NotUnderstood"),
        (b"D\0\0", "2 s"),
        (b"", "2 s"),
    ],
)
def test_a_server_that_does_not_keep_to_the_protocol(shown: Path, answer: Any, code: str) -> None:
    """Nothing of it is taken for an answer, and it takes no more than its time."""
    began = time.monotonic()
    answers, _ = asked(Double(shown, answer=answer), shown, ALL, timeout=30 if code == "TooMuch" else 2)
    assert {a.code for a in answers} == {code}
    assert {a.outcome for a in answers} <= {"error", "timeout"}
    assert time.monotonic() - began < 30
    assert {finding.status for finding in judged(answers, target("db")).findings} == {Status.NOT_ASSESSED}


def test_a_server_that_ends_in_the_middle(shown: Path) -> None:
    class Ends(Double):
        def _served(self, line: socket.socket) -> None:
            line.recv(1000)
            line.sendall(WELCOME)
            line.recv(1000)
            line.sendall(done(described("version", oid=23), row("150018")) + b"T\0")

    answers, _ = asked(Ends(shown), shown, ALL)
    assert [answer.outcome for answer in answers] == ["ok", *["error"] * 6]
    assert {answer.code for answer in answers[1:]} == {"closed"}


def test_a_refusal_of_one_statement_costs_that_one(shown: Path) -> None:
    denied, refused = error("42501") + READY, error("57014", PASSWORD) + READY
    for answer, outcome in ((denied, "denied"), (refused, "timeout"), (error("42P01") + READY, "error")):
        answers, _ = asked(Double(shown, answer=answer), shown, ALL)
        assert [a.outcome for a in answers] == [outcome] * 7


def test_the_run_is_ended(shown: Path) -> None:
    over = iter([False] * 6)
    with service(Double(shown, pause=3)) as it:
        where = target(f"127.0.0.1:{it.port}", ca=str(shown))
        answers = POSTGRES.collect(Inquiry(where, ALL, now, str, stopped=lambda: next(over, True)))
        assert {answer.code for answer in answers} == {"stopped"}


def test_without_its_driver(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith(("pg8000", "collectors.postgres.wire")):
            raise ModuleNotFoundError(name=name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    inquiry = Inquiry(target("db", ca=str(shown)), ALL, now, str)
    with pytest.raises(CollectError, match=r"pip install 'safeguard-scanner\[postgres\]'"):
        list(POSTGRES.collect(inquiry))


def test_nobody_is_asked_what_no_check_needs(shown: Path) -> None:
    double = Double(shown)
    answers, _ = asked(double, shown, frozenset())
    assert answers == []
    assert double.told == []


def test_a_secret_is_fetched_once_it_is_known_for_whom(shown: Path) -> None:
    double = Double(shown, welcome=message(b"R", struct.pack("!i", 3)))
    _, fetched = asked(double, shown, timeout=1)
    assert fetched == ["env:PASSWORD"]
