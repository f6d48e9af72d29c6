"""Opening a signer by its URI. Ours are in this table; others come by the entry point `safeguard.signers`."""

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Final

from scanner import schemes
from scanner.signers import Passphrase, Signer, SignerError


def open_signer(uri: str, passphrase: Passphrase | None = None, plugins: Collection[str] = ()) -> Signer:
    """The signer behind `uri` (a plain path is a `file:`); `plugins` names distributions that may be loaded for it.

    Raises `SignerError`: unknown scheme, no such key, a key others can read, a wrong passphrase.
    """
    scheme, rest = schemes.split(uri, default="file")
    try:
        open_ = schemes.opener("safeguard.signers", scheme, plugins)
    except schemes.SchemeError as err:
        raise SignerError(f"the signing key: {err}") from None
    signer: Signer = open_(rest, passphrase)
    return signer


def _of(module: str) -> Callable[[str, Passphrase | None], Signer]:
    """What opens the keys of a module here, which is loaded when one is opened."""

    def open_(rest: str, passphrase: Passphrase | None) -> Signer:
        signer: Signer = import_module(f"scanner.signers.{module}").open_signer(rest, passphrase)
        return signer

    return open_


SCHEMES: Final[Mapping[str, Callable[[str, Passphrase | None], Signer]]] = {
    "file": _of("file"),
    "ssh": _of("ssh"),
    "pkcs11": _of("pkcs11"),
    "awskms": _of("awskms"),
    "azurekms": _of("azurekms"),
    "gcpkms": _of("gcpkms"),
    "vault": _of("vault"),
    "sigstore": _of("sigstore"),
}
"""What a package behind the entry point offers: scheme to a function of the URI's rest and the passphrase."""
