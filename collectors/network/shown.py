"""What is kept of commands that show how a device runs: a few values each, found by their words. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Final

from scanner.answers import JSON, Got

_TIME: Final = re.compile(
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.\d+)?\s+(?P<zone>[A-Za-z0-9+-]{1,8})\s+"
    r"(?:[A-Z][a-z]{2}\s+)?(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?P<year>\d{4})"
)
_DATE: Final = re.compile(
    r"(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)\s+"
    r"(?:(?P<zone>[A-Za-z0-9+-]{1,8})\s+)?(?P<year>\d{4})\b"
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UTC: Final = frozenset({"UTC", "GMT", "Z"})


def values(**patterns: str) -> Callable[[str], JSON]:
    """A keeper: of each pattern its first group, the first time that a line holds it. Lines are short: patterns too."""
    compiled = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in patterns.items()}
    return partial(_values, compiled)


def _values(patterns: Mapping[str, re.Pattern[str]], text: str) -> JSON:
    found: dict[str, str] = {}
    for line in text.splitlines():
        for name, pattern in patterns.items():
            if name not in found and (match := pattern.search(line[:500])):
                found[name] = match[1]
    return found


def every(**patterns: str) -> Callable[[str], JSON]:
    """A keeper: of each pattern all that its first group is, in any line; each once, in order."""
    compiled = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in patterns.items()}
    return partial(_every, compiled)


def _every(patterns: Mapping[str, re.Pattern[str]], text: str) -> JSON:
    lines = [line[:500] for line in text.splitlines()]
    return {
        name: sorted({match[1] for line in lines if (match := pattern.search(line))})
        for name, pattern in patterns.items()
    }


def clock(text: str) -> JSON:
    """The time that a device says it is, and in which zone: `02:10:00.123 UTC Wed Nov 25 2026`.

    Also `Wed Nov 25 02:10:00 UTC 2026`, and the same without a zone, which is then empty.

    Raises:
        ValueError: no time stands in it.
    """
    return _clock(_TIME.search(text[:2000]) or _DATE.search(text[:2000]))


def _clock(found: re.Match[str] | None) -> JSON:
    if not found or found["month"] not in _MONTHS:
        raise ValueError("no time")
    day = f"{found['year']}-{_MONTHS.index(found['month']) + 1:02}-{int(found['day']):02}"
    when = datetime.fromisoformat(f"{day}T{found['hour']}:{found['minute']}:{found['second']}")
    return {"time": when.isoformat(), "zone": found["zone"] or ""}


_ASCTIME: Final = re.compile(
    r"[A-Z][a-z]{2}\s+(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r"\s+(?P<year>\d{4})\s+timezone(?: is|:)\s+(?P<zone>[A-Za-z0-9/_+-]{1,40})",
    re.IGNORECASE,
)


def clock_above_its_zone(text: str) -> JSON:
    """The time that a device says it is, and below it in which zone: `Wed Nov 25 02:10:00 2026`, `Timezone: UTC`.

    Raises:
        ValueError: no time stands in it.
    """
    return _clock(_ASCTIME.search(text[:2000]))


def off(got: Got, zones: Mapping[str, int]) -> int | None:
    """Seconds between a device's clock and ours; None where it tells no time, or in a zone that is not known.

    zones: minutes from UTC, by the names that the configuration gives them.
    """
    if not got.ok or not {"time", "zone"} <= got.body.keys():
        return None
    zone = str(got.body["zone"])
    if zone not in _UTC and zone not in zones:
        return None
    offset = timezone(timedelta(minutes=0 if zone in _UTC else zones[zone]))
    there = datetime.fromisoformat(got.body["time"]).replace(tzinfo=offset)
    return abs(int((there - datetime.fromisoformat(got.asked)).total_seconds()))
