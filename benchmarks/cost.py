"""Measure CPU seconds and peak memory, of this process and of others."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

RUNS = 5
"""Each figure is the least of so many runs: noise only ever adds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    slow: float = 1
    """How many times slower the machine was than the one the limits are for."""

    @property
    def timed(self) -> bool:
        """Whether it is longer on a slower machine."""
        return self.unit.startswith("CPU")

    @property
    def kept(self) -> bool:
        """Whether it stays within its limit."""
        return self.limit is None or self.value <= self.limit * (self.slow if self.timed else 1)

    def __str__(self) -> str:
        slow = f" x {self.slow:.2f}" if self.timed and self.slow > 1 else ""
        limit = "" if self.limit is None else f"at most {self.limit:g}{slow}"
        return f"{'ok' if self.kept else 'OVER':5} {self.value:9.3f} {self.unit:8} {limit:21} {self.name}"


_YARD: Final = 0.066
"""CPU seconds that the work below took where and when the limits were set: two cores, idle."""
_WORK: Final = """
import asyncio, decimal, email.message, hashlib, http.client, json, re
text = json.dumps([{"name": f"n{n}", "value": f"a={n}"} for n in range(4000)])
word = re.compile(r"([a-z]+)=([0-9]+)")
for _ in range(3):
    found = {row["name"]: word.fullmatch(row["value"])[2] for row in json.loads(text)}
    sorted(found.items())
    hashlib.sha256(text.encode()).digest()
"""


def slowness() -> float:
    """How many times slower this machine is now than where the limits were set; 1 where it is no slower.

    What shares its cores and caches makes the same work a quarter dearer, and half as dear again on a bad day. An
    interpreter that starts, imports and makes small objects is slowed as our figures are: to a fortieth.
    """

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-I", "-c", _WORK], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return max(1, min(once() for _ in range(RUNS)) / _YARD)


def cpu(work: Callable[[], Any], runs: int = RUNS) -> float:
    """CPU seconds of this process for one call, the least of several."""

    def once() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(once() for _ in range(runs))


_WRAPPER = """
import atexit, os, resource, sys, time
out = int(sys.argv.pop(1))
def tell():
    own = time.process_time()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    os.write(out, f"{own} {used.ru_utime + used.ru_stime} {peak}".encode())
atexit.register(tell)
sys.argv[0] = "safeguard"
from scanner.cli import main
main()
"""


_OTHER = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, code)
"""

SMALL = ("/bin/sh", "-c", '"$@"; exit $?', "sh")
"""A process begins with the peak memory of the one it was made from: it is made from a small one."""


@dataclass(frozen=True, slots=True)
class Child:
    """What one run of the command line cost."""

    own: float
    """CPU seconds of the program itself, from the interpreter's start."""
    started: float
    """CPU seconds of all that it started."""
    peak_mib: float
    code: int


def command(*args: str, env: Mapping[str, str] | None = None) -> Child:
    """Run `safeguard ARGS` and measure it. Its exit code is its own affair."""
    read, write = os.pipe()
    child = subprocess.Popen(
        [*SMALL, sys.executable, "-c", _WRAPPER, str(write), *args],
        pass_fds=[write],
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read, encoding="ascii") as told:
        own, started, peak = told.read().split()
    return Child(float(own), float(started), int(peak) / 1024, child.wait(timeout=600))


def started(*words: str, env: Mapping[str, str]) -> Child:
    """Run another program to its end, and measure it as a child of a process of its own."""
    child = subprocess.run(
        [sys.executable, "-c", _OTHER, *words], env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    used, peak, code = child.stdout.split()[-3:]
    return Child(0, float(used), int(peak) / 1024, int(code))


def peak_mib() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
