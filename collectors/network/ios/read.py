"""From a configuration of IOS or IOS XE to facts."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.network.device import Device
from collectors.network.ios.lines import lines
from collectors.network.ios.records import records
from collectors.network.ios.secrets import secrets
from collectors.network.ios.services import services
from scanner.answers import unclear
from scanner.facts import Asset, Fact, Release


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = _named(device)
    yield known.make(Asset, "device", role="device")
    yield _release(known)
    for part in (lines, services, secrets, records):
        yield from part(known)


def _named(device: Device) -> Device:
    name, version = device.config.last("hostname"), device.config.last("version")
    told = device.ask("version")
    number = told.body.get("version", "") if told.ok else ""
    return replace(
        device,
        name=(name["hostname"] if name else "").strip('"') or device.name,
        version=number or (version["version"] if version else ""),
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
