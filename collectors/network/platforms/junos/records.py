"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels, clocks, copies, logs
from collectors.network.platforms.junos.destinations import NOTICE, Destination, destinations, recorded
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, unclear
from scanner.facts import Delivery, Fact, LogTrail

_LOGS: Final = ("whole", "logging")
_FACILITIES: Final = {"sign-in": "authorization", "admin": "change-log", "commands": "interactive-commands"}


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config = device.config
    every = destinations(config)
    yield _trail(device, every)
    yield _delivery(device, [one for one in every if one.away])
    yield logs.alarm(device, recorded(device, every, "authorization"), doubt=[*_sieved(config), *config.unknown("aaa")])
    for one in every:
        if one.away:
            doubt, line = [*config.unknown(*_LOGS)], one.lines[0]
            yield channels.log_server(device, one.name, says(line, True), secure=one.secure, doubt=doubt)
    yield _clock(device)
    yield from copies.made(device, _copied(config), doubt=config.unknown("whole", "archive"))


def _trail(device: Device, every: list[Destination]) -> Fact:
    said = {word: recorded(device, every, facility) for word, facility in _FACILITIES.items()}
    line = next((one.something for one in every if one.something), None)
    on = says(line, True) if line else device.switch("log.enabled")
    if on.value is False and (told := next((one for one in said.values() if one.value), None)):
        on = told  # servers of RADIUS or TACACS+ are told
    open_ = next((one for one in said.values() if one.value is None), None)
    events = tuple(sorted(("errors", *(word for word, one in said.items() if one.value))))
    stands = "; ".join(dict.fromkeys(one.stands for one in said.values() if one.stands))
    doubt = [*_sieved(device.config), *device.config.unknown("aaa")]
    records_: Any = open_ or Said(events, stands)
    return device.make(LogTrail, "device", doubt=doubt, of="device", enabled=on, records=records_, exempt=())


def _sieved(config: Stated) -> list[Stated]:
    """What is not understood of the log, and policies by which events are not written down, or as what they are not."""
    policies = (f"event-options policy then {deed}" for deed in ("ignore", "priority-override"))
    return [*config.unknown(*_LOGS), *config.all(*policies)]


def _delivery(device: Device, away: list[Destination]) -> Fact:
    """Servers that sign-ins and changes are sent to."""
    there = [one for one in away if not logs.ITSELF.match(one.name)]
    both = [(one, one.takes("authorization"), one.takes("change-log")) for one in there]
    good = [first.line for one, first, second in both if first and second and not one.only]
    narrow = next((one.only for one, first, second in both if first and second and one.only), None)
    sent: Any = Said(len(good), "; ".join(good))
    if not good and narrow:
        sent = unsaid(unclear(device.got, f"what line {narrow.number} lets through"))
    elif not good and (near := next(filter(None, map(_nearly, there)), None)):
        sent = unsaid(unclear(device.got, f"whether line {near.number} takes all of change-log"))
    elif not good and away:
        sent = Said(0, f"{away[0].lines[0].line}: sign-ins and changes are not sent as info")
    elif not good:
        sent = Said(0, "no line names a log server")
    return device.make(Delivery, "device", doubt=_sieved(device.config), silent_seconds=HIDDEN, copies=sent)


def _nearly(one: Destination) -> Stated | None:
    """The line by which a server that is sent sign-ins takes changes as notice: most of them are."""
    line, level = one.level("change-log")
    return line if one.takes("authorization") and not one.only and level == NOTICE else None


def _clock(device: Device) -> Fact:
    config = device.config
    off = config.last("system processes disable")
    servers = {} if off else {one["address"]: one for one in _with(config, "system ntp server")}
    told = device.ask("clock")
    return clocks.clock(
        device,
        servers.values(),
        says(off, False) if off else _authenticated(config, [*servers]),
        synchronised=says(off, False) if off else clocks.in_step(told, "state", "sync_ntp"),
        doubt=config.unknown("whole", "ntp"),
    )


def _with(config: Stated, begin: str) -> list[Stated]:
    return [one for one in config.beginning(begin) if one["address"]]


def _authenticated(config: Stated, servers: list[str]) -> Said[Any]:
    """Each source has a key that is defined and trusted, or certificates; nobody listens to whoever calls."""
    loud = config.last("system ntp broadcast-client", "system ntp multicast-client")
    if loud or not servers:
        return says(loud, False) if loud else Said(False, "no line names a time server")
    defined = {one.count("key") for one in config.all("system ntp authentication-key value")}
    trusted = {one.count("key") for one in config.all("system ntp trusted-key")} & defined - {0}
    sources = [*_with(config, "system ntp server"), *_with(config, "system ntp peer")]
    proven = {one["address"]: one for one in sources if one.key.endswith("nts") or one.number_of("key") in trusted}
    bare = next((one for one in sources if one["address"] not in proven), None)
    return says(bare, False) if bare else Said(True, "; ".join(one.line for one in proven.values()))


def _copied(config: Stated) -> Iterator[tuple[str, Stated]]:
    """How and by which line copies are made: archival that something starts, and files that events send."""
    begin = "system archival configuration"
    if config.has(f"{begin} transfer-on-commit", f"{begin} transfer-interval"):
        yield from ((_scheme(one), one) for one in config.all(f"{begin} archive-sites"))
    sent = {
        one["destination"]
        for one in config.all("event-options policy then upload filename destination")
        if "juniper.conf" in one["filename"]
    }
    for one in config.all("event-options destinations archive-sites"):
        if one["destination"] in sent:
            yield _scheme(one), one


def _scheme(one: Stated) -> str:
    """`pasvftp` is FTP too."""
    return one["url"].partition(":")[0].removeprefix("pasv")
