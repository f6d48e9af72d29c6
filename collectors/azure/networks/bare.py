"""Network interfaces that the internet can address and no security group stands before.

What has no group goes by the SKU of the public address or of the load balancer that leads to it: the basic one lets
everybody in, all others nobody (learn.microsoft.com: public-ip-addresses, "Security"; load-balancer/skus).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.asking.listing import listed
from collectors.asking.offers import offers
from collectors.azure.addresses import joined
from collectors.azure.networks.behind import Card, Surroundings, fronts, surroundings
from collectors.azure.networks.groups import VERSION
from collectors.azure.networks.pools import id_of
from collectors.azure.networks.rules import Ports
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Exposure, Fact

INTERFACE: Final = "azure.network.interface"
_GROUP: Final = "az network nic update --name INTERFACE --resource-group RESOURCE-GROUP --network-security-group GROUP"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        INTERFACE: Kind(
            title="network interface without a security group",
            gives=(Exposure,),
            fix=MappingProxyType(
                {
                    "network-segmentation.no-open-ports": _GROUP,
                    "public-exposure.not-on-the-internet": _GROUP,
                }
            ),
            own={"INTERFACE": "name"},
        )
    }
)
QUESTIONS: Final = (
    arm("network.addresses", "Microsoft.Network/publicIPAddresses", VERSION, ("sku.name",), feeds=(Exposure,)),
)
_CLOSED: Final = frozenset({"standard", "standardv2"})
_ALL: Final[tuple[Ports, ...]] = ((0, 65535),)


class _Way(NamedTuple):
    """Whether the internet comes in to a configuration of addresses, the worst last; None: nobody can tell."""

    open: bool | None
    why: Got
    said: str
    ports: tuple[Ports, ...] = _ALL


def read(whole: Subscription) -> Iterator[Fact]:
    """Give who comes in to each of them."""
    around = surroundings(whole)
    groups = around.groups
    if not groups.good:
        yield from gaps(whole.target, INTERFACE, groups, Exposure)
        return
    for found in listed(whole, "network.interfaces", INTERFACE, Exposure):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        bare = [
            card for card in around.cards[canonical(row["id"])] if not (card.group or card.subnet in around.group_of)
        ]
        if ways := [_way(whole, around, card) for card in bare if _addressed(around, card)]:
            yield _exposure(whole, row, (got, groups, whole.answers.one("network.addresses"), around.asked[2]), ways)


def _addressed(around: Surroundings, card: Card) -> bool:
    """It has a public address, or what leads to it is not known to be private."""
    return bool(around.led(card).all)


def _way(whole: Subscription, around: Surroundings, card: Card) -> _Way:
    """A basic address and a balancer of another SKU do not go together, so that one of them tells."""
    if address := id_of(card.said.get("publicIPAddress")):
        return _by_address(whole.answers.one("network.addresses"), address)
    balancers = around.asked[2]
    if not balancers.good:
        return _Way(None, balancers, "")
    if around.pools.closed.issuperset(fronts(card.said)) and around.pools.open.isdisjoint(card.places):
        return _Way(False, balancers, "the load balancer before it lets nobody in without one")
    ports = around.led(card).sure
    if ports and around.pools.basic.issuperset(fronts(card.said)) and not around.led(card).perhaps:
        return _Way(True, balancers, "a basic load balancer leads everyone to it without one", joined(ports))
    return _Way(
        None, unclear(balancers, "whether a load balancer of another SKU, or elsewhere, leads to it is not told"), ""
    )


def _by_address(got: Got, address: str) -> _Way:
    if not got.good:
        return _Way(None, got, "")
    rows = {canonical(row["id"]): row for row in (got.body or {}).get("value") or []}
    sku = str(((rows.get(address) or {}).get("sku") or {}).get("name", "")).lower()
    if sku in _CLOSED:
        return _Way(False, got, "its public address lets nobody in without one")
    if sku == "basic":
        return _Way(True, got, "its basic public address lets everyone in without one")
    return _Way(None, unclear(got, "of which SKU its public address is, is not told"), "")


def _worst(ways: list[_Way], led: tuple[Ports, ...]) -> _Way:
    """What is known to be open goes first; where it is a mere service, what may be open does."""
    order = (True, None, False) if offers(led) != "service" else (None, True, False)
    return min(ways, key=lambda way: order.index(way.open))


def _exposure(whole: Subscription, row: Mapping[str, Any], gots: tuple[Got, ...], ways: list[_Way]) -> Exposure:
    led = joined(ports for way in ways if way.open for ports in way.ports)
    worst = _worst(ways, led)
    ports = None if worst.open is None else led
    return Exposure(
        **whole.thing(INTERFACE, row, *gots),
        way="network",
        offers=offers(_ALL if ports is None else ports),
        audience=None if worst.open is None else "everyone" if worst.open else "owner",
        ports=ports,
        considered=("no security group stands before it", worst.said) if worst.said else (),
        unread=unread(audience=worst.why, ports=worst.why),
    )
