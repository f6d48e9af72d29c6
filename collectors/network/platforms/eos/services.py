"""What answers on the network, and how it talks: shells, the Command API and its pages, gRPC, SNMP, and log servers."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated, joined
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact

_SHUT = ("shutdown", "no shutdown", "default shutdown")


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    yield channels.plain(device, "telnet", shell(device, "telnet"), doubt=config.unknown("telnet"))
    version = device.default("ssh.version")
    yield channels.shell(device, shell(device, "ssh"), version, _algorithms(device), doubt=config.unknown("ssh"))
    yield channels.plain(device, "http", _plain(device), doubt=config.unknown("web"))
    doubt = [*config.unknown("web", "security")]
    yield channels.pages(device, "api", _secure(device), _tls(device, _pages(config)), doubt=doubt)
    yield from _grpc(device)
    yield from _restconf(device)
    yield from _netconf(device)
    yield from _snmp(device)
    for host in log_hosts(device):
        lines = [one for one in config.all("logging host") if one["address"] == host["address"]]
        tls, doubt = all(one["protocol"] == "tls" for one in lines), [*config.unknown("logging")]
        yield channels.log_server(device, host["address"], says(host, True), secure=tls, doubt=doubt)


def shell(device: Device, way: str) -> Said[Any]:
    """Whether SSH or Telnet takes connections, in whichever VRF; a VRF may open what is shut for all others."""
    block = device.config.block(f"management {way}")
    if opened := next((one for one in _vrfs(block) if one.key == "no shutdown"), None):
        return says(opened, True)
    if said := _last(block):
        return says(said, said.key == "no shutdown")
    shown = device.ask("telnet_status")
    if way == "telnet" and shown.ok and (status := shown.body.get("status")):
        return Said(status == "enabled", f"{shown.ask}: {status} in the default VRF")
    return device.switch(f"service.{way}")


def _last(block: Stated) -> Stated | None:
    """The last word on whether it is open; nothing where that is that it be so by default."""
    said = block.last(*_SHUT)
    return None if said and said.key == "default shutdown" else said


def _vrfs(block: Stated) -> Iterator[Stated]:
    """The last word of each VRF, if it has one of its own."""
    for name in dict.fromkeys(one["vrf"] for one in block.all("vrf")):
        mine = joined(one for one in block.all("vrf") if one["vrf"] == name)
        if said := _last(mine):
            yield said


def api(device: Device) -> Said[Any]:
    """Whether the Command API takes connections. What a VRF says is nothing where all of it is shut."""
    block = device.config.block("management api http-commands")
    if said := _last(block):
        return says(said, said.key == "no shutdown")
    if opened := next((one for one in _vrfs(block) if one.key == "no shutdown"), None):
        return unsaid(unclear(device.got, f"a VRF opens the API, and no line opens the whole of it: {opened.line}"))
    return device.switch("service.api")


def _pages(config: Stated) -> Stated:
    return config.block("management api http-commands", "management http-server")


def _plain(device: Device) -> Said[Any]:
    """Without encryption: the API itself, and a line that lets it."""
    whole, said = api(device), _pages(device.config).last("protocol http", "no protocol http")
    if not whole.value:
        return whole
    return says(said, said.key == "protocol http") if said else device.switch("service.api_http")


def _secure(device: Device) -> Said[Any]:
    whole = api(device)
    said = _pages(device.config).last("protocol https", "protocol https ssl profile", "no protocol https")
    return says(said, False) if whole.value and said and said.key == "no protocol https" else whole


def _tls(device: Device, block: Stated, key: str = "protocol https ssl profile") -> Said[Any]:
    """The lowest version of TLS: that of the profile, else what the device says it takes."""
    profile = block.last(key, f"no {key}")
    if profile and profile.key == key:
        return _profile(device, profile["profile"])
    shown = device.ask("http_server")
    if key.startswith("protocol") and shown.ok and (versions := str(shown.body.get("tls", "")).split()):
        return Said(min(versions), f"{shown.ask}: TLS {', '.join(versions)}")
    return device.default("tls.web_min")


def _profile(device: Device, name: str) -> Said[Any]:
    profiles = [one for one in device.config.block("management security").all("ssl profile") if one["profile"] == name]
    said = joined(profiles).last("tls versions", "no tls versions", "default tls versions")
    if said and said["versions"]:
        return says(said, min(said["versions"].split()))
    default = device.default("tls.profile_min")
    return default if profiles else unsaid(unclear(device.got, f"the SSL profile {name} is not there"))


def _grpc(device: Device) -> Iterator[Channel]:
    """Each transport of gNMI, and what agents of the switch answer: without a profile, or a certificate, in plain."""
    doubt, found = [*device.config.unknown("grpc", "security")], transports(device.config, "grpc")
    for part, one, on in found:
        profile = one.last("ssl profile", "no ssl profile")
        if profile and profile.key == "ssl profile":
            yield channels.pages(device, part, on, _tls(device, one, "ssl profile"), doubt=doubt)
        elif (said := one.last("grpcaddr")) and said.holds("certfile"):
            yield channels.pages(device, part, on, doubt=doubt)
        else:
            yield channels.plain(device, part, on, doubt=doubt)
    if not found and (odd := [*device.config.unknown("grpc")]):
        yield channels.plain(device, "grpc", says(odd[0], True), doubt=odd)


def _restconf(device: Device) -> Iterator[Channel]:
    doubt = [*device.config.unknown("restconf", "security")]
    for part, one, on in transports(device.config, "restconf"):
        yield channels.pages(device, part, on, _tls(device, one, "ssl profile"), doubt=doubt)


def _netconf(device: Device) -> Iterator[Channel]:
    doubt = [*device.config.unknown("netconf")]
    for part, _, on in transports(device.config, "netconf"):
        yield channels.shell(device, on, device.default("ssh.version"), NOT_ASKED, part, doubt=doubt)


def transports(config: Stated, api_: str) -> list[tuple[str, Stated, Said[Any]]]:
    """Each transport of an API: its part of the device, its block, and whether it is open."""
    every = []
    head, key = _TRANSPORTS[api_]
    for name, one in config.block(head).each("name", key).items():
        shut = one.last("shutdown", "no shutdown")
        on = says(shut, False) if shut and shut.key == "shutdown" else says(one, True)
        every.append((f"{api_}/{name}", one, on))
    return every + (_agents(config) if api_ == "grpc" else [])


def _agents(config: Stated) -> list[tuple[str, Stated, Said[Any]]]:
    """Agents that take questions themselves, as TerminAttr does with -grpcaddr."""
    every = []
    for name in dict.fromkeys(one["name"] for one in config.all("daemon")):
        block = joined(one for one in config.all("daemon") if one["name"] == name)
        if said := block.last("grpcaddr"):
            shut = block.last("shutdown", "no shutdown")
            every.append((f"grpc/{name}", block, says(said, shut is None or shut.key == "no shutdown")))
    return every


_TRANSPORTS = {
    "grpc": ("management api gnmi", "transport grpc"),
    "netconf": ("management api netconf", "transport ssh"),
    "restconf": ("management api restconf", "transport https"),
}


def _algorithms(device: Device) -> Said[Any]:
    """What lines name. What no line names the server itself says before any login, where it was asked."""
    block = device.config.block("management ssh")
    named = [block.last(key, f"no {key}", f"default {key}") for key in ("cipher", "mac", "key-exchange")]
    if all(one and one["algorithms"] for one in named):
        every = {name.lower() for one in named if one for name in one["algorithms"].replace(",", " ").split()}
        return Said(tuple(sorted(every)), "; ".join(one.line for one in named if one))
    return channels.unnamed(device)


def _snmp(device: Device) -> Iterator[Channel]:
    """The agent, where communities or groups let it answer anybody; users come in by their groups."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    groups = [one for one in config.all("snmp-server group") if not _gone(config, one)]
    users = [one for one in config.each("user", "snmp-server user").values() if not one["remote"]]
    old = [one for one in (*groups, *users) if one["version"] != "v3"]
    traps = [one for one in config.all("snmp-server host", "snmp-server host version") if one["secret"]]
    plain = [*config.each("secret", "snmp-server community").values(), *old, *traps]
    secure = [one for one in groups if one["version"] == "v3"]
    if shut := _shut(config):
        yield channels.snmp(device, "snmp", says(shut, False), doubt=doubt)
    else:
        yield from channels.snmp_agents(device, plain, secure, _keyed(users), doubt=doubt)


def _gone(config: Stated, group: Stated) -> bool:
    """A later line takes a group back; one of the same name in another version stays."""
    taken = config.all("no snmp-server group")
    return any(
        (one["group"], one["version"]) == (group["group"], group["version"]) and one.number > group.number
        for one in taken
    )


def _shut(config: Stated) -> Stated | None:
    """The line that closes the agent in the only VRF that it would answer in."""
    vrfs = config.each("vrf", "snmp-server vrf")
    closed = [one for one in config.all("no snmp-server vrf") if one["vrf"] == "default"]
    return closed[-1] if closed and not vrfs else None


def _keyed(users: list[Stated]) -> Any:
    every = {one[slot] for one in users if one["version"] == "v3" for slot in ("auth", "priv") if one[slot]}
    lines = "; ".join(one.line for one in users if one["version"] == "v3")
    return Said(tuple(sorted(every)), lines) if every else NOT_ASKED


def log_hosts(device: Device) -> list[Stated]:
    """The servers that logs are sent to, each once."""
    return [*device.config.each("address", "logging host").values()]
