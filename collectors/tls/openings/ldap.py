"""LDAP: the extended operation StartTLS (RFC 4511, 4.14)."""

from collections.abc import Callable
from typing import Final

from collectors.tls.openings.opening import PLAIN, Treatment
from collectors.tls.wire import NoTlsError, Wire, garbled

_START_TLS: Final = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
_ANONYMOUS_BIND: Final = b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"
"""RFC 4513, 5.1.1: what every client may send, and most do; nobody signs in with it."""
_EXTENDED_RESPONSE: Final = 0x78
_BIND_RESPONSE: Final = 0x61
_CONFIDENTIALITY_REQUIRED: Final = 13
_LONGEST: Final = 8192


def ldap(wire: Wire) -> None:
    """Begin TLS as LDAP does it."""
    wire.send(_START_TLS)
    if (code := _result(wire, _EXTENDED_RESPONSE)) != 0:
        raise NoTlsError(f"result {code}")


def ldap_in_plain(wire: Wire) -> tuple[Treatment, str]:
    """Refused: "confidentiality required". Other refusals may be of those without a name alone."""
    wire.send(_ANONYMOUS_BIND)
    code = _result(wire, _BIND_RESPONSE)
    treated: dict[int, Treatment] = {0: PLAIN, _CONFIDENTIALITY_REQUIRED: "refused"}
    return treated.get(code, "unclear"), f"result {code}"


def _result(wire: Wire, wanted: int) -> int:
    """The result of a response: sequence, number of the message, response, and in it first the result."""
    message = _value(wire.take, 0x30)
    held = _Held(message)
    _value(held.take, 0x02)
    return int.from_bytes(_value(_Held(_value(held.take, wanted)).take, 0x0A))


class _Held:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def take(self, count: int) -> bytes:
        if count > len(self._content):
            raise garbled("no message of LDAP")
        taken, self._content = self._content[:count], self._content[count:]
        return taken


def _value(take: Callable[[int], bytes], wanted: int) -> bytes:
    """The content of one element of BER."""
    kind, length = take(2)
    if kind != wanted:
        raise garbled("no message of LDAP")
    if length & 0x80:
        size = length & 0x7F
        if not 0 < size <= 4:  # noqa: PLR2004  # bytes; more than four gigabytes nobody means
            raise garbled("no message of LDAP")
        length = int.from_bytes(take(size))
    if length > _LONGEST:
        raise garbled("no message of LDAP")
    return take(length)
