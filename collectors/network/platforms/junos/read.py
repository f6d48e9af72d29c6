"""From a configuration of Junos to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.junos.records import records
from collectors.network.platforms.junos.secrets import secrets
from collectors.network.platforms.junos.services import services
from collectors.network.platforms.junos.ways import ways
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = named(device, device.config.last("system host-name"), device.config.last("version"))
    for part in (itself, ways, services, secrets, records):
        yield from part(known)
