"""Kind and size of a certificate's key, from its bytes: libraries cease to know weak ones, and an old answer must not.

Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_RSA: Final = ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10")
_EC: Final = "1.2.840.10045.2.1"
_ALONE: Final[Mapping[str, str]] = MappingProxyType(
    {"1.2.840.10040.4.1": "dsa", "1.3.101.112": "ed25519", "1.3.101.113": "ed448"}
)
_CURVES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1.2.840.10045.3.1.1": "secp192r1 192",
        "1.2.840.10045.3.1.7": "secp256r1 256",
        "1.3.132.0.1": "sect163k1 163",
        "1.3.132.0.8": "secp160r1 160",
        "1.3.132.0.10": "secp256k1 256",
        "1.3.132.0.15": "sect163r2 163",
        "1.3.132.0.16": "sect283k1 283",
        "1.3.132.0.17": "sect283r1 283",
        "1.3.132.0.26": "sect233k1 233",
        "1.3.132.0.27": "sect233r1 233",
        "1.3.132.0.33": "secp224r1 224",
        "1.3.132.0.34": "secp384r1 384",
        "1.3.132.0.35": "secp521r1 521",
        "1.3.132.0.36": "sect409k1 409",
        "1.3.132.0.37": "sect409r1 409",
        "1.3.132.0.38": "sect571k1 571",
        "1.3.132.0.39": "sect571r1 571",
        "1.3.36.3.3.2.8.1.1.1": "brainpoolP160r1 160",
        "1.3.36.3.3.2.8.1.1.3": "brainpoolP192r1 192",
        "1.3.36.3.3.2.8.1.1.5": "brainpoolP224r1 224",
        "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1 256",
        "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1 384",
        "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1 512",
    }
)
"""Of SEC 2 and RFC 5639: name, and bits of the field."""
_VERSION: Final = 0xA0
_OBJECT: Final = 0x06
_BEFORE_KEY: Final = 5
"""Serial number, signature, issuer, validity, subject (RFC 5280, 4.1)."""


def called(signed: bytes) -> str:
    """The key of a certificate, by what was signed of it: `rsa 2048`, `ec secp256r1 256`; empty: not known here.

    Raises:
        ValueError: it is no such thing.
    """
    fields = _inside(_inside(signed)[0][1])
    key = fields[_BEFORE_KEY + (fields[0][0] == _VERSION)][1]
    (_, algorithm), (_, bits), *_ = _inside(key)
    (_, kind), *parameters = _inside(algorithm)
    name = _dotted(kind)
    if name in _RSA:
        (_, modulus), *_ = _inside(_inside(bits[1:])[0][1])
        return f"rsa {int.from_bytes(modulus).bit_length()}"
    if name == _EC:
        tag, curve = parameters[0] if parameters else (0, b"")
        known = _CURVES.get(_dotted(curve), "") if tag == _OBJECT else ""
        return f"ec {known}" if known else ""
    return _ALONE.get(name, "")


def _inside(content: bytes) -> list[tuple[int, bytes]]:
    """The values that stand one after the other in DER, each with its tag."""
    found: list[tuple[int, bytes]] = []
    while content:
        size, head = int.from_bytes(content[1:2]), 2
        if size & 0x80:
            head += size & 0x7F
            size = int.from_bytes(content[2:head])
        if len(content) < head + size:
            raise ValueError("DER that is cut off")
        found.append((content[0], content[head : head + size]))
        content = content[head + size :]
    if not found:
        raise ValueError("DER without a value")
    return found


def _dotted(content: bytes) -> str:
    """An object identifier, as people write it."""
    arcs, arc = [], 0
    for byte in content:
        arc = arc << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(arc)
            arc = 0
    top = min(arcs[0] // 40, 2) if arcs else 0
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:]))) if arcs else ""
