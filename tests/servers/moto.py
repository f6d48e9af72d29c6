"""A real moto server: a process of its own on a free loopback port, ended by its own pid."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

ACCOUNT = "123456789012"
_READY = 30
"""Seconds it may take to start."""


@dataclass(frozen=True)
class Moto:
    """Where it listens, and how to fill it."""

    port: int

    @property
    def url(self) -> str:
        """Its endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def reset(self) -> None:
        """Forget everything; the ids it makes up begin anew."""
        self._post("/moto-api/reset")
        self._post("/moto-api/seed?a=7")

    def client(self, service: str, region: str = "us-east-1") -> Any:
        """A client of the SDK, to seed it with."""
        import botocore.session  # as in the program: no test pays for it that does not use it

        session = botocore.session.Session()
        session.set_credentials("testing", "testing")
        return session.create_client(service, region_name=region, endpoint_url=self.url)

    def _post(self, path: str) -> None:
        request = urllib.request.Request(self.url + path, method="POST", data=b"")  # noqa: S310  # our own server
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            pass

    def ready(self) -> bool:
        """It answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/moto-api/data.json", timeout=1):  # noqa: S310
                return True
        except (URLError, OSError):
            return False


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def moto_server() -> Iterator[Moto]:
    """Start one, wait until it answers, end it."""
    with running("moto.server", "-H", "127.0.0.1", "-p", "{port}") as server:
        yield server


@contextmanager
def running(*module: str) -> Iterator[Moto]:
    """Run a module that serves moto's API; `{port}` in its arguments is where."""
    server = Moto(free_port())
    command = [sys.executable, "-m", *(word.format(port=server.port) for word in module)]
    environ = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "false", "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        try:
            until = time.monotonic() + _READY
            while not server.ready():
                assert process.poll() is None, "moto_server has ended by itself"
                assert time.monotonic() < until, f"moto_server does not answer after {_READY} s"
                time.sleep(0.05)
            yield server
        finally:
            process.kill()  # it holds nothing that is worth a farewell, and takes many seconds for one
            process.wait(10)
