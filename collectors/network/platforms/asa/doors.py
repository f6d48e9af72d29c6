"""The ways in: the console, SSH, Telnet and the pages (ASDM), each by itself."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.asa.methods import methods, servers
from collectors.network.platforms.asa.services import pages, shell
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact

_IDLE: Final = {
    "console": "console timeout",
    "ssh": "ssh timeout",
    "telnet": "telnet timeout",
    "web": "http server idle-timeout",
}


def doors(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of all ways in that are not shut."""
    for way in _IDLE:
        doubt = [*device.config.unknown(way)]
        if doubt or _open(device, way):
            kind = "web" if way == "web" else "line"
            yield session(device, kind, way, _minutes(device, way), longest=_longest(device, way), doubt=doubt)
            asked = methods(device, way)
            first = asked.groups[:1] if isinstance(asked, Methods) else ()
            addresses = [address for group in first for address in servers(device.config, group)]
            doubt += device.config.unknown("aaa", "account")
            yield from sign_in(device, kind, way, asked, addresses, doubt=doubt)
    if (agent := rest(device)) and _open(device, "web"):
        why = unsaid(
            unclear(device.got, f"what the agent asks for, and how long it lets in, is not read: {agent.line}")
        )
        yield session(device, "web", "rest-api", why)
        yield from sign_in(device, "web", "rest-api", why)


def rest(device: Device) -> Stated | None:
    """The line by which programs come in too, by the server of the pages; or the one that may say so."""
    said = device.config.last("rest-api agent", "no rest-api agent")
    odd = next(device.config.unknown("rest"), None)
    return odd or (said if said and not said.key.startswith("no ") else None)


def _open(device: Device, way: str) -> bool:
    """Somebody can come in by it, or nobody knows."""
    if way == "console":
        return True
    return (pages(device) if way == "web" else shell(device, way)).value is not False


def _minutes(device: Device, way: str) -> Said[Any]:
    """0 is never."""
    said: Stated | None = device.config.last(_IDLE[way], f"no {_IDLE[way]}")
    if said and not said.key.startswith("no "):
        return says(said, said.count("minutes") * 60 or FOREVER)
    if way == "console" and any(one["part"] == "context" for one in device.config.all("ASA Version")):
        return unsaid(
            unclear(device.got, "it is of a context, and no line says when an idle session ends on the console")
        )
    return device.default(f"idle.{way}")


def _longest(device: Device, way: str) -> Said[Any] | int:
    said = device.config.last("http server session-timeout", "no http server session-timeout")
    if way != "web" or said is None or said.key.startswith("no "):
        return FOREVER
    return says(said, said.count("minutes") * 60 or FOREVER)
