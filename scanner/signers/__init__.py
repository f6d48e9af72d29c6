"""Ways to sign: what a signer is. `opening` opens one by its URI."""

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

Passphrase: TypeAlias = Callable[[], bytes]
"""Fetches the passphrase when, and only when, a key turns out to need one."""


class Signer(Protocol):
    """A private key that may sit anywhere; nothing of it is to be seen but its public half and its signatures."""

    @property
    def keyid(self) -> str:
        """`SHA256:` and the hex digest of `public`."""

    @property
    def alg(self) -> Literal["ed25519", "ecdsa-p256"]:
        """Ed25519 over the data itself, or ECDSA on P-256 over its SHA-256 with the signature in DER."""

    @property
    def public(self) -> bytes:
        """The public key: DER, SubjectPublicKeyInfo."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`. Raises `SignerError`."""


class SignerError(Exception):
    """The base of everything that keeps a signer from signing; never holds a secret."""
