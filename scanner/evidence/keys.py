"""Public keys: how they are named, written down, and whether one of them made a signature."""

import base64
import functools
import hashlib
import textwrap
from typing import Final

from scanner.evidence import EvidenceError, algorithms, canonical, identity
from scanner.stores import Reader

ALGORITHMS: Final = algorithms.ALGORITHMS
"""The kinds of key, as `Signer.alg` names them."""

raw: Final = algorithms.raw

FOLDER: Final = "public-keys"
"""Where a store or bundle has the keys that signed it. That they lie there is no reason to trust them."""


class PublicKeyError(EvidenceError):
    """Not a public key that evidence can be signed with."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not an {' or '.join(kinds())} public key (SubjectPublicKeyInfo)")


def is_public(data: bytes) -> bool:
    """Tell whether somebody's file is to hold a public key, or an identity."""
    return b"-----BEGIN PUBLIC KEY-----" in data or identity.BEGIN in data or b'"identity"' in data


def from_file(data: bytes, what: str) -> bytes:
    """The key in PEM, or the identity: that in its PEM, or as JSON as people write it. Raises `PublicKeyError`."""
    if not data.lstrip().startswith(b"{"):
        return from_pem(data, what)
    try:
        return identity.write(identity.read(canonical.dumps(canonical.loads(data, what))))
    except (EvidenceError, ValueError):
        raise PublicKeyError(what) from None


def held() -> dict[str, algorithms.Held]:
    """The kinds of key that somebody holds, as `Signer.alg` names them."""
    return {name: kind for name, kind in ALGORITHMS.items() if isinstance(kind, algorithms.Held)}


def kinds() -> list[str]:
    """The kinds of key that somebody holds and signs evidence with, as people name them."""
    return [kind.key for kind in held().values()]


def keyid(public: bytes) -> str:
    """The name of a key: `SHA256:` and the hex digest of its DER SubjectPublicKeyInfo, or of an identity's JSON."""
    return "SHA256:" + hashlib.sha256(public).hexdigest()


def short(name: str) -> str:
    """The first sixteen digits of a key's name in fours, as people read them to each other."""
    return " ".join(textwrap.wrap(name.removeprefix("SHA256:")[:16], 4))


def spaced(name: str) -> str:
    """All sixty-four digits of a key's name in fours, as they are compared by telephone."""
    return " ".join(textwrap.wrap(name.removeprefix("SHA256:"), 4))


def algorithm(public: bytes, what: str = "the key") -> str:
    """Which of `ALGORITHMS` this DER key or identity is for. Raises `PublicKeyError`."""
    return _load(public, what)[0]


def titled(public: bytes) -> str:
    """The kind of signature as people name it, and the identity where that makes it."""
    name, key = _load(public, "the key")
    return f"{ALGORITHMS[name]} as {key}" if isinstance(key, identity.Identity) else str(ALGORITHMS[name])


def to_pem(public: bytes) -> bytes:
    """The key as PEM text, as openssl reads it; an identity likewise, between lines of its own."""
    if identity.is_one(public):
        return identity.to_pem(public)
    body = textwrap.fill(base64.b64encode(public).decode(), 64)
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n".encode()


def from_pem(data: bytes, what: str) -> bytes:
    """The DER of a PEM public key, or an identity; `what` names it in a `PublicKeyError`."""
    if data.startswith(identity.BEGIN):
        try:
            return identity.from_pem(data)
        except ValueError:
            raise PublicKeyError(what) from None
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise PublicKeyError(what) from None
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    _load(public, what)
    return public


def misfit(public: bytes, signature: bytes, data: bytes) -> str:
    """Why this key or identity did not make `signature` over `data` (ECDSA: DER, SHA-256); empty where it did.

    Raises `UncheckedError` where nobody here can tell.
    """
    name, key = _load(public, "the key")
    return ALGORITHMS[name].misfit(key, signature, data)


def told(public: bytes, why: str) -> str:
    """What is to be added where a signature does not fit: of a key no more than that, of an identity the reason."""
    return f": {why}" if identity.is_one(public) else ""


def verifies(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether it made it. Raises as `misfit`."""
    return not misfit(public, signature, data)


def key_of(name: str) -> str:
    """Where the key of this name lies in a store or bundle."""
    return f"{FOLDER}/{name.removeprefix('SHA256:')}.pem"


def lying_in(reader: Reader) -> dict[str, bytes]:
    """The keys (DER) that lie in a store or bundle, by their real names, whatever their files are called."""
    publics = (from_pem(reader.read(key), key) for key in reader.list(f"{FOLDER}/"))
    return {keyid(public): public for public in publics}


@functools.lru_cache(maxsize=32)
def _load(public: bytes, what: str) -> tuple[str, object]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = identity.read(public) if identity.is_one(public) else load_der_public_key(public)
    except (ValueError, UnsupportedAlgorithm):
        raise PublicKeyError(what) from None
    if name := next((name for name, kind in ALGORITHMS.items() if kind.fits(key)), ""):
        return name, key
    raise PublicKeyError(what)
