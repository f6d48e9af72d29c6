"""Key vaults, their keys and the names of their secrets, by Resource Manager alone: it takes no right in a vault."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.listing import listed
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, days_after, days_since, properties
from collectors.azure.walls import WALL, wall
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Asset, Credential, Fact, Guard, Key, LogTrail

VAULT: Final = "azure.keyvault.vault"
KEY: Final = "azure.keyvault.key"
SECRET: Final = "azure.keyvault.secret"  # noqa: S105  # a kind
_TYPE: Final = "Microsoft.KeyVault/vaults"
_VERSION: Final = "2026-05-15"
_VAULT_GIVES: Final = ((Asset, "service"), (Guard, "unlisted-traffic"), (LogTrail, "store"))
_LOG: Final = (
    "az monitor diagnostic-settings create --name NAME --resource RESOURCE --logs "
    '\'[{"categoryGroup":"audit","enabled":true}]\' --workspace WORKSPACE-ID'
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        VAULT: Kind(
            title="key vault",
            gives=_VAULT_GIVES,
            fix=MappingProxyType(
                {
                    "network-segmentation.deny-by-default": "az keyvault update --name VAULT --default-action Deny, "
                    "after az keyvault network-rule add for whoever has to come in",
                    "audit-logging.recording": _LOG,
                    "audit-logging.events-complete": _LOG,
                }
            ),
            own={"VAULT": "name", "RESOURCE": "resource"},
        ),
        KEY: Kind(
            title="key of a key vault",
            gives=(Key,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.key-rotates": "az keyvault key rotation-policy update --vault-name VAULT "
                    "--name KEY --value POLICY-FILE, with an action Rotate",
                    "encryption-at-rest.key-expiry": "az keyvault key set-attributes --vault-name VAULT --name KEY "
                    "--expires DATE",
                    "encryption-at-rest.key-alive": "az keyvault key set-attributes --vault-name VAULT --name KEY "
                    "--enabled true",
                    "encryption-at-rest.key-recoverable": "az keyvault update --name VAULT --enable-purge-protection "
                    "true, which nobody can take back",
                }
            ),
            own={"KEY": "name"},
        ),
        SECRET: Kind(
            title="secret of a key vault",
            gives=((Credential, "secret"),),
            fix=MappingProxyType(
                {
                    "password-policy.credential-ends": "az keyvault secret set-attributes --vault-name VAULT --name "
                    "SECRET --expires DATE",
                    "password-policy.credential-age": "az keyvault secret set --vault-name VAULT --name SECRET --file "
                    "FILE, with a new value",
                }
            ),
            own={"SECRET": "name"},
        ),
    }
)

QUESTIONS: Final = (
    arm(
        "keyvault.vaults",
        _TYPE,
        _VERSION,
        (
            "properties.enableSoftDelete",
            "properties.enablePurgeProtection",
            *WALL,
        ),
        feeds=(*_VAULT_GIVES, Key, (Credential, "secret")),
    ),
    arm(
        "keyvault.keys",
        f"{_TYPE}/keys",
        _VERSION,
        (),
        feeds=(Key,),
        each="keyvault.vaults",
        under="keys",
    ),
    arm(
        "keyvault.key",
        f"{_TYPE}/keys",
        _VERSION,
        (
            "id",
            "name",
            "properties.attributes.enabled",
            "properties.attributes.exp",
            "properties.rotationPolicy.attributes.expiryTime",
            "properties.rotationPolicy.lifetimeActions[].action.type",
            "properties.rotationPolicy.lifetimeActions[].trigger.timeAfterCreate",
            "properties.rotationPolicy.lifetimeActions[].trigger.timeBeforeExpiry",
        ),
        feeds=(Key,),
        each="keyvault.keys",
        one=True,
    ),
    arm(
        "keyvault.secrets",
        f"{_TYPE}/secrets",
        _VERSION,
        ("properties.attributes.enabled", "properties.attributes.exp", "properties.attributes.created"),
        feeds=((Credential, "secret"),),
        each="keyvault.vaults",
        under="secrets",
    ),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all vaults and of what they keep."""
    for found in listed(whole, "keyvault.vaults", VAULT, *_VAULT_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        yield Asset(**whole.thing(VAULT, row, got), role="service")
        yield wall(whole, whole.thing(VAULT, row, got), got, row)
        yield from _keys(whole, got, row)
        yield from _secrets(whole, row)
    if not (got := whole.answers.one("keyvault.vaults")).good:
        yield from gaps(whole.target, KEY, got, Key)
        yield from gaps(whole.target, SECRET, got, (Credential, "secret"))


def _keys(whole: Subscription, vaults: Got, vault: Mapping[str, Any]) -> Iterator[Fact]:
    for found in listed(whole, "keyvault.keys", KEY, Key, about=canonical(vault["id"])):
        if isinstance(found, Fact):
            yield found
        else:
            detail = whole.answers.one("keyvault.key", canonical(found[1]["id"]))
            thing = whole.thing(KEY, {**found[1], "location": vault.get("location", "")}, vaults, found[0], detail)
            yield _key({**thing, "within": (canonical(vault["id"]),)}, detail, vaults, properties(vault))


def _key(thing: Mapping[str, Any], got: Got, vaults: Got, vault: Mapping[str, Any]) -> Key:
    said = properties(got.body)
    attributes = said.get("attributes") or {}
    on = attributes.get("enabled")
    states: Mapping[Any, Literal["enabled", "disabled"]] = {True: "enabled", False: "disabled"}
    return Key(
        **thing,
        state=states.get(on),
        rotation_days=_rotation(said.get("rotationPolicy") or {}) if got.good else None,
        days_left=days_after(got, attributes.get("exp")) if got.good else None,
        # Soft delete can be switched off no more; of old vaults that have none Azure says so.
        recoverable=vault.get("enablePurgeProtection") is True and vault.get("enableSoftDelete") is not False,
        unread=unread(
            state=got if on is not None or not got.good else unclear(got, "it does not say whether the key is on"),
            rotation_days=got,
            days_left=got,
            recoverable=vaults,
        ),
    )


def _rotation(policy: Mapping[str, Any]) -> int:
    """Days after which it is made anew by itself; FOREVER: never."""
    life = duration((policy.get("attributes") or {}).get("expiryTime"))
    found = []
    for action in policy.get("lifetimeActions") or []:
        if str((action.get("action") or {}).get("type", "")).lower() == "rotate":
            trigger = action.get("trigger") or {}
            after, before = duration(trigger.get("timeAfterCreate")), duration(trigger.get("timeBeforeExpiry"))
            if after is not None:
                found.append(after)
            elif before is not None and life is not None:
                found.append(max(0, life - before))
    return min(found, default=FOREVER)


def _secrets(whole: Subscription, vault: Mapping[str, Any]) -> Iterator[Fact]:
    for found in listed(whole, "keyvault.secrets", SECRET, (Credential, "secret"), about=canonical(vault["id"])):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        attributes = properties(row).get("attributes") or {}
        if attributes.get("enabled") is False:
            continue
        thing = whole.thing(SECRET, {**row, "location": vault.get("location", "")}, got)
        yield Credential(
            **{**thing, "within": (canonical(vault["id"]),), "answers": rests_on(got)},
            form="secret",
            age_days=days_since(got, attributes.get("created")),
            days_left=days_after(got, attributes.get("exp")),
            stored="vault",
            unread=unread(age_days=HIDDEN) if attributes.get("created") is None else (),
        )


_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?", re.IGNORECASE)


def duration(text: str | None) -> int | None:
    """Whole days of `P90D`, `P1Y`; None where it is none."""
    found = _DURATION.fullmatch(text or "")
    if not found or not any(found.groups()):
        return None
    return sum(int(count or 0) * days for count, days in zip(found.groups(), (365, 30, 7, 1), strict=True))
