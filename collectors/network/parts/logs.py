"""What is written down, where it goes, and what is told."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.said import Said, says
from scanner.answers import HIDDEN, Got
from scanner.facts import Alarm, Delivery, LogTrail

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
    lines = [one for one in hosts if not ITSELF.match(one["address"])]
    copies: Said[Any] = Said(len(lines), "; ".join(one.line for one in lines) or "no line names a log server")
    if lines and on is not None and not on.value:
        copies = on if on.value is None else Said(0, f"{on.stands}: nothing is sent")
    elif lines and least is not None and least.value is None:
        copies = least
    elif lines and least is not None and (least.value or 0) < SIGN_INS:
        copies = Said(0, f"{least.stands}: it leaves out sign-ins and changes, which are told as notifications")
    return device.make(Delivery, "device", doubt=doubt, silent_seconds=HIDDEN, copies=copies)


ITSELF: Final = re.compile(r'"?(?:127\.|(?:::1|0\.0\.0\.0|localhost)"?$)')
"""What is sent there stays here."""


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


def alarm(device: Device, said: Said[Any] | None, *, doubt: Iterable[Stated] = ()) -> Alarm:
    """Whether wrong passwords are told at all; whether anybody listens no device knows. None: no line says it."""
    if said is None:
        default = device.default("log.failed_sign_in")
        said = default if default.value is None else default.as_(default.value in (True, "on"))
    return device.make(Alarm, "device", doubt=doubt, watches="sign-ins", enabled=said, notifies=HIDDEN)


def stamped(device: Device) -> Said[Any]:
    """Whether entries of Cisco's log carry the time; for how long the device runs (`uptime`, or no word) is none."""
    every = device.config.all("service timestamps", "no service timestamps")
    said = [one for one in every if one["what"] == "log" or (one.key.startswith("no ") and not one["what"])]
    return says(said[-1], said[-1]["form"] == "datetime") if said else device.switch("log.timestamps")


def counted(lines: Iterable[Stated], none: str) -> Said[Any]:
    """How many lines there are; `none`: what to say where there is none."""
    every = [one.line for one in lines]
    return Said(len(every), "; ".join(every) or none)
