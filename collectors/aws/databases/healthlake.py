"""HealthLake: stores of FHIR records."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.ages import seconds
from collectors.aws.question import Ask
from collectors.aws.read import Account
from collectors.aws.store import Store, stores
from scanner.answers import HIDDEN, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Asset, Backup, DataStore, Fact

RECORDS: Final = "aws.healthlake.datastore"
_GIVES: Final = ((Asset, "store"), DataStore, (Backup, "point-in-time"))
_GONE: Final = frozenset({"DELETED", "CREATE_FAILED"})
_STATES: Final[Mapping[str, bool]] = MappingProxyType({"ENABLED": True, "DISABLED": False})
_OURS: Final = "CUSTOMER_MANAGED_KMS_KEY"
_EXPORT: Final = (
    "aws healthlake start-fhir-export-job --datastore-id STORE --output-data-config file://FILE "
    "--data-access-role-arn ROLE, on a schedule, into a bucket that keeps it"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        RECORDS: Kind(
            title="HealthLake data store",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "a data store keeps its key: aws healthlake "
                    "create-fhir-datastore --datastore-type-version R4 --sse-configuration file://FILE, then export "
                    "the records of the old one and import them there",
                    **dict.fromkeys(("backup.exists", "backup.fresh", "backup.kept"), _EXPORT),
                }
            ),
            own={"STORE": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="healthlake.datastores",
        operation="healthlake.ListFHIRDatastores",
        needs="healthlake:ListFHIRDatastores",
        feeds=_GIVES,
        scope="region",
        parameters=MappingProxyType({"MaxResults": 500}),
        keep="{DatastorePropertiesList: DatastorePropertiesList[].{DatastoreId: DatastoreId, "
        "DatastoreArn: DatastoreArn, DatastoreStatus: DatastoreStatus, "
        "CmkType: SseConfiguration.KmsEncryptionConfig.CmkType, "
        "KmsKeyId: SseConfiguration.KmsEncryptionConfig.KmsKeyId, "
        "BackupStatus: BackupStatusInfo.Configuration.Status, "
        "RetentionPeriodInDays: BackupStatusInfo.Configuration.RetentionPeriodInDays, "
        "LatestRestorePoint: BackupStatusInfo.LatestRestorePoint}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all data stores."""
    names = {"arn": "DatastoreArn", "name": "DatastoreId"}
    for found in stores(whole, "healthlake.datastores", "DatastorePropertiesList", RECORDS, *_GIVES, **names):
        if not isinstance(found, Store):
            yield found
        elif found.row.get("DatastoreStatus") not in _GONE:
            yield found.asset()
            # Every data store is encrypted: where no key is named, with one that AWS owns.
            ours = found.row.get("CmkType") == _OURS
            yield found.data_store(found.row.get("KmsKeyId") if ours else None, encrypted=True)
            yield _way_back(found)


def _way_back(records: Store) -> Backup:
    """Continuous backups; kept for no days where they are off."""
    row, told = records.row, records.got
    on, kept = _STATES.get(str(row.get("BackupStatus"))), row.get("RetentionPeriodInDays")
    if on is None:
        told = unclear(told, "it does not say whether it makes backups")
    return Backup(
        **records.thing(),
        mechanism="point-in-time",
        newest_seconds=seconds(told, row.get("LatestRestorePoint")) if on else FOREVER if told.good else None,
        succeeded=None,
        retention_days=kept if on else 0 if told.good else None,
        encrypted=True if told.good else None,
        offsite=False,
        immutable=False,
        unread=unread(
            newest_seconds=told,
            retention_days=HIDDEN if on and kept is None else told,
            encrypted=told,
            succeeded=HIDDEN,
        ),
    )
