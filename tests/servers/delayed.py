"""A TCP forwarder that makes the way to a server long, and counts how often one side waits for the other."""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_PIECE = 65_536


@dataclass
class Way:
    """What went over it."""

    port: int
    turns: int = 0
    """How often the client spoke after the server had: round trips."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    _last: str = "server"

    def heard(self, who: str) -> None:
        """Note who speaks."""
        with self.lock:
            self.turns += who == "client" and self._last == "server"
            self._last = who


@contextlib.contextmanager
def delayed(server: int, seconds: float) -> Iterator[Way]:
    """Forward a free loopback port to another one, everything `seconds` later in either direction."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        way = Way(listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, server, seconds, way), daemon=True).start()
        yield way


def _accept(listener: socket.socket, server: int, seconds: float, way: Way) -> None:
    with contextlib.suppress(OSError):
        while True:
            near, _ = listener.accept()
            far = socket.create_connection(("127.0.0.1", server))
            for source, sink, who in ((near, far, "client"), (far, near, "server")):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
                threading.Thread(target=_take, args=(source, line, seconds, who, way), daemon=True).start()
                threading.Thread(target=_give, args=(sink, line), daemon=True).start()


def _take(
    source: socket.socket, line: "queue.SimpleQueue[tuple[float, bytes]]", seconds: float, who: str, way: Way
) -> None:
    piece = b"?"
    while piece:
        try:
            piece = source.recv(_PIECE)
        except OSError:
            piece = b""
        if piece:
            way.heard(who)
        line.put((time.monotonic() + seconds, piece))


def _give(sink: socket.socket, line: "queue.SimpleQueue[tuple[float, bytes]]") -> None:
    with contextlib.suppress(OSError):
        while True:
            when, piece = line.get()
            time.sleep(max(0.0, when - time.monotonic()))
            if not piece:
                sink.shutdown(socket.SHUT_WR)
                return
            sink.sendall(piece)
