"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.network.config import Stated, secret_form
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy
from collectors.network.platforms.aoscx.services import people, vrfs
from collectors.network.platforms.aoscx.words import on
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import Fact

_BUILT_IN: Final = "admin"
_GROUPS: Final[Mapping[str, bool]] = {"administrators": True, "operators": False, "auditors": False}
_USERS: Final = ("user group password", "user password", "user group", "user authorized-key")


def accounts(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    yield from _accounts(device)
    yield from _communities(device)
    for name, one in dict(_keys(config)).items():
        yield credential(device, name, "shared-key", _stored(device, one), doubt=config.unknown("aaa", "ntp", "snmp"))
    yield _lockout(device)
    yield _policy(device)


def _communities(device: Device) -> Iterator[Fact]:
    """Each that is named; the one from the factory is in use until then, where anything asks for one."""
    config, doubt = device.config, [*device.config.unknown("snmp")]
    named = config.all("snmp-server community")
    for number, one in enumerate(named, 1):
        yield credential(device, f"community/{number}", "community", says(one, "plain"), doubt=doubt)
    public, silent = device.default("snmp.community"), vrfs(device, "snmp-server vrf").value is False
    if not (named or silent or on(config, "snmp-server snmpv3-only")) and public.value:
        yield credential(device, "community/1", "community", public.as_("plain"), doubt=doubt)


def _accounts(device: Device) -> Iterator[Fact]:
    every: dict[str, list[Stated]] = {}
    for one in device.config.all(*_USERS):
        every.setdefault(one["user"], []).append(one)
    for user, lines in every.items():
        password = next((one for one in reversed(lines) if one["secret"]), None)
        group = next((one for one in reversed(lines) if one["group"]), None)
        yield from account(
            device,
            user,
            stored=_password(device, password),
            privileged=_privileged(device, group),
            built_in=user == _BUILT_IN,
            keys=sum(one.key == "user authorized-key" for one in lines),
            doubt=device.config.unknown("account"),
        )


def _password(device: Device, line: Stated | None) -> Said[Any] | Got:
    """A hash, and over it what the export password makes of it: which hash it is no line says."""
    if line is None:
        return unclear(device.got, "no line holds its password")
    if secret_form(line["secret"]) == "empty":
        return says(line, "empty")
    if line["how"] == "plaintext":
        return says(line, "plain")
    return unclear(device.got, f"{line.line}: which hash the ciphertext holds no line says")


def _privileged(device: Device, group: Stated | None) -> Said[Any] | Got:
    if group is None or group["group"] not in _GROUPS:
        name = group["group"] if group else "that nobody names"
        return unclear(device.got, f"what the group {name} may do is not read")
    return says(group, _GROUPS[group["group"]])


def _keys(config: Stated) -> Iterator[tuple[str, Stated]]:
    """Keys that are shared with servers, time sources and SNMP users; the last line about each counts."""
    for kind in ("tacacs", "radius"):
        yield from ((f"{kind}-server", one) for one in config.all(f"{kind}-server key"))
        yield from ((f"server/{one['address']}", one) for one in config.all(f"{kind}-server host") if one["secret"])
    yield from ((f"ntp/{one['key']}", one) for one in config.all("ntp authentication-key"))
    yield from ((f"snmpuser/{one['user']}", one) for one in people(config) if one["secret"])


def _stored(device: Device, line: Stated) -> Said[Any]:
    """As ciphertext, by the export password, which all switches share that were given none of their own."""
    if line["how"] == "plaintext":
        return says(line, "plain")
    by = device.config.last("export-password default", "export-password")
    if not line["how"] or by is None or secret_form(line["secret"]) == "masked":
        return unsaid(unclear(device.got, f"how the secret of line {line.number} is stored cannot be seen"))
    if by.key == "export-password":
        return Said("vault", f"{line.line}; {by.line}")
    return device.default("secret.shared").as_("reversible")


def _lockout(device: Device) -> Fact:
    """Of SSH, Telnet and the pages; the console has a limit of its own."""
    said = device.config.last("aaa authentication limit-login-attempts lockout-time")
    doubt = [*device.config.unknown("aaa")]
    if said is None:
        return lockout(device, None, doubt=doubt)
    return lockout(device, says(said, said.count("attempts")), says(said, said.count("seconds")), doubt=doubt)


def _policy(device: Device) -> Fact:
    """What is demanded where the check of complexity is on, and by a line of its own: the longer counts."""
    config = device.config
    gone = max((one.number for one in config.all("no password complexity")), default=0)
    blocks = [one for one in config.all("password complexity") if one.number > gone or not one.number]
    switch = [one for block in blocks for one in block.all("enable", "no enable")]
    checks = bool(switch) and switch[-1].key == "enable"
    lengths = [one for block in blocks for one in block.all("minimum-length") if checks]
    lengths = [*lengths[-1:], *config.all("aaa authentication minimum-password-length")[-1:]]
    longest = max(lengths, key=lambda one: one.count("length"), default=None)
    old = [one for block in blocks for one in block.all("history-count") if checks]
    length: Said[Any] | Got | None = says(longest, longest.count("length")) if longest else None
    if checks and longest is None:
        length = unclear(device.got, f"how long a password must be no line says: {switch[-1].line}")
    history = says(old[-1], old[-1].count("history")) if old else HIDDEN
    return policy(device, length, history=history, doubt=config.unknown("account", "aaa"))
