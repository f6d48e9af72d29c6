"""A relay that counts how often the client speaks after the server has: ways there and back."""

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Counted:
    """Where it listens, and how many turns it has seen."""

    port: int
    turns: int = 0


@contextlib.contextmanager
def turns(to: int) -> Iterator[Counted]:
    """Relay one connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        it = Counted(server.getsockname()[1])
        server.settimeout(10)
        thread = threading.Thread(target=_relay, args=(server, to, it), daemon=True)
        thread.start()
        yield it
        thread.join(10)


def _relay(server: socket.socket, to: int, it: Counted) -> None:
    with contextlib.suppress(OSError):
        client, _ = server.accept()
        with client, socket.create_connection(("127.0.0.1", to)) as behind:
            _pass(client, behind, it)


def _pass(client: socket.socket, behind: socket.socket, it: Counted) -> None:
    spoke: socket.socket | None = behind
    waiting = 0
    while True:
        for one in select.select([client, behind], [], [], 10)[0]:
            if not (said := one.recv(65536)):
                return
            if one is client and spoke is behind:
                waiting = 1
            elif one is behind:  # only what is answered is a way there and back
                it.turns, waiting = it.turns + waiting, 0
            spoke = one
            (behind if one is client else client).sendall(said)
