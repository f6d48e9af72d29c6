"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import clocks, copies, logs
from collectors.network.platforms.nxos.features import named, on
from collectors.network.platforms.nxos.methods import servers
from collectors.network.platforms.nxos.services import log_hosts
from collectors.network.said import Said, says, unheard
from scanner.answers import Got
from scanner.facts import Fact

_TELLS: Final = 6
"""The level at which a sign-in is told: informational, of the facility authpriv."""


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    hosts, doubt = log_hosts(config), [*config.unknown("logging", "lockout", "aaa")]
    yield logs.trail(device, _on(device, hosts), _events(device, hosts), doubt=doubt)
    levels = ((one, _level(device, one)) for one in hosts)
    yield logs.told(device, levels, doubt=config.unknown("logging"))
    failed = config.last("login on-failure log", "no login on-failure")
    told = says(failed, not failed.key.startswith("no ")) if failed else None
    yield logs.alarm(device, told, doubt=config.unknown("lockout"))
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("copies"))


def _on(device: Device, hosts: list[Stated]) -> Said[Any]:
    """There is a file, or a server that it goes to."""
    line = _file(device.config)
    if line and not line.key.startswith("no "):
        return says(line, True)
    if hosts:
        return says(hosts[0], True)
    if line:
        return says(line, False)
    shown = device.ask("logging")
    if shown.ok and (state := shown.body.get("logfile")):
        return Said(state == "enabled", f"show logging info: the log file is {state}")
    return device.switch("log.enabled")


def _file(config: Stated) -> Stated | None:
    return config.last("logging logfile", "no logging logfile")


def _events(device: Device, hosts: list[Stated]) -> dict[str, Stated | None]:
    """Accounting tells of sessions and commands; of sign-ins the log too, where it takes what is so unimportant."""
    config = device.config
    told = config.last("aaa accounting default group", "aaa accounting default local", "no aaa accounting default")
    sent = told if told and told.key == "aaa accounting default group" else None
    kept = sent or (told if told and told.key == "aaa accounting default local" else None)
    return {
        "sign-in": (sent if sent and _reached(config, sent) else None) or _sign_ins(device, hosts),
        "admin": kept,
        "commands": kept,
    }


def _reached(config: Stated, told: Stated) -> bool:
    """A server stands behind one of its groups."""
    return any(servers(config, told["groups"].split()))


def _sign_ins(device: Device, hosts: list[Stated]) -> Stated | None:
    """What makes the switch tell of those that succeed; wrong passwords it tells of by itself."""
    config, file = device.config, _file(device.config)
    levels = [*(_level(device, one).value for one in hosts), file.count("level") if file else 0]
    levels_of = config.each("facility", "logging level").values()
    louder = next((one for one in levels_of if one.count("level") >= _TELLS), None)
    line = config.last("login on-success log", "no login on-success") or louder
    if max(level or 0 for level in levels) < _TELLS or line is None:
        return None
    return louder if line.key.startswith("no ") else line


def _level(device: Device, host: Stated) -> Said[Any]:
    """From which level on a server is told."""
    if host["level"]:
        return says(host, host.count("level"))
    default = device.default("log.trap_level")
    return default.as_(logs.level(str(default.value)))


def _clock(device: Device) -> Fact:
    config = device.config
    sources = _servers(config, "ntp server")
    return clocks.clock(
        device,
        [lines[0] for lines in sources],
        _authenticated(config, _servers(config, "ntp server", "ntp peer")),
        synchronised=_in_step(device),
        zones=clocks.zones(config.all("clock timezone")),
        doubt=config.unknown("ntp"),
    )


def _in_step(device: Device) -> Said[Any] | Got:
    """`show ntp peer-status` marks the source that the clock follows; it follows none where NTP is switched off."""
    by, feature = device.config.last("clock protocol"), on(device, "ntp")
    if by and by["by"] == "none":
        return says(by, False)
    if feature.value is False:
        return feature
    told = device.ask("ntp_status")
    if not told.ok or "peers" not in told.body:
        return unheard(told)
    followed = "*" in told.body.get("followed", "")
    return Said(followed, f"show ntp peer-status: {'one source is' if followed else 'no source is'} followed")


def _servers(config: Stated, *keys: str) -> list[list[Stated]]:
    """The lines about each."""
    every: dict[str, list[Stated]] = {}
    for one in config.all(*keys):
        every.setdefault(one["address"], []).append(one)
    return list(every.values())


def _authenticated(config: Stated, sources: list[list[Stated]]) -> Said[Any]:
    """Of every source: a key that is defined and trusted, and that keys are asked for at all."""
    switch = config.last("ntp authenticate", "no ntp authenticate")
    if switch is None or switch.key.startswith("no "):
        return says(switch, False) if switch else Said(False, "no line: ntp authenticate")
    defined = {one.count("key") for one in config.all("ntp authentication-key")}
    trusted = {one.count("key") for one in config.all("ntp trusted-key")} & defined
    bare = [lines for lines in sources if not {one.number_of("key") for one in lines} & trusted]
    return says(bare[0][0], False) if bare else says(switch, bool(sources))


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How and by which line copies are made: jobs that a schedule runs, and applets that an event starts."""
    schedules = [one for one in config.all("scheduler schedule name") if one.has("time", "time start repeat")]
    scheduled = {job["job"] for one in schedules for job in one.all("job name")}
    runs = scheduled if named(config, "scheduler") else ()
    jobs = [one for one in config.all("scheduler job name") if one["job"] in runs]
    applets = (one for one in config.all("event manager applet") if one.has("event"))  # not by hand
    for one in (*(said for job in jobs for said in job.below), *copies.steps(applets)):
        if one["command"]:
            yield one["command"].removeprefix("<copied:").removesuffix(">"), one
