"""From a configuration of FRR to facts."""

from collections.abc import Iterator
from typing import Final

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.frr.log import log
from collectors.network.platforms.frr.vty import vty
from scanner.answers import gaps, unclear
from scanner.facts import Backup, Clock, Fact, Promise, Session, SignIn

_SESSIONS: Final[Promise] = (Session, "management")
_DOORS: Final[Promise] = (SignIn, "administrators")


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device; of what is its host's, that nothing here tells."""
    names = device.config.all("hostname")
    known = named(device, names[0] if names else None, device.config.last("frr version"))
    for part in (itself, vty, log):
        yield from part(known)
    target, config = known.answers.target, known.got
    shell = "who comes to vtysh comes to its host first"
    yield from gaps(target, "frr.line", unclear(config, f"{shell}, and the host's idle limit is its own"), _SESSIONS)
    yield from gaps(target, "frr.line", unclear(config, f"{shell}, and signs in there"), _DOORS)
    host = unclear(config, "the clock and copies are its host's")
    yield from gaps(target, "frr.device", host, Clock, (Backup, "copy"))
