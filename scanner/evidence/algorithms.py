"""The kinds of key that evidence can be signed with: all that is to be known of each stands in this one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA


@dataclass(frozen=True, kw_only=True)
class Algorithm:
    """How a kind of key is told, signs, is verified, and is written into notes and instructions."""

    title: str
    """As people name the signature."""
    key: str
    """As people name the key."""
    openssl: str
    """The command that verifies; `{key}`, `{data}` and `{sig}` are files."""
    fits: Callable[[object], bool]
    """Whether a public or private key of `cryptography` is of this kind."""
    sign: Callable[[Any, bytes], bytes]
    """The signature by a private key over data."""
    verify: Callable[[Any, bytes, bytes], None]
    """Holds a signature against data, by a public key. Raises cryptography's `InvalidSignature`."""
    typed: Callable[[bytes], bytes]
    """From the DER of the public key: C2SP's type of a note's signature, and the key as it stands in a verifier key."""
    hashed_with_name: bool
    """Whether the four bytes that tell a note's keys apart are over its name too. For ECDSA they are not, says C2SP."""

    def __str__(self) -> str:
        return self.title


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


ALGORITHMS: Final[Mapping[str, Algorithm]] = {
    "ed25519": Algorithm(
        title="Ed25519",
        key="Ed25519",
        openssl="openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {data} -sigfile {sig}",
        fits=_is_ed25519,
        sign=lambda key, data: bytes(key.sign(data)),
        verify=lambda key, signature, data: key.verify(signature, data),
        typed=lambda public: b"\x01" + raw(public),
        hashed_with_name=True,
    ),
    "ecdsa-p256": Algorithm(
        title="ECDSA P-256",
        key="P-256",
        openssl="openssl dgst -sha256 -verify {key} -signature {sig} {data}",
        fits=_is_p256,
        sign=lambda key, data: bytes(key.sign(data, _ecdsa())),
        verify=lambda key, signature, data: key.verify(signature, data, _ecdsa()),
        typed=lambda public: b"\x02" + public,
        hashed_with_name=False,
    ),
}
"""By the name that `Signer.alg` gives them."""
