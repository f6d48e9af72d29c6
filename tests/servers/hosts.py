"""Real hosts: Debian's own userland with systemd and sshd, each in namespaces of its own.

A host is an overlay over a base. It dies with the process that started it, and nothing of it stays.
"""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.servers.bases import base
from tests.servers.need import lacking, need

_START_SECONDS: Final = 60
_APART: Final = ("setpriv", "--pdeathsig=KILL", "unshare", "--mount", "--net", "--ipc", "--uts")
_SCRIPT: Final = Path(__file__).with_name("host.sh")


@cache
def _able() -> None:
    """What this machine must be able to do, tried once."""
    for program, package in (
        ("unshare", "util-linux"),
        ("nsenter", "util-linux"),
        ("ip", "iproute2"),
        ("pgrep", "procps"),
    ):
        need(program, package=package)
    if os.geteuid() != 0:
        lacking("only root can start hosts")
    with tempfile.TemporaryDirectory() as folder:
        words = ["unshare", "--mount", "--net", "--ipc", "--uts", "--pid", "--cgroup", "--fork", "sh", "-euc", _TRIAL]
        tried = subprocess.run([*words, "sh", folder], capture_output=True, text=True, check=False, timeout=30)
    if tried.returncode:
        lacking(f"this machine cannot start hosts: {tried.stderr.strip()}")


_TRIAL: Final = """
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work" "$1/root" "$1/groups"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/work" "$1/root"
mount -t cgroup2 none "$1/groups"
mount -t proc none "$1/root"
"""


@dataclass(frozen=True)
class Host:
    """A host that runs."""

    name: str
    address: str
    pid: int
    """Its init, as this machine counts."""
    upper: Path
    """What it has written, seen from this machine."""
    host_key: str
    """`ssh-ed25519 AAAA...`"""

    def inside(self, *command: str) -> list[str]:
        """Words that run a command there, as its root."""
        return ["nsenter", f"--target={self.pid}", "--all", "--root", "--wd", *command]

    def run(self, script: str) -> str:
        """Run a script there as its root, and give back what it prints."""
        words = self.inside("env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "sh", "-eu")
        done = subprocess.run(words, input=script, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, f"{self.name}: exit {done.returncode}: {done.stderr}"
        return done.stdout


@contextlib.contextmanager
def host(suite: str, name: str, settings: str) -> Iterator[Host]:
    """Start a host. `settings`: a shell script that is run in its root file system before it starts."""
    _able()
    below = base(suite)
    group = f"safeguard-{uuid.uuid4().hex[:12]}"
    with (
        tempfile.TemporaryDirectory(prefix="host-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as said,
    ):
        process = subprocess.Popen(
            # Whatever becomes of us, it ends with us; and with it all that it has started and mounted.
            [*_APART, "sh", str(_SCRIPT), str(below), folder, name, group],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
        )
        try:
            assert process.stdin
            process.stdin.write(settings.encode())
            process.stdin.close()
            yield _started(process, name, Path(folder))
        except Exception:
            said.seek(0)
            print(said.read()[-4000:].decode(errors="replace"))  # noqa: T201  # pytest shows it
            raise
        finally:
            _unplug(process.pid)
            process.kill()
            process.wait(10)
            _forget(group, Path(folder))


def _started(process: "subprocess.Popen[bytes]", name: str, folder: Path) -> Host:
    until = time.monotonic() + _START_SECONDS

    def wait(look: Callable[[], str]) -> str:
        while time.monotonic() < until and process.poll() is None:
            if found := look():
                return found
            time.sleep(0.05)
        raise AssertionError(f"{name} did not start")

    def banner() -> str:
        with contextlib.suppress(OSError), socket.create_connection((address, 22), timeout=5) as there:
            return there.recv(100).decode()
        return ""

    pid = int(wait(lambda: _init(process.pid)))  # not before its settings are made
    address = _network(process.pid)
    wait(banner)
    ready = Host(
        name=name,
        address=address,
        pid=pid,
        upper=Path(f"/proc/{process.pid}/root{folder}/upper"),
        host_key=" ".join((Path(f"/proc/{pid}/root/etc/ssh/ssh_host_ed25519_key.pub").read_text()).split()[:2]),
    )
    state = wait(lambda: _settled(ready))
    assert state in {"running", "degraded"}, state
    return ready


def _init(above: int) -> str:
    """The first process of the namespace that a process has made; nothing while it has none."""
    own = Path("/proc/self/ns/pid").readlink()
    for child in _out("pgrep", "-P", str(above)).split():
        with contextlib.suppress(OSError):
            if Path("/proc", child, "ns/pid").readlink() != own:
                return child
    return ""


def _settled(there: Host) -> str:
    state = _out(*there.inside("systemctl", "is-system-running"))
    return "" if state in {"", "starting", "initializing", "offline"} else state


def _out(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30).stdout.strip()


def _network(pid: int) -> str:
    """A pair of addresses of their own, in the range for benchmarks (RFC 2544); goes with the namespace."""
    for n in range(1, 16000):
        here, there = (f"198.{18 + n // 8192}.{n // 32 % 256}.{n % 32 * 8 + last}" for last in (1, 2))
        made = subprocess.run(
            ["ip", "link", "add", f"sgt{n}", "type", "veth", "peer", "name", "eth0", "netns", str(pid)],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            continue  # another host has it
        _do("ip", "addr", "add", f"{here}/29", "dev", f"sgt{n}")
        _do("ip", "link", "set", f"sgt{n}", "up")
        within = ("nsenter", f"--target={pid}", "--net", "ip")
        _do(*within, "addr", "add", f"{there}/29", "dev", "eth0")
        _do(*within, "link", "set", "eth0", "up")
        _do(*within, "link", "set", "lo", "up")
        return there
    raise AssertionError("no network could be made for a host")


def _unplug(pid: int) -> None:
    """Take away the link of a host; by itself it goes too, but in the kernel's own time."""
    within = ("nsenter", f"--target={pid}", "--net", "ip", "link", "del", "eth0")
    subprocess.run(within, check=False, capture_output=True, timeout=30)


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=30)


_REMOVE: Final = """
mount -t cgroup2 none "$1"
cd "$1"
# Those of runs that were killed go too.
find . -depth -path './safeguard-*' -type d -mmin +60 -exec rmdir {} +
for t in $(seq 100); do
  [ -d "$2" ] || exit 0
  find "$2" -depth -type d -exec rmdir {} + || sleep 0.1
done
"""


def _forget(group: str, folder: Path) -> None:
    """Take away the control groups that the host has left."""
    subprocess.run(
        ["unshare", "--mount", "sh", "-c", _REMOVE, "sh", str(folder), group],
        check=False,
        capture_output=True,
        timeout=30,
    )
