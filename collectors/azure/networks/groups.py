"""Network security groups: what is asked of them and of what they stand before, and what they promise.

Reach is composed of a group's rules, what stands behind it, and an address that the internet can route to. Where a
subnet has a group and an interface in it another, both have to let it through. Routes, which can only take away from
it, are not asked; what a firewall leads in is the firewall's.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.listing import listed
from collectors.asking.offers import offers
from collectors.azure.addresses import joined
from collectors.azure.networks.behind import Behind, Surroundings, surroundings
from collectors.azure.networks.rules import EVERYONE, LISTED, PROVIDER, UNSAID, Opening, Ports
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Exposure, Fact

GROUP: Final = "azure.network.security-group"
VERSION: Final = "2026-03-01"
_RULE: Final = (
    *("direction", "access", "priority", "protocol"),
    *("sourceAddressPrefix", "sourceAddressPrefixes", "sourcePortRange", "sourcePortRanges"),
    *("destinationAddressPrefix", "destinationAddressPrefixes", "destinationPortRange", "destinationPortRanges"),
    "sourceApplicationSecurityGroups[].id",
)
_CONFIGURATION: Final = (
    *("publicIPAddress.id", "subnet.id", "privateIPAddress", "privateIPAddressVersion"),
    *("loadBalancerBackendAddressPools[].id", "loadBalancerInboundNatRules[].id"),
)
_POOL: Final = (
    *("virtualNetwork.id", "backendIPConfigurations[].id"),
    *(
        f"loadBalancerBackendAddresses[].properties.{name}"
        for name in ("ipAddress", "subnet.id", "virtualNetwork.id", "networkInterfaceIPConfiguration.id")
    ),
)
_LEADS: Final = ("backendPort", "backendAddressPool.id", "backendAddressPools[].id")
_CLOSE: Final = (
    "az network nsg rule update --nsg-name GROUP --resource-group RESOURCE-GROUP --name RULE "
    "--source-address-prefixes ADDRESSES, or az network nsg rule delete"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GROUP: Kind(
            title="network security group",
            gives=(Exposure,),
            fix=MappingProxyType(
                {
                    "network-segmentation.no-open-ports": _CLOSE,
                    "public-exposure.not-on-the-internet": _CLOSE,
                }
            ),
            own={"GROUP": "name"},
        )
    }
)

QUESTIONS: Final = (
    arm(
        "network.groups",
        "Microsoft.Network/networkSecurityGroups",
        VERSION,
        (
            *(f"properties.securityRules[].properties.{name}" for name in _RULE),
            "properties.networkInterfaces[].id",
            "properties.subnets[].id",
        ),
        feeds=(Exposure,),
    ),
    arm(
        "network.interfaces",
        "Microsoft.Network/networkInterfaces",
        VERSION,
        (
            "properties.networkSecurityGroup.id",
            "properties.ipConfigurations[].id",
            *(f"properties.ipConfigurations[].properties.{name}" for name in _CONFIGURATION),
        ),
        feeds=(Exposure,),
    ),
    arm(
        "network.balancers",
        "Microsoft.Network/loadBalancers",
        VERSION,
        (
            "properties.frontendIPConfigurations[].properties.publicIPAddress.id",
            "properties.frontendIPConfigurations[].properties.publicIPPrefix.id",
            "properties.backendAddressPools[].id",
            *(f"properties.backendAddressPools[].properties.{name}" for name in _POOL),
            "sku.name",
            *(f"properties.loadBalancingRules[].properties.{name}" for name in _LEADS),
            "properties.inboundNatRules[].id",
            *(f"properties.inboundNatRules[].properties.{name}" for name in (*_LEADS[:2], "backendIPConfiguration.id")),
        ),
        feeds=(Exposure,),
    ),
)


class Reach(NamedTuple):
    """Who comes in, through which ports, and the answer that says so or that is missing."""

    audience: Literal["owner", "listed", "provider", "everyone"] | None
    ports: tuple[Ports, ...] | None
    why: Got
    considered: tuple[str, ...] = ()


def read(whole: Subscription) -> Iterator[Fact]:
    """Give who comes in through each group."""
    around = surroundings(whole)
    for found in listed(whole, "network.groups", GROUP, *KINDS[GROUP].gives):
        yield found if isinstance(found, Fact) else _group(whole, around, *found)


def _group(whole: Subscription, around: Surroundings, got: Got, row: Mapping[str, Any]) -> Exposure:
    mine = around.openings[canonical(row["id"])]
    if mine is None:
        reach = Reach(None, None, unclear(got, "a rule is written in a way that we do not follow"))
    else:
        reach = _reach(mine, around.behind(row, mine), got)
    return Exposure(
        **whole.thing(GROUP, row, got, *around.asked),
        way="network",
        offers=offers(reach.ports or ()),
        audience=reach.audience,
        ports=reach.ports,
        considered=reach.considered,
        unread=unread(
            **({"audience": reach.why} if reach.audience is None else {}),
            **({"ports": reach.why} if reach.ports is None else {}),
        ),
    )


def _reach(mine: Opening, where: Behind, got: Got) -> Reach:
    """A finding that stands is not given up for one that may be: only beside a mere service what may be matters."""
    widest = mine.widest()
    if not widest:
        return Reach("owner", (), got, ("none of its rules lets anybody from outside in",))
    if not where.anything:
        return Reach("owner", mine.ports(LISTED), got, (_SAID[widest], "it stands before nothing"))
    sure, perhaps = _widest(where.sure), _widest(where.perhaps)
    open_, maybe = _ports(where.sure, PROVIDER), _ports(where.perhaps, UNSAID)
    if sure >= PROVIDER and (offers(open_) != "service" or offers(maybe) == "service"):
        return Reach("everyone" if sure == EVERYONE else "provider", open_, got, (_SAID[sure], _ADDRESSED))
    if max(sure, perhaps) >= UNSAID:
        ports = joined((*_ports(where.sure, UNSAID), *maybe))
        return Reach(None, ports, where.bad or (unclear(got, _TAG) if sure == UNSAID else _FRONT))
    if LISTED in {sure, perhaps}:
        ports = joined((*_ports(where.sure, LISTED), *_ports(where.perhaps, LISTED)))
        return Reach("listed", ports, got, (_SAID[LISTED], _ADDRESSED if sure else _FRONTED))
    return Reach("owner", mine.ports(LISTED), got, (_SAID[widest], "nothing that it stands before can be addressed"))


_SAID: Final = {
    LISTED: "its rules let some addresses from outside in",
    UNSAID: "its rules let a service of Azure in",
    PROVIDER: "its rules let all of Azure in, other customers too",
    EVERYONE: "its rules let everyone in",
}
_ADDRESSED: Final = "something that it stands before has a public address, of its own or of a load balancer"
_FRONTED: Final = "something that it stands before may have a public address"
_TAG: Final = "a rule lets in a service tag, and whom that stands for is not known here"
_FRONT: Final = Got("not-asked", "whether what stands in its subnets, or a balancer before it, has a public address")


def _widest(some: tuple[Opening, ...]) -> int:
    return max((one.widest() for one in some), default=0)


def _ports(some: tuple[Opening, ...], level: int) -> tuple[Ports, ...]:
    return joined(ports for one in some for ports in one.ports(level))
