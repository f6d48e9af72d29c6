"""The ways in: console, SSH, Telnet and the pages. One idle limit is of all of them, and profiles may have others."""

from collections.abc import Iterator
from typing import Any

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.doors import Methods, session, sign_in
from collectors.network.platforms.fortios.admins import Admin, admins, profiles, servers
from collectors.network.platforms.fortios.seen import hidden
from collectors.network.platforms.fortios.services import listens
from collectors.network.platforms.fortios.settings import bare, doubts, entries, on, said
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import FOREVER, Fact

_SINGLE_SIGN_ON = "config system"
"""The pattern of the tables of those who come by one sign-on."""
_FAMILIES = ("global", "account", "server")


def doors(device: Device) -> Iterator[Fact]:
    """A session and a sign-in on each way that is open."""
    every = admins(device)
    for way, service in (("console", ""), ("ssh", "ssh"), ("telnet", "telnet"), ("web", "https")):
        if service and listens(device, service).value is False:
            continue
        kind = "web" if way == "web" else "line"
        idle, doubt = _idle(device, way, every), [*doubts(device.config, *_FAMILIES)]
        yield session(device, kind, way, idle, doubt=doubts(device.config, "global", "account"))
        methods, asked = _methods(device, way, every)
        yield from sign_in(device, kind, way, methods, asked, doubt=doubt)


def _idle(device: Device, way: str, every: list[Admin]) -> Said[Any]:
    """The longest that anybody has: the device's own limit, which super_admin always has, or that of a profile."""
    named = profiles(device.config)
    others = entries(device.config.block(_SINGLE_SIGN_ON)).values()
    own = {one.profile for one in every}
    own |= {bare(line["profile"]) for one in others if (line := said(one, "accprofile"))}
    used = named if any(map(_any_profile, every)) or _elsewhere(device) else sorted(own & {*named})
    limits = [_own(device, way), *(found for one in used if (found := _override(device, named[one])))]
    unknown = next((one for one in limits if one.value is None), None)
    return unknown or max(limits, key=lambda one: one.value or 0)


def _own(device: Device, way: str) -> Said[Any]:
    config = device.config.block("config system global")
    console, line = said(config, "admin-console-timeout"), said(config, "admintimeout")
    if way == "console" and console and console.count("seconds"):
        return says(console, console.count("seconds"))
    return says(line, line.count("minutes") * 60) if line else device.default(f"idle.{way}")


def _any_profile(one: Admin) -> bool:
    """A server says which profile it has."""
    return on(one.lines, "accprofile-override")


def _override(device: Device, profile: Stated) -> Said[Any] | None:
    """The limit of a profile that has one of its own; 0 is never."""
    if not on(profile, "admintimeout-override"):
        return None
    line = said(profile, "admintimeout")
    return says(line, line.count("minutes") * 60 or FOREVER) if line else device.default("idle.profile")


def _methods(device: Device, way: str, every: list[Admin]) -> tuple[Methods | Said[Any], list[str] | Got]:
    """What is asked, and of which servers. Local accounts come in beside the servers, unless a line keeps them out."""
    config = device.config.block("config system global")
    pki, keys = said(config, "admin-https-pki-required"), said(config, "admin-ssh-password")
    if way == "web" and pki and pki["switch"] == "enable":
        return unsaid(unclear(device.got, f"line {pki.number} asks for certificates; what else, no line says")), []
    if way == "ssh" and keys and keys["switch"] == "disable":
        return Methods(("keys",), keys.line), []
    if more := hidden(device):
        return unsaid(more), []
    if not every:
        default = device.default(f"sign_in.{way}")
        return (default, []) if default.value is None else (Methods((str(default.value),), default.stands), [])
    return _mixed(device, way, every)


def _mixed(device: Device, way: str, every: list[Admin]) -> tuple[Methods, list[str] | Got]:
    remote = [one for one in every if one.remote]
    local = [one for one in every if not one.remote]
    counted = [one for one in local if not one.glass] or local
    sso = _elsewhere(device) if way == "web" else None
    stands = "; ".join(one.lines.line for one in (*remote, *counted))
    keyed = next((line for one in every if not one.glass and (line := one.keyed)), None) if way == "ssh" else None
    keys = ("keys",) if keyed else ()
    least = 1 if keyed else min((one.factors for one in counted), default=1)
    if not remote and sso is None:
        return Methods((*keys, "local"), stands, factors=least), []
    let = _beside(device, way)
    beside = any(one.factors == 1 for one in local if not one.glass) and let.value is not False
    second = not keyed and sso is None and not beside and all(one.factors > 1 for one in (*remote, *counted))
    names = (*keys, *dict.fromkeys(f"group {one.group}" for one in remote), *(["group sso"] if sso else []), "local")
    stands = "; ".join(filter(None, (keyed.line if keyed else "", stands, sso.line if sso else "", let.stands)))
    methods = Methods(names, stands, also_local=beside, factors=least, second=second)
    return methods, _asked(device, remote)


def _asked(device: Device, remote: list[Admin]) -> list[str] | Got:
    """Of several groups the one with the fewest servers; what stands behind a sign-on elsewhere no device knows."""
    groups = [[*servers(device.config, one.group)] for one in remote]
    return min(groups, key=lambda group: len(set(group))) if groups else HIDDEN


def _elsewhere(device: Device) -> Stated | None:
    """The line by which an identity provider lets administrators in."""
    saml = device.config.block("config system saml")
    role, status = said(saml, "role"), said(saml, "status")
    cloud = said(device.config.block("config system global"), "admin-forticloud-sso-login")
    if status and status["switch"] == "enable" and not (role and role["role"] == "identity-provider"):
        return status
    return cloud if cloud and cloud["switch"] == "enable" else None


def _beside(device: Device, way: str) -> Said[Any]:
    """Whether local accounts come in while a server answers."""
    line = said(device.config.block("config system global"), "admin-restrict-local")
    if line is None:
        default = device.default("aaa.fallback")
        return default.as_(default.value == "always")
    everywhere = ("enable", "all") if way == "console" else ("enable", "all", "non-console-only")
    return says(line, line["who"] not in everywhere)
