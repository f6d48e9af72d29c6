"""The way in: connections to one service, one at a time, all of them within one time."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from collectors.tls import reply
from collectors.tls.hello import client_hello
from collectors.tls.place import Place
from collectors.tls.wire import CLOSED, NoTlsError, UnansweredError, Wire, garbled
from scanner.collector import Inquiry

PATIENCE: Final = 10.0
"""Seconds for one connection, from its begin to its end."""
CONNECTIONS: Final = 250
"""That one service is asked for at most; one that knows everything takes about 200, an ordinary one 40."""


@dataclass
class Door:
    """Connects, and goes through what comes before the handshake."""

    place: Place
    inquiry: Inquiry
    spoke: bool = False
    """It has begun TLS with us, or answered a hello: that it speaks TLS is known."""
    _until: float = field(init=False)
    _address: tuple[socket.AddressFamily, tuple[object, ...]] | None = None
    _made: int = 0
    _shut: UnansweredError | None = None

    @property
    def barred(self) -> bool:
        """There is no way in, and never was: asking on is of no use."""
        return self._shut is not None and not self.spoke

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.place.seconds

    @contextmanager
    def plain(self, seconds: float = PATIENCE) -> Iterator[Wire]:
        """A connection on which nothing was said yet.

        Raises:
            UnansweredError: there is none to be had.
        """
        with self.inquiry.together.turn, self._connect(seconds) as wire:
            yield wire

    @contextmanager
    def enter(self) -> Iterator[Wire]:
        """A connection on which TLS is to begin.

        Raises:
            UnansweredError: there is none to be had, or it does not speak the protocol that is to come first.
            NoTlsError: it does not want TLS.
        """
        with self.plain() as wire:
            if self.place.opening:
                self._begin(wire, self.place.opening.begin)
            yield wire

    def hello(self, version: int, suites: tuple[int, ...]) -> reply.ServerHello | reply.Alert:
        """Offer a version and suites, and hear what is said to it.

        Raises:
            UnansweredError: nothing that can be read.
            NoTlsError: it speaks in plain.
        """
        with self.enter() as wire:
            before = wire.heard
            try:
                wire.send(client_hello(version, suites, self.place.name))
                said = reply.first(wire.take)
            except UnansweredError as err:
                if err.code == CLOSED and wire.heard > before:  # Half a word is no refusal.
                    raise garbled("a reply that is cut off") from None
                raise
        self.spoke = True
        return said

    def chain(self, version: int, suites: tuple[int, ...]) -> list[bytes]:
        """The certificates that come after a hello.

        Raises:
            UnansweredError: nothing that can be read.
            NoTlsError: it speaks in plain.
        """
        with self.enter() as wire:
            wire.send(client_hello(version, suites, self.place.name))
            return reply.chain(wire.take)

    def _begin(self, wire: Wire, begin: Callable[[Wire], None]) -> None:
        try:
            begin(wire)
        except NoTlsError as err:
            if self.spoke:  # It did want to; that it does not now says nothing of what it is offered.
                raise UnansweredError("error", f"STARTTLS: {err.code}") from None
            raise
        except UnansweredError as err:
            if not self.spoke:
                self._shut = err
            raise
        if not wire.idle:  # Nothing that came in plain may be taken for a part of what is encrypted.
            raise garbled("more than STARTTLS was answered")
        self.spoke = True

    def _connect(self, seconds: float) -> Wire:
        if self._shut:
            raise self._shut
        self._made += 1
        left = min(seconds, self._until - time.monotonic())
        if left <= 0:
            self._shut = UnansweredError("timeout", f"{self.place.seconds} s")
        elif self._made > CONNECTIONS:
            self._shut = UnansweredError("error", f"{CONNECTIONS} connections")
        elif self.inquiry.stopped():
            self._shut = UnansweredError("error", "stopped")
        if self._shut:
            raise self._shut
        try:
            return Wire(self._dial(left), left)
        except TimeoutError:
            failed = UnansweredError("timeout", f"{left:.0f} s")
        except OSError as err:
            failed = UnansweredError("unreachable", type(err).__name__)
        if self._address is None:  # Nobody was ever there: once is enough.
            self._shut = failed
        raise failed

    def _dial(self, seconds: float) -> socket.socket:
        """Always the same address, once one has answered: half the answers of each of two machines fit neither."""
        if self._address is None:
            connection = socket.create_connection((self.place.host, self.place.port), timeout=seconds)
            self._address = connection.family, connection.getpeername()
            return connection
        connection = socket.socket(self._address[0])
        try:
            connection.settimeout(seconds)
            connection.connect(self._address[1])
        except BaseException:
            connection.close()
            raise
        return connection
