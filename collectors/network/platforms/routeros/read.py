"""From an export of RouterOS to facts."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.network.config import parsed
from collectors.network.device import Device
from collectors.network.grammar.grammar import grammar
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.routeros.accounts import accounts
from collectors.network.platforms.routeros.doors import doors
from collectors.network.platforms.routeros.menus import setting
from collectors.network.platforms.routeros.records import records
from collectors.network.platforms.routeros.services import services
from scanner.facts import Fact


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device. An export with all values says more than a plain one, and is read in its place."""
    full = device.ask("config_all")
    if full.ok and full.body["whole"]:
        config = parsed(full.body["lines"], grammar("routeros"))
        device = replace(device, got=full, config=config)
    known = named(device, None, device.config.last("RouterOS"))
    name = setting(device.config, "/system identity", "name")
    known = replace(known, name=(name.value if name else "") or known.name)
    for part in (itself, doors, services, accounts, records):
        yield from part(known)
