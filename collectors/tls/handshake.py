"""A whole handshake by this machine's OpenSSL: for what TLS 1.3 shows only behind it, and what a client would say."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from collectors.tls.wire import UnansweredError, Wire
from scanner.collector import CollectError

WORDS: Final[Mapping[int, str]] = MappingProxyType(
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
        66: "its key is weak",
        67: "a key in its chain is weak",
        68: "a signature in its chain is weak",
    }
)
"""Of the codes of X509_verify_cert_error_string(3) those that are met; others keep their number."""

ANY: Final = "ALL:@SECLEVEL=0"
"""Whatever OpenSSL here can speak: it is looked at, and nothing is entrusted to it."""
STRONG: Final = "ALL:@SECLEVEL=2"
"""Nothing below 112 bits in a chain, says SSL_CTX_set_security_level(3): no RSA below 2048, no SHA-1."""
_OLDER: Final = "a"
"""How OpenSSL's words for suites begin that want a certificate of one kind: TLS 1.3 has none such."""


def older(key: str) -> str:
    """The suites of TLS 1.2 and before, for which a certificate with such a key is shown."""
    kind = {"rsa": "RSA", "dsa": "DSS"}.get(key.partition(" ")[0], "ECDSA")
    return f"{_OLDER}{kind}:@SECLEVEL=0"


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
    context = _context(ANY)
    context.verify_mode = ssl.CERT_NONE
    try:
        shaken = shake(wire, context, name)
    except ssl.SSLError as err:
        raise UnansweredError("error", err.reason or "handshake") from None
    if whole := getattr(shaken, "get_unverified_chain", None):
        return list(whole()), True
    return [leaf for leaf in [shaken.getpeercert(binary_form=True)] if leaf], False


def trust(wire: Wire, name: str, authorities: ssl.SSLContext) -> tuple[str, bytes]:
    """What a client of today would say that relies on these authorities, and of which certificate: `trusted`.

    Whom the certificate names is another question, and not asked here.

    Raises:
        UnansweredError: the other side ended, or took too long.
    """
    try:
        shaken = shake(wire, authorities, name)
    except ssl.SSLCertVerificationError as err:
        return WORDS.get(err.verify_code, f"refused, code {err.verify_code}"), b""
    except ssl.SSLError:
        return "not tried: this machine's OpenSSL and the service have no handshake in common", b""
    return "trusted", shaken.getpeercert(binary_form=True) or b""


def authorities(ca: str, ciphers: str) -> ssl.SSLContext:
    """Who may vouch: the system's authorities, or those in the file; `ciphers`: `ANY`, `STRONG`, or `older` ones.

    Raises:
        CollectError: the file cannot be used.
    """
    context = _context(ciphers)
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


def _context(ciphers: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    if ciphers.startswith(_OLDER):
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    return context
