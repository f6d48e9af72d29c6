"""A connection over TLS to who has proved itself: bounded in time and in bytes, whoever reads from it.

The drivers of databases make their TLS themselves, from a context that they are given. So the bounds are in the sockets
that this context makes, and no driver can read past them.
"""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from collectors.secured.place import Place
from collectors.tls.wire import UnansweredError
from scanner.collector import CollectError

MOST: Final = 1 << 26
"""Bytes that one connection may bring, where nobody says another number."""
TOO_MUCH: Final = "TooMuch"
"""Code: more came than any such service has to say."""
STOPPED: Final = "stopped"
_LOOK_UP: Final = 0.5
"""Seconds after which a wait looks whether the run was told to end."""


@dataclass
class Bounds:
    """What one target may take: time from now, and bytes."""

    seconds: int
    stopped: Callable[[], bool] = lambda: False
    most: int = MOST
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            UnansweredError: none are, or the run is to end.
        """
        if self.stopped():
            raise UnansweredError("error", STOPPED)
        if (left := self._until - time.monotonic()) <= 0:
            raise UnansweredError("timeout", f"{self.seconds} s")
        return left

    def take(self, count: int) -> None:
        """Count what came. Raises UnansweredError where it is too much."""
        self.most -= count
        if self.most < 0:
            raise UnansweredError("error", TOO_MUCH)


class Bounded(ssl.SSLSocket):
    """A connection of ours, as drivers hold it. Each read ends by its bounds."""

    context: "Secure"

    def read(self, len: int = 1024, buffer: Any = None) -> Any:  # the shape of the standard library
        """Read as `ssl` does; `recv`, `recv_into` and files made of it come here."""
        bounds = self.context.bounds
        while True:
            self.settimeout(min(bounds.left(), _LOOK_UP))
            try:
                came = super().read(len, buffer)
            except TimeoutError:
                continue
            bounds.take(came if isinstance(came, int) else memoryview(came).nbytes)
            return came

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of it, within the time that is left."""
        self.settimeout(self.context.bounds.left())
        super().sendall(data, flags)

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002  # the shape of the standard library
        """Shake hands, within the time that is left, and remember the certificate that was accepted."""
        self.settimeout(self.context.bounds.left())
        super().do_handshake(block)
        shown = self.getpeercert(binary_form=True)
        self.context.identity = f"cert SHA256:{sha256(shown).hexdigest()}" if shown else ""
        self.context.spoken = self.version() or ""


class Secure(ssl.SSLContext):
    """Makes connections of one target: TLS 1.2 or later, a certificate that names it, and somebody vouches for it."""

    sslsocket_class = Bounded
    bounds: Bounds
    identity: str = ""
    """`cert SHA256:...`, once it has proved who it is."""
    spoken: str = ""
    """`TLSv1.3`, once hands were shaken."""


def secure(place: Place, bounds: Bounds) -> Secure:
    """What connections to a place are made with.

    Raises:
        CollectError: the file of those who may vouch cannot be used.
    """
    context = Secure(ssl.PROTOCOL_TLS_CLIENT)  # which checks certificate and name
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.bounds = bounds
    if not place.ca:
        context.load_default_certs()
        return context
    try:
        context.load_verify_locations(cafile=Path(place.ca))
    except OSError as err:
        unfit = "holds no certificate in PEM" if isinstance(err, ssl.SSLError) else ""
        why = unfit or f"cannot be read ({type(err).__name__})"
        raise CollectError(f"ca: the file {why}: name one with the certificates of those who may vouch") from None
    return context


def dial(place: Place, bounds: Bounds) -> socket.socket:
    """Connect, by each of its addresses in turn, within the time that is left for all; nothing was said yet.

    Raises:
        UnansweredError: nobody is there.
    """
    last = OSError()
    try:
        for *_, address in socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM):
            try:
                return socket.create_connection((str(address[0]), place.port), timeout=bounds.left())
            except OSError as err:
                last = err
    except OSError as err:  # its name leads nowhere
        last = err
    raise failure(last) from None


def failure(err: BaseException) -> UnansweredError:
    """What went wrong with a connection, in a word of ours: never the text of the other side."""
    match err:
        case UnansweredError():
            return err
        case ssl.SSLCertVerificationError():
            return UnansweredError("error", f"{CERTIFICATE}: {_refused(err)}")
        case ssl.SSLError():
            return UnansweredError("error", f"{HANDSHAKE} ({(err.reason or 'closed').lower()})")
        case TimeoutError():
            return UnansweredError("timeout", "no answer in time")
        case ConnectionError() | OSError():
            return UnansweredError("unreachable", type(err).__name__)
    return UnansweredError("error", type(err).__name__)


CERTIFICATE: Final = "CertificateRefused"
HANDSHAKE: Final = "NoHandshake"
NO_TLS: Final = "NoTls"
"""Code: it speaks no TLS, so nothing more was said to it."""
_NAMES: Final = (62, 64)
"""X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH."""


def _refused(err: ssl.SSLCertVerificationError) -> str:
    from collectors.tls.handshake import WORDS

    return (
        "made for another name" if err.verify_code in _NAMES else WORDS.get(err.verify_code, f"code {err.verify_code}")
    )
