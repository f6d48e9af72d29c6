"""A key in the transit engine of HashiCorp Vault or OpenBao: `vault:KEY`, with `?address=`, `?mount=`, `?version=`."""

import base64
import binascii
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from scanner.paths import expanded, is_there
from scanner.signers import Passphrase, Signer, SignerError, file, uri
from scanner.signers.remote import RemoteSigner, key_kind
from scanner.signers.rest import Service, address

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPTIONS: Final = ("address", "mount", "version", "namespace")
_TOKEN: Final = "~/.vault-token"  # noqa: S105  # where Vault's own program keeps it
_ED25519: Final = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of such a key (RFC 8410)."""


class _Version(msgspec.Struct, frozen=True):
    public_key: str = ""


class _Key(msgspec.Struct, frozen=True):
    type: str
    latest_version: int
    keys: dict[str, _Version | int]
    """By version. Of symmetric keys a time stands here, and no key."""
    derived: bool = False


class _Kept(msgspec.Struct, frozen=True):
    data: _Key


class _Signature(msgspec.Struct, frozen=True):
    signature: str


class _Signed(msgspec.Struct, frozen=True):
    data: _Signature


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:  # noqa: ARG001  # as every opener is called
    """The signer behind `rest`: its public key is fetched, nothing is signed. Raises `SignerError`."""
    name, said = uri.split(rest, "vault", _OPTIONS)
    form = "KEY, with ?address=https://HOST:8200&mount=transit&version=1&namespace=NAME"
    uri.matched(r"[A-Za-z0-9_.-]{1,128}", name, "vault", form)
    mount = uri.matched(r"[A-Za-z0-9_.-][A-Za-z0-9_./-]{0,127}", said.get("mount", "transit"), "vault", form)[0]
    what = f"the signing key vault:{name}"
    base = said.get("address") or os.environ.get("VAULT_ADDR", "")
    if not base:
        raise SignerError(f"{what}: no address is named. Next: ?address=https://HOST:8200, or VAULT_ADDR")
    at = f"{address(base, what)}/v1/{mount}"
    headers = _headers(what, said.get("namespace") or os.environ.get("VAULT_NAMESPACE", ""))
    service = Service(what, lambda _: headers, os.environ.get("VAULT_CACERT", ""))
    return _signer(service, at, f"{mount}/{{}}/{name}", said.get("version", ""))


def _signer(service: Service, at: str, path: str, wanted: str) -> RemoteSigner:
    read, write = (f"{verb} of {path.format(part)}" for verb, part in (("read", "keys"), ("update", "sign")))
    name = path.rpartition("/")[2]
    key = service.ask(read, f"{at}/keys/{name}", _Kept).data
    version = wanted or str(key.latest_version)
    kept = key.keys.get(version)
    if key.derived or not isinstance(kept, _Version):
        raise SignerError(f"{service.what}: has no version {version} of its own that could sign (type {key.type!a})")
    alg, public = key_kind(service.what, _public(service, kept.public_key, read))
    asked = {"key_version": int(version), "hash_algorithm": "sha2-256", "marshaling_algorithm": "asn1"}

    def ask(data: bytes) -> bytes:
        said = service.ask(write, f"{at}/sign/{name}", _Signed, {**asked, "input": base64.b64encode(data).decode()})
        # vault:v1:BASE64
        return _decoded(service, said.data.signature.rpartition(":")[2], write)

    return RemoteSigner(service.what, alg, public, ask)


def _public(service: Service, text: str, right: str) -> bytes:
    """The DER of a public key: Vault gives PEM, and of Ed25519 its 32 bytes in base64."""
    body = re.sub(r"-----[A-Z ]+-----|\s", "", text)
    data = _decoded(service, body, right)
    return data if text.startswith("-----") else _ED25519 + data


def _decoded(service: Service, text: str, right: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise service.odd(right) from None


def _headers(what: str, namespace: str) -> "Mapping[str, str]":
    token = os.environ.get("VAULT_TOKEN", "") or _from_file(expanded(_TOKEN))
    if not re.fullmatch(r"[!-~]{1,16384}", token) or not re.fullmatch(r"[!-~]{0,1024}", namespace):
        raise SignerError(f"{what}: there is no token for it. Next: vault login, or VAULT_TOKEN")
    return {
        "X-Vault-Token": token,
        "X-Vault-Request": "true",
        **({"X-Vault-Namespace": namespace} if namespace else {}),
    }


def _from_file(path: Path) -> str:
    if not is_there(path):
        return ""
    return file.read(path, "the token for Vault", "vault login").decode(errors="replace").strip()
