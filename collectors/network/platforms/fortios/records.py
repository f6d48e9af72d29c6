"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels, clocks, copies, logs
from collectors.network.platforms.fortios.copies import copied
from collectors.network.platforms.fortios.settings import (
    bare,
    doubts,
    either,
    entries,
    grouped,
    on,
    said,
    switched,
)
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact

_CLOUDS: Final = ("fortiguard", "fortianalyzer-cloud")
_TELLS: Final = 6
"""Sign-ins are told as information."""
_UTC: Final = frozenset({"UTC", "GMT", "Etc/UTC", "Etc/GMT"})


def records(device: Device) -> Iterator[Fact]:
    """The log, where it goes, who is told, the clock, the copies."""
    config, sent = device.config, targets(device.config)
    doubt = [*doubts(config, "log")]
    told = _told(device)
    events = {"sign-in": _named(device, told), "admin": told, "commands": _commands(device)}
    yield logs.trail(device, _on(device, sent), events, doubt=[*doubt, *doubts(config, "global")])
    yield _delivery(device, sent)
    yield logs.alarm(device, told, doubt=doubt)
    for address, (server, one) in sent.items():
        secure = _secure(one)
        yield channels.log_server(device, address, says(server, True), secure=secure, doubt=doubt)
    yield _clock(device)
    yield from copies.made(device, copied(config), doubt=doubts(config, "copies"))


def targets(config: Stated) -> dict[str, tuple[Stated, Stated]]:
    """Where logs go: by address the line that says so, and its block. An override counts where it overrides."""
    found: dict[str, tuple[Stated, Stated]] = {}
    for known, one in _sending(config):
        found.setdefault(bare(known["address"]) or one["which"], (known, one))
    return found


def _sending(config: Stated) -> Iterator[tuple[Stated, Stated]]:
    for one in grouped(config, "config log").values():
        server, status = said(one, "server"), said(one, "status")
        known = server or (status if one["which"] in _CLOUDS else None)
        if (
            known
            and (bare(known["address"]) or one["which"] in _CLOUDS)
            and _sends(one)
            and (one["own"] == "setting" or _overrides(config, one))
        ):
            yield known, one


def _sends(one: Stated) -> bool:
    return one["own"].endswith("setting") and on(one, "status")


def _overrides(config: Stated, one: Stated) -> bool:
    """A VDOM sends its logs elsewhere than the device; a block says so itself, or the settings of its VDOM do."""
    word = "syslog-override" if one["which"].startswith("syslogd") else "faz-override"
    settings = (block for block in _settings(config) if block["vdom"] == one["vdom"])
    return on(one, "override") or any(on(block, word) for block in settings)


def _settings(config: Stated) -> list[Stated]:
    """`config log setting`, once for each VDOM."""
    return list(grouped(config, "config log setting").values())


def _secure(one: Stated) -> bool:
    """Syslog over TLS is reliable and encrypted by a line; what goes to a FortiAnalyzer is encrypted where reliable."""
    if one["which"] in _CLOUDS:
        return True
    mode, how = said(one, "mode"), said(one, "enc-algorithm")
    if one["which"].startswith("syslogd"):
        return bool(mode and mode["mode"] == "reliable" and how and how["how"] != "disable")
    return on(one, "reliable") and not (how and how["how"] == "disable")


def _on(device: Device, sent: dict[str, Any]) -> Said[Any]:
    """It is written to memory, to disk, or sent away."""
    config = device.config
    kept = [switched(config.block(f"config log {where} setting"), "status") for where in ("memory", "disk")]
    known = [one for one in kept if one]
    if yes := next((one for one in known if one.value), None):
        return yes
    if sent:
        return says(next(iter(sent.values()))[0], True)
    return Said(False, "; ".join(one.stands for one in known)) if all(kept) else device.default("log.enabled")


def _told(device: Device) -> Said[Any] | None:
    """Whether sign-ins and changes are told: as events of the system, unless a line turns these off somewhere."""
    config = device.config
    every = [_switches(block) for block in grouped(config, "config log eventfilter").values()]
    if off := next((one for pair in every for one in pair if one and not one.value), None):
        return off
    local = [one for one in config.all("config log") if one["own"].endswith("filter")]
    if left := next(
        (line for one in local for line in one.below if line["what"] and line["switch"] == "disable"), None
    ):
        return unsaid(unclear(device.got, f"line {left.number} leaves events out of one of the logs"))
    if narrow := _narrow(config):
        return unsaid(unclear(device.got, f"line {narrow.number}: no log takes all that is told as information"))
    if every and all(all(pair) for pair in every):
        return Said(True, "; ".join(one.stands for pair in every for one in pair if one))
    return None


def _narrow(config: Stated) -> Stated | None:
    """The first line by which a log leaves sign-ins out, where every log that is on has such a line."""
    sent = {one["which"] for _, one in targets(config).values()}
    kept = {where for where in ("memory", "disk") if on(config.block(f"config log {where} setting"), "status")}
    lines = [next(_picks(config, which), None) for which in sorted(sent | kept)]
    return lines[0] if lines and all(lines) else None


