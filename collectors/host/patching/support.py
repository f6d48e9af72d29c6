"""Until when makers fix their distributions: data, as it stood in November 2026.

Sources: Debian and Ubuntu: the package distro-info-data (`debian.csv` eol-lts, `ubuntu.csv` eol), without paid
extensions. The others: their makers' release pages, as gathered by endoflife.date. A release that is not here is
unknown, not unsupported.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from scanner.facts import FOREVER

_ENDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "debian": "9 2022-06-30, 10 2024-06-30, 11 2026-08-31, 12 2028-06-30, 13 2030-06-30",
        "ubuntu": "16.04 2021-04-30, 18.04 2023-05-31, 20.04 2025-05-29, 22.04 2027-06-01, 24.04 2029-05-31,"
        " 24.10 2025-07-10, 25.04 2026-01-15, 25.10 2026-07-09, 26.04 2031-05-29, 26.10 2027-07-15",
        "rhel": "6 2020-11-30, 7 2024-06-30, 8 2029-05-31, 9 2032-05-31",
        "centos": "6 2020-11-30, 7 2024-06-30, 8 2024-05-31, 9 2027-05-31",
        "rocky": "8 2029-05-31, 9 2032-05-31",
        "almalinux": "8 2029-03-01, 9 2032-05-31",
        "ol": "7 2024-12-31, 8 2029-07-31, 9 2032-06-30",
        "amzn": "2018.03 2023-12-31, 2 2026-06-30, 2023 2028-03-15",
        "fedora": "39 2024-11-26, 40 2025-05-13, 41 2025-12-15, 42 2026-05-13, 43 2026-12-09",
        "alpine": "3.17 2024-11-22, 3.18 2025-05-09, 3.19 2025-11-01, 3.20 2026-04-01, 3.21 2026-11-01, 3.22"
        " 2027-05-01,"
        " 3.23 2027-11-01",
    }
)
_ROLLING: Final = ("arch", "gentoo", "opensuse-tumbleweed", "void")


def days_left(distribution: str, version: str, today: date) -> int | None:
    """Days until its maker stops fixing it, negative when that is over; FOREVER: rolling; None: not in the table."""
    if distribution in _ROLLING:
        return FOREVER
    ends = dict(pair.split() for pair in _ENDS.get(distribution, "").split(",") if pair)
    parts = version.split(".")
    # Alpine 3.20.3 and RHEL 9.4 live as long as 3.20 and 9; Ubuntu's 24.04 is no 24.
    for length in range(len(parts), 0, -1):
        if end := ends.get(".".join(parts[:length])):
            return (date.fromisoformat(end) - today).days
    return None
