"""A store and a key of its own for each test."""

from pathlib import Path

import pytest

from scanner.signers import Signer
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import Store
from scanner.stores.opening import open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    new_key(tmp_path / "keys" / "k.pem", None)
    return open_signer(str(tmp_path / "keys" / "k.pem"))
