"""What answers on the network, and how it talks: the services, MAC Telnet, SNMP, and where logs go."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.routeros.log import NOWHERE
from collectors.network.platforms.routeros.menus import bare, lines, live, members, row, setting, switch
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact

_NAMES: Final = {"www": "http", "www-ssl": "https"}


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off. WinBox speaks a protocol of its own."""
    doubt = [*device.config.unknown("service")]
    for service, part in (("telnet", "telnet"), ("ftp", "ftp"), ("www", "http"), ("api", "api")):
        yield channels.plain(device, part, on(device, service), doubt=doubt)
    yield channels.plain(device, "mac-telnet", _mac_telnet(device), protocol="telnet", doubt=doubt)
    yield _shell(device, doubt)
    for service, part in (("www-ssl", "https"), ("api-ssl", "api-ssl")):
        version, suites = _tls(device, service), _suites(device, service)
        yield channels.pages(device, part, on(device, service), version, suites, doubt=doubt)
    yield from _remote(device)
    yield from _snmp(device)


def _remote(device: Device) -> Iterator[Channel]:
    """TR-069, where a line speaks of it: a server that sets whatever it likes, over HTTP or TLS as its address says."""
    enabled, doubt = switch(device.config, "/tr069-client", "enabled"), [*device.config.unknown("acs")]
    if enabled is None and not doubt:
        return
    to = setting(device.config, "/tr069-client", "acs_url")
    open_ = enabled or unsaid(unclear(device.got, "no line says whether TR-069 is on"))
    if to and (to.value or "").startswith("https:"):
        yield channels.pages(device, "tr069", open_, doubt=doubt)
    else:
        yield channels.plain(device, "tr069", open_, doubt=doubt)


def _shell(device: Device, doubt: list[Stated]) -> Channel:
    """Where a line lets whoever asks do without encryption, it is only offered."""
    version: Any = device.default("ssh.version")
    channel = channels.shell(device, on(device, "ssh"), version, _algorithms(device), doubt=doubt)
    bare_ = switch(device.config, "/ip ssh", "allow_none_crypto")
    if doubt or not (bare_ and bare_.value):
        return channel
    return msgspec.structs.replace(channel, encryption="offered", stands=(*channel.stands, bare_.stands))


def on(device: Device, service: str) -> Said[Any]:
    """Whether a service is on; the last line counts, `disable telnet,ftp` too."""
    found: Said[Any] | None = None
    for one in lines(device.config, "/ip service", f"set {service}", "disable", "enable"):
        if one.key.startswith("set ") and one["disabled"]:
            found = says(one, live(one))
        elif one["services"] and service in _named(one):
            found = says(one, one.key == "enable")
    return found or device.switch(f"service.{_NAMES.get(service, service)}")


def _named(one: Stated) -> list[str]:
    """The services that a line names: `telnet,ftp`, `[ find name=telnet ]`."""
    return members(row(one, "services"))


def _mac_telnet(device: Device) -> Said[Any]:
    """On where a list of interfaces takes it; which interfaces are in that list is not looked at."""
    said = setting(device.config, "/tool mac-server", "allowed_interface_list")
    return said.as_(said.value != "none") if said else device.switch("service.mac-telnet")


def _algorithms(device: Device) -> Said[Any]:
    """Some releases name ciphers, none the rest."""
    return channels.unnamed(device)


def _tls(device: Device, service: str) -> Said[Any]:
    said = setting(device.config, "/ip service", "tls_version", f"set {service}")
    if said and said.value == "only-1.2":
        return said.as_("1.2")
    if said and said.value != "any":
        return unsaid(unclear(device.got, f"not understood: {said.stands}"))
    default = device.default("tls.web_min")
    return Said(default.value, said.stands) if said and default.value is not None else default


def _suites(device: Device, service: str) -> Any:
    """Without a certificate only what proves nothing is spoken."""
    said = setting(device.config, "/ip service", "certificate", f"set {service}")
    if said and said.value != "none":
        return NOT_ASKED
    default = device.default("tls.certificate")
    stands = said.stands if said else default.stands
    return Said(("adh",), stands) if said or default.value == "none" else default


def _snmp(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off."""
    doubt = [*device.config.unknown("snmp")]
    enabled = switch(device.config, "/snmp", "enabled") or device.switch("service.snmp")
    if enabled.value is not True:
        yield channels.snmp(device, "snmp", enabled, doubt=doubt)
        return
    every, told = communities(device), _plain_traps(device)
    plain = [*([told] if told else []), *(one for one in every if one.value == "none")]
    secure = [one for one in every if one.value in ("authorized", "private")]
    odd = [one for one in every if one not in plain and one not in secure]
    for one in plain[:1]:
        yield channels.snmp(device, "snmpv2c", Said(True, one.stands), "none", "1", doubt=doubt)
    if secure:
        yield _secure(device, secure, doubt)
    if odd or not (every or plain):
        yield channels.snmp(device, "snmp", odd[0] if odd else Said(False, "no community is enabled"), doubt=doubt)


def _plain_traps(device: Device) -> Said[Any] | None:
    """What sends traps of version 1 or 2, which carry their community in plain; of the first where no line says it."""
    to, version = (setting(device.config, "/snmp", name) for name in ("trap_target", "trap_version"))
    sends = to and any(one not in NOWHERE for one in members(to.value or ""))
    return to if sends and (version is None or version.value != "3") else None


def _secure(device: Device, every: list[Said[Any]], doubt: list[Stated]) -> Channel:
    worst = next((one for one in every if one.value != "private"), every[0])
    private = [one for one in every if one.value == "private"]
    encryption = "required" if len(private) == len(every) else "offered" if private else "none"
    return channels.snmp(device, "snmpv3", Said(True, worst.stands), encryption, "3", _protocols(device), doubt=doubt)


def _protocols(device: Device) -> Said[Any]:
    """How users prove who they are, and how they encrypt."""
    named: dict[str, str] = {}
    for slot in ("authentication", "encryption"):
        default = device.default(f"snmp.{slot}")
        if default.value is None:
            return default
        for said in _users(device):
            name = next((bare(one, f"{slot}_protocol") for one in reversed(said) if one[f"{slot}_protocol"]), "")
            named |= {(name or str(default.value)).lower(): said[-1].line if name else default.stands}
    return Said(tuple(sorted(named)), "; ".join(dict.fromkeys(named.values())))


def _users(device: Device) -> list[list[Stated]]:
    """The lines of each community that proves or encrypts."""
    return [
        said for said in _rows(device.config) if said and _security(device, said).value in ("authorized", "private")
    ]


def _rows(config: Stated) -> list[list[Stated]]:
    """The lines of each community that is enabled: of the built-in one, even where there are none, and of others."""
    menu = "/snmp community"
    every = [[*lines(config, menu, "set")], *([one] for one in lines(config, menu, "add"))]
    return [said for said in every if live(next((one for one in reversed(said) if one["disabled"]), _NO_LINE))]


_NO_LINE: Final = Stated()


def communities(device: Device) -> list[Said[Any]]:
    """Those that are enabled, the built-in one too where no line disables it, each with what it demands."""
    return [_security(device, said) for said in _rows(device.config)]


def _security(device: Device, said: list[Stated]) -> Said[Any]:
    named = [one for one in said if bare(one, "security")]
    if named:
        return says(named[-1], bare(named[-1], "security"))
    default = device.default("snmp.security")
    return Said(default.value, said[-1].line) if said and default.value is not None else default
