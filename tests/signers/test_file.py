import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from scanner.evidence import keys
from scanner.signers import SignerError
from scanner.signers.file import KeyFileError, new_key
from scanner.signers.opening import open_signer
from scanner.signers.passphrase import descriptor, prompt
from tests.servers.need import need

SECRET = b"correct horse"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    return tmp_path


def put(path: Path, data: bytes, mode: int = 0o600) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(data)
    path.chmod(mode)
    return path


def pem(key: object, form: PrivateFormat = PrivateFormat.PKCS8, secret: bytes | None = None) -> bytes:
    lock = BestAvailableEncryption(secret) if secret else NoEncryption()
    return key.private_bytes(Encoding.PEM, form, lock)  # type: ignore[attr-defined, no-any-return]  # any private key


P256 = ec.generate_private_key(ec.SECP256R1())


def test_a_new_key(folder: Path) -> None:
    old = os.umask(0)
    try:
        made = new_key(folder / "keys" / "a.pem")
    finally:
        os.umask(old)
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys" / "a.pem").stat().st_mode) == 0o600
    opened = open_signer(f"file:{folder}/keys/a.pem")
    assert (opened.keyid, opened.alg, opened.public) == (made.keyid, "ed25519", made.public)
    assert keys.verifies(made.public, opened.sign(b"data"), b"data")
    assert not keys.verifies(made.public, opened.sign(b"data"), b"date")


@pytest.mark.parametrize("uri", ["{}", "file:{}", "file://{}"])
def test_ways_to_name_it(folder: Path, uri: str) -> None:
    path = put(folder / "p256.pem", pem(P256))
    opened = open_signer(uri.format(path))
    assert opened.alg == "ecdsa-p256"
    assert keys.verifies(opened.public, opened.sign(b"data"), b"data")


def test_openssl_knows_it(folder: Path) -> None:
    """Our encrypted key is one that openssl opens, signs with, and names as we do."""
    openssl = need("openssl")
    made = new_key(folder / "a.pem", SECRET)
    command = [openssl, "pkey", "-in", str(folder / "a.pem"), "-passin", "stdin", "-pubout", "-outform", "DER"]
    assert subprocess.run(command, input=SECRET, capture_output=True, check=True).stdout == made.public


def test_a_passphrase(folder: Path) -> None:
    made = new_key(folder / "a.pem", SECRET)
    assert b"ENCRYPTED" in (folder / "a.pem").read_bytes()
    assert open_signer(str(folder / "a.pem"), lambda: SECRET).keyid == made.keyid


def test_no_passphrase_is_asked_for_a_plain_key(folder: Path) -> None:
    new_key(folder / "a.pem")
    open_signer(str(folder / "a.pem"), lambda: pytest.fail("asked"))


def test_a_key_is_never_written_over(folder: Path) -> None:
    new_key(folder / "a.pem")
    before = (folder / "a.pem").read_bytes()
    with pytest.raises(KeyFileError, match="is there already, and a key is never written over"):
        new_key(folder / "a.pem")
    assert (folder / "a.pem").read_bytes() == before


@pytest.mark.parametrize("passphrase", [b"", b"x" * 1025])
def test_passphrases_that_make_no_key(folder: Path, passphrase: bytes) -> None:
    with pytest.raises(KeyFileError, match="1 to 1024 bytes; no key was made"):
        new_key(folder / "a.pem", passphrase)
    assert not list(folder.iterdir())


def test_a_folder_that_others_write_to(folder: Path) -> None:
    folder.chmod(0o777)
    with pytest.raises(KeyFileError, match=r"others can write to .*chmod 700"):
        new_key(folder / "a.pem")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o666, 0o620])
