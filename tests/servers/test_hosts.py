"""A host that was started leaves nothing behind, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers.bases import BUILD_SECONDS, SUITES, base
from tests.servers.hosts import Host, host

pytestmark = pytest.mark.timeout(2 * BUILD_SECONDS)

START = """
import time
from tests.servers.hosts import host
with host("bookworm", "orphan", "") as one:
    print(one.pid, flush=True)
    time.sleep(60)
"""


def gone(pid: int) -> bool:
    until = time.monotonic() + 10
    while (there := Path(f"/proc/{pid}").exists()) and time.monotonic() < until:
        time.sleep(0.05)
    return not there


def link(one: Host) -> str:
    """The number of its link on this machine, and the name."""
    net, _, last = one.address.rpartition(".")
    links = subprocess.run(["ip", "-o", "addr"], capture_output=True, text=True, check=True).stdout
    here = f" {net}.{int(last) - 1}/"
    return next((" ".join(line.split()[:2]) for line in links.splitlines() if here in line), "")


def test_a_machine_of_its_own() -> None:
    before = Path("/proc/self/mounts").read_text()
    with host(SUITES[0], "own", "echo x >/etc/planted") as one:
        assert one.run("hostname; cat /etc/planted; ps -o pid= -C systemd").split() == ["own", "x", "1"]
        assert (one.upper / "etc/planted").read_text() == "x\n"
        assert Path("/proc/self/mounts").read_text() == before
        assert not (base(SUITES[0]) / "etc/planted").exists()
        its = link(one)
        assert its
    assert gone(one.pid)
    assert link(one) != its
    assert Path("/proc/self/mounts").read_text() == before


def test_settings_that_fail_end_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="broken did not start"), host(SUITES[0], "broken", "echo why; false"):
        pass
    assert "why" in capsys.readouterr().out


def test_it_dies_with_whoever_started_it() -> None:
    base(SUITES[0])
    with subprocess.Popen(
        [sys.executable, "-c", START], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True
    ) as starter:
        assert starter.stdout
        pid = int(starter.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        os.kill(starter.pid, signal.SIGKILL)
        assert gone(pid)
