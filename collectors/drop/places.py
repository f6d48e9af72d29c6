"""Where drops arrive: a folder, a share that is mounted, one file, a bucket. They are read; nothing changes there."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from collectors.drop.packet import MOST, RefusedError
from scanner import paths
from scanner.collector import CollectError
from scanner.words import visible

SUFFIX: Final = ".drop"
_MANY: Final = 100_000
"""Drops of one place; more is a place for something else."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a drop."""

    where: str
    host: str
    """By its name: what stands before `.drop`."""
    read: Callable[[], bytes]
    """Raises RefusedError: it is no file, or larger than any drop, or cannot be read."""


def drops(place: str, *, only: str = "") -> Iterator[Found]:
    """All that is called a drop there, by name. `only`: of one host.

    Raises:
        CollectError: nothing can be looked at there.
    """
    scheme, _, rest = place.partition("://")
    kind = _BUCKETS.get(scheme) if rest else None
    if rest and not kind:
        raise CollectError(f"{visible(scheme)}:// cannot be read from here: a folder, a file, s3:// or gs:// can")
    there = kind(rest, only) if kind else _here(place, only)
    found = list(islice(there, _MANY + 1))
    if len(found) > _MANY:
        raise CollectError(f"{visible(place)}: more than {_MANY} drops lie there")
    yield from sorted((one for one in found if only in {"", one.host}), key=lambda one: one.where)


def _named(where: str, read: Callable[[], bytes]) -> Found:
    return Found(where, where.rpartition("/")[2].removesuffix(SUFFIX), read)


def _here(place: str, only: str) -> Iterator[Found]:
    path = paths.expanded(place)
    if not paths.is_folder(path):
        if not paths.is_there(path):
            raise CollectError(f"{visible(place)}: there is no such folder or file")
        yield _named(str(path), partial(_file, path))
        return
    try:
        with os.scandir(path) as entries:
            names = [entry.name for entry in entries]
    except OSError as err:
        raise CollectError(f"{visible(place)}: {err.strerror}") from None
    for name in names:
        # What is still being written has a point before its name.
        if name.endswith(SUFFIX) and not name.startswith(".") and (not only or name == f"{only}{SUFFIX}"):
            yield _named(str(path / name), partial(_file, path / name))


def _file(path: Path) -> bytes:
    try:
        # Not by way of a link: whoever may write there could have anything read that we may read.
        with open(path, "rb", opener=_opened) as file:  # Path's own takes no opener
            return file.read(MOST + 1)
    except (OSError, ValueError):  # a share may go away while it is read
        raise RefusedError("it is a link, or cannot be read") from None


def _opened(path: str, flags: int) -> int:
    number = os.open(path, flags | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise RefusedError("it is not a file")
    return number


def _s3(rest: str, only: str) -> Iterator[Found]:
    """Takes s3:ListBucket and s3:GetObject there, with the credentials of the environment."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, prefix = rest.partition("/")

    def read(key: str) -> bytes:
        try:
            body = client.get_object(Bucket=bucket, Key=key)["Body"]
            return bytes(body.read(MOST + 1))
        except (BotoCoreError, ClientError) as err:
            raise RefusedError(f"it cannot be read ({_code(err)})") from None

    try:
        client = boto3.client("s3")
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=_folder(prefix) + only)
        for page in pages:
            for one in page.get("Contents", ()):
                yield from _object(f"s3://{bucket}/", one["Key"], one["Size"], read)
    except (BotoCoreError, ClientError, ValueError) as err:  # an endpoint in the environment that is none
        raise CollectError(f"s3://{visible(bucket)}: cannot be listed ({_code(err)})") from None


def _gs(rest: str, only: str) -> Iterator[Found]:
    """Takes storage.objects.list and storage.objects.get there, with the credentials of the environment."""
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError
    from google.cloud.storage import Client
    from requests import RequestException

    bucket, _, prefix = rest.partition("/")
    failures = (GoogleAPIError, GoogleAuthError, RequestException)

    def read(key: str) -> bytes:
        try:
            return bytes(client.bucket(bucket).blob(key).download_as_bytes(end=MOST))
        except failures as err:
            raise RefusedError(f"it cannot be read ({type(err).__name__})") from None

    try:
        client = Client(project=None)  # to list what lies in a bucket takes none
        for blob in client.list_blobs(bucket, prefix=_folder(prefix) + only):
            yield from _object(f"gs://{bucket}/", blob.name, blob.size, read)
    except failures as err:
        raise CollectError(f"gs://{visible(bucket)}: cannot be listed ({type(err).__name__})") from None


def _object(above: str, key: str, size: int, read: Callable[[str], bytes]) -> Iterator[Found]:
    """An object, where it is called a drop; one that is too large is not fetched."""
    if key.endswith(SUFFIX):
        yield _named(above + key, partial(_large if size > MOST else read, key))


def _large(_: str) -> bytes:
    raise RefusedError(f"it has more than {MOST >> 20} MiB")


def _folder(prefix: str) -> str:
    return f"{prefix.rstrip('/')}/" if prefix.strip("/") else ""


def _code(err: Exception) -> str:
    response = getattr(err, "response", None) or {}
    return str(response.get("Error", {}).get("Code") or type(err).__name__)


_BUCKETS: Final[dict[str, Callable[[str, str], Iterator[Found]]]] = {"s3": _s3, "gs": _gs}
