"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated, joined
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.parts.doors import split
from collectors.network.platforms.eos.methods import servers
from collectors.network.platforms.eos.services import log_hosts
from collectors.network.said import Said, says
from scanner.facts import Fact

_COMMANDS: Final = 6
"""The level at which commands are told: informational."""
_PRIVILEGED: Final = 15
"""Of commands that change the configuration."""


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config, on = device.config, _on(device)
    filters = [one for one in config.all("logging policy match match-list discard") if one]
    doubt = [*config.unknown("logging"), *filters]
    yield logs.trail(device, on, _events(config), doubt=[*doubt, *config.unknown("aaa")])
    yield logs.delivery(device, log_hosts(device), _least(device), on=on, doubt=doubt)
    failed = config.last(_FAILURE, f"no {_FAILURE}")
    alarm = says(failed, failed.key == _FAILURE and not _muted(config, "AAA", logs.SIGN_INS - 1)) if failed else None
    yield logs.alarm(device, alarm, doubt=[*config.unknown("aaa"), *doubt])
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("copies"))


_SUCCESS: Final = "aaa authentication policy on-success log"
_FAILURE: Final = "aaa authentication policy on-failure log"


def _on(device: Device) -> Said[Any]:
    said = device.config.last("logging on", "no logging on")
    return says(said, said.key == "logging on") if said else device.switch("log.enabled")


def _events(config: Stated) -> dict[str, Stated | None]:
    """Sign-ins where both those that succeed and those that fail are told, or where sessions are accounted for."""
    told = [config.last(key, f"no {key}") for key in (_SUCCESS, _FAILURE)]
    both = all(one and not one.key.startswith("no ") for one in told) and not _muted(config, "AAA", logs.SIGN_INS)
    sessions = next((one for one in _accounted(config, "aaa accounting exec")), None)
    commands = next((one for one in _accounted(config, "aaa accounting commands") if _all(one)), None)
    return {"sign-in": sessions or (told[0] if both else None), "admin": commands, "commands": commands}


def _accounted(config: Stated, key: str) -> Iterator[Stated]:
    """Lines that account for what is done on every way in that has no list of its own."""
    last: dict[tuple[str, str], Stated] = {}
    for one in config.all(key, f"no {key}"):
        last[one["list"], one["levels"]] = one
    for one in last.values():
        written = one.key == key and one["list"] == "default" and one["when"] != "none"
        groups = [name.partition(" ")[2] for name in split(one["records"]) if name.startswith("group ")]
        reached = "logging" in one["records"].split() or any(any(servers(config, group)) for group in groups)
        if written and reached and not (one["records"] == "logging" and _muted(config, "ACCOUNTING", _COMMANDS)):
            yield one


def _all(commands: Stated) -> bool:
    """It is of all levels, or of the highest."""
    return not commands["levels"] or clocks.within(_PRIVILEGED, [commands["levels"]])


def _muted(config: Stated, facility: str, level: int) -> bool:
    """What a part of the device tells at this level is dropped before it is written."""
    said = [one for one in config.all("logging level") if one["facility"] == facility]
    return bool(said) and (logs.level(said[-1]["level"]) or 0) < level


def _least(device: Device) -> Said[Any]:
    """The level from which on a server is told."""
    said = device.config.last("logging trap", "no logging trap", "default logging trap")
    if said is None or said.key.startswith("default "):
        default = device.default("log.trap_level")
        return default.as_(logs.level(str(default.value)))
    if said.key.startswith("no "):
        return says(said, -1)
    return says(said, logs.level(said["level"] or "informational"))


def _clock(device: Device) -> Fact:
    config = device.config
    sources = [*config.each("address", "ntp server").values()]
    switch = config.last("ntp authenticate", "no ntp authenticate")
    asked = says(switch, switch.key == "ntp authenticate" and switch["scope"] != "peers") if switch else None
    return clocks.clock(
        device,
        sources,
        clocks.proven(
            sources,
            asked or device.switch("ntp.authenticate"),
            {int(key) for key in config.each("key", "ntp authentication-key")},
            (one["keys"] for one in config.all("ntp trusted-key")),
        ),
        synchronised=clocks.in_step(device.ask("ntp_status"), "state", "synchronised"),
        doubt=config.unknown("ntp"),
    )


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How and by which line copies are made: handlers that something sets off, and jobs."""
    handlers = {one["handler"]: one for one in config.all("event-handler")}
    for name in handlers:
        block = joined(one for one in config.all("event-handler") if one["handler"] == name)
        action = block.last("action bash")
        if action and block.has("trigger"):
            yield _scheme(action), action
    for one in config.each("job", *_JOBS).values():
        if one["command"]:
            yield _scheme(one), one


_JOBS: Final = ("schedule command", "schedule command bash", "schedule")


def _scheme(one: Stated) -> str:
    return one["command"].removeprefix("<copied:").removesuffix(">")
