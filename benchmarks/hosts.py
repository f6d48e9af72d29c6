"""What hosts over SSH cost: the client, a host, round trips; and a fleet of a thousand that is made up."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.cost import SMALL, Child, Figure, command
from benchmarks.nights import Most, reading
from collectors.host.asking import throwaway_key
from collectors.host.linux.questions import QUESTIONS
from collectors.host.question import HostQuestion
from collectors.host.script import assemble
from collectors.host.there import SSH
from collectors.ssh.failure import Deadline
from collectors.ssh.route import route
from scanner.collector import Inquiry, Together
from scanner.signers.file import new_key
from scanner.targets import Target
from tests.hosts.asking import ready
from tests.servers.bases import SUITES
from tests.servers.delayed import delayed
from tests.servers.sshd import Pair, Sshd, me, pair, sshd

HOSTS = 48
FLEET = (100, 1000)
READING = {"findings": Most(2.7, 65), "report": Most(3.5, 75), "verify": Most(10, 90)}
GROWTH = 1.3
"""Peak memory of the larger fleet, in that of the smaller."""
_UPDATES = "linux.updates"
"""The package manager's own simulation: what it costs is not ours, and counted apart."""


def figures(fleet: tuple[int, int] = FLEET) -> Iterator[Figure]:
    """Every figure."""
    yield from _on_the_host()
    with TemporaryDirectory() as place:
        yield from _with_systemd(Path(place))
        yield from _client(Path(place))
        yield from _round_trips(Path(place))
        yield from _fleet(Path(place), *fleet)


def _on_the_host() -> Iterator[Figure]:
    ours = [q for q in QUESTIONS if q.id != _UPDATES]
    theirs = [q for q in QUESTIONS if q.id == _UPDATES]
    yield Figure("a host: its part of the work", min(_script(ours) for _ in range(3)), "CPU-s", 0.11)
    yield Figure("a host: its package manager's part", min(_script(theirs) for _ in range(2)), "CPU-s", 4)


def _script(questions: list[HostQuestion]) -> float:
    """CPU seconds of the script with these questions, here."""
    script = assemble({"Linux": questions}, mark="bench", whole=120, key=throwaway_key())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["sh", "-s"], input=script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _with_systemd(place: Path) -> Iterator[Figure]:
    """A whole Debian with all that a hardened host has; only root can start one."""
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        return
    ours = [q for q in QUESTIONS if q.id != _UPDATES]
    script = assemble({"Linux": ours}, mark="bench", whole=120, key=throwaway_key())
    clock = "TIMEFORMAT='%U %S'; time sh -s >/dev/null 2>&1"
    timed = ["env", "-i", "PATH=/usr/bin:/usr/sbin", "bash", "-c", clock]
    with ready("hardened", SUITES[0], place) as one:
        words = one.host.inside(*timed)
        said = [subprocess.run(words, input=script, capture_output=True, check=True).stderr for _ in range(5)]
    least = min(sum(map(float, numbers.split())) for numbers in said)
    yield Figure("a hardened host with systemd: its part of the work", least, "CPU-s", 0.15)


def _client(place: Path) -> Iterator[Figure]:
    """So many real servers side by side, once the first few have been asked: what those cost is what any run costs.

    What the threads and the servers take from one another makes a tenth from run to run, with the same code. The calls
    do not vary: they are what shows that something was added.
    """
    own = pair(place / "id")
    with ExitStack() as stack:
        servers = [stack.enter_context(sshd(place / f"host{n}", authorized=[own])) for n in range(HOSTS)]
        (place / "known_hosts").write_text("".join(server.known for server in servers))
        each, calls, peak = _asked(place, servers)
    name = f"{HOSTS} hosts over SSH: asking one (no updates, nothing judged or sealed)"
    yield Figure(name, each, "CPU-ms", 10)
    yield Figure(f"{name}, in calls of a function", calls / 1000, "thousand", 16.2)
    yield Figure(f"{HOSTS} hosts over SSH: peak memory of asking", peak, "MiB", 70)


def _asked(place: Path, servers: list[Sshd]) -> tuple[float, float, float]:
    """Ask them in a process of its own, as a scan does: CPU milliseconds and calls for one, and MiB."""
    said = subprocess.run(
        [*SMALL, sys.executable, "-c", _ASK, str(place), *(str(server.port) for server in servers)],
        check=True,
        capture_output=True,
        text=True,
    )
    each, calls, peak, good = map(float, said.stdout.split())
    if good != len(servers):
        raise SystemExit(f"{good:.0f} of {len(servers)} hosts answered: nothing was measured")
    return each * 1000, calls, peak


