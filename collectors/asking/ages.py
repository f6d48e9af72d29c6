"""How old things were when an answer about them came. Pure."""

from datetime import datetime
from typing import Final

from scanner.answers import Got
from scanner.facts import FOREVER

DAY: Final = 86400
_SKEW: Final = 3600
"""Clocks may differ by so much; what lies further ahead is no age, and the checks say so."""


def seconds(got: Got, when: str | None) -> int:
    """How old something was when the answer came, negative where it lies ahead; FOREVER where it never was."""
    if not when:
        return FOREVER
    age = int((datetime.fromisoformat(got.asked) - datetime.fromisoformat(when)).total_seconds())
    return 0 if -_SKEW <= age < 0 else age


def days(got: Got, when: str | None) -> int:
    """Whole days since; FOREVER where it never was."""
    age = seconds(got, when)
    return age if age == FOREVER else age // DAY


def days_until(got: Got, when: str | None) -> int:
    """Whole days until, negative when over; FOREVER where no day is set."""
    if not when:
        return FOREVER
    return int((datetime.fromisoformat(when) - datetime.fromisoformat(got.asked)).total_seconds() // DAY)
