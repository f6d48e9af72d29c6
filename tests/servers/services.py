"""Services on loopback that are asked by many short connections: OpenSSL's own, and such as a test plays itself."""

import contextlib
import select
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.need import need


@dataclass
class Service:
    """Where it listens, and how often somebody came."""

    port: int
    met: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)


@contextlib.contextmanager
def service(play: Callable[[socket.socket], None], host: str = "127.0.0.1") -> Iterator[Service]:
    """Plays the same on every connection, each by itself, and closes it then."""
    with socket.create_server(
        (host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=64
    ) as server:
        it, over = Service(server.getsockname()[1]), threading.Event()
        thread = threading.Thread(target=_accept, args=(server, it, play, over), daemon=True)
        thread.start()
        try:
            yield it
        finally:
            over.set()
            thread.join(10)
            for one in it._threads:  # noqa: SLF001  # its own
                one.join(10)


def _accept(server: socket.socket, it: Service, play: Callable[[socket.socket], None], over: threading.Event) -> None:
    while not over.is_set():
        if select.select([server], [], [], 0.05)[0]:
            client, _ = server.accept()
            client.settimeout(10)
            it.met += 1
            one = threading.Thread(target=_play, args=(client, play), daemon=True)
            it._threads.append(one)  # noqa: SLF001  # its own
            one.start()


def _play(client: socket.socket, play: Callable[[socket.socket], None]) -> None:
    with contextlib.suppress(OSError, EOFError), client:
        play(client)


def line(client: socket.socket) -> str:
    """One line that the client says; byte by byte, for TLS may come behind it."""
    said = b""
    while not said.endswith(b"\n"):
        said += exactly(client, 1)
    return said.decode().strip()


def exactly(client: socket.socket, count: int) -> bytes:
    """So many bytes."""
    said = b""
    while len(said) < count:
        if not (more := client.recv(count - len(said))):
            raise EOFError
        said += more
    return said


def shake(client: socket.socket, context: ssl.SSLContext) -> None:
    """TLS from here on, until the client goes."""
    with contextlib.suppress(OSError), context.wrap_socket(client, server_side=True) as secure:
        secure.recv(1)


@contextlib.contextmanager
def s_server(certificate: Path, *options: str) -> Iterator[int]:
    """OpenSSL's s_server with these options, whatever this machine's own policy says; gives the port."""
    command = [need("openssl"), "s_server", "-accept", "127.0.0.1:0", "-cert", str(certificate), *options]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OPENSSL_CONF": "/dev/null"},
    ) as process:
        try:
            yield _port(process)
        finally:
            process.kill()


def _port(process: "subprocess.Popen[bytes]") -> int:
    assert process.stdout
    end = time.monotonic() + 20
    while time.monotonic() < end and (said := process.stdout.readline()):
        if said.startswith(b"ACCEPT "):
            return int(said.rpartition(b":")[2])
    raise AssertionError("s_server did not start")
