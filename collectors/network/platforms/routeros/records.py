"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.parts.channels import log_server
from collectors.network.platforms.routeros.copies import copied
from collectors.network.platforms.routeros.log import CHANGE, NOWHERE, REFUSED, SIGN_IN, Action, Log, log_of
from collectors.network.platforms.routeros.menus import bare, lines, live, members, setting, switch
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import Delivery, Fact


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    log, doubt = log_of(device.config), [*device.config.unknown("logging")]
    yield logs.trail(device, _on(device, log), _events(log), doubt=doubt)
    yield from _sent(device, log, doubt)
    yield logs.alarm(device, _told(log, REFUSED), doubt=doubt)
    yield _clock(device)
    yield from copies.made(device, copied(device.config), doubt=device.config.unknown("copies"))


def _on(device: Device, log: Log) -> Said[Any]:
    said = [one for one in log.rules if one.line]
    if not any(one.live for one in log.rules):
        return Said(False, "; ".join(one.line.line for one in said if one.line))
    live_ = next((one.line for one in said if one.live and one.line), None)
    return says(live_, True) if live_ else device.switch("log.enabled")


def _told(log: Log, message: frozenset[str]) -> Said[Any] | None:
    """Whether any rule keeps it; None where one does that was always there."""
    rules = log.kept(message, log.keeps)
    if any(one.line is None for one in rules):
        return None
    if rules:
        return Said(True, rules[0].line.line if rules[0].line else "")
    changed = [one.line.line for one in log.rules[:4] if one.line]
    return Said(False, f"no rule of the log keeps it: {'; '.join(changed)}")


def _events(log: Log) -> dict[str, Stated | Said[Any] | None]:
    """Sign-ins where those that succeed and those that fail are told."""
    success, failure = _told(log, SIGN_IN), _told(log, REFUSED)
    lacking = next((one for one in (success, failure) if one and not one.value), None)
    return {"sign-in": lacking or (success and failure), "admin": _told(log, CHANGE)}


def _sent(device: Device, log: Log, doubt: list[Stated]) -> Iterator[Fact]:
    """The servers that a rule sends to; one that is not told of sign-ins and of changes has no copy of the record."""
    used = {one.action for one in log.rules if one.live}
    hosts: dict[str, list[Action]] = {}
    for one in log.actions:
        if (
            one.target == "remote"
            and one.remote not in NOWHERE
            and not logs.ITSELF.match(one.remote)
            and one.name in used
        ):
            hosts.setdefault(one.remote, []).append(one)
    whole = []
    for address, actions in hosts.items():
        line = actions[-1].line
        if line is None:
            continue
        secure = all(one.secure for one in actions)
        yield log_server(device, address, says(line, True), secure=secure, doubt=doubt)
        if all(log.kept(message, actions) for message in (SIGN_IN, REFUSED, CHANGE)):
            whole.append(line)
    lacks = "no server is told of sign-ins, wrong passwords and changes" if hosts else "no line names a log server"
    sent = logs.counted(whole, lacks)
    yield device.make(Delivery, "device", doubt=doubt, silent_seconds=HIDDEN, copies=sent)


def _clock(device: Device) -> Fact:
    told = device.ask("clock")
    zone = str(told.body["zone"]) if told.ok else ""
    hours, _, minutes = zone[1:].partition(":")
    away = (int(hours) * 60 + int(minutes)) * (-1 if zone[0] == "-" else 1) if zone else 0
    sources = _sources(device)
    return clocks.clock(
        device,
        (),
        _authenticated(device, sources),
        sources=sources,
        synchronised=clocks.in_step(device.ask("ntp_status"), "status", "synchronized"),
        zones={zone: away},
        doubt=device.config.unknown("ntp"),
    )


def _sources(device: Device) -> Said[Any]:
    """Servers by lines; those that DHCP names are in no export."""
    client, config = "/system ntp client", device.config
    enabled = switch(config, client, "enabled") or device.switch("ntp.enabled")
    if enabled.value is not True:
        return enabled.as_(0)
    mode = setting(config, client, "mode")
    if mode and mode.value != "unicast":
        return unsaid(unclear(device.got, f"who tells the time no line says: {mode.stands}"))
    said = [setting(config, client, name) for name in ("primary_ntp", "secondary_ntp", "server_dns_names", "servers")]
    named = {address: one.stands for one in said if one for address in members(one.value or "")}
    named |= {bare(one, "address"): one.line for one in _rows(config)}
    every = {
        address: stands
        for address, stands in named.items()
        if address not in NOWHERE and not logs.ITSELF.match(address)
    }
    if not every:
        return unsaid(unclear(device.got, "the time client is on and no line names a server; DHCP may"))
    return Said(len(every), "; ".join(dict.fromkeys(every.values())))


def _rows(config: Stated) -> list[Stated]:
    return [one for one in lines(config, "/system ntp client servers", "add") if live(one) and one["address"]]


def _authenticated(device: Device, sources: Said[Any]) -> Said[Any] | Got:
    """Of every source: a key, which is there."""
    if not sources.value:
        return sources.as_(False)
    rows = _rows(device.config)
    bare_ = next((one for one in rows if one["auth_key"] in ("", "none")), None)
    if bare_ or len({bare(one, "address") for one in rows}) < sources.value:
        return says(bare_, False) if bare_ else Said(False, sources.stands)
    keys = {one["key_id"] for one in lines(device.config, "/system ntp key", "add") if live(one)}
    missing = next((one for one in rows if one["auth_key"] not in keys), None)
    if missing:
        return unclear(device.got, f"the key of {missing.line} is not there")
    return says(rows[0], True)
