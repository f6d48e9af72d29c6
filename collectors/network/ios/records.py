"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.ios.services import log_hosts
from collectors.network.parts import records as parts
from collectors.network.said import Said, says
from scanner.facts import Fact


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    failed = config.last("login on-failure log")
    doubt = [*config.unknown("logging", "lockout", "archive", "aaa")]
    yield parts.trail(device, _on(device), _events(config), doubt=doubt)
    yield parts.delivery(device, log_hosts(device), _least(device), doubt=config.unknown("logging"))
    yield parts.alarm(device, says(failed, True) if failed else None, doubt=config.unknown("lockout"))
    yield _clock(device)
    yield from parts.copies(device, _copied(config), doubt=config.unknown("archive"))


def _on(device: Device) -> Said[Any]:
    said = device.config.last("no logging on", "logging on")
    return says(said, said.key == "logging on") if said else device.switch("log.enabled")


def _events(config: Stated) -> dict[str, Stated | None]:
    """Sign-ins where both those that succeed and those that fail are told, or where all are accounted for."""
    success, failure = config.last("login on-success log"), config.last("login on-failure log")
    accounted = [one for one in config.all("aaa accounting") if _counts(one)]
    exec_ = next((one for one in accounted if one.text.startswith("aaa accounting exec ")), None)
    commands = next((one for one in accounted if one.text.startswith("aaa accounting commands ")), None)
    logs = (one for archive in config.all("archive") for one in archive.all("log config"))
    changes = commands or next((said for log in logs for said in log.all("logging enable")), None)
    return {"sign-in": exec_ or (success if failure else None), "admin": changes, "commands": changes}


def _counts(accounting: Stated) -> bool:
    """It is told when something begins or ends, in its line or in its block."""
    return "none" not in (accounting["when"], *(one["when"] for one in accounting.below))


def _least(device: Device) -> Said[Any]:
    """The level from which on a server is told."""
    said = device.config.last("logging trap", "no logging trap")
    if said is None:
        default = device.default("log.trap_level")
        return default.as_(parts.level(str(default.value)))
    if said.key.startswith("no "):
        return says(said, -1)
    return says(said, parts.level(said["level"] or "informational"))


def _clock(device: Device) -> Fact:
    config = device.config
    every = {one["address"]: one for one in (*config.all("ntp server"), *config.all("ntp peer")) if one["address"]}
    sources = list(every.values())
    return parts.clock(
        device,
        sources,
        _authenticated(config, sources),
        synchronised=parts.in_step(device.ask("ntp_status"), "state", "synchronized"),
        zones=parts.zones(config.all("clock timezone")),
        stamps=parts.stamped(device),
        doubt=config.unknown("ntp"),
    )


def _authenticated(config: Stated, sources: list[Stated]) -> Said[Any]:
    """Of every source: a key that is defined and trusted, and that keys are asked for at all."""
    switch = config.last("ntp authenticate")
    asked = says(switch, True) if switch else Said(False, "no line: ntp authenticate")
    defined = {one.count("key") for one in config.all("ntp authentication-key")}
    trusted = (f"{one['key']}-{one['last'] or one['key']}" for one in config.all("ntp trusted-key"))
    return parts.proven(sources, asked, defined, trusted)


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How and by which line copies are made: an archive that something makes write, applets, scheduled commands."""
    for archive in config.all("archive"):
        path = archive.last("path")
        if path and archive.has("write-memory", "time-period"):
            yield path["url"].partition(":")[0], path
    scheduled = {one["list"] for when in config.all("kron occurrence") for one in when.all("policy-list")}
    policies = (one for one in config.all("kron policy-list") if one["list"] in scheduled)
    commands = [one for applet in config.all("event manager applet") for one in applet.all("action cli command")]
    for one in (*commands, *(said for policy in policies for said in policy.all("cli"))):
        if one["command"]:
            yield one["command"].removeprefix("<copied:").removesuffix(">"), one
