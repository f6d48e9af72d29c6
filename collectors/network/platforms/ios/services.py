"""What answers on the network, and how it talks: Telnet, SSH, the pages, SNMP, and where logs go."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.ios.lines import shut
from collectors.network.said import Said, says
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    lines = [one for one in config.all("line") if one["kind"] == "vty" or one.has("transport input")]
    doubt = [*config.odd("line"), *(one for line in lines for one in line.unknown())]
    yield channels.plain(device, "telnet", _taken(device, lines, "telnet"), doubt=doubt)
    doubt += config.unknown("ssh")
    yield channels.shell(device, _taken(device, lines, "ssh"), _version(device), _algorithms(device), doubt=doubt)
    yield channels.plain(device, "http", page(device, "http", "ip http server"), doubt=config.unknown("web"))
    on = page(device, "https", "ip http secure-server")
    yield channels.pages(device, "https", on, tls(device), _suites(device), doubt=config.unknown("web"))
    yield from _files(device)
    yield from _snmp(device)
    for host in log_hosts(device):
        lines = [one for one in config.all(*_HOSTS) if one["address"] == host["address"]]
        doubt, secure = [*config.unknown("logging")], all(one["transport"] == "tls" for one in lines)
        yield channels.log_server(device, host["address"], says(host, True), secure=secure, doubt=doubt)


def _files(device: Device) -> Iterator[Channel]:
    """Servers for files and commands that never encrypt, where a line switches one on."""
    for part, protocol in (("ftp", "ftp"), ("tftp", "ftp"), ("rcp", "ftp"), ("rsh", "telnet")):
        key = f"ip rcmd {part}-enable" if part.startswith("r") else f"{part}-server"
        if said := device.config.last(key):
            yield channels.plain(device, part, says(said, True), protocol=protocol)


def _taken(device: Device, lines: list[Stated], protocol: str) -> Said[Any]:
    """Whether any line takes a protocol; one that may outweighs those that do not."""
    every = [_takes(device, line, protocol) for line in lines]
    for wanted in (True, None, False):
        if found := next((one for one in every if one.value is wanted), None):
            return found
    return device.switch(f"service.{protocol}")


def _takes(device: Device, line: Stated, protocol: str) -> Said[Any]:
    said = line.last("transport input", "no transport input")
    if said:
        return says(said, protocol in (ways := said["ways"].split()) or "all" in ways)
    if shut(line):
        return says(line, False)
    shown = device.ask("line_vty")
    if shown.ok and (ways := str(shown.body.get("transports", "")).split()):
        return Said(protocol in ways, f"show line vty 0: allowed are {', '.join(ways)}")
    default = device.default("service.vty_transport")
    return default.as_(bool({protocol, "all"} & {*str(default.value).replace(",", " ").split()}))


def _version(device: Device) -> Said[Any]:
    """Version 1.99 speaks the broken first one too."""
    said, shown = device.config.last("ip ssh version"), device.ask("ssh")
    if said:
        return says(said, "2.0" if said["version"] == "2" else "1")
    if shown.ok and shown.body.get("version"):
        return Said("2.0" if shown.body["version"] == "2.0" else "1", f"show ip ssh: version {shown.body['version']}")
    default = device.default("ssh.version")
    return default.as_("2.0" if str(default.value).startswith("2") else "1")


def _algorithms(device: Device) -> Said[Any]:
    """What lines name. What no line names the server itself says before any login, where it was asked."""
    named = [one for one in device.config.all("ip ssh server algorithm") if one["algorithms"]]
    if {one["of"] for one in named} >= {"encryption", "mac", "kex"}:
        every = {name.lower() for one in named for name in one["algorithms"].replace(",", " ").split()}
        return Said(tuple(sorted(every)), "; ".join(one.line for one in named))
    return channels.unnamed(device)


def page(device: Device, part: str, key: str) -> Said[Any]:
    """Whether a server of pages is on."""
    said = device.config.last(key, f"no {key}")
    return says(said, said.key == key) if said else device.switch(f"service.{part}")


def tls(device: Device) -> Said[Any]:
    """The lowest version of TLS that the pages take."""
    said = device.config.last("ip http tls-version")
    return says(said, said["version"].upper().removeprefix("TLSV")) if said else device.default("tls.web_min")


def _suites(device: Device) -> Any:
    said = device.config.last("ip http secure-ciphersuite")
    return says(said, tuple(sorted(said["algorithms"].lower().split()))) if said else NOT_ASKED


def _snmp(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    groups = config.all("snmp-server group")
    told = [one for one in config.all(*_TRAPS) if one["address"]]
    users = [one for one in config.all("snmp-server user") if not one["address"]]
    old = [one for one in (*groups, *users) if one["version"] != "v3"]
    plain = [*config.all("snmp-server community"), *old]
    plain += [one for one in told if not one["level"]]
    secure = [*(one for one in groups if one["version"] == "v3"), *(one for one in told if one["level"])]
    yield from channels.snmp_agents(device, plain, secure, _protocols(device), doubt=doubt)


_TRAPS: Final = ("snmp-server host", "snmp-server host version", "snmp-server host version 3")


def _protocols(device: Device) -> Any:
    """By what users of version 3 sign and encrypt; they stand in no configuration."""
    told = device.ask("snmp_user")
    if not told.ok:
        return told
    used = sorted({word.lower() for name in ("auth", "priv") for word in told.body[name]})
    return Said(tuple(used), f"show snmp user: {', '.join(used)}") if used else unclear(told, "no user of version 3")


_HOSTS: Final = ("logging host", "logging host ipv6", "logging")


def log_hosts(device: Device) -> list[Stated]:
    """The servers that logs are sent to, each once: `logging 10.0.0.1` is how old releases write it."""
    every = {one["address"]: one for one in device.config.all(*_HOSTS) if one["address"]}
    return list(every.values())
