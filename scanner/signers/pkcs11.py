"""A key in a token or HSM, by its RFC 7512 URI: `pkcs11:token=...;object=...;id=%01?module-path=...&pin-source=...`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from scanner.signers import NotSignedError, Passphrase, Signer, SignerError, file, uri
from scanner.signers.passphrase import MAX_PASSPHRASE
from scanner.signers.remote import RemoteSigner, der, key_kind

if TYPE_CHECKING:
    import pkcs11

_WHAT: Final = "the signing key pkcs11:"
_PATH: Final = ("token", "serial", "object", "id", "type")
_QUERY: Final = ("module-path", "pin-source")
_REASONS: Final[Mapping[str, str]] = {
    "PinIncorrect": "the PIN is wrong. It is tried once: a token locks itself after a few",
    "PinInvalid": "the PIN is wrong. It is tried once: a token locks itself after a few",
    "PinLenRange": "the PIN is too short or too long for this token",
    "PinLocked": "the PIN is locked. Next: whoever keeps the token's SO PIN sets a new one",
    "PinExpired": "the PIN has expired",
    "NoSuchToken": "no token of that name is present",
    "MultipleTokensReturned": "more than one token has that name. Next: name serial=, too",
    "NoSuchKey": "the token holds no such key, private and public half",
    "MultipleObjectsReturned": "more than one key fits. Next: name id=, too",
    "MechanismInvalid": "the token does not sign with keys of this kind",
    "KeyTypeInconsistent": "the key is of a kind that does not sign so",
    "KeyFunctionNotPermitted": "the key may not be used to sign (CKA_SIGN)",
    "UserNotLoggedIn": "the token wants the PIN for each signature anew, and that is not supported",
    "DeviceRemoved": "the token was taken out",
    "TokenNotPresent": "the token was taken out",
}
"""By the name of the error in python-pkcs11, which has PKCS#11's own."""


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:
    """The signer behind `rest`: its public key is read, nothing is signed. Raises `SignerError`."""
    path, said = rest.partition("?")[0], _query(rest)
    named, module = _named(path), _module(said)
    return _Token(module, named, _pin(said.get("pin-source", ""), passphrase)).signer()


@dataclass(frozen=True)
class _Token:
    module: str
    named: Mapping[str, bytes]
    pin: str = field(repr=False)
    """Kept in memory until the end: a session that is left open for a night is closed by its HSM."""

    @property
    def what(self) -> str:
        return _WHAT + ";".join(f"{key}={_shown(value)}" for key, value in self.named.items())

    def signer(self) -> RemoteSigner:
        from pkcs11 import ObjectClass

        with self._session() as session:
            public = self._key(session, ObjectClass.PUBLIC_KEY)
            alg, spki = key_kind(self.what, _spki(public, self.what))
            self._key(session, ObjectClass.PRIVATE_KEY)
        return RemoteSigner(self.what, alg, spki, lambda data: self._signed(alg, data))

    def _signed(self, alg: str, data: bytes) -> bytes:
        from pkcs11 import Mechanism, ObjectClass

        with self._session() as session:
            key = self._key(session, ObjectClass.PRIVATE_KEY)
            if alg == "ed25519":
                return bytes(key.sign(data, mechanism=Mechanism.EDDSA))
            return der(bytes(key.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA)), self.what)

    def _key(self, session: "pkcs11.Session", half: "pkcs11.ObjectClass") -> Any:
        label, id_ = self.named.get("object"), self.named.get("id")
        return session.get_key(object_class=half, label=label.decode() if label else None, id=id_)

    @contextmanager
    def _session(self) -> "Iterator[pkcs11.Session]":
        import pkcs11

        try:
            token = self._library().get_token(**self._wanted())
            with token.open(user_pin=self.pin) as session:
                yield session
        except pkcs11.PKCS11Error as err:
            name = type(err).__name__
            raise NotSignedError(self.what, _REASONS.get(name, f"the token fails: {name}")) from None

    def _wanted(self) -> Mapping[str, Any]:
        label, serial = self.named.get("token"), self.named.get("serial")
        return {"token_label": label.decode() if label else None, "token_serial": serial}

    def _library(self) -> Any:
        import pkcs11

        try:
            return pkcs11.lib(self.module)
        except RuntimeError as err:  # what pkcs11.PKCS11Error is as well
            name = type(err).__name__
            why = "is no library of PKCS#11" if name in ("PKCS11Error", "RuntimeError") else f"does not start: {name}"
            raise SignerError(f"{self.what}: module-path {self.module} {why}") from None


