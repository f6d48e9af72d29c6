"""Administrators and what asks for them: profiles, sequences of profiles, and the servers behind these."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear

_FULL: Final = frozenset({"superuser", "deviceadmin", "vsysadmin", "panorama-admin"})
_LESS: Final = frozenset({"superreader", "devicereader", "vsysreader"})
ELSEWHERE: Final = frozenset({"radius", "tacplus", "ldap", "kerberos", "saml-idp", "cloud"})
"""Methods that ask a server; the others look into the device itself."""


def bare(word: str) -> str:
    """A word without the quotes around it."""
    return word.strip('"')


@dataclass(slots=True)
class Admin:
    """One account of `mgt-config users`."""

    name: str
    device: Device
    lines: list[Stated] = field(default_factory=list)

    def last(self, slot: str) -> Stated | None:
        """Its last line with something in a slot."""
        return next((one for one in reversed(self.lines) if one[slot]), None)

    @property
    def profile(self) -> str:
        """Of its own; it is asked in place of its password, and nothing else is."""
        line = self.last("profile")
        return bare(line["profile"]) if line else ""

    @property
    def remote(self) -> bool:
        """Servers know it alone."""
        found = methods(self.device, self.profile)
        return bool(found) and all(one["method"] in ELSEWHERE for one in found)

    @property
    def here(self) -> bool:
        """It comes in without a server: by a password of its own, or as its profile looks into the device itself."""
        return self.password is not None or bool(self.profile and not self.remote)

    @property
    def password(self) -> Stated | None:
        """The line of its password, if that lets it in."""
        return None if self.remote else self.last("phash")

    @property
    def glass(self) -> bool:
        """It is declared to be for emergencies."""
        return self.name in self.device.break_glass

    @property
    def mfa(self) -> Said[Any] | Got:
        """Its second factor: servers may ask for one, the device itself does not."""
        return HIDDEN if self.remote else self.device.default("mfa")

    @property
    def privileged(self) -> Said[Any] | Got:
        """It may change the device, or a virtual system."""
        line = self.last("custom") or self.last("role")
        if line is None:
            return unsaid(unclear(self.device.got, "no line says the role of the account"))
        if line["role"]:
            return says(line, line["role"] in _FULL and line["switch"] != "no")
        found = [one for one in self.device.config.all("admin-role role cli") if one["role"] == line["custom"]]
        if not found or found[-1]["cli"] not in _FULL | _LESS:
            return unsaid(unclear(self.device.got, "no line says what the role of the account may do"))
        return says(found[-1], found[-1]["cli"] in _FULL)


def admins(device: Device) -> list[Admin]:
    """All of them, in order."""
    found: dict[str, Admin] = {}
    for one in device.config.below:
        if one["user"] and one.key.startswith("mgt-config"):
            name = bare(one["user"])
            found.setdefault(name, Admin(name, device)).lines.append(one)
    return list(found.values())


def methods(device: Device, name: str) -> list[Stated]:
    """The lines that say how a profile asks, or every profile of a sequence; one that is not there has none."""
    members = [bare(one["member"]) for one in _named(device, "authentication-sequence authentication-profiles", name)]
    return [one for member in (members or [name]) for one in _method(device, member)]


def _method(device: Device, name: str) -> list[Stated]:
    """The last line counts; one that names its servers says more than one that does not."""
    named = _named(device, "authentication-profile method server-profile", name)
    plain = [one for one in _named(device, "authentication-profile method", name) if one["method"]]
    return named[-1:] or plain[-1:]


def _named(device: Device, key: str, name: str) -> list[Stated]:
    return [one for one in device.config.all(key) if bare(one["profile"]) == name]


def servers(device: Device, asked: list[Stated]) -> Iterator[str] | Got:
    """Addresses of the servers behind some methods. Those of an identity provider no device knows."""
    if any(one["method"] in ("saml-idp", "cloud") for one in asked):
        return HIDDEN
    behind = {(one["method"], bare(one["servers"])) for one in asked if one["servers"]}
    off = device.config.all("server-profile disabled")
    behind -= {(one["kind"], bare(one["profile"])) for one in off if one["switch"] == "yes"}
    return (
        one["address"]
        for one in device.config.all("server-profile server")
        if one["address"] and (one["kind"], bare(one["profile"])) in behind
    )
