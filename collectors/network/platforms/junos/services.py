"""What answers on the network, and how it talks: SSH, Telnet, FTP, NETCONF, J-Web, APIs, SNMP."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.junos.snmp import snmp
from collectors.network.said import Said, says
from scanner.answers import NOT_ASKED
from scanner.facts import Channel, Fact

_RARE: Final = (
    ("tftp", "ftp", "tftp-server", "plain"),
    ("finger", "telnet", "finger", "plain"),
    ("rlogin", "telnet", "rlogin", "plain"),
    ("rsh", "telnet", "rsh", "plain"),
    ("xnm-clear-text", "telnet", "xnm-clear-text", "xml"),
    ("xnm-ssl", "tls", "xnm-ssl", "xml"),
    ("netconf-tls", "tls", "netconf tls", "netconf"),
    ("webapi-http", "http", "webapi http", "api"),
    ("webapi-https", "tls", "webapi https", "api"),
    ("grpc-plain", "http", "extension-service request-response grpc clear-text", "api"),
    ("notification", "http", "extension-service notification allow-clients", "api"),
    ("grpc", "tls", "extension-service request-response grpc ssl", "api"),
)
"""Services that are told of where they are on: name, protocol, path, family. What talks to a shell or takes commands
in plain is as Telnet is."""
_NAMES: Final = {
    "dh-group1-sha1": "diffie-hellman-group1-sha1",
    "dh-group14-sha1": "diffie-hellman-group14-sha1",
    "group-exchange-sha1": "diffie-hellman-group-exchange-sha1",
    "group-exchange-sha2": "diffie-hellman-group-exchange-sha256",
}
"""Of key exchanges, in the protocol's own words."""


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    for name, path in (("telnet", "telnet"), ("ftp", "ftp"), ("http", "web-management http")):
        family = {"http": "web"}.get(name, name)
        yield channels.plain(device, name, _on(device, name, path), doubt=config.unknown("whole", family))
    doubt = [*config.unknown("whole", "ssh")]
    yield channels.shell(device, _on(device, "ssh", "ssh"), _version(device), _algorithms(device), doubt=doubt)
    yield _carried(device, doubt)
    pages = _on(device, "https", "web-management https")
    yield channels.pages(device, "https", pages, device.default("tls.web_min"), doubt=config.unknown("whole", "web"))
    yield from _rest(device)
    for name, protocol, path, family in _RARE:
        if line := config.under(f"system services {path}"):
            yield _rare(device, name, protocol, says(line, True), [*config.unknown("whole", family)])
    yield from snmp(device)


def _on(device: Device, name: str, path: str) -> Said[Any]:
    line = device.config.under(f"system services {path}")
    return says(line, True) if line else device.switch(f"service.{name}")


def _carried(device: Device, doubt: list[Stated]) -> Fact:
    """NETCONF, which SSH carries: the server is the same, and has another port."""
    lines = [*doubt, *device.config.unknown("netconf")]
    return device.make(
        Channel,
        "service",
        "netconf",
        doubt=lines,
        protocol="ssh",
        enabled=_on(device, "netconf", "netconf ssh"),
        encryption="required",
        min_version=_version(device),
        algorithms=_algorithms(device),
    )


def _version(device: Device) -> Said[Any]:
    """The lowest: where a line names both, the broken first one is spoken too."""
    named = device.config.all("system services ssh protocol-version")
    if named:
        lowest = min(named, key=lambda one: one["version"])
        return says(lowest, "2.0" if lowest["version"] == "v2" else "1")
    default = device.default("ssh.version")
    return default.as_("2.0" if str(default.value).startswith("2") else "1")


def _algorithms(device: Device) -> Said[Any]:
    """What lines name. What no line names the server itself says before any login, where it was asked."""
    config = device.config
    named = [(config.all(f"system services ssh {of}"), slot) for of, slot in _LISTS]
    if not all(lines for lines, _ in named):
        return channels.unnamed(device)
    every = {_NAMES.get(one[slot], one[slot]).lower() for lines, slot in named for one in lines}
    stands = [one.line for lines, _ in named for one in lines]
    for one in config.all("system services ssh hostkey-algorithm", "system services ssh hostkey-algorithm-list"):
        if one["key"] in ("ssh-dss", "dss", "ssh-rsa") and one["how"] != "deny":
            every |= {"ssh-dss"} if one["key"].endswith("dss") else set()
            stands.append(one.line)
    return Said(tuple(sorted(every)), "; ".join(stands))


_LISTS: Final = (("ciphers", "cipher"), ("macs", "mac"), ("key-exchange", "kex"))


def _rest(device: Device) -> Iterator[Fact]:
    """The API: plain, or over TLS."""
    config, doubt = device.config, [*device.config.unknown("whole", "api")]
    plain, secure = (config.under(f"system services rest {way}") for way in ("http", "https"))
    if plain:
        yield _rare(device, "api-http", "http", says(plain, True), doubt)
    if plain and not secure:
        return
    suites = config.all("system services rest https cipher-list")
    named: Any = Said(tuple(sorted(one["suite"] for one in suites)), "; ".join(one.line for one in suites))
    on = says(secure, True) if secure else device.switch("service.api")
    yield channels.pages(device, "api", on, NOT_ASKED, named if suites else NOT_ASKED, doubt=doubt)


def _rare(device: Device, part: str, protocol: str, enabled: Said[Any], doubt: list[Stated]) -> Fact:
    if protocol == "tls":
        return channels.pages(device, part, enabled, doubt=doubt)
    return device.make(
        Channel,
        "service",
        part,
        doubt=doubt,
        protocol=protocol,
        enabled=enabled,
        encryption="none",
        min_version="",
        algorithms=(),
    )
