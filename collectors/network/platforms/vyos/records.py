"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels, clocks, copies, logs
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, unclear
from scanner.facts import Delivery, Fact

_LEVELS: Final = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "all")
_ALL: Final = "all"
_SIGN_INS: Final = ("auth", "info")
_CHANGES: Final = ("user", "alert")
"""The facility that tells of it, and the level."""
_QUIET: Final = ("quiet", "fatal", "error")


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    doubt = [*config.unknown("whole", "logging")]
    every = _destinations(config)
    line = next(iter(one for lines in every.values() for one in lines if one["facility"]), None)
    on = says(line, True) if line else device.switch("log.enabled")
    sign_ins = _sign_ins(device, every)
    events = {"sign-in": sign_ins, "admin": _changes(device, every)}
    yield logs.trail(device, on, events, doubt=[*doubt, *config.unknown("ssh")])
    yield _delivery(device, every, doubt)
    yield logs.alarm(device, _failed(device, sign_ins), doubt=[*doubt, *config.unknown("ssh")])
    for place, lines in every.items():
        if host := place.partition("/")[2]:
            tls = next((one for one in lines if one.key.endswith("tls enable")), None)
            yield channels.log_server(device, host, says(lines[0], True), secure=tls is not None, doubt=doubt)
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("whole", "archive"))


def _destinations(config: Stated) -> dict[str, list[Stated]]:
    """The lines of each file and, as `host/ADDRESS`, of each server; consoles and people's screens keep nothing."""
    found: dict[str, list[Stated]] = {}
    for one in config.beginning("system syslog"):
        place = f"host/{one['host']}" if one["host"] else one["file"] or ("here" if one["facility"] else "")
        if place:
            found.setdefault(place, []).append(one)
    return found


def _takes(device: Device, lines: list[Stated], what: tuple[str, str]) -> Stated | None:
    """The line by which it takes a facility from a level on; a facility's own outweighs that of all."""
    facility, least = what
    said = [one for one in lines if one["facility"] == facility] or [one for one in lines if one["facility"] == _ALL]
    line = next((one for one in reversed(said) if one["level"]), None)
    if line is None:
        default = device.default("log.trap_level").value
        return said[-1] if said and default is not None and _reaches(default, least) else None
    return line if _reaches(line["level"], least) else None


def _reaches(level: str, least: str) -> bool:
    return _LEVELS.index(level) >= _LEVELS.index(least)


def _sign_ins(device: Device, every: dict[str, list[Stated]]) -> Said[Any]:
    """SSH tells of them in facility auth, as info, unless it is to be quiet."""
    line = next((line for lines in every.values() if (line := _takes(device, lines, _SIGN_INS))), None)
    if line is None:
        return Said(False, "no line takes facility auth as info")
    quiet = device.config.last("service ssh loglevel")
    if quiet and quiet["loglevel"].lower() in _QUIET:
        return unsaid(unclear(device.got, f"what line {quiet.number} leaves of sign-ins"))
    default = device.switch("log.sign_in")
    return default if default.value is None else Said(default.value, line.line)


def _changes(device: Device, every: dict[str, list[Stated]]) -> Said[Any]:
    line = next((line for lines in every.values() if (line := _takes(device, lines, _CHANGES))), None)
    default = device.switch("log.admin")
    if line is None:
        return Said(False, "no line takes facility user")
    return default if default.value is None else Said(default.value, line.line)


def _failed(device: Device, sign_ins: Said[Any]) -> Said[Any] | None:
    """Whether what SSH tells as info holds refusals too was not found; with loglevel verbose it does."""
    verbose = device.config.last("service ssh loglevel")
    if sign_ins.value and not (verbose and verbose["loglevel"].lower() == "verbose"):
        return None
    return sign_ins if not sign_ins.value or verbose is None else says(verbose, True)


def _delivery(device: Device, every: dict[str, list[Stated]], doubt: list[Stated]) -> Fact:
    """Servers that sign-ins and changes are sent to."""
    away = [lines for place, lines in every.items() if place.startswith("host/") and not logs.ITSELF.match(place[5:])]
    taken = [(_takes(device, lines, _SIGN_INS), _takes(device, lines, _CHANGES)) for lines in away]
    good = [line.line for line, changes in taken if line and changes]
    sent: Said[Any] = Said(len(good), "; ".join(good))
    if not good:
        sent = Said(0, f"{away[0][0].line}: sign-ins are not sent" if away else "no line names a log server")
    return device.make(Delivery, "device", doubt=doubt, silent_seconds=HIDDEN, copies=sent)


def _clock(device: Device) -> Fact:
    config = device.config
    unused = {one["address"] for one in config.all("ntp server noselect")}
    lines = config.beginning("ntp server")
    servers = {one["address"]: one for one in lines if one["address"] not in unused}
    return clocks.clock(
        device,
        servers.values(),
        _proven(config, [*servers.values()]),
        synchronised=clocks.in_step(device.ask("ntp_status"), "state", "normal"),
        doubt=config.unknown("whole", "ntp"),
    )


def _proven(config: Stated, servers: list[Stated]) -> Said[Any]:
    """By certificates (NTS); keys there are none."""
    if not servers:
        return Said(False, "no line names a time server")
    named = {one["address"]: one for one in config.all("ntp server nts")}
    bare = next((one for one in servers if one["address"] not in named), None)
    return says(bare, False) if bare else Said(True, "; ".join(one.line for one in named.values()))


_SCHEMES: Final = {"git+https": "https", "git+http": "http", "git": "http", "ssh": "scp", "git+ssh": "scp"}
"""As copies that are known travel."""


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Each commit is sent there."""
    for one in config.all("system config-management commit-archive location"):
        scheme = one["url"].partition(":")[0]
        yield _SCHEMES.get(scheme, scheme), one
