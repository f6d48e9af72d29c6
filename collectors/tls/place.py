"""Where the service is, and how it is asked: the target's URI and its options, as values."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from collectors.tls.openings import BEGIN_PLAIN, OPENINGS
from collectors.tls.openings.opening import Opening
from scanner.collector import CollectError
from scanner.targets import Target

_PORT: Final = 443
_SECONDS: Final = 120
_LONGEST: Final = 3600
_NAME: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*", re.ASCII
)

OPTIONS: Final[dict[str, Any]] = {
    "starttls": {
        "enum": sorted(OPENINGS),
        "description": "The protocol that begins in plain and turns to TLS. Without it the handshake comes first.",
    },
    "server_name": {
        "type": "string",
        "description": "Name to ask for (SNI), and that the certificate has to hold; the host by default.",
    },
    "ca": {
        "type": "string",
        "description": "File with the certificates (PEM) of those who may vouch for it; by default the system's.",
    },
    "timeout": {"type": "integer", "description": f"Seconds for the whole service; {_SECONDS} by default."},
}


@dataclass(frozen=True, slots=True)
class Place:
    """One service."""

    host: str
    port: int
    name: str
    """Asked for, and looked for in the certificate: a name, or an address."""
    starttls: str
    ca: str
    seconds: int

    @property
    def endpoint(self) -> str:
        """As people write it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def opening(self) -> Opening | None:
        """What comes before the handshake."""
        return OPENINGS.get(self.starttls)

    @property
    def begins_plain(self) -> bool:
        """Clients of that port begin in plain, and yet the handshake is to come first."""
        return not self.starttls and self.port in BEGIN_PLAIN


def place(target: Target) -> Place:
    """Read a target.

    Raises:
        CollectError: it names no service.
    """
    options = target.options
    starttls = options.get("starttls", "")
    default = OPENINGS[starttls].port if starttls in OPENINGS else _PORT
    host, port = _host_and_port(target.name, default)
    return Place(
        host=host,
        port=port,
        name=_name(str(options["server_name"]), "server_name") if "server_name" in options else host,
        starttls=starttls,
        ca=options.get("ca", ""),
        seconds=_seconds(options.get("timeout", _SECONDS)),
    )


def _host_and_port(written: str, default: int) -> tuple[str, int]:
    wanted = "it must name a host, and a port where it is not the usual one: tls://portal.example:8443"
    try:
        parts = urlsplit(f"//{written}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise CollectError(wanted) from None
    if not host or "@" in written or parts.path or parts.query or parts.fragment or port == 0:
        raise CollectError(wanted)
    return _name(host, "the host"), default if port is None else port


def _name(written: str, what: str) -> str:
    """A name as it travels in a hello, or an address, in its one form."""
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        name = written.lower().removesuffix(".")
    if not _NAME.fullmatch(name):
        raise CollectError(f"{what} is no name and no address: letters, digits and dashes, others in their xn-- form")
    return name


def _seconds(said: object) -> int:
    if not isinstance(said, int) or isinstance(said, bool) or not 0 < said <= _LONGEST:
        raise CollectError(f"timeout: must be a whole number of seconds from 1 to {_LONGEST}")
    return said
