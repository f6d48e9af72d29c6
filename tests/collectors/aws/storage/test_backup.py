from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.question import Place
from scanner.facts import FOREVER, Backup, DataStore, Gap, Guard
from tests.collectors.aws.answering import ABSENT, DENIED, REGION, ROWS, answer, facts, one, why

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/charts"
VAULT = "arn:aws:backup:us-east-1:123456789012:backup-vault:main"
AWAY = "arn:aws:backup:eu-west-1:123456789012:backup-vault:far"
VAULTED: tuple[str, str, Any] = (
    "backup.vaults",
    REGION,
    {"BackupVaultList": [{"BackupVaultName": "main", "BackupVaultArn": VAULT}]},
)
LISTED = f"{REGION}/protected"
PROTECTED: tuple[str, str, Any] = (
    "backup.protected",
    LISTED,
    {
        "Results": [
            {
                "ResourceArn": TABLE,
                "ResourceType": "DynamoDB",
                "LastBackupTime": "2026-11-25T07:00:00Z",
                "LastBackupVaultArn": VAULT,
            }
        ]
    },
)
POINT = {
    "ResourceArn": TABLE,
    "Status": "COMPLETED",
    "CreationDate": "2026-11-25T07:00:00Z",
    "IsEncrypted": True,
    "DeleteAfterDays": 40,
}


def vaults(**row: Any) -> tuple[str, str, Any]:
    return ("backup.vaults", REGION, {"BackupVaultList": [{"BackupVaultName": "main", "BackupVaultArn": VAULT, **row}]})


def jobs(*bad: dict[str, Any], copies: Any = ()) -> list[tuple[str, str, Any]]:
    """What was tried in the last week: jobs that failed, and copies."""
    about = f"{REGION}/jobs"
    said = copies if isinstance(copies, str) else {"CopyJobs": [*copies]}
    rows = {state: [j for j in bad if j.get("State", "FAILED") == state] for state in ("FAILED", "EXPIRED", "ABORTED")}
    found = [(f"backup.jobs_{state.lower()}", about, {"BackupJobs": some}) for state, some in rows.items()]
    return [*found, ("backup.copies", about, said)]


QUIET = jobs()


def points(*rows: dict[str, Any], vault: str = VAULT) -> tuple[str, str, Any]:
    return ("backup.points", vault, {"RecoveryPoints": [*rows]})


def test_the_newest_copy_of_a_protected_resource() -> None:
    older = {**POINT, "CreationDate": "2026-11-24T07:00:00Z", "Status": "EXPIRED", "IsEncrypted": False}
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(POINT, older), *QUIET)
    assert (copy.resource, copy.mechanism, copy.newest_seconds, copy.succeeded) == (TABLE, "copy", 18000, True)
    assert (copy.retention_days, copy.encrypted, copy.offsite, copy.immutable) == (40, True, False, False)


@pytest.mark.parametrize(
    ("arn", "also"),
    [
        ("arn:aws:ec2:us-east-1:123456789012:instance/i-0f1e", ("i-0f1e",)),
        ("arn:aws:ec2:us-east-1:123456789012:volume/vol-0f1e", ("vol-0f1e",)),
        (TABLE, ()),
    ],
)
def test_a_host_finds_the_copies_of_its_instance(arn: str, also: tuple[str, ...]) -> None:
    row = {"ResourceArn": arn, "ResourceType": "any", "LastBackupVaultArn": VAULT}
    listed = ("backup.protected", LISTED, {"Results": [row]})
    assert (
        one("aws.backup.protected", Backup, listed, vaults(), points({**POINT, "ResourceArn": arn}), *QUIET).also
        == also
    )


@pytest.mark.parametrize(
    ("point", "field", "value"),
    [
        ({"DeleteAfterDays": None}, "retention_days", FOREVER),
        ({"DeleteAfterDays": -1}, "retention_days", FOREVER),
        ({"Status": "PARTIAL"}, "succeeded", False),
        ({"Status": "AVAILABLE"}, "succeeded", True),
        ({"IsEncrypted": False}, "encrypted", False),
    ],
)
def test_how_it_is_kept(point: dict[str, Any], field: str, value: object) -> None:
    row = {k: v for k, v in {**POINT, **point}.items() if v is not None}
    assert getattr(one("aws.backup.protected", Backup, PROTECTED, vaults(), points(row), *QUIET), field) == value


