"""A PostgreSQL of this machine on loopback, in a folder of its own, that speaks TLS. It does not run as root."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.need import lacking, need
from tests.servers.tls import certificate


@dataclass(frozen=True)
class Postgres:
    """One that runs."""

    port: int
    folder: Path
    """Its certificate is `both.pem`, what it logs `log`."""
    bin: Path

    @property
    def ca(self) -> Path:
        """Who vouches for it."""
        return self.folder / "both.pem"

    def sql(self, *statements: str) -> str:
        """What its own program says to these, put as its superuser through its socket."""
        command = [str(self.bin / "psql"), "-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-qAtX"]
        command += ["-v", "ON_ERROR_STOP=1"]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        return done.stdout

    def wait_for(self, question: str, answer: str) -> None:
        """Ask until it says so."""
        end = time.monotonic() + 30
        while self.sql(question).strip() != answer:
            assert time.monotonic() < end, question
            time.sleep(0.05)

    def run(self, program: str, *words: str) -> None:
        """Start one of its programs as who runs it."""
        subprocess.run(
            [self.bin / program, *words], check=True, capture_output=True, timeout=120, cwd=self.folder, **_who()
        )


@contextlib.contextmanager
def postgres(hba: str, *settings: str) -> Iterator[Postgres]:
    """One with these rules for who may come in, the first of which lets its superuser in by the socket, and settings.

    `peer map=tests` takes whoever runs the tests for it.
    """
    # Debian keeps it off everybody's PATH.
    program = max(map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")), default="postgres")
    bin_ = Path(need(program, package="postgresql")).resolve().parent
    if not (bin_ / "initdb").exists():
        lacking("initdb is not on this machine (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # whoever is not root must get at it
    try:
        certificate(folder, "127.0.0.1", days_left=2)
        for path in (folder, folder / "both.pem") if _who() else ():
            shutil.chown(path, "nobody", "nogroup")
        folder.chmod(0o755)
        (folder / "both.pem").chmod(0o600)
        it = Postgres(_free_port(), folder, bin_)
        it.run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-N", "-A", "trust", "-E", "UTF8")
        (folder / "data" / "pg_hba.conf").write_text(hba)
        (folder / "data" / "pg_ident.conf").write_text("tests /^.*$ postgres\n")
        yield from _running(it, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(it: Postgres, settings: tuple[str, ...]) -> Iterator[Postgres]:
    own = (
        *(f"port={it.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={it.folder}", "fsync=off"),
        *("ssl=on", f"ssl_cert_file={it.folder}/both.pem", f"ssl_key_file={it.folder}/both.pem"),
        f"ssl_ca_file={it.folder}/both.pem",
    )
    command = [str(it.bin / "postgres"), "-D", str(it.folder / "data")]
    for setting in (*own, *settings):
        command += ["-c", setting]
    with (
        (it.folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=it.folder, **_who()) as process,
    ):
        try:
            _wait(it, process)
            yield it
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: its data is thrown away


def _who() -> dict[str, Any]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait(it: Postgres, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(subprocess.CalledProcessError):
            it.sql("SELECT 1")
            return
        time.sleep(0.05)
    raise AssertionError((it.folder / "log").read_text())
