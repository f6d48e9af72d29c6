"""A key of OpenSSH, in its file (`ssh:PATH`) or in a running agent (`ssh:agent?SHA256:...`, `ssh:agent?COMMENT`)."""

import base64
import binascii
import hashlib
import os
import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from scanner.paths import home
from scanner.signers import NotSignedError, Passphrase, Signer, SignerError, file
from scanner.signers.file import FileSigner, KeyFileError
from scanner.signers.passphrase import MAX_PASSPHRASE
from scanner.signers.remote import RemoteSigner, key_kind
from scanner.words import visible

_PEM: Final = re.compile(
    rb"\s*-----BEGIN OPENSSH PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----\s*"
)
_MAGIC: Final = b"openssh-key-v1\0"
_AGENT: Final = "the signing key ssh:agent"
_PATIENCE: Final = 60
"""Seconds: a person may have to say yes, or to touch something."""
_FIDO: Final = "is on a FIDO token (sk-...): those sign what the token adds too, and not our bytes alone"


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:
    """The signer behind `rest`, a path or `agent?WHICH`. Raises `SignerError`."""
    place, _, which = rest.partition("?")
    return _of_agent(unquote(which)) if place == "agent" else _of_file(rest, passphrase)


def _of_file(name: str, passphrase: Passphrase | None) -> FileSigner:
    try:
        path = home(name)
    except OSError as err:
        raise KeyFileError(Path(name), f"cannot be read: {err.strerror}") from None
    return FileSigner.of(path, _parse(path, file.read(path, make="ssh-keygen -t ed25519"), passphrase))


def _parse(path: Path, pem: bytes, passphrase: Passphrase | None) -> file.PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    cipher, kind = _head(path, pem)
    if kind.startswith(b"sk-"):
        raise KeyFileError(path, _FIDO)
    encrypted = cipher != b"none"
    if encrypted and passphrase is None:
        raise KeyFileError(path, "is encrypted, and there is neither a terminal to ask at nor --passphrase-fd N")
    secret = passphrase() if encrypted and passphrase else None
    if secret is not None and not 0 < len(secret) <= MAX_PASSPHRASE:
        raise KeyFileError(path, f"a passphrase has 1 to {MAX_PASSPHRASE} bytes")
    try:
        return load_ssh_private_key(pem, secret)
    # `from None`: what the library says may quote what it was given.
    except (ValueError, TypeError, UnsupportedAlgorithm):
        why = "the passphrase is wrong, or the file is damaged" if encrypted else "is damaged, no key can be read"
        raise KeyFileError(path, why) from None


def _head(path: Path, pem: bytes) -> tuple[bytes, bytes]:
    """The cipher of the file, and the type of the key in it: they stand before what is encrypted (PROTOCOL.key)."""
    found = _PEM.fullmatch(pem)
    if not found:
        raise KeyFileError(path, "is no private key of OpenSSH. A key in PKCS#8 is named file:PATH")
    try:
        blob = base64.b64decode(b"".join(found[1].split()), validate=True)
        cipher, rest = _string(blob.removeprefix(_MAGIC))
        for _ in range(2):  # how the passphrase becomes a key
            _, rest = _string(rest)
        public, _ = _string(rest[4:])
        return cipher, _string(public)[0]
    except (binascii.Error, ValueError):
        raise KeyFileError(path, "is damaged, no key can be read") from None


def _of_agent(which: str) -> RemoteSigner:
    with _agent() as agent:
        held = _held(agent)
    fitting = [key for key in held if which in (_fingerprint(key.blob), str(key.comment))] if which else []
    if len(fitting) != 1:
        why = "has more than one key of that comment" if fitting else "does not hold that key"
        raise SignerError(f"{_AGENT}: the agent {why if which else 'holds keys, and none is named'}{_listed(held)}")
    (key,) = fitting
    what = f"{_AGENT}?{_fingerprint(key.blob)}"
    return RemoteSigner(what, *_public(key, what), lambda data: _signed(key.blob, data, what))


@contextmanager
def _agent() -> Iterator[Any]:
    """The agent of SSH_AUTH_SOCK. Raises `NotSignedError`."""
    import paramiko
    from paramiko.agent import AgentSSH

    # Not by paramiko's own `Agent`: it waits for ever, and leaves the socket of a failed call open.
    with socket.socket(socket.AF_UNIX) as conn:
        conn.settimeout(_PATIENCE)
        try:
            conn.connect(os.environ.get("SSH_AUTH_SOCK", ""))
        except OSError:
            raise NotSignedError(_AGENT, "no ssh-agent at SSH_AUTH_SOCK. Next: ssh-agent; ssh-add KEY") from None
        agent = AgentSSH()
        try:
            agent._connect(conn)  # noqa: SLF001  # as `Agent` does
        except (paramiko.SSHException, OSError, ValueError, LookupError, TypeError):
            raise NotSignedError(_AGENT, "what answers at SSH_AUTH_SOCK does not speak as an ssh-agent") from None
        yield agent


def _held(agent: Any) -> Sequence[Any]:
    return [key for key in agent.get_keys() if "-cert-" not in key.name]


def _listed(held: Sequence[Any]) -> str:
    """What there is to choose from; numbers and comments of public keys are no secrets."""
    lines = (f"\n  ssh:agent?{_fingerprint(key.blob)}   {key.name} {visible(str(key.comment))}" for key in held)
    return "".join(lines) if held else "\n  It holds none. Next: ssh-add KEY"


def _public(key: Any, what: str) -> tuple[str, bytes]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_public_key

    if key.name.startswith("sk-"):
        raise SignerError(f"{what}: {_FIDO}")
    try:
        public = load_ssh_public_key(f"{key.name} {base64.b64encode(key.blob).decode()}".encode())
    except (ValueError, UnsupportedAlgorithm):
        raise SignerError(f"{what}: the agent shows a key that cannot be read") from None
    return key_kind(what, public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _signed(blob: bytes, data: bytes, what: str) -> bytes:
    import paramiko

    with _agent() as agent:
        key = next((key for key in _held(agent) if key.blob == blob), None)
        if key is None:
            raise NotSignedError(what, "the ssh-agent does not hold the key any more, or is locked")
        try:
            kind, rest = _string(key.sign_ssh_data(data))
            signature, _ = _string(rest)
        except ValueError:
            raise NotSignedError(what, "what came as its signature is none") from None
        except (paramiko.SSHException, OSError, LookupError, TypeError):
            raise NotSignedError(what, "the ssh-agent does not sign: it has refused, or was not answered") from None
    return signature if kind == b"ssh-ed25519" else _der(signature, what)


def _der(signature: bytes, what: str) -> bytes:
    """An ECDSA signature as X.509 has it, of the two numbers that SSH has (RFC 5656, 3.1.2)."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    try:
        first, rest = _string(signature)
        second, _ = _string(rest)
    except ValueError:
        raise NotSignedError(what, "what came as its signature is none") from None
    return encode_dss_signature(int.from_bytes(first), int.from_bytes(second))


def _string(data: bytes) -> tuple[bytes, bytes]:
    """The string of SSH that `data` begins with, and what follows. Raises ValueError where it is cut."""
    end = 4 + int.from_bytes(data[:4])
    if len(data) < max(end, 4):
        raise ValueError
    return data[4:end], data[end:]


def _fingerprint(blob: bytes) -> str:
    """The number that ssh-add -l shows."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
