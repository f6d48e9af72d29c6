"""Asks this machine: runs the script here, itself unprivileged, or the script alone through `sudo -n`."""

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from collectors.host.asking import Told, answers, by_system, given, throwaway_key, wants_sudo
from collectors.host.platform import Platform
from collectors.host.script import Section, assemble, framed
from collectors.patience import seconds
from scanner.answers import Answer, Source
from scanner.collector import Inquiry

_SUDO = ("sudo", "-n")
_SHELL = ("sh", "-s")
_GRACE = 5
"""Seconds the script has to end by itself when its time is over, and again when it was killed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the script left: its output, and the word for how it ended."""

    output: bytes
    ended: str


def collect(inquiry: Inquiry, platforms: Sequence[Platform], collector: str) -> Iterator[Answer]:
    """Ask all wanted questions in one run; each gives one answer, whatever happens."""
    asked_of = by_system(platforms, inquiry.questions)
    sudo, whole = wants_sudo(inquiry.target.options), seconds(inquiry.target.options)
    if inquiry.stopped():
        return
    mark = secrets.token_hex(16)
    script = assemble(asked_of, mark=mark, whole=whole, key=throwaway_key())
    asked, refused = inquiry.now(), ""
    ran = run([*(_SUDO if sudo else ()), *_SHELL], script, whole, inquiry.stopped)
    if sudo and not framed(ran.output, mark).system:
        # What needs no right is still worth an answer; what needs one is then denied by name.
        refused, ran = f"sudo: {ran.ended}", run([*_SHELL], script, whole, inquiry.stopped)
    frame = framed(ran.output, mark)
    told = Told(
        frame=frame,
        mark=mark,
        source=Source(endpoint="this machine"),
        asked=asked,
        collector=collector,
        by_sudo=sudo and not refused,
        refused=refused,
    )
    if frame.system and frame.system not in asked_of:
        first = platforms[0].questions[:1]
        yield from given(inquiry, first, [Section(first[0].id, "error", f"{frame.system} is no known system")], told)
        return
    questions = asked_of[frame.system or platforms[0].system]
    if frame.system:
        yield from answers(inquiry, questions, told)
    else:
        yield from given(inquiry, questions, [Section(q.id, "error", f"sh: {ran.ended}") for q in questions], told)


def run(command: Sequence[str], script: bytes, whole: int, stopped: Callable[[], bool]) -> Ran:
    """Run the script in a session of its own; when its time is over all that it started is ended."""
    environ = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    try:
        process = subprocess.Popen(  # noqa: S603  # sh and sudo by their names; nothing of it is anybody's input
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
            cwd="/",
            start_new_session=True,
        )
    except OSError as err:
        return Ran(b"", f"cannot be started ({type(err).__name__})")
    with process:
        try:
            return _await(process, script, time.monotonic() + whole + _GRACE, stopped)
        finally:
            if process.returncode is None:
                end_session(process.pid)


def _await(process: "subprocess.Popen[bytes]", script: bytes, until: float, stopped: Callable[[], bool]) -> Ran:
    first: bytes | None = script
    while True:
        try:
            output, _ = process.communicate(first, timeout=0.25)
            return Ran(output, f"exit {process.returncode}")
        except subprocess.TimeoutExpired as err:
            first = None
            if time.monotonic() < until and not stopped():
                continue
            return _cut_off(process, err.output or b"")


def _cut_off(process: "subprocess.Popen[bytes]", so_far: bytes) -> Ran:
    end_session(process.pid)
    with suppress(subprocess.TimeoutExpired):
        so_far, _ = process.communicate(timeout=_GRACE)
    if process.poll() is None:
        # What sudo started is not ours to kill; it ends by its own limit, and we do not wait for it.
        process.returncode = -signal.SIGKILL
    return Ran(so_far, "cut off")


def end_session(leader: int) -> None:
    """Kill every process of a session: `timeout` gives each question a group of its own, so a group is not enough."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[3]) == leader:
                os.kill(int(stat.parent.name), signal.SIGKILL)
