"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.parts.doors import split
from collectors.network.platforms.iosxr.methods import servers
from collectors.network.platforms.iosxr.services import log_hosts
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact

_TELLS: Final = 6
"""The level at which sign-ins and commits are told: informational."""


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    hosts, logging = log_hosts(config), [*config.unknown("logging")]
    levels = [(lines[0], _level(device, lines)) for lines in hosts.values()]
    doubt, on = [*logging, *config.unknown("aaa")], _on(device, hosts)
    off = on if on.value is False else None
    yield logs.trail(device, on, _events(device, levels), doubt=doubt)
    yield logs.told(device, levels, on=off, doubt=logging)
    yield logs.alarm(device, off, doubt=logging)
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("copies"))


def _on(device: Device, hosts: Mapping[str, list[Stated]]) -> Said[Any]:
    off, buffered = device.config.last("logging disable"), device.config.last("logging buffered")
    if off:
        return says(off, False)
    line = next((lines[0] for lines in hosts.values()), buffered)
    return says(line, True) if line else device.switch("log.enabled")


def _level(device: Device, lines: list[Stated]) -> Said[Any]:
    """From which level on a server is told: as its lines say, but no more than `logging trap` lets out."""
    trap = _severe(device.config.all("logging trap"))
    if sieved := next((one for one in lines if one["operator"] in ("equals", "not-equals")), None):
        return unsaid(unclear(device.got, f"of some levels alone it is told: {sieved.line}"))
    words = [one for line in lines for one in (line, *line.all("severity")) if one["severity"]]
    if words:
        loudest = max(words, key=_number)
        less = trap if trap and _number(trap) < _number(loudest) else loudest
        return says(less, _number(less))
    if trap:
        return says(trap, _number(trap))
    default = device.default("log.trap_level")
    return _shown(device, "trap") or default.as_(logs.level(str(default.value)))


def _severe(lines: list[Stated]) -> Stated | None:
    """The last line that says from which level on."""
    return next((one for one in reversed(lines) if one["severity"]), None)


def _number(line: Stated) -> int:
    level = logs.level(line["severity"])
    return -1 if level is None else level  # disable


def _shown(device: Device, what: str) -> Said[Any] | None:
    """The level in effect, as the router shows it."""
    told = device.ask("logging")
    word = str(told.body.get(what, "")) if told.ok else ""
    return Said(logs.level(word), f"show logging: {what} logging: level {word}") if word else None


def _events(device: Device, levels: list[tuple[Stated, Said[Any]]]) -> dict[str, Stated | Said[Any] | None]:
    """Sign-ins and commits where they are accounted for, or where the log takes what is so unimportant."""
    lists = [one for one in device.config.all("aaa accounting") if one["list"] == "default"]
    told = {one["what"]: one for one in lists if not _elsewhere(device.config, one["what"])}
    exec_, commands = (
        one if one and _sent(device.config, one) else None for one in map(told.get, ("exec", "commands"))
    )
    logged = _logged(device, levels)
    return {"sign-in": exec_ or logged, "admin": commands or logged, "commands": commands}


def _elsewhere(config: Stated, what: str) -> bool:
    """Some lines take a list of their own."""
    lines = (said for one in config.all("line", "line template") for said in one.all("accounting"))
    return any(one["what"] == what and one["list"] != "default" for one in lines)


def _sent(config: Stated, accounting: Stated) -> bool:
    """To a server that is there."""
    groups = [word.removeprefix("group ") for word in split(accounting["methods"]) if word.startswith("group ")]
    return accounting["when"] != "none" and any(servers(config, groups))


def _logged(device: Device, levels: list[tuple[Stated, Said[Any]]]) -> Said[Any] | None:
    """Whether the buffer, or a server, takes them; None: no line says how much the buffer takes."""
    line = _severe(device.config.all("logging buffered"))
    buffered = says(line, _number(line)) if line else _shown(device, "buffer")
    sieves = device.config.all("logging buffered", "logging buffered discriminator")
    if sieve := next((one for one in sieves if one.holds("discriminator")), None):
        buffered = unsaid(unclear(device.got, f"what this lets through is not read: {sieve.line}"))
    every = (said for said in (buffered, *(said for _, said in levels)) if said)
    loud = next((said for said in every if (said.value or 0) >= _TELLS), None)
    return loud.as_(True) if loud else buffered.as_(False) if buffered else None


def _clock(device: Device) -> Fact:
    config = device.config
    sources = list({one["address"]: one for one in _said(config, "server")}.values())
    every = [*sources, *_said(config, "peer")]
    return clocks.clock(
        device,
        sources,
        _authenticated(config, every),
        synchronised=clocks.in_step(device.ask("ntp_status"), "state", "synchronized"),
        zones=clocks.zones(one for one in config.all("clock timezone") if one["hours"]),
        stamps=logs.stamped(device),
        doubt=config.unknown("ntp"),
    )


def _said(config: Stated, word: str) -> list[Stated]:
    """Statements about NTP, in its block or each on a line by itself."""
    return [one for block in config.all("ntp") for one in block.all(word)] + config.all(f"ntp {word}")


def _authenticated(config: Stated, sources: list[Stated]) -> Said[Any]:
    """Of every source: a key that is defined and trusted, and that keys are asked for at all."""
    switch = next(iter(_said(config, "authenticate")), None)
    asked = says(switch, True) if switch else Said(False, "no line: authenticate, below ntp")
    defined = {one.count("key") for one in _said(config, "authentication-key")}
    return clocks.proven(sources, asked, defined, [one["key"] for one in _said(config, "trusted-key")])


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """The configuration is sent away at each commit."""
    if one := config.last("configuration commit auto-save filename"):
        yield one["url"].partition(":")[0], one
