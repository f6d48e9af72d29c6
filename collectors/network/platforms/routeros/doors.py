"""The ways in: the console, SSH, Telnet, WinBox, the API, the pages. All of them ask the same accounts."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.routeros.menus import bare, lines, live, members, seconds, switch
from collectors.network.platforms.routeros.services import on
from collectors.network.said import Said, unsaid
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Fact

_WAYS: Final = {"ssh": "ssh", "telnet": "telnet", "winbox": "winbox", "api": "api"}
_SHELLS: Final = ("console", "ssh", "telnet")
"""Those that the limit of an account is for: it is of console sessions, not of WinBox, the pages, the API."""


def doors(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of each way in that is not off."""
    doubt = [*device.config.unknown("service", "account")]
    ways = ["console", *(way for way, service in _WAYS.items() if on(device, service).value is not False)]
    methods, addresses = _methods(device)
    asking = [*doubt, *device.config.unknown("radius")]
    for way in ways:
        idle, then = _idle(device, way)
        yield session(device, "line", way, idle, then=then, doubt=doubt, rests=(device.ask("users"),))
        yield from sign_in(device, "line", way, methods, addresses, doubt=asking)
    odd, relay = [*device.config.unknown("romon")], switch(device.config, "/tool romon", "enabled")
    if odd or (relay and relay.value):
        stands = odd[0].line if odd else relay.stands if relay else ""
        idle = unsaid(unclear(device.got, f"how long who comes by RoMON may be idle is not read: {stands}"))
        yield session(device, "line", "romon", idle, doubt=odd)
        yield from sign_in(device, "line", "romon", methods, addresses, doubt=[*asking, *odd])
    if any(on(device, service).value is not False for service in ("www", "www-ssl")):
        yield session(device, "web", "web", device.default("idle.web"), doubt=doubt)
        yield from sign_in(device, "web", "web", methods, addresses, doubt=asking)


def _methods(device: Device) -> tuple[Methods | Said[Any], list[str]]:
    """Local accounts come first, and servers know those who are not among them."""
    asks = switch(device.config, "/user aaa", "use_radius")
    addresses = [bare(one, "address") for one in servers(device)]
    if asks is None or not asks.value or not addresses:
        default = device.default("sign_in.ssh")
        if asks is None and default.value is None:
            return default, []
        stands = asks.stands if asks else default.stands
        return Methods(("local",), stands), []
    return Methods(("local", "group radius"), asks.stands, also_local=True), addresses


def servers(device: Device) -> list[Stated]:
    """The servers that people who manage the device are looked up at."""
    rows = lines(device.config, "/radius", "add")
    return [one for one in rows if live(one) and "login" in members(one["service"]) and bare(one, "address")]


def _idle(device: Device, way: str) -> tuple[Said[Any] | Got, str]:
    """When an idle session ends, and whether it only locks. Each account has a limit of its own: the longest counts."""
    told = device.ask("users")
    shown = [user for user in told.body["users"] if user.get("disabled") != "yes"] if told.ok else []
    if way not in _SHELLS or not any(_POLICY in user for user in shown):
        return device.default(f"idle.{way}"), "ends"
    limits = [_limit(user) for user in shown]
    if None in limits:
        return unclear(told, "it does not show the limit of every account"), "ends"
    longest = max(limit or 0 for limit in limits)
    if longest != FOREVER and _methods(device)[1]:
        return unclear(told, "it does not show the limit of those whom RADIUS knows"), "ends"
    locks = any(user[_POLICY] == "lockscreen" for user in shown)
    stands = "/user print detail: the longest inactivity-timeout of an account"
    return Said(longest, stands), "locks" if locks else "ends"


_POLICY: Final = "inactivity-policy"


def _limit(user: Mapping[str, str]) -> int | None:
    match user.get(_POLICY):
        case "none":
            return FOREVER
        case "logout" | "lockscreen":
            return seconds(user.get("inactivity-timeout", ""))
        case _:
            return None
