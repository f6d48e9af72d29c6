"""A key in Google Cloud KMS: `gcpkms:projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V`."""

import base64
import binascii
import logging
import warnings
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scanner.evidence import keys
from scanner.signers import NotSignedError, Passphrase, Signer, SignerError, uri
from scanner.signers.remote import RemoteSigner, key_kind
from scanner.signers.rest import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

_PART: Final = "[A-Za-z0-9_.:-]{1,63}"
_NAME: Final = (
    rf"(?://)?projects/{_PART}/locations/{_PART}/keyRings/{_PART}/cryptoKeys/{_PART}/cryptoKeyVersions/[0-9]{{1,9}}"
)
_AT: Final = "https://cloudkms.googleapis.com/v1"
_SCOPE: Final = "https://www.googleapis.com/auth/cloudkms"
_WORDS: Final = {"ed25519": "EC_SIGN_ED25519", "ecdsa-p256": "EC_SIGN_P256_SHA256"}
"""What Google calls the algorithms. One key version has one."""
_READ: Final = "cloudkms.cryptoKeyVersions.viewPublicKey"
_SIGN: Final = "cloudkms.cryptoKeyVersions.useToSign"


class _Shown(msgspec.Struct, frozen=True):
    pem: str
    algorithm: str
    name: str


class _Signed(msgspec.Struct, frozen=True):
    signature: str


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:  # noqa: ARG001  # as every opener is called
    """The signer behind `rest`: its public key is fetched, nothing is signed. Raises `SignerError`."""
    name, _ = uri.split(rest, "gcpkms")
    form = "projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/V"
    name = uri.matched(_NAME, name, "gcpkms", form)[0].removeprefix("//")
    what = f"the signing key gcpkms:{name}"
    return _signer(Service(what, _sign_in(what)), name)


def _signer(service: Service, name: str) -> RemoteSigner:
    shown = service.ask(_READ, f"{_AT}/{name}/publicKey", _Shown)
    try:
        alg, public = key_kind(service.what, keys.from_pem(shown.pem.encode(), service.what))
    except keys.PublicKeyError:
        raise SignerError(f"{service.what}: its algorithm is none of {', '.join(_WORDS.values())}") from None
    if shown.algorithm != _WORDS.get(alg) or shown.name != name:
        raise service.odd(_READ)

    def ask(data: bytes) -> bytes:
        said = service.ask(_SIGN, f"{_AT}/{name}:asymmetricSign", _Signed, _message(alg, data))
        try:
            return base64.b64decode(said.signature, validate=True)
        except (binascii.Error, ValueError):
            raise service.odd(_SIGN) from None

    return RemoteSigner(service.what, alg, public, ask)


def _message(alg: str, data: bytes) -> "Mapping[str, Any]":
    if alg == "ed25519":
        return {"data": base64.b64encode(data).decode()}
    return {"digest": {"sha256": base64.b64encode(sha256(data).digest()).decode()}}


def _sign_in(what: str) -> "Callable[[requests.Session], Mapping[str, str]]":
    held: list[Any] = []

    def headers(session: "requests.Session") -> "Mapping[str, str]":
        from google.auth.exceptions import GoogleAuthError
        from google.auth.transport.requests import Request

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # they quote files and projects
                held[:] = held or [_credentials()]
                if not held[0].valid:
                    held[0].refresh(Request(session))
        except (GoogleAuthError, ValueError, OSError) as err:  # their texts quote what was sent
            why = f"signing in to Google failed ({type(err).__name__}). Next: gcloud auth application-default login"
            raise NotSignedError(what, why) from None
        return {"Authorization": f"Bearer {held[0].token}"}

    return headers


def _credentials() -> Any:
    """What Google's own tools find: the environment's file, a person's own, the machine's service account."""
    import google.auth

    for name in ("google", "urllib3"):
        # At finer levels they write whole requests and answers.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return google.auth.default(scopes=[_SCOPE])[0]
