"""Whether a service refuses whom it does not list: its switch for the public network, beside its rules. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from collectors.azure.addresses import lets_everyone_in
from scanner.answers import Got, unclear, unread
from scanner.facts import Guard

WALL: Final = (
    "properties.publicNetworkAccess",
    "properties.networkAcls.defaultAction",
    "properties.networkAcls.ipRules[].value",
)
"""What is kept of it."""
PERIMETER: Final = "a perimeter says who is let in, and is not asked"
_WIDE: Final = "its rules let in so many addresses that they are as good as all"


def wall(thing: Mapping[str, Any], got: Got, said: Mapping[str, Any], more: str = "") -> Guard:
    """The guard against unlisted traffic. more: another list of rules of its kind."""
    rules, access = said.get("networkAcls") or {}, str(said.get("publicNetworkAccess", "")).lower()
    named = [str(rule.get("value", "")) for name in ("ipRules", more) for rule in rules.get(name) or []]
    wide = lets_everyone_in(named)
    denies = str(rules.get("defaultAction", "Allow")).lower() == "deny"
    on: bool | None
    match access:
        case "disabled":
            on, why = True, got
        case "securedbyperimeter":
            on, why = None, unclear(got, PERIMETER)
        case _ if denies and wide is None:
            on, why = None, unclear(got, "a rule names no address that is known")
        case _:
            on, why = denies and not wide, got
    return Guard(
        **thing,
        prevents="unlisted-traffic",
        in_force=on,
        considered=(_WIDE,) if on is False and denies else (),
        unread=unread(in_force=why) if on is None else (),
    )
