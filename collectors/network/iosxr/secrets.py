"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.iosxr import templates
from collectors.network.iosxr.policies import limits
from collectors.network.parts.stored import account, credential, stored_as
from collectors.network.said import Said, says
from scanner.answers import Got, unclear
from scanner.facts import Fact

_STORED: Final = {
    "0": "plain",
    "5": "weak-hash",  # MD5
    "6": "vault",  # AES, by a key that no configuration shows
    "7": "reversible",
    "8": "strong-hash",
    "9": "strong-hash",
    "10": "strong-hash",  # SHA-512 crypt
    "$1$": "weak-hash",
    "$5$": "strong-hash",
    "$6$": "strong-hash",
    "$8$": "strong-hash",
    "$9$": "strong-hash",
    "clear": "plain",
    "encrypted": "reversible",
}
_ADMIN: Final = frozenset({"root-lr", "root-system", "netadmin", "sysadmin"})
_READS: Final = frozenset({"operator"})


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config, every = device.config, users(device.config)
    for user, lines in every.items():
        yield from _account(device, user, lines)
    for name in (templates.CONSOLE, *templates.used(config)):
        if word := templates.block(config, name).last("password", "secret"):
            doubt = templates.doubt(config, name)
            yield credential(device, f"line/{name}", "password", stored_as(device, word, _STORED), doubt=doubt)
    for number, said in enumerate(config.all("snmp-server community"), 1):
        stored = stored_as(device, said, _STORED)
        yield credential(device, f"community/{number}", "community", stored, doubt=config.unknown("snmp"))
    for name, form, said in _keys(config):
        doubt = [*config.unknown("aaa", "ntp", "snmp", "files")]
        yield credential(device, name, form, stored_as(device, said, _STORED), doubt=doubt)
    yield from limits(device, every)


def users(config: Stated) -> dict[str, list[Stated]]:
    """What is said of each account, in its block or on one line."""
    every: dict[str, list[Stated]] = {}
    for one in config.all("username", "username group", "username password", "username secret"):
        every.setdefault(one["user"], []).extend((one, *one.below))
    return every


def _account(device: Device, user: str, lines: list[Stated]) -> Iterator[Fact]:
    """An account; where it has a password beside its secret, that is what can be turned back."""
    kept = [one for one in lines if one["secret"]]
    passwords = [one for one in kept if one.key.endswith("password")]
    word = next(reversed(passwords or kept), None)
    keys = [one for one in device.config.all("ssh server username") if one["user"] == user]
    yield from account(
        device,
        user,
        stored=stored_as(device, word, _STORED) if word else None,
        privileged=_privileged(device, lines),
        keys=len(keys),
        doubt=device.config.unknown("account"),
    )


def _privileged(device: Device, lines: list[Stated]) -> Said[Any] | Got:
    """What its highest group lets it do; a group of one's own is not read."""
    groups = [one for one in lines if one["role"]]
    if highest := next((one for one in groups if one["role"] in _ADMIN), None):
        return says(highest, True)
    if other := next((one for one in groups if one["role"] not in _READS), None):
        return unclear(device.got, f"what the group of line {other.number} may do")
    return says(groups[0] if groups else lines[0], False)


def _keys(config: Stated) -> Iterator[tuple[str, str, Stated]]:
    """Keys that are shared with servers, with time sources and with users of SNMP."""
    blocks = [*config.all("tacacs-server host"), *config.all("radius-server host")]
    blocks += [one for group in config.all("aaa group server") for one in group.all("server-private")]
    for block in blocks:
        yield from (
            (f"server/{block['address']}", "shared-key", one) for one in (block, *block.all("key")) if one["secret"]
        )
    for word in ("tacacs", "radius"):
        yield from ((f"{word}-server", "shared-key", one) for one in config.all(f"{word}-server key"))
    for block in config.all("aaa server radius dynamic-author"):
        asked = block.all("client server-key", "server-key")
        yield from ((f"client/{one['address'] or 'all'}", "shared-key", one) for one in asked)
    times = [one for block in config.all("ntp") for one in block.all("authentication-key")]
    yield from ((f"ntp/{one['key']}", "shared-key", one) for one in (*times, *config.all("ntp authentication-key")))
    signed = [one for one in config.all("snmp-server user") if one["secret"]]
    yield from ((f"snmpuser/{one['user']}", "shared-key", one) for one in signed)
    yield from (("ftp-client", "password", one) for one in config.all("ftp client") if one["secret"])
