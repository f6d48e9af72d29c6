"""An SSH server in this process, by paramiko, which notes whatever it is told, and behaves as a test wants it to.

For what no account of this machine can be made for: passwords, dialogues, second factors, and what is hostile.
"""

# ruff: noqa: ARG002  # as paramiko calls it

import contextlib
import select
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import paramiko
from paramiko import AUTH_FAILED, AUTH_PARTIALLY_SUCCESSFUL, AUTH_SUCCESSFUL
from paramiko.packet import Packetizer

from tests.servers.sshd import Pair

Exec = Callable[[paramiko.Transport, paramiko.Channel, str], None]
BEFORE_LOGIN: Final = frozenset({2, 3, 4, 20, 21, *range(30, 42)})
"""Messages that agree on keys (RFC 4253), and say nothing of who comes."""


def obey(_: paramiko.Transport, channel: paramiko.Channel, command: str) -> None:
    """Do as sshd does."""
    given = bytearray()
    while piece := channel.recv(1 << 16):
        given += piece
    done = subprocess.run(["/bin/sh", "-c", command], input=bytes(given), capture_output=True, check=False, timeout=60)
    channel.sendall(done.stdout)
    channel.send_exit_status(done.returncode)


@dataclass
class Manners:
    """How it behaves."""

    password: str = "none"  # noqa: S105  # nobody gives that one
    keys: tuple[Pair, ...] = ()
    ways: str = "publickey,password"
    then: str = ""
    """What it wants besides a key."""
    asks: tuple[tuple[tuple[str, bool], ...], ...] = ((("Password: ", False),),)
    """What a dialogue asks, in rounds."""
    software: str = ""
    """What it calls itself."""
    refuses_exec: bool = False
    silent: bool = False
    """It never says whether it runs what it is told to."""
    run: Exec = obey
    shell: Callable[[paramiko.Transport, paramiko.Channel], None] | None = None
    """What talks where somebody asks for a shell; None: there is none."""
    banner: str = ""
    """What it says before any login."""
    at_login: Callable[[paramiko.Transport], None] | None = None
    """What it does when somebody says who he is, before it answers."""


@dataclass
class Login:
    """Where it listens, and what it has met."""

    key: Pair
    manners: Manners
    port: int = 0
    attempts: list[tuple[str, str]] = field(default_factory=list)
    """Way and account."""
    typed: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    """Of the terminals that were asked for."""
    heard: set[int] = field(default_factory=set)
    """Kinds of messages."""
    open: list[paramiko.Transport] = field(default_factory=list)

    @property
    def known(self) -> str:
        """Its line of known_hosts."""
        return self.key.known(self.port)


class _Server(paramiko.ServerInterface):  # type: ignore[misc]  # it has no types
    def __init__(self, it: Login, transport: paramiko.Transport) -> None:
        self._it, self._transport, self._round, self._first = it, transport, 0, False

    def get_allowed_auths(self, username: str) -> str:
        return self._it.manners.then if self._first else self._it.manners.ways

    def check_auth_none(self, username: str) -> int:
        self._it.attempts.append(("none", username))
        return int(AUTH_FAILED)

    def check_auth_publickey(self, username: str, key: Any) -> int:
        self._it.attempts.append(("publickey", username))
        if self._it.manners.at_login:
            self._it.manners.at_login(self._transport)
        if key.asbytes() not in {k.public.blob for k in self._it.manners.keys}:
            return int(AUTH_FAILED)
        self._first = bool(self._it.manners.then)
        return int(AUTH_PARTIALLY_SUCCESSFUL if self._first else AUTH_SUCCESSFUL)

    def check_auth_password(self, username: str, password: str) -> int:
        self._it.attempts.append(("password", username))
        if "password" not in self.get_allowed_auths(username):
            return int(AUTH_FAILED)
        self._it.typed.append(password)
        return int(AUTH_SUCCESSFUL if password == self._it.manners.password else AUTH_FAILED)

    def check_auth_interactive(self, username: str, submethods: str) -> Any:
        self._it.attempts.append(("keyboard-interactive", username))
        if "keyboard-interactive" not in self.get_allowed_auths(username):
            return AUTH_FAILED
        return self._ask()

    def check_auth_interactive_response(self, responses: list[str]) -> Any:
        self._it.typed.extend(responses)
        self._round += 1
        if self._round < len(self._it.manners.asks):
            return self._ask()
        return AUTH_SUCCESSFUL if self._it.manners.password in self._it.typed else AUTH_FAILED

    def _ask(self) -> Any:
        return paramiko.InteractiveQuery("", "", *self._it.manners.asks[self._round])

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        while self._it.manners.silent and self._transport.is_active():
            time.sleep(0.05)
        if self._it.manners.refuses_exec:
            return False
        threading.Thread(target=self._run, args=(channel, command.decode()), daemon=True).start()
        return True

    def get_banner(self) -> tuple[str, str]:
        return self._it.manners.banner, "en-US"

    def check_channel_pty_request(self, channel: paramiko.Channel, term: bytes, width: int, *_: Any) -> bool:
        self._it.widths.append(width)
        return self._it.manners.shell is not None

    def check_channel_shell_request(self, channel: paramiko.Channel) -> bool:
        if self._it.manners.shell is None:
            return False
        threading.Thread(target=self._talk, args=(channel,), daemon=True).start()
        return True

    def _talk(self, channel: paramiko.Channel) -> None:
        assert self._it.manners.shell
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException), channel:
            self._it.manners.shell(self._transport, channel)

    def _run(self, channel: paramiko.Channel, command: str) -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException), channel:
            self._it.manners.run(self._transport, channel, command)


@contextlib.contextmanager
def logging_in(
    key: Pair, manners: Manners | None = None, *, shows: Any = None, options: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Login]:
    """Start one with this host key. `shows`: another one, as paramiko has them; `options`: of its transport."""
    it, over = Login(key, manners or Manners()), threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        it.port = server.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(server, it, over, shows, options), daemon=True)
        thread.start()
        try:
            yield it
        finally:
            over.set()
            thread.join(10)
            for transport in it.open:
                transport.close()
            for transport in it.open:
                transport.join(10)


def _accept(server: socket.socket, it: Login, over: threading.Event, shows: Any, options: Mapping[str, Any]) -> None:
    class Noting(Packetizer):  # type: ignore[misc]  # it has no types
        def read_message(self) -> Any:
            kind, message = super().read_message()
            it.heard.add(kind)
            return kind, message

        def start_handshake(self, timeout: float) -> None:
            """No timer: it would outlive the test."""

    while not over.is_set():
        if select.select([server], [], [], 0.05)[0]:
            client, _ = server.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as sshd does
            transport = paramiko.Transport(client, packetizer_class=Noting, **options)
            if it.manners.software:
                transport.local_version = f"SSH-2.0-{it.manners.software}"
            transport.add_server_key(shows or paramiko.PKey.from_path(it.key.path))
            it.open.append(transport)
            with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
                transport.start_server(event=threading.Event(), server=_Server(it, transport))
