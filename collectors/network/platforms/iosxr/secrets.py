"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, stored_as
from collectors.network.platforms.iosxr.policies import limits
from collectors.network.platforms.iosxr.templates import CONSOLE, Templates
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
    yield from _accounts(device, every)
    lines = Templates(config)
    for name in (CONSOLE, *lines.used()):
        if word := lines.block(name).last("password", "secret"):
            stored = stored_as(device, word, _STORED)
            yield credential(device, f"line/{name}", "password", stored, doubt=lines.doubt(name))
    odd = [*config.unknown("aaa", "ntp", "snmp", "files")]
    for name, form, said in _keys(config):
        yield credential(device, name, form, stored_as(device, said, _STORED), doubt=odd)
    yield from limits(device, every)


def users(config: Stated) -> dict[str, list[Stated]]:
    """What is said of each account, in its block or on one line."""
    every: dict[str, list[Stated]] = {}
    for one in config.all("username", "username group", "username password", "username secret"):
        every.setdefault(one["user"], []).extend((one, *one.below))
    return every


def _accounts(device: Device, every: Mapping[str, list[Stated]]) -> Iterator[Fact]:
    """Each account; where it has a password beside its secret, that is what can be turned back."""
    odd = [*device.config.unknown("account")]
    keys = Counter(one["user"] for one in device.config.all("ssh server username"))
    for user, lines in every.items():
        kept = [one for one in lines if one["secret"]]
        passwords = [one for one in kept if one.key.endswith("password")]
        word = next(reversed(passwords or kept), None)
        stored, may = stored_as(device, word, _STORED) if word else None, _privileged(device, lines)
        yield from account(device, user, stored=stored, privileged=may, keys=keys[user], doubt=odd)


def _privileged(device: Device, lines: list[Stated]) -> Said[Any] | Got:
    """What its highest group lets it do; a group of one's own is not read."""
    groups = [one for one in lines if one["role"]]
    if highest := next((one for one in groups if one["role"] in _ADMIN), None):
        return says(highest, True)
    if other := next((one for one in groups if one["role"] not in _READS), None):
        return unclear(device.got, f"what the group of line {other.number} may do")
    return says(groups[0] if groups else lines[0], False)


def _keys(config: Stated) -> Iterator[tuple[str, str, Stated]]:
    """Communities, and keys that are shared with servers, with time sources and with users of SNMP."""
    communities = config.all("snmp-server community")
    yield from ((f"community/{number}", "community", one) for number, one in enumerate(communities, 1))
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
