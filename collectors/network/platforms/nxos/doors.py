"""The ways in: the console, the one vty line that SSH and Telnet share, NX-API and NETCONF."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from collectors.network.config import Stated, joined
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.nxos.features import on
from collectors.network.platforms.nxos.methods import methods, servers
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact


def doors(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of all that is open."""
    yield from _line(device, "console", "console")
    if on(device, "ssh").value is not False or on(device, "telnet").value is not False:
        yield from _line(device, "vty", "vty")
    if _block(device.config, "com1", "aux").below:
        yield from _line(device, "aux", "com1", "aux")
    if on(device, "api", "nxapi").value is True:
        yield from _over(device, "web", "api", "nxapi idle-timeout")
    if on(device, "netconf").value is True:
        yield from _over(device, "line", "netconf", "netconf idle-timeout")
    for part in ("restconf", "grpc"):
        if on(device, part).value is True:
            yield from _over(device, "line", part, f"{part} idle-timeout")


def _line(device: Device, part: str, *kinds: str) -> Iterator[Fact]:
    block = _block(device.config, *kinds)
    doubt = [*block.unknown(), *(one for one in device.config.below if one.family == "line" and one.match is None)]
    changed = device.default("idle.changeable")
    fixed = changed.as_(changed.value not in (True, "on"))
    yield session(
        device, "line", part, _idle(device, block, part), longest=_longest(block), enforced=fixed, doubt=doubt
    )
    yield from _asked(device, "line", part, [*doubt, *device.config.unknown("aaa", "account")])


def _block(config: Stated, *kinds: str) -> Stated:
    """All that is said of a line; one that is opened again keeps what it said before."""
    return joined(line for line in config.all("line") if line["kind"] in kinds)


def _idle(device: Device, block: Stated, part: str) -> Said[Any]:
    said = block.last("exec-timeout", "no exec-timeout")
    if said is None or said.key == "no exec-timeout":
        return device.default(f"idle.{part}")
    return says(said, said.count("minutes") * 60 or FOREVER)


def _longest(block: Stated) -> Said[Any] | int:
    said = block.last("absolute-timeout", "no absolute-timeout")
    return says(said, said.count("minutes") * 60 or FOREVER) if said else FOREVER


def _over(device: Device, kind: str, part: str, key: str) -> Iterator[Fact]:
    """A way in without a line: what it says of itself, and the list that all others take."""
    said = device.config.last(key, f"no {key}")
    idle = device.default(f"idle.{part}")
    if said and said.key == key:
        idle = says(said, said.count("minutes") * 60 or FOREVER)
    doubt = [*device.config.unknown("api")]
    yield session(device, kind, part, idle, doubt=doubt)
    yield from _asked(device, kind, part, [*doubt, *device.config.unknown("aaa", "account")])


def _asked(device: Device, kind: str, part: str, doubt: list[Stated]) -> Iterator[Fact]:
    asked: Methods | Said[Any] = methods(device, part)
    if part == "aux":
        asked = unsaid(unclear(device.got, "which list the auxiliary port takes"))
    addresses = [*servers(device.config, asked.groups)] if isinstance(asked, Methods) else []
    if isinstance(asked, Methods) and not addresses and asked.names[-1] != "local":
        asked = replace(asked, names=(*asked.names, "local"))  # they follow by themselves
    yield from sign_in(device, kind, part, asked, addresses, doubt=doubt)
