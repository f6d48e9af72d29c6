"""What the rules of a security group let in, and where the internet can address what it stands before. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any, Final, Literal, TypeAlias

from collectors.aws.read import body
from scanner.answers import Got

Ports: TypeAlias = tuple[int, int]
Family: TypeAlias = Literal[4, 6]
Network: TypeAlias = IPv4Network | IPv6Network
Entries: TypeAlias = Callable[[str], list[str] | None]
"""The blocks in a list of addresses, by its id; None where they are not known."""
FAMILIES: Final[tuple[Family, ...]] = (4, 6)
_FEW: Final[Mapping[Family, int]] = {4: 2**24, 6: 2**112}
"""More public addresses than this, in however many blocks, are as good as everyone: two halves are the internet too."""

_WIDE: Final[Mapping[Family, int]] = {4: 8, 6: 16}
"""A block with a shorter prefix than this is no private one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports that the rules open, by the family of the addresses they are open to."""

    world: Mapping[Family, frozenset[Ports]]
    some: Mapping[Family, frozenset[Ports]]
    """To some public addresses."""
    lists: frozenset[Ports]
    """To lists of addresses that are not known, or to an address that is none."""

    def to_world(self, families: Iterable[Family] = FAMILIES) -> tuple[Ports, ...]:
        """Those open to everyone, in order."""
        return tuple(sorted(frozenset[Ports]().union(*(self.world[f] for f in families))))

    def to_some(self, families: Iterable[Family] = FAMILIES) -> tuple[Ports, ...]:
        """Those open to some public addresses, in order."""
        return tuple(sorted(frozenset[Ports]().union(*(self.some[f] for f in families))))


def opening(group: Mapping[str, Any], entries: Entries = lambda _: None) -> Opening:
    """Reduce the rules of a group. `entries`: the blocks in a list of addresses, where they are known."""
    rules = [(ports, _networks(rule, entries)) for rule in group.get("IpPermissions", []) if (ports := _ports(rule))]
    public = [(ports, network) for ports, networks in rules for network in networks if _is_public(network)]
    world, some = {}, {}
    for family in FAMILIES:
        mine = [(ports, network) for ports, network in public if network and network.version == family]
        world[family] = frozenset(p for p, _ in mine if _addresses(p, mine) > _FEW[family])
        some[family] = frozenset(p for p, _ in mine) - world[family]
    return Opening(world, some, frozenset(ports for ports, networks in rules if None in networks))


def _ports(rule: Mapping[str, Any]) -> Ports | None:
    """`-1` is every protocol and port; what has no ports (ICMP) opens none."""
    protocol = rule.get("IpProtocol")
    if protocol == "-1":
        return 0, 65535
    return (rule.get("FromPort", 0), rule.get("ToPort", 65535)) if protocol in {"tcp", "udp", "6", "17"} else None


def _networks(rule: Mapping[str, Any], entries: Entries) -> list[Network | None]:
    """None stands for what is not known."""
    blocks = [r.get("CidrIp", "") for r in rule.get("IpRanges", [])]
    blocks += [r.get("CidrIpv6", "") for r in rule.get("Ipv6Ranges", [])]
    for named in rule.get("PrefixListIds", []):
        found = entries(named.get("PrefixListId", ""))
        blocks += [""] if found is None else found
    return [_network(block) for block in blocks]


def _network(block: str) -> Network | None:
    try:
        return ip_network(block, strict=False)
    except ValueError:
        return None


def _is_public(network: Network | None) -> bool:
    # To Python what begins and ends in private blocks is private, however much of the internet lies between.
    return network is not None and (not network.is_private or network.prefixlen < _WIDE[network.version])


def _addresses(ports: Ports, opened: Iterable[tuple[Ports, Network | None]]) -> int:
    """How many addresses may use all of these ports, whichever rules say so."""
    found = [network for other, network in opened if network and within(ports, [other])]
    blocks: Iterator[Network] = collapse_addresses(found)  # type: ignore[type-var]  # all are of one family
    return sum(block.num_addresses for block in blocks)


def within(ports: Ports, others: Iterable[Ports]) -> bool:
    """One of the others holds all of them."""
    return any(low <= ports[0] and ports[1] <= high for low, high in others)


_ACCELERATORS: Final = frozenset({"global_accelerator_managed"})
_BALANCERS: Final = frozenset({"load_balancer", "network_load_balancer", "gateway_load_balancer"})


@dataclass(frozen=True, slots=True)
class Attached:
    """Where a group is in use."""

    anywhere: bool
    families: tuple[Family, ...]
    """Of the addresses by which the internet reaches its interfaces."""
    fronted: bool
    """In the region stands what can let the internet in to private addresses: a load balancer, an accelerator."""


@dataclass(frozen=True, slots=True)
class Interfaces:
    """Those of a region, as groups ask for them."""

    of_group: Mapping[str, frozenset[Family]]
    """By group that is in use: the families of the addresses there."""
    fronted: bool


def by_group(interfaces: Got) -> Interfaces:
    """Look through the interfaces of a region once."""
    all_ = body(interfaces).get("NetworkInterfaces", [])
    families: dict[str, set[Family]] = defaultdict(set)
    for interface in all_:
        for group in interface.get("Groups", []):
            families[group.get("GroupId")].update(_addressed(interface))
    return Interfaces({group: frozenset(some) for group, some in families.items()}, any(_fronts(i) for i in all_))


def attached(interfaces: Interfaces, group: str) -> Attached:
    """Where a group of the region is in use."""
    families = interfaces.of_group.get(group, ())
    return Attached(group in interfaces.of_group, tuple(sorted(families)), interfaces.fronted)


def idle(interfaces: Got, vpc: str) -> bool:
    """Nothing in the network has an address, so that nothing travels there. False where nobody could look."""
    rows = body(interfaces).get("NetworkInterfaces", [])
    return interfaces.good and all("VpcId" in i and i["VpcId"] != vpc for i in rows)


def accelerated(interfaces: Got) -> bool:
    """In the region stands an accelerator, which lends public addresses to what has none."""
    return any(i.get("InterfaceType") in _ACCELERATORS for i in body(interfaces).get("NetworkInterfaces", []))


def _addressed(interface: Mapping[str, Any]) -> Iterator[Family]:
    """The families in which the internet can address it."""
    own = (interface, *interface.get("PrivateIpAddresses", []))
    if any(address.get("PublicIp") or address.get("CarrierIp") for address in own):
        yield 4
    if interface.get("Ipv6Addresses") or interface.get("Ipv6Prefixes"):
        yield 6


def _fronts(interface: Mapping[str, Any]) -> bool:
    """Application and classic balancers have plain interfaces, which only their description tells."""
    kind = interface.get("InterfaceType")
    balances = kind in _BALANCERS or bool(interface.get("OfBalancer"))
    return kind in _ACCELERATORS or (balances and any(_addressed(interface)))
