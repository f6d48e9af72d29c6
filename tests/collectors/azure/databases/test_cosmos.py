"""Cosmos DB: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.databases.cosmos import ACCOUNT, KINDS
from scanner.facts import Backup, Channel, DataStore, Exposure, Fact, Gap, SignIn
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
from tests.servers.arm.server import ID, Arm

AT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.DocumentDB/databaseAccounts/alder"
GOOD: dict[str, JSON] = {
    "account": {
        "id": AT,
        "name": "alder",
        "location": "westeurope",
        "properties": {
            "documentEndpoint": "https://hunter2.example",
            "disableLocalAuth": True,
            "minimalTlsVersion": "Tls12",
            "keyVaultKeyUri": "https://alder.vault.example/keys/k",
            "publicNetworkAccess": "Enabled",
            "isVirtualNetworkFilterEnabled": True,
            "ipRules": [{"ipAddressOrRange": "203.0.113.0/24"}],
            "locations": [{"locationName": "West Europe"}, {"locationName": "North Europe"}],
            "backupPolicy": {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous30Days"}},
        },
    }
}


def says(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "account", f"properties.{setting}", value


def rules(*named: str) -> Change:
    return says("ipRules", [{"ipAddressOrRange": name} for name in named])


def periodic(**terms: JSON) -> Change:
    return says("backupPolicy", {"type": "Periodic", "periodicModeProperties": terms})


DOOR = (SignIn, "everyone", AT)
NET = (Exposure, "network/data", AT)
PAST = (Backup, "point-in-time", AT)
COPY = (Backup, "copy", AT)
TIER = "backupPolicy.continuousModeProperties"
AZURE = "0.0.0.0"  # noqa: S104  # what Azure writes for all of its services
NO_FILTER = says("isVirtualNetworkFilterEnabled")
TABLE: list[Setting] = [
    ("local_auth", *DOOR, "bypass", (), []),
    ("local_auth", *DOOR, "bypass", ("shared-key",), [says("disableLocalAuth", False)]),
    ("local_auth", *DOOR, "bypass", ("shared-key",), [says("disableLocalAuth")]),
    ("local_auth", *DOOR, "individual", True, []),
    ("local_auth", *DOOR, "individual", False, [says("disableLocalAuth")]),
    ("backup", *PAST, "retention_days", 30, []),
    ("backup", *PAST, "retention_days", 30, [says(TIER)]),
    ("backup", *PAST, "retention_days", 7, [says(f"{TIER}.tier", "Continuous7Days")]),
    ("backup", *PAST, "retention_days", None, [says(f"{TIER}.tier", "Continuous90Days")]),
    ("backup", *PAST, "newest_seconds", 100, []),
    ("backup", *PAST, "offsite", True, []),
    ("backup", *PAST, "offsite", False, [says("locations", [{"locationName": "West Europe"}])]),
    ("backup", *PAST, "offsite", None, [says("locations")]),
    ("backup", *COPY, "newest_seconds", 14400, [periodic()]),
    ("backup", *COPY, "newest_seconds", 86400, [periodic(backupIntervalInMinutes=1440)]),
    ("backup", *COPY, "retention_days", 0, [periodic()]),
    ("backup", *COPY, "retention_days", 0, [periodic(backupRetentionIntervalInHours=0)]),
    ("backup", *COPY, "retention_days", 7, [periodic(backupRetentionIntervalInHours=168)]),
    ("backup", *COPY, "offsite", True, [periodic(backupStorageRedundancy="Geo")]),
    ("backup", *COPY, "offsite", False, [periodic(backupStorageRedundancy="Local")]),
    ("backup", *COPY, "offsite", None, [periodic()]),
    ("backup", *COPY, "newest_seconds", None, [says("backupPolicy")]),
    ("backup", *COPY, "retention_days", None, [says("backupPolicy.type", "Vaulted")]),
    ("tls", Channel, "database", AT, "min_version", "1.2", []),
    ("tls", Channel, "database", AT, "min_version", "1.0", [says("minimalTlsVersion", "Tls")]),
    ("tls", Channel, "database", AT, "min_version", "1.1", [says("minimalTlsVersion", "Tls11")]),
    ("tls", Channel, "database", AT, "min_version", None, [says("minimalTlsVersion")]),
    ("key", DataStore, "", AT, "customer_key", True, []),
    ("key", DataStore, "", AT, "customer_key", False, [says("keyVaultKeyUri")]),
    ("network", *NET, "audience", "listed", []),
    ("network", *NET, "audience", "owner", [rules()]),
    ("network", *NET, "audience", "everyone", [rules(), NO_FILTER]),
    ("network", *NET, "audience", "listed", [NO_FILTER]),
    ("network", *NET, "audience", "everyone", [rules("0.0.0.0/1", "128.0.0.0/1")]),
    ("network", *NET, "audience", "provider", [rules(AZURE, "203.0.113.7")]),
    ("network", *NET, "audience", "owner", [rules(), NO_FILTER, says("publicNetworkAccess", "Disabled")]),
    ("network", *NET, "audience", "everyone", [rules(), NO_FILTER, says("publicNetworkAccess")]),
    ("network", *NET, "audience", None, [says("publicNetworkAccess", "SecuredByPerimeter")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_where_they_may_not_be_listed_all_they_give_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.DocumentDB/databaseAccounts")
    found = [f for f in facts(near) if f.kind == ACCOUNT]
    assert {type(f) for f in found} == {Gap}
    assert len(found) == len(KINDS[ACCOUNT].gives)


def test_nothing_else_is_kept(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    assert "hunter2" not in repr(before)
    settings.put(near, GOOD, says("documentEndpoint", "x"), says("consistencyPolicy", {"x": 1}))
    assert facts(near) == before


FLIPPED = {
    "Tls12": "Tls11",
    "https://alder.vault.example/keys/k": None,
    "Enabled": "Disabled",
    "Continuous": "Periodic",
    "Continuous30Days": "Continuous7Days",
}
READ = [
    (path, value)
    for path, value in leaves(GOOD["account"])
    if path.startswith("properties.") and "Endpoint" not in path
]


@pytest.mark.parametrize(("path", "value"), READ)
def test_another_value_is_another_fact(near: Arm, path: str, value: JSON) -> None:
    beside = [rules()] if "Filter" in path else []
    settings.put(near, GOOD, *beside)
    before = facts(near)
    settings.put(near, GOOD, *beside, ("account", path, not value if isinstance(value, bool) else FLIPPED[value]))
    assert facts(near) != before
