"""What somebody must show to come in: a list of methods, the servers behind it, and keys of SSH."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from collectors.network.config import Stated, joined
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, split
from collectors.network.said import Said

_LISTS: Final = {"console": "console", "api": "command-api"}
"""Ways in that may have a list of their own; without one it is the list `default`."""


def methods(device: Device, way: str) -> Methods | Said[Any]:
    """What a way in asks for; a `Said` of nothing where no line tells."""
    lists = device.config.each("list", "aaa authentication login")
    said = lists.get(_LISTS.get(way, "")) or lists.get("default")
    if said:
        asked: Methods | Said[Any] = Methods(tuple(split(said["methods"])), said.line)
    else:
        default = device.default(f"sign_in.{way}")
        asked = default if default.value is None else Methods((str(default.value),), default.stands)
    return _with_keys(device, asked) if way == "ssh" and isinstance(asked, Methods) else asked


def _with_keys(device: Device, asked: Methods) -> Methods:
    """Who has a key is let in by it before any list is asked."""
    key = next(iter(keys(device.config)), None)
    said = device.config.block("management ssh").last("authentication")
    ways = said["ways"].split() if said else ["public-key"]
    if key is None or "public-key" not in ways:
        return asked
    if ways == ["public-key"] and said:
        return Methods(("keys",), said.line)
    return replace(asked, names=("keys", *asked.names), stands=f"{key.line}; {asked.stands}")


def keys(config: Stated) -> list[Stated]:
    """Lines that give an account a key of SSH."""
    given: list[Stated] = []
    for one in config.all(*_KEYS, *(f"no {key}" for key in _KEYS), "no username"):
        if one.key.startswith("no "):
            given = [other for other in given if other["user"] != one["user"]]
        else:
            given.append(one)
    return given


_KEYS: Final = ("username ssh-key", "username sshkey", "username ssh")


def servers(config: Stated, group: str) -> Iterator[str]:
    """Addresses of a group's servers; one that is named in a group and defined nowhere is none."""
    if group in ("tacacs+", "radius", "ldap"):
        yield from _defined(config, group)
        return
    for protocol in ("tacacs+", "radius", "ldap"):
        blocks = [one for one in config.all("aaa group server") if (one["group"], one["protocol"]) == (group, protocol)]
        named = joined(blocks).each("server", "server")
        yield from (address for address in named if address in _defined(config, protocol))


def _defined(config: Stated, protocol: str) -> dict[str, Stated]:
    if protocol == "ldap":
        return config.block("management ldap").each("address", "server host")
    return config.each("address", f"{protocol.rstrip('+')}-server host")
