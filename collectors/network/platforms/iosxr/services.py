"""What answers on the network, and how it talks: Telnet, SSH, NETCONF, gRPC, the XML agent, and where logs go."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated, joined
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.iosxr.doors import agent, xml
from collectors.network.platforms.iosxr.snmp import agents
from collectors.network.platforms.iosxr.templates import Templates
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Channel, Fact

_SSH: Final = ("ssh server", "ssh server v2", "ssh server vrf", "ssh server access-list")
"""Lines that let it answer; all others only say how."""
_LISTS: Final = frozenset({"cipher", "key-exchange"})
_MACS: Final = frozenset({"mac", "hmac"})


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    lines = [*config.unknown("line")]
    telnet = _taken(device, "telnet", config.all("telnet server"))
    yield channels.plain(device, "telnet", telnet, doubt=[*lines, *config.unknown("telnet")])
    ssh = [one for one in config.all(*_SSH) if one.key != "ssh server" or one.text == "ssh server"]
    how, doubt = (_version(device), _algorithms(device)), [*config.unknown("ssh")]
    yield channels.shell(device, _taken(device, "ssh", ssh), *how, doubt=[*lines, *doubt])
    speaks = agent(config)
    netconf = says(speaks, True) if speaks else device.switch("service.netconf")
    yield channels.shell(device, netconf, *how, "netconf", doubt=[*doubt, *config.unknown("netconf")])
    odd, files = [*config.unknown("files")], config.last("tftp server")
    if files or odd:
        yield channels.plain(device, "tftp", says(files, True) if files else device.switch("service.tftp"), doubt=odd)
    yield from _agents(device)
    yield from agents(device)
    for host in log_hosts(config).values():
        secure = all(one.key == "logging tls-server" for one in host)
        named, doubt = address(host[0]), [*config.unknown("logging")]
        yield channels.log_server(device, named, says(host[0], True), secure=secure, doubt=doubt)


def _taken(device: Device, protocol: str, lines: list[Stated]) -> Said[Any]:
    """Whether a protocol is taken: it has a server, and a template in use that lets it in."""
    templates = Templates(device.config)
    every = [templates.takes(name, protocol) for name in templates.used()]
    known = [one for one in every if one]
    if len(known) == len(every) and not any(taken for _, taken in known):
        return says(known[0][0], False)
    return says(lines[-1], True) if lines else device.switch(f"service.{protocol}")


def _version(device: Device) -> Said[Any]:
    """Without `v2` the broken first version is spoken too, where the release has it."""
    line, shown = device.config.last("ssh server v2"), device.ask("ssh")
    if line:
        return says(line, "2.0")
    if shown.ok and (versions := str(shown.body.get("versions", ""))):
        return Said("1" if "v1" in versions else "2.0", f"show ssh server: {versions}")
    default = device.default("ssh.version")
    return default.as_("2.0" if str(default.value).startswith("2") else "1")


def _algorithms(device: Device) -> Said[Any]:
    """What lines name; those that a line adds are weak ones, whatever else there is."""
    added = device.config.last("ssh server enable cipher")
    if added:
        return says(added, tuple(sorted(_named(added))))
    lines = [one for one in device.config.all("ssh server algorithms") if one["algorithms"]]
    of = {one["of"] for one in lines}
    if of >= _LISTS and of & _MACS:
        every = {name for one in lines for name in _named(one)}
        return Said(tuple(sorted(every)), "; ".join(one.line for one in lines))
    return channels.unnamed(device)


def _named(line: Stated) -> list[str]:
    return line["algorithms"].lower().replace(",", " ").split()


def _agents(device: Device) -> Iterator[Channel]:
    """gRPC, which takes TLS or not, and what few routers have: the XML agent, and pages."""
    config, doubt = device.config, [*device.config.unknown("web")]
    blocks = config.all("grpc")
    on = says(blocks[-1], True) if blocks else device.switch("service.grpc")
    how = _grpc(device, blocks)
    plain: tuple[str, tuple[str, ...]] | tuple[()] = ("", ()) if how.value == "none" else ()
    yield channels.pages(device, "grpc", on, *plain, encryption=how, doubt=doubt)
    for part, line in xml(config):
        if part == "xml":
            yield channels.plain(device, part, says(line, True), doubt=doubt)
        else:
            yield channels.pages(device, part, says(line, True), doubt=doubt)
    if pages := config.last("http server"):
        yield channels.plain(device, "http", says(pages, True), doubt=doubt)


def _grpc(device: Device, blocks: list[Stated]) -> Said[Any]:
    """Releases differ in what they do without a line."""
    within = joined(blocks)
    line = within.last("no-tls", "tls", "tls-mutual")
    if line is None:
        return unsaid(unclear(device.got, "whether gRPC takes TLS alone hangs on the release where no line says it"))
    return says(line, "none" if line.key == "no-tls" else "required")


def log_hosts(config: Stated) -> dict[str, list[Stated]]:
    """The lines about each server that logs are sent to."""
    every: dict[str, list[Stated]] = {}
    for one in (*config.all("logging"), *config.all("logging tls-server")):
        if named := address(one):
            every.setdefault(named, []).append(one)
    return every


def address(host: Stated) -> str:
    """Where a line, or a block, sends the log; empty: nowhere."""
    within = host.last("address", "tls-hostname")
    return host["address"] or (within["address"] if within else "")
