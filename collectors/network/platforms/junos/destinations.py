"""Where the system log goes: files, and servers; and what each of them takes."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.platforms.junos.methods import servers
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear

_LEVELS: Final = ("none", "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug", "any")
_INFO: Final = _LEVELS.index("info")
NOTICE: Final = _LEVELS.index("notice")
"""The level at which most of a change is told."""
_INSIDE: Final = ("other-routing-engine", "scc-master", "sfc0-master", "lcc0-master", "lcc1-master")
"""What stands in the place of a server, and is another part of the device."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One of them."""

    name: str
    away: bool
    lines: tuple[Stated, ...]

    def level(self, facility: str) -> tuple[Stated | None, int]:
        """From which level on it takes a facility; its own line outweighs the one for any."""
        for wanted in (facility, "any"):
            if line := next((one for one in reversed(self.lines) if one["facility"] == wanted), None):
                return line, _LEVELS.index(line["level"])
        return None, 0

    def takes(self, facility: str) -> Stated | None:
        """The line by which it takes all that a facility tells, sign-ins and commands among it."""
        line, level = self.level(facility)
        return line if level >= _INFO else None

    @property
    def something(self) -> Stated | None:
        """The first line by which it takes anything."""
        return next((one for one in self.lines if one["facility"] and one["level"] != "none"), None)

    @property
    def only(self) -> Stated | None:
        """It takes only what fits some words, which are not kept."""
        return next((one for one in self.lines if one.key.endswith(("match", "match-strings"))), None)

    @property
    def secure(self) -> bool:
        """It is sent by TLS."""
        said = [one["transport"] for one in self.lines if one["transport"]]
        return said[-1:] == ["tls"]


def destinations(config: Stated) -> list[Destination]:
    """All files and servers, each once; consoles and people's screens keep nothing."""
    found: dict[tuple[str, str], list[Stated]] = {}
    for slot in ("host", "file"):
        for one in config.beginning(f"system syslog {slot}"):
            if one[slot] not in _INSIDE:
                found.setdefault((slot, one[slot]), []).append(one)
    return [Destination(name, slot == "host", tuple(lines)) for (slot, name), lines in found.items()]


def recorded(device: Device, every: list[Destination], facility: str) -> Said[Any]:
    """Whether anything takes a facility: a file, a server, or the servers that are told by accounting."""
    for one in every:
        if (line := one.takes(facility)) and not one.only:
            return says(line, True)
    told = _accounted(device.config, facility)
    if told:
        return says(told, True)
    narrow = next((one.only for one in every if one.takes(facility) and one.only), None)
    if narrow:
        return unsaid(unclear(device.got, f"what line {narrow.number} lets through"))
    near = next((line for line, level in (one.level(facility) for one in every) if line and level == NOTICE), None)
    if near and facility != "authorization":
        return unsaid(unclear(device.got, f"whether line {near.number} takes all of {facility}"))
    return Said(False, f"no line takes {facility} as info")


def _accounted(config: Stated, facility: str) -> Stated | None:
    event = {"authorization": "login"}.get(facility, facility)
    line = next((one for one in config.all("system accounting events") if one["event"] == event), None)
    return line if any(map(partial(_told, config), ("radius", "tacplus"))) else None


def _told(config: Stated, kind: str) -> bool:
    """Accounting goes to servers of a kind: to its own, else to those that are asked at sign-in."""
    named = config.all("system accounting destination", "system accounting destination server")
    lines = [one for one in named if one["to"] == kind]
    return any(one["address"] for one in lines) or (bool(lines) and any(servers(config, kind)))
