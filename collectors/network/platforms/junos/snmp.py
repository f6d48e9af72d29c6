"""SNMP: which versions answer, and whether version 3 encrypts."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts import channels
from collectors.network.said import Said, says
from scanner.answers import NOT_ASKED
from scanner.facts import Channel

_USER: Final = "snmp v3 usm local-engine user"
_OPEN: Final = ("authentication-none", "privacy-none")


def snmp(device: Device) -> Iterator[Channel]:
    """A channel for each version in use; where none is, one that is off."""
    config, doubt = device.config, [*device.config.unknown("whole", "snmp")]
    plain, users = [*communities(config), *_plain_traps(config)], config.all(_USER)
    if plain:
        yield channels.snmp(device, "snmpv2c", says(plain[0], True), "none", "1", doubt=doubt)
    if users:
        encryption, line = _encryption(config, users)
        yield channels.snmp(device, "snmpv3", says(line, True), encryption, "3", _algorithms(users), doubt=doubt)
    if not plain and not users:
        yield channels.snmp(device, "snmp", device.switch("service.snmp"), doubt=doubt)


def communities(config: Stated) -> list[Stated]:
    """What opens versions 1 and 2c, each once: communities, and those of version 3 where a group is of such."""
    found = {one["secret"]: one for one in reversed(config.all("snmp community"))}
    mapped = any(one["model"] in ("v1", "v2c") for one in config.all("snmp v3 vacm security-to-group security-model"))
    named = config.all("snmp v3 snmp-community community-name") if mapped else []
    return [*reversed(found.values()), *named]


def _plain_traps(config: Stated) -> list[Stated]:
    """What sends traps of version 1 or 2c, which carry their community in plain: they answer nobody."""
    models = config.all("snmp v3 target-parameters parameters security-model")
    return [*config.all("snmp trap-group targets"), *(one for one in models if one["model"] != "usm")]


def _encryption(config: Stated, users: list[Stated]) -> tuple[str, Stated]:
    """Required only where each user has a key for it, and nothing lets somebody in, or sends, without."""
    names = {one["user"] for one in users}
    hidden = {one["user"] for one in users if one["priv"] and one["priv"] not in _OPEN}
    levels = [one for one in config.all("snmp v3 vacm access group") if one["level"] and one["model"] in ("usm", "any")]
    levels += _sent(config)
    bare = next((one for one in levels if one["level"] != "privacy"), None)
    open_ = next((one for one in users if one["user"] not in hidden), None)
    if hidden == names and bare is None:
        return "required", next(one for one in users if one["user"] in hidden and one["priv"])
    return ("offered" if hidden else "none"), bare or open_ or users[0]


def _sent(config: Stated) -> list[Stated]:
    """Levels at which traps of version 3 are sent."""
    of = {one["target"]: one["model"] for one in config.all("snmp v3 target-parameters parameters security-model")}
    levels = config.all("snmp v3 target-parameters parameters security-level")
    return [one for one in levels if of.get(one["target"], "usm") == "usm"]


def _algorithms(users: list[Stated]) -> Any:
    """By what users sign and encrypt."""
    lines = [one for one in users if (one["auth"] or one["priv"]) not in ("", *_OPEN)]
    names = {(one["auth"] or one["priv"]).partition("-")[2] for one in lines}
    return Said(tuple(sorted(names)), "; ".join(one.line for one in lines)) if names else NOT_ASKED
