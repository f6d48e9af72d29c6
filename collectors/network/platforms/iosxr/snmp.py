"""SNMP: communities answer versions 1 and 2c; users of version 3 as their group demands it."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Channel


def agents(device: Device) -> Iterator[Channel]:
    """One channel for each version in use; where none is, one that is off. Traps are SNMP too."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    users = config.all("snmp-server user")
    third = [one for one in users if one["version"] == "v3"]
    told = [*config.all(*_TRAPS), *(one for vrf in config.all("snmp-server vrf") for one in vrf.all(*_TRAPS))]
    plain = [*config.all("snmp-server community"), *(one for one in users if one["version"] != "v3")]
    plain += [one for one in told if not one["level"]]
    open_ = next((one for one in told if one["level"] and one["level"] != "priv"), None)
    if plain:
        yield channels.snmp(device, "snmpv2c", says(plain[0], True), "none", "1", doubt=doubt)
    if third:
        worst, encryption = _least(device, third)
        if open_:
            worst, encryption = open_, says(open_, "offered") if any(one["privacy"] for one in third) else "none"
        yield channels.snmp(device, "snmpv3", says(worst, True), encryption, "3", _names(third), doubt=doubt)
    if not plain and not third:
        yield channels.snmp(device, "snmp", device.switch("service.snmp"), doubt=doubt)


_TRAPS: Final = ("snmp-server host", "snmp-server host version 3", "host", "host version 3")


def _least(device: Device, users: list[Stated]) -> tuple[Stated, Said[Any] | str]:
    """The line of who may come with least, and whether what they say is encrypted."""
    every = [one for one in device.config.all("snmp-server group") if one["version"] == "v3"]
    groups = {one["group"]: one for one in sorted(every, key=lambda one: one["level"] != "priv")}  # the least last
    lost = next((one for one in users if one["group"] not in groups), None)
    if lost:
        return lost, unsaid(unclear(device.got, f"the group of line {lost.number} is not there"))
    of = [groups[one["group"]] for one in users]
    worst = next((one for one in of if one["level"] != "priv"), of[0])
    if worst["level"] == "priv":
        return worst, says(worst, "required")
    return worst, says(worst, "offered") if any(one["privacy"] for one in users) else "none"


def _names(users: list[Stated]) -> Said[Any]:
    """By what they sign and encrypt."""
    signs = {one["auth"] for one in users if one["auth"]}
    encrypts = {f"{one['priv']}-{one['size']}".rstrip("-").replace("des56", "des") for one in users if one["priv"]}
    return Said(tuple(sorted(signs | encrypts)), "; ".join(one.line for one in users))
