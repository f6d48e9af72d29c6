import base64
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key

from scanner.evidence import keys
from scanner.signers import NotSignedError, SignerError, ssh
from scanner.signers.file import KeyFileError
from scanner.signers.opening import open_signer
from scanner.signers.remote import tried
from tests.servers.agent import add, certify, fingerprint, pair, ssh_agent

SECRET = "correct horse"  # noqa: S105  # of keys made here


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key of each kind."""
    folder = tmp_path_factory.mktemp("ssh")
    folder.chmod(0o700)
    for name, kind in {"ed": "ed25519", "p256": "ecdsa -b 256", "p384": "ecdsa -b 384", "rsa": "rsa -b 2048"}.items():
        pair(folder / name, kind, comment=f"{name}@clinic")
    pair(folder / "locked", "ed25519", SECRET)
    certify(folder / "p256", folder / "ed")
    return folder


@pytest.fixture(scope="module")
def agent(made: Path) -> Iterator[Path]:
    with ssh_agent(made) as at:
        add(at, *(str(made / name) for name in ("ed", "p256", "rsa")))
        yield at


@pytest.fixture
def inside(agent: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(agent))
    return agent


def number(path: Path) -> str:
    """What we call the key, from the public half that ssh-keygen wrote."""
    public = load_ssh_public_key(path.with_name(f"{path.name}.pub").read_bytes())
    return keys.keyid(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def never() -> bytes:
    """No passphrase is asked for."""
    pytest.fail("asked")


@pytest.mark.parametrize(("name", "alg"), [("ed", "ed25519"), ("p256", "ecdsa-p256"), ("locked", "ed25519")])
def test_a_file(made: Path, name: str, alg: str) -> None:
    signer = tried(open_signer(f"ssh:{made / name}", SECRET.encode if name == "locked" else never))
    assert (signer.keyid, signer.alg) == (number(made / name), alg)
    assert keys.verifies(signer.public, signer.sign(b"data"), b"data")


BAD: list[tuple[str, Callable[[Path], bytes], Callable[[], bytes] | None, str]] = [
    ("wrong passphrase", lambda at: (at / "locked").read_bytes(), lambda: b"wrong-pass", "the passphrase is wrong, or"),
    ("empty passphrase", lambda at: (at / "locked").read_bytes(), lambda: b"", "a passphrase has 1 to 1024 bytes"),
    ("no passphrase", lambda at: (at / "locked").read_bytes(), None, "is encrypted, and there is neither"),
    ("RSA", lambda at: (at / "rsa").read_bytes(), None, "is neither Ed25519 nor P-256 but RSA"),
    ("P-384", lambda at: (at / "p384").read_bytes(), None, "is neither Ed25519 nor P-256 but"),
    ("PKCS#8", lambda _: b"-----BEGIN PRIVATE KEY-----\n", None, "is no private key of OpenSSH.*file:PATH"),
    ("the public half", lambda at: (at / "ed.pub").read_bytes(), None, "is no private key of OpenSSH"),
    ("nothing", lambda _: b"", None, "is no private key of OpenSSH"),
    ("no base64", lambda _: wrapped(b"", b"A"), None, "is damaged"),
    ("cut in its head", lambda _: wrapped(b"openssh-key-v1\0\0\0\0\4non"), None, "is damaged"),
    ("cut in its body", lambda at: cut((at / "ed").read_bytes()), None, "is damaged"),
    ("a length beyond its end", lambda _: wrapped(b"openssh-key-v1\0\xff\xff\xff\xff"), None, "is damaged"),
    ("of a FIDO token", lambda _: wrapped(fido()), never, "is on a FIDO token"),
]


def wrapped(blob: bytes, more: bytes = b"") -> bytes:
    body = base64.b64encode(blob) + more
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n" % body


def cut(pem: bytes) -> bytes:
    return wrapped(base64.b64decode(b"".join(pem.splitlines()[1:-1]))[:-40])


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def fido() -> bytes:
    public = string(b"sk-ssh-ed25519@openssh.com") + string(b"\1" * 32) + string(b"ssh:")
    return b"openssh-key-v1\0" + string(b"aes256-ctr") + string(b"bcrypt") + string(b"x") + b"\0\0\0\1" + string(public)


@pytest.mark.parametrize(("data", "passphrase", "why"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_files_that_are_refused(
    made: Path, tmp_path: Path, data: Callable[[Path], bytes], passphrase: Callable[[], bytes] | None, why: str
) -> None:
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_bytes(data(made))
    with pytest.raises(KeyFileError, match=f"^the signing key {path}: {why}") as caught:
        open_signer(f"ssh:{path}", passphrase)
    told = "".join(map(str, (caught.value, caught.value.__cause__, caught.value.__suppress_context__)))
    assert "wrong-pass" not in told
    assert not any(line in told for line in data(made).decode().splitlines()[1:-1])


def test_a_file_that_others_may_use(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes((made / "ed").read_bytes())
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match=r"others may use it, its mode is 0640. Next: chmod 600"):
        open_signer(f"ssh:{path}")
    with pytest.raises(KeyFileError, match=r"is not there. Next: ssh-keygen -t ed25519"):
        open_signer(f"ssh:{tmp_path / 'none'}")


@pytest.mark.parametrize(("name", "alg"), [("ed", "ed25519"), ("p256", "ecdsa-p256")])
def test_an_agent(made: Path, inside: Path, name: str, alg: str) -> None:
    """Of two that have one comment, a key and its certificate, the key is meant."""
    for which in (fingerprint(made / name), f"{name}@clinic", f"{name}%40clinic"):
        signer = tried(open_signer(f"ssh:agent?{which}"))
        assert (signer.keyid, signer.alg) == (number(made / name), alg)
    for count in range(64):  # numbers of ECDSA are as long as they happen to be
        assert keys.verifies(signer.public, signer.sign(b"%d" % count), b"%d" % count)


@pytest.mark.parametrize(
    ("which", "why"),
    [
        ("", "the agent holds keys, and none is named\n  ssh:agent.SHA256:"),
        ("?SHA256:x", "the agent does not hold that key\n  ssh:agent.SHA256:"),
        ("?rsa@clinic", "is neither Ed25519 nor P-256"),
    ],
)
def test_a_key_that_no_agent_signs_with(inside: Path, which: str, why: str) -> None:
    with pytest.raises(SignerError, match=why):
        open_signer(f"ssh:agent{which}")


def test_no_agent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for place in ("", str(tmp_path / "none")):
        monkeypatch.setenv("SSH_AUTH_SOCK", place)
        with pytest.raises(NotSignedError, match="no ssh-agent at SSH_AUTH_SOCK"):
            open_signer("ssh:agent?x")


def test_an_agent_that_is_locked_after_a_while(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ssh_agent(tmp_path) as at:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(at))
        add(at, str(made / "p256"))
        signer = tried(open_signer("ssh:agent?p256@clinic"))
        add(at, "-x", secret=SECRET)
        with pytest.raises(NotSignedError, match="the ssh-agent does not hold the key any more, or is locked"):
            signer.sign(b"data")
        with pytest.raises(SignerError, match=r"It holds none. Next: ssh-add KEY"):
            open_signer("ssh:agent?p256@clinic")
    with pytest.raises(NotSignedError, match="no ssh-agent at SSH_AUTH_SOCK"):
        signer.sign(b"data")


SK = string(b"sk-ssh-ed25519@openssh.com") + string(b"\1" * 32) + string(b"ssh:")
ED = string(b"ssh-ed25519") + string(b"\1" * 32)
LYING = {
    "a FIDO key": (b"\x0c\0\0\0\1" + string(SK) + string(b"x"), SignerError, "is on a FIDO token"),
    "no list": (b"\x05", NotSignedError, "does not speak as an ssh-agent"),
    "a cut list": (b"\x0c\0\0\0\2" + string(SK)[:9], SignerError, "does not (speak as an ssh-agent|hold that key)"),
    "no key at all": (b"\x0c\0\0\0\0", SignerError, "It holds none"),
    "a signature that is none": (b"\x0c\0\0\0\1" + string(ED) + string(b"x"), NotSignedError, "its signature is none"),
}


@pytest.mark.parametrize("case", LYING)
def test_an_agent_that_is_none(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, kind, why = LYING[case]
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(tmp_path / "agent"))
        server.listen()

        def serve() -> None:
            with suppress(OSError):  # the test is over
                for _ in range(2):  # one to choose the key, one to sign
                    client, _ = server.accept()
                    with client:
                        while asked := client.recv(1 << 12):
                            client.sendall(string(said if asked[4] == 11 else b"\x0e" + string(b"\xff\xff\xff\xff")))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with pytest.raises(kind, match=why):
            tried(open_signer("ssh:agent?x"))
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def test_an_agent_that_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh, "_PATIENCE", 0.05)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(tmp_path / "agent"))
        server.listen()
        with pytest.raises(NotSignedError, match="does not speak as an ssh-agent"):
            open_signer("ssh:agent?x")
