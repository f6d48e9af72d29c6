"""From a configuration of FortiOS to facts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from collectors.network.device import Device
from collectors.network.platforms.fortios.accounts import accounts
from collectors.network.platforms.fortios.doors import doors
from collectors.network.platforms.fortios.records import records
from collectors.network.platforms.fortios.services import services
from collectors.network.platforms.fortios.settings import bare, said, switched
from collectors.network.said import Said, unsaid
from scanner.answers import unclear
from scanner.facts import Asset, Fact, Release

_IMAGE: Final = re.compile(r"[A-Za-z0-9_]+-(\d+\.\d+(?:\.\d+)?)-")


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device."""
    known = _named(device)
    yield known.make(Asset, "device", role="device")
    yield _release(known)
    for part in (doors, services, accounts, records):
        yield from part(known)


def _named(device: Device) -> Device:
    name = said(device.config.block("config system global"), "hostname")
    head = device.config.last("config-version", "config-version by")
    told, image = device.ask("status"), _IMAGE.match(head["image"]) if head else None
    number = told.body.get("version", "") if told.ok else ""
    return replace(
        device,
        name=bare(name["hostname"]) if name else device.name,
        version=number or (image[1] if image else ""),
    )


def _release(device: Device) -> Release:
    version: object = device.version or unclear(device.got, "no line says it")
    return device.make(
        Release,
        "device",
        rests=(device.ask("status"),),
        version=version,
        support_days_left=device.support_left(),
        auto_update=_updates(device),
    )


def _updates(device: Device) -> Said[Any]:
    """Whether it installs new builds by itself; what no line means depends on the model."""
    line = switched(device.config.block("config system fortiguard"), "auto-firmware-upgrade")
    return line or unsaid(unclear(device.got, "no line says whether it installs new builds by itself"))
