"""Whether a service refuses whom it does not list: its public network's switch, its rules, and a perimeter. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from collectors.azure.addresses import lets_everyone_in
from collectors.azure.networks.perimeters import BY_PERIMETER, Perimeter, perimeter
from collectors.azure.read import Subscription, properties
from scanner.answers import Got, rests_on, unclear, unread
from scanner.facts import Guard

WALL: Final = (
    "properties.publicNetworkAccess",
    "properties.networkAcls.defaultAction",
    "properties.networkAcls.ipRules[].value",
)
"""What is kept of it."""
_WIDE: Final = "its rules let in so many addresses that they are as good as all"


def wall(whole: Subscription, thing: Mapping[str, Any], got: Got, row: Mapping[str, Any], more: str = "") -> Guard:
    """The guard against unlisted traffic. more: another list of rules of its kind."""
    near = perimeter(whole, row, got)
    named, denies = _own(properties(row), more)
    shut = str(properties(row).get("publicNetworkAccess", "")).lower() == "disabled"
    if near and near.alone:
        named, denies = list(near.prefixes), True
    elif near:
        named += near.prefixes
    wide = lets_everyone_in(named)
    bad = (near.bad if near else None) or (unclear(got, _ADDRESS) if wide is None else None)
    on = None if bad and denies else (shut and not near) or (denies and not wide)
    return Guard(
        **thing | ({"answers": rests_on(got, *near.asked)} if near else {}),
        prevents="unlisted-traffic",
        in_force=on,
        considered=_said(near, wide=denies and on is False) if on is not None else (),
        unread=unread(in_force=bad) if bad and on is None else (),
    )


_ADDRESS: Final = "a rule names no address that is known"


def _own(said: Mapping[str, Any], more: str) -> tuple[list[str], bool]:
    """Its own rules, and whether it refuses what they do not name."""
    rules = said.get("networkAcls") or {}
    named = [str(rule.get("value", "")) for name in ("ipRules", more) for rule in rules.get(name) or []]
    return named, str(rules.get("defaultAction", "Allow")).lower() == "deny"


def _said(near: Perimeter | None, *, wide: bool) -> tuple[str, ...]:
    return (*((BY_PERIMETER,) if near and near.alone else ()), *((_WIDE,) if wide else ()))