_ASK = f"""
import gc, resource, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from collectors.host.there import SSH
from scanner.collector import Inquiry, Together
from scanner.targets import Target
place, *ports = sys.argv[1:]
ids, together = frozenset(q.id for q in SSH.questions) - {{{_UPDATES!r}}}, Together()
options = {{"known_hosts": place + "/known_hosts", "identity": place + "/id", "config": "none", "agent": False}}
def one(port):
    target = Target(id="ssh:" + port, scheme="ssh", name="{me()}@127.0.0.1:" + port, options=options)
    answers = list(SSH.collect(Inquiry(target, ids, lambda: "2026-11-25T12:00:00Z", str, together=together)))
    return answers[-1].question.startswith("linux.")
def all_of(ports):
    before = time.process_time()
    good = sum(pool.map(one, ports))
    return (time.process_time() - before) / len(ports), good
def calls_of(ports):
    count = [0]
    def seen(frame, event, arg):
        count[0] += event in ("call", "c_call")
    threading.setprofile(seen)
    sys.setprofile(seen)
    for port in ports: one(port)
    sys.setprofile(None)
    threading.setprofile(None)
    return count[0] / len(ports)
gc.freeze()
gc.set_threshold(50_000, 20, 20)
with ThreadPoolExecutor(16) as pool:
    all_of(ports[:8])
    each, good = min((all_of(ports) for _ in range(3)), key=lambda told: (-told[1], told[0]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(each, calls_of(ports[:8]), peak, good)
"""


def _round_trips(place: Path) -> Iterator[Figure]:
    """With 20 ms in either direction: how often the client waits for the host, once it is in."""
    own = pair(place / "id")
    with sshd(place / "far", authorized=[own]) as server, delayed(server.port, 0.02) as way:
        (place / "known_hosts").write_text("".join(key.known(way.port) for key in server.keys.values()))
        options = {"known_hosts": f"{place}/known_hosts", "identity": str(own.path), "config": "none", "agent": False}
        _come_in(f"{me()}@127.0.0.1:{way.port}", options)
        inside = way.turns
        target = Target(id="ssh:far", scheme="ssh", name=f"{me()}@127.0.0.1:{way.port}", options=options)
        asked = list(SSH.collect(Inquiry(target, _ALL, lambda: "2026-11-25T12:00:00Z", str)))
        if len(asked) < len(_ALL) // 4:
            raise SystemExit("the far host did not answer: nothing was measured")
        yield Figure("a host 40 ms away: round trips after the login", way.turns - 2 * inside, "turns", 3)


_ALL: Final = frozenset(q.id for q in SSH.questions) - {_UPDATES}


def _come_in(name: str, options: Mapping[str, Any]) -> None:
    """Connect, log in, and go."""
    from collectors.ssh.connect import Caller, come_in, dial, meet

    hop, until = route(name, options, {}).end, Deadline.after(30, lambda: False)
    caller = Caller(str, Together().once)
    come_in(meet(dial(hop, until), hop, caller, until), caller, until).shut()


def _fleet(place: Path, few: int, many: int) -> Iterator[Figure]:
    """Hosts that are made up: one server whose every login answers with the same sections, under a name of its own."""
    own = pair(place / "id")
    template = place / "sections"
    script = assemble({"Linux": [q for q in QUESTIONS if q.id != _UPDATES]}, mark="@MARK@", whole=120)
    ran = subprocess.run(["sh", "-s"], input=script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    template.write_bytes(ran.stdout)
    forced = f"ForceCommand sh {Path(__file__).with_name('made_up.sh')} {template}"
    with sshd(place / "fleet", forced, "MaxStartups 1000", authorized=[own]) as server:
        (place / "known_hosts").write_text(server.known)
        new_key(place / "keys" / "bench.pem", None)
        runs = {count: _night(place, server, own, count) for count in (few, many)}
    yield Figure(f"{many} hosts, made up: CPU of the whole scan, for one", runs[many].own / many * 1000, "CPU-ms", 28)
    yield Figure(f"{many} hosts, made up: peak memory", runs[many].peak_mib, "MiB", 130)
    name = f"{many} hosts, made up: peak memory, in that of {few}"
    yield Figure(name, runs[many].peak_mib / runs[few].peak_mib, "times", GROWTH)
    yield from reading(f"{many} hosts, made up", place / f"store-{many}", place / "keys" / "bench.pem", READING)


def _night(place: Path, server: Sshd, own: Pair, count: int) -> Child:
    """Scan so many, by the command line, into a store of its own."""
    entry = (
        "  - {{target: 'ssh://{me}@h{n}', host: 127.0.0.1, port: {port}, host_key: '{pin}', known_hosts: /dev/null,"
        " identity: '{key}', config: none, agent: false}}\n"
    )
    pin = next(iter(server.keys.values())).public.fingerprint
    said = (entry.format(me=me(), n=n, port=server.port, pin=pin, key=own.path) for n in range(count))
    file = place / f"fleet-{count}.yaml"
    file.write_text("targets:\n" + "".join(said))
    store = place / f"store-{count}"
    words = ("-c", str(file), "--store", str(store), "--sign-key", str(place / "keys" / "bench.pem"))
    child = command("scan", *words)
    log = (store / "runs").exists()
    if child.code not in {1, 2} or not log:
        raise SystemExit(f"the scan of {count} hosts ended with {child.code}: nothing was measured")
    return child
