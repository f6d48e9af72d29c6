"""Ways in: when an idle session ends, by login class, and what somebody must show on each way."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.junos.accounts import classes, with_keys
from collectors.network.platforms.junos.methods import NO_PASSWORDS, of_way, servers
from collectors.network.said import Said, says, unsaid
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Fact

_LOGIN: Final = ("whole", "login", "class")
_DOORS: Final = {
    "console": ("ports",),
    "aux": ("ports",),
    "ssh": ("ssh", "account", "login"),
    "netconf": ("ssh", "netconf", "account", "login"),
    "telnet": ("telnet",),
    "web": ("web",),
    "api": ("api",),
}
"""Ways in, and the families that speak of each."""


def ways(device: Device) -> Iterator[Fact]:
    """Sessions by class, for all ways in alike; those of the pages; sign-ins by way."""
    yield from _sessions(device)
    if _open(device.config, "web"):
        yield _pages(device)
    for way, families in _DOORS.items():
        if _open(device.config, way):
            yield from _door(device, way, [*device.config.unknown("whole", "aaa", *families)])
    yield from _root(device)


def _sessions(device: Device) -> Iterator[Fact]:
    """`global` is of root, and of classes that have no limit of their own."""
    config, doubt = device.config, [*device.config.unknown(*_LOGIN)]
    said = config.last("system login idle-timeout")
    everyone = _minutes(said) if said else device.default("idle.ssh")
    yield session(device, "class", "global", everyone, enforced=_enforced(device), doubt=doubt)
    for name in classes(config):
        own = _of_class(config, name, "system login class idle-timeout")
        denied = _of_class(config, name, "system login class deny-commands", "system login class deny-commands-regexps")
        idle = _minutes(own[-1]) if own else everyone
        kept = unclear(device.got, f"whether line {denied[0].number} denies set cli idle-timeout") if denied else None
        yield session(device, "class", f"class/{name}", idle, enforced=kept or _enforced(device), doubt=doubt)


def _of_class(config: Stated, name: str, *keys: str) -> list[Stated]:
    return [one for one in config.all(*keys) if one["class"] == name]


def _minutes(said: Stated) -> Said[Any]:
    return says(said, said.count("minutes") * 60 or FOREVER)


def _enforced(device: Device) -> Said[Any] | Got:
    said = device.default("idle.changeable")
    return said.as_(said.value not in (True, "on"))


def _pages(device: Device) -> Fact:
    said = device.config.last("system services web-management session idle-timeout")
    idle = _minutes(said) if said else device.default("idle.web")
    return session(device, "web", "web", idle, doubt=device.config.unknown("whole", "web"))


def _open(config: Stated, way: str) -> bool:
    """Somebody can come in by it. The auxiliary port is off until a line speaks of it."""
    if way in ("console", "aux"):
        port = {"console": "console", "aux": "auxiliary"}[way]
        lines = [one for one in config.all("system ports", "system ports disable") if one["port"] == port]
        lines += [one for one in config.all("system ports authentication-order") if one["port"] == port]
        off = any(one.key == "system ports disable" for one in lines)
        return not off and (way == "console" or bool(lines))
    if way == "netconf" and config.under("system services ssh"):
        return False  # it is the same server, and the same people
    return any(config.under(path) for path in _PATHS[way])


_PATHS: Final = {
    "ssh": ("system services ssh",),
    "netconf": ("system services netconf ssh",),
    "telnet": ("system services telnet",),
    "web": ("system services web-management http", "system services web-management https"),
    "api": ("system services rest http", "system services rest https"),
}


def _door(device: Device, way: str, doubt: list[Stated]) -> Iterator[Fact]:
    methods = of_way(device, "ssh" if way == "netconf" else way)
    first = methods.groups[:1] if isinstance(methods, Methods) else ()
    asked = [address for group in first for address in servers(device.config, group)]
    yield from sign_in(device, "web" if way == "web" else "line", way, methods, asked, doubt=doubt)


def _root(device: Device) -> Iterator[Fact]:
    """Root is nobody's own name: a way in of its own, where SSH lets it in."""
    config = device.config
    if not config.under("system services ssh"):
        return
    line = config.last("system services ssh root-login")
    said = says(line, line["root"]) if line else device.default("ssh.root_login")
    keyless = "root" not in with_keys(config)
    if said.value == "deny" or (keyless and (said.value == "deny-password" or config.has(NO_PASSWORDS))):
        return
    methods = Methods(("password",), said.stands) if said.value else unsaid(said.why or device.got)
    yield from sign_in(device, "line", "ssh-root", methods, doubt=config.unknown("whole", "ssh", "account"))
