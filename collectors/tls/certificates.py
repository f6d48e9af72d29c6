"""Certificates: what is kept of one, and whether it holds a name. Pure. Its names are not kept: the peer wrote them."""

import ipaddress
from datetime import datetime
from typing import TYPE_CHECKING

from collectors.tls.wire import UnansweredError
from scanner.answers import JSON

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def kept(chain: list[bytes], name: str) -> dict[str, JSON]:
    """Of a chain as it is sent: each certificate's kept fields, and whether the first holds the name.

    Raises:
        UnansweredError: one is none.
    """
    from cryptography import x509

    try:
        loaded = [x509.load_der_x509_certificate(der) for der in chain]
        return {"chain": [_certificate(one) for one in loaded], "name": name, "fits": fits(loaded[0], name)}
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise UnansweredError("error", "not understood: no X.509 certificate") from None


def _certificate(one: "Certificate") -> dict[str, JSON]:
    from cryptography.hazmat.primitives.hashes import SHA256

    return {
        "sha256": one.fingerprint(SHA256()).hex(),
        "not_before": _time(one.not_valid_before_utc),
        "not_after": _time(one.not_valid_after_utc),
        "key": _key(one),
        "signature": _signature(one),
        "self_issued": one.issuer == one.subject,
    }


def _time(utc: datetime) -> str:
    return f"{utc.replace(tzinfo=None).isoformat()}Z"


def _key(one: "Certificate") -> str:
    """Kind and size of the key: `rsa 2048`, `ec secp256r1`; empty for what is not known here."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    try:
        key = one.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return ""
    match key:
        case rsa.RSAPublicKey():
            return f"rsa {key.key_size}"
        case dsa.DSAPublicKey():
            return f"dsa {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"ec {key.curve.name}"
        case ed25519.Ed25519PublicKey():
            return "ed25519"
        case ed448.Ed448PublicKey():
            return "ed448"
    return ""


def _signature(one: "Certificate") -> str:
    """The hash that is signed: `sha256`; empty where the signature has none of its own, or is not known here."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        used = one.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return used.name if used else ""


def fits(one: "Certificate", name: str) -> bool:
    """Tell whether it is made out to the name, or to the address (RFC 9525): by its alternative names alone."""
    from cryptography.x509 import DNSName, ExtensionNotFound, IPAddress, SubjectAlternativeName

    try:
        names = one.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return False
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return any(_covers(said.lower(), name) for said in names.get_values_for_type(DNSName))
    return address in names.get_values_for_type(IPAddress)


def _covers(said: str, name: str) -> bool:
    """A star stands for the whole first label, and for nothing else."""
    first, _, rest = said.partition(".")
    return said == name or (first == "*" and "." in rest and rest == name.partition(".")[2])
