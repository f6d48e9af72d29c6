"""Administrators, as blocks say them: who knows their password, which profile and how many factors they have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from collectors.network.config import Stated, joined, secret_form
from collectors.network.device import Device
from collectors.network.platforms.fortios.settings import bare, entries, grouped, on, said, words
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear

_FACTOR: Final = {"email": "weak", "sms": "weak", "fortitoken": "strong", "fortitoken-cloud": "strong"}
_WHOLE: Final = frozenset({"super_admin", "prof_admin"})
_SERVERS: Final = ("config user radius", "config user tacacs+", "config user ldap")


@dataclass(frozen=True, slots=True)
class Admin:
    """One account of `config system admin`."""

    name: str
    lines: Stated
    device: Device

    @property
    def remote(self) -> bool:
        """A server knows its password."""
        return on(self.lines, "remote-auth")

    @property
    def anybody(self) -> bool:
        """It stands for everybody whom a server knows, and is no account of its own."""
        return self.remote and on(self.lines, "wildcard")

    @property
    def glass(self) -> bool:
        """It is declared to be for emergencies."""
        return self.name in self.device.break_glass

    @property
    def group(self) -> str:
        """Of servers that are asked for it."""
        line = said(self.lines, "remote-group")
        return bare(line["group"]) if line else ""

    @property
    def mfa(self) -> Said[Any] | Got:
        """Its second factor; of those that only a server knows it may ask for one itself."""
        line, by = said(self.lines, "two-factor"), said(self.lines, "two-factor-authentication")
        if line and self.keyed:
            return unclear(self.device.got, f"{self.keyed.line}: whether who shows it is asked for a second factor")
        if line and line["how"] in _FACTOR:
            return says(line, _FACTOR[by["by"] if by else line["how"]])
        if self.remote:
            return HIDDEN
        return says(line, "none") if line else self.device.default("mfa")

    @property
    def factors(self) -> int:
        """How many the device itself asks for."""
        line = said(self.lines, "two-factor")
        return 2 if line and line["how"] in _FACTOR else 1

    @property
    def keys(self) -> int:
        """How many public keys it may show."""
        lines = [line for line in self.lines.below if line["which"] and secret_form(line["secret"]) != "empty"]
        return len({line["which"] for line in lines})

    @property
    def keyed(self) -> Stated | None:
        """The line by which it may show a key, or a certificate, in the place of a password."""
        held = (line for line in self.lines.below if line["which"] and secret_form(line["secret"]) != "empty")
        return said(self.lines, "ssh-certificate") or next(held, None)

    @property
    def profile(self) -> str:
        """The name of its profile."""
        line = said(self.lines, "accprofile")
        return bare(line["profile"]) if line else ""

    @property
    def privileged(self) -> Said[Any] | Got:
        """It may change the system."""
        line = said(self.lines, "accprofile")
        if line is None:
            return unsaid(unclear(self.device.got, "no line says the profile of the account"))
        if self.profile in _WHOLE:
            return says(line, True)
        if self.profile == "super_admin_readonly":
            return says(line, False)
        found = profiles(self.device.config).get(self.profile)
        right = said(found, "sysgrp") if found else None
        if right is None or right["right"] == "custom":
            return unsaid(unclear(self.device.got, "no line says what the profile of the account may do"))
        return says(right, right["right"] == "read-write")


def admins(device: Device) -> list[Admin]:
    """All of them."""
    config = device.config
    return [Admin(name, one, device) for name, one in entries(config.block("config system admin")).items()]


def profiles(config: Stated) -> dict[str, Stated]:
    """Profiles by name, without those that every device has."""
    return entries(config.block("config system accprofile"))


def servers(config: Stated, group: str) -> list[str]:
    """Addresses of the servers that a group asks; of groups of that name in several VDOMs the one with the fewest."""
    blocks = (block for block in grouped(config, "config user group").values() if group in entries(block))
    return min(([*_members(config, block, group)] for block in blocks), key=lambda found: len(set(found)), default=[])


def _members(config: Stated, groups: Stated, group: str) -> Iterator[str]:
    """Of the groups of one VDOM; a member that is defined nowhere there is none."""
    found = entries(groups).get(group)
    members = said(found, "member") if found else None
    defined = entries(joined(one for one in config.all(*_SERVERS) if one["vdom"] == groups["vdom"]))
    for name in words(members["members"]) if members else ():
        for setting in ("server", "secondary-server", "tertiary-server") if name in defined else ():
            if (line := said(defined[name], setting)) and bare(line["address"]):
                yield bare(line["address"])
