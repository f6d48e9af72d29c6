"""A signing key in a file: PKCS#8 PEM, Ed25519 or P-256, encrypted or not, that nobody else can read."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

from scanner.evidence import keys
from scanner.paths import home
from scanner.signers import Passphrase, SignerError
from scanner.signers.passphrase import MAX_PASSPHRASE

PrivateKey: TypeAlias = Any
"""One of cryptography's; `keys.ALGORITHMS` knows those that sign evidence."""

_MAX_FILE: Final = 1 << 16
_PLAIN: Final = b"-----BEGIN PRIVATE KEY-----"
_ENCRYPTED: Final = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class KeyFileError(SignerError):
    """A key file that cannot be used, or could not be made."""

    def __init__(self, path: Path, why: str, what: str = "the signing key") -> None:
        super().__init__(f"{what} {path}: {why}")


@dataclass(frozen=True)
class FileSigner:
    """Signs with a key that was read from a file."""

    alg: str
    public: bytes
    _key: PrivateKey = field(repr=False)

    @property
    def keyid(self) -> str:
        """`SHA256:` and the hex digest of `public`."""
        return keys.keyid(self.public)

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        return keys.held()[self.alg].sign(self._key, data)

    @classmethod
    def open(cls, name: str, passphrase: Passphrase | None) -> Self:
        """Read the key in the file `name`. Raises `KeyFileError` where others can read it or it is no such key."""
        try:
            path = home(name)
        except OSError as err:
            raise KeyFileError(Path(name), f"cannot be read: {err.strerror}") from None
        return cls.of(path, _parse(path, read(path), passphrase))

    @classmethod
    def of(cls, path: Path, key: PrivateKey) -> Self:
        """The signer with a key that `path` held. Raises `KeyFileError` where it is of no kind that signs evidence."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        if alg := next((name for name, kind in keys.held().items() if kind.fits(key)), ""):
            return cls(alg, key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), key)
        kind = type(key).__name__.removesuffix("PrivateKey").lstrip("_")
        raise KeyFileError(path, f"is neither {' nor '.join(keys.kinds())} but {kind}. Make one: safeguard keys new")


def open_signer(rest: str, passphrase: Passphrase | None) -> FileSigner:
    """The signer with the key in the file `rest`. Raises `KeyFileError`."""
    return FileSigner.open(rest, passphrase)


def new_key(path: Path, passphrase: bytes | None = None) -> FileSigner:
    """Make an Ed25519 key in a new file (0600, its folder 0700 where it has to be made) and open it.

    Nothing is ever written over. Raises `KeyFileError`.
    """
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if passphrase is not None and not 0 < len(passphrase) <= MAX_PASSPHRASE:
        raise KeyFileError(path, f"a passphrase has 1 to {MAX_PASSPHRASE} bytes; no key was made")
    key = Ed25519PrivateKey.generate()
    lock = ser.BestAvailableEncryption(passphrase) if passphrase is not None else ser.NoEncryption()
    create(path, key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, lock))
    return FileSigner.of(path, key)


def create(path: Path, pem: bytes, what: str = "the signing key") -> None:
    """Put a private key into a new file (0600, its folder 0700 where it has to be made). Raises `KeyFileError`."""
    try:
        with suppress(FileNotFoundError):
            path.lstat()  # what the system does not take as a name fails here, with nothing made
        for folder in reversed(path.parents):
            # One by one: `parents=True` would leave those above to the umask.
            folder.mkdir(mode=0o700, exist_ok=True)
        if path.parent.stat().st_mode & 0o022:
            raise KeyFileError(path, f"others can write to {path.parent}. Next: chmod 700 {path.parent}", what)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(path, "is there already, and a key is never written over", what) from None
    except OSError as err:
        raise KeyFileError(path, f"cannot be made: {err.strerror}", what) from err
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, 0o600)  # whatever the umask says
            file.write(pem)
            file.flush()
            os.fsync(number)
    except OSError as err:
        path.unlink()
        raise KeyFileError(path, f"cannot be written: {err.strerror}; no key was made", what) from err


def read(path: Path, what: str = "the signing key", make: str = "safeguard keys new") -> bytes:
    """What a file of a private key holds that nobody else can read. Raises `KeyFileError`; `make`: what makes one."""
    try:
        # Without O_NONBLOCK a named pipe in its place would hang the scan.
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise KeyFileError(path, f"is not there. Next: {make}", what) from None
    except OSError as err:
        raise KeyFileError(path, f"cannot be read: {err.strerror}", what) from None
    try:
        _check_mine(path, os.fstat(number), what)
        return os.read(number, _MAX_FILE)
    except OSError as err:
        raise KeyFileError(path, f"cannot be read: {err.strerror}", what) from None
    finally:
        os.close(number)


def _check_mine(path: Path, seen: os.stat_result, what: str) -> None:
    if not stat.S_ISREG(seen.st_mode):
        raise KeyFileError(path, "is not a file", what)
    if seen.st_uid != os.geteuid():
        raise KeyFileError(path, f"belongs to user {seen.st_uid}, not to you ({os.geteuid()})", what)
    if seen.st_mode & 0o077:
        mode = f"{stat.S_IMODE(seen.st_mode):04o}"
        raise KeyFileError(path, f"others may use it, its mode is {mode}. Next: chmod 600 {path}", what)


def _parse(path: Path, pem: bytes, passphrase: Passphrase | None) -> PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    encrypted = _ENCRYPTED in pem
    if not encrypted and _PLAIN not in pem:
        raise KeyFileError(path, "is not a PKCS#8 private key in PEM. Next: openssl pkcs8 -topk8 -in OLD -out NEW")
    if encrypted and passphrase is None:
        raise KeyFileError(path, "is encrypted, and there is neither a terminal to ask at nor --passphrase-fd N")
    secret = passphrase() if encrypted and passphrase else None
    if secret is not None and not 0 < len(secret) <= MAX_PASSPHRASE:
        raise KeyFileError(path, f"a passphrase has 1 to {MAX_PASSPHRASE} bytes")
    try:
        return load_pem_private_key(pem, secret)
    # `from None`: what the library says may quote what it was given.
    except (ValueError, TypeError, UnsupportedAlgorithm):
        why = "the passphrase is wrong, or the file is damaged" if encrypted else "is damaged, no key can be read"
        raise KeyFileError(path, why) from None
