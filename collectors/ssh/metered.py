"""What bounds a connection: how long it may last, how much may come, and how large one piece of it may be.

paramiko waits for ever in places, takes packets of four gigabytes, and counts to whatever number a server says.
"""

import math
from contextlib import suppress
from typing import Any, Final

import paramiko
from paramiko.common import MSG_EXT_INFO, MSG_USERAUTH_INFO_REQUEST
from paramiko.packet import Packetizer

from collectors.ssh.failure import Deadline

_GREETING: Final = 65_536
"""Bytes that a server may send until keys are agreed on; real ones send four thousand."""
_PIECE: Final = 65_536
_PACKET: Final = 262_144
"""As OpenSSH has it."""
_COUNTED: Final = {MSG_EXT_INFO: 0, MSG_USERAUTH_INFO_REQUEST: 3}
"""Messages that say how many things follow, and how many texts stand before that number."""
_MANY: Final = 64


class OverError(OSError):
    """It has had its time, or more came than a host has to say."""


class Metered:
    """A socket that ends when its time is over, or when it has given more than it may.

    paramiko's own thread reads it again and again, with `POLL` between: so nothing waits longer, whatever it waits for.
    """

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.came = 0
        """Bytes so far."""
        self.most: float = _GREETING
        """Bytes that may come."""
        self.until = Deadline(math.inf, lambda: False)

    @property
    def flooded(self) -> bool:
        """More came than may."""
        return self.came > self.most

    def recv(self, size: int) -> bytes:
        """Read, as sockets do."""
        self._look()
        got: bytes = self._sock.recv(min(size, _PIECE))
        self.came += len(got)
        if self.flooded:
            raise OverError
        return got

    def send(self, data: bytes) -> int:
        """Write, as sockets do."""
        self._look()
        sent: int = self._sock.send(data)
        return sent

    def close(self) -> None:
        """End it. What goes over a jump host says so there, unless that is gone too."""
        with suppress(OSError, EOFError, paramiko.SSHException):
            self._sock.close()

    def _look(self) -> None:
        if self.until.over():
            raise OverError

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Packets(Packetizer):  # type: ignore[misc]  # it has no types
    """Packets no larger than real ones are, and nothing in them to count for hours."""

    def start_handshake(self, timeout: float) -> None:
        """Start no timer: it would outlive a connection that fails, and keep the program from ending."""

    def read_all(self, n: int, check_rekey: bool = False) -> bytes:  # noqa: FBT001, FBT002  # as paramiko has it
        """Read so many bytes."""
        if n > _PACKET:
            raise paramiko.SSHException("a packet larger than any")
        whole: bytes = super().read_all(n, check_rekey)
        return whole

    def read_message(self) -> tuple[int, paramiko.Message]:
        """Read a message, and what kind of message it is."""
        kind, message = super().read_message()
        if kind in _COUNTED:
            for _ in range(_COUNTED[kind]):
                message.get_binary()
            if message.get_int() > _MANY:
                raise paramiko.SSHException("more than any has to say")
            message.rewind()
        return kind, message
