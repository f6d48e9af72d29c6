"""What answers on the network, and how it talks: Telnet, SSH and what it carries, NX-API, gRPC, where logs go."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.nxos.features import on
from collectors.network.platforms.nxos.snmp import agents
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Fact

_CARRIED: Final = {"ssh": "ssh", "scp": "scp-server", "sftp": "sftp-server", "netconf": "netconf"}
"""What goes over SSH, and the feature that it is."""
_LISTS: Final = ("ssh ciphers", "ssh macs", "ssh kexalgos")


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    features, api = [*config.unknown("feature")], [*config.unknown("feature", "api")]
    yield channels.plain(device, "telnet", on(device, "telnet"), doubt=features)
    yield channels.plain(device, "http", on(device, "http", "http-server"), doubt=features)
    ssh = (device.default("ssh.version"), _algorithms(device))
    for part, feature in _CARRIED.items():
        doubt = [*features, *config.unknown("ssh")]
        yield channels.shell(device, on(device, part, feature), *ssh, part, doubt=doubt)
    yield _api(device, "api", "nxapi", api)
    if on(device, "restconf").value is True:
        yield _api(device, "restconf", "restconf", api)
    only = device.switch("tls.grpc")
    encryption = only.as_("required" if only.value else "offered")
    yield channels.pages(device, "grpc", on(device, "grpc"), encryption=encryption, doubt=api)
    yield from agents(device)
    for host in log_hosts(config):
        lines = [one for one in config.all("logging server") if one["address"] == host["address"]]
        secure, doubt = all(one.holds("secure") for one in lines), [*config.unknown("logging")]
        yield channels.log_server(device, host["address"], says(host, True), secure=secure, doubt=doubt)


def _algorithms(device: Device) -> Said[Any]:
    """What lines name. `all` lets weak ones in too, and `aes256-gcm` is one more: then the server itself says them."""
    named = [
        one for key in _LISTS if (one := device.config.last(key)) and one["algorithms"] not in ("all", "aes256-gcm")
    ]
    weak = device.config.last("ssh cipher-mode weak", "no ssh cipher-mode weak")
    if len(named) < len(_LISTS) or (weak and not weak.key.startswith("no ")):
        return channels.unnamed(device)
    every = {name.lower() for one in named for name in one["algorithms"].replace(",", " ").split()}
    return Said(tuple(sorted(every)), "; ".join(one.line for one in named))


def _api(device: Device, part: str, feature: str, doubt: list[Stated]) -> Fact:
    """NX-API, or RESTCONF on the same server. It takes plain HTTP too where its port for that is open."""
    plain = _open(device, "http")
    encryption = plain.as_("required" if not plain.value else "offered")
    if plain.value and _open(device, "https").value is False:
        encryption = plain.as_("none")
    bare = encryption.value == "none"
    return channels.pages(
        device,
        part,
        on(device, part, feature),
        "" if bare else _tls(device),
        () if bare else _suites(device),
        encryption=encryption,
        doubt=doubt,
    )


def _open(device: Device, scheme: str) -> Said[Any]:
    line = device.config.last(f"nxapi {scheme} port", f"no nxapi {scheme}")
    if line:
        return says(line, not line.key.startswith("no "))
    shown = device.ask("nxapi")
    if shown.ok and shown.body.get("state"):
        port = shown.body.get(scheme, "")
        return Said(bool(port), f"show nxapi: {scheme.upper()} {f'on port {port}' if port else 'is not there'}")
    return device.switch("service.api_http") if scheme == "http" else unsaid(unclear(device.got, "no line says it"))


def _tls(device: Device) -> Said[Any]:
    line = device.config.last("nxapi ssl protocols", "no nxapi ssl protocols")
    if line is None or line.key.startswith("no "):
        return device.default("tls.web_min")
    versions = sorted(word.lower().removeprefix("tlsv") for word in line["protocols"].split())
    return says(line, "1.0" if versions[0] == "1" else versions[0])


def _suites(device: Device) -> Any:
    weak = device.config.last("nxapi ssl ciphers weak", "no nxapi ssl ciphers weak")
    if weak and not weak.key.startswith("no "):
        return unclear(device.got, f"weak ciphers are let in, and not named: {weak.line}")
    return NOT_ASKED


def log_hosts(config: Stated) -> list[Stated]:
    """The servers that logs are sent to, each once."""
    every: dict[str, Stated] = {}
    for one in config.all("logging server", "no logging server"):
        every.pop(one["address"], None)
        if one.key == "logging server":
            every[one["address"]] = one
    return list(every.values())
