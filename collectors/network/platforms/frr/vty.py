"""The vty of the daemons: Telnet, with one password for all. Nobody needs it who comes by vtysh."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.parts.records import alarm
from collectors.network.parts.stored import credential, lockout, policy, stored_as
from collectors.network.said import Said, says, unsaid
from scanner.answers import gaps, unclear
from scanner.facts import FOREVER, Alarm, Credential, Fact, Lockout, PasswordPolicy

_TYPES: Final = {"0": "plain", "8": "weak-hash"}
"""Of passwords: 8 is an old crypt, of eight letters."""


def vty(device: Device) -> Iterator[Fact]:
    """Who comes in by it, and what is known of passwords."""
    config = device.config
    doubt = [*config.unknown("vty", "password")]
    lets_in = _lets_in(config)
    yield channels.plain(device, "telnet", _listens(device, lets_in), doubt=doubt)
    if lets_in or doubt:
        method = "password" if lets_in and lets_in.key == "password" else "none"
        yield session(device, "line", "vty", _idle(device), doubt=doubt)
        yield from sign_in(device, "line", "vty", Methods((method,), lets_in.line if lets_in else ""), doubt=doubt)
        yield lockout(device, None, doubt=doubt)
        yield policy(device, None, doubt=doubt)
        yield alarm(device, None, doubt=doubt)
    else:
        why = unclear(device.got, "no daemon lets anybody in; passwords are its host's")
        yield from gaps(device.answers.target, "frr.device", why, Lockout, PasswordPolicy, (Alarm, "sign-ins"))
    yield from _stored(device)


def _stored(device: Device) -> Iterator[Credential]:
    config = device.config
    for name in ("password", "enable password"):
        said = config.last(name, f"no {name}")
        if said and said.key == name:
            stored = stored_as(device, said, _TYPES)
            yield credential(device, f"secret/{name.split()[0]}", "password", stored, doubt=config.unknown("password"))


def _lets_in(config: Stated) -> Stated | None:
    """What lets anybody in at all: `no login`, or a password."""
    asks = [one for block in config.all("line vty") for one in block.all("login", "no login")]
    if asks and asks[-1].key == "no login":
        return asks[-1]
    said = config.last("password", "no password")
    return said if said and said.key == "password" else None


def _listens(device: Device, lets_in: Stated | None) -> Said[Any]:
    """Its address and its port are words with which a daemon is started."""
    if lets_in is None:
        return device.switch("service.telnet")
    why = f"{lets_in.line}: on which address daemons listen no line says; “ss -lntp” on its host would"
    return unsaid(unclear(device.got, why))


def _idle(device: Device) -> Said[Any]:
    """`exec-timeout 0 0` is never."""
    every = [one for block in device.config.all("line vty") for one in block.all("exec-timeout", "no exec-timeout")]
    if not every:
        return device.default("idle.vty")
    seconds = every[-1].count("minutes") * 60 + every[-1].count("seconds")
    return says(every[-1], seconds or FOREVER)
