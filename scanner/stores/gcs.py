"""`gs://BUCKET/PREFIX`: a store in a bucket of Google Cloud Storage."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from scanner.stores import ConflictError, ExistsError, MissingError, buckets
from scanner.stores.buckets import CHUNK, Address, BucketError, Refusal
from scanner.stores.kept import Held, Mode, Retention

OPTIONS: Final = frozenset({"project", "lock", "kms_key"})

_MODES: Final[dict[str, Mode]] = {"Locked": "compliance", "Unlocked": "governance"}
_WORDS: Final = {mode: word for word, mode in _MODES.items()}
_PART: Final = 4 * CHUNK
_TRIES: Final = 6


class GCS:
    """A bucket of Google Cloud Storage, and the folder in it where a store lies."""

    def __init__(self, address: Address) -> None:
        self.address = address

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return f"the store {self.address.uri}"

    def get(self, key: str, at_most: int) -> tuple[bytes, str]:
        """The first bytes of a member, and its generation. Raises `MissingError`."""
        from google.api_core.exceptions import NotFound, PreconditionFailed

        with self._sentences(f"{key} was not read.", "storage.objects.get"):
            left = _TRIES
            while True:
                try:
                    return self._get(key, at_most)
                except NotFound:
                    raise MissingError(self.name, key) from None
                except PreconditionFailed:  # the head, put anew between the two requests
                    left -= 1
                    if not left:
                        raise

    def pieces(self, key: str) -> Iterator[bytes]:
        """A member piece by piece, all of one generation."""
        from google.api_core.exceptions import NotFound

        blob = self._blob(key)
        with self._sentences(f"{key} was not read.", "storage.objects.get"):
            try:
                blob.reload()
            except NotFound:
                raise MissingError(self.name, key) from None
            for start in range(0, blob.size or 0, _PART):
                end = min(start + _PART, blob.size) - 1
                yield blob.download_as_bytes(start=start, end=end, if_generation_match=blob.generation)

    def put(self, key: str, source: bytes | Path, tag: str | None, retain_until: datetime | None) -> None:
        """Put a member where none is, or over the version of this tag. Raises `ExistsError`, `ConflictError`."""
        from google.api_core.exceptions import NotFound, PreconditionFailed

        blob = self._blob(key)
        if self.address.options.get("kms_key"):
            blob.kms_key_name = self.address.options["kms_key"]
        if retain_until and self.lock_mode != "none":
            blob.retention.mode = _WORDS[self.lock_mode]
            blob.retention.retain_until_time = retain_until
        # The SDK sends a digest along; Google holds what comes against it.
        how: dict[str, Any] = {"if_generation_match": int(tag or 0), "checksum": "crc32c"}
        with self._sentences(f"{key} was not written.", "storage.objects.create (and storage.objects.setRetention)"):
            try:
                if isinstance(source, Path):
                    blob.chunk_size = _PART
                    blob.upload_from_filename(str(source), **how)
                else:
                    blob.upload_from_string(source, **how)
            except (PreconditionFailed, NotFound) as err:
                if isinstance(err, NotFound) and tag is None:
                    raise
                raise (ConflictError if tag else ExistsError)(self.name, key) from None

    def keys(self, prefix: str) -> Iterator[str]:
        """The members that begin so, in order."""
        with self._sentences("Nothing was read.", "storage.objects.list"):
            found = self._client.list_blobs(self.address.names[0], prefix=self.address.place(prefix), fields=_NAMES)
            yield from (self.address.key(blob.name) for blob in found)

    def held(self, prefix: str) -> Iterator[Held]:
        """The same with how often each was written, and those of which only older versions are left."""
        with self._sentences("Nothing was read.", "storage.objects.list"):
            newest: dict[str, Any] = {}
            times: Counter[str] = Counter()
            found = self._client.list_blobs(self.address.names[0], prefix=self.address.place(prefix), versions=True)
            for blob in found:
                key = self.address.key(blob.name)
                times[key] += 1
                if key not in newest or blob.generation > newest[key].generation:
                    newest[key] = blob
        for key, blob in sorted(newest.items()):
            yield Held(key, blob.time_created, versions=times[key], hidden=blob.time_deleted is not None)

    def retention(self, key: str) -> Retention:
        """Until when it is locked. Raises `MissingError`."""
        from google.api_core.exceptions import NotFound

        blob = self._blob(key)
        with self._sentences(f"Until when {key} is kept was not read.", "storage.objects.get"):
            try:
                blob.reload()
            except NotFound:
                raise MissingError(self.name, key) from None
        mode = _MODES.get(blob.retention.mode or "", "none")
        return Retention(mode, blob.retention.retain_until_time) if mode != "none" else Retention()

    def extend(self, key: str, until: datetime) -> None:
        """Lock it for longer."""
        blob = self._blob(key)
        with self._sentences(f"{key} is locked for no longer than before.", "storage.objects.setRetention"):
            blob.retention.mode = _WORDS[self.lock_mode]
            blob.retention.retain_until_time = until
            blob.patch()

    def remove(self, key: str) -> None:
        """Delete all versions of it."""
        name = self.address.place(key)
        with self._sentences(f"{key} was not removed.", "storage.objects.delete"):
            for blob in list(self._client.list_blobs(self.address.names[0], prefix=name, versions=True)):
                if blob.name == name:
                    blob.delete()

    @cached_property
    def lock_mode(self) -> Mode:
        """How members get locked: as demanded, or else as the bucket is set."""
        demanded = self.address.lock
        needs = "storage.buckets.get"
        with self._sentences("Whether it locks what is put there is not known: nothing was written.", needs):
            bucket = self._client.get_bucket(self.address.names[0])
        if bucket.retention_period:
            raise BucketError(
                f"{self.name}: its bucket has a retention policy, under which the newest checkpoint could never be put"
                " in the place of the last one.\n"
                "  Next: a bucket with object retention (gcloud storage buckets create --enable-per-object-retention)"
            )
        there = bucket.object_retention_mode == "Enabled"
        if demanded in {"compliance", "governance"} and not there:
            raise BucketError(
                f"{self.name} is to lock what is put there ({demanded}), and its bucket has no object retention.\n"
                "  Next: a bucket made with --enable-per-object-retention, or take lock= out of the store's name"
            )
        return demanded or ("governance" if there else "none")

    def _get(self, key: str, at_most: int) -> tuple[bytes, str]:
        blob = self._blob(key)
        # Of a range nobody can check the digest; one that is whole the SDK holds against it.
        blob.reload()
        end = at_most - 1 if (blob.size or 0) > at_most else None
        data = blob.download_as_bytes(end=end, if_generation_match=blob.generation) if blob.size else b""
        return data, str(blob.generation)

    def _blob(self, key: str) -> Any:
        with self._sentences("Nothing was read."):
            return self._client.bucket(self.address.names[0]).blob(self.address.place(key))

    def _sentences(self, then: str, right: str = "") -> AbstractContextManager[None]:
        from google.api_core.exceptions import Forbidden, GoogleAPIError
        from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError, RefreshError
        from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
        from requests import RequestException

        def tell(err: Exception) -> Refusal:
            signed_in = not isinstance(err, DefaultCredentialsError | RefreshError)
            return Refusal(type(err).__name__, right if isinstance(err, Forbidden) else "", signed_in=signed_in)

        failures = (GoogleAPIError, GoogleAuthError, RequestException, DataCorruption, InvalidResponse)
        return buckets.sentences(self.address, then, failures, tell)

    @cached_property
    def _client(self) -> Any:
        from google.cloud.storage import Client

        with self._sentences("Nothing was read."):
            client = Client(project=self.address.options.get("project"))
        buckets.check_endpoint(self.address, client.api_endpoint)
        return client


_NAMES: Final = "items(name),nextPageToken"