def test_a_copy_in_another_region_is_off_site() -> None:
    far = ("backup.vaults", "eu-west-1", {"BackupVaultList": [{"BackupVaultName": "far", "BackupVaultArn": AWAY}]})
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), far, points(POINT), points(POINT, vault=AWAY))
    assert copy.offsite is True


@pytest.mark.parametrize(
    ("row", "immutable", "guarded"),
    [
        ({}, False, None),
        ({"Locked": True}, False, True),
        ({"Locked": True, "LockDate": "2026-11-01T00:00:00Z"}, True, True),
        ({"Locked": True, "LockDate": "2026-12-01T00:00:00Z"}, False, True),
        ({"Locked": False, "LockDate": "2026-11-01T00:00:00Z"}, False, None),
        ({"VaultType": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"}, True, True),
        ({"VaultType": "BACKUP_VAULT"}, False, None),
    ],
)
def test_a_vault_that_nobody_opens(*, row: dict[str, Any], immutable: bool, guarded: bool | None) -> None:
    given = (PROTECTED, vaults(**row), points(POINT), ("backup.vault_policy", VAULT, DENIED))
    assert one("aws.backup.protected", Backup, *given).immutable is immutable
    assert one("aws.backup.vault", Guard, *given).in_force is guarded


@pytest.mark.parametrize(
    ("policy", "guarded"),
    [
        ({"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint"}, True),
        ({"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ["backup:*"]}, True),
        ({"Effect": "Deny", "Principal": {"AWS": "arn:x"}, "Action": "backup:*"}, False),
        ({"Effect": "Deny", "Principal": "*", "Action": "backup:*", "Condition": {"Bool": {"x": "y"}}}, False),
        ({"Effect": "Deny", "Principal": "*", "Action": "Backup:Delete*Point"}, True),
        ({"Effect": "Deny", "Principal": "*", "Action": "backup:Describe*"}, False),
        ({"Effect": "Deny", "Principal": "*", "Action": "backup:*", "Resource": "arn:one"}, False),
        ({"Effect": "Deny", "Principal": "*", "Action": "backup:*", "Resource": ["arn:one", "*"]}, True),
        ({"Effect": "Allow", "Principal": "*", "Action": "backup:*"}, False),
        (ABSENT, False),
        (DENIED, None),
    ],
)
def test_a_vault_s_policy(*, policy: Any, guarded: bool | None) -> None:
    said = policy if isinstance(policy, str) else {"Policy": {"Statement": [{"Resource": "*", **policy}]}}
    assert one("aws.backup.vault", Guard, vaults(), ("backup.vault_policy", VAULT, said)).in_force is guarded


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ([vaults(), ("backup.vaults", "eu-west-1", DENIED)], DENIED),
        ([vaults(), ("backup.points", VAULT, DENIED)], DENIED),
        ([vaults(), points()], "unclear"),
        ([vaults(), points({**POINT, "Status": "CREATING"})], "unclear"),
    ],
)
def test_points_that_were_not_read_leave_it_open(given: list[Any], outcome: str) -> None:
    copy = one("aws.backup.protected", Backup, PROTECTED, ("backup.older", TABLE, DENIED), *given, *QUIET)
    assert why(copy, "newest_seconds") == DENIED
    assert {f: why(copy, f) for f in ("retention_days", "encrypted", "succeeded", "offsite")} == dict.fromkeys(
        ("retention_days", "encrypted", "succeeded", "offsite"), outcome
    )


BAD = {"ResourceArn": TABLE, "State": "FAILED", "CreationDate": "2026-11-25T08:00:00Z"}
COPIED = {
    "ResourceArn": TABLE,
    "State": "COMPLETED",
    "CreationDate": "2026-11-25T08:00:00Z",
    "SourceBackupVaultArn": VAULT,
    "DestinationBackupVaultArn": AWAY,
}
TO_ANOTHER = {"DestinationBackupVaultArn": "arn:aws:backup:us-east-1:210987654321:backup-vault:main"}


@pytest.mark.parametrize(
    ("bad", "copies", "succeeded"),
    [
        ([], [], True),
        ([BAD], [], False),
        ([{**BAD, "State": "EXPIRED"}], [], False),
        ([{**BAD, "State": "ABORTED"}], [], False),
        ([{**BAD, "CreationDate": "2026-11-25T07:00:00Z"}], [], False),
        ([{**BAD, "CreationDate": "2026-11-25T06:59:59Z"}], [], True),
        ([{**BAD, "ResourceArn": "arn:other"}], [], True),
        ([], [COPIED], True),
        ([], [{**COPIED, "State": "FAILED"}], False),
        ([], [{**COPIED, "State": "PARTIAL"}], False),
        ([], [{**COPIED, "State": "RUNNING"}], True),
        ([], [COPIED, {**COPIED, "State": "FAILED", "CreationDate": "2026-11-25T07:00:00Z"}], True),
        ([], [{**COPIED, "State": "FAILED", "CreationDate": "2026-11-25T07:00:00Z", **TO_ANOTHER}, COPIED], False),
        ([], DENIED, None),
        ([BAD], DENIED, False),
    ],
)
def test_a_job_that_failed_leaves_no_point_and_is_seen(*, bad: list[Any], copies: Any, succeeded: bool | None) -> None:
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(POINT), *jobs(*bad, copies=copies))
    assert copy.succeeded is succeeded
    assert succeeded is not None or why(copy, "succeeded") == DENIED


@pytest.mark.parametrize("state", ["failed", "expired", "aborted"])
def test_jobs_that_were_not_listed_may_have_failed(state: str) -> None:
    given = [(q, about, DENIED if q == f"backup.jobs_{state}" else said) for q, about, said in QUIET]
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(POINT), *given)
    assert (copy.succeeded, why(copy, "succeeded")) == (None, DENIED)


