"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.stored import account, counted, credential, lockout, policy, stored_as
from collectors.network.platforms.eos.methods import keys
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact

_PASSWORDS: Final = {"": "plain", "0": "plain", "5": "weak-hash", "sha512": "strong-hash"}  # 5: MD5
_KEYS: Final = {"": "plain", "0": "plain", "7": "reversible", "8a": "vault"}  # 8a: AES, by a key of the device
_FACTORY: Final = frozenset({"admin", "root"})
_PRIVILEGED: Final = 2
"""From this level on a session begins in the privileged mode."""


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    yield from _accounts(device)
    yield from _root(device)
    said = config.last("enable secret", "enable password", "no enable secret", "no enable password")
    if said and not said.key.startswith("no "):
        kept = stored_as(device, said, _PASSWORDS)
        yield credential(device, "enable", "password", kept, doubt=config.unknown("enable"))
    said = config.last("boot secret", "no boot secret")
    if said and said["secret"]:
        kept = stored_as(device, said, _PASSWORDS)
        yield credential(device, "boot", "password", kept, doubt=config.unknown("enable"))
    communities = config.each("secret", "snmp-server community").values()
    for number, said in enumerate(communities, 1):
        yield credential(device, f"community/{number}", "community", says(said, "plain"), doubt=config.unknown("snmp"))
    yield from _users(device)
    for name, said in _shared(config):
        doubt = config.unknown("aaa", "ntp")
        yield credential(device, name, "shared-key", stored_as(device, said, _keys(config)), doubt=doubt)
    yield _lockout(device)
    yield policy(device, _length(config), doubt=config.unknown("security"))


def _accounts(device: Device) -> Iterator[Fact]:
    for user, lines in device.config.grouped("user", "no username", *_USERS).items():
        yield from account(
            device,
            user,
            stored=_password(device, lines),
            privileged=_privileged(device, lines),
            built_in=user in _FACTORY,
            keys=sum(one["user"] == user for one in keys(device.config)),
            doubt=device.config.unknown("account"),
        )


_USERS: Final = (
    *("username nopassword", "username secret *", "username secret"),
    *("username privilege", "username role", "username shell"),
)


def _password(device: Device, lines: list[Stated]) -> Said[Any] | None:
    """The last word on it; `*` lets nobody in by one."""
    said = next((one for one in reversed(lines) if one.key in _USERS[:3]), None)
    if said is None or said.key == "username secret *":
        return None
    return says(said, "empty") if said.key == "username nopassword" else stored_as(device, said, _PASSWORDS)


def _privileged(device: Device, lines: list[Stated]) -> Said[Any]:
    """By its role or its level; what a role of the house's own allows is not read."""
    said = {slot: next((one for one in reversed(lines) if _of(one, slot)), None) for slot in ("role", "privilege")}
    default = device.config.last("aaa authorization policy local default-role")
    role, level = said["role"] or default, said["privilege"]
    named = _of(role, "role") if role else "network-operator"
    if role and named == "network-admin":
        return says(role, True)
    if level and int(_of(level, "privilege")) >= _PRIVILEGED:
        return says(level, True)
    if role and named != "network-operator":
        return unsaid(unclear(device.got, f"what this role allows is not read: {role.line}"))
    return says(lines[-1], False)


def _of(one: Stated, slot: str) -> str:
    """What a line says of an account, before its password or behind it."""
    return one[slot] or one[f"{slot}_2"]


def _root(device: Device) -> Iterator[Fact]:
    said = device.config.last("aaa root secret", "aaa root nopassword", "no aaa root")
    if said and said.key != "no aaa root":
        kept = stored_as(device, said, _PASSWORDS) if said["secret"] else says(said, "empty")
        doubt = device.config.unknown("aaa")
        yield from account(device, "root", stored=kept, privileged=says(said, True), built_in=True, doubt=doubt)


def _users(device: Device) -> Iterator[Fact]:
    """Keys of SNMPv3: a localized one is a quick hash that opens the agent by itself."""
    for name, said in device.config.each("user", "snmp-server user").items():
        if said["secret"]:
            kept = stored_as(device, said, {"": "weak-hash" if " localized " in said.text else "plain"})
            doubt = device.config.unknown("snmp")
            yield credential(device, f"snmpuser/{name}", "shared-key", kept, doubt=doubt)


def _keys(config: Stated) -> dict[str, str]:
    """Where all devices have one key for type 8a, whoever has such a device reads it."""
    common = config.block("management security").last(
        "password encryption-key common", "no password encryption-key common"
    )
    return _KEYS | ({"8a": "reversible"} if common and not common.key.startswith("no ") else {})


def _shared(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Keys that are shared with servers and with time sources."""
    for word in ("tacacs", "radius"):
        said = config.last(f"{word}-server key", f"no {word}-server key")
        if said and said["secret"]:
            yield f"{word}-server", said
        hosts = config.each("address", f"{word}-server host")
        yield from ((f"server/{address}", one) for address, one in hosts.items() if one["secret"])
    directory = config.block("management ldap")
    yield from (("server/ldap", said) for one in directory.all("server defaults") for said in one.all(_SEARCH))
    for address, one in directory.each("address", "server host").items():
        yield from ((f"server/{address}", said) for said in one.all(_SEARCH))
    for profile in config.block("management security").all("session shared-secret profile"):
        yield from ((f"profile/{profile['profile']}/{n}", said) for n, said in enumerate(profile.all("secret"), 1))
    yield from ((f"ntp/{key}", said) for key, said in config.each("key", "ntp authentication-key").items())


_SEARCH: Final = "search username password"


def _lockout(device: Device) -> Fact:
    said = device.config.last("aaa authentication policy lockout failure", "no aaa authentication policy lockout")
    doubt = device.config.unknown("aaa")
    if said is None or said.key.startswith("no "):
        return lockout(device, None, doubt=doubt)
    seconds = says(said, said.count("seconds")) if said["seconds"] else None
    return lockout(device, says(said, said.count("attempts")), seconds, counted(said, "window"), doubt=doubt)


def _length(config: Stated) -> Said[Any] | None:
    """That of all passwords, or that of the policy that accounts are under, whichever is longer."""
    block = config.block("management security")
    said = block.last("password minimum length", "no password minimum length")
    lengths = [said] if said and said["length"] else []
    chosen = config.block("management accounts").last("password policy", "no password policy")
    for one in block.all("password policy"):
        if chosen and chosen["policy"] == one["policy"]:
            lengths += one.all("minimum length")[-1:]
    longest = max(lengths, key=lambda one: one.count("length"), default=None)
    return says(longest, longest.count("length")) if longest else None
