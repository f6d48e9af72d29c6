"""What a session with a network device costs, beside one of netmiko alone. The devices are made up."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.cost import SMALL, Figure

DEVICES: Final = 40
LINES: Final = 5000


def figures() -> Iterator[Figure]:
    """Every figure."""
    with TemporaryDirectory() as place, _device(Path(place)) as port:
        ours, theirs = (_each(script, place, port) for script in (_OURS, _THEIRS))
    yield Figure(f"{DEVICES} devices: a session of netmiko alone, {LINES} lines", theirs, "CPU-ms")
    yield Figure(f"{DEVICES} devices: what a session of ours costs beyond that", max(0.0, ours - theirs), "CPU-ms", 30)


@contextmanager
def _device(place: Path) -> Iterator[str]:
    """A device in a process of its own; gives its port."""
    words = [sys.executable, "-c", _DEVICE, str(place)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise SystemExit("it has no pipes")
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(20)


def _each(script: str, place: str, port: str) -> float:
    """CPU milliseconds of one more device: what the first few cost is what any run costs."""
    few, all_ = (min(_asked(script, place, port, count) for _ in range(3)) for count in (DEVICES // 5, DEVICES))
    return (all_ - few) / (DEVICES - DEVICES // 5) * 1000


def _asked(script: str, place: str, port: str, count: int) -> float:
    words = [*SMALL, sys.executable, "-c", script, place, port, str(count)]
    said = subprocess.run(words, check=True, capture_output=True, text=True)
    cpu, good = map(float, said.stdout.split())
    if good != count:
        raise SystemExit(f"{good:.0f} of {count} devices answered: nothing was measured")
    return cpu


_DEVICE: Final = f"""
import sys
from pathlib import Path
from tests.servers.device import Habits, device
from tests.servers.sshd import pair
place = Path(sys.argv[1])
long = "\\n".join(f"interface GigabitEthernet0/{{n}}\\n description port {{n}}" for n in range({LINES} // 2))
with device(pair(place / "host"), "ios", Habits(outputs={{"show running-config": long}})) as server:
    (place / "known").write_text(server.known)
    print(server.port, flush=True)
    sys.stdin.read()
"""
_OURS: Final = f"""
import sys, time
from concurrent.futures import ThreadPoolExecutor
from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.visit import visit
from scanner.collector import Inquiry, Together
from scanner.targets import Target
from tests.servers.device import PASSWORD, USER
place, port, count = sys.argv[1:]
given = {{"known_hosts": place + "/known", "config": "none", "agent": False, "password": "env:PASSWORD"}}
target, together = Target(id="ios:x", scheme="ios", name=USER + "@127.0.0.1:" + port, options=given), Together()
def one(_):
    asked = Inquiry(target, frozenset(), lambda: "2026-11-25T12:00:00Z", lambda _: PASSWORD, together=together)
    config, version = visit(asked, DIALECTS["ios"], ("show running-config", "show version")).heard
    return config.text.count("\\n") == {LINES} - 1 and version.outcome == "ok"
with ThreadPoolExecutor(10) as pool:
    good = sum(pool.map(one, range(int(count))))
print(time.process_time(), good)
"""
_THEIRS: Final = f"""
import sys, time
from concurrent.futures import ThreadPoolExecutor
from netmiko import ConnectHandler
from tests.servers.device import PASSWORD, USER
_, port, count = sys.argv[1:]
def one(_):
    way = dict(device_type="cisco_ios", host="127.0.0.1", port=int(port), username=USER, password=PASSWORD)
    with ConnectHandler(**way) as device:
        config = device.send_command("show running-config", read_timeout=60)
        version = device.send_command("show version")
    return config.count("\\n") == {LINES} - 1 and bool(version)
with ThreadPoolExecutor(10) as pool:
    good = sum(pool.map(one, range(int(count))))
print(time.process_time(), good)
"""
