"""What answers on the network, and how it talks: SSH, Telnet, the API and its pages, TFTP, SNMP."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.said import Said, says
from scanner.facts import Channel, Fact

_LISTS: Final = (("ciphers", "ciphers"), ("mac", "macs"), ("key-exchange", "kexes"))
_USER: Final = "service snmp v3 user"


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    doubt = [*config.unknown("whole", "ssh")]
    yield channels.shell(device, _on(device, "ssh"), _version(device), _algorithms(device), doubt=doubt)
    yield channels.plain(device, "telnet", _on(device, "telnet"), doubt=config.unknown("whole", "telnet"))
    tftp = _on(device, "tftp", "service tftp-server")
    yield channels.plain(device, "tftp", tftp, doubt=config.unknown("whole", "tftp"))
    yield from _pages(device, [*config.unknown("whole", "web")])
    yield from _snmp(device)


def _on(device: Device, name: str, path: str = "") -> Said[Any]:
    line = device.config.under(path or f"service {name}")
    return says(line, True) if line else device.switch(f"service.{name}")


def _version(device: Device) -> Said[Any]:
    """Old releases take the first one too where a line says so."""
    said = device.config.last("service ssh protocol-version")
    return says(said, "2.0" if said["version"] == "v2" else "1") if said else device.default("ssh.version")


def _algorithms(device: Device) -> Said[Any]:
    """What lines name. What no line names the server itself says before any login, where it was asked."""
    config = device.config
    named = [(config.all(f"service ssh {of}"), slot) for of, slot in _LISTS]
    if not all(lines for lines, _ in named):
        return channels.unnamed(device)
    named.append((config.all("service ssh hostkey-algorithm"), "keys"))
    every = {name.lower() for lines, slot in named for one in lines for name in one[slot].replace(",", " ").split()}
    return Said(tuple(sorted(every)), "; ".join(one.line for lines, _ in named for one in lines))


def _pages(device: Device, doubt: list[Stated]) -> Iterator[Fact]:
    """HTTPS carries the API; port 80 only ever leads there."""
    config, secure = device.config, _on(device, "https")
    if secure.value:
        said = config.last("service https enable-http-redirect")
        redirect = says(said, True) if said else device.switch("http.redirect")
        yield channels.plain(device, "http", redirect, "required", doubt=doubt)
    else:
        yield channels.plain(device, "http", secure, doubt=doubt)
    named = sorted(config.all("service https tls-version"), key=lambda one: one["version"])
    least = says(named[0], named[0]["version"]) if named else device.default("tls.web_min")
    yield channels.pages(device, "https", secure, least, doubt=doubt)
    yield channels.pages(device, "api", _on(device, "api", "service https api"), least, doubt=doubt)


def _snmp(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off."""
    config, doubt = device.config, [*device.config.unknown("whole", "snmp")]
    users, sent = (config.beginning(key) for key in (_USER, _TRAPS))
    told = config.beginning("service snmp trap-target")
    plain = [*communities(config), *told]  # traps of version 2c carry their community in plain
    if plain:
        yield channels.snmp(device, "snmpv2c", says(plain[0], True), "none", "1", doubt=doubt)
    if users:
        encryption, line = _encryption(config, users)
        yield channels.snmp(device, "snmpv3", says(line, True), encryption, "3", _protocols(config), doubt=doubt)
    elif sent:
        bare = next((one for one in sent if one["address"] not in _hidden(config)), None)
        encryption = "none" if bare else "required"
        yield channels.snmp(device, "snmpv3", says(bare or sent[0], True), encryption, "3", doubt=doubt)
    if not plain and not users and not sent:
        yield channels.snmp(device, "snmp", device.switch("service.snmp"), doubt=doubt)


def communities(config: Stated) -> list[Stated]:
    """Each once."""
    found = config.beginning("service snmp community")
    return list({one["community"]: one for one in found}.values())


def _encryption(config: Stated, users: list[Stated]) -> tuple[str, Stated]:
    """Required only where the group of each user demands it, and traps are sent so; `auth` where no line says it."""
    levels = {one["group"]: one for one in config.all("service snmp v3 group seclevel")}
    groups = {one["user"]: levels.get(one["group"]) for one in users if one["group"]}
    closed = {user for user, line in groups.items() if line and line["level"] == "priv"}
    sent = {one["address"] for one in config.beginning(_TRAPS)}
    bare = next((one for one in users if one["user"] not in closed), None)
    if bare is None and sent <= _hidden(config):
        return "required", next(line for line in groups.values() if line)
    return ("offered" if closed or config.has(f"{_USER} privacy") else "none"), bare or users[0]


def _hidden(config: Stated) -> set[str]:
    """Where traps of version 3 are sent with a key for them."""
    return {one["address"] for one in config.all(f"{_TRAPS} privacy") if one["secret"] or one["plaintext"]}


_TRAPS: Final = "service snmp v3 trap-target"


def _protocols(config: Stated) -> Any:
    """By what users sign and encrypt; where no line says it, by MD5 and DES."""
    said: list[Stated] = []
    names: set[str] = set()
    for part, slot, default in (("auth", "auth", "md5"), ("privacy", "priv", "des")):
        typed = {one["user"]: one for one in config.all(f"{_USER} {part} type")}
        for one in config.all(f"{_USER} {part}"):
            if one["secret"] or one["plaintext"]:
                line = typed.get(one["user"])
                names.add(line[slot] if line else default)
                said.append(line or one)
    return Said(tuple(sorted(names)), "; ".join(dict.fromkeys(one.line for one in said)))
