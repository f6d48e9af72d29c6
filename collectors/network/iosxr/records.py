"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.iosxr.services import log_hosts
from collectors.network.parts import records as parts
from collectors.network.said import Said, says
from scanner.facts import Fact

_TELLS: Final = 6
"""The level at which sign-ins and commits are told: informational."""


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    hosts, logging = log_hosts(config), [*config.unknown("logging")]
    levels = [(lines[0], _level(device, lines)) for lines in hosts.values()]
    doubt = [*logging, *config.unknown("aaa")]
    yield parts.trail(device, _on(device, hosts), _events(config, levels), doubt=doubt)
    yield parts.told(device, levels, doubt=logging)
    yield parts.alarm(device, None, doubt=logging)
    yield _clock(device)
    yield from parts.copies(device, _copied(config), doubt=config.unknown("copies"))


def _on(device: Device, hosts: Mapping[str, list[Stated]]) -> Said[Any]:
    off, buffered = device.config.last("logging disable"), device.config.last("logging buffered")
    if off:
        return says(off, False)
    line = next((lines[0] for lines in hosts.values()), buffered)
    return says(line, True) if line else device.switch("log.enabled")


def _level(device: Device, lines: list[Stated]) -> Said[Any]:
    """From which level on a server is told: as its lines say, but no more than `logging trap` lets out."""
    trap = next((one for one in reversed(device.config.all("logging trap")) if one["severity"]), None)
    most = _number(trap) if trap else None
    words = [one for line in lines for one in (line, *line.all("severity")) if one["severity"]]
    if words:
        loudest = max(words, key=_number)
        return (
            says(trap, most)
            if trap and most is not None and most < _number(loudest)
            else says(loudest, _number(loudest))
        )
    if trap:
        return says(trap, most)
    default = device.default("log.trap_level")
    return default.as_(parts.level(str(default.value)))


def _number(line: Stated) -> int:
    level = parts.level(line["severity"])
    return -1 if level is None else level  # disable


def _events(config: Stated, levels: list[tuple[Stated, Said[Any]]]) -> dict[str, Stated | None]:
    """Sign-ins and commits where they are accounted for, or where the log takes what is so unimportant."""
    accounted = {one["what"]: one for one in config.all("aaa accounting") if one["when"] not in ("", "none")}
    exec_, commands = accounted.get("exec"), accounted.get("commands")
    buffered = next((one for one in reversed(config.all("logging buffered")) if one["severity"]), None)
    known = [(line, said.value) for line, said in levels if said.value is not None]
    known += [(buffered, _number(buffered))] if buffered else []
    loud = next((line for line, level in known if level >= _TELLS), None)
    silent = bool(known) and loud is None and len(known) >= len(levels)
    events = {"sign-in": exec_ or loud, "admin": commands or loud, "commands": commands}
    return {word: line for word, line in events.items() if line or not silent}


def _clock(device: Device) -> Fact:
    config = device.config
    sources = list({one["address"]: one for one in _said(config, "server")}.values())
    return parts.clock(
        device,
        sources,
        _authenticated(config),
        synchronised=parts.in_step(device.ask("ntp_status"), "state", "synchronized"),
        zones={one["zone"]: parts.minutes(one) for one in config.all("clock timezone") if one["hours"]},
        doubt=config.unknown("ntp"),
    )


def _said(config: Stated, word: str) -> list[Stated]:
    """Statements about NTP, in its block or each on a line by itself."""
    return [one for block in config.all("ntp") for one in block.all(word)] + config.all(f"ntp {word}")


def _authenticated(config: Stated) -> Said[Any]:
    """Of every source: a key that is defined and trusted, and that keys are asked for at all."""
    switch = next(iter(_said(config, "authenticate")), None)
    if switch is None:
        return Said(False, "no line: authenticate, below ntp")
    defined = {one.count("key") for one in _said(config, "authentication-key")}
    trusted = {one.count("key") for one in _said(config, "trusted-key")} & defined
    every = _said(config, "server")
    proven = {one["address"] for one in every if one.number_of("key") in trusted}
    bare = next((one for one in every if one["address"] not in proven), None)
    return says(bare, False) if bare else says(switch, bool(every))


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """The configuration is sent away at each commit."""
    for one in config.all("configuration commit auto-save filename"):
        yield one["url"].partition(":")[0], one
