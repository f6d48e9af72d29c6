"""What comes back to a hello: records, and the few messages in them that are looked at. Pure, but for what it takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from collectors.tls.wire import NoTlsError, garbled

Take: TypeAlias = Callable[[int], bytes]
"""Gives exactly so many bytes, or raises."""

_ALERT: Final = 21
_HANDSHAKE: Final = 22
_SERVER_HELLO: Final = 2
_CERTIFICATE: Final = 11
_HELLO_DONE: Final = 14
_MAJOR: Final = 3
_LONGEST_RECORD: Final = 16_384 + 2_048
_LONGEST_MESSAGE: Final = 131_072
_WARNING: Final = 1
_CLOSE_NOTIFY: Final = 0
_SUPPORTED_VERSIONS: Final = 43
_CHAIN: Final = 20
"""Certificates that a chain may hold."""
_PLAIN: Final = (b"HTTP/", b"220 ", b"220-", b"+OK", b"-ERR", b"* OK", b"* BYE", b"<?xml", b"<html", b"<!DOC")
"""How servers begin to speak that have not understood a hello, and are plain: by their first five bytes."""


@dataclass(frozen=True, slots=True)
class ServerHello:
    """It accepts: with this version and this suite."""

    version: int
    suite: int


@dataclass(frozen=True, slots=True)
class Alert:
    """It refuses, and says why by a number."""

    number: int


def first(take: Take) -> ServerHello | Alert:
    """What the other side says to a hello.

    Raises:
        UnansweredError: it ends, or what it says is no such message.
        NoTlsError: it speaks in plain.
    """
    for said in _messages(take):
        return said if isinstance(said, Alert) else _accepted(said)
    raise garbled("nothing after the hello")


def chain(take: Take) -> list[bytes]:
    """The certificates that come after a hello of TLS 1.2 or older, in the order in which they are sent; empty: none.

    Raises:
        UnansweredError: it refuses, it ends, or what it says is no such message.
        NoTlsError: it speaks in plain.
    """
    for said in _messages(take):
        if isinstance(said, Alert):
            raise garbled(f"alert {said.number} after its hello")
        if said[0] == _CERTIFICATE:
            return _certificates(_Bytes(said[4:]))
        if said[0] == _HELLO_DONE:
            return []
    raise garbled("no end of its hello")


def _messages(take: Take) -> Iterator[bytes | Alert]:
    """Messages of the handshake, with their head of four bytes, or the alert that ends it."""
    held, begun = b"", False
    while True:
        kind, content = _record(take, begun=begun)
        begun = True
        if kind == _ALERT:
            if len(content) != 2:  # noqa: PLR2004  # its level and its number
                raise garbled("an alert")
            if content[0] != _WARNING or content[1] == _CLOSE_NOTIFY:
                yield Alert(content[1])
            continue
        held += content
        while len(held) >= 4 and len(held) >= (length := 4 + int.from_bytes(held[1:4])):  # noqa: PLR2004  # the head
            yield held[:length]
            held = held[length:]
        if len(held) > _LONGEST_MESSAGE:
            raise garbled("a message without end")


def _record(take: Take, *, begun: bool) -> tuple[int, bytes]:
    head = take(3)
    if head[0] not in {_ALERT, _HANDSHAKE} or head[1] != _MAJOR:
        head += take(2)
        if not begun and head.startswith(_PLAIN):
            raise NoTlsError("plain")
        raise garbled("SSH" if head.startswith(b"SSH-") else "no TLS record")
    length = int.from_bytes(take(2))
    if length > _LONGEST_RECORD:
        raise garbled("a record that is too long")
    return head[0], take(length)


def _accepted(message: bytes) -> ServerHello:
    if message[0] != _SERVER_HELLO:
        raise garbled("no hello")
    body = _Bytes(message[4:])
    version = body.number(2)
    body.take(32)
    body.take(body.number(1))
    suite = body.number(2)
    body.take(1)
    if body.left:
        extensions = _Bytes(body.take(body.number(2)))
        while extensions.left:
            kind, content = extensions.number(2), extensions.take(extensions.number(2))
            if kind == _SUPPORTED_VERSIONS:
                version = _Bytes(content).number(2)
    return ServerHello(version, suite)


def _certificates(body: "_Bytes") -> list[bytes]:
    found: list[bytes] = []
    listed = _Bytes(body.take(body.number(3)))
    while listed.left:
        found.append(listed.take(listed.number(3)))
        if len(found) > _CHAIN:
            raise garbled(f"more than {_CHAIN} certificates")
    return found


class _Bytes:
    """A message, read from its front."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @property
    def left(self) -> int:
        return len(self._content)

    def take(self, count: int) -> bytes:
        if count > len(self._content):
            raise garbled("a message that is cut off")
        taken, self._content = self._content[:count], self._content[count:]
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))