def test_a_vault_that_was_not_read_may_hold_a_better_point() -> None:
    given = (PROTECTED, vaults(), ("backup.points", VAULT, DENIED))
    copy = one("aws.backup.protected", Backup, *given, *jobs(BAD))
    assert (copy.succeeded, why(copy, "succeeded")) == (None, DENIED)


def test_a_backup_that_failed_before_any_point_was_made() -> None:
    older: tuple[str, str, Any] = ("backup.older", TABLE, {"RecoveryPoints": []})
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(), older, *jobs(BAD))
    assert (copy.newest_seconds, copy.succeeded) == (FOREVER, False)


@pytest.mark.parametrize(
    ("copies", "offsite"),
    [
        ([COPIED], True),
        ([{**COPIED, **TO_ANOTHER}], True),
        ([{**COPIED, "DestinationBackupVaultArn": VAULT}], False),
        ([{**COPIED, "DestinationBackupVaultArn": None}], False),
        ([{**COPIED, "State": "FAILED"}], False),
        ([{**COPIED, "ResourceArn": "arn:other"}], False),
        (DENIED, None),
    ],
)
def test_a_copy_that_a_job_has_brought_elsewhere(*, copies: Any, offsite: bool | None) -> None:
    rows = copies if isinstance(copies, str) else [{k: v for k, v in c.items() if v} for c in copies]
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(POINT), *jobs(copies=rows))
    assert copy.offsite is offsite
    assert offsite is not None or why(copy, "offsite") == DENIED


OLD = "2026-10-26T12:00:00Z"


@pytest.mark.parametrize(
    ("rows", "age"),
    [
        ([], FOREVER),
        ([{"Status": "EXPIRED", "CreationDate": OLD}], FOREVER),
        ([{"Status": "COMPLETED", "CreationDate": OLD}], 30 * 86400),
        (
            [
                {"Status": "AVAILABLE", "CreationDate": OLD},
                {"Status": "COMPLETED", "CreationDate": "2020-01-01T00:00:00Z"},
            ],
            30 * 86400,
        ),
    ],
)
def test_a_copy_is_what_the_vaults_hold_whenever_the_last_was_made(rows: list[Any], age: int) -> None:
    gone = {**POINT, "Status": "EXPIRED"}
    older = ("backup.older", TABLE, {"RecoveryPoints": rows})
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(gone), older)
    assert (copy.newest_seconds, copy.retention_days) == (age, None)


def test_only_copies_that_are_done_count_and_the_one_kept_shortest_decides() -> None:
    monthly = {**POINT, "CreationDate": "2026-11-25T08:00:00Z", "DeleteAfterDays": 365}
    making = {**POINT, "CreationDate": "2026-11-25T11:59:00Z", "Status": "CREATING", "IsEncrypted": False}
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(POINT, monthly, making), *QUIET)
    assert (copy.newest_seconds, copy.succeeded, copy.retention_days, copy.encrypted) == (14400, True, 40, True)
    partial = {**monthly, "Status": "PARTIAL"}
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(POINT, partial), *QUIET)
    assert (copy.newest_seconds, copy.succeeded) == (18000, False)


