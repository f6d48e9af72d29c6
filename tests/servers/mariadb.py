"""MariaDB on loopback: installed once for a test run's process, and started with the settings that a test wants."""

import atexit
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.servers.need import lacking, need
from tests.servers.tls import certificate

PASSWORD = "c4n4ryR34d3rP4ssw0rd"  # noqa: S105  # that is what it plays
"""Of the account `safeguard`, in every server that is started here."""
_SECONDS = 60
_SMALL = (
    *("--innodb-log-file-size=4M", "--innodb-buffer-pool-size=8M", "--innodb-flush-log-at-trx-commit=0"),
    *("--innodb-fast-shutdown=2", "--skip-log-bin", "--performance-schema=OFF"),
)


@dataclass(frozen=True)
class MariaDB:
    """Where it listens, and its folder."""

    port: int
    folder: Path
    socket: Path
    root: str = ""
    """The password of its administrator."""

    @property
    def ca(self) -> Path:
        """Who vouches for it."""
        return self.folder / "both.pem"

    @property
    def log(self) -> Path:
        """Its general log, where a test has it write one."""
        return self.folder / "data" / "general.log"

    def sql(self, text: str) -> str:
        """What its administrator types, and is shown."""
        command = [need("mariadb", package="mariadb-server"), "--no-defaults", "-S", str(self.socket), "-uroot", "-N"]
        environment = {**os.environ, **({"MYSQL_PWD": self.root} if self.root else {})}
        done = subprocess.run(
            command, input=text, env=environment, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextlib.contextmanager
def mariadb(*settings: str, made: str = "", root: str = "") -> Iterator[MariaDB]:
    """Start one with these settings; `made`: what its administrator types first. It is ended by its own id."""
    with tempfile.TemporaryDirectory(prefix="mariadb-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        shutil.copytree(installed(), folder / "data")
        certificate(folder, "127.0.0.1", days_left=400)
        own(folder)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        it = MariaDB(port, folder, folder / "data" / "s")
        process = _start(it, settings)
        try:
            _wait(it, process)
            it.sql(made + READER + (f"ALTER USER root@localhost IDENTIFIED BY '{root}';" if root else ""))
            yield replace(it, root=root)
        finally:
            process.terminate()
            try:
                process.wait(_SECONDS)
            finally:
                process.kill()


READER = f"""
SET SESSION sql_mode = '';
CREATE USER safeguard@'127.0.0.1' IDENTIFIED BY '{PASSWORD}' REQUIRE SSL;
GRANT PROCESS, REPLICA MONITOR, REFERENCES ON *.* TO safeguard@'127.0.0.1';
GRANT SELECT ON mysql.global_priv TO safeguard@'127.0.0.1';
GRANT SELECT ON mysql.user TO safeguard@'127.0.0.1';
GRANT SELECT ON mysql.db TO safeguard@'127.0.0.1';
GRANT SELECT ON mysql.roles_mapping TO safeguard@'127.0.0.1';
"""


def own(folder: Path) -> None:
    """As root a server runs as nobody, whose the files must be then."""
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)


@cache
def installed() -> Path:
    """An empty server's files, without tests and without anonymous accounts; made once."""
    program = need("mariadb-install-db", package="mariadb-server")
    folder = Path(tempfile.mkdtemp(prefix="mariadb-base-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    options = ["--auth-root-authentication-method=normal", "--skip-test-db", *_SMALL[:2], *_user()]
    command = [program, "--no-defaults", f"--datadir={folder}", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    if done.returncode:
        lacking(f"mariadb-install-db made nothing: {done.stderr[-300:]}")
    return folder


def _user() -> list[str]:
    return ["--user=nobody"] if os.geteuid() == 0 else []


def _start(it: MariaDB, settings: Sequence[str]) -> "subprocess.Popen[bytes]":
    data = it.folder / "data"
    command = [
        *(need("mariadbd", package="mariadb-server"), "--no-defaults", *_user(), f"--datadir={data}"),
        *(f"--socket={it.socket}", f"--pid-file={data}/pid", f"--port={it.port}", "--bind-address=127.0.0.1"),
        *(f"--ssl-cert={it.ca}", f"--ssl-key={it.ca}", f"--ssl-ca={it.ca}", f"--log-error={data}/error.log"),
        *(f"--general-log-file={it.log}", *_SMALL, *settings),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait(it: MariaDB, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", it.port), timeout=1) as line:
            if line.recv(1):
                return
        time.sleep(0.05)
    said = (it.folder / "data" / "error.log").read_text("utf-8", "replace")
    raise AssertionError(f"mariadbd did not start: {said[-500:]}")
