"""The ways in: the console, SSH, Telnet and the Command API, each by itself."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.eos.methods import methods, servers
from collectors.network.platforms.eos.services import api, shell, transports
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact


def doors(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of all ways in that are not shut."""
    for way in ("console", "ssh", "telnet"):
        doubt = [*device.config.unknown(way)]
        if way == "console" or doubt or shell(device, way).value is not False:
            idle, longest = _idle(device, way), _longest(device, way)
            yield session(device, "line", way, idle, longest=longest, doubt=doubt)
            yield from _door(device, "line", way, doubt)
    doubt = [*device.config.unknown("web")]
    if doubt or api(device).value is not False:
        yield session(device, "web", "api", _idle_api(device), doubt=doubt)
        yield from _door(device, "web", "api", doubt)
    for api_ in ("grpc", "netconf", "restconf"):
        doubt = [*device.config.unknown(api_)]
        for part, block, on in transports(device.config, api_):
            if doubt or on.value:
                idle = device.default(f"idle.{api_}")
                yield session(device, "line", part, idle, enforced=idle.as_(True), doubt=doubt)
                agent = block.last("grpcaddr")
                yield from _door(device, "line", api_, doubt, part, agent)


def _door(  # noqa: PLR0913, PLR0917  # a door has so many sides
    device: Device, kind: str, way: str, doubt: list[Stated], part: str = "", agent: Stated | None = None
) -> Iterator[Fact]:
    """agent: the line by which a program of the switch answers, which asks as it was started to."""
    asked = methods(device, way)
    if agent:
        asked = unsaid(unclear(device.got, f"what this agent asks for is not read: {agent.line}"))
    first = asked.groups[:1] if isinstance(asked, Methods) else ()
    addresses = [address for group in first for address in servers(device.config, group)]
    doubt = [*doubt, *device.config.unknown("aaa", "account")]
    yield from sign_in(device, kind, part or way, asked, addresses, doubt=doubt)


def _idle(device: Device, way: str) -> Said[Any]:
    """Minutes; 0 is never."""
    said = device.config.block(f"management {way}").last("idle-timeout", "no idle-timeout", "default idle-timeout")
    if said is None or said.key != "idle-timeout":
        return device.default(f"idle.{way}")
    return says(said, said.count("minutes") * 60 or FOREVER)


def _longest(device: Device, way: str) -> Said[Any] | int:
    said = device.config.block(f"management {way}").last("session timeout", "no session timeout")
    if said is None or said.key.startswith("no "):
        return FOREVER
    return unsaid(unclear(device.got, f"in which unit it counts is not known here: {said.line}"))


def _idle_api(device: Device) -> Said[Any]:
    said = device.config.block("management api http-commands").last("session timeout")
    if said is None:
        return device.default("idle.api")
    return unsaid(unclear(device.got, f"whether it counts idle time alone is not known here: {said.line}"))