def test_a_vault_that_was_not_read_may_hold_a_copy_kept_for_less() -> None:
    far = ("backup.vaults", "eu-west-1", {"BackupVaultList": [{"BackupVaultName": "far", "BackupVaultArn": AWAY}]})
    given = (PROTECTED, vaults(), far, points(POINT), ("backup.points", AWAY, DENIED), *QUIET)
    copy = one("aws.backup.protected", Backup, *given)
    assert (copy.newest_seconds, copy.succeeded) == (18000, True)
    assert {why(copy, f) for f in ("retention_days", "encrypted")} == {DENIED}


@pytest.mark.parametrize(
    ("held", "rows", "count"),
    [(0, points(), 0), (1, points(), 2), (0, points(POINT), 2), (0, ("backup.points", VAULT, DENIED), 2)],
)
def test_an_empty_vault_is_no_store(held: int, rows: Any, count: int) -> None:
    given = (vaults(NumberOfRecoveryPoints=held), rows, ("backup.vault_policy", VAULT, ABSENT))
    assert len([f for f in facts(*given) if f.resource == VAULT]) == count


def test_an_older_point_is_asked_for_only_where_no_good_one_is_seen() -> None:
    row = ROWS["backup.older"]
    for status, skipped in (("COMPLETED", True), ("EXPIRED", False)):
        memory = Memory([row])
        memory.note(answer("backup.points", VAULT, points({**POINT, "Status": status})[2]))
        assert row.unless(memory, Place(REGION, TABLE, {})) is skipped


def test_a_list_that_was_refused_stands_for_every_backup() -> None:
    lists = {("aws.backup.protected", "backup"), ("aws.backup.resource-type", "routine")}
    vault = {("aws.backup.vault", "data-store"), ("aws.backup.vault", "guard")}
    for given, missing in (
        ([vaults(), ("backup.protected", LISTED, DENIED)], lists),
        ([("backup.vaults", REGION, DENIED)], lists | vault),
    ):
        found = [f for f in facts(*given) if isinstance(f, Gap) and f.outcome == DENIED]
        assert {(f.kind, f.missing) for f in found} == missing
        assert {f.site for f in found} == {REGION}


@pytest.mark.parametrize(
    ("held", "encrypted"),
    [
        (points(POINT), True),
        (points(), True),
        (points(POINT, {**POINT, "IsEncrypted": False}), False),
        (points(POINT, {**POINT, "IsEncrypted": False, "Status": "EXPIRED"}), True),
        (("backup.points", VAULT, DENIED), None),
    ],
)
def test_a_vault_is_a_store(*, held: Any, encrypted: bool | None) -> None:
    vault = one(
        "aws.backup.vault", DataStore, vaults(EncryptionKeyArn="alias/aws/backup"), ("kms.aliases", REGION, {}), held
    )
    assert (vault.encrypted, vault.customer_key) == (encrypted, False)


@pytest.mark.parametrize(
    ("here", "copies", "kept"),
    [
        (7, [], 7),
        (7, [{**COPIED, **TO_ANOTHER}], None),
        (7, [{**COPIED, **TO_ANOTHER, "State": "FAILED"}], 7),
        (7, [COPIED], 7),
        (7, DENIED, None),
        (35, [{**COPIED, **TO_ANOTHER}], 35),
        (35, DENIED, 35),
    ],
)
def test_what_another_account_keeps_is_its_own_affair(here: int, copies: Any, kept: int | None) -> None:
    point = points({**POINT, "DeleteAfterDays": here})
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), point, *jobs(copies=copies))
    assert copy.retention_days == kept
    assert kept is not None or why(copy, "retention_days") == (DENIED if copies == DENIED else "hidden")


def test_a_way_into_another_account_s_vault_is_no_store() -> None:
    given = (vaults(VaultType="RESTORE_ACCESS_BACKUP_VAULT", NumberOfRecoveryPoints=9), points(POINT))
    assert [f for f in facts(*given) if f.resource == VAULT] == []
