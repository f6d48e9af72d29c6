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
    seconds: float
    """Later in either direction."""
    turns: int = 0
    """How often the client was answered: what it says without a pause as long as the way there and back is one turn."""


@dataclass
class _Talk:
    """One connection over it."""

    way: Way
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: float = 0.0
    spoke: float = 0.0
    answered: bool = True

    def heard(self, who: str) -> None:
        """Note who speaks."""
        now = time.monotonic()
        with self.lock:
            if who == "client":
                if now - self.spoke >= 2 * self.way.seconds:
                    self.begun, self.answered = now, False
                self.spoke = now
            elif not self.answered and self.begun + self.way.seconds <= now:
                self.way.turns += 1
                self.answered = True


@contextlib.contextmanager
def delayed(server: int, seconds: float) -> Iterator[Way]:
    """Forward a free loopback port to another one, everything `seconds` later in either direction."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        way = Way(listener.getsockname()[1], seconds)
        threading.Thread(target=_accept, args=(listener, server, seconds, way), daemon=True).start()
        yield way


def _accept(listener: socket.socket, server: int, seconds: float, way: Way) -> None:
    with contextlib.suppress(OSError):
        while True:
            near, _ = listener.accept()
            talk = _Talk(way)
            far = socket.create_connection(("127.0.0.1", server))
            for source, sink, who in ((near, far, "client"), (far, near, "server")):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
                threading.Thread(target=_take, args=(source, line, seconds, who, talk), daemon=True).start()
                threading.Thread(target=_give, args=(sink, line), daemon=True).start()


def _take(
    source: socket.socket, line: "queue.SimpleQueue[tuple[float, bytes]]", seconds: float, who: str, talk: _Talk
) -> None:
    piece = b"?"
    while piece:
        try:
            piece = source.recv(_PIECE)
        except OSError:
            piece = b""
        if piece:
            talk.heard(who)
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
