"""A ProxyCommand: a program that speaks for the network, and ends when the connection does."""

import socket
import subprocess
import threading

from collectors.ssh.failure import SSHError

_SECONDS = 2
"""Until a program that was asked to end is ended."""


class Program(socket.socket):
    """A socket whose other end a program holds."""

    process: "subprocess.Popen[bytes]"

    def close(self) -> None:
        """Close it, and let the program end."""
        super().close()
        if self.process.returncode is None:
            threading.Thread(target=_end, args=(self.process,), daemon=True).start()


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.terminate()
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def started(command: str) -> Program:
    """Start a program that its owner has allowed. Raises SSHError."""
    here, there = socket.socketpair()
    with there:
        try:
            process = subprocess.Popen(  # noqa: S603  # allowed by name
                ["/bin/sh", "-c", f"exec {command}"],
                stdin=there.fileno(),
                stdout=there.fileno(),
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            here.close()
            raise SSHError("ProxyCommandFailed", "unreachable") from None
    program = Program(fileno=here.detach())
    program.process = process
    return program
