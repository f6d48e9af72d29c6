"""What a network device costs in a run, beside netmiko alone fetching the same texts. The devices are made up.

Ours is all that a run does for one device more until its checks judge: the look at what its server offers, a session,
what is kept of each answer, the last look for secrets, and the facts. Netmiko logs in, and asks the same commands.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.cost import SMALL, Figure
from collectors.network.platforms import PLATFORMS

DEVICES: Final = 40
LINES: Final = {"of an ordinary size": 1000, "of a large one": 5000}
"""Of its configuration. Of those of others that are whole, half have less than 250."""


def figures() -> Iterator[Figure]:
    """Every figure."""
    for size, lines in LINES.items():
        with TemporaryDirectory() as place, _device(Path(place), lines) as port:
            ours, theirs = (_each(script, place, port, lines) for script in (_OURS, _THEIRS))
        what = f"{DEVICES} devices {size}, {lines} lines"
        yield Figure(f"{what}: netmiko alone, each", theirs, "CPU-ms")
        yield Figure(f"{what}: a run of ours, each", ours, "CPU-ms")
        yield Figure(f"{what}: beyond netmiko", max(0.0, ours - theirs), "CPU-ms", 30)


@contextmanager
def _device(place: Path, lines: int) -> Iterator[str]:
    """A device in a process of its own; gives its port."""
    words = [sys.executable, "-c", _DEVICE, str(place), str(lines)]
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


def _each(script: str, place: str, port: str, lines: int) -> float:
    """CPU milliseconds of one more device: what the first few cost is what any run costs."""
    few, all_ = (min(_asked(script, place, port, lines, count) for _ in range(3)) for count in (DEVICES // 5, DEVICES))
    return (all_ - few) / (DEVICES - DEVICES // 5) * 1000


def _asked(script: str, place: str, port: str, lines: int, count: int) -> float:
    words = [*SMALL, sys.executable, "-c", script, place, port, str(lines), str(count)]
    said = subprocess.run(words, check=True, capture_output=True, text=True)
    cpu, good = map(float, said.stdout.split())
    if good != count:
        raise SystemExit(f"{good:.0f} of {count} devices answered: nothing was measured")
    return cpu


_DEVICE: Final = """
import sys
from pathlib import Path
from benchmarks.configurations import long
from tests.servers.device import Habits, device
from tests.servers.sshd import pair
place, lines = Path(sys.argv[1]), int(sys.argv[2])
text = long("ios", lines)
shown = {"show running-config": text, "show running-config all": text}
with device(pair(place / "host"), "ios", Habits(outputs=shown)) as server:
    (place / "known").write_text(server.known)
    print(server.port, flush=True)
    sys.stdin.read()
"""
_OURS: Final = """
import sys, time
from pathlib import Path
from scanner import plugins
from scanner.answers import Answers, decode
from scanner.ask import Asking, ask
from scanner.evidence.pack import SegmentWriter, lines
from scanner.facts import Gap, Session
from scanner.scope import Asked
from scanner.targets import Target
from tests.servers.device import PASSWORD, USER
class Silent:
    def __getattr__(self, _):
        return lambda *_: None
place, port, _, count = sys.argv[1:]
folder = Path(place, f"run-{count}-{time.time_ns()}")
folder.mkdir()
options = {"known_hosts": place + "/known", "config": "none", "agent": False, "password": "env:PASSWORD"}
ios = plugins.load().collectors["ios"]
questions = tuple(question.id for question in ios.questions)
asked = tuple(
    Asked(target=Target(id=f"ios:r{n}", scheme="ios", name=f"{USER}@127.0.0.1:{port}", options=options),
          collector=ios.name, questions=questions)
    for n in range(int(count))
)
how = Asking({"ios": ios}, lambda: "2026-11-25T12:00:00Z", lambda _: PASSWORD, lambda: False, Silent(), 10)
with SegmentWriter(folder) as writer:
    ask(asked, how, writer)
of = {}
for segment in writer.segments:
    with (folder / segment.name).open("rb") as file:
        for place, line in enumerate(lines(file, segment.name)):
            answer = decode(line)
            of.setdefault(answer.target, []).append((place, answer))
wanted = {question.id: question.operation for question in ios.questions}
good = 0
for name, answers in of.items():
    facts = [*ios.read(Answers(name, answers, wanted=wanted, options=options))]
    good += sum(isinstance(fact, Session) and fact.idle_seconds == 300 for fact in facts) >= 3
print(time.process_time(), good)
"""
_THEIRS: Final = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from netmiko import ConnectHandler
from tests.servers.device import PASSWORD, USER
_, port, lines, count = sys.argv[1:]
COMMANDS = @@
def one(_):
    way = dict(device_type="cisco_ios", host="127.0.0.1", port=int(port), username=USER, password=PASSWORD)
    with ConnectHandler(**way) as device:
        config, *others = [device.send_command(command, read_timeout=60) for command in COMMANDS]
    return config.count("\\n") > int(lines) - 50 and all(others)
with ThreadPoolExecutor(10) as pool:
    good = sum(pool.map(one, range(int(count))))
print(time.process_time(), good)
""".replace("@@", repr([question.command for question in PLATFORMS["ios"].questions]))
