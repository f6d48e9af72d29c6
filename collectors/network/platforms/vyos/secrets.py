"""Accounts, how passwords, keys and communities are stored, and what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated, secret_form
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy
from collectors.network.platforms.vyos.accounts import CERTIFICATES, User, users
from collectors.network.platforms.vyos.services import communities
from collectors.network.said import Said, says, unsaid
from scanner.answers import unclear
from scanner.facts import FOREVER, Fact

_HASHES: Final = {
    "$1$": "weak-hash",  # MD5
    "$5$": "strong-hash",
    "$6$": "strong-hash",
    "$y$": "strong-hash",
    "known": "reversible",  # that of the image: everybody knows the password
}
_FIRST: Final = "vyos"
"""The account that comes with the image."""
_KEYS: Final = (
    ("system login radius server", "server/{address}", "aaa"),
    ("system login radius-server secret", "server/{address}", "aaa"),
    ("system login tacacs server key", "server/{address}", "aaa"),
    ("service https api keys id key", "api/{key}", "web"),
    ("service config-sync secondary key", "config-sync", "sync"),
)
_OF_USERS: Final = (
    ("service snmp v3 user auth", "snmpuser/{user}"),
    ("service snmp v3 user privacy", "snmpuser/{user}/privacy"),
    ("service snmp v3 trap-target auth", "trap/{address}"),
    ("service snmp v3 trap-target privacy", "trap/{address}/privacy"),
)


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    for user in users(config):
        yield from _account(device, user)
    for number, said in enumerate(communities(config), 1):
        doubt = config.unknown("whole", "snmp")
        yield credential(device, f"community/{number}", "community", says(said, "plain"), doubt=doubt)
    for key, name, family in _KEYS:
        found = {_named(name, one): one for one in config.all(key) if one["secret"]}
        for part, one in found.items():
            yield credential(device, part, "shared-key", _typed(device, one), doubt=config.unknown("whole", family))
    for key, name in _OF_USERS:
        found = {_named(name, one): one for one in config.all(key) if one["secret"] or one["plaintext"]}
        for part, one in found.items():
            stored = _typed(device, one, "plaintext") if one["plaintext"] else _turned(device, one)
            yield credential(device, part, "shared-key", stored, doubt=config.unknown("whole", "snmp"))
    yield _lockout(device)
    yield policy(device, None, doubt=config.unknown("whole", "login"))


def _named(name: str, one: Stated) -> str:
    return name.format(**{slot: one[slot] for slot in ("address", "key", "user")})


def _typed(device: Device, said: Stated, slot: str = "secret") -> Said[Any]:
    """As it was typed."""
    form = secret_form(said[slot])
    if form == "masked":
        return unsaid(_unseen(device, said))
    return says(said, "empty" if form == "empty" else "plain")


def _turned(device: Device, said: Stated) -> Said[Any]:
    """Of SNMP: a key that is made of the password and of this agent's name, and opens this agent as it is."""
    return unsaid(_unseen(device, said)) if secret_form(said["secret"]) == "masked" else says(said, "weak-hash")


def _unseen(device: Device, said: Stated) -> Any:
    return unclear(device.got, f"how the secret of line {said.number} is stored cannot be seen")


def _account(device: Device, user: User) -> Iterator[Fact]:
    off, bound, second = user.last("disable"), user.bound, user.second
    yield from account(
        device,
        user.name,
        stored=_password(device, user),
        privileged=says(bound, False) if bound else True,
        built_in=user.name == _FIRST,
        enabled=says(off, False) if off else True,
        mfa=says(second, "strong") if second and not _round(device, user) else "none",
        keys=len(user.keys),
        doubt=device.config.unknown("whole", "login", "account"),
    )


def _round(device: Device, user: User) -> bool:
    """A key, or a certificate, lets it in by SSH without its second factor."""
    return bool(user.keys or device.config.has(*CERTIFICATES))


def _password(device: Device, user: User) -> Said[Any] | None:
    said = user.password
    if said is None:
        return None
    if said.key.endswith("plaintext-password"):
        return _typed(device, said)
    word = _HASHES.get(secret_form(said["secret"]))
    return says(said, word) if word else unsaid(_unseen(device, said))


def _lockout(device: Device) -> Fact:
    """Nothing locks an account; what SSH may do is to turn an address away for a while."""
    config = device.config
    doubt = [*config.unknown("whole", "login", "ssh")]
    guard = config.under("service ssh dynamic-protection")
    if guard is None:
        return lockout(device, None, Said(0) if _never(device) else None, doubt=doubt)
    said = config.last("service ssh dynamic-protection block-time")
    seconds = says(said, said.count("seconds")) if said else device.default("lockout.seconds")
    told = unsaid(unclear(device.got, f"line {guard.number} turns addresses away, and locks no account"))
    return lockout(device, told, seconds, doubt=doubt)


def _never(device: Device) -> bool:
    return bool(device.default("lockout.attempts").value == FOREVER)
