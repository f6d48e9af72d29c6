"""How far zones are from UTC, by the short names that devices print beside their time."""

from types import MappingProxyType
from typing import Final

_OF_THE_STATES: Final = MappingProxyType(
    {
        "EST": -300,
        "EDT": -240,
        "CST": -360,
        "CDT": -300,
        "MST": -420,
        "MDT": -360,
        "PST": -480,
        "PDT": -420,
        "AKST": -540,
        "AKDT": -480,
        "HST": -600,
    }
)
_CITIES: Final = frozenset(
    {
        *("New_York", "Detroit", "Chicago", "Denver", "Boise", "Phoenix", "Los_Angeles", "Anchorage", "Juneau"),
        *("Indianapolis", "Indiana", "Kentucky", "Menominee", "North_Dakota"),
    }
)


def zones(zone: str) -> dict[str, int]:
    """Minutes from UTC by short name, of a zone of the United States: elsewhere CST is China's, and much else."""
    area, _, place = zone.partition("/")
    ours = area == "US" or (area == "America" and place.partition("/")[0] in _CITIES)
    return dict(_OF_THE_STATES) if ours else {}
