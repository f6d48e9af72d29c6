"""From a configuration of an ASA to facts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from collectors.network.device import Device
from collectors.network.platforms.asa.doors import doors
from collectors.network.platforms.asa.records import records
from collectors.network.platforms.asa.secrets import secrets
from collectors.network.platforms.asa.services import services
from scanner.answers import gaps, unclear
from scanner.facts import (
    Alarm,
    Asset,
    Backup,
    Channel,
    Clock,
    Credential,
    Delivery,
    Fact,
    Identity,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Promise,
    Release,
    Session,
    SignIn,
)

_OF_CONTEXTS: Final[tuple[Promise, ...]] = (
    *((Session, "management"), (SignIn, "administrators"), Identity, Lockout, PasswordPolicy, Clock, Delivery),
    *((LogTrail, "device"), (Alarm, "sign-ins"), (Backup, "copy")),
    *((Channel, protocol) for protocol in ("telnet", "ssh", "tls", "snmp", "syslog")),
    *((Credential, form) for form in ("password", "shared-key", "community")),
)


def read(device: Device) -> Iterator[Fact]:
    """All facts of one device; of the system that holds contexts, that each of them has its own."""
    known = _named(device)
    yield known.make(Asset, "device", role="device")
    yield _release(known)
    if (said := known.config.last("ASA Version")) and said["part"] == "system":
        why = unclear(
            known.got, "it is of the system that holds contexts, and each context has a configuration of its own"
        )
        yield from gaps(known.answers.target, "asa.device", why, *_OF_CONTEXTS)
        return
    for part in (doors, services, secrets, records):
        yield from part(known)


def _named(device: Device) -> Device:
    name, version, told = device.config.last("hostname"), device.config.last("ASA Version"), device.ask("version")
    number = told.body.get("version", "") if told.ok else ""
    return replace(
        device,
        name=(name["hostname"] if name else "").strip('"') or device.name,
        version=number or (version["version"] if version else ""),
    )


def _release(device: Device) -> Release:
    return device.make(
        Release,
        "device",
        rests=(device.ask("version"),),
        version=device.version or unclear(device.got, "no line says it"),
        support_days_left=device.support_left(),
        auto_update=False,
    )
