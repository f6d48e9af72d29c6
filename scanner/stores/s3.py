"""`s3://BUCKET/PREFIX`: a store in a bucket of S3, or of what speaks like it."""

import base64
import hashlib
import io
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from scanner.stores import ConflictError, ExistsError, MissingError, buckets
from scanner.stores.buckets import CHUNK, Address, BucketError, Refusal
from scanner.stores.kept import Held, Mode, Retention

OPTIONS: Final = frozenset({"region", "profile", "endpoint_url", "lock", "kms_key"})

_RIGHTS: Final = {
    "GetObject": "s3:GetObject",
    "PutObject": "s3:PutObject (and s3:PutObjectRetention where it locks, kms:GenerateDataKey where a key encrypts)",
    "ListObjectsV2": "s3:ListBucket",
    "ListObjectVersions": "s3:ListBucketVersions",
    "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "GetObjectRetention": "s3:GetObjectRetention",
    "PutObjectRetention": "s3:PutObjectRetention",
    "DeleteObject": "s3:DeleteObjectVersion",
}
_DENIED: Final = frozenset({"AccessDenied", "403", "Forbidden", "AllAccessDisabled", "KMS.AccessDeniedException"})
_NOT_SIGNED_IN: Final = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"})
_NOT_THERE: Final = frozenset({"NoSuchKey", "404"})
_NO_LOCK: Final = frozenset(
    {"ObjectLockConfigurationNotFoundError", "NotImplemented", "MethodNotAllowed", "NoSuchObjectLockConfiguration"}
)
_TAKEN: Final = "PreconditionFailed"
_AT_ONCE: Final = frozenset({"ConditionalRequestConflict", "OperationAborted"})
_TRIES: Final = 6


