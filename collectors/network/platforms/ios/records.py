"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.parts.doors import split
from collectors.network.platforms.ios.methods import servers
from collectors.network.platforms.ios.services import log_hosts
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    failed = config.last("login on-failure log")
    doubt = [*config.unknown("logging", "lockout", "archive", "aaa")]
    told, hosts = _on(device), [one for one in log_hosts(device) if not one["sieved"]]
    yield logs.trail(device, told, _events(device, hosts), doubt=doubt)
    sieved = [one for one in log_hosts(device) if one["sieved"] and not hosts]
    yield logs.delivery(device, hosts, _least(device), on=told, doubt=[*config.unknown("logging"), *sieved])
    yield logs.alarm(device, says(failed, True) if failed else None, doubt=config.unknown("lockout"))
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("archive"))


def _on(device: Device) -> Said[Any]:
    """It is written down somewhere: what is shown on the console alone is not."""
    said, kept = device.config.last("no logging on", "logging on"), device.config.last(*_BUFFERED)
    if kept and kept.key.startswith("no ") and not log_hosts(device):
        return says(kept, False)
    return says(said, said.key == "logging on") if said else device.switch("log.enabled")


_BUFFERED = ("logging buffered", "no logging buffered")


def _events(device: Device, hosts: list[Stated]) -> dict[str, Stated | Said[Any] | None]:
    """Sign-ins where both those that succeed and those that fail are told, or where all are accounted for."""
    config = device.config
    success, failure = (
        config.last(*(f"{no}login {of} log" for no in ("", "no "))) for of in ("on-success", "on-failure")
    )
    logged = (_lost(device, hosts) or success) if _each(success) and _each(failure) else None
    exec_, commands = _accounted(config, "exec"), _accounted(config, "commands 15")
    archived = (one for archive in config.all("archive") for one in archive.all("log config"))
    changes = commands or next((said for log in archived for said in log.all("logging enable")), None)
    return {"sign-in": exec_ or logged, "admin": changes, "commands": changes}


def _lost(device: Device, hosts: list[Stated]) -> Said[Any] | None:
    """Why what the log is told of sign-ins is kept nowhere: neither the buffer nor a server takes notifications."""
    kept, sent = device.config.last(*_BUFFERED), _least(device)
    if kept is None or (hosts and (sent.value or 0) >= logs.SIGN_INS):
        return None
    level = -1 if kept.key.startswith("no ") else logs.level(kept["level"] or "debugging")
    loud, sieved = (level or 0) >= logs.SIGN_INS, kept.holds("discriminator")
    if loud and not sieved:
        return None
    if sieve := kept if loud else next((one for one in log_hosts(device) if one["sieved"]), None):
        return unsaid(unclear(device.got, f"what this lets through is not read: {sieve.line}"))
    return says(kept, False)


def _each(told: Stated | None) -> bool:
    """Of every sign-in, not of every tenth."""
    return told is not None and not told.key.startswith("no ") and told.count("every") <= 1


def _accounted(config: Stated, of: str) -> Stated | None:
    """What tells a server of all that is done on lines that take no list of their own; of none, where one does."""
    if any(line.has(f"accounting {of.partition(' ')[0]}", "accounting") for line in config.all("line")):
        return None
    begins = f"aaa accounting {of} default "
    every = [one for one in config.all("aaa accounting") if f"{one.text} ".startswith(begins)]
    return next((one for one in every if _counts(config, one)), None)


def _counts(config: Stated, accounting: Stated) -> bool:
    """It is told when something begins or ends, in its line or in its block, to a server that is there."""
    lines = [accounting, *accounting.below]
    groups = {word.removeprefix("group ") for one in lines for word in split(one["methods"])}
    groups |= {one["group"] for one in lines}
    reached = any(any(servers(config, group)) for group in groups - {""})
    return reached and "none" not in {one["when"] for one in lines}


def _least(device: Device) -> Said[Any]:
    """The level from which on a server is told."""
    said = device.config.last("logging trap", "no logging trap")
    if said is None:
        default = device.default("log.trap_level")
        return default.as_(logs.level(str(default.value)))
    if said.key.startswith("no "):
        return says(said, -1)
    return says(said, logs.level(said["level"] or "informational"))


def _clock(device: Device) -> Fact:
    config = device.config
    every = {one["address"]: one for one in (*config.all("ntp server"), *config.all("ntp peer")) if one["address"]}
    simple = {one["address"]: one for one in config.all("sntp server")}
    sources = list((simple | every).values())
    return clocks.clock(
        device,
        sources,
        _unread(device, *simple.values()) or _authenticated(config, sources),
        synchronised=clocks.in_step(device.ask("ntp_status"), "state", "synchronized"),
        zones=clocks.zones(config.all("clock timezone")),
        stamps=logs.stamped(device),
        doubt=config.unknown("ntp"),
    )


def _unread(device: Device, *simple: Stated) -> Said[Any] | None:
    """SNTP has keys of its own."""
    return unsaid(unclear(device.got, f"what proves this one is not read: {simple[0].line}")) if simple else None


def _authenticated(config: Stated, sources: list[Stated]) -> Said[Any]:
    """Of every source: a key that is defined and trusted, and that keys are asked for at all."""
    switch = config.last("ntp authenticate")
    asked = says(switch, True) if switch else Said(False, "no line: ntp authenticate")
    defined = {one.count("key") for one in config.all("ntp authentication-key")}
    trusted = (f"{one['key']}-{one['last'] or one['key']}" for one in config.all("ntp trusted-key"))
    return clocks.proven(sources, asked, defined, trusted)


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How and by which line copies are made: an archive that something makes write, applets, scheduled commands."""
    for archive in config.all("archive"):
        path = archive.last("path", "no path")
        if path and path["url"] and archive.has("write-memory", "time-period"):
            yield path["url"].partition(":")[0], path
    scheduled = {
        one["list"]
        for when in config.all("kron occurrence")
        if when["how"] != "oneshot"
        for one in when.all("policy-list")
    }
    policies = (one for one in config.all("kron policy-list") if one["list"] in scheduled)
    applets = (one for one in config.all("event manager applet") if one.has("event"))  # not by hand
    commands = copies.steps(applets)
    for one in (*commands, *(said for policy in policies for said in policy.all("cli"))):
        if one["command"]:
            yield one["command"].removeprefix("<copied:").removesuffix(">"), one
