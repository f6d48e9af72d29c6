"""From a configuration of EOS to facts."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.network.device import Device
from collectors.network.platforms.eos.doors import doors
from collectors.network.platforms.eos.records import records
from collectors.network.platforms.eos.secrets import secrets
from collectors.network.platforms.eos.services import services
from scanner.answers import unclear
from scanner.facts import Asset, Fact, Release


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = _named(device)
    yield known.make(Asset, "device", role="device")
    yield _release(known)
    for part in (doors, services, secrets, records):
        yield from part(known)


def _named(device: Device) -> Device:
    name, version, told = device.config.last("hostname"), device.config.all("version"), device.ask("version")
    number = told.body.get("version", "") if told.ok else ""
    return replace(
        device,
        name=(name["hostname"] if name else "").strip('"') or device.name,
        version=number or (version[0]["version"] if version else ""),
    )


def _release(device: Device) -> Release:
    return device.make(
        Release,
        "device",
        rests=(device.ask("version"),),
        version=device.version or unclear(device.got, "nothing in it names the release"),
        support_days_left=device.support_left(),
        auto_update=False,
    )
