"""What answers on the network, and how it talks: Telnet, SSH, the pages (ASDM), SNMP, and where logs go."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact

_KEX: Final = "diffie-hellman-"
"""What its own names for key exchanges leave out: `dh-group14-sha256`."""


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    yield channels.plain(device, "telnet", shell(device, "telnet"), doubt=config.unknown("telnet"))
    on, version = shell(device, "ssh"), _version(device)
    yield channels.shell(device, on, version, _algorithms(device), doubt=config.unknown("ssh"))
    yield channels.pages(device, "https", pages(device), _tls(device), doubt=config.unknown("web"))
    yield from _snmp(device)
    for host in log_hosts(device):
        lines = [one for one in config.all("logging host") if one["address"] == host["address"]]
        tls, doubt = all("secure" in one.text.split()[4:] for one in lines), [*config.unknown("logging")]
        yield channels.log_server(device, host["address"], says(host, True), secure=tls, doubt=doubt)


def shell(device: Device, way: str) -> Said[Any]:
    """Whether a line lets anybody in by SSH or Telnet: without one nobody comes."""
    named = _let_in(device.config, way)
    return says(named[0], True) if named else device.switch(f"service.{way}")


def pages(device: Device) -> Said[Any]:
    """Whether the pages are on: the server, and a line that lets anybody in. Either alone opens nothing."""
    said, named = device.config.last(_SERVER, f"no {_SERVER}"), _let_in(device.config, "http")
    if said is None:
        return device.switch("service.https")
    if said.key == _SERVER and not named:
        return Said(False, f"{said.line}; no line names who may come")
    return says(said, said.key == _SERVER)


_SERVER: Final = "http server enable"


def _let_in(config: Stated, way: str) -> list[Stated]:
    """Networks that may come, each on its interface."""
    every: dict[tuple[str, str, str], Stated] = {}
    for one in config.all(way, f"no {way}"):
        place = (one["address"], one["mask"], one["interface"])
        if one.key.startswith("no "):
            every.pop(place, None)
        else:
            every[place] = one
    return [*every.values()]


def _version(device: Device) -> Said[Any]:
    said = device.config.last("ssh version", "no ssh version")
    if said and said.key == "ssh version":
        return says(said, "2.0" if said["version"] == "2" else "1")
    default = device.default("ssh.version")
    return default.as_(str(default.value))


def _algorithms(device: Device) -> Said[Any]:
    """What lines name. Which ones `fips` are hangs on the release; the server says them to whoever connects."""
    config = device.config
    ciphers = {one["of"]: one for one in config.all("ssh cipher custom", "ssh cipher", "no ssh cipher") if one["of"]}
    exchange = config.last("ssh key-exchange group", "no ssh key-exchange")
    named = [ciphers.get("encryption"), ciphers.get("integrity"), exchange]
    if all(one and one["algorithms"] for one in named):
        words = [word for one in named if one for word in one["algorithms"].strip('"').lower().split(":")]
        every = {f"{_KEX}{word[3:]}" if word.startswith("dh-") else word for word in words}
        return Said(tuple(sorted(every)), "; ".join(one.line for one in named if one))
    return channels.unnamed(device)


_TLS: Final = {"tlsv1": "1.0", "tlsv1-only": "1.0", "tlsv1.1": "1.1", "tlsv1.2": "1.2", "tlsv1.3": "1.3"}


def _tls(device: Device) -> Said[Any]:
    """The lowest version that is taken; SSL 3 and `any` take TLS 1.0 too."""
    said, shown = device.config.last("ssl server-version", "no ssl server-version"), device.ask("ssl")
    if said and said["version"]:
        return says(said, _TLS.get(said["version"], "1.0"))
    if shown.ok and (lowest := str(shown.body.get("lowest", "")).lower()):
        return Said(_TLS.get(lowest, "1.0"), f"{shown.ask}: {lowest}")
    return device.default("tls.web_min")


def _snmp(device: Device) -> Iterator[Channel]:
    """The agent answers those who are named as hosts; those who only get traps get them by their version."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    switch = config.last("snmp-server enable", "no snmp-server enable")
    if switch and switch.key.startswith("no "):
        yield channels.snmp(device, "snmp", says(switch, False), doubt=doubt)
        return
    hosts = _told(config)
    secure = [one for one in hosts if one.key in _SECURE]
    plain = [one for one in hosts if one not in secure]
    groups = [_group(config, one) for one in secure]
    known = [one for one in groups if one]
    if len(known) == len(groups):
        yield from channels.snmp_agents(device, plain, known, _keyed(config), doubt=doubt)
        return
    if plain:
        yield from channels.snmp_agents(device, plain, (), doubt=doubt)
    level = unsaid(unclear(device.got, f"whether its user encrypts no line says: {secure[0].line}"))
    yield channels.snmp(device, "snmpv3", says(secure[0], True), level, "3", doubt=doubt)


_SECURE: Final = tuple(
    f"snmp-server {host} version 3{of}" for host in ("host", "host-group") for of in ("", " user-list")
)
_HOSTS: Final = ("snmp-server host", "snmp-server host-group", *_SECURE)


def _told(config: Stated) -> list[Stated]:
    """Hosts, each on its interface."""
    every: dict[tuple[str, str], Stated] = {}
    for one in config.all(*_HOSTS, "no snmp-server host", "no snmp-server host-group"):
        every.pop(place := (one["interface"], one["address"]), None)
        if not one.key.startswith("no "):
            every[place] = one
    return [*every.values()]


def _group(config: Stated, host: Stated) -> Stated | None:
    """The group of the user by whom a host asks: it says what is demanded, once for each level that it lets in."""
    user = config.each("user", "snmp-server user v3").get(host["user"])
    known = config.each("group", "snmp-server group v3").get(user["group"]) if user else None
    every = [one for one in config.all("snmp-server group v3") if known and one["group"] == known["group"]]
    return next((one for one in every if one["level"] != "priv"), known)


def _keyed(config: Stated) -> Any:
    users = [*config.each("user", "snmp-server user v3").values()]
    every = {one[slot] for one in users for slot in ("auth", "priv") if one[slot]}
    return Said(tuple(sorted(every)), "; ".join(one.line for one in users)) if every else NOT_ASKED


def log_hosts(device: Device) -> list[Stated]:
    """The servers that logs are sent to, each once."""
    return [*device.config.each("address", "logging host").values()]
