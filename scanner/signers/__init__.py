"""Ways to sign: what a signer is. `opening` opens one by its URI."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

Passphrase: TypeAlias = Callable[[], bytes]
"""Fetches the passphrase when, and only when, a key turns out to need one."""


class Signer(Protocol):
    """A private key that may sit anywhere; nothing of it is to be seen but its public half and its signatures."""

    @property
    def keyid(self) -> str:
        """`SHA256:` and the hex digest of `public`."""

    @property
    def alg(self) -> str:
        """One of `keys.ALGORITHMS`: `ed25519` over the data itself, `ecdsa-p256` over its SHA-256 and in DER.

        Of `sigstore-oidc` a signature is a bundle of Sigstore's, and `public` says whose it is.
        """

    @property
    def public(self) -> bytes:
        """The public key: DER, SubjectPublicKeyInfo; or an identity (`evidence.identity`)."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`. Raises `SignerError`."""


class SignerError(Exception):
    """The base of everything that keeps a signer from signing; never holds a secret."""


class NotSignedError(SignerError):
    """A key that was named as it should be, and does not sign: whoever keeps it refuses, is slow, or is gone."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
