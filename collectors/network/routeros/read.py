"""From an export of RouterOS to facts."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.network.config import parsed
from collectors.network.device import Device
from collectors.network.grammar.grammar import grammar
from collectors.network.routeros.accounts import accounts
from collectors.network.routeros.doors import doors
from collectors.network.routeros.menus import setting
from collectors.network.routeros.records import records
from collectors.network.routeros.services import services
from scanner.answers import unclear
from scanner.facts import Asset, Fact, Release


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device. An export with all values says more than a plain one, and is read in its place."""
    full = device.ask("config_all")
    if full.ok and full.body["whole"]:
        config = parsed(full.body["lines"], grammar("routeros"))
        device = replace(device, got=full, config=config)
    known = _named(device)
    yield known.make(Asset, "device", role="device")
    yield _release(known)
    for part in (doors, services, accounts, records):
        yield from part(known)


def _named(device: Device) -> Device:
    name, head = setting(device.config, "/system identity", "name"), device.config.last("RouterOS")
    told = device.ask("version")
    number = told.body.get("version", "") if told.ok else ""
    return replace(
        device,
        name=(name.value if name else "") or device.name,
        version=number or (head["version"] if head else ""),
    )


def _release(device: Device) -> Release:
    told = device.ask("version")
    version: object = device.version or unclear(device.got, "no line says it")
    return device.make(
        Release,
        "device",
        rests=(told,),
        version=version,
        support_days_left=device.support_left(),
        auto_update=False,
    )
