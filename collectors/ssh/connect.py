"""From a route to a session: each host on the way proves itself before anything is said to it."""

import logging
import math
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import paramiko

from collectors.ssh import hostkey
from collectors.ssh.failure import POLL, Deadline, SSHError
from collectors.ssh.hop import Hop
from collectors.ssh.hostkey import Proved
from collectors.ssh.keys import Once
from collectors.ssh.known_hosts import KnownHosts
from collectors.ssh.login import login
from collectors.ssh.program import started
from collectors.ssh.reach import reached
from collectors.ssh.wire import Offer, Shown, Wire, algorithms

CONNECT: Final = 15
"""Seconds for one host to answer, and to agree on keys."""
LOGIN: Final = 30
MUCH: Final = 96 * 1024 * 1024
"""Bytes that one host may bring."""


@dataclass(slots=True)
class Met:
    """A host as it showed itself, however far we came."""

    hop: Hop
    software: str = ""
    protocol: str = ""
    """`2.0`; `1.99` where it speaks the broken first version too."""
    offer: Offer | None = None
    others: tuple[str, ...] = ()
    """The types of the keys that it has besides the one that it showed."""
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
        files = hop.known_hosts, hop.revoked
        known: KnownHosts = self.once(("known-hosts", files), lambda: hostkey.read(*files))
        return known


def dial(hop: Hop, deadline: Deadline) -> Any:
    """A socket to a host. Raises SSHError."""
    quiet()
    if hop.command:
        return started(hop.command)
    try:
        return reached(hop.host, hop.port, deadline.sooner(CONNECT))
    except socket.gaierror:
        raise SSHError("NameUnknown", "unreachable") from None
    except TimeoutError:
        raise SSHError("NoAnswer", "unreachable") from None
    except ConnectionRefusedError:
        raise SSHError("Refused", "unreachable") from None
    except ConnectionResetError:
        raise SSHError("ConnectionLost", "unreachable") from None
    except (OSError, UnicodeError):
        raise SSHError("NoRoute", "unreachable") from None


def over(wire: Wire, hop: Hop, deadline: Deadline) -> Any:
    """A channel to a host, through one we are in. Raises SSHError."""
    soon = deadline.sooner(CONNECT)
    wire.metered.most += MUCH
    try:
        return wire.open_channel("direct-tcpip", (hop.host, hop.port), ("127.0.0.1", 0), timeout=soon.left("NoAnswer"))
    except paramiko.ChannelException as err:
        # 2: connect failed; all else is a jump host that does not let through (RFC 4254, 5.1).
        raise SSHError("NoRoute" if err.code == 2 else "JumpRefused", "unreachable") from None  # noqa: PLR2004
    except (paramiko.SSHException, OSError, EOFError) as err:
        soon.left("NoAnswer")
        raise wire.lost("ConnectionLost", "unreachable", err) from None


def meet(sock: Any, hop: Hop, caller: Caller, deadline: Deadline) -> Met:
    """Agree on keys with a host, and find out whether it is the one we mean.

    A host shows the key that it is asked for: before one with a pin counts as changed, it is asked for its others,
    in a connection each.

    Raises:
        MeetError: it is not, or there was nothing to agree on; what it showed until then is in it.
    """
    try:
        return _meet(sock, hop, caller, deadline)
    except MeetError as err:
        if err.code != "HostKeyChanged" or not hop.pins:
            raise
        changed = err
    for kind in changed.met.others:
        try:
            return _meet(_again(sock, hop, deadline), hop, caller, deadline, algorithms(kind))
        except MeetError as err:
            if err.code != changed.code:
                raise
    raise changed


def _again(sock: Any, hop: Hop, deadline: Deadline) -> Any:
    """The same way once more. Raises SSHError."""
    return over(sock.get_transport(), hop, deadline) if isinstance(sock, paramiko.Channel) else dial(hop, deadline)


def _meet(sock: Any, hop: Hop, caller: Caller, deadline: Deadline, only: Sequence[str] = ()) -> Met:
    met = Met(hop)
    try:
        known = caller.known(hop)
    except SSHError:
        sock.close()
        raise
    wire = Wire(
        sock,
        known=known.types(*hop.listed),
        only=only,
        certified=not hop.pins and known.certified(*hop.listed),
        weak=hop.weak,
    )
    try:
        shown = negotiate(wire, deadline.sooner(CONNECT))
        met.agreed, met.others = _agreed(wire), wire.others
        met.proved = hostkey.prove(hop, known, shown.type, shown.blob, datetime.now(UTC))
    except SSHError as err:
        wire.shut()
        raise MeetError(err, met) from None
    finally:
        met.software, met.protocol, met.offer = wire.software, wire.protocol, wire.offer
    wire.metered.most, wire.metered.until = wire.metered.came + MUCH, deadline
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
    wire.metered.until = soon = deadline.sooner(LOGIN)
    try:
        met.way = login(wire, met.hop, caller.secret, caller.once, soon)
    except SSHError as err:
        wire.shut()
        raise MeetError(err, met) from None
    except BaseException:
        wire.shut()
        raise
    wire.metered.until = deadline
    return wire


def negotiate(wire: Wire, deadline: Deadline) -> Shown:
    """Agree on algorithms and keys; gives the host key, which nobody has looked at yet. Raises SSHError."""
    done = threading.Event()
    wire.metered.until, wire.banner_timeout = deadline, math.inf
    wire.start_client(event=done)
    while not done.wait(POLL) and not deadline.over():
        pass
    if wire.is_active() and wire.shown is not None:
        return wire.shown
    why, stranger = wire.get_exception(), not wire.remote_version
    deadline.left("NoSSH" if wire.metered.came and stranger else "NoAnswer")
    match why:
        case paramiko.ssh_exception.IncompatiblePeer() as err:
            raise SSHError(f"NothingInCommon{'EvenWeak' if wire.weak else ''} ({_lacking(str(err))})")
        case paramiko.SSHException() if wire.metered.came:
            raise wire.lost("NoSSH", "error", why)
        case _:
            raise wire.lost("ConnectionLost", "unreachable", why)


def _lacking(said: str) -> str:
    """Of which kind of algorithm there was none in common; the words are paramiko's own, none of the host's."""
    return next((word for word in ("kex", "host key", "cipher", "mac", "version") if word in said), "algorithms")


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
