"""One command on a host: what goes in, what comes back, and no more of either than was meant."""

from contextlib import suppress
from typing import Any

import paramiko

from collectors.ssh.failure import POLL, Deadline, SSHError
from collectors.ssh.wire import Wire

_PIECE = 262_144


def execute(wire: Wire, command: str, given: bytes, most: int, deadline: Deadline) -> bytes:
    """Run a command that reads `given`, and take what it prints, as far as it comes within its time.

    It ends with the connection, which is there for nothing else.

    Raises:
        SSHError: it cannot be started, or it prints more than `most` bytes.
    """
    try:
        channel = wire.open_session(timeout=deadline.left("NoShell"))
        channel.settimeout(deadline.left("NoShell"))
        channel.exec_command(command)
    except (paramiko.SSHException, OSError, EOFError) as err:
        deadline.left("NoShell")
        raise wire.lost("NoShell", "error", err) from None
    # Who ends before all is sent may have said why.
    with suppress(paramiko.SSHException, OSError, EOFError):
        channel.sendall(given)
        channel.shutdown_write()
    return _read(channel, most, deadline)


def _read(channel: Any, most: int, deadline: Deadline) -> bytes:
    output = bytearray()
    channel.settimeout(POLL)
    while not deadline.over():
        try:
            piece = channel.recv(_PIECE)
        except TimeoutError:
            continue
        if not piece:
            break
        output += piece
        if len(output) > most:
            raise SSHError("Flood")
    return bytes(output)
