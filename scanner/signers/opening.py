"""Opening a signer by its URI; `file:` is ours, others come by the entry point `safeguard.signers`."""

from collections.abc import Callable, Collection, Mapping
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


def _open_file(path: str, passphrase: Passphrase | None) -> Signer:
    from scanner.signers.file import FileSigner

    return FileSigner.open(path, passphrase)


SCHEMES: Final[Mapping[str, Callable[[str, Passphrase | None], Signer]]] = {"file": _open_file}
"""What a package behind the entry point offers: scheme to a function of the URI's rest and the passphrase."""
