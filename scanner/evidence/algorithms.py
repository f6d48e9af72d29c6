"""The kinds of key that evidence can be signed with: all that is to be known of each stands in this one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scanner.evidence import keyless
from scanner.evidence.identity import Identity

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA


@dataclass(frozen=True, kw_only=True)
class Algorithm:
    """How a kind of key is told, is verified, and is written into notes and instructions."""

    title: str
    """As people name the signature."""
    key: str
    """As people name the key."""
    openssl: str
    """The command that verifies; `{key}`, `{data}` and `{sig}` are files."""
    number: str = "openssl pkey -pubin -in {key} -outform DER | sha256sum"
    """The commands that print the number of a key in its file, `{key}`."""
    fits: Callable[[object], bool]
    """Whether a public or private key of `cryptography` is of this kind."""
    misfit: Callable[[Any, bytes, bytes], str]
    """Why a signature over data does not fit a public key; empty where it does."""
    typed: Callable[[bytes], bytes]
    """From the DER of the public key: C2SP's type of a note's signature, and the key as it stands in a verifier key."""
    hashed_with_name: bool
    """Whether the four bytes that tell a note's keys apart are over its name too. For ECDSA they are not, says C2SP."""

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, kw_only=True)
class Held(Algorithm):
    """One whose private keys somebody holds."""

    sign: Callable[[Any, bytes], bytes]
    """The signature by a private key over data."""


def raw(public: bytes) -> bytes:
    """The 32 bytes of an Ed25519 key, given its DER: they are the last ones (RFC 8410, 4)."""
    return public[-32:]


def _is_ed25519(key: object) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    return isinstance(key, Ed25519PublicKey | Ed25519PrivateKey)


def _is_p256(key: object) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey

    return isinstance(key, EllipticCurvePublicKey | EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1)


def _ecdsa() -> "ECDSA":
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    return ECDSA(SHA256())


def _misfit(verify: Callable[[], None]) -> str:
    from cryptography.exceptions import InvalidSignature

    try:
        verify()
    except InvalidSignature:
        return "it was made with another key, or over other bytes"
    return ""


ALGORITHMS: Final[Mapping[str, Algorithm]] = {
    "ed25519": Held(
        title="Ed25519",
        key="Ed25519",
        openssl="openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {data} -sigfile {sig}",
        fits=_is_ed25519,
        sign=lambda key, data: bytes(key.sign(data)),
        misfit=lambda key, signature, data: _misfit(lambda: key.verify(signature, data)),
        typed=lambda public: b"\x01" + raw(public),
        hashed_with_name=True,
    ),
    "ecdsa-p256": Held(
        title="ECDSA P-256",
        key="P-256",
        openssl="openssl dgst -sha256 -verify {key} -signature {sig} {data}",
        fits=_is_p256,
        sign=lambda key, data: bytes(key.sign(data, _ecdsa())),
        misfit=lambda key, signature, data: _misfit(lambda: key.verify(signature, data, _ecdsa())),
        typed=lambda public: b"\x02" + public,
        hashed_with_name=False,
    ),
    "sigstore-oidc": Algorithm(
        title="Sigstore",
        key="identity",
        openssl="sigstore verify identity --offline --bundle {sig}"
        " --cert-identity IDENTITY --cert-oidc-issuer ISSUER {data}",
        number="sed '1d;$d' {key} | base64 -d | tee /dev/stderr | sha256sum",
        fits=lambda key: isinstance(key, Identity),
        misfit=keyless.misfit,
        # C2SP has no number for it: 0xff, and a name that nobody else will take.
        typed=lambda public: b"\xffsigstore-oidc\n" + public,
        hashed_with_name=True,
    ),
}
"""By the name that `Signer.alg` gives them."""
