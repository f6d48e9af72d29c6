"""Until when Microsoft fixes its SQL Servers: data, as it stood in November 2026.

Sources: Microsoft's lifecycle pages (learn.microsoft.com/lifecycle/products/sql-server-2022 and its likes), "extended
end date". No paid extension (Extended Security Updates) is counted. A version that is not here is unknown, not
unsupported.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.ends import Table, table

ENDS: Final[Table] = table(
    {
        "mssql": "10.0 2019-07-09, 10.50 2019-07-09, 11.0 2022-07-12, 12.0 2024-07-09, 13.0 2026-07-14,"
        " 14.0 2027-10-12, 15.0 2030-01-08, 16.0 2033-01-11, 17.0 2036-01-06"
    }
)
_YEARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "10.0": "2008",
        "10.50": "2008 R2",
        "11.0": "2012",
        "12.0": "2014",
        "13.0": "2016",
        "14.0": "2017",
        "15.0": "2019",
        "16.0": "2022",
        "17.0": "2025",
    }
)


def _number(version: str) -> str:
    return ".".join(version.split(".")[:2])


def called(version: str) -> str:
    """What people call it: `SQL Server 2022 (16.0.4135.4)`; its number where that is all there is."""
    year = _YEARS.get(_number(version))
    return f"SQL Server {year} ({version})" if year else version


def release(version: str) -> str:
    """What is fixed until one day, as `ENDS` calls it."""
    return f"mssql {_number(version)}"
