"""Key vaults: each setting as it should be, as it should not be, left out, and not to be read."""

from datetime import datetime
from typing import Any

import pytest

from collectors.azure.keys.vaults import KINDS, duration
from scanner.facts import FOREVER, Credential, Fact, Gap, Guard, Key
from tests.collectors.azure import settings
from tests.collectors.azure.asking import NOW, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
from tests.servers.arm.server import ID, Arm

VAULT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.KeyVault/vaults/alder"
KEY, SECRET = f"{VAULT}/keys/records", f"{VAULT}/secrets/portal"
EPOCH = int(datetime.fromisoformat(NOW).timestamp())
DAY = 86400
ROTATES = [{"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P90D"}}]
GOOD: dict[str, JSON] = {
    "vault": {
        "id": VAULT,
        "name": "alder",
        "type": "Microsoft.KeyVault/vaults",
        "location": "westeurope",
        "properties": {
            "tenantId": "t",
            "enableSoftDelete": True,
            "enablePurgeProtection": True,
            "publicNetworkAccess": "Enabled",
            "networkAcls": {"defaultAction": "Deny"},
        },
    },
    "key": {
        "id": KEY,
        "name": "records",
        "properties": {
            "kty": "RSA",
            "keyUri": "https://alder.vault.example/keys/records",
            "attributes": {"enabled": True, "exp": EPOCH + 40 * DAY},
            "rotationPolicy": {"attributes": {"expiryTime": "P1Y"}, "lifetimeActions": ROTATES},
        },
    },
    "secret": {
        "id": SECRET,
        "name": "portal",
        "properties": {
            "value": "hunter2-never",
            "contentType": "hunter2-text",
            "attributes": {"enabled": True, "exp": EPOCH + 9 * DAY, "created": EPOCH - 81 * DAY},
        },
    },
}


