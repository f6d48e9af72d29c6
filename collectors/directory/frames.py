"""Where a message of LDAP begins and ends (RFC 4511, 5.1; X.690): as much of BER as it takes to bound it."""

from collections.abc import Iterator
from typing import Final

from collectors.secured.line import TOO_MUCH
from collectors.tls.wire import UnansweredError, garbled

MOST: Final = 1 << 24
"""Bytes of one message: a group of 100,000 names has about ten million."""
_SEQUENCE: Final = 0x30
_LONG: Final = 0x80
_HEAD: Final = 6
"""Bytes of the longest head that is taken: no message needs a length of more than four."""
_READS: Final = frozenset({0x60, 0x42, 0x63, 0x50})
"""BindRequest, UnbindRequest, SearchRequest, AbandonRequest."""


def length(head: bytes) -> int | None:
    """How long a message is, its head counted in; None where more of the head is needed.

    Raises:
        UnansweredError: it is no message, or one that is too long.
    """
    if head and head[0] != _SEQUENCE:
        raise garbled("no message of LDAP")
    if len(head) < 2:  # noqa: PLR2004  # kind and length
        return None
    size, more = head[1], 0
    if size & _LONG:
        more = size & ~_LONG
        if not 0 < more <= _HEAD - 2:
            raise garbled("no message of LDAP")
        if len(head) < 2 + more:
            return None
        size = int.from_bytes(head[2 : 2 + more])
    if size > MOST:
        raise UnansweredError("error", TOO_MUCH)
    return 2 + more + size


class Incoming:
    """Looks at what a server sends, and lets it through as it comes."""

    def __init__(self) -> None:
        self._head, self._left = b"", 0

    def look(self, data: bytes) -> None:
        """Go on with these bytes. Raises UnansweredError where a message is none, or is too long."""
        at = 0
        while at < len(data):
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
                continue
            known = len(self._head)
            self._head += data[at : at + _HEAD - known]
            if (size := length(self._head)) is None:
                return
            at -= known
            self._left, self._head = size, b""
            step = min(size, len(data) - at)
            self._left -= step
            at += step


class Outgoing:
    """Lets through whole requests that read, and no others."""

    def __init__(self) -> None:
        self._held = b""

    def take(self, data: bytes) -> Iterator[bytes]:
        """Give the requests that are whole.

        Raises:
            UnansweredError: one would do more than read.
        """
        self._held += data
        while (size := length(self._held[:_HEAD])) is not None and size <= len(self._held):
            whole, self._held = self._held[:size], self._held[size:]
            if _operation(whole) not in _READS:
                raise UnansweredError("error", "a request that does not read was not sent")
            yield whole


def _operation(message: bytes) -> int:
    """The kind of a request: what stands behind the number of the message."""
    at = 2 + (message[1] & ~_LONG if message[1] & _LONG else 0)
    return message[at + 2 + message[at + 1]]
