"""A SQL Server on loopback as far as a client can tell: TLS inside TDS, sign-in, and rows that somebody recorded.

Written from MS-TDS. What is asked and not recorded is refused as an object that is not there (208).
"""

import contextlib
import socket
import ssl
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.servers.services import exactly, service
from tests.servers.tls import serving

PRELOGIN, REPLY, LOGIN, BATCH, ATTENTION = 0x12, 0x04, 0x10, 0x01, 0x06
ON, NOT_SUPPORTED = 1, 2
DONE, DONE_ERROR, DONE_ATTENTION = 0, 2, 0x20
Say: TypeAlias = Callable[[bytes], None]
Play: TypeAlias = Callable[["Line"], None]


@dataclass(frozen=True)
class Refused:
    """An error of the server."""

    number: int
    severity: int = 14
    text: str = "The permission was denied: S3cretText"


@dataclass
class Recorded:
    """What it has, whom it lets in, and what came of it."""

    answers: Mapping[str, Sequence[Mapping[str, Any]] | Refused | Play]
    """By the statement: rows, an error, or something that is played on the line."""
    user: str = "safeguard"
    password: str = "S3cretPassw0rd"  # noqa: S105  # that is what it plays
    encryption: int = ON
    refuses: Refused = field(default_factory=lambda: Refused(18456, text="Login failed for user 'S3cretText'."))
    signed_in: Play | None = None
    """Played in place of letting somebody in."""
    plain: bytes = b""
    """All that came before TLS."""
    came: list[tuple[str, str]] = field(default_factory=list)
    """Users, and the databases they named."""
    asked: list[str] = field(default_factory=list)
    turns: int = 0
    """Messages that were answered, those of the handshake too."""


class Line:
    """One client: TDS in packets, in plain first and in TLS from then on."""

    def __init__(self, client: socket.socket, it: Recorded) -> None:
        self._client, self.it = client, it
        self._tls: ssl.SSLObject | None = None
        self._came, self._goes = ssl.MemoryBIO(), ssl.MemoryBIO()

    def message(self) -> tuple[int, bytes]:
        """The next message, of however many packets."""
        data, last, kind = b"", 0, 0
        while not last & 1:
            kind, last, size, *_ = struct.unpack(">BBHHBB", self._exactly(8))
            data += self._exactly(size - 8)
        self.it.turns += 1
        return kind, data

    def say(self, data: bytes, kind: int = REPLY) -> None:
        """A message."""
        parts = [data[at : at + 4088] for at in range(0, len(data), 4088)]
        for part in parts:
            self.raw(struct.pack(">BBHHBB", kind, part is parts[-1], len(part) + 8, 0, 1, 0) + part)

    def raw(self, data: bytes) -> None:
        """Bytes as they are, on the line as it is."""
        if self._tls:
            self._tls.write(data)
            data = self._goes.read()
        self._client.sendall(data)

    def secure(self, context: ssl.SSLContext) -> None:
        """Shake hands within packets."""
        tls = context.wrap_bio(self._came, self._goes, server_side=True)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                if sent := self._goes.read():
                    self.say(sent, PRELOGIN)
                self._came.write(self.message()[1])
        if sent := self._goes.read():
            self.say(sent, PRELOGIN)
        self._tls = tls

    def _exactly(self, count: int) -> bytes:
        if not self._tls:
            said = exactly(self._client, count)
            self.it.plain += said
            return said
        said = b""
        while len(said) < count:
            try:
                said += self._tls.read(count - len(said))
            except ssl.SSLWantReadError:
                if not (more := self._client.recv(65536)):
                    raise EOFError from None
                self._came.write(more)
        return said


@contextlib.contextmanager
def tds(it: Recorded, certificate: Path) -> Iterator[int]:
    """Serve on a free port with this certificate; gives the port."""
    with service(lambda client: _serve(Line(client, it), serving(certificate))) as running:
        yield running.port


