"""The real driver against a server on loopback: who is signed in to, what is asked, and what a hostile server gets."""

import re
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.mssql import MSSQL
from collectors.mssql.entering import _BEGIN
from collectors.mssql.statements import QUESTIONS
from scanner.answers import Answer
from scanner.collector import Inquiry
from scanner.targets import Target
from tests.collectors.mssql.servers import CARELESS, HARDENED, served
from tests.servers.services import service
from tests.servers.tds import (
    DONE,
    DONE_ERROR,
    NOT_SUPPORTED,
    Line,
    Recorded,
    Refused,
    columns,
    done,
    error,
    table,
    tds,
    token,
)
from tests.servers.tls import certificate

PASSWORD = "S3cretPassw0rd"  # noqa: S105  # that is what it plays
ALL = [q.id for q in QUESTIONS]
SQL = {q.id: q.sql for q in QUESTIONS}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("shown"), "127.0.0.1")


def ask(port: int, ca: Path, fetched: list[str] | None = None, **options: Any) -> dict[str, Answer]:
    """All questions, put by the collector itself."""

    def secret(reference: str) -> str:
        (fetched if fetched is not None else []).append(reference)
        return PASSWORD

    target = Target(
        id="mssql://db1",
        scheme="mssql",
        name=f"127.0.0.1:{port}",
        options={"password": "env:DB", "ca": str(ca), "timeout": 20, **options},
    )
    inquiry = Inquiry(target, frozenset(ALL), now=lambda: "2026-11-25T12:00:00Z", secret=secret)
    return {answer.question: answer for answer in MSSQL.collect(inquiry)}


def outcomes(came: dict[str, Answer]) -> set[tuple[str, str]]:
    return {(answer.outcome, answer.code) for answer in came.values()}


def test_all_that_was_recorded_comes_through_the_wire(shown: Path) -> None:
    it = Recorded(served(HARDENED))
    with tds(it, shown) as port:
        came = ask(port, shown)
    for question in ALL:
        told = [{k: v for k, v in row.items() if v is not None} for row in HARDENED[question]]
        assert came[question].body == {"value": told}, question
        assert (came[question].outcome, came[question].items) == ("ok", len(HARDENED[question]))
    assert came["mssql.server"].source.caller == "safeguard"
    assert came["mssql.server"].source.identity.startswith("cert SHA256:")
    assert it.came == [("safeguard", "master")]


def test_the_statements_are_those_of_the_table_and_few(shown: Path) -> None:
    it = Recorded(served(HARDENED))
    with tds(it, shown) as port:
        ask(port, shown)
    assert it.asked == [_BEGIN, *SQL.values()]
    assert it.turns + 1 <= 15  # and one to connect


def test_nothing_that_names_anybody_travels_in_plain(shown: Path) -> None:
    it = Recorded(served(HARDENED))
    with tds(it, shown) as port:
        ask(port, shown)
    assert it.came
    for word in ("safeguard", PASSWORD, "master", "127.0.0.1"):
        assert word.encode("utf-16-le") not in it.plain
    assert b"S3cret" not in it.plain


def test_who_offers_no_encryption_is_told_nothing(shown: Path) -> None:
    it, fetched = Recorded({}, encryption=NOT_SUPPORTED), list[str]()
    with tds(it, shown) as port:
        came = ask(port, shown, fetched)
    assert outcomes(came) == {("error", "NoTls")}
    assert (it.came, fetched) == ([], [])


@pytest.mark.parametrize("level", [0, 2])
def test_who_would_encrypt_the_sign_in_alone_is_told_nothing(shown: Path, level: int) -> None:
    it = Recorded({}, encryption=level)
    with tds(it, shown) as port:
        assert outcomes(ask(port, shown)) == {("error", "NoTls")}
    assert it.came == []


@pytest.mark.parametrize(
    ("names", "left", "trusted", "why"),
    [
        (("other.example",), 1, True, "made for another name"),
        (("127.0.0.1",), 1, False, "vouches for itself"),
        (("127.0.0.1",), -1, True, "expired"),
    ],
)
def test_a_wrong_certificate_is_told_nothing(  # noqa: PLR0913  # a row has so many columns
    tmp_path: Path, shown: Path, names: tuple[str, ...], left: int, *, trusted: bool, why: str
) -> None:
    wrong, it, fetched = certificate(tmp_path, *names, days_left=left), Recorded({}), list[str]()
    with tds(it, wrong) as port:
        came = ask(port, wrong if trusted else shown, fetched)
    assert outcomes(came) == {("error", f"CertificateRefused: {why}")}
    assert (it.came, fetched) == ([], [])


