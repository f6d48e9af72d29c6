"""From a route to a session: each host on the way proves itself before anything is said to it."""

import logging
import socket
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import paramiko

from collectors.ssh import hostkey
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.hostkey import Proved
from collectors.ssh.keys import Once
from collectors.ssh.known_hosts import KnownHosts
from collectors.ssh.login import login
from collectors.ssh.route import Hop
from collectors.ssh.wire import FloodError, Offer, Shown, Wire

CONNECT: Final = 15
"""Seconds for one host to answer, and to agree on keys."""
LOGIN: Final = 30
_MUCH: Final = 96 * 1024 * 1024
"""Bytes that one connection may bring."""


@dataclass(slots=True)
class Met:
    """A host as it showed itself, however far we came."""

    hop: Hop
    software: str = ""
    protocol: str = ""
    """`2.0`; `1.99` where it speaks the broken first version too."""
    offer: Offer | None = None
    proved: Proved | None = None
    agreed: dict[str, str] = field(default_factory=dict)
    """The algorithms of this connection."""
    way: str = ""
    """How we came in."""
    wire: Wire | None = None
    """Open once we are in."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What it takes to come in, the same for all hosts of a run."""

    secret: Callable[[str], str]
    once: Once

    def known(self, hop: Hop) -> KnownHosts:
        """What is known of hosts."""
        known: KnownHosts = self.once(("known-hosts", hop.known_hosts), lambda: hostkey.read(hop.known_hosts))
        return known


def dial(hop: Hop, deadline: Deadline) -> Any:
    """A socket to a host. Raises SSHError."""
    quiet()
    if hop.command:
        return _by_command(hop)
    try:
        return socket.create_connection((hop.host, hop.port), timeout=deadline.sooner(CONNECT).left("NoAnswer"))
    except socket.gaierror:
        raise SSHError("NameUnknown", "unreachable") from None
    except TimeoutError:
        raise SSHError("NoAnswer", "unreachable") from None
    except ConnectionRefusedError:
        raise SSHError("Refused", "unreachable") from None
    except (OSError, UnicodeError):
        raise SSHError("NoRoute", "unreachable") from None


def _by_command(hop: Hop) -> socket.socket:
    """A socket whose other end is a program that its owner has allowed; it ends when the socket does."""
    here, there = socket.socketpair()
    try:
        process = subprocess.Popen(  # noqa: S603  # allowed by name
            ["/bin/sh", "-c", f"exec {hop.command}"],
            stdin=there.fileno(),
            stdout=there.fileno(),
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        here.close()
        raise SSHError("ProxyCommandFailed", "unreachable") from None
    finally:
        there.close()
    threading.Thread(target=process.wait, daemon=True).start()
    return here


def over(wire: Wire, hop: Hop, deadline: Deadline) -> Any:
    """A channel to a host, through one we are in. Raises SSHError."""
    try:
        return wire.open_channel(
            "direct-tcpip", (hop.host, hop.port), ("127.0.0.1", 0), timeout=deadline.sooner(CONNECT).left("NoAnswer")
        )
    except paramiko.ChannelException as err:
        # 2: connect failed; all else is a jump host that does not let through (RFC 4254, 5.1).
        raise SSHError("NoRoute" if err.code == 2 else "JumpRefused", "unreachable") from None  # noqa: PLR2004
    except (paramiko.SSHException, OSError, EOFError):
        raise SSHError("ConnectionLost", "unreachable") from None


def meet(sock: Any, hop: Hop, caller: Caller, deadline: Deadline) -> Met:
    """Agree on keys with a host, and find out whether it is the one we mean.

    Raises:
        MeetError: it is not, or there was nothing to agree on; what it showed until then is in it.
    """
    known = caller.known(hop)
    met = Met(hop)
    wire = Wire(
        sock,
        known=known.types(hop.known_as, hop.port),
        certified=not hop.pins and known.certified(hop.known_as, hop.port),
        weak=hop.weak,
    )
    try:
        shown = _negotiate(wire, deadline.sooner(CONNECT))
        met.agreed = _agreed(wire)
        met.proved = hostkey.prove(hop, known, shown.type, shown.blob, datetime.now(UTC))
    except SSHError as err:
        wire.shut()
        raise MeetError(err, met) from None
    finally:
        met.software, met.protocol, met.offer = wire.software, wire.protocol, wire.offer
    wire.metered.left = _MUCH
    met.wire = wire
    return met


class MeetError(SSHError):
    """A host that could not be met, and what it showed."""

    def __init__(self, why: SSHError, met: Met) -> None:
        super().__init__(why.code, why.outcome)
        self.met = met


def come_in(met: Met, caller: Caller, deadline: Deadline) -> Wire:
    """Log in to a host that has proved itself. Raises MeetError."""
    wire = met.wire
    if wire is None:
        raise MeetError(SSHError("ConnectionLost", "unreachable"), met)
    try:
        met.way = login(wire, met.hop, caller.secret, caller.once, deadline.sooner(LOGIN))
    except SSHError as err:
        wire.shut()
        raise MeetError(err, met) from None
    return wire


def _negotiate(wire: Wire, deadline: Deadline) -> Shown:
    done = threading.Event()
    wire.banner_timeout = wire.handshake_timeout = deadline.left("NoAnswer")
    wire.start_client(event=done)
    while not done.wait(deadline.wait("NoSSH")):
        pass
    if wire.is_active() and wire.shown is not None:
        return wire.shown
    match wire.get_exception():
        case paramiko.ssh_exception.IncompatiblePeer() as err:
            raise SSHError(f"NothingInCommon ({_lacking(str(err))})")
        case FloodError():
            raise SSHError("Flood")
        case EOFError() | OSError():
            raise SSHError("ConnectionLost", "unreachable")
        case _:
            raise SSHError("NoSSH")


def _lacking(said: str) -> str:
    """Of which kind of algorithm there was none in common; the words are paramiko's own, none of the host's."""
    return next((word for word in ("kex", "host key", "cipher", "mac") if word in said), "algorithms")


def _agreed(wire: Wire) -> dict[str, str]:
    return {
        "kex": wire.kex,
        "host_key": str(wire.host_key_type),
        "cipher": str(wire.remote_cipher),
        "mac": "" if "gcm" in str(wire.remote_cipher) else str(wire.remote_mac),
    }


@cache
def quiet() -> None:
    """Keep paramiko from writing to the screen: what it says may quote a host."""
    logger = logging.getLogger("paramiko")
    logger.addHandler(logging.NullHandler())
    logger.setLevel(logging.CRITICAL)
    logger.propagate = False
