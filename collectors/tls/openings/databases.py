"""PostgreSQL (SSLRequest, "Message Flow": SSL session encryption) and MySQL (SSLRequest, "Connection Phase")."""

from typing import Final

from collectors.tls.openings.opening import PLAIN, Treatment
from collectors.tls.wire import NoTlsError, UnansweredError, Wire, garbled

_SSL_REQUEST: Final = (8).to_bytes(4) + (80_877_103).to_bytes(4)
_VERSION_3: Final = (196_608).to_bytes(4)
_NOBODY: Final = b"user\0safeguard\0database\0safeguard\0\0"

_PROTOCOL_10: Final = 10
_REFUSES: Final = 0xFF
_LONGEST: Final = 4096
_CLIENT_SSL: Final = 0x0800
_CLIENT: Final = 0x0200 | _CLIENT_SSL | 0x8000
"""CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_RESERVED2 (once CLIENT_SECURE_CONNECTION)."""
_UTF8MB4: Final = 45


def postgres(wire: Wire) -> None:
    """Begin TLS as PostgreSQL does it."""
    wire.send(_SSL_REQUEST)
    match wire.take(1):
        case b"S":
            return
        case b"N":
            raise NoTlsError("N")
        case _:
            raise garbled("no answer of PostgreSQL")


def postgres_in_plain(wire: Wire) -> tuple[Treatment, str]:
    """Ask how the user `safeguard` would sign in, and go. That it is refused says nothing of others: unclear."""
    wire.send((8 + len(_NOBODY)).to_bytes(4) + _VERSION_3 + _NOBODY)
    match wire.take(1):
        case b"R":
            return PLAIN, "R"
        case b"E":
            return "unclear", "E"
        case _:
            raise garbled("no answer of PostgreSQL")


def mysql(wire: Wire) -> None:
    """Begin TLS as MySQL and MariaDB do it: the server speaks first."""
    greeting = _packet(wire)
    if greeting[:1] == bytes([_REFUSES]):
        raise UnansweredError("denied", str(int.from_bytes(greeting[1:3], "little")))
    version_end = greeting.find(b"\0", 1)
    flags_at = version_end + 1 + 4 + 8 + 1  # number of the connection, half of the challenge, a zero
    if greeting[:1] != bytes([_PROTOCOL_10]) or version_end < 0 or len(greeting) < flags_at + 2:
        raise garbled("no greeting of MySQL")
    if not int.from_bytes(greeting[flags_at : flags_at + 2], "little") & _CLIENT_SSL:
        raise NoTlsError("CLIENT_SSL is not offered")
    wants = _CLIENT.to_bytes(4, "little") + (1 << 24).to_bytes(4, "little") + bytes([_UTF8MB4]) + bytes(23)
    wire.send(len(wants).to_bytes(3, "little") + b"\x01" + wants)


def _packet(wire: Wire) -> bytes:
    head = wire.take(4)
    length = int.from_bytes(head[:3], "little")
    if head[3] != 0 or not 0 < length <= _LONGEST:
        raise garbled("no greeting of MySQL")
    return wire.take(length)
