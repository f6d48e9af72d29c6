"""A key that is kept elsewhere, in a service, a token or an agent: it signs when asked, and is checked each time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from scanner.evidence import keys
from scanner.signers import NotSignedError, Signer, SignerError

TRIAL: Final = b"safeguard: a trial signature; it vouches for nothing\n"
"""Neither an envelope (`DSSEv1 ...`) nor a checkpoint (name, size, root): nobody can use what is signed here."""


@dataclass(frozen=True)
class RemoteSigner:
    """Signs by asking whoever keeps the key; what comes is verified before it is used."""

    what: str
    """What people are told it is: `the signing key awskms:alias/x`."""
    alg: str
    public: bytes
    _ask: Callable[[bytes], bytes] = field(repr=False)

    @property
    def keyid(self) -> str:
        """`SHA256:` and the hex digest of `public`."""
        return keys.keyid(self.public)

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`. Raises `SignerError`."""
        signature = self._ask(data)
        if why := keys.misfit(self.public, signature, data):
            more = keys.told(self.public, why)
            raise NotSignedError(self.what, f"what came as its signature does not verify with its public key{more}")
        return signature


def key_kind(what: str, public: bytes) -> tuple[str, bytes]:
    """The algorithm of a public key (DER), and the key in its one spelling. Raises `SignerError`: it has none."""
    try:
        public = keys.from_pem(keys.to_pem(public), what)
        return keys.algorithm(public), public
    except keys.PublicKeyError:
        raise SignerError(f"{what}: is neither {' nor '.join(keys.kinds())}, the keys that sign evidence") from None


def der(signature: bytes, what: str) -> bytes:
    """An ECDSA signature in DER, from its two numbers one after the other. Raises `NotSignedError`."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half, odd = divmod(len(signature), 2)
    if odd or not 0 < half <= 128:  # noqa: PLR2004  # more than any curve has
        raise NotSignedError(what, "what came as its signature is none")
    return encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))


def tried(signer: Signer) -> Signer:
    """The signer, once it has signed something that is good for nothing: a night is not scanned in vain.

    Raises `SignerError`.
    """
    signer.sign(TRIAL)
    return signer
