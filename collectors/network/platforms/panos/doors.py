"""The ways in: console, SSH, Telnet and the pages. One idle limit is of all of them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.panos.admins import ELSEWHERE, Admin, admins, bare, methods, servers
from collectors.network.platforms.panos.services import listens
from collectors.network.said import Said, says, unsaid
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Fact

_FAMILIES: Final = ("account", "sign_in", "server", "system")
_PAGES: Final = frozenset({"saml-idp", "cloud"})
"""Methods that need a browser."""


def doors(device: Device) -> Iterator[Fact]:
    """A session and a sign-in on each way that is open."""
    every = admins(device)
    for way, service in (("console", ""), ("ssh", "ssh"), ("telnet", "telnet"), ("web", "https")):
        if service and listens(device, service).value is False:
            continue
        kind = "web" if way == "web" else "line"
        doubt = [*device.config.unknown("management")]
        yield session(device, kind, way, _idle(device, way), longest=_longest(device), doubt=doubt)
        asked, behind = _methods(device, way, every)
        yield from sign_in(device, kind, way, asked, behind, doubt=device.config.unknown(*_FAMILIES))


def _idle(device: Device, way: str) -> Said[Any]:
    """0 is never."""
    line = device.config.last("deviceconfig setting management idle-timeout")
    return says(line, line.count("minutes") * 60 or FOREVER) if line else device.default(f"idle.{way}")


def _longest(device: Device) -> Said[Any] | int:
    """0 is what no line means; where nobody knows that, a session has no end."""
    lines = device.config.all("deviceconfig setting management admin-session")
    line = next((one for one in reversed(lines) if one.count("minutes")), None)
    if line:
        return says(line, line.count("minutes") * 60)
    default = device.default("lifetime.session")
    return FOREVER if default.value is None else default


def _methods(device: Device, way: str, every: list[Admin]) -> tuple[Methods | Said[Any], Iterable[str] | Got]:
    """What is asked, and of which servers.

    The profile of an account is asked in place of its password. That of the device is asked of those who have neither,
    and of names that are no account here; whoever has a password comes in by it beside.
    """
    certificate = device.config.last("deviceconfig system certificate-profile")
    if way == "web" and certificate:
        said = certificate.line.partition(":")[0]
        return unsaid(unclear(device.got, f"{said} asks for certificates; what else, no line says")), ()
    line = _of_all(device, way)
    profiles = {bare(line["profile"])} if line else set()
    profiles |= {one.profile for one in every if one.remote}
    found = {name: _asked(device, name, way) for name in sorted(profiles)}
    remote = {name: asked for name, asked in found.items() if asked}
    inside = _inside(device, line, every)
    local = [one for one in every if one.here or (way == "ssh" and one.last("key"))]
    if not every and not remote:
        default = device.default(f"sign_in.{way}")
        return (default, ()) if default.value is None else (Methods((str(default.value),), default.stands), ())
    beside = any(not one.glass for one in local)
    stands = "; ".join(one.line for one in (line, *(one.lines[0] for one in every)) if one)
    if nothing := next((one for one in inside if one["method"] == "none"), None):
        said = nothing.line.partition(":")[0]
        return unsaid(unclear(device.got, f"{said} asks for nothing; whether that lets anybody in is not known")), ()
    if not remote:
        return Methods(("local",), stands), ()
    names = (*(f"group {name}" for name in remote), *(["local"] if local or inside else []))
    return Methods(names, stands, also_local=beside or bool(inside)), _fewest(device, list(remote.values()))


def _inside(device: Device, line: Stated | None, every: list[Admin]) -> list[Stated]:
    """How profiles in use ask without a server: in the device's own table, or nothing at all."""
    names = {one.profile for one in every if one.profile and not one.glass}
    names |= {bare(line["profile"])} if line else set()
    return [one for name in sorted(names) for one in methods(device, name) if one["method"] not in ELSEWHERE]


def _of_all(device: Device, way: str) -> Stated | None:
    """The profile of the device: of those who come by the shell there may be another one."""
    shell = device.config.last("deviceconfig system non-ui-authentication-profile") if way != "web" else None
    return shell or device.config.last("deviceconfig system authentication-profile")


def _asked(device: Device, name: str, way: str) -> list[Any]:
    """How a profile asks servers on a way; an identity provider is asked in a browser alone."""
    found = [one for one in methods(device, name) if one["method"] in ELSEWHERE]
    return [one for one in found if way == "web" or one["method"] not in _PAGES]


def _fewest(device: Device, groups: list[list[Any]]) -> Iterable[str] | Got:
    """The servers of the profile that has the fewest."""
    behind = [servers(device, group) for group in groups]
    if hidden := next((one for one in behind if isinstance(one, Got)), None):
        return hidden
    return min(({*one} for one in behind if not isinstance(one, Got)), key=len, default=set())
