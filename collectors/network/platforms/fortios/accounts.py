"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy, stored_as
from collectors.network.platforms.fortios.admins import Admin, admins
from collectors.network.platforms.fortios.seen import hidden
from collectors.network.platforms.fortios.settings import doubts, entries, said, switched
from collectors.network.said import Said, says
from scanner.answers import Got, gaps, unclear
from scanner.facts import FOREVER, Credential, Fact, Identity

_HASHES: Final = {"SH2": "weak-hash", "AK1": "weak-hash", "PB2": "strong-hash", "0": "plain"}
"""By how a hash begins; what has none is shown as it was typed."""


def accounts(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    for one in admins(device):
        yield from _account(device, one)
    if more := hidden(device):
        yield from gaps(device.answers.target, "fortios.account", more, Identity, (Credential, "password"))
    for name, user in entries(device.config.block("config system api-user")).items():
        if key := said(user, "api-key"):
            doubt = doubts(device.config, "account")
            yield credential(device, f"api-user/{name}", "shared-key", stored_as(device, key, _HASHES), doubt=doubt)
    yield from _keys(device)
    yield _lockout(device)
    yield _policy(device)


def _account(device: Device, one: Admin) -> Iterator[Fact]:
    doubt = [*doubts(device.config, "account")]
    stored = _password(device, one)
    if one.anybody:
        if stored is not None:
            yield credential(device, f"user/{one.name}", "password", stored, doubt=doubt)
        return
    yield from account(
        device,
        one.name,
        stored=stored,
        privileged=one.privileged,
        built_in=one.name == "admin",
        mfa=one.mfa,
        keys=one.keys,
        doubt=doubt,
    )


def _password(device: Device, one: Admin) -> Said[Any] | None:
    """How it is stored; an older form of it stands beside it for a while after an upgrade."""
    lines = [line for line in (said(one.lines, "password"), said(one.lines, "old-password")) if line]
    if not lines:
        return None if one.remote else device.default("secret.absent")
    every = [stored_as(device, line, _HASHES) for line in lines]
    return next((kept for kept in every if kept.value not in ("strong-hash", None)), every[0])


def _keys(device: Device) -> Iterator[Fact]:
    """Keys that are shared with servers, time sources and those who ask by SNMP."""
    config = device.config
    servers = ("config user radius", "config user tacacs+", "config user ldap")
    for name, one in entries(config.block(*servers)).items():
        accounting = entries(one.block("config accounting-server")).values()
        lines = [*_secrets(one), *(line for other in accounting for line in _secrets(other))]
        yield from _shared(device, f"server/{name}", lines, "server")
    for name, one in entries(config.block("config system snmp user")).items():
        yield from _shared(device, f"snmpuser/{name}", _secrets(one), "snmp")
    for name, one in entries(config.block("config system snmp community")).items():
        if word := said(one, "name"):
            stored = stored_as(device, word, {"0": "plain"})
            yield credential(device, f"community/{name}", "community", stored, doubt=doubts(config, "snmp"))
    ntp = config.block("config system ntp")
    for name, one in entries(ntp.block("config ntpserver")).items():
        yield from _shared(device, f"ntp/{name}", _secrets(one), "ntp")
    yield from _shared(device, "ntp/server", _secrets(ntp), "ntp")
    for one in config.all("config log", "config log setting", "config log disk setting"):
        yield from _shared(device, f"log/{one['which'] or 'disk'}", _secrets(one), "log")


def _secrets(block: Stated) -> list[Stated]:
    """The lines of a block that hold one, of each setting the last."""
    found = {line.text.split(" ", 2)[1]: line for line in block.below if line["secret"]}
    return list(found.values())


def _shared(device: Device, name: str, lines: list[Stated], family: str) -> Iterator[Fact]:
    """Encrypted by a key that all devices share, unless the house has set one of its own."""
    own = switched(device.config.block("config system global"), "private-data-encryption")
    key = own.as_("vault" if own.value else "reversible") if own else device.default("secret.shared")
    for number, line in enumerate(lines, 1):
        stored = stored_as(device, line, {"ENC": "reversible", "0": "plain"})
        if stored.value == "reversible":
            stored = key if key.value is None else Said(key.value, f"{stored.stands}; {key.stands}")
        part = f"{name}/{number}" if len(lines) > 1 else name
        yield credential(device, part, "shared-key", stored, doubt=doubts(device.config, family, "global"))


def _lockout(device: Device) -> Fact:
    config = device.config.block("config system global")
    threshold, duration = said(config, "admin-lockout-threshold"), said(config, "admin-lockout-duration")
    return lockout(
        device,
        says(threshold, threshold.count("attempts") or FOREVER) if threshold else None,
        says(duration, duration.count("seconds")) if duration else None,
        doubt=doubts(device.config, "global"),
    )


def _policy(device: Device) -> Fact:
    """A length counts where the policy is on, and of administrators."""
    config = device.config.block("config system password-policy")
    status, of = switched(config, "status"), said(config, "apply-to")
    length, age = _length(device, config), _age(device, config)
    if status and not status.value:
        length, age = says_off(status, 0), says_off(status, FOREVER)
    elif status and of and "admin-password" not in of["who"].split():
        length, age = says(of, 0), says(of, FOREVER)
    elif status is None:
        length = device.default("password.min_length")
    return policy(device, length, age=age, doubt=doubts(device.config, "policy"))


def says_off(status: Said[Any], value: int) -> Said[Any]:
    """What is in force where the policy is off."""
    return Said(value, status.stands)


def _length(device: Device, config: Stated) -> Said[Any]:
    line = said(config, "minimum-length")
    return says(line, line.count("length")) if line else device.default("password.min_length_enabled")


def _age(device: Device, config: Stated) -> Said[Any] | Got:
    """Days after which a password must be another one."""
    ends, line = switched(config, "expire-status"), said(config, "expire-day")
    if ends and not ends.value:
        return ends.as_(FOREVER)
    if ends and line:
        return says(line, line.count("days"))
    return unclear(device.got, "no line says whether passwords end, or after how many days")
