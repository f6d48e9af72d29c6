"""Accounts, and how passwords, keys and communities are stored; what wrong passwords lead to."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.network.config import Stated
from collectors.network.device import Device
from collectors.network.parts.stored import account, counted, credential, lockout, policy, stored_as
from collectors.network.platforms.nxos.snmp import communities, users
from collectors.network.said import Said, says, unsaid
from scanner.answers import HIDDEN, Got, unclear
from scanner.facts import Fact

_PASSWORDS: Final = {
    "0": "plain",
    "$1$": "weak-hash",
    "$5$": "strong-hash",  # type 5 is SHA-256 crypt here, where IOS means MD5
    "$6$": "strong-hash",
    "$nx-pbkdf2$": "strong-hash",
    "$nx-scrypt$": "strong-hash",
}
_KEYS: Final = {"0": "plain", "6": "vault", "7": "reversible"}
_USER: Final = "username"
_ADMIN: Final = frozenset({"network-admin", "vdc-admin", "priv-15", "san-admin", "server-admin"})
_READS: Final = frozenset({"network-operator", "vdc-operator"})
_HIGHEST: Final = 15


def secrets(device: Device) -> Iterator[Fact]:
    """What is known of every secret, and who comes in by it."""
    config = device.config
    yield from _accounts(device)
    for said in config.all("enable secret"):
        level = f"/level{said['privilege']}" if said["privilege"] else ""
        stored = stored_as(device, said, _PASSWORDS)
        yield credential(device, f"enable{level}", "password", stored, doubt=config.unknown("enable"))
    yield from _of_snmp(device)
    for name, form, said in _keys(config):
        stored = stored_as(device, said, _KEYS)
        yield credential(device, name, form, stored, doubt=config.unknown("aaa", "ntp", "copies", "api"))
    yield _lockout(device)
    yield _policy(device)


def _accounts(device: Device) -> Iterator[Fact]:
    every: dict[str, list[Stated]] = {}
    for one in device.config.below:
        if one["user"] and one.key.partition(" ")[0] == _USER:
            every.setdefault(one["user"], []).append(one)
    for user, lines in every.items():
        kept = next((one for one in reversed(lines) if one.key == "username password"), None)
        yield from account(
            device,
            user,
            stored=stored_as(device, kept, _PASSWORDS) if kept and not kept["locked"] else None,
            privileged=_privileged(device, lines),
            built_in=user == "admin",
            keys=sum(one.key in ("username sshkey", "username sshkey2", "username ssh-cert-dn") for one in lines),
            doubt=device.config.unknown("account"),
        )


def _privileged(device: Device, lines: list[Stated]) -> Said[Any] | Got:
    """Its highest role; without any it only reads. A role of one's own is what its rules let it do.

    A terminal that was too narrow has put the role on a line of its own, below that of the account.
    """
    lines = [*lines, *(said for one in lines for said in one.below)]
    for one in lines:
        if one["role"] in _ADMIN or one.count("privilege") == _HIGHEST:
            return says(one, True)
    for one in lines:
        if one["role"] and one["role"] not in _READS and not one["role"].startswith("priv-"):
            return _of_role(device, one)
    return says(next((one for one in lines if one["role"]), lines[0]), False)


def _of_role(device: Device, line: Stated) -> Said[Any] | Got:
    blocks = [one for one in device.config.all("role name") if one["role"] == line["role"]]
    rules = [rule for block in blocks for rule in block.all("rule") if rule["act"] == "permit"]
    if rules and all(rule["may"] == "read" for rule in rules):
        return says(line, False)
    if writes := next((rule for rule in rules if rule["may"] == "read-write"), None):
        return says(writes, True)
    return unclear(device.got, f"what the role of line {line.number} may do")


def _of_snmp(device: Device) -> Iterator[Fact]:
    doubt = [*device.config.unknown("snmp")]
    for number, said in enumerate(communities(device.config), 1):
        yield credential(device, f"community/{number}", "community", stored_as(device, said, _KEYS), doubt=doubt)
    for user, lines in users(device.config).items():
        if line := next((one for one in lines if one["secret"]), None):
            yield credential(device, f"snmpuser/{user}", "shared-key", _localized(device, line), doubt=doubt)


def _localized(device: Device, said: Stated) -> Said[Any]:
    """A key that RFC 3414 makes of a password by a digest; how newer ones are made is not said."""
    form = said["form"] or next((one["form"] for one in said.below if one["form"]), "")
    if form == "localizedV2key":
        return unsaid(unclear(device.got, f"how the secret of line {said.number} is stored cannot be seen"))
    return stored_as(device, said, {"0": "weak-hash" if form else "plain"})


def _keys(config: Stated) -> Iterator[tuple[str, str, Stated]]:
    """Keys that are shared with servers and with time sources, and passwords that the switch sends."""
    for word in ("tacacs", "radius", "ldap"):
        hosts = [one for one in config.all(f"{word}-server host") if one["secret"]]
        yield from ((f"server/{one['address']}", "shared-key", one) for one in hosts)
        yield from ((f"{word}-server", "shared-key", one) for one in config.all(f"{word}-server key"))
        tests = [one for one in config.all(f"{word}-server host test", f"{word}-server test") if one["secret"]]
        yield from ((f"test/{one['address'] or word}", "password", one) for one in tests)
    yield from ((f"ntp/{one['key']}", "shared-key", one) for one in config.all("ntp authentication-key"))
    yield from (("scheduler", "password", one) for one in config.all("scheduler aaa-authentication password"))
    certificates = config.all("nxapi certificate httpskey keyfile")
    yield from (("nxapi-key", "password", one) for one in certificates if one["secret"])


def _lockout(device: Device) -> Fact:
    """A wait for all after wrong passwords, or a ban of the account."""
    config, doubt = device.config, [*device.config.unknown("lockout", "aaa")]
    block = config.last(*_BLOCKS)
    if block and block["attempts"]:
        tries, seconds = says(block, block.count("attempts")), says(block, block.count("seconds"))
        return lockout(device, tries, seconds, counted(block), doubt=doubt)
    ban = config.last("aaa authentication rejected in ban", "no aaa authentication rejected")
    if ban and ban["attempts"]:
        tries, seconds = says(ban, ban.count("attempts")), says(ban, ban.count("seconds"))
        return lockout(device, tries, seconds, counted(ban), doubt=doubt)
    return lockout(device, None, doubt=doubt)


_BLOCKS: Final = (
    *("system login block-for attempts within", "no system login block-for"),
    *("login block-for attempts within", "no login block-for"),  # how releases before 9.2 wrote it
)


def _policy(device: Device) -> Fact:
    config, doubt = device.config, [*device.config.unknown("password")]
    said = config.last("userpassphrase min-length")
    length = says(said, said.count("length")) if said else None
    loose = config.last("password strength-check", "no password strength-check")
    if loose and loose.key.startswith("no "):
        length = unsaid(unclear(device.got, f"whether a length is asked for at all: {loose.line}"))
    age = config.last("userpassphrase default-lifetime")
    return policy(device, length, age=says(age, age.count("days")) if age else HIDDEN, doubt=doubt)
