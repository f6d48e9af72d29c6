"""Where a service is, and who may vouch for it: the target's URI and its options, as values. Pure."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_SECONDS: Final = 120
_LONGEST: Final = 3600
_NAME: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*", re.ASCII
)

SERVER_NAME: Final[JSON] = {
    "type": "string",
    "description": "The name that the certificate has to hold; the host by default.",
}
CA: Final[JSON] = {
    "type": "string",
    "description": "File with the certificates (PEM) of those who may vouch for it; by default the system's.",
}
TIMEOUT: Final[JSON] = {
    "type": ["integer", "string"],
    "minimum": 1,
    "maximum": _LONGEST,
    "pattern": "^[0-9]{1,4}$",
    "x-wanted": f"a whole number of seconds from 1 to {_LONGEST}",
    "description": f"Seconds for the whole service; {_SECONDS} by default.",
}
OPTIONS: Final[Mapping[str, JSON]] = MappingProxyType({"server_name": SERVER_NAME, "ca": CA, "timeout": TIMEOUT})


@dataclass(frozen=True, slots=True)
class Place:
    """One service."""

    host: str
    port: int
    name: str
    """What its certificate has to hold: a name, or an address."""
    ca: str
    """A file; empty: the authorities of this system."""
    seconds: int
    """For all that it is asked."""

    @property
    def endpoint(self) -> str:
        """As people write it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place(target: Target, port: int) -> Place:
    """Read a target; `port`: where none is named.

    Raises:
        CollectError: it names no service.
    """
    options = target.options
    host, port = host_and_port(target.name, port, f"{target.scheme}://HOST:{port}")
    return Place(
        host=host,
        port=port,
        name=name(str(options["server_name"]), "server_name") if "server_name" in options else host,
        ca=str(options.get("ca", "")),
        seconds=seconds(options.get("timeout", _SECONDS)),
    )


def host_and_port(written: str, default: int, example: str) -> tuple[str, int]:
    """The host, as a certificate names it, and the port.

    Raises:
        CollectError: it is no host, or more than one.
    """
    wanted = f"it must name a host, and a port where it is not the usual one: {example}"
    try:
        parts = urlsplit(f"//{written}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise CollectError(wanted) from None
    if not host or "@" in written or parts.path or parts.query or parts.fragment or port == 0:
        raise CollectError(wanted)
    return name(host, "the host"), default if port is None else port


def name(written: str, what: str) -> str:
    """A name as it travels in a hello, or an address, in its one form.

    Raises:
        CollectError: `what` is neither.
    """
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        said = written.lower().removesuffix(".")
    if not _NAME.fullmatch(said):
        raise CollectError(f"{what} is no name and no address: letters, digits and dashes, others in their xn-- form")
    return said


def seconds(said: object) -> int:
    """Seconds for a whole service.

    Raises:
        CollectError: it is no number, or out of bounds.
    """
    if (
        isinstance(said, bool)
        or not re.fullmatch(r"[0-9]{1,4}", str(said), re.ASCII)
        or not 0 < int(str(said)) <= _LONGEST
    ):
        raise CollectError(f"timeout: must be a whole number of seconds from 1 to {_LONGEST}")
    return int(str(said))
