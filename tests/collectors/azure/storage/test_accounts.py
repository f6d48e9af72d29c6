"""Storage accounts: each setting as it should be, as it should not be, left out, and not to be read."""

from collections.abc import Callable

import pytest

from collectors.azure.storage.accounts import KINDS
from scanner.facts import (
    FOREVER,
    Backup,
    Channel,
    Credential,
    DataStore,
    Exposure,
    Fact,
    Gap,
    Guard,
    SignIn,
    facet,
)
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, leaves, one
from tests.servers.arm.server import ID, Arm

ACCOUNT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Storage/storageAccounts/alderscans"
GOOD: dict[str, JSON] = {
    "account": {
        "id": ACCOUNT,
        "name": "alderscans",
        "type": "Microsoft.Storage/storageAccounts",
        "location": "westeurope",
        "kind": "StorageV2",
        "sku": {"name": "Standard_RAGZRS", "tier": "Standard"},
        "properties": {
            "supportsHttpsTrafficOnly": True,
            "minimumTlsVersion": "TLS1_2",
            "encryption": {"keySource": "Microsoft.Keyvault"},
            "allowBlobPublicAccess": False,
            "allowSharedKeyAccess": False,
            "publicNetworkAccess": "Enabled",
            "networkAcls": {"defaultAction": "Deny"},
            "keyCreationTime": {"key1": "2026-11-01T10:00:00.1234567Z", "key2": "2026-01-01T10:00:00.1234567Z"},
        },
    },
    "blobs": {
        "id": f"{ACCOUNT}/blobServices/default",
        "name": "default",
        "properties": {
            "isVersioningEnabled": True,
            "deleteRetentionPolicy": {"enabled": True, "days": 30},
            "containerDeleteRetentionPolicy": {"enabled": True, "days": 14},
        },
    },
    "files": {
        "id": f"{ACCOUNT}/fileServices/default",
        "name": "default",
        "properties": {
            "shareDeleteRetentionPolicy": {"enabled": True, "days": 8},
            "protocolSettings": {"smb": {"versions": "SMB3.1.1;", "channelEncryption": "AES-256-GCM;"}},
        },
    },
    "lifecycle": {
        "id": f"{ACCOUNT}/managementPolicies/default",
        "name": "DefaultManagementPolicy",
        "properties": {
            "policy": {
                "rules": [
                    {
                        "enabled": True,
                        "name": "old",
                        "definition": {"actions": {"version": {"delete": {"daysAfterCreationGreaterThan": 90.0}}}},
                    }
                ]
            }
        },
    },
    "container": {
        "id": f"{ACCOUNT}/blobServices/default/containers/letters",
        "name": "letters",
        "properties": {"publicAccess": "None"},
    },
}


def put(near: Arm, *changes: Change) -> None:
    near.held.missing["microsoft.storage/storageaccounts/managementpolicies"] = "ManagementPolicyNotFound"
    settings.put(near, GOOD, *changes)


