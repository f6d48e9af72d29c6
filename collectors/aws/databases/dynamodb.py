"""DynamoDB: tables, the way back to an earlier state of them, and their policies."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.aws.keys.custody import custody
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Asset, Backup, DataStore, Exposure, Fact, Guard, Routine

TABLE: Final = "aws.dynamodb.table"
_GIVES: Final = (
    (Asset, "store"),
    DataStore,
    (Guard, "deletion"),
    (Backup, "point-in-time"),
    (Exposure, "permission/data"),
)
_DAYS: Final = 35
"""For which DynamoDB keeps the way back where no period is named."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TABLE: Kind(
            title="DynamoDB table",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws dynamodb update-table --table-name TABLE "
                    "--sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY-ARN",
                    "backup.exists": "aws dynamodb update-continuous-backups --table-name TABLE "
                    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
                    "backup.fresh": "aws dynamodb update-continuous-backups --table-name TABLE "
                    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
                    "backup.kept": "aws dynamodb update-continuous-backups --table-name TABLE "
                    "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35",
                    "backup.deletion-guarded": "aws dynamodb update-table --table-name TABLE "
                    "--deletion-protection-enabled",
                    "public-exposure.not-public": "aws dynamodb put-resource-policy --resource-arn ARN "
                    "--policy file://FILE, without a statement for everybody",
                }
            ),
            own={"TABLE": "name", "ARN": "resource"},
        ),
    }
)

_BY_NAME: Final = MappingProxyType({"TableName": "item"})

QUESTIONS: Final = (
    Ask(
        id="dynamodb.tables",
        operation="dynamodb.ListTables",
        needs="dynamodb:ListTables",
        feeds=(*_GIVES, (Backup, "copy"), (Routine, "restore-test")),
        scope="region",
        keep="{TableNames: TableNames}",
    ),
    Ask(
        id="dynamodb.table",
        operation="dynamodb.DescribeTable",
        needs="dynamodb:DescribeTable",
        feeds=(DataStore, (Guard, "deletion"), (Routine, "restore-test")),
        each="dynamodb.tables",
        of="TableNames",
        given=_BY_NAME,
        keep="{Table: Table.{TableArn: TableArn, TableStatus: TableStatus, SSEType: SSEDescription.SSEType, "
        "KMSMasterKeyArn: SSEDescription.KMSMasterKeyArn, DeletionProtectionEnabled: DeletionProtectionEnabled}}",
    ),
    Ask(
        id="dynamodb.backups",
        operation="dynamodb.DescribeContinuousBackups",
        needs="dynamodb:DescribeContinuousBackups",
        feeds=((Backup, "point-in-time"),),
        each="dynamodb.tables",
        of="TableNames",
        given=_BY_NAME,
        keep="{PointInTimeRecovery: ContinuousBackupsDescription.PointInTimeRecoveryDescription."
        "{PointInTimeRecoveryStatus: PointInTimeRecoveryStatus, RecoveryPeriodInDays: RecoveryPeriodInDays, "
        "LatestRestorableDateTime: LatestRestorableDateTime}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all tables."""
    for found in listed(whole, "dynamodb.tables", "TableNames", TABLE, *_GIVES):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _table(whole, *found)


def _table(whole: Account, listing: Got, name: str) -> Iterator[Fact]:
    arn = whole.name("dynamodb", listing.about, f"table/{name}")
    table, backups = (whole.one(f"dynamodb.{q}", f"{listing.about}/{name}") for q in ("table", "backups"))
    row = body(table).get("Table", {})
    thing = whole.thing(TABLE, arn, name=name, site=listing.about)
    yield Asset(**thing, answers=rests_on(listing), role="store")
    yield _store(whole, thing, table, row)
    yield Guard(
        **thing,
        answers=rests_on(listing, table),
        prevents="deletion",
        in_force=bool(row.get("DeletionProtectionEnabled")) if table.good else None,
        unread=unread(in_force=table),
    )
    yield _way_back(thing, backups)
    yield Exposure(
        **thing,
        answers=rests_on(listing),
        way="permission",
        offers="data",
        # DynamoDB takes no policy that lets everybody in, and nobody can switch that off. Whom it names would take a
        # question for each table, which is not asked.
        audience="listed",
        ports=(),
        considered=("a policy on it cannot let everybody in", "whom one names was not asked"),
    )


def _store(whole: Account, thing: Mapping[str, Any], table: Got, row: Mapping[str, Any]) -> DataStore:
    """Every table is encrypted: where no key is named, with one that AWS owns."""
    customer, held = custody(whole, row.get("KMSMasterKeyArn"), thing["site"], table) if table.good else (None, table)
    return DataStore(
        **thing,
        answers=rests_on(table, held),
        encrypted=True if table.good else None,
        customer_key=customer,
        cipher="aes-256" if table.good else None,
        documented=True,
        unread=unread(encrypted=table, cipher=table, customer_key=held),
    )


def _way_back(thing: Mapping[str, Any], backups: Got) -> Backup:
    """Point-in-time recovery; kept for no days where it is off. What AWS Backup copies it tells itself."""
    said = body(backups).get("PointInTimeRecovery", {})
    on = said.get("PointInTimeRecoveryStatus") == "ENABLED"
    kept = int(said.get("RecoveryPeriodInDays", _DAYS)) if on else 0
    newest = seconds(backups, said.get("LatestRestorableDateTime")) if on else FOREVER
    return Backup(
        **thing,
        answers=rests_on(backups),
        mechanism="point-in-time",
        newest_seconds=newest if backups.good else None,
        succeeded=None,
        retention_days=kept if backups.good else None,
        encrypted=True if backups.good else None,
        offsite=False,
        # Whoever administers the table can switch it off.
        immutable=False,
        unread=unread(newest_seconds=backups, encrypted=backups, succeeded=HIDDEN, retention_days=backups),
    )
