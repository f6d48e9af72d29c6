"""Accounts, how passwords, keys and communities are stored, and what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated, secret_form
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy
from collectors.network.platforms.junos.accounts import class_of, keys, may_change, users
from collectors.network.platforms.junos.snmp import communities
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import Fact

_HASHES: Final = {
    "$1$": "weak-hash",  # MD5
    "$sha1$": "weak-hash",
    "$2$": "strong-hash",
    "$2a$": "strong-hash",
    "$2b$": "strong-hash",
    "$5$": "strong-hash",
    "$6$": "strong-hash",
    "$sha2$": "strong-hash",
    "empty": "empty",
}
_SHARED: Final = {
    "$9$": "reversible",  # everybody knows how
    "$8$": "vault",  # by the master password, which no configuration shows
    "empty": "empty",
    "known": "plain",
    "": "plain",
}
_ACCOUNTS: Final = ("whole", "login", "account")
_KEYS: Final = (
    ("system radius-server secret", "server/{address}", "aaa"),
    ("system radius-server preauthentication-secret", "server/{address}/preauthentication", "aaa"),
    ("system tacplus-server secret", "server/{address}", "aaa"),
    ("system accounting destination server", "accounting/{address}", "aaa"),
    ("system ntp authentication-key value", "ntp/{key}", "ntp"),
    ("snmp v3 usm local-engine user", "snmpuser/{user}{priv}", "snmp"),
    ("snmp v3 usm remote-engine user", "snmpuser/{user}{priv}", "snmp"),
    ("system services outbound-ssh client secret", "outbound-ssh/{client}", "outbound"),
    ("system services outbound-https client secret", "outbound-https/{client}", "outbound"),
    ("system services extension-service remote-telemetry-service password", "remote-telemetry", "api"),
)
"""Secrets that are shared with others: pattern, name, family."""
_PLACES: Final = (
    "system archival configuration archive-sites",
    "event-options destinations archive-sites",
    "system syslog file archive archive-sites",
)
_HELD: Final = (
    ("system services webapi user", "webapi/{user}", "api"),
    ("system diag-port-authentication", "diag-port", "keys"),
    ("system pic-console-authentication", "pic-console", "keys"),
)


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    yield from _accounts(device)
    for number, said in enumerate(communities(config), 1):
        doubt = config.unknown("whole", "snmp")
        yield credential(device, f"community/{number}", "community", _community(device, said), doubt=doubt)
    yield from _keys(device)
    places = [one for key in _PLACES for one in config.all(key) if _holds(one)]
    for number, one in enumerate(places, 1):
        doubt = config.unknown("whole", "archive")
        yield credential(device, f"archive/{number}", "password", _shared(device, one), doubt=doubt)
    for key, name, family in _HELD:
        for one in filter(_holds, config.beginning(key)):
            stored = _shared(device, one) if family == "api" else _hashed(device, one)
            part, doubt = name.format(user=one["user"]), config.unknown("whole", family)
            yield credential(device, part, "password", stored, doubt=doubt)
    yield _lockout(device)
    yield _policy(device)


def _keys(device: Device) -> Iterator[Fact]:
    """Keys that are shared with servers, time sources and managers, the last line of each."""
    for key, name, family in _KEYS:
        found = {_named(name, one): one for one in device.config.all(key) if _holds(one)}
        for part, one in found.items():
            stored = _shared(device, one)
            yield credential(device, part, "shared-key", stored, doubt=device.config.unknown("whole", family))


def _named(name: str, one: Stated) -> str:
    slots = {slot: one[slot] for slot in ("address", "key", "user", "client")}
    return name.format(priv="/privacy" if one["priv"] else "", **slots)


def _holds(one: Stated) -> bool:
    """A secret stands in it, or stood there and was not shown."""
    return bool(one["secret"]) or one.text.endswith(("secret", "value", "password", "-key"))


def _accounts(device: Device) -> Iterator[Fact]:
    for user, lines in users(device.config).items():
        root, rights = user == "root", _rights(device, lines)
        yield from account(
            device,
            user,
            stored=_password(device, lines),
            privileged=True if root else rights,
            built_in=root,
            keys=len(keys(lines)),
            doubt=device.config.unknown(*_ACCOUNTS),
        )


def _rights(device: Device, lines: list[Stated]) -> Said[Any]:
    said = class_of(lines)
    if said is None:
        return unsaid(unclear(device.got, "no line says of which class it is"))
    line, full = may_change(device.config, said["class"])
    if [*device.config.unknown("class")] or full is None:
        return unsaid(unclear(device.got, f"what the class {said['class']} may do"))
    return says(line or said, full)


def _password(device: Device, lines: list[Stated]) -> Said[Any] | None:
    """None: it has none, or one that nothing matches."""
    kept = next((one for one in reversed(lines) if not one.match or "-password" in one.key), None)
    if kept is None or (kept.match and secret_form(kept["secret"]) == "locked"):
        return None
    return _hashed(device, kept)


def _hashed(device: Device, said: Stated) -> Said[Any]:
    if said.match and said.key.endswith("plain-text-password"):
        return unsaid(
            unclear(device.got, f"line {said.number}: the password was to be typed, and does not stand there")
        )
    if said.match and said["secret"] and said.key.endswith("plain-text-password-value"):
        return says(said, "plain")
    word = _HASHES.get(secret_form(said["secret"])) if said["secret"] else None
    return says(said, word) if word else unsaid(_unseen(device, said))


def _shared(device: Device, said: Stated) -> Said[Any]:
    word = _SHARED.get(secret_form(said["secret"])) if said["secret"] else None
    return says(said, word) if word else unsaid(_unseen(device, said))


def _community(device: Device, said: Stated) -> Said[Any]:
    """A community stands as it is typed; one in the tables of version 3 is stored as keys are."""
    return _shared(device, said) if said.key.endswith("community-name") else says(said, "plain")


def _unseen(device: Device, said: Stated) -> Any:
    return unclear(device.got, f"how the secret of line {said.number} is stored cannot be seen")


def _lockout(device: Device) -> Fact:
    """Wrong passwords end the connection; only with a period do they lock the account."""
    config = device.config
    tries = config.last("system login retry-options tries-before-disconnect")
    period = config.last("system login retry-options lockout-period")
    return lockout(
        device,
        says(tries, tries.count("attempts")) if tries else None,
        says(period, period.count("minutes") * 60) if period else None,
        doubt=config.unknown("whole", "login", "lockout"),
    )


def _policy(device: Device) -> Fact:
    config = device.config
    length, history, age = (
        config.last(f"system login password {name}") for name in ("minimum-length", "minimum-reuse", "maximum-lifetime")
    )
    silent = unsaid(unclear(device.got, "no line says it"))
    return policy(
        device,
        says(length, length.count("length")) if length else None,
        history=says(history, history.count("reuse")) if history else silent,
        age=says(age, age.count("days")) if age else silent,
        doubt=config.unknown("whole", "login", "password"),
    )
