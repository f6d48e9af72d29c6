"""By which clock a device runs, and what it is worth."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from collectors.network import shown
from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.logs import ITSELF
from collectors.network.said import Said, says, unheard
from scanner.answers import Got
from scanner.facts import Clock


def clock(  # noqa: PLR0913  # a clock has so many sides
    device: Device,
    servers: Iterable[Stated],
    authenticated: Said[Any] | Got,
    *,
    synchronised: Said[Any] | Got | bool,
    zones: Mapping[str, int] | None = None,
    sources: Said[Any] | None = None,
    told: Got | None = None,
    stamps: Said[Any] | bool = True,
    doubt: Iterable[Stated] = (),
) -> Clock:
    """The clock: `synchronised` by its own word.

    zones: minutes from UTC by the names that the device gives them. sources: how many it asks, where no line of its own
    names each. told: the answer that holds its time, where it is not the one to `clock`. stamps: whether entries of the
    log carry the time; most devices know no other ones (RFC 3164 and 5424 have it in every message).
    """
    lines = [one for one in servers if not ITSELF.match(one["address"])]  # its own clock is no source
    told = told or device.ask("clock")
    off = shown.off(told, zones or {})
    named = Said(len(lines), "; ".join(one.line for one in lines) or "no line names a time server")
    return device.make(
        Clock,
        "device",
        doubt=doubt,
        rests=(told,),
        synchronised=synchronised,
        sources=sources or named,
        authenticated=authenticated,
        off_seconds=told if off is None else off,
        stamps=stamps,
    )


def in_step(got: Got, field: str, *yes: str) -> Said[Any] | Got | bool:
    """Whether an answer says that the clock is in step, by one of the words that it holds then."""
    if not got.ok:
        return unheard(got)
    value = str(got.body.get(field, ""))
    return value.lower() in yes if value else unheard(got)


def proven(sources: Sequence[Stated], switch: Said[Any], defined: Collection[int], trusted: Iterable[str]) -> Said[Any]:
    """Whether every time source proves who it is: by a key that is defined and trusted, where keys are asked for.

    switch: whether they are. trusted: lists as devices write them, `1-3,5`.
    """
    if not switch.value or not sources:
        return Said(switch.value and bool(sources), switch.stands, switch.why)
    spans = [*trusted]
    bare = next((one for one in sources if not _trusted(one.count("key"), defined, spans)), None)
    return says(bare, False) if bare else switch


def _trusted(key: int, defined: Collection[int], spans: Iterable[str]) -> bool:
    """Key 0 is none."""
    return key > 0 and key in defined and within(key, spans)


def within(number: int, spans: Iterable[str]) -> bool:
    """A number is in one of these lists: `1-3,5`, `10 - 12`."""
    ranges = (found for said in spans for found in _RANGE.findall(said))
    return any(int(first) <= number <= int(last or first) for first, last in ranges)


_RANGE: Final = re.compile(r"(\d+)(?: ?- ?(\d+))?")


def zones(timezones: Iterable[Stated]) -> Mapping[str, int]:
    """Minutes from UTC by the names that lines give them: `clock timezone EST -5 30`."""
    return {one["zone"]: _minutes(one["hours"], one.count("minutes")) for one in timezones}


def _minutes(hours: str, minutes: int) -> int:
    return int(hours) * 60 + (-minutes if hours.startswith("-") else minutes)


_OF_THE_STATES: Final = MappingProxyType(
    {
        "EST": -300,
        "EDT": -240,
        "CST": -360,
        "CDT": -300,
        "MST": -420,
        "MDT": -360,
        "PST": -480,
        "PDT": -420,
        "AKST": -540,
        "AKDT": -480,
        "HST": -600,
    }
)
_CITIES: Final = frozenset(
    {
        *("New_York", "Detroit", "Chicago", "Denver", "Boise", "Phoenix", "Los_Angeles", "Anchorage", "Juneau"),
        *("Indianapolis", "Indiana", "Kentucky", "Menominee", "North_Dakota"),
    }
)


def american(zone: str) -> dict[str, int]:
    """Minutes from UTC by short name, of a zone of the United States: elsewhere CST is China's, and much else."""
    area, _, place = zone.partition("/")
    ours = area == "US" or (area == "America" and place.partition("/")[0] in _CITIES)
    return dict(_OF_THE_STATES) if ours else {}
