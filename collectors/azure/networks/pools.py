"""Whom load balancers lead to, and where: pools that an interface names, and addresses that a pool names. Pure.

A pool leads somewhere through rules alone: those for what goes out lead nobody in (learn.microsoft.com:
load-balancer/outbound-rules).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.azure.addresses import Family, Span, span
from collectors.azure.networks.rules import Ports
from collectors.azure.read import canonical, properties
from scanner.answers import JSON

Place: TypeAlias = tuple[str, str]
"""A subnet or a network, empty where none is told, and an address in it; or one configuration of an interface, and no
address."""
_BASIC: Final = "basic"
EVERY: Final[Ports] = (0, 65535)
"""All ports."""


class Led(NamedTuple):
    """The ports of a configuration of addresses that the internet is led to."""

    sure: tuple[Ports, ...] = ()
    perhaps: tuple[Ports, ...] = ()

    @property
    def all(self) -> tuple[Ports, ...]:
        """Of both."""
        return (*self.sure, *self.perhaps)


class Pools(NamedTuple):
    """What the load balancers of a subscription lead to."""

    private: frozenset[str]
    """Pools and rules of those that the internet cannot address."""
    closed: frozenset[str]
    """Those of balancers that lead nowhere without a group: of any SKU but the basic one."""
    basic: frozenset[str]
    """Those of balancers that say they are of the basic one."""
    public: Mapping[str, Led]
    """By pool or rule of those that the internet addresses: where it leads; nowhere where no rule names it."""
    named: Mapping[Place, Led]
    """By address, or configuration of an interface, that these name."""
    open: frozenset[Place]
    """Those of them that pools of basic balancers name."""

    def led(self, named: Iterable[str], places: Iterable[Place]) -> Led:
        """Where the internet is led to what names these pools and rules, and is in these places."""
        of_elsewhere = Led(perhaps=(EVERY,))
        some = [self.public.get(one, of_elsewhere) for one in named if one not in self.private]
        for place in places:
            found = self.named.get(place, Led())
            # The same address may be that of another network.
            some.append(found if place[0] else Led(perhaps=found.all))
        return _together(some)


def pools(balancers: list[Any]) -> Pools:
    """Look through all of them."""
    public = [row for row in balancers if _addressed(row)]
    shut = [row for row in public if _sku(row) not in {"", _BASIC}]
    leads = {pool: led for row in public for pool, led in _leads(row).items()}
    named = defaultdict[Place, list[Led]](list)
    for place, led in (found for row in public for found in _places(row, leads)):
        named[place].append(led)
    return Pools(
        private=_of(balancers) - _of(public),
        closed=_of(balancers) - _of([row for row in public if row not in shut]),
        basic=_of([row for row in public if _sku(row) == _BASIC]),
        public={pool: leads.get(pool, Led()) for pool in _of(public)},
        named={place: _together(some) for place, some in named.items()},
        open=frozenset(place for row in public if row not in shut for place, _ in _places(row, leads)),
    )


def _leads(balancer: JSON) -> dict[str, Led]:
    """By pool or rule: where it leads."""
    found = defaultdict[str, list[Led]](list)
    for rule in map(properties, properties(balancer).get("loadBalancingRules") or []):
        for pool in {id_of(rule.get("backendAddressPool")), *ids(rule.get("backendAddressPools"))}:
            found[pool].append(_led(rule))
    for row in properties(balancer).get("inboundNatRules") or []:
        for one in (id_of(row), id_of(properties(row).get("backendAddressPool"))):
            found[one].append(_led(properties(row)))
    return {one: _together(some) for one, some in found.items() if one}


def _led(rule: Mapping[str, Any]) -> Led:
    """Port 0 is all of them (learn.microsoft.com: load-balancer-ha-ports-overview)."""
    match rule.get("backendPort"):
        case 0:
            return Led((EVERY,))
        case int(port):
            return Led(((port, port),))
        case _:
            return Led(perhaps=(EVERY,))


def _together(some: Iterable[Led]) -> Led:
    every = list(some)
    return Led(tuple(p for one in every for p in one.sure), tuple(p for one in every for p in one.perhaps))


def around(subnet: str, address: str) -> frozenset[Place]:
    """All ways to name an address in a subnet."""
    return frozenset((where, _plain(address)) for where in (subnet, network(subnet), "") if address)


class Homes:
    """The subnets of a subscription by their ranges, each read once: a balancer may name thousands of addresses."""

    def __init__(self, networks: list[Any]) -> None:
        self._by = defaultdict[str, list[tuple[str, Family, Span]]](list)
        for row in networks:
            for subnet in properties(row).get("subnets") or []:
                for family, found in ranges(properties(subnet)):
                    self._by[network(id_of(subnet))].append((id_of(subnet), family, found))

    def of(self, place: Place) -> list[str]:
        """Those that an address lies in; where none is known to hold it, what it was named in."""
        where, address = place
        if where and where not in self._by:
            return [where]
        try:
            family, (wanted, _) = span(address)
        except ValueError:
            return [where]
        some = self._by[where] if where else [one for every in self._by.values() for one in every]
        held = [subnet for subnet, own, (low, high) in some if own == family and low <= wanted <= high]
        return held or [where]


def ranges(subnet: Mapping[str, Any]) -> list[tuple[Family, Span]]:
    """Its ranges of addresses; none where one of them is not read."""
    said = [str(one) for one in (subnet.get("addressPrefix"), *(subnet.get("addressPrefixes") or [])) if one]
    try:
        return [span(one) for one in said]
    except ValueError:
        return []


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


def _sku(balancer: JSON) -> str:
    return str((balancer.get("sku") or {}).get("name") or "").lower()


def _addressed(balancer: JSON) -> bool:
    fronts = [properties(front) for front in properties(balancer).get("frontendIPConfigurations") or []]
    return any(front.get("publicIPAddress") or front.get("publicIPPrefix") for front in fronts)


def _places(balancer: JSON, leads: Mapping[str, Led]) -> Iterator[tuple[Place, Led]]:
    """Whom it names, with where it leads them; what it leads nobody to is left out.

    Where Azure knows which interface it is, it says so; else the network stands with the address or the pool.
    """
    for row in properties(balancer).get("inboundNatRules") or []:
        if card := id_of(properties(row).get("backendIPConfiguration")):
            yield (card, ""), leads[id_of(row)]
    for row in properties(balancer).get("backendAddressPools") or []:
        led = leads.get(id_of(row), Led())
        yield from ((place, led) for place in _addresses(properties(row)) if led.all)


def _addresses(pool: Mapping[str, Any]) -> Iterator[Place]:
    yield from ((card, "") for card in ids(pool.get("backendIPConfigurations")))
    for one in map(properties, pool.get("loadBalancerBackendAddresses") or []):
        if card := id_of(one.get("networkInterfaceIPConfiguration")):
            yield card, ""
        elif address := str(one.get("ipAddress") or ""):
            where = id_of(one.get("subnet")) or id_of(one.get("virtualNetwork")) or id_of(pool.get("virtualNetwork"))
            yield where, _plain(address)


def _plain(address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        return address
