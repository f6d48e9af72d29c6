"""What FRR writes down, and where to: to its host's log, or to a file. Where that goes is its host's."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import records as parts
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import Delivery, Fact, LogTrail

_AWAY: Final = frozenset({"syslog", "journald", "unix"})
"""Of extended targets: what hands messages on."""
_ALL: Final = 7
"""debugging, which is the level without a word."""


class _Place(NamedTuple):
    line: Stated
    away: bool
    level: int
    """Less urgent messages do not come there."""


def log(device: Device) -> Iterator[Fact]:
    """The log, and where it goes."""
    config, doubt = device.config, [*device.config.unknown("log")]
    places = [*_places(config)]
    whole = [one for one in places if one.level >= parts.SIGN_INS]
    enabled = says(places[0].line, True) if places else device.switch("log.enabled")
    yield device.make(
        LogTrail,
        "device",
        doubt=doubt,
        of="device",
        enabled=enabled,
        records=_records(device, whole),
        exempt=(),
    )
    yield device.make(Delivery, "device", doubt=doubt, silent_seconds=HIDDEN, copies=_copies(device, places, whole))


def _places(config: Stated) -> Iterator[_Place]:
    """Where messages go: the last line about each counts."""
    usual = config.last("log trap", "no log trap")
    for key in ("log syslog", "log file", "log stdout"):
        said = config.last(key, f"no {key}")
        if said and said.key == key:
            yield _Place(said, key == "log syslog", _level(said, usual))
    for block in config.each("target", "log extended").values():
        to, least = block.last("destination", "no destination"), block.last("priority", "no priority")
        if to and to["to"] not in ("", "none"):
            yield _Place(to, to["to"] in _AWAY, _level(least))


def _level(*lines: Stated | None) -> int:
    """Of the first line that says one."""
    words = (one["level"] for one in lines if one and one["level"])
    found = parts.level(next(words, ""))
    return _ALL if found is None else found


def _records(device: Device, whole: list[_Place]) -> Said[Any] | Got:
    """What is typed at any vty, where a line asks for it; it is told as notifications. Sign-ins are the host's."""
    commands = device.config.last("log commands", "no log commands")
    if commands is None or commands.key != "log commands":
        return Said(("errors",), "no line says log commands")
    if not whole:
        return Said(("errors",), f"{commands.line}: no place takes notifications, which commands are")
    return device.default("log.sign_in")


def _copies(device: Device, places: list[_Place], whole: list[_Place]) -> Said[Any]:
    """None leaves the host but by the host's own log, which FRR knows nothing of."""
    away = [one.line.line for one in whole if one.away]
    if away:
        return unsaid(unclear(device.got, f"{'; '.join(away)}: where its host sends that on no line says"))
    least = [one.line.line for one in places if one.away]
    if least:
        return Said(0, f"{'; '.join(least)}: it leaves out commands, which are told as notifications")
    return Said(0, "no line sends it to the host's log")
