"""From a configuration of IOS XR to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.iosxr.doors import doors
from collectors.network.platforms.iosxr.records import records
from collectors.network.platforms.iosxr.secrets import secrets
from collectors.network.platforms.iosxr.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = named(device, device.config.last("hostname"), device.config.last("version"))
    for part in (itself, doors, services, secrets, records):
        yield from part(known)
