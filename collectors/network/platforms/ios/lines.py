"""The ways in: console, aux and vty lines, each range by itself, and the pages."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.ios.methods import of_line, of_pages, servers_of
from collectors.network.said import Said, says
from scanner.facts import FOREVER, Fact

_NAMES: Final = {"con": "console", "console": "console", "aux": "aux", "vty": "vty"}
_PAGES: Final = ("ip http server", "ip http secure-server")


def lines(device: Device) -> Iterator[Fact]:
    """Sessions and sign-ins of all lines that somebody can come in by, and of the pages."""
    for line in device.config.all("line"):
        if not shut(line):
            doubt = [*line.unknown(), *device.config.odd("line")]
            idle = _idle(device, line)
            yield session(device, "line", part(line), idle, longest=_longest(line), doubt=doubt)
            methods = of_line(device, line, kind(line))
            yield from _door(device, "line", part(line), methods, [*doubt, *device.config.unknown("aaa")])
    if any((said := device.config.last(key, f"no {key}")) and said.key == key for key in _PAGES):
        yield from _pages(device)


def kind(line: Stated) -> str:
    """`console`, `aux`, `vty`, `tty`."""
    return _NAMES.get(line["kind"], "tty")


def part(line: Stated) -> str:
    """`console`, `vty0-4`, `tty0/0/0-0/0/12`."""
    if (name := kind(line)) in ("console", "aux"):
        return name
    return f"{name}{line['first']}" + (f"-{line['last']}" if line["last"] else "")


def shut(line: Stated) -> bool:
    """Nobody comes in by it: no shell answers, or it takes no protocol."""
    ways = line.last("transport input", "no transport input")
    closed = ways is not None and (ways.key.startswith("no ") or ways["ways"] == "none")
    shell = line.last("exec", "no exec")
    return (shell is not None and shell.key == "no exec") or (closed and kind(line) != "console")


def _idle(device: Device, line: Stated) -> Said[Any]:
    """`exec-timeout 0 0`, `exec-timeout 0` and `no exec-timeout` are never."""
    said = line.last("exec-timeout", "no exec-timeout")
    if said is None:
        return device.default(f"idle.{kind(line)}")
    return says(said, (said.count("minutes") * 60 + said.count("seconds")) or FOREVER)


def _longest(line: Stated) -> Said[Any] | int:
    said = line.last("absolute-timeout")
    return says(said, said.count("minutes") * 60 or FOREVER) if said else FOREVER


_POLICY: Final = "ip http timeout-policy idle life requests"
"""Of a connection."""
_SESSION: Final = "ip http session-idle-timeout"
"""Of whoever has signed in on the pages of IOS XE."""


def _pages(device: Device) -> Iterator[Fact]:
    config = device.config
    said, limits = config.last(_POLICY), [one for key in (_POLICY, _SESSION) if (one := config.last(key))]
    longer = max(limits, key=lambda one: one.count("seconds"), default=None)
    idle = says(longer, longer.count("seconds")) if longer else device.default("idle.web")
    longest: Said[Any] | int = says(said, said.count("life")) if said else FOREVER
    doubt = [*config.unknown("web")]
    yield session(device, "web", "web", idle, longest=longest, doubt=doubt)
    yield from _door(device, "web", "web", of_pages(device), [*doubt, *config.unknown("aaa")])


def _door(device: Device, of: str, name: str, methods: Methods | Said[Any], doubt: list[Stated]) -> Iterator[Fact]:
    yield from sign_in(device, of, name, methods, servers_of(device.config, methods), doubt=doubt)
