"""A key in Azure Key Vault or a managed HSM: `azurekms:HOST/KEY[/VERSION]`, as `clinic.vault.azure.net/signing`."""

import base64
import binascii
import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scanner.signers import NotSignedError, Passphrase, Signer, SignerError, uri
from scanner.signers.remote import RemoteSigner, der, key_kind
from scanner.signers.rest import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

_SUFFIXES: Final = (
    "vault.azure.net",
    "managedhsm.azure.net",
    "vault.usgovcloudapi.net",
    "managedhsm.usgovcloudapi.net",
    "vault.azure.cn",
    "managedhsm.azure.cn",
)
"""Whose names hosts have; each is what the token for it is asked for, too. No other host is given one."""
_NAME: Final = r"(?://)?(?P<host>[a-z0-9-]{3,63}\.(?P<suffix>[a-z.]+))/(?:keys/)?(?P<key>[A-Za-z0-9-]{1,127})(?:/(?P<version>[0-9a-f]{1,64}))?"
_VERSION: Final = "api-version=7.4"
_CURVE: Final = "P-256"
_ALGORITHM: Final = "ES256"
"""What JSON web keys call the one curve that both Key Vault and the evidence have, and a signature by it."""


class _Jwk(msgspec.Struct, frozen=True):
    kid: str
    kty: str
    crv: str = ""
    x: str = ""
    y: str = ""


class _Kept(msgspec.Struct, frozen=True):
    key: _Jwk


class _Signed(msgspec.Struct, frozen=True):
    value: str


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:  # noqa: ARG001  # as every opener is called
    """The signer behind `rest`: its public key is fetched, nothing is signed. Raises `SignerError`."""
    name, _ = uri.split(rest, "azurekms")
    form = "HOST/KEY/VERSION, with HOST like NAME.vault.azure.net"
    found = uri.matched(_NAME, name, "azurekms", form)
    host, suffix, key, version = found["host"], found["suffix"], found["key"], found["version"]
    what = f"the signing key azurekms:{host}/{key}"
    if suffix not in _SUFFIXES:
        raise SignerError(f"{what}: no vault of Azure has that name. Known are names in {', '.join(_SUFFIXES)}")
    service = Service(what, _sign_in(what, suffix))
    return _signer(service, f"https://{host}/keys/{key}", version or "")


def _signer(service: Service, at: str, version: str) -> RemoteSigner:
    shown = service.ask("keys/get", f"{at}/{version}?{_VERSION}", _Kept).key
    place = shown.kid.rpartition("/")
    if shown.kty not in ("EC", "EC-HSM") or shown.crv != _CURVE:
        raise SignerError(f"{service.what}: is no key of {_CURVE}, EC or EC-HSM, but {shown.kty!a} {shown.crv!a}")
    if place[0].lower() != at.lower() or not place[2].isalnum() or version not in ("", place[2]):
        raise service.odd("keys/get")
    alg, public = key_kind(service.what, _public(service, shown))

    def ask(data: bytes) -> bytes:
        # By its version: the next signature would be by the newest one.
        body = {"alg": _ALGORITHM, "value": _encoded(sha256(data).digest())}
        said = service.ask("keys/sign", f"{at}/{place[2]}/sign?{_VERSION}", _Signed, body)
        return der(_decoded(service, said.value, "keys/sign"), service.what)

    return RemoteSigner(service.what, alg, public, ask)


def _public(service: Service, shown: _Jwk) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    x, y = (int.from_bytes(_decoded(service, part, "keys/get")) for part in (shown.x, shown.y))
    try:
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError:
        raise service.odd("keys/get") from None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _sign_in(what: str, suffix: str) -> "Callable[[requests.Session], Mapping[str, str]]":
    held: list[Any] = []

    def headers(_: "requests.Session") -> "Mapping[str, str]":
        from azure.core.exceptions import AzureError

        try:
            held[:] = held or [_credential()]
            token = held[0].get_token(f"https://{suffix}/.default").token
        except (AzureError, OSError, ValueError) as err:  # their texts quote what was sent
            why = (
                f"signing in to Azure failed ({type(err).__name__}). Next: AZURE_* of a workload identity, or az login"
            )
            raise NotSignedError(what, why) from None
        return {"Authorization": f"Bearer {token}"}

    return headers


def _credential() -> Any:
    """What azure-identity finds: the environment, a workload's or a managed identity, the CLI. No person is asked."""
    from azure.identity import DefaultAzureCredential

    for name in ("azure", "msal", "urllib3"):
        # At finer levels they write whole requests and answers.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return DefaultAzureCredential(
        exclude_interactive_browser_credential=True,
        exclude_shared_token_cache_credential=True,
        exclude_visual_studio_code_credential=True,
        exclude_developer_cli_credential=True,
        exclude_powershell_credential=True,
        exclude_broker_credential=True,
    )


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(service: Service, text: str, right: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise service.odd(right) from None
