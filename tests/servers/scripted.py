"""A server on loopback that plays scripted bytes, whatever it is asked: what a hostile or broken endpoint may send."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Play:
    """What one request is answered with."""

    said: bytes
    ends: str = ""
    """How the connection ends after it: `close`, `cut` (without TLS's own word for it), `reset`; it stays if empty."""
    later: bytes = b""
    """What comes a moment after the answer."""
    drip: bytes = b""
    """What comes behind it again and again, for as long as somebody listens."""


Script: TypeAlias = Play | bytes


@dataclass
class Scripted:
    """Where it listens, and what it has met."""

    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    """Whole requests."""
    met: int = 0
    """Connections so far."""
    played: int = 0
    """Scripts that were played to their end."""
    open: int = 0
    """Connections that are open now, as far as it has seen."""

    def settled(self, count: int) -> int:
        """Connections that are open, once all is said and there are no more than so many, or a moment later."""
        end = time.monotonic() + 5
        while (self.open > count or self.played < len(self.asked)) and time.monotonic() < end:
            time.sleep(0.01)
        return self.open


@contextlib.contextmanager
def playing(*scripts: Script, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Scripted]:
    """Answer each request with the next script; the last one again and again."""
    it = Scripted()
    plays = [s if isinstance(s, Play) else Play(s) for s in scripts]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family, backlog=128) as server:
        it.port = server.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(server, it, plays, tls), daemon=True)
        thread.start()
        yield it
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _accept(server: socket.socket, it: Scripted, plays: list[Play], tls: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = server.accept()
            threading.Thread(target=_serve, args=(client, it, plays, tls), daemon=True).start()


def _serve(client: socket.socket, it: Scripted, plays: list[Play], tls: ssl.SSLContext | None) -> None:
    it.met += 1
    it.open += 1
    try:
        with contextlib.suppress(OSError), tls.wrap_socket(client, server_side=True) if tls else client as sock:
            client = sock
            while (asked := _request(sock)) and (play := plays[min(len(it.asked), len(plays) - 1)]):
                it.asked.append(asked)
                sock.sendall(play.said)
                if play.later:
                    time.sleep(0.05)
                    sock.sendall(play.later)
                while play.drip:
                    time.sleep(0.05)
                    sock.sendall(play.drip)
                it.played += 1
                if play.ends:
                    _end(sock, play.ends)
                    return
    finally:
        client.close()
        it.open -= 1


def _end(sock: socket.socket, how: str) -> None:
    if how == "reset":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    elif how == "close" and isinstance(sock, ssl.SSLSocket):
        sock.settimeout(0.01)  # not until the client says good-bye, too
        sock.unwrap()


def _request(sock: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        if not (piece := sock.recv(1 << 16)):
            return b""
        read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(lines.get(b"content-length", 0)):
        body += sock.recv(1 << 16)
    return head + b"\r\n\r\n" + body
