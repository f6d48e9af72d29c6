"""From a configuration of IOS or IOS XE to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.ios.apis import apis
from collectors.network.platforms.ios.lines import lines
from collectors.network.platforms.ios.records import records
from collectors.network.platforms.ios.secrets import secrets
from collectors.network.platforms.ios.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = named(device, device.config.last("hostname"), device.config.last("version"))
    for part in (itself, lines, apis, services, secrets, records):
        yield from part(known)
