"""Which Windows Server a controller or a functional level is of, and until when Microsoft fixes it. Pure."""

import re
from types import MappingProxyType
from typing import Final

_NAMED: Final = re.compile(r"Windows (?:Server)?\W*(20\d\d(?: R2)?)")
"""`Windows Server® 2008 Standard`, and `Windows 2000 Server`."""
# End of extended support: learn.microsoft.com/lifecycle/products/windows-server-YEAR. What is paid for after that (ESU)
# no attribute tells. Of 2025 Microsoft first named 2034-10-10, later 2034-11-14: the earlier one stands here.
ENDS: Final = MappingProxyType(
    {
        "2000": "2010-07-13",
        "2003": "2015-07-14",
        "2003 R2": "2015-07-14",
        "2008": "2020-01-14",
        "2008 R2": "2020-01-14",
        "2012": "2023-10-10",
        "2012 R2": "2023-10-10",
        "2016": "2027-01-12",
        "2019": "2029-01-09",
        "2022": "2031-10-14",
        "2025": "2034-10-10",
    }
)
# MS-ADTS 6.1.4.2. Windows Server 2019 and 2022 have no level of their own: 2016 is theirs too.
LEVELS: Final = MappingProxyType(
    {0: "2000", 1: "2003 interim", 2: "2003", 3: "2008", 4: "2008 R2", 5: "2012", 6: "2012 R2", 7: "2016", 10: "2025"}
)
_LAST_OF: Final = MappingProxyType({"2000": "2003", "2003 interim": "2003", "2016": "2022"})
"""The last Windows Server for which a level is the highest; the level is named after the first."""


def year(system: str) -> str:
    """Which one it is by its operatingSystem: `2012 R2`; empty where it is none."""
    found = _NAMED.search(system)
    return found[1] if found and found[1] in ENDS else ""


def level_ends(level: str) -> str:
    """When the last Windows Server goes out of support for which a functional level is the highest."""
    return ENDS[_LAST_OF.get(level, level)]
