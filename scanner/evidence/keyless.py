"""Signatures by an identity: Sigstore's bundles, held against the identity and a trust root. Nothing is asked for it.

A bundle brings the certificate of a key that lived for minutes, and the proof that the signature stood in a public
log while it did. Whose certificates and logs count says a trust root, which never comes from what is checked: the
one that the verifier names, or the one that came with the package `sigstore`.
"""

import functools
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from scanner.evidence import EvidenceError, canonical
from scanner.evidence.identity import Identity
from scanner.words import visible

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

MAX_SIGNATURE: Final = 1 << 15
"""Bytes of a bundle: of Sigstore's own they are 5 to 10 thousand."""
MAX_ROOT: Final = 1 << 20
"""Bytes of a trust root."""

MEDIA_TYPE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"
_ROOT_TYPE: Final = "application/vnd.dev.sigstore.trustedroot"
_OURS: Final = "_store", "https%3A%2F%2Ftuf-repo-cdn.sigstore.dev", "trusted_root.json"
"""Where the package has the trust root of the public instance."""
_ISSUERS: Final = "1.3.6.1.4.1.57264.1.8", "1.3.6.1.4.1.57264.1.1"
"""Where a certificate names the issuer: a string in DER, and before that was so the bare bytes."""
_OTHER_NAME: Final = "1.3.6.1.4.1.57264.1.7"
_SAID: Final = 200
"""Letters of what others say."""


class UncheckedError(EvidenceError):
    """A signature of which nobody here can tell whether it fits: it is never said to be good."""


@dataclass(frozen=True)
class Root:
    """A trust root: whose certificates and logs count."""

    name: str
    """As people are told which one it was."""
    data: bytes = field(repr=False)


_NAMED: Final[dict[str, Root]] = {}
"""The one that was named, of which a process has one: what verifies with a public key is asked from everywhere."""


def use(root: Root | None) -> None:
    """Check by this trust root from now on; None: by the one that came with the package."""
    _NAMED.clear()
    _NAMED.update({"root": root} if root else {})


def is_named() -> bool:
    """Tell whether a trust root was named."""
    return bool(_NAMED)


def read_root(data: bytes, name: str) -> Root:
    """The trust root in a file, or in the trust configuration of a client. Raises `EvidenceError` where it is none."""
    doc: Any = canonical.loads(data, name)
    found = doc.get("trustedRoot", doc) if isinstance(doc, dict) else {}
    if not isinstance(found, dict) or not str(found.get("mediaType", "")).startswith(_ROOT_TYPE):
        raise EvidenceError(f"{name} is no trust root of Sigstore, nor a client's trust configuration that holds one")
    return Root(name, canonical.dumps(found))


def root() -> Root:
    """The one by which it is checked. Raises `UncheckedError` where the package is not installed."""
    if named := _NAMED.get("root"):
        return named
    try:
        from sigstore import __version__

        data = resources.files("sigstore").joinpath(*_OURS).read_bytes()
    except (ImportError, OSError):
        raise _lacking() from None
    return Root(f"the trust root that came with sigstore {__version__}", data)


def misfit(who: Identity, signature: bytes, data: bytes) -> str:
    """Why this is no signature by this identity over these bytes, in words; empty where it is one.

    Raises `UncheckedError` where it cannot be told.
    """
    if len(signature) > MAX_SIGNATURE:
        return f"it has {len(signature)} bytes, more than the {MAX_SIGNATURE} of a bundle of Sigstore's"
    try:
        bundle: Any = canonical.loads(signature, "it")
        if canonical.dumps(bundle) != signature:
            return "it is a bundle of Sigstore's, but not in its canonical form"
    except EvidenceError:
        return "it is no bundle of Sigstore's"
    if not isinstance(bundle, dict) or bundle.get("mediaType") != MEDIA_TYPE:
        return f"it is no bundle of Sigstore's ({MEDIA_TYPE})"
    return _misfit(root(), who, signature, data)


