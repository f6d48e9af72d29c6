"""Whether a service refuses whom it does not list: its public network's switch, its rules, and a perimeter. Pure."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from collectors.azure.addresses import lets_everyone_in
from collectors.azure.networks.perimeters import BY_PERIMETER, OTHERS, Perimeter, perimeter
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
    on, why, near, denies = closed(whole, got, row, more)
    return Guard(
        **{**thing, "answers": rests_on(got, *asked(near))},
        prevents="unlisted-traffic",
        in_force=on,
        considered=_said(near, wide=denies and on is False) if on is not None else (),
        unread=unread(in_force=why) if on is None else (),
    )


class Closed(NamedTuple):
    """Whether a service refuses whom it does not list."""

    on: bool | None
    why: Got
    near: Perimeter | None
    denies: bool
    """It has rules, which may let in so many that they are as good as all."""


def closed(whole: Subscription, got: Got, row: Mapping[str, Any], more: str = "") -> Closed:
    """See `wall`: for who else has to know it."""
    near = perimeter(whole, row, got)
    named, denies = _own(properties(row), more)
    if near and near.alone:
        named, denies = list(near.prefixes), True
    elif near:
        named += near.prefixes
    elif shut(row):
        return Closed(True, got, None, False)
    wide = lets_everyone_in(named)
    bad = (near.bad if near else None) or (unclear(got, _ADDRESS) if wide is None else None)
    return Closed(None if bad and denies else denies and not wide, bad or got, near, denies)


def shut(row: Mapping[str, Any]) -> bool:
    """It has no public network, but for what a perimeter lets in."""
    return str(properties(row).get("publicNetworkAccess", "")).lower() == "disabled"


def asked(near: Perimeter | None) -> tuple[Got, ...]:
    """What tells of a perimeter."""
    return near.asked if near else ()


_ADDRESS: Final = "a rule names no address that is known"


def _own(said: Mapping[str, Any], more: str) -> tuple[list[str], bool]:
    """Its own rules, and whether it refuses what they do not name."""
    rules = said.get("networkAcls") or {}
    named = [str(rule.get("value", "")) for name in ("ipRules", more) for rule in rules.get(name) or []]
    return named, str(rules.get("defaultAction", "Allow")).lower() == "deny"


def _said(near: Perimeter | None, *, wide: bool) -> tuple[str, ...]:
    by, also = near and near.alone, near and near.others
    return (*((BY_PERIMETER,) if by else ()), *((OTHERS,) if also else ()), *((_WIDE,) if wide else ()))
