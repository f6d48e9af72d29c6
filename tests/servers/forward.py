"""A forward proxy on loopback, as companies have them: CONNECT and whole URLs, for those who give a name and password.

Whatever host it is asked for, it goes to one port of this machine, so that tests may ask for hosts that are not there.
"""

import contextlib
import select
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Forward:
    """Where it listens, where to it goes, who may use it, and what it was asked."""

    to: int
    user: str = ""
    """`name:password`; everybody may if empty."""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """First lines of requests to the proxy itself."""


@contextlib.contextmanager
def forwarding(to: int, *, user: str = "", tls: ssl.SSLContext | None = None) -> Iterator[Forward]:
    """Start one before a port; with `tls` it is reached by TLS."""
    it = Forward(to, user)
    with socket.create_server(("127.0.0.1", 0)) as server:
        it.port = server.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(server, it, tls), daemon=True)
        thread.start()
        yield it
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _accept(server: socket.socket, it: Forward, tls: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = server.accept()
            threading.Thread(target=_serve, args=(client, it, tls), daemon=True).start()


def _serve(client: socket.socket, it: Forward, tls: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError), tls.wrap_socket(client, server_side=True) if tls else client as near:
        head = b""
        while b"\r\n\r\n" not in head:
            if not (piece := near.recv(1 << 16)):
                return
            head += piece
        line, _, rest = head.partition(b"\r\n")
        it.asked.append(line.decode())
        wanted = b"proxy-authorization: basic " + b64encode(it.user.encode())
        if it.user and wanted.lower() not in rest.lower():
            near.sendall(b"HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", it.to), timeout=10) as far:
            if line.startswith(b"CONNECT "):
                near.sendall(b"HTTP/1.1 200 There you are\r\n\r\n")
            else:
                far.sendall(head)
            _pour(near, far)


def _pour(near: socket.socket, far: socket.socket) -> None:
    """Both ways, until one side ends: in one thread, for a TLS connection bears no two."""
    other = {near: far, far: near}
    while ready := select.select([near, far], [], [], 10)[0]:
        for sock in ready:
            if not (piece := sock.recv(1 << 16)):
                return
            other[sock].sendall(piece)
