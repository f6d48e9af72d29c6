"""Ways to sign. A signer is opened by a URI; `file:` is ours, others come by the entry point `safeguard.signers`."""

from collections.abc import Callable, Collection, Mapping
from typing import Final, Literal, Protocol, TypeAlias

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


def open_signer(uri: str, passphrase: Passphrase | None = None, plugins: Collection[str] = ()) -> Signer:
    """The signer behind `uri` (a plain path is a `file:`); `plugins` names distributions that may be loaded for it.

    Raises `SignerError`: unknown scheme, no such key, a key others can read, a wrong passphrase.
    """
    from scanner.evidence import schemes

    scheme, rest = schemes.split(uri, default="file")
    try:
        open_ = schemes.opener("safeguard.signers", scheme, plugins)
    except schemes.SchemeError as err:
        raise SignerError(f"the signing key: {err}") from None
    signer: Signer = open_(rest, passphrase)
    return signer


def _open_file(path: str, passphrase: Passphrase | None) -> Signer:
    from scanner.signers.file import FileSigner

    return FileSigner.open(path, passphrase)


SCHEMES: Final[Mapping[str, Callable[[str, Passphrase | None], Signer]]] = {"file": _open_file}
"""What a package behind the entry point offers: scheme to a function of the URI's rest and the passphrase."""
