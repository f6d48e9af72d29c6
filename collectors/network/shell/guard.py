"""What stands before the channel to a device: every byte that goes there is on a list, or does not go."""

import time
from contextlib import suppress
from typing import Any, Final

from collectors.ssh.failure import SSHError

_PIECE: Final = 65_536


class Guard:
    """A channel as netmiko wants one, through which only what is listed passes."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._listed: frozenset[bytes] = frozenset()
        self._once = b""

    def allow(self, listed: frozenset[str]) -> None:
        """Set what may be sent from now on, each of it as a whole."""
        self._listed = frozenset(text.encode() for text in listed)

    def allow_once(self, secret: str) -> None:
        """Let this through too, if it is what is sent next."""
        self._once = secret.encode()

    def sendall(self, data: bytes) -> None:
        """Send it.

        Raises:
            SSHError: it is not listed, and nothing of it was sent.
            OSError: the channel is closed, or takes nothing.
        """
        once, self._once = self._once, b""
        if not data or (data not in self._listed and data != once):
            raise SSHError("NotListed")
        self._channel.sendall(data)

    def recv(self, size: int) -> bytes:
        """Read, as channels do."""
        got: bytes = self._channel.recv(size)
        return got

    def settimeout(self, seconds: float | None) -> None:
        """Wait no longer than that."""
        self._channel.settimeout(seconds)

    def await_end(self, seconds: float) -> None:
        """Wait until the other side has closed it."""
        end = time.monotonic() + seconds
        self._channel.settimeout(seconds)
        with suppress(OSError):
            while self._channel.recv(_PIECE) and time.monotonic() < end:
                pass

    def close(self) -> None:
        """End it."""
        self._channel.close()
