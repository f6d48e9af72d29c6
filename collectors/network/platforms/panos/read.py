"""From a configuration of PAN-OS to facts."""

from collections.abc import Iterator

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.panos.accounts import accounts
from collectors.network.platforms.panos.doors import doors
from collectors.network.platforms.panos.managed import told
from collectors.network.platforms.panos.records import records
from collectors.network.platforms.panos.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    whole = told(device)
    config = whole.config
    known = named(whole, config.last("deviceconfig system hostname"), config.last("config-version"))
    for part in (itself, doors, services, accounts, records):
        yield from part(known)
