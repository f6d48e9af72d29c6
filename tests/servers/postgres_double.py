"""One that plays a PostgreSQL on the wire, as well or as badly as it is told to."""

import socket
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.services import exactly
from tests.servers.tls import serving

READY = b"Z\0\0\0\x05I"
WELCOME = b"R\0\0\0\x08\0\0\0\0" + READY


def message(kind: bytes, data: bytes = b"") -> bytes:
    """One message of the protocol."""
    return kind + struct.pack("!i", len(data) + 4) + data


def described(*names: str, oid: int = 25) -> bytes:
    """The columns that come."""
    columns = b"".join(name.encode() + b"\0" + struct.pack("!ihihih", 0, 0, oid, -1, -1, 0) for name in names)
    return message(b"T", struct.pack("!H", len(names)) + columns)


def row(*values: str | None) -> bytes:
    """One row."""
    cells = b"".join(
        struct.pack("!i", -1) if v is None else struct.pack("!i", len(v.encode())) + v.encode() for v in values
    )
    return message(b"D", struct.pack("!H", len(values)) + cells)


def error(state: str, text: str = "") -> bytes:
    """It refuses."""
    return message(b"E", f"SERROR\0VERROR\0C{state}\0M{text}\0\0".encode())


def done(*parts: bytes) -> bytes:
    """An answer to a statement."""
    return b"".join(parts) + message(b"C", b"SELECT 1\0") + READY


@dataclass
class Double:
    """What it says, and what it was told."""

    certificate: Path | None
    """None: it speaks no TLS."""
    welcome: bytes | Iterable[bytes] = WELCOME
    answer: bytes | Iterable[bytes] = done(described("a"), row("1"))
    first: bytes = b"S"
    pause: float = 0
    told: list[bytes] = field(default_factory=list)
    """All that came, before TLS and within it."""

    def __call__(self, client: socket.socket) -> None:
        """Play it to one client."""
        self.told.append(exactly(client, 8))
        client.sendall(self.first if self.certificate else b"N")
        if not self.certificate:
            self.told.append(client.recv(1000))
            return
        with serving(self.certificate).wrap_socket(client, server_side=True) as line:
            self._served(line)

    def _served(self, line: socket.socket) -> None:
        self.told.append(exactly(line, struct.unpack("!i", exactly(line, 4))[0] - 4))
        _say(line, self.welcome)
        while True:
            kind = exactly(line, 1)
            self.told.append(kind + exactly(line, struct.unpack("!i", exactly(line, 4))[0] - 4))
            if kind == b"X":
                return
            time.sleep(self.pause)
            _say(line, self.answer)


def _say(line: socket.socket, what: bytes | Iterable[bytes]) -> None:
    for part in [what] if isinstance(what, bytes) else what:
        line.sendall(part)


Play = Callable[[socket.socket], None]
