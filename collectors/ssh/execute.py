"""One command on a host: what goes in, what comes back, and no more of either than was meant."""

import time
from dataclasses import dataclass
from typing import Any

import paramiko

from collectors.ssh.failure import POLL, Deadline, SSHError
from collectors.ssh.wire import Wire

_PIECE = 262_144


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left."""

    output: bytes
    ended: str
    """`exit 0`; `cut off` where the time was over, or the connection broke."""


def execute(wire: Wire, command: str, given: bytes, most: int, deadline: Deadline) -> Done:
    """Run a command that reads `given`, and take at most `most` bytes of what it prints.

    Raises:
        SSHError: it cannot be started, it prints more, or the run was stopped.
    """
    try:
        channel = wire.open_session(timeout=deadline.left("NoShell"))
        channel.settimeout(deadline.left("NoShell"))
        channel.exec_command(command)
        channel.sendall(given)
        channel.shutdown_write()
    except (paramiko.SSHException, OSError, EOFError):
        deadline.left("NoShell")
        raise SSHError("NoShell") from None
    try:
        return _read(channel, most, deadline)
    finally:
        channel.close()


def _read(channel: Any, most: int, deadline: Deadline) -> Done:
    pieces: list[bytes] = []
    size = 0
    channel.settimeout(POLL)
    while True:
        try:
            piece = channel.recv(_PIECE)
        except TimeoutError:
            if deadline.stopped():
                raise SSHError("Stopped") from None
            if time.monotonic() >= deadline.at:
                return Done(b"".join(pieces), "cut off")
            continue
        if not piece:
            break
        size += len(piece)
        if size > most:
            raise SSHError("Flood")
        pieces.append(piece)
    return Done(b"".join(pieces), _ended(channel))


def _ended(channel: Any) -> str:
    channel.status_event.wait(POLL)
    status = channel.exit_status if channel.exit_status_ready() else -1
    return f"exit {status}" if 0 <= status < 256 else "cut off"  # noqa: PLR2004  # as POSIX has it
