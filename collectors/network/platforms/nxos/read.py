"""From a configuration of NX-OS to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.nxos.doors import doors
from collectors.network.platforms.nxos.records import records
from collectors.network.platforms.nxos.secrets import secrets
from collectors.network.platforms.nxos.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    config = device.config
    known = named(device, config.last("hostname", "switchname"), config.last("version"))
    for part in (itself, doors, services, secrets, records):
        yield from part(known)
