"""Until when Microsoft fixes a build: by its number, and by what kind of edition it is."""

from datetime import date
from typing import Final, Literal, TypeAlias

from scanner.ends import Table, Until, days, table

Branch: TypeAlias = Literal["home", "enterprise", "ltsc", "server"]
"""Home and Pro; Enterprise and Education; what is kept for years; servers."""

ENDS: Final[Table] = table(
    {
        "windows home": "17763 2020-11-10, 18362 2020-12-08, 18363 2021-05-11, 19041 2021-12-14, 19042 2022-05-10,"
        " 19043 2022-12-13, 19044 2023-06-13, 19045 2025-10-14, 22000 2023-10-10, 22621 2024-10-08,"
        " 22631 2025-11-11, 26100 2026-10-13, 26200 2027-10-12",
        "windows enterprise": "17763 2021-05-11, 18362 2020-12-08, 18363 2022-05-10, 19041 2021-12-14,"
        " 19042 2023-05-09, 19043 2022-12-13, 19044 2024-06-11, 19045 2025-10-14, 22000 2024-10-08,"
        " 22621 2025-10-14, 22631 2026-11-10, 26100 2027-10-12, 26200 2028-10-10",
        "windows ltsc": "10240 2025-10-14, 14393 2026-10-13, 17763 2029-01-09, 19044 2027-01-12, 26100 2029-10-09",
        "windows server": "9200 2023-10-10, 9600 2023-10-10, 14393 2027-01-12, 17763 2029-01-09, 20348 2031-10-14,"
        " 25398 2025-10-24, 26100 2034-10-10",
    }
)
"""Ends of security updates, without the extended ones that one pays for."""
_LONG = ("EnterpriseS", "EnterpriseSN", "IoTEnterpriseS", "IoTEnterpriseSK")
_HOME = (
    "Core",
    "CoreN",
    "CoreSingleLanguage",
    "CoreCountrySpecific",
    "Professional",
    "ProfessionalN",
    "ProfessionalWorkstation",
    "ProfessionalWorkstationN",
    "ProfessionalEducation",
    "ProfessionalEducationN",
)
_ENTERPRISE = ("Enterprise", "EnterpriseN", "EnterpriseG", "Education", "EducationN", "IoTEnterprise", "ServerRdsh")


def days_left(
    build: int | None,
    edition: str,
    today: date,
    *,
    server: bool,
    until: Until,
) -> int | None:
    """Days until its maker stops fixing it, negative when that is over; None: not known."""
    branch = "server" if server else _branch(edition)
    return days(until(f"windows {branch} {build}"), today) if branch and build is not None else None


def _branch(edition: str) -> Branch | None:
    if edition in _LONG:
        return "ltsc"
    return "home" if edition in _HOME else "enterprise" if edition in _ENTERPRISE else None
