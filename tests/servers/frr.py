"""FRRouting on this machine: one daemon with a configuration of its own, and its shell behind a real sshd."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.servers.need import lacking, need
from tests.servers.sshd import Pair, Sshd, sshd

_DAEMON: Final = Path("/usr/lib/frr/bgpd")
_SECONDS: Final = 20


@contextlib.contextmanager
def frr(folder: Path, config: str, *, user: Pair) -> Iterator[Sshd]:
    """Start one; who comes in with that key talks to its shell.

    Nothing listens but sshd: the daemon speaks to no neighbor, and its own port is closed.
    """
    shell = need("vtysh", package="frr")
    if os.geteuid() != 0 or not _DAEMON.exists():
        lacking(f"{_DAEMON} has to be started as root, who hands it over to the account frr (apt-get install frr)")
    with _daemon(config) as own:
        command = f"{shell} --vty_socket {own} --config_dir {own} --histfile {own / 'history'}"
        with sshd(folder, f"ForceCommand {command}", "PrintMotd no", authorized=[user]) as server:
            yield server


@contextlib.contextmanager
def _daemon(config: str) -> Iterator[Path]:
    """One that has read this; gives the folder of its socket, which the account frr must reach."""
    own = Path(tempfile.mkdtemp(prefix="safeguard-frr-"))
    try:
        (own / "vtysh.conf").write_text("")
        (own / "bgpd.conf").write_text(config)
        for path in (own, *own.iterdir()):
            shutil.chown(path, "frr", "frr")
        own.chmod(0o755)
        words = [str(_DAEMON), "--bgp_port", "0", "--no_zebra", "--vty_port", "0", "--vty_socket", str(own)]
        files = ["--pid_file", str(own / "pid"), "--config_file", str(own / "bgpd.conf")]
        with subprocess.Popen([*words, *files], stdin=subprocess.DEVNULL) as process:
            try:
                _await(process, own / "bgpd.vty")
                yield own
            finally:
                process.terminate()
                process.wait(_SECONDS)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _await(process: "subprocess.Popen[bytes]", socket: Path) -> None:
    end = time.monotonic() + _SECONDS
    while not socket.exists():
        assert process.poll() is None, "bgpd ended"
        assert time.monotonic() < end, "bgpd never listened"
        time.sleep(0.02)
