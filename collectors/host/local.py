"""Asks this machine: runs the script here, itself unprivileged, or the script alone through `sudo -n`."""

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from collectors.host.question import HostQuestion
from collectors.host.script import Section, assemble, begun, split
from scanner.answers import JSON, Answer, Source
from scanner.collector import CollectError, Inquiry

_SUDO = ("sudo", "-n")
_SHELL = ("sh", "-s")
_LONGEST = 3600
_GRACE = 5
"""Seconds the script has to end by itself when its time is over, and again when it was killed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the script left: its output, and the word for how it ended."""

    output: bytes
    ended: str


def collect(inquiry: Inquiry, table: Sequence[HostQuestion], collector: str) -> Iterator[Answer]:
    """Ask all wanted questions in one run; each gives one answer, whatever happens.

    The first question of the table, which machine this is, is asked always.
    """
    questions = [q for q in table if q.id in inquiry.questions or q is table[0]]
    sudo, whole = wants_sudo(inquiry.target.options), deadline(inquiry.target.options)
    if inquiry.stopped():
        return
    mark = secrets.token_hex(16)
    key = throwaway_key() if any(q.id == "linux.sshd" for q in questions) else ""
    script = assemble(questions, mark=mark, whole=whole, key=key)
    asked, refused = inquiry.now(), ""
    ran = run([*(_SUDO if sudo else ()), *_SHELL], script, whole, inquiry.stopped)
    if sudo and not begun(ran.output, mark):
        # What needs no right is still worth an answer; what needs one is then denied by name.
        refused, ran = f"sudo: {ran.ended}", run([*_SHELL], script, whole, inquiry.stopped)
    sections = list(split(ran.output, questions, mark))
    if not begun(ran.output, mark):
        sections = [Section(q.id, "error", f"sh: {ran.ended}") for q in questions]
    source = _source(questions[0], sections[0], by_sudo=sudo and not refused)
    for question, section in zip(questions, sections, strict=True):
        yield _answer(inquiry, question, section, source, asked, collector, refused)


def _answer(  # noqa: PLR0913, PLR0917  # one answer has so many sides
    inquiry: Inquiry, question: HostQuestion, section: Section, source: Source, asked: str, collector: str, refused: str
) -> Answer:
    section, body = kept(question, section)
    code = f"{section.code}; {refused}" if refused and section.outcome == "denied" else section.code
    return Answer(
        target=inquiry.target.id,
        question=question.id,
        operation=question.operation,
        parameters={"sh": question.text},
        needs=question.needs,
        outcome=section.outcome,
        code=code,
        body=body,
        items=len(body) if isinstance(body, list | dict) else 0,
        asked=asked,
        source=source,
        collector=collector,
        dropped=question.dropped if section.outcome == "ok" else (),
    )


def kept(question: HostQuestion, section: Section) -> tuple[Section, JSON]:
    """Reduce a section to what is kept of it; what cannot be read is an error, and nothing of it stays."""
    if section.outcome != "ok":
        return section, None
    try:
        return section, question.keep(section.text)
    except ValueError:
        return Section(section.question, "error", "output not understood"), None


def _source(question: HostQuestion, section: Section, *, by_sudo: bool) -> Source:
    body = kept(question, section)[1] or {}
    identity, caller = body.get("machine", ""), body.get("user", "")
    if caller and by_sudo:
        caller = f"{caller}, through sudo"
    return Source(endpoint="this machine", identity=identity and f"machine {identity}", caller=caller)


def wants_sudo(options: Mapping[str, JSON]) -> bool:
    """Tell whether the script is to run through sudo; a URI can only say it as a word."""
    return options.get("sudo") in {True, "true", "yes", "1"}


def deadline(options: Mapping[str, JSON]) -> int:
    """Seconds for the whole script, 120 unless the target says otherwise.

    Raises:
        CollectError: it is no number of seconds.
    """
    said = str(options.get("timeout", 120))
    if not said.isdecimal() or not 0 < int(said) <= _LONGEST:
        raise CollectError(f"timeout is {said!r}: a whole number of seconds from 1 to {_LONGEST} is wanted")
    return int(said)


def throwaway_key() -> str:
    """A host key for one run, in memory only: to others than root some sshd tell their settings only with one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = Ed25519PrivateKey.generate()
    return private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


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
