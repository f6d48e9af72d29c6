"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy, stored_as
from collectors.network.platforms.panos.admins import Admin, admins, bare, methods
from collectors.network.said import Said, says
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Fact

_HASHES: Final = {
    "$1$": "weak-hash",
    "$5$": "strong-hash",
    "$6$": "strong-hash",
    "$y$": "strong-hash",
    "hash": "weak-hash",  # DES crypt begins with nothing
}
_SYSTEM: Final = "deviceconfig system"
_SNMP: Final = f"{_SYSTEM} snmp-setting access-setting version"


def accounts(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    every = admins(device)
    for one in every:
        yield from _account(device, one)
    yield from _keys(device)
    yield _lockout(device, every)
    yield _policy(device)


def _account(device: Device, one: Admin) -> Iterator[Fact]:
    """A password that nothing asks for, since servers know the account, is stored all the same."""
    doubt = [*device.config.unknown("account", "sign_in")]
    line = one.last("phash")
    stored = None if line is None else stored_as(device, line, _HASHES, "phash")
    yield from account(
        device,
        one.name,
        stored=stored,
        privileged=one.privileged,
        built_in=one.name == "admin",
        mfa=one.mfa,
        keys=int(bool(one.last("key"))),
        doubt=doubt,
    )


def _keys(device: Device) -> Iterator[Fact]:
    """Keys that are shared with servers, time sources and those who ask by SNMP."""
    config = device.config
    for number, one in enumerate(config.all(f"{_SNMP} v2c snmp-community-string")[-1:], 1):
        stored = stored_as(device, one, {"0": "plain"})
        yield credential(device, f"community/{number}", "community", stored, doubt=config.unknown("system"))
    found: dict[str, Said[Any]] = {}
    for one in config.below:
        for slot in ("secret", "privacy"):
            if one[slot] and (name := _name(one, slot)):
                found[name] = _encrypted(device, one, slot)
    for name, stored in found.items():
        yield credential(device, name, "shared-key", stored, doubt=config.unknown("system", "server"))


def _name(one: Stated, slot: str) -> str:
    """What a secret opens; empty where it is none that is shared with somebody."""
    if one.key.startswith("server-profile"):
        return f"server/{bare(one['profile'])}" + (f"/{bare(one['server'])}" if one["server"] else "")
    if one.key == f"{_SNMP} v3 users":
        return f"snmpuser/{bare(one['user'])}/{'priv' if slot == 'privacy' else 'auth'}"
    if one.key.startswith(f"{_SYSTEM} ntp-servers"):
        return f"ntp/{one['which'].partition('-')[0]}"
    return f"export/{bare(one['schedule'])}" if one["schedule"] else ""


def _encrypted(device: Device, one: Stated, slot: str) -> Said[Any]:
    """By the master key; whether that is the one of the house the configuration does not tell."""
    default = device.default("secret.shared")
    stored = stored_as(device, one, {"-AQ==": "reversible", "0": "plain"}, slot)
    if stored.value != "reversible":
        return stored
    return default if default.value is None else says(one, default.value)


class _Lock(NamedTuple):
    attempts: Said[Any]
    seconds: Said[Any]


def _lockout(device: Device, every: list[Admin]) -> Fact:
    """The weakest lock of those that hold: a profile has its own, the device's is of accounts without any."""
    config = device.config
    device_wide = config.last("deviceconfig system authentication-profile")
    names = {one.profile for one in every if one.profile} | ({bare(device_wide["profile"])} if device_wide else set())
    locks = [
        _lock(device, [one for one in config.all(_OF_PROFILE) if bare(one["profile"]) in _members(device, name)])
        for name in sorted(names)
    ]
    if not every or any(not one.profile for one in every):
        locks.append(_lock(device, config.all("deviceconfig setting management admin-lockout")))
    unknown = next((one for one in locks if one.attempts.value is None), None)
    weakest = unknown or max(locks, key=lambda one: (one.attempts.value, -(one.seconds.value or 0)))
    doubt = device.config.unknown("management", "sign_in", "account")
    return lockout(device, weakest.attempts, weakest.seconds, doubt=doubt)


_OF_PROFILE: Final = "authentication-profile lockout"


def _members(device: Device, name: str) -> set[str]:
    """A profile, or those of a sequence."""
    return {bare(one["profile"]) for one in methods(device, name)} | {name}


def _lock(device: Device, lines: list[Stated]) -> _Lock:
    """0 attempts are no limit; 0 minutes last until an administrator helps."""
    tries = next((one for one in reversed(lines) if one["attempts"]), None)
    time = next((one for one in reversed(lines) if one["minutes"]), None)
    attempts = says(tries, tries.count("attempts") or FOREVER) if tries else device.default("lockout.attempts")
    if attempts.value == FOREVER:
        return _Lock(attempts, Said(0))
    return _Lock(
        attempts, says(time, time.count("minutes") * 60 or FOREVER) if time else device.default("lockout.seconds")
    )


def _policy(device: Device) -> Fact:
    """A length counts where the policy is on."""
    config, doubt = device.config, device.config.unknown("account")
    on = config.last("mgt-config password-complexity enabled")
    length = config.last("mgt-config password-complexity minimum-length")
    if on and on["switch"] == "no":
        return policy(device, says(on, 0), history=says(on, 0), age=says(on, FOREVER), doubt=doubt)
    if not on or not length:
        return policy(device, None, history=_open(device), age=_open(device), doubt=doubt)
    count = config.last("mgt-config password-complexity password-history-count")
    days = config.last("mgt-config password-complexity password-change expiration-period")
    return policy(
        device,
        says(length, length.count("length")),
        history=says(count, count.count("count")) if count else _open(device),
        age=says(days, days.count("days") or FOREVER) if days else _open(device),
        doubt=doubt,
    )


def _open(device: Device) -> Got:
    return unclear(device.got, "no line says it")
