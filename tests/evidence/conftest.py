import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import settings

from scanner.signers import Signer
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from tests.evidence.made import ORIGIN, seal_run

# Two cores, several workers: how long one example takes says nothing about the code.
settings.register_profile("evidence", deadline=None)
settings.load_profile("evidence")


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder where fsync costs nothing, for tests that seal a hundred runs."""
    shm = Path("/dev/shm")  # noqa: S108  # only where it is, and in a folder of our own
    with tempfile.TemporaryDirectory(dir=shm if shm.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="session")
def signer(keys_folder: Path) -> Signer:
    return new_key(keys_folder / "ours.pem")


@pytest.fixture(scope="session")
def thief(keys_folder: Path) -> Signer:
    return new_key(keys_folder / "theirs.pem")


@pytest.fixture(scope="session")
def p256(keys_folder: Path) -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    path = keys_folder / "p256.pem"
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return open_signer(f"file:{path}")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True, origin=ORIGIN)


@pytest.fixture
def three(store: Store, signer: Signer) -> Store:
    """A store with three runs."""
    for number in range(3):
        seal_run(store, signer, number)
    return store
