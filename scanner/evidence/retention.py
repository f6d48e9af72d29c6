"""How long members of a store must be kept: six years from when they were made or last in effect, 164.316(b)(2)(i).

A run is made when it is sealed, and never changed. What proves it, the log, the checkpoints, the keys, is in effect for
as long as any run that is kept: so it must stay as long as the youngest one, and is locked anew when that draws near.
"""

from datetime import MAXYEAR, UTC, datetime, time, timedelta
from typing import Final

YEARS: Final = 6

AHEAD: Final = timedelta(days=365)
"""How much longer than today's run asks is locked what proves all runs: so it is locked anew about once a year."""

_SLACK: Final = timedelta(days=2)
"""A run is sealed some time after its members were put; what is locked is rounded up, never down."""

AGE: Final = timedelta(days=1)
"""How long nothing of a run was written that is left over: a scan that is at work puts all of it within minutes."""

_LAST: Final = MAXYEAR - 2
_REPLACED: Final = frozenset({"checkpoint"})
_MADE_ANEW: Final = frozenset({"reports", "spool", "tmp", "lock", "lost+found"})
"""Of no evidence: whoever needs such a thing writes it anew from what is kept."""


def six_years(moment: datetime) -> datetime:
    """The same day and time six calendar years on; of 29 February the day after the 28th, for it must be no less."""
    year = min(moment.year + YEARS, _LAST)  # a foreign entry may say any time
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, month=3, day=1)


def is_kept(key: str) -> bool:
    """Whether this member must be kept at all."""
    return key not in _REPLACED and key.split("/", maxsplit=1)[0] not in _MADE_ANEW


def of_run(key: str) -> str:
    """The run that a member belongs to; empty for what proves all of them."""
    folder, _, rest = key.partition("/")
    return rest.split("/")[0] if folder == "runs" else ""


def needed(key: str, own: datetime | None, youngest: datetime) -> datetime | None:
    """Until when this member is needed, at least; None: it need not be kept. own: when its run was sealed."""
    if not is_kept(key):
        return None
    return six_years(own if own and of_run(key) else youngest)


def until(key: str, moment: datetime) -> datetime | None:
    """Until when to lock a member that is put now, or that proves a run of now; None: it is not locked."""
    if not is_kept(key):
        return None
    end = six_years(moment) + (timedelta() if of_run(key) else AHEAD) + _SLACK
    return datetime.combine(end.astimezone(UTC).date(), time(), UTC)
