"""What stands behind a network security group, and whether the internet can address it. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from collectors.azure.addresses import FAMILIES, Family
from collectors.azure.networks.pools import (
    EVERY,
    Homes,
    Led,
    Place,
    Pools,
    around,
    id_of,
    ids,
    network,
    pools,
    ranges,
)
from collectors.azure.networks.rules import Opening, Ports, UnclearError, opening
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import JSON, Got

RESIDENTS: Final = (
    *("ipConfigurations", "applicationGatewayIPConfigurations", "delegations"),
    *("serviceAssociationLinks", "resourceNavigationLinks"),
)
"""Where a subnet names what stands in it."""
_VERSION: Final = "privateIPAddressVersion"


class Behind(NamedTuple):
    """What gets through to what stands there."""

    anything: bool
    sure: tuple[Opening, ...]
    """To what has a public address of its own, or is led to from that of a load balancer."""
    perhaps: tuple[Opening, ...]
    """To what may have one, or may be reached through one."""
    bad: Got | None
    """What was not answered of it."""


class Card(NamedTuple):
    """One configuration of addresses of an interface."""

    id: str
    group: str
    """Of the interface itself; empty if it has none."""
    subnet: str
    said: Mapping[str, Any]
    told: bool = True
    """Its interface is listed. Those of scale sets are not: then others name it, and whether it has a public address of
    its own nobody says."""

    @property
    def places(self) -> frozenset[Place]:
        """All ways to name it."""
        return around(self.subnet, str(self.said.get("privateIPAddress", ""))) | {(self.id, "")}

    @property
    def families(self) -> tuple[Family, ...]:
        """Of its address; both where nobody says which."""
        if self.said.get(_VERSION) == "IPv6":
            return (6,)
        return (4,) if self.told or self.said else FAMILIES


@dataclass(frozen=True)
class Surroundings:
    """All groups, interfaces, networks and load balancers of a subscription, as one group asks for them."""

    groups: Got
    group_of: Mapping[str, str]
    """By subnet: its group."""
    cards: Mapping[str, tuple[Card, ...]]
    """By interface."""
    housed: Mapping[str, tuple[Card, ...]]
    """By subnet."""
    pools: Pools
    lost: frozenset[str]
    """Subnets and networks in which a public load balancer leads to an address that no interface has."""
    asked: tuple[Got, Got, Got]
    """Interfaces, networks, load balancers."""

    @cached_property
    def openings(self) -> Mapping[str, Opening | None]:
        """By group; None where its rules are not followed. Weighed once somebody looks."""
        return {canonical(row["id"]): _opening(row) for row in _value(self.groups)}

    def behind(self, group: Mapping[str, Any], mine: Opening) -> Behind:
        """What stands behind a group. mine: what its rules let in."""
        own, said = canonical(group["id"]), properties(group)
        subnets, named = (frozenset(ids(said.get(name))) for name in ("subnets", "networkInterfaces"))
        some = {id(card): card for name in named for card in self.cards.get(name, ())}
        some |= {id(card): card for subnet in subnets for card in self.housed.get(subnet, ())}
        ways = [(self._through(own, mine, card), card) for card in some.values()]
        sure = [through.at(self.led(card).sure) for (through, known), card in ways if known]
        perhaps = [through.at(self._may(card, known=known)) for (through, known), card in ways]
        strangers = bool(named - self.cards.keys()) or self._strangers(subnets)
        bad = self._bad(subnets, balanced=any("publicIPAddress" not in card.said for _, card in ways))
        if strangers or bad:
            perhaps.append(mine)
        return Behind(bool(ways or strangers or (bad and subnets)), tuple(sure), tuple(perhaps), bad)

    def _bad(self, subnets: frozenset[str], *, balanced: bool) -> Got | None:
        """What was not answered, of what matters here. balanced: a balancer may be the way to something."""
        interfaces, networks, balancers = self.asked
        needed = [interfaces, *([networks] if subnets else []), *([balancers] if balanced or subnets else [])]
        return next((got for got in needed if not got.good), None)

    def _through(self, group: str, mine: Opening, card: Card) -> tuple[Opening, bool]:
        """What gets through the other group too, in the family of the address; whether that is known."""
        other = self.group_of.get(card.subnet, "") if card.group == group else card.group
        limit = self.openings.get(other) if other and other != group else mine
        through = mine.through(limit) if limit and limit is not mine else mine
        # Of which family an address is that no interface tells the subnet says: so that one, with its group, is known.
        known = limit is not None and len(card.families) == 1
        return Opening({f: spans if f in card.families else () for f, spans in through.spans.items()}), known

    def _may(self, card: Card, *, known: bool) -> tuple[Ports, ...]:
        """What may be addressed of it; all that is, where it is not known who else is asked."""
        led = self.led(card)
        return led.perhaps if known else led.all

    def led(self, card: Card) -> Led:
        """Where the internet is led to it: everywhere by an address of its own."""
        if "publicIPAddress" in card.said:
            return Led((EVERY,))
        found = self.pools.led(fronts(card.said), card.places)
        return found if card.told else Led(found.sure, (*found.perhaps, EVERY))

    def _strangers(self, subnets: Iterable[str]) -> bool:
        """To some of these subnets a balancer leads, and nobody says to which address that we know."""
        return any(not self.lost.isdisjoint((subnet, network(subnet), "")) for subnet in subnets)


def surroundings(whole: Subscription) -> Surroundings:
    """All of them, looked through once."""
    return whole.once(_surroundings)


def _surroundings(whole: Subscription) -> Surroundings:
    groups, interfaces, networks, balancers = (
        whole.answers.one(f"network.{name}") for name in ("groups", "interfaces", "networks", "balancers")
    )
    led, homes = pools(_value(balancers)), Homes(_value(networks))
    listed = {canonical(row["id"]): tuple(_cards(row)) for row in _value(interfaces)}
    cards = {**_untold(_value(groups), _value(networks), led, listed.keys()), **listed}
    housed = defaultdict[str, list[Card]](list)
    for card in (card for some in cards.values() for card in some):
        housed[card.subnet].append(card)
    met = frozenset[Place]().union(*(card.places for some in cards.values() for card in some))
    return Surroundings(
        groups=groups,
        group_of={s: canonical(row["id"]) for row in _value(groups) for s in ids(properties(row).get("subnets"))},
        cards=cards,
        housed={subnet: tuple(some) for subnet, some in housed.items()},
        pools=led,
        lost=frozenset(home for place in led.named.keys() - met if place[1] for home in homes.of(place)),
        asked=(interfaces, networks, balancers),
    )


def _opening(row: JSON) -> Opening | None:
    try:
        return opening(row)
    except UnclearError:
        return None


def _cards(interface: JSON) -> Iterator[Card]:
    """Those of an interface: what has no public address may say so with an empty one."""
    group = id_of(properties(interface).get("networkSecurityGroup"))
    for row in properties(interface).get("ipConfigurations") or []:
        said = {field: value for field, value in properties(row).items() if value}
        yield Card(id_of(row), group, id_of(said.get("subnet")), said)


def _untold(groups: list[Any], networks: list[Any], led: Pools, listed: Collection[str]) -> dict[str, tuple[Card, ...]]:
    """By interface that is not listed: what subnets and balancers name of it, with the group that names it."""
    subnets = [subnet for row in networks for subnet in properties(row).get("subnets") or []]
    group_of = {i: canonical(row["id"]) for row in groups for i in ids(properties(row).get("networkInterfaces"))}
    housed = {i: subnet for subnet in subnets for name in RESIDENTS for i in ids(properties(subnet).get(name))}
    found = defaultdict[str, list[Card]](list)
    for one in sorted(housed.keys() | {where for where, address in led.named if where and not address}):
        if (interface := one.partition("/ipconfigurations/")[0]) not in listed:
            subnet = housed.get(one)
            only = {family for family, _ in ranges(properties(subnet))} == {4}
            card = Card(one, group_of.get(interface, ""), id_of(subnet), {_VERSION: "IPv4"} if only else {}, told=False)
            found[interface].append(card)
    return {interface: tuple(some) for interface, some in found.items()}


def fronts(one: JSON) -> list[str]:
    """Pools and rules of load balancers that lead to a configuration, as itself names them."""
    return [*ids(one.get("loadBalancerBackendAddressPools")), *ids(one.get("loadBalancerInboundNatRules"))]


def _value(got: Got) -> list[Any]:
    return (got.body or {}).get("value") or []
