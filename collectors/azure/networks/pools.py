"""Whom load balancers lead to: pools that an interface names, and addresses that a pool names. Pure."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.azure.addresses import meet, span
from collectors.azure.read import canonical, properties
from scanner.answers import JSON

Place: TypeAlias = tuple[str, str]
"""A subnet or a network, empty where none is told, and an address in it; or one configuration of an interface, and no
address."""
_BASIC: Final = "basic"


class Pools(NamedTuple):
    """What the load balancers of a subscription lead to."""

    private: frozenset[str]
    """Pools and rules of those that the internet cannot address."""
    closed: frozenset[str]
    """Those of balancers that lead nowhere without a group: of any SKU but the basic one."""
    named: frozenset[Place]
    """Addresses, and configurations of interfaces, that pools of the others name."""
    open: frozenset[Place]
    """Those of them that pools of basic balancers name."""


def pools(balancers: list[Any]) -> Pools:
    """Look through all of them."""
    public = [row for row in balancers if _addressed(row)]
    shut = [row for row in public if str((row.get("sku") or {}).get("name", _BASIC)).lower() != _BASIC]
    return Pools(
        private=_of(balancers) - _of(public),
        closed=_of(balancers) - _of([row for row in public if row not in shut]),
        named=frozenset(place for row in public for place in _places(row)),
        open=frozenset(place for row in public if row not in shut for place in _places(row)),
    )


def around(subnet: str, address: str) -> frozenset[Place]:
    """All ways to name an address in a subnet."""
    return frozenset((where, _plain(address)) for where in (subnet, network(subnet), "") if address)


def homes(place: Place, networks: list[Any]) -> list[str]:
    """The subnets that an address lies in, by their ranges; where none is known to hold it, what it was named in."""
    where, address = place
    subnets = [subnet for row in networks for subnet in properties(row).get("subnets") or []]
    held = [id_of(one) for one in subnets if where in {"", network(id_of(one))} and _holds(properties(one), address)]
    return held or [where]


def _holds(subnet: Mapping[str, Any], address: str) -> bool:
    ranges = [str(one) for one in (subnet.get("addressPrefix"), *(subnet.get("addressPrefixes") or [])) if one]
    try:
        family, wanted = span(address)
        return any(own == family and meet([found], [wanted]) for own, found in map(span, ranges))
    except ValueError:
        return False


def network(subnet: str) -> str:
    """The network that a subnet is a part of."""
    return subnet.partition("/subnets/")[0]


def ids(some: JSON) -> Iterator[str]:
    """The ids of some things, as they are compared."""
    yield from (id_of(one) for one in some or [])


def id_of(part: JSON) -> str:
    """The id of a thing, as it is compared; empty where there is none."""
    return canonical(str((part or {}).get("id", "")))


def _of(some: list[Any]) -> frozenset[str]:
    names = ("backendAddressPools", "inboundNatRules")
    return frozenset(i for row in some for name in names for i in ids(properties(row).get(name)))


def _addressed(balancer: JSON) -> bool:
    fronts = [properties(front) for front in properties(balancer).get("frontendIPConfigurations") or []]
    return any(front.get("publicIPAddress") or front.get("publicIPPrefix") for front in fronts)


def _places(balancer: JSON) -> Iterator[Place]:
    """Where Azure knows which interface it is, it says so; else the network stands with the address or the pool."""
    for pool in map(properties, properties(balancer).get("backendAddressPools") or []):
        for one in map(properties, pool.get("loadBalancerBackendAddresses") or []):
            if card := id_of(one.get("networkInterfaceIPConfiguration")):
                yield card, ""
            elif address := str(one.get("ipAddress") or ""):
                where = (
                    id_of(one.get("subnet")) or id_of(one.get("virtualNetwork")) or id_of(pool.get("virtualNetwork"))
                )
                yield where, _plain(address)


def _plain(address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        return address
