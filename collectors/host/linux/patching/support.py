"""Until when makers fix their distributions: data, as it stood in November 2026.

Sources: Debian and Ubuntu: the package distro-info-data 0.58+deb12u7 (`debian.csv` eol-lts, `ubuntu.csv` eol). SLES:
DISA STIG SLES 15 (general support). Rocky, Fedora, Amazon: `SUPPORT_END` in the os-release of their newest images. The
others: their makers' release pages, as gathered by endoflife.date. No paid extension (Ubuntu Pro, ELTS, ELS, LTSS) is
counted. A release that is not here is unknown, not unsupported.
"""

from datetime import date
from typing import Final

from scanner.ends import Table, Until, days, table
from scanner.facts import FOREVER

ENDS: Final[Table] = table(
    {
        "debian": "8 2020-06-30, 9 2022-06-30, 10 2024-06-30, 11 2026-08-31, 12 2028-06-30, 13 2030-06-30",
        "ubuntu": "14.04 2019-04-25, 16.04 2021-04-30, 18.04 2023-05-31, 20.04 2025-05-29, 20.10 2021-07-22,"
        " 21.04 2022-01-20, 21.10 2022-07-14, 22.04 2027-06-01, 22.10 2023-07-20, 23.04 2024-01-25, 23.10 2024-07-11,"
        " 24.04 2029-05-31, 24.10 2025-07-10, 25.04 2026-01-15, 25.10 2026-07-09, 26.04 2031-05-29, 26.10 2027-07-15",
        "rhel": "6 2020-11-30, 7 2024-06-30, 8 2029-05-31, 9 2032-05-31, 10 2035-05-31",
        "centos": "6 2020-11-30, 7 2024-06-30, 8 2024-05-31, 9 2027-05-31, 10 2030-01-01",
        "rocky": "8 2029-05-31, 9 2032-05-31, 10 2035-05-31",
        "almalinux": "8 2029-03-01, 9 2032-05-31, 10 2035-05-31",
        "ol": "6 2021-03-31, 7 2024-12-31, 8 2029-07-31, 9 2032-06-30",
        "amzn": "2018.03 2023-12-31, 2 2026-06-30, 2023 2029-06-30",
        "fedora": "38 2024-05-21, 39 2024-11-26, 40 2025-05-13, 41 2025-12-15, 42 2026-05-13, 43 2026-12-02,"
        " 44 2027-05-19",
        "sles": "11.4 2019-03-31, 12.3 2019-06-30, 12.4 2020-06-30, 12.5 2024-10-31, 15 2019-12-31, 15.1 2021-01-31,"
        " 15.2 2021-12-31, 15.3 2022-12-31, 15.4 2023-12-31, 15.5 2024-12-31, 15.6 2025-12-31, 15.7 2031-07-31",
        "opensuse-leap": "15.2 2022-01-04, 15.3 2022-12-31, 15.4 2023-12-07, 15.5 2024-12-31, 15.6 2026-04-30,"
        " 16.0 2027-10-31",
        "alpine": "3.14 2023-05-01, 3.15 2023-11-01, 3.16 2024-05-23, 3.17 2024-11-22, 3.18 2025-05-09,"
        " 3.19 2025-11-01, 3.20 2026-04-01, 3.21 2026-11-01, 3.22 2027-05-01, 3.23 2027-11-01",
    }
)
_BY_SERVICE_PACK: Final = ("sles",)
"""15.8 is no 15: each service pack ends by itself, and 15 is the one before the first."""
_ROLLING: Final = ("arch", "gentoo", "opensuse-tumbleweed", "void")


def days_left(distribution: str, version: str, today: date, *, told: str = "", until: Until) -> int | None:
    """Days until its maker stops fixing it, negative when that is over; FOREVER: rolling; None: not known.

    `told`: the date that the machine itself gives (`SUPPORT_END` of os-release). Makers have put ends off, and never
    brought one forward: the later date stands. `until`: what the table says of a release.
    """
    if distribution in _ROLLING:
        return FOREVER
    parts = version.split(".")
    # Alpine 3.20.3 and RHEL 9.4 live as long as 3.20 and 9; Ubuntu's 24.04 is no 24.
    least = len(parts) if distribution in _BY_SERVICE_PACK else 1
    known = (until(f"{distribution} {'.'.join(parts[:length])}") for length in range(len(parts), least - 1, -1))
    return days(max(next((end for end in known if end), ""), told), today)
