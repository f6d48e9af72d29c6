"""netmiko's drivers on a connection that is ours: they know how a platform ends a line, how large a terminal it takes.

What they would do by themselves is taken out: to connect and log in, to set up a session (some by way of configuration
mode), to read until a pattern comes, to write down what is said.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, Final, Protocol

import paramiko

from collectors.network.shell.dialect import Dialect
from collectors.network.shell.guard import Guard
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.wire import Wire

_LEAVE: Final = 1.0
"""Seconds for a device to end a session that was left; some lose the line of who hangs up at once."""


class Driver(Protocol):
    """What is used of a netmiko connection."""

    RETURN: str
    """What ends a line."""
    at_prompt: bool
    """A line that is sent now is read as a command."""

    def write_channel(self, out_data: str) -> None:
        """Say it to the device."""

    def normalize_cmd(self, command: str) -> str:
        """A line with its end."""

    def disconnect(self) -> None:
        """Leave the shell, and close its channel."""


def opened(wire: Wire, dialect: Dialect, host: str, until: Deadline) -> tuple[Driver, Guard]:
    """Open a shell on a connection that is logged in.

    Raises:
        SSHError: there is none for this account.
    """
    guards: list[Guard] = []

    def shell(width: int, height: int) -> Guard:
        channel = wire.open_session(timeout=until.left("NoCommandLine"))
        channel.settimeout(until.left("NoCommandLine"))
        channel.get_pty(term="vt100", width=width, height=height)
        channel.invoke_shell()
        guards.append(Guard(channel))
        return guards[0]

    quiet()
    driver = _guarded(dialect.driver)(
        device_type=dialect.driver, host=host, ssh_strict=True, allow_auto_change=False, auto_connect=False
    )
    driver.shell, driver.leave = shell, dialect.ends
    try:
        driver._open()  # noqa: SLF001  # what its constructor calls, once it knows our connection
    except (paramiko.SSHException, OSError, EOFError) as err:
        driver.disconnect()
        until.left("NoCommandLine")
        raise wire.lost("NoCommandLine", "error", err) from None
    return driver, guards[0]


class _Ours:
    """Stands in for paramiko's client: the connection is there already, and its host has proved itself."""

    def __init__(self, shell: Callable[[int, int], Guard]) -> None:
        self._shell = shell

    def connect(self, **_: Any) -> None:
        """Do nothing."""

    def invoke_shell(self, *, term: str, width: int, height: int) -> Guard:  # noqa: ARG002  # as netmiko calls it
        """Open the shell."""
        return self._shell(width, height)

    def close(self) -> None:
        """Leave it open: who has opened it closes it."""


class _Guarded:
    """What is replaced in every driver."""

    shell: Callable[[int, int], Guard]
    leave: str
    at_prompt: bool = False
    channel: Any
    remote_conn: Any
    RETURN: str

    def _build_ssh_client(self) -> _Ours:
        return _Ours(self.shell)

    def special_login_handler(self, delay_factor: float = 1.0) -> None:
        """Leave questions at the login to the dialect."""

    def _try_session_preparation(self, force_data: bool = True) -> None:  # noqa: FBT001, FBT002  # as netmiko has it
        """Send nothing: the dialect says what a session is set up with."""

    def write_channel(self, out_data: str) -> None:
        """Say it to the device, and to no log."""
        self.channel.write_channel(out_data)

    def cleanup(self, command: str = "") -> None:  # noqa: ARG002  # as netmiko calls it
        """Leave, where that is what the device would take it for."""
        if self.at_prompt:
            with suppress(paramiko.SSHException, OSError, EOFError, SSHError):
                self.write_channel(self.leave + self.RETURN)
                self.remote_conn.await_end(_LEAVE)


@cache
def _guarded(device_type: str) -> Any:
    from netmiko.ssh_dispatcher import CLASS_MAPPER

    base = CLASS_MAPPER[device_type]
    return type(f"Guarded{base.__name__}", (_Guarded, base), {})


@cache
def quiet() -> None:
    """Keep netmiko from writing anything down."""
    logger = logging.getLogger("netmiko")
    logger.addHandler(logging.NullHandler())
    logger.setLevel(logging.CRITICAL)
    logger.propagate = False