def _picks(config: Stated, which: str) -> Iterator[Stated]:
    for one in config.all("config log"):
        level = said(one, "severity") if one["which"] == which and one["own"].endswith("filter") else None
        if level and (logs.level(level["level"]) or 0) < _TELLS:
            yield level


def _switches(block: Stated) -> tuple[Said[bool] | None, ...]:
    return tuple(switched(block, setting) for setting in ("event", "system"))


def _named(device: Device, told: Said[Any] | None) -> Said[Any] | None:
    """A sign-in without its name is none."""
    hidden = said(device.config.block("config log setting"), "user-anonymize")
    return says(hidden, False) if hidden and hidden["switch"] == "enable" else told


def _commands(device: Device) -> Said[Any]:
    line = switched(device.config.block("config system global"), "cli-audit-log")
    return either(device, line, "log.commands")


def _delivery(device: Device, sent: dict[str, tuple[Stated, Stated]]) -> Fact:
    """Servers that are sent what tells of sign-ins; a filter that picks single events may leave them out."""
    config, doubt = device.config, [*doubts(device.config, "log")]
    counted = [server for server, one in sent.values() if _reaches(config, one["which"]) is True]
    maybe = [server for server, one in sent.values() if _reaches(config, one["which"]) is None]
    least: Said[Any] | None = None
    if lost := _lost(config):
        return logs.delivery(
            device, [lost], unsaid(unclear(device.got, f"line {lost.number}: a VDOM sends them elsewhere"))
        )
    if maybe and not counted:
        least = unsaid(unclear(device.got, f"line {maybe[0].number}: its filter picks what is sent"))
    elif sent and not counted:
        least = Said(-1, next(iter(sent.values()))[0].line)
    return logs.delivery(device, counted or [server for server, _ in sent.values()], least, doubt=doubt)


def _lost(config: Stated) -> Stated | None:
    """The line by which a VDOM sends its logs elsewhere, where no other of it says whereto."""
    own = [one for _, one in _sending(config) if one["own"] != "setting"]
    for settings in _settings(config):
        for word, which in (("syslog-override", "syslogd"), ("faz-override", "fortianalyzer")):
            line = said(settings, word)
            there = any(one["which"].startswith(which) and one["vdom"] == settings["vdom"] for one in own)
            if line and line["switch"] == "enable" and not there:
                return line
    return None


def _reaches(config: Stated, which: str) -> bool | None:
    """Whether a server is sent sign-ins; None: its filter does not tell."""
    found = [one for one in config.all("config log") if one["which"] == which and one["own"].endswith("filter")]
    lines = [line for one in found for line in one.below]
    if any(line.key in ("set filter", "config free-style") for line in lines):
        return None
    if "disable" in {line["what"]: line["switch"] for line in lines if line["what"]}.values():
        return False
    levels = [logs.level(line["level"]) for line in lines if line.key == "set severity"]
    return all(level is not None and level >= _TELLS for level in levels)


def _clock(device: Device) -> Fact:
    """Sources count where it asks them at all: those of a line, or the maker's own."""
    config = device.config.block("config system ntp")
    sync, type_ = switched(config, "ntpsync"), said(config, "type")
    asks = sync or device.switch("ntp.enabled")
    servers = [*_servers(config).values()]
    own = type_ is not None and type_["type"] == "custom"
    sources = None if own else device.default("ntp.servers").as_(2) if type_ is None else says(type_, 2)
    if not asks.value:
        sources = asks.as_(0)
    status = device.ask("ntp_status")
    return clocks.clock(
        device,
        [line for one in servers if (line := said(one, "server"))] if own else [],
        _authenticated(servers) if own else Said(False, type_.line if type_ else "no line: set type custom"),
        synchronised=asks if asks.value is False else clocks.in_step(status, "state", "yes"),
        sources=sources,
        told=device.ask("status"),
        zones=_zones(device),
        doubt=doubts(device.config, "ntp"),
    )


def _zones(device: Device) -> dict[str, int]:
    """It says its time without the zone; how far the zone is from UTC is certain of UTC itself alone."""
    zone = said(device.config.block("config system global"), "timezone")
    return {"": 0} if zone and bare(zone["zone"]) in _UTC else {}


def _servers(config: Stated) -> dict[str, Stated]:
    """Those that a line names, each address once."""
    found: dict[str, Stated] = {}
    for one in entries(config.block("config ntpserver")).values():
        if line := said(one, "server"):
            found.setdefault(bare(line["address"]), one)
    return found


def _authenticated(servers: list[Stated]) -> Said[Any]:
    """Of every server: it is asked for a proof, and there is a key for it."""
    bare_ = next((one for one in servers if not (on(one, "authentication") and said(one, "key"))), None)
    if bare_:
        return Said(False, bare_.line)
    return Said(bool(servers), "; ".join(one.line for one in servers) or "no line names a time server")
