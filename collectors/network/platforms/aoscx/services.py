"""What answers on the network, and how it talks: SSH, Telnet, the pages, SNMP. Each is on by VRF."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.aoscx.words import on
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact

_SETTINGS: Final = {
    "ssh server vrf": "ssh",
    "telnet server vrf": "telnet",
    "https-server vrf": "https",
    "snmp-server vrf": "snmp",
}
_LISTS: Final = {"ciphers": "ciphers", "macs": "macs", "key-exchange-algorithms": "kex"}


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    yield channels.plain(device, "telnet", vrfs(device, "telnet server vrf"), doubt=config.unknown("telnet"))
    ssh, version = vrfs(device, "ssh server vrf"), device.default("ssh.version")
    yield channels.shell(device, ssh, version, _algorithms(device), doubt=config.unknown("ssh"))
    yield channels.plain(device, "http", device.switch("service.http"), doubt=config.unknown("web"))
    pages = vrfs(device, "https-server vrf")
    yield channels.pages(device, "https", pages, _tls(device), NOT_ASKED, doubt=config.unknown("web"))
    yield from _snmp(device)


def vrfs(device: Device, key: str) -> Said[Any]:
    """Whether a service is on in any VRF; the last line about each counts."""
    last = {one["vrf"]: one for one in device.config.all(key, f"no {key}")}
    answering = next((one for one in last.values() if one.key == key), None)
    if answering:
        return says(answering, True)
    default = device.switch(f"service.{_SETTINGS[key]}")
    silent = next(iter(last.values()), None)
    return says(silent, False) if silent and default.value is False else default


def _algorithms(device: Device) -> Said[Any]:
    """What lines name, and for lists that they do not name, what is offered by default."""
    strict = on(device.config, "ssh certified-algorithms-only")
    named = {one["of"]: one for one in device.config.all("ssh")}
    found: set[str] = set()
    stands: list[str] = []
    for of, setting in _LISTS.items():
        line, default = named.get(of), device.default(f"ssh.{setting}")
        if line is None and strict:
            return unsaid(unclear(device.got, f"which algorithms are certified no line says: {strict.line}"))
        if line is None and default.value is None:
            return default
        found.update((line["algorithms"] if line else str(default.value)).lower().replace(",", " ").split())
        stands.append(line.line if line else default.stands)
    return Said(tuple(sorted(found)), "; ".join(dict.fromkeys(stands)))


def _tls(device: Device) -> Said[Any]:
    """`tls12` is 1.2."""
    said = device.config.last("tls minimum-version")
    digits = said["version"].lower().removeprefix("tls").lstrip("v").replace(".", "") if said else ""
    if said and len(digits) == len("12") and digits.isdigit():
        return says(said, f"{digits[0]}.{digits[1]}")
    if said:
        return unsaid(unclear(device.got, f"which version line {said.number} names"))
    return device.default("tls.web_min")


def _snmp(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    agent = vrfs(device, "snmp-server vrf")
    only = on(config, "snmp-server snmpv3-only")
    plain = next(iter(config.all("snmp-server host version")), None)
    if plain and (agent.value is not True or only):
        why = unclear(device.got, f"{plain.line}: whether such traps, which are plain, are sent all the same")
        yield channels.snmp(device, "snmpv2c", unsaid(why), "none", "1", doubt=doubt)
    elif agent.value is not True:
        yield channels.snmp(device, "snmp", agent, doubt=doubt)
    if agent.value is not True:
        return
    users = people(config)
    if only is None:
        yield channels.snmp(device, "snmpv2c", agent, "none", "1", doubt=doubt)
    elif not users and not plain:
        yield channels.snmp(device, "snmp", says(only, False), doubt=doubt)
    if users:
        yield channels.snmp(device, "snmpv3", agent, _level(device, users), "3", _protocols(users), doubt=doubt)


def people(config: Stated) -> list[Stated]:
    """Users of version 3, each by its last line."""
    return list({one["user"]: one for one in config.all("snmpv3 user")}.values())


def _level(device: Device, users: list[Stated]) -> Said[Any]:
    """What the agent demands of its users; without a line both a signature and encryption."""
    said = device.config.last("snmpv3 security-level", "no snmpv3 security-level")
    if said is None:
        default = device.default("snmp.security")
        return default.as_("required" if default.value == "auth-privacy" else "none")
    if said["level"] == ("auth" if said.key.startswith("no ") else "auth-privacy"):
        return says(said, "required")
    return says(said, "offered" if any(one["priv"] for one in users) else "none")


def _protocols(users: list[Stated]) -> Said[Any]:
    used = {word.lower() for one in users for word in (one["auth"], one["priv"]) if word}
    return Said(tuple(sorted(used)) or ("none",), "; ".join(one.line for one in users))
