"""From a configuration of AOS-CX to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.aoscx.accounts import accounts
from collectors.network.platforms.aoscx.doors import doors
from collectors.network.platforms.aoscx.records import records
from collectors.network.platforms.aoscx.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = named(device, device.config.last("hostname"), device.config.last("version"))
    for part in (itself, doors, services, accounts, records):
        yield from part(known)
