"""Ports and addresses that the rules of a firewall name. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any, Final, Literal, TypeAlias

Ports: TypeAlias = tuple[int, int]
Network: TypeAlias = IPv4Network | IPv6Network
_ALL: Final = (0, 65535)
_WITH_PORTS: Final = {"tcp": "tcp", "6": "tcp", "udp": "udp", "17": "udp", "sctp": "sctp", "132": "sctp"}
_EVERY: Final = ("tcp", "udp", "sctp")
_FEW: Final[Mapping[int, int]] = {4: 2**24, 6: 2**112}
"""More public addresses than this, in however many blocks, are as good as everyone: two halves are the internet too."""
_WIDE: Final[Mapping[int, int]] = {4: 8, 6: 16}
"""A block with a shorter prefix than this is no private one."""
_ADMINISTRATION: Final = (22, 23, 135, 445, 2375, 2376, 3389, 5900, 5985, 5986, 10250)
"""Shells, desktops, and what starts containers (Docker, a kubelet)."""
_DATA: Final = (
    *(104, 2575, 2762, 11112),
    *(1433, 1521, 3306, 5432, 6379, 9042, 9092, 9094, 9200, 11211, 27017),
    2049,
)
"""What carries ePHI in hospitals (DICOM, HL7), databases and caches, Kafka, and NFS."""


def entries(some: Iterable[Mapping[str, Any]], key: str = "IPProtocol") -> Iterator[tuple[str, Ports]]:
    """Protocol and ports of each entry of a rule; what has no ports (ICMP, ESP) opens none.

    Raises:
        KeyError: an entry without a protocol.
        ValueError: ports that are none.
    """
    for entry in some:
        said = str(entry[key]).lower()
        protocols = _EVERY if said == "all" else (_WITH_PORTS[said],) if said in _WITH_PORTS else ()
        for protocol in protocols:
            yield from ((protocol, _range(ports)) for ports in entry.get("ports") or ())
            if not entry.get("ports"):
                yield protocol, _ALL


def _range(said: str) -> Ports:
    low, _, high = str(said).partition("-")
    return int(low), int(high or low)


def without(ports: Ports, shut: Iterable[Ports]) -> list[Ports]:
    """What is left of a range once others are taken out."""
    left = [ports]
    for low, high in shut:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, low - 1)), (max(start, high + 1), end))
            if part[0] <= part[1]
        ]
    return sorted(set(left))


def overlap(some: Iterable[Ports], others: Iterable[Ports]) -> bool:
    """Some of them have a port in common."""
    known = [*others]
    return any(low <= end and start <= high for low, high in some for start, end in known)


@lru_cache(maxsize=4096)  # a thousand machines stand behind the same rules
def network(block: str) -> Network | None:
    """A block of addresses; None where it is none."""
    try:
        return ip_network(block, strict=False)
    except ValueError:
        return None


def public(block: Network) -> bool:
    """It holds addresses of the internet."""
    # To Python what begins and ends in private blocks is private, however much of the internet lies between.
    return not block.is_private or block.prefixlen < _WIDE[block.version]


def everyone(blocks: Iterable[Network], version: int) -> bool:
    """So many addresses of a family that they are as good as all."""
    own = [block for block in blocks if block.version == version and public(block)]
    joined: Iterator[Network] = collapse_addresses(own)  # type: ignore[type-var]  # all are of one family
    return sum(block.num_addresses for block in joined) > _FEW[version]


def offers(ports: Iterable[Ports]) -> Literal["data", "administration", "service"]:
    """What one reaches through them."""
    known = [*ports]
    if any(low <= port <= high for low, high in known for port in _ADMINISTRATION):
        return "administration"
    return "data" if any(low <= port <= high for low, high in known for port in _DATA) else "service"
