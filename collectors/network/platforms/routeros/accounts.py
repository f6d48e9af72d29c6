"""Who comes in, and how secrets are stored. No export holds accounts: a command shows them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from collectors.network.config import Stated, secret_form
from collectors.network.device import Device
from collectors.network.parts.stored import account, credential, lockout, policy
from collectors.network.platforms.routeros.menus import bare, lines, live, members, row, setting
from collectors.network.platforms.routeros.services import communities
from collectors.network.said import Said, says
from scanner.answers import Got, gaps, unclear
from scanner.facts import Credential, Fact, Identity

_BUILT_IN: Final = "admin"
_GROUPS: Final[Mapping[str, bool]] = {"full": True, "write": False, "read": False}
"""Those that are always there, and whether their members manage accounts, and so may do everything."""


def accounts(device: Device) -> Iterator[Fact]:
    """Accounts as a command shows them, or as the lines of a script make them; secrets; what passwords must be."""
    told = device.ask("users")
    if told.ok:
        yield from (fact for user in told.body["users"] for fact in _shown(device, told, user))
    else:
        yield from _written(device)
        why = unclear(device.got, "no export holds accounts", typed="/user print detail")
        yield from gaps(device.answers.target, f"{device.scheme}.account", why, Identity, (Credential, "password"))
    yield from _secrets(device)
    yield lockout(device, None)
    length = setting(device.config, "/user settings", "minimum_password_length")
    doubt = device.config.unknown("account")
    yield policy(device, Said(int(length.value or 0), length.stands) if length else None, doubt=doubt)


def _shown(device: Device, told: Got, user: Mapping[str, str]) -> Iterator[Fact]:
    name, keys = user["name"], device.ask("user_keys")
    yield from account(
        device,
        name,
        stored=device.default("secret.stored"),
        privileged=_privileged(device, told, user["group"]),
        built_in=name == _BUILT_IN,
        enabled=user.get("disabled") != "yes",
        keys=int(keys.body["keys"].get(name, 0)) if keys.ok else keys,
        unused=_unused(told, user),
        doubt=device.config.unknown("account"),
    )


def _privileged(device: Device, got: Got, group: str) -> Said[Any] | Got | bool:
    """Whoever manages accounts may do everything; the last line about a group counts."""
    said = [one for one in lines(device.config, "/user group", "add", "set") if group in (bare(one, "name"), row(one))]
    if policies := [one for one in said if one["policy"]]:
        return says(policies[-1], "policy" in members(policies[-1]["policy"]))
    return _GROUPS.get(group, unclear(got, f"what the group {group} may do no line says"))


def _unused(told: Got, user: Mapping[str, str]) -> Got | Said[Any]:
    """Days since it came in last. One that never did shows no day, as one of an old release does."""
    if "last" not in user:
        return unclear(told, "it does not show when it came in last")
    days = (datetime.fromisoformat(told.asked).date() - date.fromisoformat(user["last"])).days
    return Said(days, f"/user print detail: last-logged-in={user['last']}")


def _written(device: Device) -> Iterator[Fact]:
    """Accounts that the lines of a script make; what they do to those that are there nobody can tell."""
    every: dict[str, list[Stated]] = {}
    for one in lines(device.config, "/user", "add", "set"):
        every.setdefault(bare(one, "name") or row(one), []).append(one)
    for user, said in every.items():
        password = next((one for one in reversed(said) if one["password"]), None)
        empty = password is not None and secret_form(password["password"]) == "empty"
        group = next((bare(one, "group") for one in reversed(said) if one["group"]), "")
        yield from account(
            device,
            user,
            stored=says(password, "empty") if password and empty else device.default("secret.stored"),
            privileged=_privileged(device, device.got, group),
            built_in=user == _BUILT_IN,
            enabled=next((says(one, live(one)) for one in reversed(said) if one["disabled"]), True),
            keys=unclear(device.got, "no export holds keys of accounts"),
            doubt=device.config.unknown("account"),
        )


def _secrets(device: Device) -> Iterator[Fact]:
    """Names of communities, and what is shared with servers. What an export does not show is there all the same."""
    config, shared = device.config, device.default("secret.shared")
    doubt = [*config.unknown("snmp")]
    plain = [one for one in communities(device) if one.value == "none"]
    for number, community in enumerate(plain, 1):
        yield credential(device, f"community/{number}", "community", Said("plain", community.stands), doubt=doubt)
    protected = [one for one in communities(device) if one.value in ("authorized", "private")]
    for number, user in enumerate(protected, 1):
        stored = Said(shared.value, user.stands) if shared.value else shared
        yield credential(device, f"snmpuser/{number}", "shared-key", stored, doubt=doubt)
    for name, one in _keys(config):
        stored = says(one, "empty") if _empty(one) else Said(shared.value, one.line) if shared.value else shared
        yield credential(device, name, "shared-key", stored, doubt=config.unknown("radius", "ntp", "copies"))


def _keys(config: Stated) -> Iterator[tuple[str, Stated]]:
    yield from ((f"server/{bare(one, 'address')}", one) for one in lines(config, "/radius", "add") if one["address"])
    yield from ((f"ntp/{one['key_id']}", one) for one in lines(config, "/system ntp key", "add"))
    yield from (("mail", one) for one in lines(config, "/tool e-mail", "set") if one["password"] and not _empty(one))


def _empty(one: Stated) -> bool:
    shown = one["secret"] or one["key_val"] or one["password"]
    return secret_form(shown) == "empty"
