"""Certificates: kept as they were sent, and opened again by whoever reads the answer: tonight, or an auditor. Pure."""

import base64
import hashlib
import ipaddress
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from collectors.tls.public_key import called
from collectors.tls.wire import UnansweredError
from scanner.answers import JSON

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_MOST: Final = 102_400
"""Bytes of all certificates that a server sends: as many as OpenSSL takes. (`reply.py` bounds their number.)"""


def kept(chain: list[bytes], name: str) -> dict[str, JSON]:
    """Of a chain: each certificate as it was sent (DER, in base64), and the name that was asked for.

    Raises:
        UnansweredError: one is none, or they are too long.
    """
    if sum(map(len, chain)) > _MOST:
        raise UnansweredError("error", f"not understood: certificates of more than {_MOST} bytes")
    body = {"certificates": [base64.b64encode(der).decode() for der in chain], "name": name}
    opened(body)  # what cannot be read is no certificate, and not kept
    return body


def opened(body: Mapping[str, JSON]) -> tuple[list[Mapping[str, JSON]], bool]:
    """What each certificate of an answer says, and whether the first holds the name that was asked for.

    Before 0.5 the collector kept its own word for both, and no certificate.

    Raises:
        UnansweredError: one is none.
    """
    if "certificates" not in body:
        return body["chain"], body["fits"]
    from cryptography import x509

    try:
        loaded = [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in body["certificates"]]
        return [_certificate(one) for one in loaded], fits(loaded[0], body["name"])
    except (ValueError, IndexError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise UnansweredError("error", "not understood: no X.509 certificate") from None


def key_of(der: bytes) -> str:
    """Kind and size of the key of a certificate that can be read: `rsa 2048`; empty: not known here."""
    from cryptography import x509

    return called(x509.load_der_x509_certificate(der).tbs_certificate_bytes)


def digest(one: str) -> str:
    """The SHA-256 by which people call a certificate, of one that was kept."""
    return hashlib.sha256(base64.b64decode(one)).hexdigest()


def _certificate(one: "Certificate") -> dict[str, JSON]:
    return {
        "not_before": _time(one.not_valid_before_utc),
        "not_after": _time(one.not_valid_after_utc),
        "key": called(one.tbs_certificate_bytes),
        "signature": _signature(one),
        "self_issued": one.issuer == one.subject,
    }


def _time(utc: datetime) -> str:
    return f"{utc.replace(tzinfo=None).isoformat()}Z"


def _signature(one: "Certificate") -> str | None:
    """The hash that is signed: `sha256`; empty where the signature has none of its own; None: not known here."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        used = one.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None
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