def test_a_key_that_others_may_use(folder: Path, mode: int) -> None:
    path = put(folder / "a.pem", pem(P256), mode)
    with pytest.raises(KeyFileError, match=rf"others may use it, its mode is 0{mode:o}. Next: chmod 600"):
        open_signer(str(path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_somebody_else(folder: Path) -> None:
    path = put(folder / "a.pem", pem(P256))
    os.chown(path, 65534, 65534)
    with pytest.raises(KeyFileError, match="belongs to user 65534, not to you"):
        open_signer(str(path))


BAD: list[tuple[str, Callable[[], bytes], Callable[[], bytes] | None, str]] = [
    ("wrong passphrase", lambda: pem(P256, secret=SECRET), lambda: b"wrong-pass", "the passphrase is wrong, or"),
    ("empty passphrase", lambda: pem(P256, secret=SECRET), lambda: b"", "a passphrase has 1 to 1024 bytes"),
    ("no passphrase", lambda: pem(P256, secret=SECRET), None, "is encrypted, and there is neither"),
    ("not a key", lambda: b"hello", None, "is not a PKCS#8 private key in PEM"),
    ("nothing", lambda: b"", None, "is not a PKCS#8 private key in PEM"),
    ("an old form", lambda: pem(P256, PrivateFormat.TraditionalOpenSSL), None, "is not a PKCS#8 .*openssl pkcs8"),
    ("cut", lambda: pem(P256)[:90], None, "is damaged, no key can be read"),
    ("RSA", lambda: pem(rsa.generate_private_key(65537, 2048)), None, "is neither Ed25519 nor P-256 but RSA"),
    ("P-384", lambda: pem(ec.generate_private_key(ec.SECP384R1())), None, "is neither Ed25519 nor P-256 but"),
    ("Ed448", lambda: pem(ed448.Ed448PrivateKey.generate()), None, "is neither Ed25519 nor P-256 but Ed448"),
]


@pytest.mark.parametrize(("data", "passphrase", "why"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_keys_that_are_refused(
    folder: Path, data: Callable[[], bytes], passphrase: Callable[[], bytes] | None, why: str
) -> None:
    content = data()
    path = put(folder / "a.pem", content)
    with pytest.raises(KeyFileError, match=f"^the signing key {path}: {why}") as caught:
        open_signer(str(path), passphrase)
    told = "".join(map(str, (caught.value, caught.value.__cause__, caught.value.__suppress_context__)))
    assert "wrong-pass" not in told
    assert not any(line in told for line in content.decode().splitlines()[1:-1])


def test_where_nothing_is(folder: Path) -> None:
    with pytest.raises(KeyFileError, match=r"is not there. Next: safeguard keys new"):
        open_signer(str(folder / "a.pem"))


def test_a_pipe_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "a.pem", 0o600)
    for path in (folder / "a.pem", folder):
        with pytest.raises(KeyFileError, match="is not a file"):
            open_signer(str(path))


def test_the_private_half_is_not_shown(folder: Path) -> None:
    assert "_key" not in repr(new_key(folder / "a.pem"))


@pytest.mark.parametrize(
    ("given", "passphrase"),
    [(b"secret\n", b"secret"), (b"secret", b"secret"), (b"secret\n\n", b"secret\n"), (b"", b"")],
)
def test_a_passphrase_from_a_descriptor(given: bytes, passphrase: bytes) -> None:
    read, write = os.pipe()
    os.write(write, given)
    os.close(write)
    try:
        assert descriptor(f"fd:{read}")() == passphrase
    finally:
        os.close(read)


def test_a_passphrase_in_the_letters_of_another_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.signers.passphrase.getpass", lambda _: b"geh\xe9im".decode())  # as it reads a terminal
    with pytest.raises(SignerError, match="the passphrase is not UTF-8") as caught:
        prompt("Passphrase")()
    assert caught.value.__suppress_context__


def test_a_descriptor_that_is_not_open() -> None:
    with pytest.raises(SignerError, match="cannot be read from fd:999"):
        descriptor("fd:999")()


@pytest.mark.parametrize("source", ["hunter2", "fd:", "fd:x", "env:PASS", "fd:-1"])
def test_a_passphrase_on_the_command_line_is_refused_and_not_repeated(source: str) -> None:
    with pytest.raises(SignerError, match="comes from fd:N") as caught:
        descriptor(source)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("uri", ["hsm:x", "yubikey://token@host/key"])
def test_a_scheme_that_nothing_opens(uri: str) -> None:
    """The ones there are, and which of them takes an extra."""
    known = "Known are: awskms:, azurekms:, file:, gcpkms:, pkcs11:, sigstore:, ssh:, vault:"
    with pytest.raises(SignerError, match=rf"nothing here opens “(hsm|yubikey):”. {known}") as caught:
        open_signer(uri)
    assert "token" not in str(caught.value)
