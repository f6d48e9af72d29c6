"""Numbers and times as people read them."""

from collections.abc import Iterable
from datetime import datetime

from scanner.check import span
from scanner.words import number


def few(items: Iterable[str], most: int = 3) -> str:
    """The first few, and how many more there are: `a, b, c and 9 more`."""
    all_ = list(items)
    rest = len(all_) - most
    return ", ".join(all_[:most]) + (f" and {number(rest)} more" if rest > 0 else "")


def took(started: str, ended: str) -> str:
    """How long between two times of a record: `6 min 2 s`."""
    return span(round((datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()))


def day(when: str) -> str:
    """The day of a time, the month as a word: 17 November 2026."""
    parsed = datetime.fromisoformat(when)
    return f"{parsed.day} {_MONTHS[parsed.month - 1]} {parsed.year}"


def clock(when: str, *, seconds: bool = False) -> str:
    """The time of day, UTC: 02:16, or 02:16:08."""
    return when[11:19] if seconds else when[11:16]


_MONTHS = (  # strftime's depend on the locale
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
