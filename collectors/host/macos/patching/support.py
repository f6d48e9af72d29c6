"""Until when Apple fixes a macOS: data, as it stood in November 2026.

Apple announces no end. It has fixed the newest three versions so far, and stopped with the oldest on the day a new one
came, each September. Dates of the ends that were: endoflife.date. A version that is not old enough to have ended
by that habit has no announced end; one that is, is unknown, not unsupported.
"""

from datetime import date
from typing import Final

from scanner.ends import Table, Until, days, table
from scanner.facts import FOREVER

ENDS: Final[Table] = table(
    {
        "macos": "10.11 2018-12-01, 10.12 2019-10-01, 10.13 2020-12-01, 10.14 2021-10-25, 10.15 2022-09-12,"
        " 11 2023-09-26, 12 2024-09-16, 13 2025-09-15",
        "macos by habit": "14 2026-09-01, 15 2027-09-01, 26 2028-09-01",
        "macos newest": "26 2026-09-01",
    }
)
"""By habit: the month in which the version after the next two is to come. Newest: until when it is to be that."""


def _major(version: str) -> str:
    parts = version.split(".")
    return ".".join(parts[:2]) if parts[0] == "10" else parts[0]


def days_left(version: str, today: date, until: Until) -> int | None:
    """Days until Apple stops fixing it, negative when it has; FOREVER: no end announced; None: not known.

    `until`: what the table says.
    """
    major = _major(version)
    if ended := until(f"macos {major}"):
        return days(ended, today)
    return FOREVER if today.isoformat() < until(f"macos by habit {major}") else None


def newest(version: str, today: date, until: Until) -> bool:
    """Tell whether it is the newest macOS there is, as far as this can be known here."""
    return today.isoformat() < until(f"macos newest {_major(version)}")
