"""Where the service is, and how it is asked: the target's URI and its options, as values."""

from dataclasses import dataclass
from typing import Any, Final

from collectors.secured.place import host_and_port, name, seconds
from collectors.tls.openings import BEGIN_PLAIN, OPENINGS
from collectors.tls.openings.opening import Opening
from scanner.targets import Target

_PORT: Final = 443
_SECONDS: Final = 120

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
    host, port = host_and_port(target.name, default, "tls://portal.example:8443")
    return Place(
        host=host,
        port=port,
        name=name(str(options["server_name"]), "server_name") if "server_name" in options else host,
        starttls=starttls,
        ca=options.get("ca", ""),
        seconds=seconds(options.get("timeout", _SECONDS)),
    )
