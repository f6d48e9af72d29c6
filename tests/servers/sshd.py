"""Real OpenSSH servers on loopback, each with its own keys and settings, for whoever runs the tests.

They run under another name than sshd: what asks this machine about its sshd must not find them.
"""

import base64
import contextlib
import os
import pwd
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ecdsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from collectors.ssh.known_hosts import called
from collectors.ssh.public import Key
from tests.servers.need import need

KINDS: Final = ("ed25519", "rsa", "ecdsa")
_SECONDS: Final = 10


@dataclass(frozen=True)
class Pair:
    """A key of SSH, and the file of its private half."""

    path: Path
    public: Key

    @property
    def line(self) -> str:
        """As files have it: `ssh-ed25519 AAAA...`."""
        return f"{self.public.type} {base64.b64encode(self.public.blob).decode()}"

    def known(self, port: int, marker: str = "", host: str = "127.0.0.1") -> str:
        """A line of known_hosts."""
        return f"{marker} {called(host, port)} {self.line}\n".lstrip()


@cache
def _made(kind: str, number: str) -> Ed25519PrivateKey:
    """Made once a run: RSA takes its time."""
    match kind:
        case "rsa":
            return rsa(65537, 2048)  # type: ignore[return-value]  # they are alike
        case "ecdsa":
            return ecdsa(SECP256R1())  # type: ignore[return-value]  # they are alike
    return Ed25519PrivateKey.generate()


def pair(
    path: Path,
    kind: str = "ed25519",
    *,
    number: str = "",
    passphrase: str = "",
    form: PrivateFormat = PrivateFormat.OpenSSH,
) -> Pair:
    """Write a key, and beside it its public half. `number`: which of a kind; by default each path has its own."""
    made = _made(kind, number or str(path))
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    path.touch(mode=0o600)
    path.write_bytes(made.private_bytes(Encoding.PEM, form, locked))
    public = made.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    Path(f"{path}.pub").write_text(f"{public} comment\n")
    name, _, text = public.partition(" ")
    return Pair(path, Key(name, base64.b64decode(text)))


def certify(authority: Pair, key: Pair, *words: str) -> Path:
    """Let an authority vouch for a key; gives the certificate's file. `words`: of `ssh-keygen -s`."""
    command = [need("ssh-keygen", package="openssh-client"), "-q", "-s", str(authority.path), "-I", "a test", *words]
    subprocess.run([*command, f"{key.path}.pub"], check=True, capture_output=True, timeout=20)
    return Path(f"{key.path}-cert.pub")


@dataclass
class Sshd:
    """Where it listens, its keys, and what it wrote."""

    port: int
    keys: Mapping[str, Pair]
    log: Path

    @property
    def known(self) -> str:
        """Its lines of known_hosts."""
        return "".join(key.known(self.port) for key in self.keys.values())

    def attempts(self) -> list[str]:
        """Every try to log in: `Failed publickey`, `Accepted password`."""
        return re.findall(r"^((?:Failed|Accepted|Partial) \w+)", self.log.read_text(), re.MULTILINE)

    def met(self) -> int:
        """Connections that came to a name, whatever it was."""
        return len(re.findall(r"^Connection from ", self.log.read_text(), re.MULTILINE))


def me() -> str:
    """Whose account these servers let in."""
    return pwd.getpwuid(os.geteuid()).pw_name


@contextlib.contextmanager
def sshd(
    folder: Path,
    *settings: str,
    authorized: Sequence[Pair] = (),
    keys: Sequence[str] = ("ed25519",),
    options: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Sshd]:
    """Start one that lets these keys in. `options`: what stands before each of them in authorized_keys."""
    program, port = need("sshd", package="openssh-server"), _free()
    folder.mkdir(exist_ok=True, parents=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True, mode=0o755)  # an empty folder is wanted there
    pairs = {kind: pair(folder / f"host_{kind}", kind) for kind in keys}
    (folder / "authorized").write_text("".join(f"{options.get(str(k.path), '')} {k.line}\n" for k in authorized))
    (folder / "config").write_text("\n".join([*settings, *_always(folder, port, pairs), ""]))
    name = folder / "server"
    name.symlink_to(program)
    log = folder / "log"
    log.touch()
    process = subprocess.Popen([name, "-D", "-f", folder / "config", "-E", log], stdin=subprocess.DEVNULL)
    try:
        _await(process, port, log)
        yield Sshd(port, pairs, log)
    finally:
        process.terminate()
        process.wait(_SECONDS)


def _always(folder: Path, port: int, pairs: Mapping[str, Pair]) -> list[str]:
    lines = [
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f"PidFile {folder / 'pid'}",
        f"AuthorizedKeysFile {folder / 'authorized'}",
        "StrictModes no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "LogLevel VERBOSE",
        "MaxStartups 100",
        *(f"HostKey {key.path}" for key in pairs.values()),
        *(["UsePAM yes", "PermitRootLogin yes"] if os.geteuid() == 0 else []),
    ]
    return [*lines, *(option for option in _newer() if option)]


@cache
def _newer() -> tuple[str, ...]:
    """Of a newer OpenSSH: nobody is kept out for having been refused, and its parts go by other names too."""
    program = need("sshd", package="openssh-server")
    known = subprocess.run([program, "-G", "-f", "/dev/null"], capture_output=True, text=True, check=False, timeout=20)
    return ("PerSourcePenalties no",) if "persourcepenalties" in known.stdout else ()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while f"Server listening on 127.0.0.1 port {port}" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end, "sshd never listened"
        time.sleep(0.02)


@contextlib.contextmanager
def agent(folder: Path, *keys: Path, asks: Path | None = None) -> Iterator[str]:
    """A real ssh-agent with these keys; gives its socket. `asks`: a key with which it signs if a person confirms."""
    path = folder / "agent"
    program, add = need("ssh-agent", package="openssh-client"), need("ssh-add", package="openssh-client")
    with subprocess.Popen([program, "-D", "-a", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + _SECONDS
            while not _listens(path):
                assert time.monotonic() < end, "ssh-agent never listened"
                time.sleep(0.02)
            environment = {"SSH_AUTH_SOCK": str(path), "PATH": os.environ["PATH"]}
            for key in keys:
                subprocess.run([add, "-q", key], env=environment, check=True, capture_output=True, timeout=20)
            if asks:
                subprocess.run([add, "-qc", asks], env=environment, check=True, capture_output=True, timeout=20)
            yield str(path)
        finally:
            process.terminate()


def _listens(path: Path) -> bool:
    """Its socket is there a moment before anybody listens."""
    with socket.socket(socket.AF_UNIX) as there:
        return there.connect_ex(str(path)) == 0
