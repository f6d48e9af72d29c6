"""A real ssh-agent at a socket of its own, and keys that ssh-keygen made."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.need import need

_PACKAGE = "openssh-client"


@contextmanager
def ssh_agent(folder: Path) -> Iterator[Path]:
    """One that runs until the block ends; gives its socket."""
    socket = folder / "agent"
    command = [need("ssh-agent", package=_PACKAGE), "-D", "-a", str(socket)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 20
            while not socket.exists():
                assert process.poll() is None, "ssh-agent has ended by itself"
                assert time.monotonic() < until, "ssh-agent makes no socket"
                time.sleep(0.01)
            yield socket
        finally:
            process.kill()
            process.wait(10)


def add(socket: Path, *words: str, secret: str = "") -> None:
    """Run ssh-add; `secret` is what it reads where it asks."""
    environ = {**os.environ, "SSH_AUTH_SOCK": str(socket)}
    if secret:
        program = socket.parent / "says"
        program.write_text(f"#!/bin/sh\necho '{secret}'\n")
        program.chmod(0o700)
        environ |= {"SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force"}
    subprocess.run([need("ssh-add", package=_PACKAGE), "-q", *words], env=environ, check=True, capture_output=True)


def pair(path: Path, kind: str, secret: str = "", comment: str = "scans@clinic") -> Path:
    """A key as ssh-keygen makes it, mode 0600: `ed25519`, `ecdsa`, `ecdsa -b 384`, `rsa`."""
    command = [need("ssh-keygen", package=_PACKAGE), "-q", "-t", *kind.split(), "-N", secret, "-C", comment]
    subprocess.run([*command, "-a", "4", "-f", str(path)], check=True)
    return path


def fingerprint(path: Path) -> str:
    """The number of a key, as ssh-keygen tells it."""
    command = [need("ssh-keygen", package=_PACKAGE), "-lf", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]


def certify(path: Path, authority: Path) -> None:
    """Have a key certified by another one: ssh-add takes the certificate along."""
    command = [need("ssh-keygen", package=_PACKAGE), "-q", "-s", str(authority), "-I", "clinic", "-n", "scans"]
    subprocess.run([*command, f"{path}.pub"], check=True, capture_output=True)
