"""Times as people read them."""

from datetime import datetime
from typing import TYPE_CHECKING

from scanner.check import span
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.evidence.countersigned import Review


def took(started: str, ended: str) -> str:
    """How long between two times of a record: `6 min 2 s`."""
    return span(round((datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()))


def day(when: str) -> str:
    """The day of a time, the month as a word: 17 November 2026."""
    parsed = datetime.fromisoformat(when)
    return f"{parsed.day} {MONTHS[parsed.month - 1]} {parsed.year}"


def clock(when: str, *, seconds: bool = False) -> str:
    """The time of day, UTC: 02:16, or 02:16:08."""
    return when[11:19] if seconds else when[11:16]


def reviewed(review: "Review") -> str:
    """Who has looked at a run, when, and what they said of it."""
    said = f"by {visible(review.who)}, {review.role}, {day(review.when)}, {clock(review.when, seconds=True)} UTC"
    said += f": {visible(review.note)}" if review.note else ""
    return f"{said}. It does not count: {visible(review.doubt)}" if review.doubt else said


MONTHS = (  # strftime's depend on the locale
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
