"""The device itself: its name, its release, and that there is one."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.network.config import Stated
from collectors.network.device import Device
from scanner.answers import unclear
from scanner.facts import Asset, Fact, Release


def named(device: Device, name: Stated | None, version: Stated | None) -> Device:
    """The device with its name and its release, as its lines say them; what it runs outweighs those."""
    told = device.ask("version")
    number = told.body.get("version", "") if told.ok else ""
    return replace(
        device,
        name=(name["hostname"] if name else "").strip('"') or device.name,
        version=number or (version["version"] if version else ""),
    )


def itself(device: Device) -> Iterator[Fact]:
    """That it is there, and what it runs."""
    yield device.make(Asset, "device", role="device")
    version: object = device.version or unclear(device.got, "no line says it")
    yield device.make(
        Release,
        "device",
        rests=(device.ask("version"),),
        version=version,
        support_days_left=device.support_left(),
        auto_update=False,
    )
