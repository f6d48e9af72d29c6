import sys
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scanner.evidence import keys
from scanner.signers import NotSignedError, SignerError
from scanner.signers.opening import open_signer
from scanner.signers.pkcs11 import _spki
from scanner.signers.remote import tried
from tests.servers.softhsm import PIN, Token, token


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Token:
    return token(tmp_path_factory.mktemp("hsm"))


@pytest.fixture
def hsm(made: Token, monkeypatch: pytest.MonkeyPatch) -> Token:
    monkeypatch.setenv("SOFTHSM2_CONF", str(made.conf))
    monkeypatch.delenv("PKCS11_MODULE_PATH", raising=False)
    return made


@pytest.mark.parametrize(
    ("key", "alg"),
    [("object=p256", "ecdsa-p256"), ("id=%01", "ecdsa-p256"), ("object=ed;id=%02;type=private", "ed25519")],
)
def test_it_signs(hsm: Token, key: str, alg: str) -> None:
    signer = tried(open_signer(hsm.uri(key), PIN.encode))
    assert signer.alg == alg
    assert keys.verifies(signer.public, signer.sign(b"data"), b"data")
    assert PIN not in repr(signer)


def test_a_pin_from_a_file(hsm: Token, tmp_path: Path) -> None:
    (tmp_path / "pin").touch(mode=0o600)
    (tmp_path / "pin").write_text(f"{PIN}\n")
    for source in (f"file:{tmp_path}/pin", f"file://{tmp_path}/pin", f"{tmp_path}/pin"):
        tried(open_signer(hsm.uri(more=f"&pin-source={source}"), lambda: pytest.fail("asked")))
    (tmp_path / "pin").chmod(0o644)
    with pytest.raises(SignerError, match=r"the PIN of the token .*others may use it, its mode is 0644"):
        open_signer(hsm.uri(more=f"&pin-source={tmp_path}/pin"))
    with pytest.raises(SignerError, match=r"pin-source= is no file:/PATH"):
        open_signer(hsm.uri(more="&pin-source=pin"))


@pytest.mark.parametrize(
    ("key", "pin", "why"),
    [
        ("object=p256", "4712", "the PIN is wrong. It is tried once"),
        ("object=p256", "1", "the PIN is (wrong|too short)"),
        ("object=none", PIN, "the token holds no such key"),
        ("object=p256;id=%02", PIN, "the token holds no such key"),
        ("object=p384", PIN, "is neither Ed25519 nor P-256"),
        ("object=p256", "", "a PIN has 1 to 1024 bytes"),
        ("object=p256;serial=none", PIN, "no token of that name is present"),
    ],
)
def test_keys_that_do_not_sign(hsm: Token, key: str, pin: str, why: str) -> None:
    with pytest.raises(SignerError, match=why) as caught:
        tried(open_signer(hsm.uri(key), pin.encode))
    assert PIN not in str(caught.value)


def test_a_token_that_is_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hsm: Token) -> None:
    """Each signature finds its token anew: a session that is left open for a night is closed."""
    signer = tried(open_signer(hsm.uri(), PIN.encode))
    taken = hsm.conf.parent / "tokens"
    taken.rename(tmp_path / "away")
    try:
        with pytest.raises(NotSignedError, match=r"^the signing key pkcs11:token=clinic;object=p256: "):
            signer.sign(b"data")
    finally:
        (tmp_path / "away").rename(taken)


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        (
            "pkcs11:token=clinic;object=p256?pin-value=hunter2&module-path=/x",
            r"pin-value= is refused.*\n.*pin-source",
        ),
        ("pkcs11:token=clinic;object=p256;pin=hunter2?module-path=/etc/passwd", "has a part that is not supported"),
        ("pkcs11:token=clinic;object=p256?pin=hunter2&module-path=/etc/passwd", "has an option that it does not know"),
        ("pkcs11:token=clinic;object=p256?pin-source=/x", "no library is named by its whole path"),
        ("pkcs11:token=clinic;object=p256?module-path=lib.so", "no library is named by its whole path"),
        ("pkcs11:token=clinic?module-path=/etc/passwd", "it takes token= or serial=, and object= or id="),
        ("pkcs11:object=p256?module-path=/etc/passwd", "it takes token= or serial="),
        ("pkcs11:", "it takes token= or serial="),
        ("pkcs11:token=clinic;object=p256;type=cert?module-path=/etc/passwd", "type= is not private"),
        ("pkcs11:token=a;token=b;object=p256", "the part token is empty or doubled"),
        ("pkcs11:token=%ff;object=p256", "a name in it is not UTF-8"),
        ("pkcs11:token=clinic;object=p256?module-path=/etc/passwd", "no PIN: there is neither a terminal"),
    ],
)
def test_uris_that_are_none(uri: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PKCS11_MODULE_PATH", raising=False)
    with pytest.raises(SignerError, match=why) as caught:
        open_signer(uri)
    assert "hunter2" not in str(caught.value)


def test_libraries_that_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "lib.so").touch()
    (tmp_path / "lib.so").chmod(0o666)
    with pytest.raises(SignerError, match=r"others can write to the library .*lib.so. Next: have root own it"):
        open_signer(f"pkcs11:token=clinic;object=p256?module-path={tmp_path}/lib.so", PIN.encode)
    with pytest.raises(SignerError, match=r"there is no library at module-path .*none"):
        open_signer(f"pkcs11:token=clinic;object=p256?module-path={tmp_path}/none", PIN.encode)
    with pytest.raises(SignerError, match="module-path /etc/passwd is no library of PKCS#11"):
        open_signer("pkcs11:token=clinic;object=p256?module-path=/etc/passwd", PIN.encode)


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(SignerError, match=r"is not installed: pip install 'safeguard-scanner\[pkcs11\]'"):
        open_signer("pkcs11:token=clinic;object=p256?module-path=/etc/passwd", PIN.encode)


class Shown(dict[pkcs11.Attribute, bytes]):
    """What a token shows of a public key."""

    key_type = pkcs11.KeyType.EC_EDWARDS


def test_a_point_without_its_octet_string() -> None:
    """Tokens of before PKCS#11 3.0 gave the 32 bytes of an Ed25519 key bare."""
    point = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    bare, whole = (Shown({pkcs11.Attribute.EC_POINT: data}) for data in (point, b"\x04\x20" + point))
    assert keys.raw(_spki(bare, "x")) == keys.raw(_spki(whole, "x")) == point
    with pytest.raises(SignerError, match="x: its public half cannot be read"):
        _spki(Shown({pkcs11.Attribute.EC_POINT: point[:-1]}), "x")
