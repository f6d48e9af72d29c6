"""What an encrypted store promises beside what any store does."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scanner.stores import ExistsError, LockedError, StoreError
from scanner.stores.encrypting import EncryptedStore
from scanner.stores.local import LocalStore

KEY = "runs/a/coverage.json"


class Lost(LocalStore):
    """Puts a member, and its answer is lost: whoever asks again finds one there."""

    def create(self, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:
        super().create(key, source, retain_until)
        raise ExistsError(self.name, key)


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., EncryptedStore]:
    from pyrage import x25519

    secret = x25519.Identity.generate()
    LocalStore.at(tmp_path / "store", create=True)

    def store(kind: type[LocalStore] = LocalStore, *, opens: bool = False) -> EncryptedStore:
        inner: Any = kind.at(tmp_path / "store", create=False)
        return EncryptedStore(inner, [secret.to_public()], [secret] if opens else [])

    return store


def test_what_was_put_is_read_again_without_a_secret_by_whoever_put_it(
    made: Callable[..., EncryptedStore], tmp_path: Path
) -> None:
    store = made()
    (tmp_path / "plain").write_bytes(b"bucket of ana")
    store.create(KEY, tmp_path / "plain")
    (tmp_path / "plain").unlink()
    assert [store.read(KEY), store.read(KEY)] == [b"bucket of ana"] * 2
    assert list(store.list("runs/")) == [one.key for one in store.held("runs/")] == [KEY]
    assert b"ana" not in (tmp_path / f"store/{KEY}.age").read_bytes()
    with pytest.raises(LockedError, match=r"runs/a/coverage.json in the store .* is encrypted\n  Next: .* --identity"):
        made().read(KEY)
    assert made(opens=True).read(KEY) == b"bucket of ana"


def test_what_is_there_stays(made: Callable[..., EncryptedStore], tmp_path: Path) -> None:
    made().create(KEY, b"one")
    with pytest.raises(ExistsError):
        made().create(KEY, b"one")
    made(Lost).create("runs/a/scope.json", b"two")
    assert made(opens=True).read("runs/a/scope.json") == b"two"
    made().inner.create(KEY, b"in the clear beside it")
    with pytest.raises(StoreError, match=r"holds runs/a/coverage.json twice, encrypted and in the clear"):
        list(made().list("runs/"))


def test_what_proves_is_in_the_clear(made: Callable[..., EncryptedStore], tmp_path: Path) -> None:
    store = made()
    store.create("log/000000", b"envelope")
    store.swap("checkpoint", b"head", None)
    assert (tmp_path / "store/log/000000").read_bytes() == b"envelope"
    assert (store.read("checkpoint"), store.lock_mode) == (b"head", "none")
    store.create(KEY, b"one")
    assert [one.key for one in store.held("runs/")] == [KEY]
    store.remove(KEY)
    assert not list(store.list("runs/"))
