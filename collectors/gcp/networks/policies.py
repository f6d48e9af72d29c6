"""Firewall policies of a network, its region, and what stands above: whether they decide otherwise. Pure.

They are not worked out: where one of their rules lets in, or shuts out, as many as everyone, what the network's own
rules say is not clear. What is narrower than that changes nothing of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.asking.listing import rows
from collectors.gcp.networks.ports import Network, Ports, entries, everyone, network
from collectors.gcp.read import Project, compute, last
from scanner.answers import Got

_NARROW: Final = (
    "srcRegionCodes",
    "srcThreatIntelligences",
    "srcFqdns",
    "srcAddressGroups",
    "srcSecureTags",
    "srcNetworkType",
    "srcNetworkContext",
)
_ONWARD: Final = frozenset({"goto_next", "mirror", "do_not_mirror"})
_BEFORE: Final = "BEFORE_CLASSIC_FIREWALL"
_REGION: Final = "REGION"
_OWN: Final = frozenset({"NETWORK", _REGION})
"""Policies that come after a network's own rules, unless it says otherwise."""


class Policies(NamedTuple):
    """What the policies of a network could let in and shut out, and the answers that say so."""

    opens: tuple[Ports, ...]
    shuts: tuple[Ports, ...]
    bad: Got | None
    gots: tuple[Got, ...]


def policies(whole: Project, link: str) -> Policies:
    """Of a network of this project. link: its full name."""
    ways = whole.answers
    effective, regional = ways.one("compute.network.policies", last(link)), ways.one("compute.region.policies")
    networks = ways.one("compute.networks")
    gots = (networks, effective, regional)
    if bad := next((got for got in gots if not got.good), None):
        return Policies((), (), bad, gots)
    own = next((row for row in rows(networks) if compute(row["selfLink"]) == link), {})
    first = own.get("networkFirewallPolicyEnforcementOrder") == _BEFORE
    found = [*_rules(effective, regional, link)]
    opens = [ports for _, rule in found if _lets_in(rule) for ports in _ports(rule)]
    # What comes after the network's own rules does not shut what these let in.
    shuts = [ports for kind, rule in found if (first or kind not in _OWN) and _shuts(rule) for ports in _ports(rule)]
    return Policies(tuple(opens), tuple(shuts), None, gots)


def _rules(effective: Got, regional: Got, link: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rules for what comes in that are in force, with the kind of their policy."""
    some = [(str(one.get("type")), one) for one in (effective.body or {}).get("firewallPolicys") or ()]
    some += [(_REGION, one) for one in rows(regional) if one.get("region") and _attached(one, link)]
    for kind, policy in some:
        for rule in policy.get("rules") or ():
            if rule.get("direction") != "EGRESS" and rule.get("disabled") is not True:
                yield kind, rule


def _attached(policy: Mapping[str, Any], link: str) -> bool:
    return any(compute(str(a.get("attachmentTarget", ""))) == link for a in policy.get("associations") or ())


def _lets_in(rule: Mapping[str, Any]) -> bool:
    return rule.get("action") not in {"deny", *_ONWARD} and _wide(rule)


def _shuts(rule: Mapping[str, Any]) -> bool:
    match = rule.get("match") or {}
    return rule.get("action") == "deny" and _wide(rule) and not any(match.get(field) for field in _NARROW)


def _wide(rule: Mapping[str, Any]) -> bool:
    """It names no addresses, or as good as all. A block that is none may be anything."""
    blocks = [network(str(block)) for block in (rule.get("match") or {}).get("srcIpRanges") or ()]
    known: list[Network] = [block for block in blocks if block]
    return len(known) < len(blocks) or not blocks or everyone(known, 4) or everyone(known, 6)


def _ports(rule: Mapping[str, Any]) -> list[Ports]:
    layers = (rule.get("match") or {}).get("layer4Configs") or ({"ipProtocol": "all"},)
    return [ports for _, ports in entries(layers, "ipProtocol")]
