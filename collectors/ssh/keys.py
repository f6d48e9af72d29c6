"""The keys to come in with: files, and an agent that signs for them. Few, and named; nothing is tried at random."""

import io
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import paramiko
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)
from paramiko.agent import AgentSSH

from collectors.ssh.failure import SSHError
from collectors.ssh.hop import Hop

MOST: Final = 4
"""Keys that are tried; servers cut off after six, and count each."""
_KINDS: Final = (
    (Ed25519PrivateKey, paramiko.Ed25519Key),
    (EllipticCurvePrivateKey, paramiko.ECDSAKey),
    (RSAPrivateKey, paramiko.RSAKey),
)
_ANSWERS: Final = (12, 14)
"""Of an agent that does as it is asked: which keys it holds, a signature (RFC 9987)."""
_AGENT_SECONDS: Final = 10
Once = Callable[[Any, Callable[[], Any]], Any]
"""Makes a thing at its first use, for a whole run."""


class AgentError(paramiko.SSHException):  # type: ignore[misc]  # it has no types
    """The agent does not do as it is asked."""


class Agent(AgentSSH):  # type: ignore[misc]  # it has no types
    """An agent at a socket; paramiko's own knows only the one of the environment."""

    def __init__(self, path: str) -> None:
        super().__init__()
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(_AGENT_SECONDS)
        try:
            sock.connect(path)
            self._connect(sock)
        except BaseException:
            sock.close()
            raise

    def _send_message(self, msg: Any) -> tuple[int, Any]:
        try:
            kind, said = super()._send_message(msg)
        except (OSError, paramiko.SSHException):
            raise AgentError from None
        if kind not in _ANSWERS:
            raise AgentError
        return kind, said

    def close(self) -> None:
        """Let go of it."""
        self._close()


def candidates(hop: Hop, secret: Callable[[str], str], once: Once, opened: list[Agent]) -> Iterator[Any]:
    """The keys to try, first those that are named: from the agent where it holds them, else from a file.

    secret: resolves a reference. once: reads a file at its first use in a run. opened: gets the agent, to be closed.

    Raises:
        SSHError: a named key cannot be used, and no other is there.
    """
    agent = _agent(hop.agent, opened)
    held = {key.asbytes(): key for key in agent.get_keys()} if agent else {}
    named = [_public(path) for path in hop.identities]
    trouble: SSHError | None = None
    count = 0
    for path, public in zip(hop.identities, named, strict=True):
        try:
            load = partial(_load, path, hop, secret)
            yield held[public] if public in held else once(("ssh-key", path, hop.passphrase), load)
            count += 1
        except SSHError as err:
            trouble = trouble or err
    others = [key for blob, key in held.items() if blob not in named] if hop.all_of_agent else []
    yield from others[: max(0, MOST - count)]
    if trouble and not count and not others and not hop.password:
        raise trouble


def _agent(path: str, opened: list[Agent]) -> Agent | None:
    if not path:
        return None
    try:
        agent = Agent(path)
    except (OSError, paramiko.SSHException):
        return None
    opened.append(agent)
    return agent


def _public(path: Path) -> bytes:
    """The public half beside a file of a private key; nothing where it does not lie there."""
    with suppress(OSError, ValueError, IndexError, paramiko.SSHException):
        text = Path(f"{path}.pub").read_text("ascii")
        return bytes(paramiko.PublicBlob.from_string(text).key_blob)
    return b""


def _load(path: Path, hop: Hop, secret: Callable[[str], str]) -> Any:
    """Read a private key; its certificate too, where one lies beside it."""
    try:
        key = _read(path, lambda: secret(hop.passphrase).encode() if hop.passphrase else None)
        if Path(f"{path}-cert.pub").is_file():
            key.load_certificate(f"{path}-cert.pub")
    except FileNotFoundError:
        raise SSHError("KeyMissing") from None
    except (OSError, ValueError, UnsupportedAlgorithm, paramiko.SSHException):
        raise SSHError("KeyUnread") from None
    return key


def _read(path: Path, passphrase: Callable[[], bytes | None]) -> Any:
    """The key in a file of whatever format. paramiko takes it from memory, written anew."""
    data = _own(path)
    load = load_ssh_private_key if b"BEGIN OPENSSH" in data else load_pem_private_key
    try:
        found = load(data, None)
    except TypeError:  # it has a passphrase
        if not (said := passphrase()):
            raise SSHError("KeyLocked") from None
        try:
            found = load(data, said)
        except (ValueError, InvalidTag):
            raise SSHError("KeyLocked") from None
    for kind, made in _KINDS:
        if isinstance(found, kind):
            text = found.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
            return made.from_private_key(io.StringIO(text))
    raise SSHError("KeyUnread")


def _own(path: Path) -> bytes:
    """What a file holds that is nobody else's, as ssh wants it too."""
    with path.open("rb") as file:
        seen = os.fstat(file.fileno())
        if seen.st_uid == os.getuid() and seen.st_mode & 0o077:
            raise SSHError("KeyExposed")
        return file.read()
