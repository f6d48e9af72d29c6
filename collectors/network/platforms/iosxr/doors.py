"""The ways in: the console, each template that a pool of vty takes, NETCONF and gRPC."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.iosxr.methods import methods, servers
from collectors.network.platforms.iosxr.templates import CONSOLE, DEFAULT, Templates
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact


def doors(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of all that is open."""
    lines = Templates(device.config)
    for name in (CONSOLE, *lines.open()):
        idle, longest = _idle(device, lines, name), _longest(device, lines, name)
        yield session(device, "line", name, idle, longest=longest, doubt=lines.doubt(name))
        yield from _asked(device, lines, name, lines.doubt(name))
    if agent(device.config):
        yield from _netconf(device, lines)
    if device.config.has("grpc"):
        idle, doubt = device.default("idle.grpc"), [*device.config.unknown("web")]
        yield session(device, "line", "grpc", idle, enforced=idle.as_(True), doubt=doubt)
        yield from _asked(device, lines, "grpc", [*doubt, *lines.doubt(DEFAULT)])
    for part, line in xml(device.config):
        yield session(device, "line", part, unsaid(unclear(device.got, f"no line says it: {line.line}")))
        yield from _asked(device, lines, part, [*device.config.unknown("web"), *lines.doubt(DEFAULT)])


def xml(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Agents of XML by the names of their parts, each once: in plain, and over TLS. That of a terminal is none."""
    agents = config.all("xml agent")
    for part, of in (("xml", ""), ("xml-ssl", "ssl")):
        if line := next((one for one in agents if one["over"] == of and (of or one.text == "xml agent")), None):
            yield part, line


def agent(config: Stated) -> Stated | None:
    """What lets NETCONF be spoken over SSH."""
    within = [one for block in config.all("netconf-yang agent") for one in block.all("ssh")]
    return next(iter((*config.all("netconf-yang agent ssh"), *within)), None)


def _idle(device: Device, lines: Templates, name: str) -> Said[Any]:
    line = lines.said(name, "exec-timeout")
    if line is None:
        return device.default("idle.console" if name == CONSOLE else "idle.vty")
    return says(line, (line.count("minutes") * 60 + line.count("seconds")) or FOREVER)


def _longest(device: Device, lines: Templates, name: str) -> Said[Any]:
    line = lines.said(name, "absolute-timeout")
    return says(line, line.count("minutes") * 60 or FOREVER) if line else device.default("lifetime.session")


def _asked(device: Device, lines: Templates, name: str, doubt: list[Stated]) -> Iterator[Fact]:
    asked: Methods | Said[Any] = methods(device, lines, name)
    groups = asked.groups if isinstance(asked, Methods) else ()
    odd = [*doubt, *device.config.unknown("aaa")]
    yield from sign_in(device, "line", name, asked, servers(device.config, groups), doubt=odd)


def _netconf(device: Device, lines: Templates) -> Iterator[Fact]:
    idle, longest = (_limit(device.config, f"{word}-timeout") for word in ("idle", "absolute"))
    unsaid = device.default("idle.netconf")
    doubt = [*device.config.unknown("netconf")]
    yield session(device, "line", "netconf", idle or unsaid, longest=longest or FOREVER, doubt=doubt)
    yield from _asked(device, lines, "netconf", [*doubt, *lines.doubt(DEFAULT)])


def _limit(config: Stated, word: str) -> Said[Any] | None:
    within = [one for block in config.all("netconf-yang agent") for one in block.all(f"session {word}")]
    line = next(reversed((*config.all(f"netconf-yang agent session {word}"), *within)), None)
    return says(line, line.count("minutes") * 60 or FOREVER) if line else None