def _misfit(by: Root, who: Identity, signature: bytes, data: bytes) -> str:
    verifier = _verifier(by)
    from sigstore.errors import CertValidationError, Error
    from sigstore.models import Bundle

    try:
        verifier.verify_artifact(data, Bundle.from_json(signature), _Exactly(who))
    except _OtherError as err:
        return str(err)
    except CertValidationError as err:
        return f"its certificate is not one of {by.name}, or was not good when the log took it up ({_first(err)})"
    except Error as err:
        return f"Sigstore says: {_first(err)} (by {by.name})"
    except Exception as err:  # noqa: BLE001  # foreign bytes: whatever its parsers stumble over is no signature
        return f"it is no bundle of Sigstore's: {type(err).__name__}"
    return ""


@functools.lru_cache(maxsize=4)
def _verifier(by: Root) -> "Verifier":
    try:
        from sigstore.verify import Verifier
    except ImportError:
        raise _lacking() from None
    # It would warn of what is no fault: of a bundle it says the same in its errors.
    logging.getLogger("sigstore").setLevel(logging.CRITICAL)
    try:
        return Verifier(trusted_root=_trusted(by))
    except Exception as err:  # noqa: BLE001  # somebody's file: without it nothing is checked, whatever is wrong with it
        raise UncheckedError(f"{by.name} is none that sigstore can use: {type(err).__name__}") from None


def _trusted(by: Root) -> "TrustedRoot":
    from sigstore.models import TrustedRoot
    from sigstore_models.trustroot.v1 import TrustedRoot as Inner

    return TrustedRoot(Inner.from_json(by.data))


def _lacking() -> UncheckedError:
    return UncheckedError(
        "it is signed by an identity through Sigstore, and to check that takes a package that is not here. "
        "Next: pip install 'safeguard-scanner[sigstore]'"
    )


class _OtherError(Exception):
    """A certificate of somebody else."""


@dataclass(frozen=True)
class _Exactly:
    """What a certificate has to say, which by then has been found to be one of this trust root's: this and no more."""

    who: Identity

    def verify(self, cert: "Certificate") -> None:
        """Raise `_OtherError` where it is another's."""
        names, issuers = list(_names(cert)), set(_issuers(cert))
        if names != [self.who.identity]:
            raise _OtherError(f"it was made by {_quoted(names)}, and not by “{self.who.identity}”")
        if issuers != {self.who.issuer}:
            raise _OtherError(
                f"“{self.who.identity}” was vouched for by {_quoted(issuers)}, and not by “{self.who.issuer}”"
            )


def told(cert: "Certificate") -> Identity:
    """Whose certificate it is. Raises ValueError where it is not plainly one identity's."""
    names, issuers = list(_names(cert)), set(_issuers(cert))
    if len(names) != 1 or len(issuers) != 1:
        raise ValueError("the certificate names not one identity and one issuer")
    return Identity(identity=names[0], issuer=issuers.pop())


def _names(cert: "Certificate") -> Iterator[str]:
    """All that it is for, of whatever kind."""
    from cryptography import x509

    for name in cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value:
        if isinstance(name, x509.OtherName) and name.type_id.dotted_string == _OTHER_NAME:
            yield _utf8(name.value)
        else:
            yield str(name.value)


def _issuers(cert: "Certificate") -> Iterator[str]:
    from cryptography import x509

    for extension in cert.extensions:
        if extension.oid.dotted_string in _ISSUERS and isinstance(extension.value, x509.UnrecognizedExtension):
            value = extension.value.value
            yield _utf8(value) if extension.oid.dotted_string == _ISSUERS[0] else value.decode()


def _utf8(der: bytes) -> str:
    """The text of a UTF8String (DER)."""
    from cryptography.hazmat import asn1

    return asn1.decode_der(str, der)


def _first(err: Exception) -> str:
    """The first line of what is wrong, as far as people read it."""
    return visible(str(err).partition("\n")[0])[:_SAID]


def _quoted(names: "list[str] | set[str]") -> str:
    return " and ".join(f"“{visible(name)[:_SAID]}”" for name in sorted(names)) or "nobody"
