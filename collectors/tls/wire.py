"""A connection to somebody who may be hostile: all reading is bounded in time and in bytes."""

import socket
import time
from typing import Final, Self

from scanner.facts import Failure

MOST: Final = 262_144
"""Bytes that one connection may send us: several times the longest chain of certificates that anybody shows."""
_LINE: Final = 2048
CLOSED: Final = "closed"
"""Code of an answer that did not come: the other side ended the connection without a word."""


class UnansweredError(Exception):
    """What was asked got no answer that can be read; holds the outcome and a code of ours, never the peer's text."""

    def __init__(self, outcome: Failure, code: str) -> None:
        self.outcome, self.code = outcome, code
        super().__init__(f"{outcome}: {code}")


class NoTlsError(Exception):
    """It answered, and speaks no TLS here: STARTTLS is refused, or everything is plain. A finding, no failure."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"no TLS: {code}")


def garbled(what: str) -> UnansweredError:
    """It said something that this protocol does not know."""
    return UnansweredError("error", f"not understood: {what}")


class Wire:
    """One connection. Every call raises `UnansweredError` where time, bytes or the other side come to an end."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._socket, self._until, self._said = connection, time.monotonic() + seconds, f"{seconds:.0f} s"
        self._held, self._left = b"", MOST

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def own_address(self) -> str:
        """The address that we come from."""
        return str(self._socket.getsockname()[0])

    @property
    def heard(self) -> int:
        """Bytes that have come so far."""
        return MOST - self._left

    @property
    def idle(self) -> bool:
        """All that came was read."""
        return not self._held

    def send(self, data: bytes) -> None:
        """Send all of it."""
        try:
            self._socket.settimeout(self._seconds())
            self._socket.sendall(data)
        except TimeoutError:
            raise self._late() from None
        except OSError:
            raise UnansweredError("error", CLOSED) from None

    def some(self) -> bytes:
        """What comes next, at least one byte."""
        if self._held:
            held, self._held = self._held, b""
            return held
        return self._receive()

    def take(self, count: int) -> bytes:
        """So many bytes."""
        while len(self._held) < count:
            self._held += self._receive()
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def line(self) -> str:
        """One line, without its end."""
        while b"\n" not in self._held:
            if len(self._held) > _LINE:
                raise garbled("a line without end")
            self._held += self._receive()
        line, _, self._held = self._held.partition(b"\n")
        if len(line) > _LINE:
            raise garbled("a line without end")
        return line.rstrip(b"\r").decode("ascii", "replace")

    def _receive(self) -> bytes:
        try:
            self._socket.settimeout(self._seconds())
            data = self._socket.recv(min(16_384, self._left))
        except TimeoutError:
            raise self._late() from None
        except OSError:
            raise UnansweredError("error", CLOSED) from None
        if not data:
            raise UnansweredError("error", CLOSED)
        self._left -= len(data)
        if self._left <= 0:
            raise UnansweredError("error", f"more than {MOST} bytes")
        return data

    def _seconds(self) -> float:
        if (left := self._until - time.monotonic()) <= 0:
            raise self._late()
        return left

    def _late(self) -> UnansweredError:
        return UnansweredError("timeout", self._said)
