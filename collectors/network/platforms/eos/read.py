"""From a configuration of EOS to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.eos.doors import doors
from collectors.network.platforms.eos.records import records
from collectors.network.platforms.eos.secrets import secrets
from collectors.network.platforms.eos.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    first = next(iter(device.config.all("version")), None)  # in the comment at the head
    known = named(device, device.config.last("hostname"), first)
    for part in (itself, doors, services, secrets, records):
        yield from part(known)
