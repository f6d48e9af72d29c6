"""Carries LDAP between its library and a server, over TLS of ours.

libldap is given one end of a pair of sockets, and sees neither the network nor a certificate. So the same code decides
whom we talk to as for every other service, all that comes is bounded before the library sees it, and nothing leaves but
requests that read.
"""

import select
import socket
import ssl
from hashlib import sha256
from threading import Thread
from typing import Final

from collectors.directory.frames import Incoming, Outgoing
from collectors.directory.options import Options
from collectors.secured.line import NO_TLS, Bounds, dial, failure, secure
from collectors.tls.openings.ldap import ldap as start_tls
from collectors.tls.wire import CLOSED, NoTlsError, UnansweredError, Wire, garbled

_CHUNK: Final = 65536
_LOOK_UP: Final = 0.5
"""Seconds after which a wait looks whether the run was told to end."""


class Relay:
    """One connection, from the handshake on. Whoever talks through it holds `ours`."""

    def __init__(self, options: Options, bounds: Bounds) -> None:
        """Connect, and shake hands.

        Raises:
            CollectError: the file of those who may vouch cannot be used.
            UnansweredError: nobody is there, it speaks no TLS, or does not prove who it is. Nothing was said to it.
        """
        self.why: UnansweredError | None = None
        """What ended it."""
        self._bounds, context = bounds, secure(options.place, bounds)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._secure = context.wrap_bio(self._incoming, self._outgoing, server_hostname=options.place.name)
        self._network = dial(options.place, bounds)
        try:
            if options.starttls:
                self._start_tls()
            self._network.settimeout(_LOOK_UP)
            self._shake()
        except (OSError, UnansweredError) as err:
            self._network.close()
            raise failure(err) from None
        shown = self._secure.getpeercert(binary_form=True) or b""
        self.identity = f"cert SHA256:{sha256(shown).hexdigest()}"
        self.version = self._secure.version() or ""
        self.ours, self._theirs = socket.socketpair()
        self._thread = Thread(target=self._run, name="ldap", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self.ours.close()
        self._thread.join(_LOOK_UP * 4)

    def _start_tls(self) -> None:
        wire = Wire(self._network, self._bounds.left())
        try:
            start_tls(wire)
        except NoTlsError:
            raise UnansweredError("error", NO_TLS) from None
        if not wire.idle:  # nothing that came in plain may be taken for a part of what is encrypted
            raise garbled("more than STARTTLS was answered")

    def _shake(self) -> None:
        while True:
            try:
                self._secure.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._incoming.write(self._receive())
            else:
                self._flush()
                return

    def _receive(self) -> bytes:
        """What comes next from the network."""
        while True:
            self._bounds.left()
            try:
                data = self._network.recv(_CHUNK)
            except TimeoutError:
                continue
            if not data:
                raise UnansweredError("error", CLOSED)
            return data

    def _flush(self) -> None:
        if data := self._outgoing.read():
            self._send(self._network, data)

    def _send(self, to: socket.socket, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._bounds.left()
            try:
                view = view[to.send(view) :]
            except TimeoutError:
                continue

    def _run(self) -> None:
        self._theirs.settimeout(_LOOK_UP)
        try:
            self._carry()
        except UnansweredError as err:
            self.why = err
        except (OSError, ssl.SSLError) as err:
            self.why = failure(err)
        finally:
            self._theirs.close()
            self._network.close()

    def _carry(self) -> None:
        incoming, outgoing = Incoming(), Outgoing()
        self._deliver(incoming)  # what came with the end of the handshake
        while True:
            ready, _, _ = select.select([self._network, self._theirs], [], [], min(self._bounds.left(), _LOOK_UP))
            if self._theirs in ready:
                if not (asked := self._theirs.recv(_CHUNK)):
                    return
                for request in outgoing.take(asked):
                    self._secure.write(request)
                self._flush()
            if self._network in ready:
                self._incoming.write(self._receive())
                self._deliver(incoming)

    def _deliver(self, incoming: Incoming) -> None:
        """Hand on what has come: slapd sends each entry as a record of its own, and they go on together."""
        came: list[bytes] = []
        try:
            while data := self._secure.read(_CHUNK):
                self._bounds.take(len(data))
                incoming.look(data)
                came.append(data)
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLZeroReturnError:
            self._send(self._theirs, b"".join(came))
            raise UnansweredError("error", CLOSED) from None
        self._send(self._theirs, b"".join(came))
