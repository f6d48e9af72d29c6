"""Ways in for programs: NETCONF over SSH, RESTCONF on the server of the pages, gNMI with TLS or without."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.parts.doors import session, sign_in
from collectors.network.platforms.ios.methods import of_apis, servers_of
from collectors.network.platforms.ios.services import page, tls
from collectors.network.said import Said, says
from scanner.answers import NOT_ASKED
from scanner.facts import Channel, Fact

_WAYS: Final = {
    "netconf": ("netconf-yang", "netconf ssh"),
    "restconf": ("restconf",),
    "gnmi": ("gnxi server", "gnmi-yang server"),
    "gnmi-secure": ("gnxi secure-server", "gnmi-yang secure-server"),
}


def apis(device: Device) -> Iterator[Fact]:
    """A channel, a session and a sign-in for each that a line opens; of NETCONF too where nobody knows it."""
    doubt = [*device.config.unknown("netconf")]
    for way, keys in _WAYS.items():
        line = device.config.last(*keys, *(f"no {key}" for key in keys))
        if doubt and line is None and way == "netconf":
            line = doubt[0]
        if line is None or line.key.startswith("no "):
            continue
        yield _channel(device, way, says(line, True), doubt)
        idle = device.default(f"idle.{way}")
        yield session(device, "line", way, idle, enforced=idle.as_(True), doubt=doubt)
        asked = of_apis(device)
        odd = [*doubt, *device.config.unknown("aaa")]
        yield from sign_in(device, "line", way, asked, servers_of(device.config, asked), doubt=odd)


def _channel(device: Device, way: str, on: Said[Any], doubt: list[Stated]) -> Channel:
    match way:
        case "netconf":
            return channels.shell(device, on, "2.0", NOT_ASKED, way, doubt=doubt)  # by algorithms of its own
        case "restconf":  # without that server it answers nobody
            odd = [*doubt, *device.config.unknown("web")]
            return channels.pages(device, way, page(device, "https", "ip http secure-server"), tls(device), doubt=odd)
        case "gnmi":
            return channels.plain(device, way, on, doubt=doubt)
    return channels.pages(device, way, on, doubt=doubt)
