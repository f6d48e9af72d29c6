"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.platforms.asa.services import log_hosts
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact, LogTrail

_SIGN_INS: Final = 6
_COMMANDS: Final = 5
"""The levels at which sign-ins and commands are told: informational and notifications."""
_TELL: Final = frozenset({605004, 605005, 111008, 111010, 113005, 113012, 113015, 611101, 611102})
"""Messages that tell of them. Each can be left out, or get another level."""
_CLASSES: Final = frozenset({"auth", "config", "sys"})
"""What those messages are of. Each class can have a level of its own for each place."""


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    on, events, doubt = _on(device), _events(device), [*device.config.unknown("logging")]
    yield device.make(LogTrail, "device", doubt=doubt, of="device", enabled=on, records=events, exempt=())
    yield logs.delivery(device, log_hosts(device), _trap(device), on=on, doubt=doubt)
    told = events.as_("sign-in" in (events.value or ()))
    yield logs.alarm(device, told if on.value else on, doubt=doubt)
    yield _clock(device)
    yield from copies.made(device, _copied(device.config), doubt=device.config.unknown("copies"))


def _on(device: Device) -> Said[Any]:
    said = device.config.last("logging enable", "no logging enable")
    return says(said, said.key == "logging enable") if said else device.switch("log.enabled")


def _events(device: Device) -> Said[Any]:
    """What reaches the buffer, or a server, by the level of whichever takes more."""
    if changed := _changed(device.config):
        return unsaid(unclear(device.got, f"messages that tell of sign-ins or commands are changed: {changed.line}"))
    said = [_level(device, "logging buffered")]
    said += [_level(device, "logging trap")] if log_hosts(device) else []
    known = [one for one in said if one and one.value is not None]
    most = max(known, key=lambda one: one.value or 0, default=Said(-1, "no line: logging buffered, logging trap"))
    level = most.value or 0
    if level < _SIGN_INS and (open_ := next((one for one in said if one and one.value is None), None)):
        return open_
    words = ["errors", *["sign-in"] * (level >= _SIGN_INS), *["admin", "commands"] * (level >= _COMMANDS)]
    return most.as_(tuple(sorted(words)))


def _changed(config: Stated) -> Stated | None:
    said = config.each("message", "logging message")
    every = (*config.all("no logging message"), *config.all("logging message level"))
    changed = (one for one in every if one.count("message") in _TELL and not _again(one, said))
    classes = (one for name, one in config.each("class", "logging class").items() if name in _CLASSES)
    return next(changed, None) or next(classes, None) or next(_rationed(config), None)


def _rationed(config: Stated) -> Iterator[Stated]:
    """Lines that let so many of them be told, and drop what comes beyond."""
    yield from (one for one in config.all("logging rate-limit message") if one.count("message") in _TELL)
    levels = config.all("logging rate-limit level")
    yield from (one for one in levels if logs.level(one["level"]) in (_COMMANDS, _SIGN_INS))


def _again(one: Stated, said: dict[str, Stated]) -> bool:
    """A later line lets it be told as before."""
    later = said.get(one["message"])
    return later is not None and one.key.startswith("no ") and later.number > one.number


def _level(device: Device, key: str) -> Said[Any] | None:
    """From which level on a place is told; None: no line says it. What a list takes is not read."""
    said = device.config.last(key, f"no {key}")
    if said is None or said.key.startswith("no "):
        return None
    if said["list"]:
        return unsaid(unclear(device.got, f"what this list takes is not read: {said.line}"))
    return says(said, logs.level(said["level"]))


def _trap(device: Device) -> Said[Any]:
    """The level from which on a server is told; without a line nothing is sent."""
    said = device.config.last("logging trap", "no logging trap")
    if said and said.key.startswith("no "):
        return says(said, -1)
    level = _level(device, "logging trap")
    if level is not None:
        return level
    default = device.default("log.trap_level")
    return default.as_(-1 if default.value == "none" else logs.level(str(default.value)))


def _clock(device: Device) -> Fact:
    config = device.config
    sources = [*config.each("address", "ntp server").values()]
    switch = config.last("ntp authenticate", "no ntp authenticate")
    asked = says(switch, switch.key == "ntp authenticate") if switch else device.switch("ntp.authenticate")
    defined = {int(key) for key in config.each("key", "ntp authentication-key")}
    trusted = (one["keys"] for one in config.all("ntp trusted-key"))
    return clocks.clock(
        device,
        sources,
        clocks.proven(sources, asked, defined, trusted),
        synchronised=clocks.in_step(device.ask("ntp_status"), "state", "synchronized"),
        zones=clocks.zones(config.all("clock timezone")),
        stamps=_stamps(device),
        doubt=[*config.unknown("ntp"), *(() if sources else _chassis(config))],
    )


def _chassis(config: Stated) -> list[Stated]:
    """On a Firepower chassis the clock may be that of the chassis, of which no line here tells."""
    return [one for one in config.all(": Hardware:") if one["model"].startswith("FPR")]


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How and by which line copies are made: applets that something sets off by itself."""
    applets: dict[str, list[Stated]] = {}
    for one in config.all("event manager applet", "no event manager applet"):
        if one.key.startswith("no "):
            applets.pop(one["applet"], None)
        else:
            applets.setdefault(one["applet"], []).extend(one.below)
    for below in applets.values():
        block = Stated(below=below)
        if block.has("event"):
            for one in block.each("step", "action cli command").values():
                yield one["command"].removeprefix("<copied:").removesuffix(">"), one


def _stamps(device: Device) -> Said[Any]:
    said = device.config.last("logging timestamp", "no logging timestamp")
    return says(said, said.key == "logging timestamp") if said else device.switch("log.timestamps")
