"""How a client is treated that does not encrypt."""

from typing import Final

from collectors.tls.door import Door
from collectors.tls.openings.opening import Treatment
from collectors.tls.wire import CLOSED, UnansweredError, Wire

_PATIENCE: Final = 5.0
"""Seconds: a service that waits for a handshake may say nothing at all."""
_RECORDS: Final = frozenset({20, 21, 22, 23})
_MAJOR: Final = 3
_BAD_REQUEST: Final = 400
_UPGRADE: Final = 426
_HEAD: Final = 40
"""Lines of the head of a reply of HTTP that are looked at."""


def in_plain(door: Door) -> tuple[Treatment, str]:
    """Come without TLS, and see. Sends no password, and asks for nothing but the first page.

    Raises:
        UnansweredError: nothing that can be read.
    """
    if opening := door.place.opening:
        if opening.in_plain is None:
            return "not-asked", ""
        with door.plain() as wire:
            return opening.in_plain(wire)
    with door.plain(_PATIENCE) as wire:
        try:
            return _by_http(wire, door.place.name)
        except UnansweredError as err:
            # Who understands nothing but TLS has nothing to say, and hangs up.
            return ("refused", CLOSED) if err.code == CLOSED and not wire.heard else ("unclear", err.code)


def _by_http(wire: Wire, name: str) -> tuple[Treatment, str]:
    host = f"[{name}]" if ":" in name else name
    wire.send(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode("ascii"))
    first = wire.take(2)
    if first[0] in _RECORDS and first[1] == _MAJOR:
        return "refused", "TLS record"
    words = (first.decode("ascii", "replace") + wire.line()).split()
    if not words or not words[0].startswith("HTTP/") or len(words) == 1 or not words[1].isdecimal():
        return "unclear", "another protocol"
    status = int(words[1][:3])
    if status in {_BAD_REQUEST, _UPGRADE} or (status // 100 == 3 and _leads_to_tls(wire)):  # noqa: PLR2004  # redirects
        return "refused", str(status)
    return "served", str(status)


def _leads_to_tls(wire: Wire) -> bool:
    for _ in range(_HEAD):
        if not (line := wire.line()):
            return False
        field, _, value = line.partition(":")
        if field.lower() == "location":
            return value.strip().lower().startswith("https:")
    return False
