"""Until when Microsoft fixes its SQL Servers: data, as it stood in November 2026.

Sources: Microsoft's lifecycle pages (learn.microsoft.com/lifecycle/products/sql-server-2022 and its likes), "extended
end date". No paid extension (Extended Security Updates) is counted. A version that is not here is unknown, not
unsupported.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

_RELEASES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "10.0": ("2008", "2019-07-09"),
        "10.50": ("2008 R2", "2019-07-09"),
        "11.0": ("2012", "2022-07-12"),
        "12.0": ("2014", "2024-07-09"),
        "13.0": ("2016", "2026-07-14"),
        "14.0": ("2017", "2027-10-12"),
        "15.0": ("2019", "2030-01-08"),
        "16.0": ("2022", "2033-01-11"),
        "17.0": ("2025", "2036-01-06"),
    }
)


def _release(version: str) -> tuple[str, str]:
    return _RELEASES.get(".".join(version.split(".")[:2]), ("", ""))


def called(version: str) -> str:
    """What people call it: `SQL Server 2022 (16.0.4135.4)`; its number where that is all there is."""
    year = _release(version)[0]
    return f"SQL Server {year} ({version})" if year else version


def days_left(version: str, today: date) -> int | None:
    """Days until its maker stops fixing it, negative when that is over; None: not known."""
    end = _release(version)[1]
    return (date.fromisoformat(end) - today).days if end else None