def account(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "account", f"properties.{setting}", value


def blobs(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "blobs", f"properties.{setting}", value


def files(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "files", f"properties.{setting}", value


def container(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "container", f"properties.{setting}", value


NO_RULES: Change = ("lifecycle", "", LEFT_OUT)
BLOBS, FILES, KEY1 = (f"{ACCOUNT}/{rest}" for rest in ("blobServices/default", "fileServices/default", "keys/key1"))
ANYBODY = account("networkAcls.defaultAction", "Allow")
"""Whom it lets in at all, by its rules for networks."""
SHARED_KEY = account("allowSharedKeyAccess", True)
TABLE: list[Setting] = [
    # catalogue row, class, facet, resource, field, value, changes
    ("https_only", Channel, "tls", ACCOUNT, "encryption", "required", []),
    ("https_only", Channel, "tls", ACCOUNT, "encryption", "offered", [account("supportsHttpsTrafficOnly", False)]),
    ("https_only", Channel, "tls", ACCOUNT, "encryption", None, [account("supportsHttpsTrafficOnly")]),
    ("min_tls", Channel, "tls", ACCOUNT, "min_version", "1.2", []),
    ("min_tls", Channel, "tls", ACCOUNT, "min_version", "1.3", [account("minimumTlsVersion", "TLS1_3")]),
    ("min_tls", Channel, "tls", ACCOUNT, "min_version", "1.1", [account("minimumTlsVersion", "TLS1_1")]),
    ("min_tls", Channel, "tls", ACCOUNT, "min_version", "1.0", [account("minimumTlsVersion")]),
    ("min_tls", Channel, "tls", ACCOUNT, "min_version", None, [account("minimumTlsVersion", "TLS9")]),
    ("cmk", DataStore, "", ACCOUNT, "customer_key", True, []),
    ("cmk", DataStore, "", ACCOUNT, "customer_key", False, [account("encryption.keySource", "Microsoft.Storage")]),
    ("cmk", DataStore, "", ACCOUNT, "customer_key", None, [account("encryption")]),
    ("no_public_blob", Guard, "public-storage", ACCOUNT, "in_force", True, []),
    ("no_public_blob", Guard, "public-storage", ACCOUNT, "in_force", False, [account("allowBlobPublicAccess", True)]),
    ("no_public_blob", Guard, "public-storage", ACCOUNT, "in_force", False, [account("allowBlobPublicAccess")]),
    ("no_public_blob", Exposure, "permission/data", ACCOUNT, "audience", "owner", [container("publicAccess", "Blob")]),
    ("no_public_blob", Exposure, "permission/data", ACCOUNT, "audience", "owner", [account("allowBlobPublicAccess")]),
    (
        "no_public_blob",
        Exposure,
        "permission/data",
        ACCOUNT,
        "audience",
        "everyone",
        [account("allowBlobPublicAccess"), container("publicAccess", "Blob"), ANYBODY],
    ),
    ("default_deny", Guard, "unlisted-traffic", ACCOUNT, "in_force", True, []),
    (
        "default_deny",
        Guard,
        "unlisted-traffic",
        ACCOUNT,
        "in_force",
        False,
        [account("networkAcls.defaultAction", "Allow")],
    ),
    ("default_deny", Guard, "unlisted-traffic", ACCOUNT, "in_force", False, [account("networkAcls")]),
    (
        "default_deny",
        Guard,
        "unlisted-traffic",
        ACCOUNT,
        "in_force",
        True,
        [account("networkAcls"), account("publicNetworkAccess", "Disabled")],
    ),
    ("no_shared_key", SignIn, "everyone", ACCOUNT, "individual", True, []),
    ("no_shared_key", SignIn, "everyone", ACCOUNT, "bypass", (), []),
    ("no_shared_key", SignIn, "everyone", ACCOUNT, "bypass", ("shared-key",), [SHARED_KEY]),
    ("no_shared_key", SignIn, "everyone", ACCOUNT, "individual", False, [account("allowSharedKeyAccess")]),
    ("no_shared_key", SignIn, "everyone", ACCOUNT, "bypass", ("local-accounts",), [account("isSftpEnabled", True)]),
    (
        "no_shared_key",
        SignIn,
        "everyone",
        ACCOUNT,
        "bypass",
        (),
        [account("isSftpEnabled", True), account("isLocalUserEnabled", False)],
    ),
    ("key_rotation", Credential, "shared-key", KEY1, "age_days", 24, [SHARED_KEY]),
    ("key_rotation", Credential, "shared-key", KEY1, "age_days", None, [SHARED_KEY, account("keyCreationTime")]),
    ("geo", Backup, "replica", ACCOUNT, "offsite", True, []),
    ("blob_soft_delete", Backup, "soft-delete", ACCOUNT, "retention_days", 30, []),
    (
        "blob_soft_delete",
        Backup,
        "soft-delete",
        ACCOUNT,
        "retention_days",
        0,
        [blobs("deleteRetentionPolicy.enabled", False)],
    ),
    ("blob_soft_delete", Backup, "soft-delete", ACCOUNT, "retention_days", 0, [blobs("deleteRetentionPolicy")]),
    ("container_soft_delete", Backup, "soft-delete", BLOBS, "retention_days", 14, []),
    (
        "container_soft_delete",
        Backup,
        "soft-delete",
        BLOBS,
        "retention_days",
        0,
        [blobs("containerDeleteRetentionPolicy")],
    ),
    ("versioning", Backup, "versions", ACCOUNT, "retention_days", 90, []),
    ("versioning", Backup, "versions", ACCOUNT, "retention_days", FOREVER, [NO_RULES]),
    ("versioning", Backup, "versions", ACCOUNT, "retention_days", 0, [blobs("isVersioningEnabled", False)]),
    ("versioning", Backup, "versions", ACCOUNT, "retention_days", 0, [blobs("isVersioningEnabled")]),
    ("file_soft_delete", Backup, "soft-delete", FILES, "retention_days", 8, []),
    ("file_soft_delete", Backup, "soft-delete", FILES, "retention_days", 0, [files("shareDeleteRetentionPolicy")]),
    ("smb_encryption", Channel, "smb", FILES, "algorithms", ("aes-256-gcm",), []),
    (
        "smb_encryption",
        Channel,
        "smb",
        FILES,
        "algorithms",
        ("aes-128-ccm", "aes-128-gcm", "aes-256-gcm"),
        [files("protocolSettings")],
    ),
    ("smb_encryption", Channel, "smb", FILES, "min_version", "3.1.1", []),
    ("smb_encryption", Channel, "smb", FILES, "min_version", "3.0", [files("protocolSettings")]),
    (
        "smb_encryption",
        Channel,
        "smb",
        FILES,
        "min_version",
        "3.0",
        [files("protocolSettings.smb.versions", "SMB2.1;")],
    ),
    (
        "smb_encryption",
        Channel,
        "smb",
        FILES,
        "min_version",
        "2.1",
        [files("protocolSettings"), account("supportsHttpsTrafficOnly", False)],
    ),
    ("smb_encryption", Channel, "smb", FILES, "encryption", None, [account("supportsHttpsTrafficOnly")]),
    ("smb_encryption", Channel, "smb", FILES, "encryption", "offered", [account("supportsHttpsTrafficOnly", False)]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    put(near, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_no_replica_elsewhere_is_no_fact(near: Arm) -> None:
    put(near, ("account", "sku.name", "Standard_ZRS"))
    assert not [f for f in facts(near) if facet(f) == "replica"]


def test_keys_that_let_nobody_in_are_not_judged(near: Arm) -> None:
    put(near)
    assert not [f for f in facts(near) if isinstance(f, Credential)]


NEEDED: dict[str, set[tuple[type[Fact], str]]] = {
    "blobServices": {(Backup, "soft-delete"), (Backup, "versions")},
    "fileServices": {(Backup, "soft-delete"), (Channel, "smb")},
    "managementPolicies": {(Backup, "versions")},
    "blobServices/containers": {(Exposure, "permission/data")},
}


@pytest.mark.parametrize("part", NEEDED)
def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm, part: str) -> None:
    put(near, ("account", "properties.allowBlobPublicAccess", True), ANYBODY)
    before = [f for f in facts(near) if f.kind in KINDS]
    near.held.denied.add(f"Microsoft.Storage/storageAccounts/{part}")
    changed = {
        (type(new), facet(new)): new
        for old, new in zip(before, [f for f in facts(near) if f.kind in KINDS], strict=True)
        if (old.unread, type(old)) != (new.unread, type(new))
    }
    assert changed.keys() == NEEDED[part]
    right = f"Microsoft.Storage/storageAccounts/{part}/read"
    assert all(why.outcome == "denied" and right in why.ask for f in changed.values() for why in f.unread[-1:])


def test_where_accounts_may_not_be_listed_all_they_give_is_missing(near: Arm) -> None:
    put(near)
    near.held.denied.add("Microsoft.Storage/storageAccounts")
    found = [f for f in facts(near) if f.kind in KINDS]
    missing = {(f.kind, f.missing, f.which) for f in found if isinstance(f, Gap)}
    assert len(missing) == sum(len(kind.gives) for kind in KINDS.values())
    assert {type(f) for f in found if f.kind in KINDS} == {Gap}


def _flipped(value: JSON) -> JSON:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str() if "T" in value and value[:2] == "20":
            return "2026-10-01T10:00:00Z"
        case _:
            return {
                "TLS1_2": "TLS1_1",
                "Microsoft.Keyvault": "Microsoft.Storage",
                "Enabled": "Disabled",
                "Deny": "Allow",
                "None": "Blob",
                "SMB3.1.1;": "SMB2.1;SMB3.1.1;",
                "AES-256-GCM;": "AES-128-CCM;",
                "StorageV2": "FileStorage",
                "Standard_RAGZRS": "Standard_LRS",
            }.get(value)


READ = [
    (name, path, value)
    for name, resource in GOOD.items()
    for path, value in leaves(resource)
    if path not in {"id", "name", "type", "location", "sku.tier"}
]
BESIDE = {
    "properties.publicNetworkAccess": account("networkAcls.defaultAction", "Allow"),
    "properties.publicAccess": account("allowBlobPublicAccess", True),
    "properties.keyCreationTime.key1": SHARED_KEY,
    "properties.keyCreationTime.key2": SHARED_KEY,
}
"""What has to be otherwise for a setting to matter."""


@pytest.mark.parametrize(("name", "path", "value"), READ)
def test_another_value_is_another_fact(near: Arm, name: str, path: str, value: JSON) -> None:
    beside = [BESIDE[path]] if path in BESIDE else []
    put(near, *beside)
    before = facts(near)
    put(near, *beside, (name, path, _flipped(value)))
    assert facts(near) != before


UNREAD: list[Callable[[], Change]] = [
    lambda: ("account", "properties.provisioningState", "Failed"),
    lambda: ("account", "properties.primaryEndpoints", {"blob": "https://x.example/"}),
    lambda: ("account", "sku.tier", "Premium"),
    lambda: ("account", "tags", {"note": "hunter2"}),
    lambda: ("blobs", "properties.cors", {"corsRules": []}),
    lambda: ("files", "properties.protocolSettings.smb.multichannel", {"enabled": True}),
    lambda: ("container", "properties.leaseStatus", "Locked"),
]


@pytest.mark.parametrize("change", UNREAD)
def test_what_no_fact_reads_changes_none(near: Arm, change: Callable[[], Change]) -> None:
    put(near)
    before = facts(near)
    put(near, change())
    assert facts(near) == before
