"""The first message of a handshake, written here: what is offered must not depend on what our own OpenSSL can speak."""

import ipaddress
import os
import struct
from collections.abc import Sequence
from typing import Final

from collectors.tls.suites import SSL_3, TLS_1_2, TLS_1_3

_HANDSHAKE: Final = 22
_CLIENT_HELLO: Final = 1
_NO_RENEGOTIATION: Final = 0x00FF
"""RFC 5746: says that we know of secure renegotiation; a server that insists on it would refuse us otherwise."""

# Numbers of IANA's registry "TLS Supported Groups". FFDHE stands with TLS 1.3 alone: to an older version it says that
# no other group of that size will do (RFC 7919), and a server with its own would look as if it had no such suite.
_CURVES: Final = (0x001D, 0x0017, 0x0018, 0x0019, 0x001E, 0x001A, 0x001B, 0x001C, 0x0016, 0x0015, 0x0013)
_BINARY_CURVES: Final = (0x000E, 0x000D, 0x000C, 0x000B, 0x000A, 0x0009)
_GROUPS_1_3: Final = (
    *(0x001D, 0x0017, 0x0018, 0x0019, 0x001E),
    *(0x11EC, 0x11EB, 0x11ED, 0x0200, 0x0201, 0x0202),
    *(0x001F, 0x0020, 0x0021, 0x0029),
    *(0x0100, 0x0101, 0x0102, 0x0103, 0x0104),
)
_X25519: Final = 0x001D
# "TLS SignatureScheme", the weak ones too: a server that has nothing else shall answer.
_SIGNATURES: Final = (
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x081A, 0x081B, 0x081C, 0x0904, 0x0905, 0x0906, 0x0708),
    *(0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0302, 0x0203, 0x0201, 0x0202, 0x0402, 0x0101),
)
_HANGS: Final = range(256, 512)
"""Lengths on which some load balancers fall silent (RFC 7685)."""


def client_hello(version: int, suites: Sequence[int], name: str) -> bytes:
    """Offer one version with these suites to the server of that name."""
    head = _number(min(version, TLS_1_2)) + os.urandom(32) + _short(os.urandom(32) if version == TLS_1_3 else b"")
    offered = suites if version == TLS_1_3 else (*suites, _NO_RENEGOTIATION)
    body = head + _long(_numbers(offered)) + _short(b"\0")
    if version > SSL_3:
        extensions = _extensions(version, name)
        if (length := 4 + len(body) + 2 + len(extensions)) in _HANGS:
            extensions += _extension(21, bytes(max(0, _HANGS.stop - length - 4)))
        body += _long(extensions)
    message = bytes([_CLIENT_HELLO]) + len(body).to_bytes(3) + body
    return bytes([_HANDSHAKE]) + _number(SSL_3 if version == SSL_3 else SSL_3 + 1) + _long(message)


def _extensions(version: int, name: str) -> bytes:
    parts = [_server_name(name), _extension(11, b"\x01\x00"), _extension(23, b"")]
    if version == TLS_1_3:
        # Any 32 bytes are a public key of X25519. Whom it does not suit asks for another: that is an answer too.
        share = _number(_X25519) + _long(os.urandom(32))
        parts += [_extension(43, _short(_number(version))), _extension(51, _long(share)), _extension(45, b"\x01\x01")]
    parts.append(_listed(10, _GROUPS_1_3 if version == TLS_1_3 else (*_CURVES, *_BINARY_CURVES)))
    if version >= TLS_1_2:
        parts.append(_listed(13, _SIGNATURES))
    return b"".join(parts)


def _server_name(name: str) -> bytes:
    """RFC 6066: names only, no addresses."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _extension(0, _long(b"\0" + _long(name.encode("ascii"))))
    return b""


def _listed(kind: int, numbers: Sequence[int]) -> bytes:
    return _extension(kind, _long(_numbers(numbers)))


def _extension(kind: int, content: bytes) -> bytes:
    return _number(kind) + _long(content)


def _number(value: int) -> bytes:
    return value.to_bytes(2)


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


def _short(content: bytes) -> bytes:
    return bytes([len(content)]) + content


def _long(content: bytes) -> bytes:
    return _number(len(content)) + content
