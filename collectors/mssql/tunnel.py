"""TDS over TLS: hands are shaken inside packets of TDS, and only then is anything said that names anybody.

MS-TDS 2.2.6.5: the first message asks for encryption of the whole session, and the messages of the handshake travel as
the data of such packets. The driver has TLS of its own (pyOpenSSL), which checks names by rules of its own and reads
without bounds; so it is given this in place of a socket, and takes it for a line in plain.
"""

import ssl
import struct
from hashlib import sha256
from typing import Final

from collectors.secured.line import NO_TLS, Bounds, Secure, dial, failure
from collectors.secured.place import Place
from collectors.tls.wire import UnansweredError

GARBLED: Final = "NotUnderstood"
"""Code: what it says is no TDS."""
_PRELOGIN: Final = 0x12
_REPLY: Final = 0x04
_ON, _NOT_SUPPORTED, _REQUIRED = 1, 2, 3
"""Of the option ENCRYPTION; 0 would encrypt the sign-in alone."""
_HEADER: Final = struct.Struct(">BBHHBB")
_MOST: Final = 4096
"""Bytes of a packet before another size is agreed upon."""
_CHUNK: Final = 1 << 16
_LOOK_UP: Final = 0.5


class Tunnel:
    """What the driver takes for its socket: all that it writes is encrypted, and all that it reads is bounded."""

    def __init__(self, place: Place, bounds: Bounds, context: Secure) -> None:
        """Raises UnansweredError where nobody is there, or nobody who proves who it is."""
        # TDS 7.x knows TLS up to 1.2; 1.3 takes TDS 8.0 (learn.microsoft.com: "TDS 8.0").
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        self._bounds = bounds
        self._came, self._goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._came, self._goes, server_hostname=place.name)
        self._waits: float | None = None
        self._ready = b""
        self._greeted = False
        self._line = dial(place, bounds)
        try:
            self._greet()
            self._shake(context)
        except (OSError, UnansweredError) as err:
            self.close()
            raise failure(err) from None

    def patient(self, seconds: float | None) -> None:
        """Wait so long for the next answer, and then give that one up; None: as long as there is time at all."""
        self._waits = None if seconds is None else max(self._bounds.left() - seconds, 0)

    def settimeout(self, timeout: float | None) -> None:
        """Nothing: the bounds are the target's, whatever the driver says."""

    def gettimeout(self) -> float | None:
        """None: as `settimeout`."""
        return None

    def sendall(self, data: bytes | bytearray, flags: int = 0) -> None:  # noqa: ARG002  # the shape of a socket
        """Send. The driver's own greeting is answered from here: the server has had one."""
        if not self._greeted:
            self._greeted = True
            self._ready = _packets(_REPLY, _options(_NOT_SUPPORTED))
            return
        self._tls.write(bytes(data))
        self._send(self._goes.read())

    def recv_into(self, buffer: bytearray | memoryview, size: int = 0, flags: int = 0) -> int:  # noqa: ARG002
        """Read what is there, at most as much as there is room for; 0 at the end."""
        came = self.recv(min(size or len(buffer), len(buffer)))
        buffer[: len(came)] = came
        return len(came)

    def recv(self, size: int) -> bytes:
        """Read.

        Raises:
            TimeoutError: nothing came for as long as it was to be waited for.
            UnansweredError: there is no time left, or too much came.
        """
        if self._ready:
            given, self._ready = self._ready[:size], self._ready[size:]
            return given
        while True:
            try:
                return self._tls.read(size)
            except ssl.SSLWantReadError:
                if not (more := self._receive()):
                    return b""
                self._came.write(more)
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                return b""

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _send(self, data: bytes) -> None:
        self._line.settimeout(self._bounds.left())
        self._line.sendall(data)

    def _receive(self, most: int = _CHUNK) -> bytes:
        """Some bytes, within the bounds; empty where it hung up."""
        while True:
            left = self._bounds.left()
            if self._waits is not None and left < self._waits:
                raise TimeoutError
            self._line.settimeout(min(left, _LOOK_UP))
            try:
                came = self._line.recv(most)
            except TimeoutError:
                continue
            self._bounds.take(len(came))
            return came

    def _greet(self) -> None:
        """Ask for encryption of all of it; who has none is told nothing more."""
        self._send(_packets(_PRELOGIN, _options(_ON)))
        if _encryption(self._message(_REPLY)) not in (_ON, _REQUIRED):
            raise UnansweredError("error", NO_TLS)

    def _shake(self, context: Secure) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._send(_packets(_PRELOGIN, self._goes.read()))
                self._came.write(self._message(_PRELOGIN))
            else:
                break
        shown = self._tls.getpeercert(binary_form=True)
        context.identity = f"cert SHA256:{sha256(shown).hexdigest()}" if shown else ""
        context.spoken = self._tls.version() or ""

    def _message(self, kind: int) -> bytes:
        """The data of the packets of one message."""
        data, last = b"", False
        while not last:
            of, status, size, *_ = _HEADER.unpack(self._exactly(_HEADER.size))
            if of != kind or size <= _HEADER.size:
                raise UnansweredError("error", GARBLED)
            data += self._exactly(size - _HEADER.size)
            last = bool(status & 1)
        return data

    def _exactly(self, count: int) -> bytes:
        said = b""
        while len(said) < count:
            if not (came := self._receive(count - len(said))):
                raise ConnectionResetError
            said += came
        return said


def _packets(kind: int, data: bytes) -> bytes:
    """A message as packets."""
    room = _MOST - _HEADER.size
    parts = [data[start : start + room] for start in range(0, len(data), room)]
    return b"".join(
        _HEADER.pack(kind, part is parts[-1], len(part) + _HEADER.size, 0, number % 256, 0) + part
        for number, part in enumerate(parts, 1)
    )


def _options(encryption: int) -> bytes:
    """The greeting: a version, encryption, no instance, no thread, one session (MS-TDS 2.2.6.5)."""
    said = (bytes(6), bytes([encryption]), bytes(1), bytes(4), bytes(1))
    head, at = b"", 5 * len(said) + 1
    for number, value in enumerate(said):
        head += struct.pack(">BHH", number, at, len(value))
        at += len(value)
    return head + b"\xff" + b"".join(said)


def _encryption(said: bytes) -> int:
    """What a greeting says of encryption; not supported where it does not say.

    Raises:
        UnansweredError: it is no greeting.
    """
    at = 0
    while at + 5 <= len(said) and said[at] != 0xFF:  # noqa: PLR2004  # TERMINATOR
        option, start, length = struct.unpack_from(">BHH", said, at)
        if option == 1 and length == 1 and start < len(said):
            return int(said[start])
        at += 5
    if at >= len(said) or said[at] != 0xFF:  # noqa: PLR2004  # TERMINATOR
        raise UnansweredError("error", GARBLED)
    return _NOT_SUPPORTED
