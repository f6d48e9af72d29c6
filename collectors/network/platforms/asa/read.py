"""From a configuration of an ASA to facts."""

from collections.abc import Iterator
from typing import Final

from collectors.network.device import Device
from collectors.network.parts.itself import itself, named
from collectors.network.platforms.asa.doors import doors
from collectors.network.platforms.asa.records import records
from collectors.network.platforms.asa.secrets import secrets
from collectors.network.platforms.asa.services import services
from scanner.answers import gaps, unclear
from scanner.facts import (
    Alarm,
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
    said = device.config.last("ASA Version")
    known = named(device, device.config.last("hostname"), said)
    yield from itself(known)
    if said and said["part"] == "system":
        why = unclear(
            known.got, "it is of the system that holds contexts, and each context has a configuration of its own"
        )
        yield from gaps(known.answers.target, "asa.device", why, *_OF_CONTEXTS)
        return
    for part in (doors, services, secrets, records):
        yield from part(known)