@pytest.mark.parametrize("number", [18456, 18470, 18486, 18487, 4060])
def test_who_is_not_let_in_is_denied(shown: Path, number: int) -> None:
    it = Recorded({}, password="another", refuses=Refused(number))  # noqa: S106  # that is what it plays
    with tds(it, shown) as port:
        came = ask(port, shown)
    assert outcomes(came) == {("denied", str(number))}
    assert "S3cret" not in repr(came)
    assert MSSQL.explain(came["mssql.server"])


@pytest.mark.parametrize(
    ("number", "outcome"), [(229, "denied"), (300, "denied"), (916, "denied"), (50229, "denied"), (208, "error")]
)
def test_what_one_statement_may_not_costs_that_one(shown: Path, number: int, outcome: str) -> None:
    it = Recorded(served(HARDENED, backups=Refused(number)))
    with tds(it, shown) as port:
        came = ask(port, shown)
    backups = came.pop("mssql.backups")
    assert (backups.outcome, backups.code, backups.body) == (outcome, str(number), None)
    assert outcomes(came) == {("ok", "")}


def test_a_refusal_in_the_middle_leaves_the_others(shown: Path) -> None:
    def half(line: Line) -> None:
        line.say(table(HARDENED["mssql.logins"]) + error(Refused(229)) + done(DONE_ERROR))

    it = Recorded(served(HARDENED, logins=half))
    with tds(it, shown) as port:
        came = ask(port, shown)
    assert (came["mssql.logins"].outcome, came["mssql.logins"].body) == ("denied", None)
    assert came["mssql.backups"].outcome == "ok"


def test_an_empty_list_is_empty(shown: Path) -> None:
    with tds(Recorded(served(CARELESS)), shown) as port:
        came = ask(port, shown)
    assert (came["mssql.audits"].outcome, came["mssql.audits"].body) == ("empty", {"value": []})


