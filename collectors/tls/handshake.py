"""A whole handshake by this machine's OpenSSL: for what TLS 1.3 shows only behind it, and what a client would say."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from collectors.tls.wire import UnansweredError, Wire
from scanner.collector import CollectError

_WORDS: Final[Mapping[int, str]] = MappingProxyType(
    {
        2: "its issuer is not known",
        9: "not valid yet",
        10: "expired",
        18: "vouches for itself",
        19: "an authority in its chain is not known",
        20: "its issuer is not known",
        21: "its issuer is not known",
        24: "an issuer in its chain is no authority",
        26: "not made for servers",
    }
)
"""Of the codes of X509_verify_cert_error_string(3) those that are met; others keep their number."""


def shake(wire: Wire, context: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """Shake hands, within the bounds of the wire.

    Raises:
        ssl.SSLError: it came to nothing.
        UnansweredError: the other side ended, or took too long.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    shaken = context.wrap_bio(incoming, outgoing, server_hostname=name)
    while True:
        try:
            shaken.do_handshake()
        except ssl.SSLWantReadError:
            _send(wire, outgoing)
            incoming.write(wire.some())
        else:
            _send(wire, outgoing)
            return shaken


def _send(wire: Wire, outgoing: ssl.MemoryBIO) -> None:
    if data := outgoing.read():
        wire.send(data)


def shown(wire: Wire, name: str) -> tuple[list[bytes], bool]:
    """The certificates that are shown behind a handshake, and whether those are all: before Python 3.13 only the first.

    Raises:
        UnansweredError: the handshake came to nothing.
    """
    context = _context()
    context.verify_mode = ssl.CERT_NONE
    try:
        shaken = shake(wire, context, name)
    except ssl.SSLError as err:
        raise UnansweredError("error", err.reason or "handshake") from None
    if whole := getattr(shaken, "get_unverified_chain", None):
        return list(whole()), True
    return [leaf for leaf in [shaken.getpeercert(binary_form=True)] if leaf], False


def trust(wire: Wire, name: str, authorities: ssl.SSLContext) -> str:
    """What a client of today would say that relies on these authorities: `trusted`.

    Whom the certificate names is another question, and not asked here.

    Raises:
        UnansweredError: the other side ended, or took too long.
    """
    try:
        shake(wire, authorities, name)
    except ssl.SSLCertVerificationError as err:
        return _WORDS.get(err.verify_code, f"refused, code {err.verify_code}")
    except ssl.SSLError:
        return "not tried: this machine's OpenSSL and the service have no handshake in common"
    return "trusted"


def authorities(ca: str) -> ssl.SSLContext:
    """Who may vouch: the system's authorities, or those in the file.

    Raises:
        CollectError: the file cannot be used.
    """
    context = _context()
    if not ca:
        context.load_default_certs()
        return context
    try:
        context.load_verify_locations(cafile=Path(ca))
    except OSError as err:
        why = (
            "holds no certificate in PEM" if isinstance(err, ssl.SSLError) else f"cannot be read ({type(err).__name__})"
        )
        raise CollectError(f"ca: the file {why}: name one with the certificates of those who may vouch") from None
    return context


def _context() -> ssl.SSLContext:
    """Whatever OpenSSL here can speak: it is looked at, and nothing is entrusted to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context
