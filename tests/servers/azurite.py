"""A real Azurite: Azure Blob Storage's API by its maker, on loopback. It knows no immutability."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.servers.moto import free_port
from tests.servers.need import lacking

_READY: Final = 60
"""Seconds it may take to start."""
_MAIN: Final = "azurite/node_modules/azurite/dist/src/blob/main.js"


@contextmanager
def azurite(folder: Path, account: str, key: str) -> Iterator[str]:
    """Start one with this account and a container `evidence`, all it writes below `folder`; the account's address."""
    port = free_port()
    words = ("--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", str(folder), "--disableTelemetry")
    with subprocess.Popen(
        [*_program(), *words, "--silent", "--skipApiVersionCheck"],
        cwd=folder,
        env={**os.environ, "AZURITE_ACCOUNTS": f"{account}:{key}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}/{account}"
            _fill(url, account, key, process)
            yield url
        finally:
            process.kill()
            process.wait(10)


def _program() -> tuple[str, str]:
    """What `make test` has put beside the Python that runs, and what runs it: Debian's is older than it takes."""
    node, path = shutil.which("node"), Path(sys.executable).parent.parent / _MAIN
    if node is None or not path.is_file():
        lacking("no Azurite beside this Python (make test puts it there, with Node.js 20 and its npm)")
    return node, str(path)


def _fill(url: str, account: str, key: str, process: "subprocess.Popen[bytes]") -> None:
    from azure.core.exceptions import ServiceRequestError
    from azure.storage.blob import ContainerClient

    until = time.monotonic() + _READY
    credential = {"account_name": account, "account_key": key}
    with ContainerClient(url, "evidence", credential=credential, retry_total=0) as container:
        while True:
            assert process.poll() is None, "Azurite has ended by itself"
            try:
                container.create_container()
            except ServiceRequestError:
                assert time.monotonic() < until, f"Azurite does not answer after {_READY} s"
                time.sleep(0.1)
            else:
                return
