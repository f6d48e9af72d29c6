"""Azure Firewall: which of its rules lead from the internet to what lies behind it.

What it lets through comes to a machine from the firewall's own address inside, so that a security group which lets in
its network alone lets this in too (learn.microsoft.com: firewall/tutorial-firewall-dnat). Rules of this kind are those
of the firewall or of its own policy: of the policy above that none are inherited (learn.microsoft.com:
firewall-manager/policy-overview).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.asking.listing import listed
from collectors.asking.offers import offers
from collectors.azure.addresses import ALL, FAMILIES, Family, Span, everyone, joined, public, span
from collectors.azure.networks.groups import VERSION
from collectors.azure.networks.pools import id_of
from collectors.azure.networks.rules import Ports, UnclearError, ports_of
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Exposure, Fact

FIREWALL: Final = "azure.network.firewall"
_POLICIES: Final = "Microsoft.Network/firewallPolicies"
_RULE: Final = (
    *("sourceAddresses", "sourceIpGroups", "destinationAddresses", "destinationPorts"),
    "translatedPort",
)
_NARROW: Final = (
    "az network firewall policy rule-collection-group collection rule update --policy-name POLICY "
    "--rule-collection-group-name COLLECTIONS --collection-name COLLECTION --resource-group GROUP --name RULE "
    "--source-addresses ADDRESSES, or rule remove"
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        FIREWALL: Kind(
            title="Azure Firewall",
            gives=(Exposure,),
            fix=MappingProxyType(
                {
                    "network-segmentation.no-open-ports": _NARROW,
                    "public-exposure.not-on-the-internet": _NARROW,
                }
            ),
        )
    }
)
QUESTIONS: Final = (
    arm(
        "network.firewalls",
        "Microsoft.Network/azureFirewalls",
        VERSION,
        (
            "properties.firewallPolicy.id",
            *(f"properties.natRuleCollections[].properties.rules[].{name}" for name in _RULE),
        ),
        feeds=(Exposure,),
    ),
    arm("network.ip_groups", "Microsoft.Network/ipGroups", VERSION, ("properties.ipAddresses",), feeds=(Exposure,)),
    arm("network.firewall_policies", _POLICIES, VERSION, (), feeds=(Exposure,)),
    arm(
        "network.firewall_rules",
        f"{_POLICIES}/ruleCollectionGroups",
        VERSION,
        (
            "properties.ruleCollections[].ruleCollectionType",
            *(f"properties.ruleCollections[].rules[].{name}" for name in _RULE),
        ),
        feeds=(Exposure,),
        each="network.firewall_policies",
        under="ruleCollectionGroups",
    ),
)
_NAT: Final = "firewallpolicynatrulecollection"


class _Way(NamedTuple):
    """What a rule leads in."""

    everyone: bool | None
    """None: whom its groups of addresses hold is not known. False: some who are named."""
    ports: tuple[Ports, ...]
    inside: tuple[Ports, ...]
    """Those of what it leads to."""


def read(whole: Subscription) -> Iterator[Fact]:
    """Give who comes in through each firewall."""
    for found in listed(whole, "network.firewalls", FIREWALL, Exposure):
        yield found if isinstance(found, Fact) else _firewall(whole, *found)


def _firewall(whole: Subscription, got: Got, row: Mapping[str, Any]) -> Exposure:
    gots, own = [got], properties(row).get("natRuleCollections") or []
    rules = [rule for some in own for rule in properties(some).get("rules") or []]
    if policy := id_of(properties(row).get("firewallPolicy")):
        gots.append(of := _of_policy(whole, policy))
        if not of.good:
            return _exposure(whole.thing(FIREWALL, row, got), None, of)
        rules += _rules(of)
    if any(rule.get("sourceIpGroups") for rule in rules):
        gots.append(whole.answers.one("network.ip_groups"))
    thing = whole.thing(FIREWALL, row, *gots)
    try:
        return _exposure(thing, *_led(rules, gots[-1]))
    except ValueError:
        return _exposure(thing, None, unclear(got, "a rule is written in a way that we do not follow"))


def _rules(of: Got) -> list[Any]:
    """Those of a policy that lead in."""
    rows = (of.body or {}).get("value") or []
    some = [part for row in rows for part in properties(row).get("ruleCollections") or []]
    return [r for s in some if str(s.get("ruleCollectionType")).lower() == _NAT for r in s.get("rules") or []]


def _of_policy(whole: Subscription, policy: str) -> Got:
    listing = whole.answers.one("network.firewall_policies")
    if listing.good and policy not in {canonical(row["id"]) for row in (listing.body or {}).get("value") or []}:
        return Got("not-asked", "its policy, which is of another subscription, or gone", place=listing.place)
    return whole.answers.one("network.firewall_rules", policy) if listing.good else listing


def _from_outside(rule: Mapping[str, Any]) -> bool:
    """It is about an address of the internet, and not one of the firewall inside. Where none is named, it may be."""
    where = _spans(rule.get("destinationAddresses") or [])
    return not where or any(public([one for own, one in where if own == family], family) for family in FAMILIES)


def _led(rules: list[Any], got: Got) -> tuple[list[_Way], Got]:
    """What they lead in, and why it is not known of some. got: the groups of addresses, where rules name any.

    Raises:
        ValueError: one is written in a way that we do not follow.
    """
    named = {canonical(str(name)) for rule in rules for name in rule.get("sourceIpGroups") or []}
    rows = (got.body or {}).get("value") or [] if named else []
    groups = {id_of(row): properties(row).get("ipAddresses") or [] for row in rows}
    ways = [_way(rule, groups) for rule in rules if _from_outside(rule)]
    if got.good and not named <= groups.keys():
        got = Got("not-asked", "a group of addresses that is of another subscription, or gone", place=got.place)
    return ways, got


def _way(rule: Mapping[str, Any], groups: Mapping[str, list[str]]) -> _Way:
    """Raises ValueError where it is written in a way that we do not follow."""
    named = [canonical(str(name)) for name in rule.get("sourceIpGroups") or []]
    held = [text for name in named for text in groups.get(name, [])]
    sources = _spans([*(rule.get("sourceAddresses") or []), *held])
    wide = any(everyone([one for own, one in sources if own == family], family) for family in FAMILIES)
    ports = tuple(ports_of(str(text)) for text in rule.get("destinationPorts") or [])
    inside = rule.get("translatedPort")
    return _Way(
        True if wide else None if not (groups.keys() >= {*named} and (sources or named)) else False,
        ports,
        (ports_of(str(inside)),) if inside else ports,
    )


def _spans(texts: Iterable[str]) -> list[tuple[Family, Span]]:
    """Addresses, networks, ranges of addresses, or a star."""
    found = list[tuple[Family, Span]]()
    for text in texts:
        first, _, last = str(text).partition("-")
        if text == "*":
            found += ALL.items()
        else:
            (family, (low, _)), (other, (_, high)) = span(first), span(last or first)
            if family != other:
                raise UnclearError("two families")
            found.append((family, (low, high)))
    return found


def _exposure(thing: Mapping[str, Any], ways: list[_Way] | None, got: Got) -> Exposure:
    """A finding that stands is not given up for one that may be: only beside a mere service what may be matters."""
    some = ways or []
    sure, perhaps = ([way for way in some if way.everyone is wide] for wide in (True, None))
    if ways is None or (perhaps and offers(_inside(sure)) == "service"):
        return _said(thing, None, some, unclear(got, "a rule names nobody whom it leads in") if got.good else got)
    if sure:
        return _said(thing, "everyone", sure, got, "a rule leads everyone in")
    if some:
        return _said(thing, "listed", some, got, "its rules lead some addresses from outside in")
    return _said(thing, "owner", [], got, "none of its rules leads anybody from outside in")


def _said(thing: Mapping[str, Any], audience: Any, ways: list[_Way], got: Got, *considered: str) -> Exposure:
    """Where nothing is known of it, it may lead to anything."""
    ports = joined(one for way in ways for one in way.ports)
    nothing = audience is None and not ways
    return Exposure(
        **thing,
        way="network",
        offers="administration" if nothing else offers(_inside(ways)),
        audience=audience,
        ports=None if nothing else ports,
        considered=considered,
        unread=unread(audience=got, **({"ports": got} if nothing else {})) if audience is None else (),
    )


def _inside(ways: list[_Way]) -> tuple[Ports, ...]:
    return tuple(one for way in ways for one in way.inside)
