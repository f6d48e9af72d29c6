"""Addresses of the internet as spans of numbers, and how many are as good as all. Pure."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Final, Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""The first and the last of some addresses, as numbers."""
Family: TypeAlias = Literal[4, 6]
FAMILIES: Final[tuple[Family, ...]] = (4, 6)
ALL: Final[Mapping[Family, Span]] = {4: (0, 2**32 - 1), 6: (0, 2**128 - 1)}
_FEW: Final[Mapping[Family, int]] = {4: 2**24, 6: 2**112}
"""More public addresses than this, in however many blocks, are as good as everyone."""
_INSIDE: Final[Mapping[Family, tuple[str, ...]]] = {
    4: (
        *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12"),
        "192.168.0.0/16",
    ),
    6: ("fc00::/7", "fe80::/10"),
}


def span(prefix: str) -> tuple[Family, Span]:
    """A network, or one address, with its family.

    Raises:
        ValueError: it is none.
    """
    network = ip_network(prefix.strip(), strict=False)
    return network.version, (int(network.network_address), int(network.broadcast_address))


def joined(some: Iterable[Span]) -> tuple[Span, ...]:
    """Ranges in order, those that touch made one."""
    found: list[Span] = []
    for low, high in sorted(some):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def meet(mine: Iterable[Span], theirs: Iterable[Span]) -> list[Span]:
    """What is in both."""
    others = list(theirs)
    both = [(max(a, c), min(b, d)) for a, b in mine for c, d in others]
    return [(low, high) for low, high in both if low <= high]


def without(mine: Iterable[Span], gone: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of some once others are taken out."""
    left = list(mine)
    for start, end in gone:
        around = [side for a, b in left for side in ((a, min(b, start - 1)), (max(a, end + 1), b))]
        left = [(low, high) for low, high in around if low <= high]
    return tuple(left)


def public(some: Iterable[Span], family: Family) -> int:
    """How many addresses of the internet there are among them, each counted once."""
    return sum(high - low + 1 for low, high in without(joined(some), _SHUT_IN[family]))


def everyone(some: Iterable[Span], family: Family) -> bool:
    """So many that they are as good as all."""
    return public(some, family) > _FEW[family]


def lets_everyone_in(prefixes: Iterable[str]) -> bool | None:
    """Whether networks, added up, are as good as all; None where one of them is none."""
    try:
        known = [span(prefix) for prefix in prefixes]
    except ValueError:
        return None
    return any(everyone([one for own, one in known if own == family], family) for family in FAMILIES)


_SHUT_IN: Final[Mapping[Family, tuple[Span, ...]]] = {
    family: tuple(span(block)[1] for block in _INSIDE[family]) for family in FAMILIES
}
"""Networks that no internet leads to."""
