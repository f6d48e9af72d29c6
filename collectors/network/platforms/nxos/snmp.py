"""SNMP: a community answers versions 1 and 2c; every local account is a user of version 3 too."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Channel

_ENFORCED: Final = "snmp-server user enforcePriv"


def agents(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    off = config.last("snmp-server protocol enable", "no snmp-server protocol enable")
    plain, every = communities(config), users(config)
    if off and off.key.startswith("no "):
        yield channels.snmp(device, "snmp", says(off, False), doubt=doubt)
        return
    plain += [one for one in config.all("snmp-server host", "snmp-server host version") if one["secret"]]
    if plain:
        yield channels.snmp(device, "snmpv2c", says(plain[0], True), "none", "1", doubt=doubt)
    if every:
        yield _third(device, every, doubt)
    if not plain and not every:
        none = unclear(device.got, "no line names a community or a user")
        yield channels.snmp(device, "snmp", unsaid(none), unsaid(none), "3", doubt=doubt)


def communities(config: Stated) -> list[Stated]:
    """Each once, however many lines are about it."""
    every: dict[str, Stated] = {}
    for one in config.all("snmp-server community group", "snmp-server community"):
        every.setdefault(one["secret"], one)
    return list(every.values())


def users(config: Stated) -> dict[str, list[Stated]]:
    """The lines about each user, with those that a narrow terminal has broken off."""
    every: dict[str, list[Stated]] = {}
    for one in config.all("snmp-server user", _ENFORCED):
        every.setdefault(one["user"], []).extend((one, *one.below))
    return every


def _third(device: Device, every: dict[str, list[Stated]], doubt: list[Stated]) -> Channel:
    """A user may come without encryption, with keys for it or without, unless that is demanded of it, or of all.

    What is told without encryption goes out so whatever is demanded of those who ask.
    """
    demanded = device.config.last("snmp-server globalEnforcePriv", "no snmp-server globalEnforcePriv")
    open_ = [lines[0] for lines in every.values() if not any(one.key == _ENFORCED for one in lines)]
    lines = [one for lines in every.values() for one in lines]
    encryption: Said[Any] | str = "none"
    told = [one for one in device.config.all("snmp-server host version 3") if one["level"] != "priv"]
    if told:
        encryption = says(told[0], "offered" if any(one["privacy"] for one in lines) else "none")
    elif demanded and not demanded.key.startswith("no "):
        encryption = says(demanded, "required")
    elif not open_:
        encryption = says(next(one for one in lines if one.key == _ENFORCED), "required")
    elif any(one["privacy"] for one in lines):
        default = device.switch("snmp.encrypt_demanded")
        encryption = says(demanded, "offered") if demanded else default.as_("required" if default.value else "offered")
    return channels.snmp(device, "snmpv3", says((open_ or lines)[0], True), encryption, "3", _names(lines), doubt=doubt)


def _names(lines: list[Stated]) -> Said[Any]:
    """By what they sign and encrypt; where a line does not say it, DES."""
    signs = {one["auth"] for one in lines if one["auth"]}
    encrypts = {one["priv"] or "des" for one in lines if one["privacy"]}
    users = dict.fromkeys(one.line for one in lines if one["auth"])
    return Said(tuple(sorted(signs | encrypts)), "; ".join(users))
