"""Opening a store by its path or URI; others than `file:` come by the entry point `safeguard.stores`."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from scanner import schemes
from scanner.stores import Store, StoreError, UnknownStoreError


def open_store(
    uri: str | Path, *, create: bool = False, origin: str | None = None, plugins: Collection[str] = ()
) -> Store:
    """The store at `uri` (a plain path is a `file:`), made there when it is not and `create` is set.

    `origin` names the log of a new store; `plugins` the distributions that may be loaded for it. Raises `StoreError`.
    """
    scheme, rest = ("file", str(uri)) if isinstance(uri, Path) else schemes.split(uri, default="file")
    try:
        open_ = schemes.opener("safeguard.stores", scheme, plugins)
    except schemes.SchemeError as err:
        raise UnknownStoreError(f"the store: {err}") from None
    store: Store = open_(rest, create=create, origin=origin)
    return store


def _open_local(path: str, *, create: bool, origin: str | None) -> Store:
    from scanner.paths import home
    from scanner.stores.local import LocalStore

    try:
        folder = home(path)
    except OSError as err:
        raise StoreError(f"the store {path} cannot be opened: {err.strerror}") from None
    return LocalStore.at(folder, create=create, origin=origin)


def _open_s3(rest: str, *, create: bool, origin: str | None) -> Store:
    from scanner.stores import buckets
    from scanner.stores.remote import RemoteStore
    from scanner.stores.s3 import OPTIONS, S3

    return RemoteStore.at(S3(buckets.parse("s3", rest, names=1, options=OPTIONS)), create=create, origin=origin)


def _open_gs(rest: str, *, create: bool, origin: str | None) -> Store:
    from scanner.stores import buckets
    from scanner.stores.gcs import GCS, OPTIONS
    from scanner.stores.remote import RemoteStore

    return RemoteStore.at(GCS(buckets.parse("gs", rest, names=1, options=OPTIONS)), create=create, origin=origin)


def _open_azblob(rest: str, *, create: bool, origin: str | None) -> Store:
    from scanner.stores import buckets
    from scanner.stores.azblob import OPTIONS, AzureBlob
    from scanner.stores.remote import RemoteStore

    return RemoteStore.at(
        AzureBlob(buckets.parse("azblob", rest, names=2, options=OPTIONS)), create=create, origin=origin
    )


FAR: Final = ("s3://", "gs://", "azblob://")
"""How the names of those begin that are no folder here."""

SCHEMES: Final[Mapping[str, Callable[..., Store]]] = {
    "file": _open_local,
    "s3": _open_s3,
    "gs": _open_gs,
    "azblob": _open_azblob,
}
"""What a package behind the entry point offers: scheme to a function of the URI's rest, `create` and `origin`."""
