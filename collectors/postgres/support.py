"""Until when the PostgreSQL project fixes its versions: data, as it stood in November 2026.

Source: https://www.postgresql.org/support/versioning/ ("Final Release"), as gathered by endoflife.date. A version that
is not here is unknown, not unsupported.
"""

from typing import Final

from scanner.ends import Table, table

ENDS: Final[Table] = table(
    {
        "postgres": "9.4 2020-02-13, 9.5 2021-02-11, 9.6 2021-11-11, 10 2022-11-10, 11 2023-11-09, 12 2024-11-21,"
        " 13 2025-11-13, 14 2026-11-12, 15 2027-11-11, 16 2028-11-09, 17 2029-11-08, 18 2030-11-14"
    }
)


def version(number: int) -> str:
    """What people call `server_version_num`: 150018 is 15.18, 90624 is 9.6.24."""
    if number >= 100_000:  # noqa: PLR2004  # since version 10 two parts
        return f"{number // 10_000}.{number % 10_000}"
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def release(number: int) -> str:
    """What is fixed until one day, as `ENDS` calls it."""
    return f"postgres {version(number).rpartition('.')[0]}"
