"""Network security perimeters: whom their rules let in to what is associated with them.

They let in beside a service's own switch: into what has no public network, too (learn.microsoft.com:
network-security-perimeter-transition). One of another subscription is not seen here.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from collectors.azure.addresses import span
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import JSON, Got, unclear
from scanner.facts import Exposure, Guard

_TYPE: Final = "Microsoft.Network/networkSecurityPerimeters"
_VERSION: Final = "2026-03-01"
_FEEDS: Final = ((Guard, "unlisted-traffic"), (Exposure, "network/data"), (Exposure, "permission/data"))
QUESTIONS: Final = (
    arm("network.perimeters", _TYPE, _VERSION, (), feeds=_FEEDS),
    arm(
        "network.perimeter_members",
        f"{_TYPE}/resourceAssociations",
        _VERSION,
        ("properties.privateLinkResource.id", "properties.profile.id", "properties.accessMode"),
        feeds=_FEEDS,
        each="network.perimeters",
        under="resourceAssociations",
    ),
    arm(
        "network.perimeter_profiles",
        f"{_TYPE}/profiles",
        _VERSION,
        (),
        feeds=_FEEDS,
        each="network.perimeters",
        under="profiles",
    ),
    arm(
        "network.perimeter_rules",
        f"{_TYPE}/profiles/accessRules",
        _VERSION,
        (
            "properties.direction",
            "properties.addressPrefixes",
            "properties.subscriptions[].id",
            "properties.networkSecurityPerimeters[].id",
            "properties.serviceTags",
        ),
        feeds=_FEEDS,
        each="network.perimeter_profiles",
        under="accessRules",
    ),
)
_SHUT: Final = frozenset({"disabled", "securedbyperimeter"})
_OTHERS: Final = ("subscriptions", "networkSecurityPerimeters")
BY_PERIMETER: Final = "the rules of its network security perimeter say who is let in"
OTHERS: Final = "a rule of its network security perimeter lets in other subscriptions or perimeters"
_ELSEWHERE: Final = "a perimeter of another subscription, or none, says who is let in"


class Perimeter(NamedTuple):
    """Whom a perimeter lets in to a thing."""

    alone: bool
    """Nobody comes in but by its rules."""
    prefixes: tuple[str, ...] = ()
    """Those that can be read: of one that cannot `bad` tells."""
    others: bool = False
    """It lets in subscriptions, or other perimeters, that it names."""
    asked: tuple[Got, ...] = ()
    bad: Got | None = None
    """Why all that is not known."""


def perimeter(whole: Subscription, row: Mapping[str, Any], got: Got) -> Perimeter | None:
    """That of a thing, by its row and the answer that has it; None where none of this subscription has it."""
    switch = str(properties(row).get("publicNetworkAccess", "")).lower()
    listing, about = whole.answers.one("network.perimeters"), canonical(row["id"])
    if not listing.good:
        return Perimeter(switch in _SHUT, asked=(listing,), bad=listing)
    members = [whole.answers.one("network.perimeter_members", canonical(one["id"])) for one in _value(listing)]
    for said in (properties(one) for some in members for one in _value(some)):
        if _id(said.get("privateLinkResource")) == about:
            return _associated(whole, said, switch, (listing, *members))
    bad = next((one for one in members if not one.good), None)
    if bad is None and switch == "securedbyperimeter":
        bad = unclear(got, _ELSEWHERE)
    return Perimeter(switch in _SHUT, asked=(listing, *members), bad=bad) if bad else None


def _associated(whole: Subscription, said: Mapping[str, Any], switch: str, asked: tuple[Got, ...]) -> Perimeter:
    mode, rules = str(said.get("accessMode", "")).lower(), _rules(whole, said)
    alone = mode == "enforced" or switch in _SHUT
    inward = [properties(one) for one in _value(rules) if str(properties(one).get("direction")).lower() == "inbound"]
    named = [str(prefix) for one in inward for prefix in one.get("addressPrefixes") or []]
    prefixes = tuple(filter(_known, named))
    bad = None if rules.good else rules
    if mode not in {"enforced", "learning"}:
        bad = unclear(asked[-1], "it does not say how its perimeter counts")
    elif any(one.get("serviceTags") for one in inward):
        bad = unclear(rules, "a rule of its perimeter names a service tag")
    elif len(prefixes) < len(named):
        bad = unclear(rules, "a rule of its perimeter names no address that is known")
    return Perimeter(
        alone,
        prefixes,
        any(one.get(name) for one in inward for name in _OTHERS),
        (*asked, rules),
        bad,
    )


def _known(prefix: str) -> bool:
    try:
        span(prefix)
    except ValueError:
        return False
    return True


def _rules(whole: Subscription, said: Mapping[str, Any]) -> Got:
    profile = _id(said.get("profile"))
    profiles = whole.answers.one("network.perimeter_profiles", profile.partition("/profiles/")[0])
    return whole.answers.one("network.perimeter_rules", profile) if profiles.good else profiles


def _id(part: JSON) -> str:
    return canonical(str((part or {}).get("id", "")))


def _value(got: Got) -> list[Any]:
    return (got.body or {}).get("value") or []
