"""A double that speaks the protocol of MySQL: a greeting, TLS, a sign-in, and what it is told to answer.

As dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html has it. What it is asked is written down.
"""

import socket
import ssl
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.servers.services import exactly
from tests.servers.tls import serving

_SSL = 0x800
_CAPABILITIES = 0x000FFFFF  # what MySQL has had since 5.5: TLS and plugins among it
_SALT = b"12345678", b"abcdefghijkl"
Table: TypeAlias = tuple[Sequence[str], Sequence[Sequence[Any]]]
Said: TypeAlias = Table | int | Callable[["Line"], None]
"""Rows; the number of an error; or something else that it does then."""


@dataclass
class MySQL:
    """Who it is, and what came."""

    certificate: Path
    version: str = "8.4.9"
    tls: bool = True
    password: str = ""
    answers: Callable[[str], Said] = lambda _: ((), ())
    refuses: int = 0
    """The number of the error with which it ends the sign-in."""
    heard: list[bytes] = field(default_factory=list)
    """What came in plain."""
    users: list[str] = field(default_factory=list)
    passwords: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    trips: int = 0
    """How often somebody waited for it, from the connection on."""

    def play(self, client: socket.socket) -> None:
        """One connection, from the greeting to the end."""
        self.trips += 1
        line = Line(client)
        line.send(self.greeting())
        line.number = 1
        self.heard.append(client.recv(4))
        if not self.tls or not self.heard[-1]:
            return
        # No byte more: behind it TLS begins.
        self.heard.append(exactly(client, int.from_bytes(self.heard[-1][:3], "little")))
        with serving(self.certificate).wrap_socket(client, server_side=True) as secure:
            self.trips += 2  # a handshake, and the answer to who it is
            line.over = secure
            self._sign_in(line)

    def greeting(self) -> bytes:
        """What it says first."""
        flags = _CAPABILITIES if self.tls else _CAPABILITIES & ~_SSL
        return (
            b"\x0a"
            + self.version.encode()
            + b"\0"
            + struct.pack("<I", 7)
            + _SALT[0]
            + b"\0"
            + struct.pack("<HBHHB", flags & 0xFFFF, 255, 2, flags >> 16, 21)
            + bytes(10)
            + _SALT[1]
            + b"\0"
            + b"caching_sha2_password\0"
        )

    def _sign_in(self, line: "Line") -> None:
        self.users.append(line.receive()[32:].partition(b"\0")[0].decode())
        if self.password:
            self.trips += 1
            line.send(b"\x01\x04")  # the password itself, over TLS: it has not seen this account before
            self.passwords.append(line.receive().rstrip(b"\0"))
        if self.refuses or (self.password and self.passwords[-1] != self.password.encode()):
            line.error(self.refuses or 1045)
            return
        line.send(OK)
        while (said := line.receive())[0] == 3:
            self.trips += 1
            self.asked.append(said[1:].decode())
            self._answer(line, self.asked[-1])

    def _answer(self, line: "Line", sql: str) -> None:
        if sql.startswith("SET "):
            line.send(OK)
            return
        said = (["CURRENT_USER()"], [["safeguard@%"]]) if sql == "SELECT CURRENT_USER()" else self.answers(sql)
        match said:
            case int():
                line.error(said)
            case tuple():
                line.table(*said)
            case _:
                said(line)


OK = b"\0\0\0\x02\0\0\0"
EOF_ = b"\xfe\0\0\x02\0"


class Line:
    """Packets over a connection, in plain or not."""

    def __init__(self, over: socket.socket | ssl.SSLSocket) -> None:
        self.over, self.number = over, 0

    def send(self, payload: bytes) -> None:
        """One packet."""
        self.over.sendall(struct.pack("<I", len(payload))[:3] + bytes([self.number % 256]) + payload)
        self.number += 1

    def receive(self) -> bytes:
        """One packet; the next one that is sent follows its number."""
        head = exactly(self.over, 4)
        self.number = head[3] + 1
        return exactly(self.over, int.from_bytes(head[:3], "little"))

    def error(self, number: int) -> None:
        """Refuse, with words that hold a secret."""
        self.send(b"\xff" + struct.pack("<H", number) + b"#HY000c4n4ryW0rds 0f th3 s3rv3r")

    def columns(self, names: Sequence[str], numbers: Sequence[bool]) -> None:
        """How a table begins."""
        self.send(_whole(len(names)))
        for name, number in zip(names, numbers, strict=True):
            self.send(column(name, number=number))
        self.send(EOF_)

    def table(self, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A table; numbers are sent as numbers, None as NULL."""
        self.columns(names, [bool(rows) and isinstance(rows[0][place], int) for place in range(len(names))])
        for one in rows:
            self.send(row(one))
        self.send(EOF_)


def column(name: str, *, number: bool = False) -> bytes:
    """How a column is described."""
    parts = b"".join(map(_text, ("def", "", "", "", name, "")))
    charset, kind = (63, 8) if number else (255, 253)
    return parts + b"\x0c" + struct.pack("<HIBHB", charset, 1024, kind, 0, 0) + bytes(2)


def row(values: Sequence[Any]) -> bytes:
    """One row."""
    return b"".join(b"\xfb" if value is None else _text(str(value)) for value in values)


def _text(text: str) -> bytes:
    return _whole(len(text.encode())) + text.encode()


def _whole(number: int) -> bytes:
    return bytes([number]) if number < 251 else b"\xfc" + struct.pack("<H", number)


def recorded(tables: Mapping[str, Said], questions: Mapping[str, str]) -> Callable[[str], Said]:
    """Answers by the id of the question; one that nobody gave an answer to is a flaw of the test."""
    by = {questions[name]: said for name, said in tables.items()}
    return lambda sql: by[sql]
