"""Listeners of application gateways for TCP and TLS: which ports they lead on from the internet, to what. Pure.

What they let through comes from the gateway's own address inside, as with a firewall's rules (learn.microsoft.com:
application-gateway/tcp-tls-proxy-overview). Who comes in to the gateway, the group of its subnet says.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.offers import offers
from collectors.azure.addresses import joined
from collectors.azure.networks.behind import surroundings
from collectors.azure.networks.pools import EVERY, id_of
from collectors.azure.networks.rules import EVERYONE, LISTED, PROVIDER, UNSAID, Opening, Ports
from collectors.azure.read import Subscription, properties
from scanner.answers import Got, rests_on, unclear, unread
from scanner.facts import Exposure

_PARTS: Final = {
    "frontendIPConfigurations": ("publicIPAddress.id",),
    "frontendPorts": ("port",),
    "backendSettingsCollection": ("port",),
}
FIELDS: Final = (
    *(f"properties.{part}[].id" for part in _PARTS),
    *(f"properties.{part}[].properties.{name}" for part, names in _PARTS.items() for name in names),
    *(f"properties.listeners[].properties.{name}.id" for name in ("frontendIPConfiguration", "frontendPort")),
    *(f"properties.routingRules[].properties.{name}.id" for name in ("listener", "backendSettings")),
    "properties.gatewayIPConfigurations[].properties.subnet.id",
)
"""What is kept of them."""
_WHOM: Final[Mapping[int, Any]] = {0: "owner", LISTED: "listed", PROVIDER: "provider", EVERYONE: "everyone"}
_SAID: Final = "a listener for TCP or TLS leads on what comes to its public address"


class _Way(NamedTuple):
    """Ports that a rule leads on, and those of what it leads to."""

    outside: Ports
    inside: Ports


def exposures(whole: Subscription, thing: Mapping[str, Any], got: Got, said: Mapping[str, Any]) -> Iterator[Exposure]:
    """Who comes in by them; nothing where there are none on a public address that lead anywhere."""
    if not (ways := list(_ways(said))):
        return
    groups = surroundings(whole).groups
    reach, why, considered = _let_in(whole, said, groups, got)
    if EVERY in {way.outside for way in ways}:
        why = why or unclear(got, "it does not say at which port a listener is")
    level = _level(reach, ways)
    audience = None if why or level == UNSAID else _WHOM[level]
    ports = reach.ports(level or LISTED)
    yield Exposure(
        **{**thing, "answers": rests_on(got, groups)},
        way="network",
        offers=_offers(reach, level or LISTED, ways),
        audience=audience,
        ports=ports,
        considered=(_SAID, considered) if audience else (),
        unread=unread(audience=why or unclear(groups, _TAG)) if audience is None else (),
    )


def _level(reach: Opening, ways: list[_Way]) -> int:
    """Who comes in at most; only beside a mere service it matters whom a tag may stand for."""
    level = reach.widest()
    if level > UNSAID and _offers(reach, level, ways) == "service" != _offers(reach, UNSAID, ways):
        return UNSAID
    return level


def _offers(reach: Opening, level: int, ways: list[_Way]) -> Literal["data", "administration", "service"]:
    """What whoever is let in so far, or further, is led to."""
    ports = reach.ports(level)
    return offers(
        way.inside for way in ways if any(low <= way.outside[1] and way.outside[0] <= high for low, high in ports)
    )


_TAG: Final = "a rule before it lets in a service tag, and whom that stands for is not known here"


def _let_in(whole: Subscription, said: Mapping[str, Any], groups: Got, got: Got) -> tuple[Opening, Got | None, str]:
    """What the group of its subnet lets in to its listeners; why that is not known, and what was looked at."""
    around, outside = surroundings(whole), joined(way.outside for way in _ways(said))
    everything = Opening({4: tuple((low, high, EVERYONE) for low, high in outside), 6: ()})
    if not groups.good:
        return everything, groups, ""
    subnet = next((id_of(properties(one).get("subnet")) for one in _rows(said, "gatewayIPConfigurations")), "")
    if not subnet:
        return everything, unclear(got, "it does not say in which subnet it stands"), ""
    if not (group := around.group_of.get(subnet)):
        return everything, None, "no security group stands before it"
    if not (reach := around.openings[group]):
        return everything, unclear(groups, "a rule before it is written in a way that we do not follow"), ""
    return reach.at(outside), None, "the security group before it lets that in"


def _ways(said: Mapping[str, Any]) -> Iterator[_Way]:
    """Where a port is not told, it may be any."""
    fronts = {id_of(row) for row in _rows(said, "frontendIPConfigurations") if properties(row).get("publicIPAddress")}
    listeners = {id_of(row): properties(row) for row in _rows(said, "listeners")}
    ports, settings = (
        {id_of(row): properties(row).get("port") for row in _rows(said, part)}
        for part in ("frontendPorts", "backendSettingsCollection")
    )
    for rule in map(properties, _rows(said, "routingRules")):
        listener = listeners.get(id_of(rule.get("listener")), {})
        if id_of(listener.get("frontendIPConfiguration")) in fronts:
            outside = _port(ports.get(id_of(listener.get("frontendPort"))))
            inside = settings.get(id_of(rule.get("backendSettings")))
            yield _Way(outside, _port(inside) if inside else outside)


def _rows(said: Mapping[str, Any], name: str) -> list[Any]:
    return said.get(name) or []


def _port(said: Any) -> Ports:
    return (said, said) if isinstance(said, int) else EVERY
