"""What is written down, where it goes, by which clock, and which copies there are of the configuration."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from collectors.network import shown
from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.channels import ELSEWHERE, MAIL, copied_by
from collectors.network.said import Said, says
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import Alarm, Backup, Clock, Delivery, Fact, LogTrail

LEVELS: Final = (
    *("emergencies", "alerts", "critical", "errors"),
    *("warnings", "notifications", "informational", "debugging"),
)
"""Of syslog, by their number."""
SIGN_INS: Final = 5
"""The level at which most devices tell of sign-ins and of changes: notifications."""


def level(word: str) -> int | None:
    """The number of a level, as a number or by the beginning of its name."""
    if word.isdigit():
        return int(word)
    return next((n for n, name in enumerate(LEVELS) if word and name.startswith(word.lower()[:4])), None)


def trail(
    device: Device,
    enabled: Said[Any] | Got,
    events: Mapping[str, Stated | Said[Any] | None],
    *,
    doubt: Iterable[Stated] = (),
) -> LogTrail:
    """The device's own record.

    events: of `sign-in`, `admin`, `commands` the line that lets it be recorded, or what says whether it is; None: no
    line does, and the defaults `log.sign_in`, `log.admin` say whether it is recorded all the same.
    """
    return device.make(
        LogTrail, "device", doubt=doubt, of="device", enabled=enabled, records=_events(device, events), exempt=()
    )


def _events(device: Device, events: Mapping[str, Stated | Said[Any] | None]) -> Said[Any]:
    known, stands = ["errors"], []
    for word, line in events.items():
        said = _event(device, word, line)
        if said.value is None:
            return said
        stands += [said.stands]
        known += [word] if said.value else []
    return Said(tuple(sorted(known)), "; ".join(dict.fromkeys(filter(None, stands))))


def _event(device: Device, word: str, line: Stated | Said[Any] | None) -> Said[Any]:
    if isinstance(line, Said):
        return line
    if line:
        return says(line, True)
    return device.switch(_SETTINGS[word]) if word in _SETTINGS else Said(False)


_SETTINGS: Final = {"sign-in": "log.sign_in", "admin": "log.admin"}


def delivery(
    device: Device,
    hosts: Iterable[Stated],
    least: Said[Any] | None = None,
    *,
    on: Said[Any] | None = None,
    doubt: Iterable[Stated] = (),
) -> Delivery:
    """Where it goes.

    least: the level from which on it is sent; one that leaves out sign-ins sends nothing. on: whether anything is
    recorded at all; what is not is not sent either.
    """
    lines = [*hosts]
    copies: Said[Any] = Said(len(lines), "; ".join(one.line for one in lines) or "no line names a log server")
    if lines and on is not None and not on.value:
        copies = on if on.value is None else Said(0, f"{on.stands}: nothing is sent")
    elif lines and least is not None and least.value is None:
        copies = least
    elif lines and least is not None and (least.value or 0) < SIGN_INS:
        copies = Said(0, f"{least.stands}: it leaves out sign-ins and changes, which are told as notifications")
    return device.make(Delivery, "device", doubt=doubt, silent_seconds=HIDDEN, copies=copies)


def told(
    device: Device,
    hosts: Iterable[tuple[Stated, Said[Any]]],
    *,
    on: Said[Any] | None = None,
    doubt: Iterable[Stated] = (),
) -> Delivery:
    """Where it goes, where each server has a level of its own: those that are told too little do not count."""
    every = [*hosts]
    enough = [line for line, least in every if (least.value or 0) >= SIGN_INS]
    least = every[0][1] if every and not enough else None
    lost = next((said for _, said in every if said.value is None), least)
    named = enough or [line for line, _ in every]
    return delivery(device, named, None if enough else lost, on=on, doubt=doubt)


def minutes(zone: Stated) -> int:
    """How far a zone is from UTC, as `clock timezone` says it."""
    hours = int(zone["hours"])
    return hours * 60 + (-1 if zone["hours"].startswith("-") else 1) * zone.count("minutes")


def alarm(device: Device, said: Said[Any] | None, *, doubt: Iterable[Stated] = ()) -> Alarm:
    """Whether wrong passwords are told at all; whether anybody listens no device knows. None: no line says it."""
    if said is None:
        default = device.default("log.failed_sign_in")
        said = default if default.value is None else default.as_(default.value in (True, "on"))
    return device.make(Alarm, "device", doubt=doubt, watches="sign-ins", enabled=said, notifies=HIDDEN)


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
    lines, told = [*servers], told or device.ask("clock")
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


def stamped(device: Device) -> Said[Any]:
    """Whether entries of Cisco's log carry the time; for how long the device runs (`uptime`, or no word) is none."""
    every = device.config.all("service timestamps", "no service timestamps")
    said = [one for one in every if one["what"] == "log" or (one.key.startswith("no ") and not one["what"])]
    return says(said[-1], said[-1]["form"] == "datetime") if said else device.switch("log.timestamps")


def zones(timezones: Iterable[Stated]) -> Mapping[str, int]:
    """Minutes from UTC by the names that lines give them: `clock timezone EST -5 30`."""
    return {one["zone"]: _minutes(one["hours"], one.count("minutes")) for one in timezones}


def _minutes(hours: str, minutes: int) -> int:
    return int(hours) * 60 + (-minutes if hours.startswith("-") else minutes)


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


def counted(lines: Iterable[Stated], none: str) -> Said[Any]:
    """How many lines there are; `none`: what to say where there is none."""
    every = [one.line for one in lines]
    return Said(len(every), "; ".join(every) or none)


def in_step(got: Got, field: str, *yes: str) -> Said[Any] | Got | bool:
    """Whether an answer says that the clock is in step, by one of the words that it holds then."""
    if not got.ok:
        return unclear(got, "does not tell") if got.good else got
    value = str(got.body.get(field, ""))
    return value.lower() in yes if value else unclear(got, "does not tell")


def copies(device: Device, made: Iterable[tuple[str, Stated]], *, doubt: Iterable[Stated] = ()) -> Iterator[Fact]:
    """Copies of the configuration that go elsewhere by themselves.

    made: how each travels, and the line that lets it. What stays on the device, as in flash, lies in the same box and
    is none.
    """
    lines = [*doubt]
    for place, (scheme, line) in enumerate(((s, one) for s, one in made if s in ELSEWHERE), 1):
        yield device.make(
            Backup,
            "device",
            doubt=lines,
            mechanism="copy",
            newest_seconds=HIDDEN,
            succeeded=HIDDEN,
            retention_days=HIDDEN,
            encrypted=HIDDEN,
            offsite=says(line, True),
            immutable=HIDDEN,
        )
        if scheme != MAIL:  # who carries it further, and how, no device knows
            yield copied_by(device, place, scheme, says(line, True), doubt=lines)
