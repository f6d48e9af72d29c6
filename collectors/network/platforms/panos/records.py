"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

import re
from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels, clocks, copies, logs
from collectors.network.platforms.panos.admins import bare
from collectors.network.platforms.panos.managed import Managed, open_
from collectors.network.said import Said, says, unheard, unsaid
from scanner.answers import Got, unclear
from scanner.facts import Fact

_MANAGEMENT: Final = "deviceconfig setting management"
_MATCH: Final = "log-settings match-list"
_ALL: Final = f'{_MATCH} filter "All Logs"'
_SENT: Final = (f"{_MATCH} send-syslog", _ALL)
_BOTH: Final = ("system", "config")
_SENDS: Final = re.compile(r" (?:send-syslog|audit-tracking syslog-server) ")
_NTP: Final = "deviceconfig system ntp-servers"


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config, doubt = device.config, [*device.config.unknown("log")]
    on = device.switch("log.enabled")
    events = {"sign-in": None, "admin": None, "commands": _commands(device)}
    yield logs.trail(device, on, events, doubt=[*doubt, *config.unknown("management")])
    yield _delivery(device, doubt)
    yield logs.alarm(device, None, doubt=doubt)
    yield from _servers(device, doubt)
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("system"))


def _commands(device: Device) -> Said[Any]:
    lines = [one for one in device.config.all(f"{_MANAGEMENT} audit-tracking") if one["what"] == "op-commands"]
    return says(lines[-1], lines[-1]["switch"] == "yes") if lines else device.switch("log.commands")


def _servers(device: Device, doubt: list[Stated]) -> Iterator[Fact]:
    """Servers that logs may go to, each address once; one that no line sends anything to may be in use all the same."""
    every: dict[str, list[Stated]] = {}
    for one in _addresses(device.config):
        every.setdefault(one["address"], []).append(one)
    sends = [one for one in device.config.below if one["profile"] and _SENDS.search(one.text)]
    for address, lines in every.items():
        secure = all(_transport(device.config, one) == "SSL" for one in lines)
        line = next((said for said in sends for one in lines if _means(said, one)), None)
        why = unclear(device.got, "no line that is read here sends logs to it")
        enabled = says(line, True) if line else unsaid(why)
        yield channels.log_server(device, address, enabled, secure=secure, doubt=doubt)


def _means(said: Stated, server: Stated) -> bool:
    """A line means the profile of that name that its virtual system has, or all share."""
    return bare(said["profile"]) == bare(server["profile"]) and server["vsys"] in (said["vsys"], "")


def _addresses(config: Stated) -> list[Stated]:
    return [one for one in config.all("log-settings syslog server server") if one["address"]]


def _transport(config: Stated, server: Stated) -> str:
    """Without a line it is UDP."""
    every = config.all("log-settings syslog server transport")
    lines = [one for one in every if all(one[slot] == server[slot] for slot in ("profile", "server", "vsys"))]
    return lines[-1]["transport"] if lines else "UDP"


def _delivery(device: Device, doubt: list[Stated]) -> Fact:
    """Places that are sent both what tells of sign-ins and what tells of changes."""
    config = device.config
    sent = [_targets(config, of) for of in _BOTH]
    both = {place: line for place, line in sent[0].items() if place in sent[1]}
    least: Said[Any] | None = None
    picked = [one for of in _BOTH for one in config.all(f"{_MATCH} filter") if one["of"] == of]
    if not both and picked:
        least = unsaid(unclear(device.got, f"{picked[0].line.partition(':')[0]}: its filter picks what is sent"))
    elif not both and isinstance(device, Managed):
        least = unsaid(open_(device, "no line sends logs away"))
    hosts = [*both.values()] or ([device.config] if least else [])
    return logs.delivery(device, hosts, least, doubt=doubt)


def _targets(config: Stated, of: str) -> dict[str, Stated]:
    """Addresses, and Panorama, that are sent all of one log; before release 8 each severity had its own line."""
    whole = {one["list"] for one in config.all(_ALL) if one["of"] == of}
    sends = [one for one in config.all(*_SENT) if one["of"] == of and one["list"] in whole and one["profile"]]
    old = config.all("log-settings send-syslog using-syslog-setting", "log-settings send-to-panorama")
    level = "informational" if of == "system" else "any"
    old = [one for one in old if one["of"] == of and one["level"] in (level, "")]
    profiles = {bare(one["profile"]): one for one in (*sends, *old) if one["profile"]}
    shared = [one for one in _addresses(config) if not one["vsys"]]
    found = {one["address"]: one for one in shared if bare(one["profile"]) in profiles}
    panorama = [one for one in config.all(f"{_MATCH} send-to-panorama") if one["of"] == of and one["list"] in whole]
    last = {one["list"] or one["level"]: one for one in (*panorama, *old) if one["switch"]}
    away = next((one for one in last.values() if one["switch"] == "yes"), None)
    return {**found, "panorama": away} if away else found


def _clock(device: Device) -> Fact:
    """The last line of each of two servers counts."""
    config = device.config
    lines = {
        one["which"]: one for one in config.all(f"{_NTP} ntp-server-address", "deviceconfig system") if _is_source(one)
    }
    servers = list({one["address"]: one for one in lines.values()}.values())
    sources = (
        unsaid(open_(device, "no line names a time server")) if not servers and isinstance(device, Managed) else None
    )
    return clocks.clock(
        device,
        servers,
        _authenticated(config, servers),
        synchronised=_in_step(device) if servers or sources else device.switch("ntp.enabled"),
        zones=_zones(device),
        sources=sources,
        doubt=config.unknown("system"),
    )


def _is_source(one: Stated) -> bool:
    return bool(one["which"] and one["address"])


def _in_step(device: Device) -> Said[Any] | Got | bool:
    """With a server, and not with its own clock."""
    told = device.ask("ntp")
    if not told.ok:
        return told
    with_ = str(told.body.get("state", ""))
    if not with_ and "alone" not in told.body:
        return unheard(told)
    return Said(bool(with_) and with_.upper() != "LOCAL", f"show ntp: {with_ or 'not in step'}")


def _authenticated(config: Stated, servers: list[Stated]) -> Said[Any]:
    """Of each: a key, or keys that prove themselves."""
    proofs = {one["which"]: one for one in config.all(f"{_NTP} authentication-type") if one["how"]}
    keyed = {one["which"]: one for one in config.all(f"{_NTP} authentication-type", *_KEYS) if one["secret"]}
    for one in servers:
        proof = proofs.get(one["which"]) or keyed.get(one["which"])
        if proof is None or proof["how"] == "none":
            return says(proof or one, False)
        if proof["how"].startswith("symmetric") and one["which"] not in keyed:
            return says(proof, False)
    return Said(bool(servers), "; ".join(proofs[one["which"]].line for one in servers) or "no line names a time server")


_KEYS: Final = (f"{_NTP} authentication-type symmetric-key",)


def _zones(device: Device) -> dict[str, int]:
    line = device.config.last("deviceconfig system timezone")
    return clocks.american(line["zone"]) if line else {}


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """A firewall sends its configuration to its Panorama with each commit; a Panorama sends all away by a schedule.

    https://docs.paloaltonetworks.com/panorama/9-1/panorama-admin/administer-panorama
    """
    if managed := next((one for one in config.below if one["panorama"]), None):
        yield "https", managed
    enabled = {one["schedule"]: one for one in config.all("deviceconfig system config-bundle-export-schedule enable")}
    for one in config.all("deviceconfig system config-bundle-export-schedule protocol hostname"):
        on = enabled.get(one["schedule"])
        if on and on["switch"] == "yes":
            yield one["protocol"], one
