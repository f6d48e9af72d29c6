"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.defaults import within
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy, stored_as
from collectors.network.platforms.asa.methods import HOSTS, keys
from collectors.network.said import Said, says, unsaid
from scanner.answers import Got, unclear
from scanner.facts import FOREVER, Fact

_PASSWORDS: Final = {
    "0": "plain",
    "mschap": "plain",  # it would be converted where it is typed
    "encrypted": "weak-hash",  # MD5
    "nt-encrypted": "weak-hash",  # MD4
    "pbkdf2": "strong-hash",
}
_KEYS: Final = {"0": "plain", "8": "vault"}  # 8: AES, by a key that no configuration shows
_LEVEL: Final = 2
"""Of an account that no line gives one."""
_HIGHEST: Final = 15


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    yield from _accounts(device)
    for name, said in _passwords(config):
        kept = stored_as(device, said, _PASSWORDS, beside="stored")
        yield credential(device, name, "password", kept, doubt=config.unknown("enable"))
    for number, said in enumerate(_communities(config), 1):
        kept, doubt = stored_as(device, said, _KEYS), config.unknown("snmp")
        yield credential(device, f"community/{number}", "community", kept, doubt=doubt)
    for name, said in config.each("user", "snmp-server user v3").items():
        if said["secret"]:
            kept = stored_as(
                device, said, {"0": "plain", "encrypted": "weak-hash", "localized": "weak-hash"}, beside="encrypted"
            )
            yield credential(device, f"snmpuser/{name}", "shared-key", kept, doubt=config.unknown("snmp"))
    for name, said in _shared(config):
        doubt = config.unknown("aaa", "ntp", "logging")
        yield credential(device, name, "shared-key", stored_as(device, said, _KEYS), doubt=doubt)
    yield _lockout(device)
    yield _policy(device)


def _accounts(device: Device) -> Iterator[Fact]:
    for user, lines in device.config.grouped("user", "no username", *_USERS).items():
        yield from account(
            device,
            user,
            stored=_password(device, lines),
            privileged=_privileged(device, lines),
            keys=sum(name == user for name in keys(device.config).values()),
            doubt=device.config.unknown("account"),
        )


_USERS: Final = ("username password", "username nopassword", "username privilege", "username attributes")


def _password(device: Device, lines: list[Stated]) -> Said[Any] | None:
    said = next((one for one in reversed(lines) if one.key in _USERS[:2]), None)
    if said is None:
        return None
    return says(said, "empty") if said.key == _USERS[1] else stored_as(device, said, _PASSWORDS, beside="stored")


def _privileged(device: Device, lines: list[Stated]) -> Said[Any]:
    """Without authorization of commands everybody above level 1 may change all, whom no line keeps to less."""
    config = device.config
    said = next((one for one in reversed(lines) if one["privilege"]), None)
    service = next((word for one in reversed(lines) if (word := one.last("service-type"))), None)
    if service and service["service"] != "admin" and _stands(config, "aaa authorization exec"):
        return says(service, False)
    level, line = (
        (said.count("privilege"), said.line) if said else (_LEVEL, f"no line gives {lines[0]['user']} a level")
    )
    least = _HIGHEST if _stands(config, "aaa authorization command") else _LEVEL
    return Said(level >= least, line)


def _stands(config: Stated, key: str) -> bool:
    said = config.last(key, f"no {key}")
    return bool(said and said.key == key)


def _passwords(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Those that open the privileged mode, and the one that Telnet asks for without accounts; the last of each."""
    every: dict[str, Stated] = {}
    for one in config.all("enable password", "enable password level"):
        level = one["level"]
        every["enable" if level in ("", "15") else f"enable/level{level}"] = one
    for one in config.all("passwd"):
        every["login-password"] = one
    yield from every.items()


def _communities(config: Stated) -> list[Stated]:
    """Each once; those that are masked cannot be told apart."""
    said = [one for one in config.all("snmp-server community", *_COMMUNITIES) if one["secret"]]
    return [*{one["secret"]: one for one in said}.values()]


_COMMUNITIES: Final = ("snmp-server host", "snmp-server host-group")


def _shared(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Keys that are shared with servers and with time sources."""
    for host in config.each("address", *HOSTS).values():
        name = f"server/{host['address']}"
        yield from ((name, said) for said in [host] if said["secret"])
        yield from ((name, said) for said in host.all("key")[-1:])
        yield from ((f"{name}/ldap", said) for said in host.all("ldap-login-password")[-1:])
        yield from ((f"{name}/common", said) for said in host.all("radius-common-pw")[-1:])
    yield from ((f"ntp/{key}", said) for key, said in config.each("key", "ntp authentication-key").items())
    yield from (("logging-ftp", said) for said in config.all("logging ftp-server")[-1:])


def _lockout(device: Device) -> Fact:
    """How long it lasts, and for whom it holds, hangs on the release."""
    said = device.config.last(_ATTEMPTS, f"no {_ATTEMPTS}")
    doubt = device.config.unknown("aaa")
    if said is None or said.key.startswith("no "):
        return lockout(device, None, doubt=doubt)
    if not (device.version and within(device.version, f">={_ALL_ARE_LOCKED}")) and (spared := _spared(device.config)):
        why = f"before {_ALL_ARE_LOCKED} who is of level 15 is never locked out by it: {said.line}; {spared.line}"
        return lockout(device, unsaid(unclear(device.got, why)), doubt=doubt)
    return lockout(device, says(said, said.count("attempts")), doubt=doubt)


_ALL_ARE_LOCKED: Final = "9.17"


def _spared(config: Stated) -> Stated | None:
    return next((one for one in config.all(*_USERS) if one.count("privilege") == _HIGHEST), None)


_ATTEMPTS: Final = "aaa local authentication attempts max-fail"


def _policy(device: Device) -> Fact:
    length, age = _last(device, "minimum-length"), _last(device, "lifetime")
    count = _last(device, "reuse-interval")
    silent = unclear(device.got, "no line says it")
    days: Said[Any] | Got = says(age, age.count("days") or FOREVER) if age else silent
    history: Said[Any] | Got = says(count, count.count("count")) if count else silent
    least = says(length, length.count("length")) if length else None
    return policy(device, least, history=history, age=days, doubt=device.config.unknown("policy"))


def _last(device: Device, what: str) -> Stated | None:
    said = device.config.last(f"password-policy {what}", f"no password-policy {what}")
    return None if said is None or said.key.startswith("no ") else said