def _named(path: str) -> Mapping[str, bytes]:
    """What the path says of token and key. What it does not know is not repeated: it may be a PIN."""
    found: dict[str, bytes] = {}
    for part in path.split(";") if path else ():
        key, _, value = part.partition("=")
        if key not in _PATH:
            raise SignerError(f"{_WHAT} has a part that is not supported. Those that are: {', '.join(_PATH)}")
        if key in found or not value:
            raise SignerError(f"{_WHAT} the part {key} is empty or doubled")
        found[key] = unquote_to_bytes(value)
    if found.pop("type", b"private") != b"private":
        raise SignerError(f"{_WHAT} type= is not private")
    if not found.keys() & {"object", "id"} or not found.keys() & {"token", "serial"}:
        raise SignerError(f"{_WHAT} it takes token= or serial=, and object= or id=, of which one key alone has it")
    if any(not _utf8(value) for key, value in found.items() if key != "id"):
        raise SignerError(f"{_WHAT} a name in it is not UTF-8")
    return found


def _query(rest: str) -> Mapping[str, str]:
    names = {option.partition("=")[0] for option in rest.partition("?")[2].split("&")}
    if "pin-value" in names:
        raise SignerError(
            f"{_WHAT} pin-value= is refused: what stands in a command or a file of settings is no secret\n"
            "  Next: pin-source=file:/PATH of a file that you alone can read, --passphrase-fd N, or type it"
        )
    return uri.split(rest, "pkcs11", _QUERY)[1]


def _module(said: Mapping[str, str]) -> str:
    """The library of the token's maker, and ours that speaks to it. Raises `SignerError`."""
    path = said.get("module-path", "") or os.environ.get("PKCS11_MODULE_PATH", "")
    if not Path(path).is_absolute():
        raise SignerError(
            f"{_WHAT} no library is named by its whole path. Next: ?module-path=/usr/lib/softhsm/libsofthsm2.so"
        )
    _check_library(path)
    try:
        import pkcs11  # noqa: F401  # whether it is there
    except ImportError:
        raise SignerError(f"{_WHAT} python-pkcs11 is not installed: pip install 'safeguard-scanner[pkcs11]'") from None
    return path


def _check_library(path: str) -> None:
    """Whoever can write to it would run as we do. Raises `SignerError`."""
    try:
        seen = os.stat(path)  # noqa: PTH116  # Path's own raises ValueError too
    except (OSError, ValueError):
        raise SignerError(f"{_WHAT} there is no library at module-path {path}") from None
    if seen.st_uid not in (0, os.geteuid()) or seen.st_mode & 0o022:
        raise SignerError(f"{_WHAT} others can write to the library {path}. Next: have root own it, mode 0644")


def _pin(source: str, passphrase: Passphrase | None) -> str:
    """The PIN, from a file that nobody else can read or from where passphrases come. Raises `SignerError`."""
    if source:
        path = Path(source.removeprefix("file://").removeprefix("file:"))
        if not path.is_absolute():
            raise SignerError(f"{_WHAT} pin-source= is no file:/PATH")
        pin = file.read(path, "the PIN of the token", "a file with it, mode 0600").removesuffix(b"\n")
    elif passphrase:
        pin = passphrase()
    else:
        raise SignerError(
            f"{_WHAT} no PIN: there is neither a terminal to ask at, nor --passphrase-fd N or pin-source="
        )
    if not 0 < len(pin) <= MAX_PASSPHRASE or not _utf8(pin):
        raise SignerError(f"{_WHAT} a PIN has 1 to {MAX_PASSPHRASE} bytes, in UTF-8")
    return pin.decode()


def _spki(key: Any, what: str) -> bytes:
    """The DER of a public key, made of what a token tells of it. Raises `SignerError`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from pkcs11 import Attribute, KeyType
    from pkcs11.util.ec import encode_ec_public_key

    try:
        if key.key_type != KeyType.EC_EDWARDS:
            return encode_ec_public_key(key)
        # The point is in an OCTET STRING of DER; tokens of before PKCS#11 3.0 gave it bare.
        point = Ed25519PublicKey.from_public_bytes(bytes(key[Attribute.EC_POINT]).removeprefix(b"\x04\x20"))
        return point.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, TypeError, LookupError):
        raise SignerError(f"{what}: its public half cannot be read, or it is no elliptic key") from None


def _utf8(data: bytes) -> bool:
    try:
        return data.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _shown(value: bytes) -> str:
    return value.decode() if _utf8(value) else "".join(f"%{byte:02x}" for byte in value)
