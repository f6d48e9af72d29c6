"""Every kind of store with a server of its own, or with the folder it is; one server a worker, a new place a test."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from scanner.stores.kept import KeptStore
from scanner.stores.opening import open_store
from tests.servers.azure_blob import ACCOUNT, KEY, Account, azure_blob
from tests.servers.azurite import azurite
from tests.servers.gcs import gcs
from tests.servers.moto import Moto, moto_server
from tests.servers.seaweed import seaweed

KINDS: Final = ("file", "moto", "seaweed", "gs", "azblob", "azurite")


@dataclass
class Kinds:
    """Names of new stores of each kind; servers start when they are first needed."""

    folder: Path
    patch: pytest.MonkeyPatch
    ends: ExitStack = field(default_factory=ExitStack)
    account: Account = field(default_factory=lambda: Account(page=3))

    def uri(self, kind: str) -> str:
        """The name of a store that is not there yet."""
        place: str = getattr(self, f"_{kind}")(f"p-{secrets.token_hex(4)}")
        return place

    def open(self, kind: str) -> KeptStore:
        """A new store."""
        store: Any = open_store(self.uri(kind), create=True)
        return store  # type: ignore[no-any-return]  # each of ours can tell all of it

    @cached_property
    def seaweed(self) -> Moto:
        """SeaweedFS, with a bucket that locks and one that does not."""
        (self.folder / "weed").mkdir()
        return self._filled(self.ends.enter_context(seaweed(self.folder / "weed")))

    @cached_property
    def moto(self) -> Moto:
        """moto, with the same."""
        return self._filled(self.ends.enter_context(moto_server()))

    @cached_property
    def azure(self) -> str:
        """The double of Azure, for which `account` says what is in it."""
        self.patch.setenv("AZURE_STORAGE_KEY", KEY)
        return self.ends.enter_context(azure_blob(self.account))

    @cached_property
    def azurite(self) -> str:
        """Azurite, with a container."""
        self.patch.setenv("AZURE_STORAGE_KEY", KEY)
        (self.folder / "azurite").mkdir()
        return self.ends.enter_context(azurite(self.folder / "azurite", ACCOUNT, KEY))

    def _file(self, name: str) -> str:
        return str(self.folder / name)

    def _moto(self, name: str) -> str:
        return f"s3://plain/{name}?endpoint_url={self.moto.url}"

    def _seaweed(self, name: str) -> str:
        return f"s3://plain/{name}?endpoint_url={self.seaweed.url}"

    def locked(self, mode: str = "compliance") -> str:
        """The name of a new store that really locks."""
        return f"s3://locked/p-{secrets.token_hex(4)}?endpoint_url={self.seaweed.url}&lock={mode}"

    def _gs(self, name: str) -> str:
        if not hasattr(self, "_google"):
            self._google = self.ends.enter_context(gcs())
            self.patch.setenv("STORAGE_EMULATOR_HOST", self._google)
            from google.cloud.storage import Client

            Client(project="x").create_bucket("evidence")
        return f"gs://evidence/{name}"

    def _azblob(self, name: str) -> str:
        return f"azblob://{ACCOUNT}/evidence/{name}?endpoint_url={self.azure}"

    def _azurite(self, name: str) -> str:
        return f"azblob://{ACCOUNT}/evidence/{name}?endpoint_url={self.azurite}"

    def _filled(self, server: Moto) -> Moto:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            self.patch.setenv(name, "testing")
        self.patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = server.client("s3")
        client.create_bucket(Bucket="plain")
        client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
        return server


@contextmanager
def kinds(folder: Path) -> Iterator[Kinds]:
    """All of them, until the block ends."""
    with ExitStack() as ends, pytest.MonkeyPatch.context() as patch:
        yield Kinds(folder, patch, ends)


def few_at_a_time(store: KeptStore) -> Callable[[], None]:
    """Have listings come in pages of three; call what comes back to see that they did."""
    bucket: Any = getattr(store, "bucket", None)
    seen: list[object] = []
    scheme = bucket.address.scheme if bucket else "file"
    if scheme == "s3":

        def small(params: dict[str, Any], **_: object) -> None:
            params["MaxKeys"] = 3
            seen.append(params)

        for operation in ("ListObjectsV2", "ListObjectVersions"):
            bucket._client.meta.events.register(f"before-parameter-build.s3.{operation}", small)  # noqa: SLF001
    elif scheme == "gs":
        whole = bucket._client.list_blobs  # noqa: SLF001

        def paged(*args: Any, **more: Any) -> Any:
            found = whole(*args, **more, page_size=3)
            seen.extend(page for page in found.pages)
            return whole(*args, **more, page_size=3)

        bucket._client.list_blobs = paged  # noqa: SLF001

    def check() -> None:
        # A folder has no pages, and the double of Azure has them always.
        assert len(seen) > 1 or scheme in {"file", "azblob"}

    return check
