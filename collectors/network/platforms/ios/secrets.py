"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.stored import account, counted, credential, lockout, policy, stored_as
from collectors.network.platforms.ios.lines import part, shut
from collectors.network.platforms.ios.methods import holders
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact

_STORED: Final = {
    "0": "plain",
    "4": "weak-hash",  # SHA-256, once and without salt
    "5": "weak-hash",  # MD5
    "6": "vault",  # AES, by a key that no configuration shows
    "7": "reversible",
    "8": "strong-hash",
    "9": "strong-hash",
}
_PRIVILEGED: Final = 15


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    yield from _accounts(device)
    for key, name in (("enable secret", "enable-secret"), ("enable password", "enable-password")):
        for said in config.all(key):
            level = f"/level{said['level']}" if said["level"] else ""
            yield credential(device, f"{name}{level}", "password", stored(device, said), doubt=config.unknown("enable"))
    for line in config.all("line"):
        if (word := line.last("password")) and not shut(line):
            yield credential(device, f"line/{part(line)}", "password", stored(device, word), doubt=line.unknown())
    for number, said in enumerate(config.all("snmp-server community"), 1):
        yield credential(device, f"community/{number}", "community", says(said, "plain"), doubt=config.unknown("snmp"))
    for name, said in _keys(config):
        yield credential(device, name, "shared-key", stored(device, said), doubt=config.unknown("aaa", "ntp"))
    yield _lockout(device)
    length = config.last("security passwords min-length")
    own = [one for one in config.all(*_USERS) if one["policy"]]  # whose policy says how long theirs must be
    asked = says(length, length.count("length")) if length else None
    yield policy(device, asked, doubt=[*config.unknown("lockout"), *own])


def stored(device: Device, said: Stated) -> Said[Any]:
    """How a secret is stored, by its type; without one, as it was typed."""
    return stored_as(device, said, _STORED)


def _accounts(device: Device) -> Iterator[Fact]:
    every: dict[str, list[Stated]] = {}
    for one in device.config.all(*_USERS):
        every.setdefault(one["user"], []).append(one)
    for user, lines in every.items():
        kept = next((one for one in reversed(lines) if one["secret"] or one.key == "username nopassword"), None)
        password = None if kept is None else stored(device, kept) if kept["secret"] else says(kept, "empty")
        highest = max((one for one in lines), key=lambda one: one.count("privilege"))
        full = says(highest, highest.count("privilege") == _PRIVILEGED)
        doubt = [*device.config.unknown("account", "ssh")]
        yield from account(device, user, stored=password, privileged=full, keys=_keys_of(device, user), doubt=doubt)


_USERS: Final = (
    *("username secret", "username password", "username nopassword", "username privilege", "username"),
    "username aaa attribute list",
)


def _keys_of(device: Device, user: str) -> int:
    """Keys that let an account in by SSH."""
    return sum(len(one.all("key-hash", "key-string")) for one in holders(device.config) if one["user"] == user)


def _keys(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Keys that are shared with servers and with time sources."""
    for word in ("tacacs", "radius"):
        for block in config.all(f"{word} server"):
            yield from ((f"server/{block['server']}", said) for said in block.all("key", "pac key"))
        yield from ((f"{word}-server", said) for said in config.all(f"{word}-server key"))
        yield from ((f"server/{said['address']}", said) for said in config.all(f"{word}-server host") if said["secret"])
    for block in config.all("aaa group server"):
        yield from ((f"server/{said['address']}", said) for said in block.all("server-private") if said["secret"])
    yield from ((f"ntp/{said['key']}", said) for said in config.all("ntp authentication-key"))


def _lockout(device: Device) -> Fact:
    """A wait for all after wrong passwords, or a lock of the account that an administrator opens."""
    config = device.config
    block = config.last("login block-for attempts within")
    local = config.last("aaa local authentication attempts max-fail")
    doubt = [*config.unknown("lockout", "aaa")]
    if block:
        tries, seconds = says(block, block.count("attempts")), says(block, block.count("seconds"))
        return lockout(device, tries, seconds, counted(block), doubt=doubt)
    if local and (spared := next((one for one in config.all(*_USERS) if one.count("privilege") == _PRIVILEGED), None)):
        why = f"who is of level 15 is never locked out by it: {local.line}; {spared.line}"
        return lockout(device, unsaid(unclear(device.got, why)), says(local, FOREVER), doubt=doubt)
    if local:
        return lockout(device, says(local, local.count("attempts")), says(local, FOREVER), doubt=doubt)
    return lockout(device, None, doubt=doubt)
