"""Which key is enrolled for which host: a file in the format of known_hosts, and what is said of it."""

import base64
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from collectors.drop import options, places
from collectors.drop.packet import Packet, RefusedError, opened, proven
from collectors.ssh.known_hosts import KnownHosts, KnownHostsError, Trust
from collectors.ssh.public import Key
from scanner.collector import CollectError, Inquiry, Shown, State

_PORT: Final = 22
"""A host of a file of known hosts without a port in its name."""
_STATES: Final[dict[Trust, State]] = {
    Trust.KNOWN: "known",
    Trust.UNKNOWN: "unknown",
    Trust.CHANGED: "changed",
    Trust.REVOKED: "revoked",
}
COMPARE: Final = {
    "Linux": "sudo sh /usr/local/lib/safeguard/drop --key",
    "Darwin": 'sudo sh "/Library/Application Support/Safeguard/drop" --key',
    "Windows": 'powershell -File "C:\\Program Files\\Safeguard\\drop.ps1" -Key (as an administrator)',
}
"""By system: what to type there to see the same key."""


class Enrolled:
    """The files of keys, each read once."""

    def __init__(self) -> None:
        self._known = cache(KnownHosts.read)

    def trust(self, file: Path, host: str, key: Key) -> Trust:
        """What a file knows of a key that a host shows. Raises CollectError: it cannot be relied on."""
        try:
            return self._known(file).trust(host, _PORT, key)
        except KnownHostsError as err:
            raise CollectError(str(err)) from None


def shown(inquiry: Inquiry) -> Iterator[Shown]:
    """The key in the drop of a host that waits where its drops arrive. It is proven to be held there, and not trusted.

    Raises:
        CollectError: nobody says where to look, or nothing of it lies there; the sentence says which.
    """
    target = inquiry.target
    place = target.options.get("from")
    if not place:
        raise CollectError(
            "nobody says where its drops arrive: from: PLACE below the target, or drop://HOST?from=PLACE;"
            " its installer prints the line for the file of keys too"
        )
    packet, where = _waiting(str(place), target.name)
    file = options.keys(target)
    trust = Enrolled().trust(file, target.name, packet.key)
    line = f"{target.name} {packet.key.type} {base64.b64encode(packet.key.blob).decode()}"
    compare = COMPARE.get(packet.system, COMPARE["Linux"])
    yield Shown(where, packet.key.type, packet.key.fingerprint, _STATES[trust], line, file, compare)


def _waiting(place: str, host: str) -> tuple[Packet, str]:
    why = "no drop of it lies there"
    for found in places.drops(place, only=host):
        try:
            packet = opened(found.read())
            if packet.host == host and proven(packet):
                return packet, found.where
            why = "its drop is not signed by the key that it shows, or is another host's"
        except RefusedError as err:
            why = f"its drop: {err}"
    raise CollectError(f"{place}: {why}")


def stamp(when: datetime) -> str:
    """As answers have it."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"