def elsewhere(line: Line) -> None:
    """Route to another server, as a gateway does (ENVCHANGE 20)."""
    to = "127.0.0.1".encode("utf-16-le")
    body = b"\x14" + struct.pack("<HBHH", 5 + len(to), 0, 9, len(to) // 2) + to + bytes(2)
    ack = b"\x01\x74\x00\x00\x04\x00\x10\x00\x00\x00"
    line.say(b"\xad" + struct.pack("<H", len(ack)) + ack + b"\xe3" + struct.pack("<H", len(body)) + body + done(DONE))


def test_who_sends_us_elsewhere_is_not_followed(shown: Path) -> None:
    with tds(Recorded({}, signed_in=elsewhere), shown) as port:
        assert outcomes(ask(port, shown)) == {("error", "SentElsewhere")}


def huge(line: Line) -> None:
    """Asks for packets of a thousand million bytes (ENVCHANGE 4)."""
    size = "1000000000".encode("utf-16-le")
    body = b"\x04" + bytes([len(size) // 2]) + size + b"\x00"
    line.say(token(0xE3, body) + done(DONE))


def garbage(line: Line) -> None:
    line.say(b"\x81\x01\x00" + bytes(range(200)))


def nothing(line: Line) -> None:
    line.raw(b"\x04\x01\x00\x08\x00\x00\x01\x00")


def cut(line: Line) -> None:
    line.raw(b"\x04\x00\x10\x00\x00\x00\x01\x00" + table(HARDENED["mssql.logins"])[:40])
    raise EOFError


@pytest.mark.parametrize("play", [huge, garbage, nothing, cut])
def test_at_the_sign_in_nonsense_is_no_answer(shown: Path, play: Callable[[Line], None]) -> None:
    began = time.monotonic()
    with tds(Recorded({}, signed_in=play), shown) as port:
        came = ask(port, shown)
    assert {answer.outcome for answer in came.values()} <= {"error", "unreachable"}
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("play", [garbage, nothing, cut])
def test_nonsense_costs_what_comes_after_it_alone(shown: Path, play: Callable[[Line], None]) -> None:
    with tds(Recorded(served(HARDENED, logins=play)), shown) as port:
        came = ask(port, shown)
    lost = ALL[ALL.index("mssql.logins") :]
    assert all(came[one].outcome in {"error", "unreachable"} and came[one].body is None for one in lost)
    assert all(came[one].outcome == "ok" for one in ALL if one not in lost)


def endless(line: Line) -> None:
    line.raw(_packet(columns({"name": False})))
    rows = b"\xd1\x80\x0c" + b"a\x00" * 1600
    while True:
        line.raw(_packet(rows))


def giant(line: Line) -> None:
    """One value that does not end (PLP)."""
    column = struct.pack("<IH", 0, 1) + b"\xe7\xff\xff\x09\x04\xd0\x00\x34" + bytes([4]) + "name".encode("utf-16-le")
    line.raw(_packet(b"\x81\x01\x00" + column + b"\xd1" + b"\xfe" + b"\xff" * 7))
    while True:
        line.raw(_packet(struct.pack("<I", 4000) + b"a\x00" * 2000))


def _packet(data: bytes) -> bytes:
    return struct.pack(">BBHHBB", 4, 0, len(data) + 8, 0, 1, 0) + data


@pytest.mark.parametrize("play", [endless, giant])
def test_what_does_not_end_is_ended(shown: Path, monkeypatch: pytest.MonkeyPatch, play: Callable[[Line], None]) -> None:
    monkeypatch.setattr("collectors.secured.line.Bounds.__init__.__defaults__", (lambda: False, 1 << 21))
    with tds(Recorded(served(HARDENED, logins=play)), shown) as port:
        came = ask(port, shown)
    assert came["mssql.logins"].outcome == "error"
    assert came["mssql.logins"].body is None
    assert came["mssql.settings"].outcome == "ok"


def hangs(line: Line) -> None:
    time.sleep(0)


def test_who_hangs_has_its_time(shown: Path) -> None:
    began = time.monotonic()
    with tds(Recorded(served(HARDENED, logins=hangs)), shown) as port:
        came = ask(port, shown, timeout=2)
    assert (came["mssql.logins"].outcome, came["mssql.logins"].code) == ("timeout", "2 s")
    assert came["mssql.backups"].outcome == "timeout"
    assert came["mssql.settings"].outcome == "ok"
    assert time.monotonic() - began < 6


def test_one_that_takes_too_long_is_stopped_and_the_others_go_on(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.mssql.entering.STATEMENT", 1)
    with tds(Recorded(served(HARDENED, logins=hangs)), shown) as port:
        came = ask(port, shown)
    assert (came.pop("mssql.logins").outcome, outcomes(came)) == ("timeout", {("ok", "")})


def test_without_the_driver_it_says_what_to_install(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pytds.tds_socket", None)
    with pytest.raises(Exception, match=r"python-tds is not installed: pip install 'safeguard-scanner\[mssql\]'"):
        ask(1, shown)


VIEWS = {
    *("sys.configurations", "sys.dm_exec_connections", "sys.server_principals", "sys.sql_logins"),
    *("sys.server_role_members", "sys.server_permissions", "sys.server_audits", "sys.dm_server_audit_status"),
    *("sys.server_file_audits", "sys.server_audit_specifications", "sys.server_audit_specification_details"),
    *("sys.databases", "sys.master_files", "sys.dm_database_encryption_keys"),
    *("msdb.dbo.backupset", "msdb.dbo.backupmediafamily"),
}
OWN = {"sys.database_audit_specifications", "sys.database_audit_specification_details"}
"""Of each database, whose name stands before them."""


@pytest.mark.parametrize("question", ALL)
def test_no_table_of_data_is_read_and_nothing_is_written(question: str) -> None:
    sql = SQL[question]
    assert set(re.findall(r"(?:FROM|JOIN) ([a-z][a-z_.]+)", sql)) <= VIEWS
    assert set(re.findall(r"QUOTENAME\(name\) ?\+ N'\.([a-z_.]+)", sql)) <= OWN
    assert not re.search(r"\b(INSERT|UPDATE|DELETE|MERGE|INTO|ALTER|CREATE|DROP|GRANT|BACKUP|RESTORE)\b [^A]", sql)
    assert set(re.findall(r"EXEC\s+(\S+)", sql)) <= {"master.dbo.xp_instance_regread", "(@sql)"}
    assert "password_hash" not in sql


def test_every_question_is_marked_as_untried() -> None:
    assert all(question.untried for question in QUESTIONS)


def test_who_hangs_up_is_said_to_do_so(shown: Path) -> None:
    def hang_up(client: socket.socket) -> None:
        client.recv(100)

    with service(hang_up) as it:
        came = ask(it.port, shown)
    assert outcomes(came) == {("unreachable", "ConnectionResetError")}
    cause = MSSQL.explain(came["mssql.server"])
    assert cause
    assert "TDS 8.0" in cause.more
