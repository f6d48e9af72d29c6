"""Storage accounts: what is asked of them, and what they promise."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.azure.question import arm
from collectors.azure.walls import WALL
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, Credential, DataStore, Exposure, Guard, LogStore, SignIn

ACCOUNT: Final = "azure.storage.account"
BLOBS: Final = "azure.storage.blob-service"
FILES: Final = "azure.storage.file-service"
KEY: Final = "azure.storage.key"
_TYPE: Final = "Microsoft.Storage/storageAccounts"
_VERSION: Final = "2026-09-01"
_GIVES: Final = (
    (Asset, "store"),
    DataStore,
    (Channel, "tls"),
    (Exposure, "permission/data"),
    (Guard, "public-storage"),
    (Guard, "unlisted-traffic"),
    (SignIn, "everyone"),
    (Backup, "versions"),
    (Backup, "soft-delete"),
    (Backup, "replica"),
)
_UPDATE: Final = "az storage account update --ids RESOURCE"
_BLOBS: Final = "az storage account blob-service-properties update --account-name ACCOUNT"
_FILES: Final = "az storage account file-service-properties update --account-name ACCOUNT"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ACCOUNT: Kind(
            title="storage account",
            gives=_GIVES,
            may=((Backup, "versions"), (Backup, "soft-delete"), (Backup, "replica")),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": f"{_UPDATE} --https-only true",
                    "encryption-in-transit.protocol-version": f"{_UPDATE} --min-tls-version TLS1_2",
                    "encryption-at-rest.customer-key": f"{_UPDATE} --encryption-key-source Microsoft.Keyvault "
                    "--encryption-key-vault VAULT-URI --encryption-key-name KEY",
                    "public-exposure.not-public": f"{_UPDATE} --allow-blob-public-access false; of a website "
                    "az storage blob service-properties update --account-name ACCOUNT --static-website false",
                    "public-exposure.blocked-in-scope": f"{_UPDATE} --allow-blob-public-access false",
                    "network-segmentation.deny-by-default": f"{_UPDATE} --default-action Deny, after network rules for "
                    "whoever has to come in: az storage account network-rule add",
                    "unique-user-identification.own-name": f"{_UPDATE} --allow-shared-key-access false, once "
                    "those who use a key have roles of their own: az role assignment create",
                    "backup.kept": f"{_BLOBS} --enable-versioning true --enable-delete-retention true "
                    "--delete-retention-days 35",
                    "backup.off-site": f"{_UPDATE} --sku Standard_GZRS",
                }
            ),
            own={"RESOURCE": "resource", "ACCOUNT": "name"},
        ),
        BLOBS: Kind(
            title="containers of a storage account",
            gives=((Backup, "soft-delete"),),
            fix=MappingProxyType(
                {
                    "backup.kept": f"{_BLOBS} --enable-container-delete-retention true "
                    "--container-delete-retention-days 35"
                }
            ),
            own={"ACCOUNT": "name"},
        ),
        FILES: Kind(
            title="file service of a storage account",
            gives=((Channel, "smb"), (Backup, "soft-delete")),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "az storage account update --name ACCOUNT --https-only true",
                    "encryption-in-transit.protocol-version": f"{_FILES} --versions SMB3.1.1",
                    "encryption-in-transit.strong-algorithms": f"{_FILES} --channel-encryption AES-256-GCM",
                    "backup.kept": f"{_FILES} --enable-delete-retention true --delete-retention-days 35",
                }
            ),
            own={"ACCOUNT": "name"},
        ),
        KEY: Kind(
            title="key of a storage account",
            gives=((Credential, "shared-key"),),
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "az storage account keys renew --account-name ACCOUNT "
                    "--resource-group GROUP --key primary, then the same with secondary",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    arm(
        "storage.accounts",
        _TYPE,
        _VERSION,
        (
            "kind",
            "sku.name",
            "properties.supportsHttpsTrafficOnly",
            "properties.minimumTlsVersion",
            "properties.encryption.keySource",
            "properties.encryption.keyvaultproperties.keyvaulturi",
            "properties.allowBlobPublicAccess",
            "properties.allowSharedKeyAccess",
            *WALL,
            "properties.networkAcls.ipv6Rules[].value",
            "properties.isSftpEnabled",
            "properties.isLocalUserEnabled",
            "properties.keyCreationTime.key1",
            "properties.keyCreationTime.key2",
        ),
        feeds=(*_GIVES, (Credential, "shared-key")),
    ),
    arm(
        "storage.blobs",
        f"{_TYPE}/blobServices",
        _VERSION,
        (
            "properties.isVersioningEnabled",
            "properties.deleteRetentionPolicy.enabled",
            "properties.deleteRetentionPolicy.days",
            "properties.containerDeleteRetentionPolicy.enabled",
            "properties.containerDeleteRetentionPolicy.days",
            "properties.staticWebsite.enabled",
        ),
        feeds=((Backup, "versions"), (Backup, "soft-delete"), (Exposure, "permission/data")),
        each="storage.accounts",
        under="blobServices",
        absent=("FeatureNotSupportedForAccount", "OperationNotAllowedOnKind"),
    ),
    arm(
        "storage.files",
        f"{_TYPE}/fileServices",
        _VERSION,
        (
            "properties.shareDeleteRetentionPolicy.enabled",
            "properties.shareDeleteRetentionPolicy.days",
            "properties.protocolSettings.smb.versions",
            "properties.protocolSettings.smb.channelEncryption",
            "properties.protocolSettings.smb.encryptionInTransit.required",
        ),
        feeds=((Backup, "soft-delete"), (Channel, "smb")),
        each="storage.accounts",
        under="fileServices",
        absent=("FeatureNotSupportedForAccount", "OperationNotAllowedOnKind"),
    ),
    arm(
        "storage.lifecycle",
        f"{_TYPE}/managementPolicies",
        _VERSION,
        (
            "id",
            "properties.policy.rules[].enabled",
            "properties.policy.rules[].definition.actions.version.delete.daysAfterCreationGreaterThan",
            *(
                f"properties.policy.rules[].definition.actions.baseBlob.delete.daysAfter{what}GreaterThan"
                for what in ("Creation", "Modification", "LastAccessTime")
            ),
            "properties.policy.rules[].definition.filters.prefixMatch",
            "properties.policy.rules[].definition.filters.blobTypes",
        ),
        feeds=((Backup, "versions"), LogStore),
        each="storage.accounts",
        under="managementPolicies/default",
        one=True,
        absent=("ManagementPolicyNotFound", "FeatureNotSupportedForAccount", "OperationNotAllowedOnKind"),
    ),
    arm(
        "storage.containers",
        f"{_TYPE}/blobServices/containers",
        _VERSION,
        (
            "properties.publicAccess",
            "properties.immutabilityPolicy.properties.state",
            "properties.immutabilityPolicy.properties.immutabilityPeriodSinceCreationInDays",
        ),
        feeds=((Exposure, "permission/data"), LogStore, (Backup, "copy")),
        each="storage.accounts",
        under="blobServices/default/containers",
        absent=("FeatureNotSupportedForAccount", "OperationNotAllowedOnKind"),
    ),
)
