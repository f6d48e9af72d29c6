"""What answers on the network, and how it talks: what interfaces let in, and where logs go."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.platforms.fortios.settings import doubts, either, entries, on, said, switched
from collectors.network.said import Said, says, unsaid
from scanner.answers import NOT_ASKED, unclear
from scanner.facts import Channel, Fact

_TLS: Final = {"tlsv1-0": "1.0", "tlsv1-1": "1.1", "tlsv1-2": "1.2", "tlsv1-3": "1.3"}
_ALGORITHMS: Final = (("ssh-enc-algo", "ssh.ciphers"), ("ssh-mac-algo", "ssh.macs"), ("ssh-kex-algo", "ssh.kex"))


def services(device: Device) -> Iterator[Fact]:
    """A channel for each service, those too that are off."""
    config = device.config
    doubt = [*doubts(config, "interface", "global")]
    yield channels.plain(device, "telnet", listens(device, "telnet"), doubt=doubt)
    yield channels.plain(device, "http", listens(device, "http"), _redirect(device), doubt=doubt)
    tls = _tls(device)
    yield channels.pages(device, "https", listens(device, "https"), tls, doubt=doubt)
    enabled, doubt = listens(device, "ssh"), [*doubt, *doubts(config, "ssh")]
    yield channels.shell(device, enabled, _version(device), _algorithms(device), doubt=doubt)
    yield from _snmp(device)


def listens(device: Device, service: str) -> Said[Any]:
    """Whether any interface lets it in."""
    if service == "telnet":
        off = said(device.config.block("config system global"), "admin-telnet")
        if off and off["switch"] == "disable":
            return says(off, False)
    line = next((one for one in _accesses(device.config) if service in one["ways"].split()), None)
    if line:
        return says(line, True)
    if not device.config.has("config system interface"):
        return unsaid(unclear(device.got, "no interface stands in it"))
    return device.switch(f"service.{service}")


def _accesses(config: Stated) -> Iterator[Stated]:
    """The lines that let services in, of interfaces, their second addresses and their addresses of version 6."""
    for one in entries(config.block("config system interface")).values():
        found = [said(one, "allowaccess"), said(one.block("config ipv6"), "ip6-allowaccess")]
        second = entries(one.block("config secondaryip"))
        yield from filter(None, (*found, *(said(address, "allowaccess") for address in second.values())))


def _redirect(device: Device) -> Said[Any]:
    line = switched(device.config.block("config system global"), "admin-https-redirect")
    leads = either(device, line, "http.redirect")
    return leads.as_("required" if leads.value else "none")


def _weakened(device: Device) -> Said[Any] | None:
    """Defaults are others where the strong ones are switched off."""
    line = said(device.config.block("config system global"), "strong-crypto")
    if line and line["switch"] == "disable":
        return unsaid(unclear(device.got, f"line {line.number} takes weak algorithms and versions in, and names none"))
    return None


def _tls(device: Device) -> Said[Any]:
    line = said(device.config.block("config system global"), "admin-https-ssl-versions")
    if line:
        return says(line, min(_TLS[word] for word in line["versions"].split()))
    return _weakened(device) or device.default("tls.web_min")


def _version(device: Device) -> Said[Any]:
    """Version 1 is taken in only where a line says so."""
    first = switched(device.config.block("config system global"), "admin-ssh-v1")
    return first.as_("1" if first.value else "2.0") if first else device.default("ssh.version")


def _algorithms(device: Device) -> Said[Any]:
    """What lines name, and what no line names where that is known. The server itself says all to whoever connects."""
    every = [_named(device, setting, default) for setting, default in _ALGORITHMS]
    if unknown := next((one for one in every if one.value is None), None):
        return unknown
    names = {name.lower() for one in every for name in str(one.value).split()}
    return Said(tuple(sorted(names)), "; ".join(dict.fromkeys(one.stands for one in every)))


def _named(device: Device, setting: str, default: str) -> Said[Any]:
    """Where they stand depends on the release."""
    line = said(device.config.block("config system ssh-config", "config system global"), setting)
    return says(line, line["algorithms"]) if line else _weakened(device) or device.default(default)


def _snmp(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off."""
    config, doubt = device.config, [*doubts(device.config, "snmp", "interface")]
    agent = switched(config.block("config system snmp sysinfo"), "status")
    let = listens(device, "snmp")
    every = [one for one in _named_in(config, "community") if _enabled(one, "status")]
    asked, told = ([one for one in every if _in_use(one, way)] for way in ("query", "trap"))
    users = [one for one in _named_in(config, "user") if _enabled(one, "status")]
    sent = [one for one in users if _notifies(one)]
    if agent is None or agent.value is False or (let.value is False and not told and not sent):
        off = next((one for one in (agent, let) if one and one.value is False), None)
        yield channels.snmp(device, "snmp", off or device.switch("service.snmp"), doubt=doubt)
        return
    users = [one for one in users if one in sent or (let.value is not False and _enabled(one, "queries"))]
    asked = asked if let.value is not False else []
    if told or asked:
        yield channels.snmp(device, "snmpv2c", _on(told, let), "none", "1", doubt=doubt)
    if users:
        yield _third(device, users, _on(sent, let), doubt)
    if not asked and not told and not users:
        yield channels.snmp(device, "snmp", Said(False, "no line lets a community or a user ask"), doubt=doubt)


def _named_in(config: Stated, table: str) -> list[Stated]:
    return [*entries(config.block(f"config system snmp {table}")).values()]


def _on(sending: list[Stated], let: Said[Any]) -> Said[Any]:
    """What is sent needs no interface that lets questions in."""
    return says(sending[0], True) if sending else let.as_(True)


def _in_use(community: Stated, way: str) -> bool:
    """It answers (`query`) in one of the old versions, or tells (`trap`) some host; without a line it does in both."""
    old = [switched(community, f"{way}-{version}-status") for version in ("v1", "v2c")]
    hosts = [one for table in ("hosts", "hosts6") for one in entries(community.block(f"config {table}")).values()]
    types = [said(one, "host-type") for one in hosts]
    some = way == "query" or any(one is None or one["type"] != "query" for one in types)
    return some and any(one is None or one.value for one in old)


def _notifies(user: Stated) -> bool:
    return _enabled(user, "trap-status") and any(said(user, f"notify-{table}") for table in ("hosts", "hosts6"))


def _enabled(block: Stated, setting: str) -> bool:
    """Of what is on unless a line turns it off."""
    return switched(block, setting) is None or on(block, setting)


def _third(device: Device, users: list[Stated], on_: Said[Any], doubt: list[Stated]) -> Channel:
    """Version 3, as the weakest user has it."""
    levels = [said(one, "security-level") for one in users]
    first = device.default("snmp.user_level")
    weak = next((one for one in levels if one is None or one["level"] != "auth-priv"), levels[0])
    private = [one is not None and one["level"] == "auth-priv" for one in levels]
    encryption = "required" if all(private) else "offered" if any(private) else "none"
    stands = weak.line if weak else first.stands
    names = _proofs(users) if all(private) else NOT_ASKED
    return channels.snmp(device, "snmpv3", on_, Said(encryption, stands), "3", names, doubt=doubt)


def _proofs(users: list[Stated]) -> Any:
    """How users prove themselves and encrypt, where lines say it of all."""
    named = [(said(one, "auth-proto"), said(one, "priv-proto")) for one in users]
    if any(None in pair for pair in named):
        return NOT_ASKED
    lines = [line for pair in named for line in pair if line]
    words = {line["auth"] or line["priv"] for line in lines}
    return Said(tuple(sorted(words)), "; ".join(one.line for one in lines))
