"""`azblob://ACCOUNT/CONTAINER/PREFIX`: a store in a container of Azure Blob Storage."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scanner.stores import ConflictError, ExistsError, MissingError, buckets
from scanner.stores.buckets import CHUNK, Address, BucketError, Refusal
from scanner.stores.kept import Held, Mode, Retention

if TYPE_CHECKING:
    from azure.storage.blob import BlobClient, ContainerClient

OPTIONS: Final = frozenset({"endpoint_url", "lock", "encryption_scope"})

_READ, _WRITE, _DELETE = (
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/" + word for word in ("read", "write", "delete")
)
_IMMUTABLE: Final = f"{_WRITE} and .../immutableStorage/runAsSuperUser/action"
_MODES: Final[dict[str, Mode]] = {"locked": "compliance", "unlocked": "governance"}
_WORDS: Final = {"compliance": "Locked", "governance": "Unlocked"}
_TAKEN: Final = frozenset({"BlobAlreadyExists", "ConditionNotMet", "TargetConditionNotMet", "BlobNotFound"})
_DENIED: Final = frozenset(
    {"AuthorizationPermissionMismatch", "AuthorizationFailure", "InsufficientAccountPermissions"}
)
_BLOCK: Final = 4 * CHUNK


class AzureBlob:
    """A container of Azure Blob Storage, and the folder in it where a store lies."""

    def __init__(self, address: Address) -> None:
        self.address = address

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return f"the store {self.address.uri}"

    def get(self, key: str, at_most: int) -> tuple[bytes, str]:
        """The first bytes of a member, and its ETag. Raises `MissingError`."""
        with self._sentences(f"{key} was not read.", _READ):
            found = self._download(key)
            return found.read(at_most), str(found.properties.etag)

    def pieces(self, key: str) -> Iterator[bytes]:
        """A member piece by piece, all of one version."""
        with self._sentences(f"{key} was not read.", _READ):
            yield from self._download(key).chunks()

    def put(self, key: str, source: bytes | Path, tag: str | None, retain_until: datetime | None) -> None:
        """Put a member where none is, or over the version of this tag. Raises `ExistsError`, `ConflictError`."""
        from azure.core import MatchConditions
        from azure.core.exceptions import HttpResponseError
        from azure.storage.blob import ImmutabilityPolicy

        how: dict[str, Any] = {"overwrite": tag is not None}
        if tag is not None:
            how |= {"etag": tag, "match_condition": MatchConditions.IfNotModified}
        if retain_until and self.lock_mode != "none":
            mode = _WORDS[self.lock_mode]
            how["immutability_policy"] = ImmutabilityPolicy(expiry_time=retain_until, policy_mode=mode)
        with self._sentences(f"{key} was not written.", _WRITE):
            try:
                self._upload(key, source, how)
            except HttpResponseError as err:
                if _code(err) not in _TAKEN:
                    raise
                raise (ConflictError if tag else ExistsError)(self.name, key) from None

    def keys(self, prefix: str) -> Iterator[str]:
        """The members that begin so, in order."""
        with self._sentences("Nothing was read.", _READ):
            names = self._container.list_blob_names(name_starts_with=self.address.place(prefix))
            yield from (self.address.key(name) for name in names)

    def held(self, prefix: str) -> Iterator[Held]:
        """The same with how often each was written, and those of which only older versions are left."""
        newest: dict[str, Any] = {}
        times: Counter[str] = Counter()
        with self._sentences("Nothing was read.", _READ):
            place = self.address.place(prefix)
            for blob in self._container.list_blobs(name_starts_with=place, include=["versions", "deleted"]):
                key = self.address.key(blob.name)
                times[key] += 1
                if key not in newest or _rank(blob) > _rank(newest[key]):
                    newest[key] = blob
        for key, blob in sorted(newest.items()):
            hidden = bool(blob.deleted) or (blob.version_id is not None and not blob.is_current_version)
            yield Held(key, blob.last_modified, versions=times[key], hidden=hidden)

    def retention(self, key: str) -> Retention:
        """Until when it is locked. Raises `MissingError`."""
        from azure.core.exceptions import ResourceNotFoundError

        with self._sentences(f"Until when {key} is kept was not read.", _READ):
            try:
                policy = self._blob(key).get_blob_properties().immutability_policy
            except ResourceNotFoundError:
                raise MissingError(self.name, key) from None
        mode = _MODES.get(str(policy.policy_mode or "").lower(), "none")
        return Retention(mode, policy.expiry_time) if mode != "none" else Retention()

    def extend(self, key: str, until: datetime) -> None:
        """Lock it for longer."""
        from azure.storage.blob import ImmutabilityPolicy

        with self._sentences(f"{key} is locked for no longer than before.", _IMMUTABLE):
            policy = ImmutabilityPolicy(expiry_time=until, policy_mode=_WORDS[self.lock_mode])
            self._blob(key).set_immutability_policy(policy)

    def remove(self, key: str) -> None:
        """Delete all versions of it."""
        name = self.address.place(key)
        with self._sentences(f"{key} was not removed.", _DELETE):
            for blob in list(self._container.list_blobs(name_starts_with=name, include=["versions"])):
                if blob.name == name:
                    version = {} if blob.is_current_version is not False else {"version_id": blob.version_id}
                    self._container.delete_blob(name, **version)

    @cached_property
    def lock_mode(self) -> Mode:
        """How members get locked: as demanded, or else as the container is set."""
        demanded, found = self.address.lock, self._properties
        there = bool(getattr(found, "immutable_storage_with_versioning_enabled", False))
        if found.has_immutability_policy and not there:
            raise BucketError(
                f"{self.name}: its container has a retention policy for all that it holds, under which the newest"
                " checkpoint could never be put in the place of the last one.\n"
                "  Next: a container with version-level immutability support"
            )
        if demanded in {"compliance", "governance"} and not there:
            raise BucketError(
                f"{self.name} is to lock what is put there ({demanded}), and its container has no version-level"
                " immutability.\n  Next: turn it on, or take lock= out of the store's name"
            )
        return demanded or ("governance" if there else "none")

    @cached_property
    def _properties(self) -> Any:
        needs = "Microsoft.Storage/storageAccounts/blobServices/containers/read"
        with self._sentences("Whether it locks what is put there is not known: nothing was written.", needs):
            return self._container.get_container_properties()

    def _upload(self, key: str, source: bytes | Path, how: dict[str, Any]) -> None:
        # What is large goes up in blocks, each with its MD5; the list that makes them a blob bears the condition.
        scope = self.address.options.get("encryption_scope")
        how |= {"validate_content": True, **({"encryption_scope": scope} if scope else {})}
        if isinstance(source, bytes):
            self._blob(key).upload_blob(source, **how)
            return
        with source.open("rb") as file:
            self._blob(key).upload_blob(file, length=source.stat().st_size, **how)

    def _download(self, key: str) -> Any:
        from azure.core.exceptions import ResourceNotFoundError

        try:
            return self._blob(key).download_blob()
        except ResourceNotFoundError as err:
            if _code(err) != "BlobNotFound":
                raise
            raise MissingError(self.name, key) from None

    def _blob(self, key: str) -> "BlobClient":
        return self._container.get_blob_client(self.address.place(key))

    def _sentences(self, then: str, right: str = "") -> AbstractContextManager[None]:
        from azure.core.exceptions import AzureError, ClientAuthenticationError

        def tell(err: Exception) -> Refusal:
            code = _code(err) or type(err).__name__
            return Refusal(code, right if code in _DENIED else "", not isinstance(err, ClientAuthenticationError))

        return buckets.sentences(self.address, then, (AzureError,), tell)

    @cached_property
    def _container(self) -> "ContainerClient":
        try:
            from azure.storage.blob import ContainerClient
        except ImportError:
            raise BucketError(
                f"{self.name} takes a package that is not installed here.\n"
                "  Next: pip install 'safeguard-scanner[azblob]'"
            ) from None
        account, container = self.address.names
        url = self.address.options.get("endpoint_url", f"https://{account}.blob.core.windows.net")
        buckets.check_endpoint(self.address, url)
        sizes: dict[str, Any] = {"max_single_put_size": _BLOCK, "max_block_size": _BLOCK, "retry_total": 3}
        sizes |= {"max_single_get_size": CHUNK, "max_chunk_get_size": CHUNK}
        with self._sentences("Nothing was read."):
            return ContainerClient(url, container, credential=_credential(account), **sizes)


def _credential(account: str) -> Any:
    """What the SDK finds by itself; the account's key where the environment names one, as for az."""
    if key := os.environ.get("AZURE_STORAGE_KEY"):
        return {"account_name": account, "account_key": key}
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential()


def _rank(blob: Any) -> tuple[bool, datetime]:
    """Which version of a blob is the newest: what is current, or else what came last."""
    return bool(blob.is_current_version), blob.last_modified


def _code(err: Any) -> str:
    code = getattr(err, "error_code", None)
    return str(getattr(code, "value", code) or "")