class S3:
    """A bucket of S3, and the folder in it where a store lies."""

    def __init__(self, address: Address) -> None:
        self.address = address

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return f"the store {self.address.uri}"

    def get(self, key: str, at_most: int) -> tuple[bytes, str]:
        """The first bytes of a member, and its ETag. Raises `MissingError`."""
        with self._sentences(f"{key} was not read."):
            found = self._object(key)
            return found["Body"].read(at_most), found["ETag"]

    def pieces(self, key: str) -> Iterator[bytes]:
        """A member piece by piece."""
        with self._sentences(f"{key} was not read."):
            # The SDK holds what came against its length and its checksum; a cut answer is no member.
            yield from self._object(key)["Body"].iter_chunks(CHUNK)

    def put(self, key: str, source: bytes | Path, tag: str | None, retain_until: datetime | None) -> None:
        """Put a member where none is, or over the version of this tag. Raises `ExistsError`, `ConflictError`."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        lock = self._lock(retain_until)
        with self._sentences(f"{key} was not written."):
            for turn in range(_TRIES):
                try:
                    self._put(key, source, condition | lock)
                except self._client.exceptions.ClientError as err:
                    code = _code(err)
                    if code == _TAKEN or (code in _NOT_THERE and tag):
                        raise (ConflictError if tag else ExistsError)(self.name, key) from None
                    if code not in _AT_ONCE or turn == _TRIES - 1:
                        raise
                    time.sleep(0.05 * 2**turn)
                else:
                    return

    def keys(self, prefix: str) -> Iterator[str]:
        """The members that begin so, in order."""
        with self._sentences("Nothing was read."):
            pages = self._client.get_paginator("list_objects_v2").paginate(**self._below(prefix))
            for page in pages:
                yield from (self.address.key(one["Key"]) for one in page.get("Contents", ()))

    def held(self, prefix: str) -> Iterator[Held]:
        """The same with how often each was written, and those of which only older versions are left."""
        with self._sentences("Nothing was read."):
            pages = self._client.get_paginator("list_object_versions").paginate(**self._below(prefix))
            last: list[Any] = []
            for page in pages:
                # A page has both kinds in the order of their names.
                found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                for row in sorted(found, key=lambda row: str(row["Key"])):
                    if last and last[0]["Key"] != row["Key"]:
                        yield self._held(last)
                        last = []
                    last.append(row)
            if last:
                yield self._held(last)

    def _held(self, rows: list[Any]) -> Held:
        newest = next((row for row in rows if row["IsLatest"]), rows[0])
        versions = sum("ETag" in row for row in rows)  # a marker of a deletion has none
        return Held(self.address.key(newest["Key"]), newest["LastModified"], versions, hidden="ETag" not in newest)

    def retention(self, key: str) -> Retention:
        """Until when it is locked. Raises `MissingError`."""
        with self._sentences(f"Until when {key} is kept was not read."):
            try:
                # Of HeadObject whoever may not see it gets no answer at all, as where there is none.
                found = self._client.get_object_retention(**self._named(key))["Retention"]
            except self._client.exceptions.ClientError as err:
                if _code(err) in _NOT_THERE:
                    raise MissingError(self.name, key) from None
                if _code(err) not in _NO_LOCK | {"InvalidRequest"}:
                    raise
                found = {}
            if "RetainUntilDate" not in found:
                self._object(key)["Body"].close()  # where nothing locks, some say so of what is not there too
                return Retention()
            mode: Mode = "compliance" if found.get("Mode") == "COMPLIANCE" else "governance"
            return Retention(mode, found["RetainUntilDate"])

    def extend(self, key: str, until: datetime) -> None:
        """Lock it for longer."""
        with self._sentences(f"{key} is locked for no longer than before."):
            retention: Any = {"Mode": self.lock_mode.upper(), "RetainUntilDate": until}
            self._client.put_object_retention(**self._named(key), Retention=retention)

    def remove(self, key: str) -> None:
        """Delete all versions of it. Without that right, or where it is locked, nothing of it goes."""
        name = self.address.place(key)
        with self._sentences(f"{key} was not removed."):
            pages = self._client.get_paginator("list_object_versions").paginate(**self._below(key))
            for page in pages:
                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    if one["Key"] == name:
                        self._client.delete_object(**self._named(key), VersionId=one["VersionId"])

    @cached_property
    def lock_mode(self) -> Mode:
        """How members get locked: as demanded, or else as the bucket is set."""
        demanded = self.address.lock
        if demanded == "none":
            return "none"
        there = self._configured()
        if there == "none" and demanded:
            raise BucketError(
                f"{self.name} is to lock what is put there ({demanded}), and its bucket has no Object Lock.\n"
                "  Next: turn Object Lock on in the bucket, or take lock= out of the store's name"
            )
        return demanded or there

    def _configured(self) -> Mode:
        with self._sentences("Whether it locks what is put there is not known: nothing was written."):
            try:
                found = self._client.get_object_lock_configuration(Bucket=self.address.names[0])
            except self._client.exceptions.ClientError as err:
                if _code(err) in _NO_LOCK:
                    return "none"
                raise
        rule = found.get("ObjectLockConfiguration", {})
        if rule.get("ObjectLockEnabled") != "Enabled":
            return "none"
        # Without a rule the weaker one: what is locked for compliance stays for years, whoever wants it gone.
        mode = rule.get("Rule", {}).get("DefaultRetention", {}).get("Mode", "GOVERNANCE")
        return "compliance" if mode == "COMPLIANCE" else "governance"

    def _put(self, key: str, source: bytes | Path, conditions: dict[str, Any]) -> None:
        with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
            digest = base64.b64encode(hashlib.file_digest(file, "sha256").digest()).decode()
            file.seek(0)
            kms_key = self.address.options.get("kms_key")
            self._client.put_object(
                **self._named(key),
                Body=file,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=digest,
                **conditions,
                **({"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key} if kms_key else {}),
            )

    def _lock(self, until: datetime | None) -> dict[str, Any]:
        if until is None or self.lock_mode == "none":
            return {}
        return {"ObjectLockMode": self.lock_mode.upper(), "ObjectLockRetainUntilDate": until}

    def _object(self, key: str) -> Any:
        try:
            return self._client.get_object(**self._named(key), ChecksumMode="ENABLED")
        except self._client.exceptions.ClientError as err:
            if _code(err) in _NOT_THERE:
                raise MissingError(self.name, key) from None
            raise

    def _named(self, key: str) -> Any:
        return {"Bucket": self.address.names[0], "Key": self.address.place(key)}

    def _below(self, prefix: str) -> Any:
        return {"Bucket": self.address.names[0], "Prefix": self.address.place(prefix)}

    def _sentences(self, then: str) -> AbstractContextManager[None]:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

        failures = (BotoCoreError, ClientError, HTTPClientError, Boto3Error)
        return buckets.sentences(self.address, then, failures, _refusal)

    @cached_property
    def _client(self) -> Any:
        options = self.address.options
        with self._sentences("Nothing was read."), _values(self.name):
            client = _connect(options.get("profile"), options.get("region"), options.get("endpoint_url"))
        buckets.check_endpoint(self.address, client.meta.endpoint_url)
        return client


@cache
def _connect(profile: str | None, region: str | None, endpoint_url: str | None) -> Any:
    """A client; to make one costs a third of a second, and a scan opens its store several times."""
    import boto3
    from botocore.config import Config

    # Checksums are sent and checked by us, as SHA-256: what else the SDK would add, other makers do not know.
    config = Config(
        retries={"mode": "standard", "max_attempts": 4},
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=16,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = boto3.session.Session(profile_name=profile, region_name=region)
    return session.client("s3", endpoint_url=endpoint_url, config=config)


@contextmanager
def _values(name: str) -> Iterator[None]:
    """What the SDK says of an endpoint or a region that is none is a ValueError."""
    try:
        yield
    except ValueError:
        raise BucketError(f"{name}: its endpoint or region is none. Nothing was read") from None


def _refusal(err: Exception) -> Refusal:
    from botocore.exceptions import ClientError, CredentialRetrievalError, NoCredentialsError, TokenRetrievalError

    if not isinstance(err, ClientError):
        unsigned = isinstance(err, NoCredentialsError | CredentialRetrievalError | TokenRetrievalError)
        return Refusal(type(err).__name__, signed_in=not unsigned)
    code = _code(err)
    right = _RIGHTS.get(err.operation_name, err.operation_name) if code in _DENIED else ""
    return Refusal(code, right, signed_in=code not in _NOT_SIGNED_IN)


def _code(err: Any) -> str:
    return str(err.response.get("Error", {}).get("Code", ""))
