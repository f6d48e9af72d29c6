"""The lock of a drop: what a host says goes over shares and buckets, and holds more than is kept of it.

A secret of one drop's own locks it as `openssl enc -aes-256-cbc -md sha256 -salt -pass file:SECRET` does, which every
OpenSSL since 1.0.2 and every LibreSSL can; the secret goes along, for the recipient alone, by RSA-OAEP. CMS would say
the same with RSAES-PKCS1-v1_5, whose readers tell strangers too much (CVE-2026-69247). Who has written it
the signature proves.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from collectors.drop.packet import Packet, RefusedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_BITS: Final = 3072
"""NIST SP 800-57 part 1, table 2: as strong as a symmetric key of 128 bits."""
_LEAST: Final = 2048
_MOST: Final = 8192
"""Bits of a key that somebody brings along: with fewer others could open drops, and no head has room for more."""
NO_KEY: Final = "the key that opens drops is no RSA key of 2048 to 8192 bits as PEM, without a passphrase"
_SALTED: Final = b"Salted__"
_START: Final = 16
"""Bytes of `Salted__` and the salt; and of a block of AES."""


def new() -> bytes:
    """Make a private key to lock drops for, as PEM."""
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    key = generate_private_key(65537, _BITS)
    return key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption())


def private(pem: bytes) -> "RSAPrivateKey":
    """Read such a key. Raises ValueError, without a word of the file."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        # Our own file, that nobody else may write: to look whether its numbers are prime costs half a second.
        key = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("no key") from None
    if not isinstance(key, RSAPrivateKey) or not _LEAST <= key.key_size <= _MOST:
        raise ValueError("no RSA key")
    return key


def spki(key: "RSAPrivateKey") -> bytes:
    """Its public half, as `openssl rsa -pubout -outform DER` writes it: its digest stands in each drop."""
    from cryptography.hazmat.primitives import serialization as ser

    return key.public_key().public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)


def opener(pem: bytes) -> Callable[[Packet], bytes]:
    """What opens drops that are locked for a key. Raises ValueError: it is no such key."""
    key = private(pem)
    ours = sha256(spki(key)).hexdigest()

    def unlocked(packet: Packet) -> bytes:
        """What is locked in a drop. Raises RefusedError, with one word for all that may be wrong inside."""
        if packet.to != ours:
            raise RefusedError("it is locked for another key than the one here: install its script anew")
        try:
            return _plain(_secret(key, packet.lock), packet.locked)
        except ValueError:
            raise RefusedError("its lock does not open") from None

    return unlocked


def _secret(key: "RSAPrivateKey", lock: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.hashes import SHA1

    # SHA-1 in OAEP need not resist collisions (RFC 8017, B.1), and older OpenSSL and .NET know no other there.
    return key.decrypt(lock, OAEP(MGF1(SHA1()), SHA1(), None))  # noqa: S303


def _plain(secret: bytes, locked: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES256
    from cryptography.hazmat.primitives.ciphers.modes import CBC
    from cryptography.hazmat.primitives.padding import PKCS7

    if not locked.startswith(_SALTED):
        raise ValueError("no salt")
    # EVP_BytesToKey: one round is enough, for the secret is drawn and no word of a person.
    salted = secret + locked[len(_SALTED) : _START]
    first = sha256(salted).digest()
    reader = Cipher(AES256(first), CBC(sha256(first + salted).digest()[:_START])).decryptor()
    unpad = PKCS7(_START * 8).unpadder()
    return unpad.update(reader.update(locked[_START:]) + reader.finalize()) + unpad.finalize()
