"""What somebody must show to come in: a group of servers, local accounts, keys of SSH; else one password for all."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods
from collectors.network.said import Said, unsaid
from scanner.answers import unclear

_WAYS: Final = {"console": "serial", "web": "http"}
"""`aaa authentication serial console` is about the console; `console` behind each only says: of administrators."""


def methods(device: Device, way: str) -> Methods | Said[Any]:
    """What a way in asks for; a `Said` of nothing where no line tells. LOCAL is asked where servers are silent."""
    said = device.config.each("way", "aaa authentication console").get(_WAYS.get(way, way))
    if said:
        asked: Methods | Said[Any] = Methods((*_names(said["group"]), *["local"] * bool(said["local"])), said.line)
    else:
        default = device.default(f"sign_in.{way}")
        asked = default if default.value is None else Methods((str(default.value),), default.stands)
    if way == "web" and (certificate := device.config.last("http authentication-certificate")):
        return unsaid(unclear(device.got, f"certificates are asked for too, on some interfaces: {certificate.line}"))
    return _with_keys(device, asked) if way == "ssh" and isinstance(asked, Methods) else asked


def _names(group: str) -> tuple[str, ...]:
    return ("local",) if group.upper() == "LOCAL" else (f"group {group}",)


def _with_keys(device: Device, asked: Methods) -> Methods:
    """Who has a key is let in by it before any server is asked."""
    key = next(iter(keys(device.config)), None)
    if key is None:
        return asked
    return replace(asked, names=("keys", *asked.names), stands=f"{key.line}; {asked.stands}")


def keys(config: Stated) -> dict[Stated, str]:
    """Lines that give an account a key of SSH, and whose it is."""
    every: dict[str, Stated | None] = {}
    for one in config.all("username attributes", "no username attributes", "no username"):
        said = one.last("ssh authentication", "no ssh authentication")
        if one.key.startswith("no "):
            every.pop(one["user"], None)
        elif said:
            every[one["user"]] = said if said.key == "ssh authentication" else None
    return {said: user for user, said in every.items() if said}


def servers(config: Stated, group: str) -> Iterator[str]:
    """Addresses of a group's servers."""
    found: dict[str, None] = {}
    for one in config.all(*HOSTS, "no aaa-server host", "no aaa-server", "no aaa-server protocol"):
        if one["group"] == group and one.key == "no aaa-server host":
            found.pop(one["address"], None)
        elif one["group"] == group and one.key.startswith("no "):
            found.clear()
        elif one["group"] == group:
            found[one["address"]] = None
    yield from found


HOSTS: Final = ("aaa-server host", "aaa-server host timeout")
"""Patterns of servers."""
