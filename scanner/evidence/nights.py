"""The nights on which a scan was due, beside those on which there was one."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from scanner.evidence import EvidenceError
from scanner.words import counted, few, number

EVERY: Final = r"^[1-9][0-9]{0,3}[hd]$"
"""How people write an interval: `12h`, `1d`, `30d`."""

_MOST: Final = 100_000
"""Nights: of more than two centuries nobody has a log."""


class NightsError(EvidenceError):
    """More nights than anybody could have scanned on."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{number(count)} nights would be due, more than the {number(_MOST)} that are counted")


@dataclass(frozen=True)
class Demand:
    """Which nights a verifier wants to see: from a day up to another one, and how far apart."""

    since: date | None = None
    until: date | None = None
    """That day included."""
    every: str = ""
    now: datetime | None = None
    """When it is looked at, of a store that is still written to: it may have fallen silent since its last run."""

    def __bool__(self) -> bool:
        """Whether anything is demanded."""
        return bool(self.since or self.until or self.every)


@dataclass(frozen=True)
class Declared:
    """What a run says that it was to look at, and how far it got; empty where nobody can tell."""

    schedule: str = ""
    """How often the house says that it scans."""
    targets: frozenset[str] = frozenset()
    """Those that people named."""
    reached: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Nights:
    """The nights that were due."""

    due: Sequence[datetime]
    """When each of them begins."""
    step: timedelta
    missed: Sequence[datetime] = field(default=())

    @property
    def said(self) -> str:
        """How many of them there are, and where the gaps lie."""
        daily = self.step == timedelta(days=1)
        every = "" if daily else f", one every {_plain(self.step)},"
        due = counted(len(self.due), "night" if daily else "time")
        days = f"from {_day(self.due[0])} to {_day(self.due[-1])}"
        said = f"{number(len(self.due) - len(self.missed))} of {due}{every} {days}"
        return f"{said}, gaps: {few(self.gaps(), 5)}" if self.missed else said

    def gaps(self) -> Iterator[str]:
        """Those that were missed, what lies together in one."""
        at = {when: place for place, when in enumerate(self.due)}
        for _, together in groupby(enumerate(self.missed), key=lambda pair: at[pair[1]] - pair[0]):
            first, *rest = [when for _, when in together]
            yield _span(first, rest[-1] if rest else first, whole_days=self.step >= timedelta(days=1))


def interval(every: str) -> timedelta:
    """An interval as people write it."""
    count, unit = int(every[:-1]), every[-1]
    return timedelta(days=count) if unit == "d" else timedelta(hours=count)


def is_interval(text: str) -> bool:
    """Whether it is an interval as people write it."""
    return re.fullmatch(EVERY, text, re.ASCII) is not None


def hold(begun: Iterable[datetime], demand: Demand, step: timedelta) -> Nights:
    """The nights that were due, and those of them on which none of these runs began.

    One that began a little late, or early, serves its night, where it lies less than one and a half intervals from the
    one beside it; a second night only once that first one has been made up for by two runs in one. So a day's change
    of the clocks is no gap, and a scan every day and a half is no nightly one. Without a demand it is counted from the
    first run to the last one; of a store that is written to, to the last one that is due by now.

    Raises:
        NightsError: they are too many to be counted.
    """
    runs = sorted(begun)
    since = _midnight(demand.since) if demand.since else _floor(runs[0], step) if runs else None
    last = _midnight(demand.until) + timedelta(days=1) if demand.until else _last(runs, demand.now, step)
    if since is None or last is None or last < since:
        return Nights((), step)
    # The night in which the last run began is due too; the day after the last one that is demanded is not.
    count = -((since - last) // step) if demand.until else (last - since) // step + 1
    if count > _MOST:
        raise NightsError(count)
    due = [since + step * place for place in range(count)]
    return Nights(due, step, [*_missed(due, runs, step)])


def _last(runs: Sequence[datetime], now: datetime | None, step: timedelta) -> datetime | None:
    """When the last night that is due began, or the last run if that is later. One may come a little late."""
    return max(runs[-1], now - step * 3 / 2) if runs and now else runs[-1] if runs else None


def _missed(due: Sequence[datetime], runs: Sequence[datetime], step: timedelta) -> Iterator[datetime]:
    spare = 0  # runs beside the one of their own night; -1 where the neighbour of one has served another
    for start in due:
        place, end = bisect_left(runs, start), bisect_left(runs, start + step)
        if place < end:
            spare = min(spare + end - place - 1, 1)
        elif spare >= 0 and 0 < place < len(runs) and runs[place] - runs[place - 1] <= step * 3 / 2:
            spare -= 1
        else:
            yield start


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _floor(when: datetime, step: timedelta) -> datetime:
    hour = when.replace(minute=0, second=0, microsecond=0)
    return hour if step < timedelta(days=1) else hour.replace(hour=0)


def _day(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"


def _span(first: datetime, last: datetime, *, whole_days: bool) -> str:
    one, other = (f"{when:%Y-%m-%d}" if whole_days else f"{when:%Y-%m-%d %H:%M}" for when in (first, last))
    return one if one == other else f"{one} to {other}"


def _plain(step: timedelta) -> str:
    hours = int(step.total_seconds() // 3600)
    return f"{hours // 24} d" if hours % 24 == 0 else f"{hours} h"
