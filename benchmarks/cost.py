"""Measure CPU seconds and peak memory, of this process and of others."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

RUNS = 5
"""Each figure is the least of so many runs: noise only ever adds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it stays within its limit."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"at most {self.limit:g}"
        return f"{'ok' if self.kept else 'OVER':5} {self.value:9.3f} {self.unit:6} {limit:14} {self.name}"


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
