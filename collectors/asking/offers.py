"""What one reaches through ports: data, administration, or a mere service. Pure."""

from collections.abc import Iterable
from typing import Final, Literal

_ADMINISTRATION: Final = (22, 23, 135, 445, 2375, 2376, 3389, 5900, 5985, 5986, 10250)
"""Shells, desktops, and what starts containers (Docker, a kubelet)."""
_DATA: Final = (
    *(104, 2575, 2762, 11112),
    *(1433, 1521, 3306, 5432, 5439, 6379, 8182, 9042, 9200, 11211, 27017),
    *(9092, 9094, 9096, 9098, 9194, 9196, 9198),
    2049,
)
"""What carries ePHI in hospitals (DICOM, HL7), databases and caches, Kafka, and NFS."""


def offers(ports: Iterable[tuple[int, int]]) -> Literal["data", "administration", "service"]:
    """What one reaches through ranges of ports."""
    ranges = tuple(ports)
    if any(low <= port <= high for low, high in ranges for port in _ADMINISTRATION):
        return "administration"
    return "data" if any(low <= port <= high for low, high in ranges for port in _DATA) else "service"
