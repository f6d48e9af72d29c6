"""What somebody must show to come in: one list for the console, one for all other ways, and the servers behind them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods
from collectors.network.said import Said, unsaid
from scanner.answers import unclear

_LISTS: Final = ("aaa authentication login", "aaa authentication login group")
_KEYS: Final = ("username sshkey", "username sshkey2", "username ssh-cert-dn")
_SERVERS: Final = {"tacacs+": "tacacs-server host", "radius": "radius-server host", "ldap": "ldap-server host"}
"""By protocol, which is also the name of the group of all its servers."""


def methods(device: Device, way: str) -> Methods | Said[Any]:
    """What a way in asks for. When no server answers, local accounts follow by themselves."""
    asked = _listed(device, "console" if way == "console" else "default")
    key = next((one for one in device.config.below if one.key in _KEYS), None)
    if way == "vty" and key and isinstance(asked, Methods) and asked.groups:
        return Methods(("keys", *asked.names), f"{asked.stands}; {key.line}")
    return asked


def _listed(device: Device, name: str) -> Methods | Said[Any]:
    line = _line(device.config, name)
    if line:
        return Methods(_names(line), line.line)
    shown = device.ask("aaa")
    if shown.ok and (words := str(shown.body.get(name, "")).removeprefix("group ")):
        return Methods(tuple(_each(words)), f"show aaa authentication: {name}: {words}")
    others = _line(device.config, "default") if name == "console" else None
    if others is None:
        default = device.default("sign_in.console" if name == "console" else "sign_in.vty")
        return default if default.value is None else Methods((str(default.value),), default.stands)
    names = _names(others)
    if "local" in names[1:]:  # with `local` behind its groups that list leaves the console alone; who knows since when
        return unsaid(unclear(device.got, "no line says what the console asks", typed="show aaa authentication"))
    return Methods(names, f"no line is about the console, so this is: {others.line}")


def _line(config: Stated, name: str) -> Stated | None:
    """The line of a list that holds: the last one, and any before a default."""
    every = [one for one in config.below if one.key in _LISTS and one["list"] == name]
    said = [one for one in every if not one.by_default] or every
    return said[-1] if said else None


def _names(line: Stated) -> tuple[str, ...]:
    return tuple(_each(line["groups"])) if line["groups"] else (line["how"],)


def _each(words: str) -> Iterator[str]:
    """`A B local` as `group A`, `group B`, `local`."""
    yield from (word if word in ("local", "none") else f"group {word}" for word in words.split())


def servers(config: Stated, groups: Iterable[str]) -> Iterator[str]:
    """Addresses of the servers of some groups; a member that is defined nowhere is none."""
    for group in groups:
        if group in _SERVERS:
            yield from _hosts(config, group)
        for block in config.all("aaa group server"):
            if block["group"] == group:
                hosts = {*_hosts(config, block["protocol"])}
                yield from (one["address"] for one in block.all("server") if one["address"] in hosts)


def _hosts(config: Stated, protocol: str) -> Iterator[str]:
    """Those that sign in: a server of RADIUS that is for `accounting` alone does not."""
    for one in config.all(_SERVERS[protocol]):
        if one.holds("authentication") or not one.holds("accounting"):
            yield one["address"]
