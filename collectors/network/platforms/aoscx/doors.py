"""The ways in: the console, SSH, Telnet, the pages with the API. One limit is for all shells."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.aoscx.services import vrfs
from collectors.network.platforms.aoscx.words import off, on
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact

_SHELLS: Final = {"console": "", "ssh": "ssh server vrf", "telnet": "telnet server vrf"}
_BUILT_IN: Final = frozenset({"tacacs", "radius"})


def doors(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of all ways that are open."""
    config = device.config
    doubt, asking = [*config.unknown("session")], [*config.unknown("aaa", "ssh", "telnet")]
    for way, key in _SHELLS.items():
        if not key or vrfs(device, key).value is not False:
            yield session(device, "line", way, _idle(device, way), doubt=doubt)
            yield from _door(device, "line", way, way, asking)
    if vrfs(device, "https-server vrf").value is not False:
        said = config.last("https-server session-timeout")
        idle = says(said, said.count("minutes") * 60 or FOREVER) if said else device.default("idle.web")
        web = [*config.unknown("web")]
        yield session(device, "web", "web", idle, doubt=web)
        yield from _door(device, "web", "web", "https-server", [*asking, *web])


def _idle(device: Device, way: str) -> Said[Any]:
    """`timeout 0` is never; `session-timeout` is how old releases write it."""
    config = device.config
    every = [one for block in config.all("cli-session") for one in block.all("timeout", "no timeout")]
    every += config.all("session-timeout", "no session-timeout")
    said = max(every, key=lambda one: one.number, default=None)
    if said is None or said.key.startswith("no "):
        return device.default(f"idle.{way}")
    return says(said, said.count("minutes") * 60 or FOREVER)


def _door(device: Device, of: str, part: str, way: str, doubt: list[Stated]) -> Iterator[Fact]:
    methods = _methods(device, way)
    first = methods.groups[:1] if isinstance(methods, Methods) else ()
    asked = [address for group in first for address in servers(device.config, group)]
    yield from sign_in(device, of, part, methods, asked, doubt=doubt)


def _methods(device: Device, way: str) -> Methods | Said[Any]:
    """What a way in asks for. Over SSH a key lets its account in, whatever the servers would say."""
    asked, config = _listed(device, way), device.config
    if way != "ssh":
        return asked
    if no_words := off(config, "ssh password-authentication"):
        return Methods(("keys",), no_words.line)
    key = None if off(config, "ssh public-key-authentication") else config.last("user authorized-key")
    if key and isinstance(asked, Methods) and asked.groups:
        return Methods(("keys", *asked.names), f"{asked.stands}; {key.line}")
    return asked


def _listed(device: Device, way: str) -> Methods | Said[Any]:
    """A list of its own, or that of all. Local accounts come last by themselves, where no server answers."""
    config = device.config
    lists = {one["way"]: one for one in config.all("aaa authentication login")}
    said = lists.get(way) or lists.get("default")
    if said is None:
        default = device.default(f"sign_in.{'web' if way == 'https-server' else way}")
        return default if default.value is None else Methods((str(default.value),), default.stands)
    names = [name for name in said["methods"].split() if name != "group"]
    known = {*_BUILT_IN, "local", "none", *(one["group"] for one in config.all("aaa group server"))}
    if odd := next((name for name in names if name not in known), None):
        return unsaid(unclear(device.got, f"{said.line}: there is no group {odd}"))
    methods = [name if name in ("local", "none") else f"group {name}" for name in names]
    through = on(config, "aaa authentication allow-fail-through") is not None
    return Methods(
        tuple(dict.fromkeys([*methods, "local"])), said.line, also_local=through and methods[:1] != ["local"]
    )


def servers(config: Stated, group: str) -> Iterator[str]:
    """Addresses of a group's servers that are defined; the groups `tacacs` and `radius` hold all of their kind."""
    defined = {kind: [one["address"] for one in config.all(f"{kind}-server host")] for kind in _BUILT_IN}
    if group in _BUILT_IN:
        yield from defined[group]
        return
    for block in config.all("aaa group server"):
        if block["group"] == group:
            yield from (one["address"] for one in block.all("server") if one["address"] in defined[block["kind"]])
