"""What somebody must show to come in: a list that the template names or the one called default, and its servers."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, split
from collectors.network.platforms.iosxr.templates import CONSOLE, DEFAULT, Templates
from collectors.network.said import Said, unsaid
from scanner.answers import unclear

_HOSTS: Final = {"tacacs+": "tacacs-server host", "radius": "radius-server host"}
"""By protocol, which is also the name of the group of all its servers."""
_WITHOUT: Final = {"netconf": "NETCONF", "grpc": "gRPC", "xml": "the XML agent", "xml-ssl": "the XML agent"}
"""Ways in that take no template."""


def methods(device: Device, lines: Templates, name: str) -> Methods | Said[Any]:
    """What a template asks for; `netconf`, `grpc`: what comes in without one. The next method where one is silent."""
    title = _WITHOUT.get(name)
    named = lines.said(DEFAULT if title else name, "login authentication")
    if title and named and named["list"] != "default":
        return unsaid(unclear(device.got, f"whether {title} asks by the list of line {named.number}"))
    asked = _list(device, named["list"] if named else "default", name)
    key = next((one for one in device.config.all("ssh server username") if _lets_in(one)), None)
    if key and name != CONSOLE and isinstance(asked, Methods) and asked.groups:
        return Methods(("keys", *asked.names), f"{asked.stands}; {key.line}")
    return asked


def _lets_in(user: Stated) -> bool:
    """A public key stands with its name, or in its block."""
    return user.has("keystring") or user.text.endswith(" ...")


def _list(device: Device, name: str, way: str) -> Methods | Said[Any]:
    lists = [one for one in device.config.all("aaa authentication login") if one["list"] == name]
    if lists:
        return Methods(tuple(split(lists[-1]["methods"])), lists[-1].line)
    if name == "default":
        said = device.default("sign_in.console" if way == CONSOLE else "sign_in.vty")
        return said if said.value is None else Methods((str(said.value),), said.stands)
    return unsaid(unclear(device.got, f"the list {name} of sign-in methods is not there"))


def servers(config: Stated, groups: Iterable[str]) -> Iterator[str]:
    """Addresses of the servers of some groups; a member that is defined nowhere is none."""
    for group in groups:
        if group in _HOSTS:
            yield from _hosts(config, group)
        for block in config.all("aaa group server"):
            if block["group"] == group:
                hosts = {*_hosts(config, block["protocol"])}
                yield from (one["address"] for one in block.all("server") if one["address"] in hosts)
                yield from (one["address"] for one in block.all("server-private") if one["auth"] != "0")


def _hosts(config: Stated, protocol: str) -> Iterator[str]:
    """Those that sign in: port 0 means that a server of RADIUS does not."""
    yield from (one["address"] for one in config.all(_HOSTS[protocol]) if one["auth"] != "0")