def vault(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "vault", f"properties.{setting}", value


def key(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "key", f"properties.{setting}", value


def secret(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "secret", f"properties.attributes.{setting}", value


def actions(kind: str, **trigger: str) -> Change:
    return key("rotationPolicy.lifetimeActions", [{"action": {"type": kind}, "trigger": trigger}])


EARLY = actions("Rotate", timeBeforeExpiry="P30D")
NO_LIFE = key("rotationPolicy.attributes")
TABLE: list[Setting] = [
    ("purge_protection", Key, "", KEY, "recoverable", True, []),
    ("purge_protection", Key, "", KEY, "recoverable", False, [vault("enablePurgeProtection", False)]),
    ("purge_protection", Key, "", KEY, "recoverable", False, [vault("enablePurgeProtection")]),
    ("purge_protection", Key, "", KEY, "recoverable", False, [vault("enableSoftDelete", False)]),
    ("purge_protection", Key, "", KEY, "recoverable", True, [vault("enableSoftDelete")]),
    ("key_expiry", Key, "", KEY, "days_left", 40, []),
    ("key_expiry", Key, "", KEY, "days_left", FOREVER, [key("attributes.exp")]),
    ("key_expiry", Key, "", KEY, "days_left", -1, [key("attributes.exp", EPOCH - 1)]),
    ("key_expiry", Key, "", KEY, "state", "enabled", []),
    ("key_expiry", Key, "", KEY, "state", "disabled", [key("attributes.enabled", False)]),
    ("key_expiry", Key, "", KEY, "state", None, [key("attributes.enabled")]),
    ("key_rotation", Key, "", KEY, "rotation_days", 90, []),
    ("key_rotation", Key, "", KEY, "rotation_days", 335, [EARLY]),
    ("key_rotation", Key, "", KEY, "rotation_days", FOREVER, [EARLY, NO_LIFE]),
    ("key_rotation", Key, "", KEY, "rotation_days", FOREVER, [actions("notify", timeBeforeExpiry="P30D")]),
    ("key_rotation", Key, "", KEY, "rotation_days", FOREVER, [key("rotationPolicy")]),
    ("key_rotation", Key, "", KEY, "rotation_days", FOREVER, [actions("rotate", timeAfterCreate="soon")]),
    ("secret_expiry", Credential, "secret", SECRET, "days_left", 9, []),
    ("secret_expiry", Credential, "secret", SECRET, "days_left", FOREVER, [secret("exp")]),
    ("secret_expiry", Credential, "secret", SECRET, "age_days", 81, []),
    ("secret_expiry", Credential, "secret", SECRET, "age_days", None, [secret("created")]),
    ("network", Guard, "unlisted-traffic", VAULT, "in_force", True, []),
    ("network", Guard, "unlisted-traffic", VAULT, "in_force", False, [vault("networkAcls.defaultAction", "Allow")]),
    ("network", Guard, "unlisted-traffic", VAULT, "in_force", False, [vault("networkAcls")]),
    (
        "network",
        Guard,
        "unlisted-traffic",
        VAULT,
        "in_force",
        True,
        [vault("networkAcls"), vault("publicNetworkAccess", "disabled")],
    ),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_a_secret_that_is_off_lets_nobody_in(near: Arm) -> None:
    settings.put(near, GOOD, secret("enabled", False))
    assert not [f for f in facts(near) if isinstance(f, Credential)]


def test_nothing_of_what_a_vault_keeps_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    assert "hunter2" not in repr(facts(near))


@pytest.mark.parametrize(("part", "cls"), [("keys", Key), ("secrets", Credential)])
def test_what_may_not_be_read_is_missing_and_names_the_right(near: Arm, part: str, cls: type[Fact]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.KeyVault/vaults/{part}")
    found = facts(near)
    assert not [f for f in found if isinstance(f, cls)]
    (gap,) = [f for f in found if isinstance(f, Gap)]
    assert (gap.outcome, gap.ask) == (
        "denied",
        f"GET Microsoft.KeyVault/vaults/{part} (Microsoft.KeyVault/vaults/{part}/read)",
    )


def test_where_vaults_may_not_be_listed_all_they_give_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.KeyVault/vaults")
    found = [f for f in facts(near) if f.kind in KINDS]
    assert {type(f) for f in found} == {Gap}
    assert len(found) == sum(len(kind.gives) for kind in KINDS.values())


FLIPPED: dict[Any, Any] = {"Enabled": "Disabled", "Deny": "Allow", "P1Y": "P2Y"}
BESIDE = {
    "properties.publicNetworkAccess": [vault("networkAcls.defaultAction", "Allow")],
    "properties.rotationPolicy.attributes.expiryTime": [EARLY],
}
UNREAD = {"tenantId", "kty", "keyUri", "value", "contentType"}
READ = [
    (name, path, value)
    for name, resource in GOOD.items()
    for path, value in leaves(resource)
    if path.startswith("properties.")
    and path.rpartition(".")[2] not in {"tenantId", "kty", "keyUri", "value", "contentType"}
]


@pytest.mark.parametrize(("name", "path", "value"), READ)
def test_another_value_is_another_fact(near: Arm, name: str, path: str, value: JSON) -> None:
    beside = BESIDE.get(path, [])
    settings.put(near, GOOD, *beside)
    before = facts(near)
    other = not value if isinstance(value, bool) else value + 2 * DAY if isinstance(value, int) else FLIPPED[value]
    settings.put(near, GOOD, *beside, (name, path, other))
    assert facts(near) != before


@pytest.mark.parametrize(
    "change", [vault("provisioningState", "x"), key("keySize", 4096), ("secret", "properties.contentType", "x")]
)
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("P90D", 90),
        ("P1Y", 365),
        ("P2M", 60),
        ("P1Y2M3D", 428),
        ("p7d", 7),
        ("P2W", 14),
        ("P1DT5H", 1),
        ("", None),
        (None, None),
        ("P", None),
        ("90", None),
        ("PT5H", None),
    ],
)
def test_durations(text: str | None, days: int | None) -> None:
    assert duration(text) == days