def _serve(line: Line, context: ssl.SSLContext) -> None:
    line.message()
    line.say(prelogin(line.it.encryption))
    if line.it.encryption == NOT_SUPPORTED:
        line.it.plain += line.message()[1]
        return
    line.secure(context)
    if not _let_in(line, line.message()[1]):
        return
    while True:
        kind, data = line.message()
        if kind == ATTENTION:
            line.say(done(DONE_ATTENTION))
        elif kind == BATCH:
            _answer(line, data[22:].decode("utf-16-le"))


def _let_in(line: Line, data: bytes) -> bool:
    it, texts = line.it, [_text(data, at) for at in (40, 68)]
    at, count = struct.unpack_from("<HH", data, 44)
    password = bytes(((byte ^ 0xA5) << 4 | (byte ^ 0xA5) >> 4) & 0xFF for byte in data[at : at + 2 * count])
    it.came.append((texts[0], texts[1]))
    if it.signed_in:
        it.signed_in(line)
        return False
    if (texts[0], password.decode("utf-16-le")) != (it.user, it.password):
        line.say(error(it.refuses) + done(DONE_ERROR))
        return False
    name = "Microsoft SQL Server".encode("utf-16-le")
    ack = b"\x01\x74\x00\x00\x04" + bytes([len(name) // 2]) + name + bytes([16, 0, 0, 0])
    home = texts[1].encode("utf-16-le")
    at_home = b"\x01" + bytes([len(texts[1])]) + home + b"\x00"
    line.say(token(0xE3, at_home) + token(0xAD, ack) + done(DONE))
    return True


def token(kind: int, body: bytes) -> bytes:
    """A token that says how long it is."""
    return bytes([kind]) + struct.pack("<H", len(body)) + body


def _text(data: bytes, at: int) -> str:
    start, count = struct.unpack_from("<HH", data, at)
    return data[start : start + 2 * count].decode("utf-16-le")


def _answer(line: Line, sql: str) -> None:
    line.it.asked.append(sql)
    found = line.it.answers.get(sql, Refused(208, 16))
    if sql.startswith("SET NOCOUNT"):
        found = [{"caller": line.it.user}]
    if isinstance(found, Refused):
        line.say(error(found) + done(DONE_ERROR))
    elif callable(found):
        found(line)
    else:
        line.say(table(found) + done(DONE))


def prelogin(encryption: int) -> bytes:
    """A version, and what of encryption."""
    return struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 0xFF) + bytes([16, 0, 0, 0, 0, 0, encryption])


def done(status: int) -> bytes:
    """DONE."""
    return b"\xfd" + struct.pack("<HHQ", status, 0, 0)


def error(what: Refused) -> bytes:
    """ERROR."""
    text = what.text.encode("utf-16-le")
    body = struct.pack("<iBBH", what.number, 1, what.severity, len(what.text)) + text + bytes(2) + struct.pack("<i", 1)
    return token(0xAA, body)


def table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """COLMETADATA, and a ROW for each. Of no rows there is one column."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["nothing"]
    numbers = {name: any(isinstance(row.get(name), int) for row in rows) for name in names}
    return columns(numbers) + b"".join(_row(row, numbers) for row in rows)


def columns(numbers: Mapping[str, bool]) -> bytes:
    """Whole numbers and texts, all of which may be NULL."""
    said = b"\x81" + struct.pack("<H", len(numbers))
    for name, number in numbers.items():
        kind = b"\x26\x08" if number else b"\xe7\x40\x1f\x09\x04\xd0\x00\x34"
        said += struct.pack("<IH", 0, 1) + kind + bytes([len(name)]) + name.encode("utf-16-le")
    return said


def _row(row: Mapping[str, Any], numbers: Mapping[str, bool]) -> bytes:
    return b"\xd1" + b"".join(_value(row.get(name), number=number) for name, number in numbers.items())


def _value(value: Any, *, number: bool) -> bytes:
    if number:
        return b"\x00" if value is None else b"\x08" + struct.pack("<q", value)
    data = b"" if value is None else str(value).encode("utf-16-le")
    return b"\xff\xff" if value is None else struct.pack("<H", len(data)) + data
