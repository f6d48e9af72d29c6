from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.question import Place
from scanner.facts import FOREVER, Backup, Routine
from tests.collectors.aws.answering import DENIED, REGION, ROWS, answer, facts, one, why
from tests.collectors.aws.storage.test_backup import (
    BAD,
    LISTED,
    POINT,
    PROTECTED,
    QUIET,
    TABLE,
    VAULT,
    jobs,
    points,
    vaults,
)

CONTINUOUS = {
    "RecoveryPointArn": "arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:charts-1",
    "Status": "AVAILABLE",
    "CreationDate": "2026-01-01T00:00:00Z",
    "EncryptionKeyArn": "arn:key",
}


def _older(*rows: dict[str, Any]) -> tuple[str, str, Any]:
    return ("backup.older", TABLE, {"RecoveryPoints": [*rows]})


def test_a_copy_that_goes_on_is_not_as_old_as_the_day_it_was_begun() -> None:
    given = (PROTECTED, vaults(), points(), _older(CONTINUOUS), *QUIET)
    copy = one("aws.backup.protected", Backup, *given)
    assert (copy.mechanism, copy.newest_seconds, copy.succeeded, copy.encrypted) == ("copy", None, True, True)
    assert {u.field: u.outcome for u in copy.unread} == {"newest_seconds": "hidden", "retention_days": "not-asked"}
    plain = {k: v for k, v in CONTINUOUS.items() if k != "EncryptionKeyArn"}
    assert one("aws.backup.protected", Backup, *given[:3], _older(plain), *QUIET).encrypted is False


def test_a_run_that_failed_since_a_copy_was_begun_may_have_been_made_good() -> None:
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(), _older(CONTINUOUS), *jobs(BAD))
    assert (copy.succeeded, why(copy, "succeeded")) == (None, "hidden")


@pytest.mark.parametrize("state", ["STOPPED", "EXPIRED"])
def test_a_copy_that_was_stopped_goes_on_no_more(state: str) -> None:
    stopped = _older({**CONTINUOUS, "Status": state})
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(), stopped, *QUIET)
    assert (copy.mechanism, copy.newest_seconds) == ("copy", FOREVER)


@pytest.mark.parametrize(
    ("row", "older", "newest"),
    [
        (POINT, [CONTINUOUS], 18000),
        ({**POINT, "CreationDate": "2026-11-22T07:00:00Z"}, [CONTINUOUS], None),
        ({**POINT, "CreationDate": "2026-11-22T07:00:00Z"}, [{**CONTINUOUS, "Status": "STOPPED"}], 277200),
        (
            {**POINT, "RecoveryPointArn": CONTINUOUS["RecoveryPointArn"], "CreationDate": "2026-11-22T07:00:00Z"},
            [],
            None,
        ),
    ],
)
def test_a_copy_of_the_last_week_beside_one_that_goes_on(row: Any, older: list[Any], newest: int | None) -> None:
    copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), points(row), _older(*older), *QUIET)
    assert (copy.newest_seconds, copy.retention_days) == (newest, 40)
    assert newest is not None or why(copy, "newest_seconds") == "hidden"


def test_what_was_refused_may_go_on_beside_an_old_copy() -> None:
    refused = ("backup.older", TABLE, DENIED)
    for day, newest in (("25", 18000), ("22", None)):
        row = points({**POINT, "CreationDate": f"2026-11-{day}T07:00:00Z"})
        copy = one("aws.backup.protected", Backup, PROTECTED, vaults(), row, refused, *QUIET)
        assert copy.newest_seconds == newest
        assert newest is not None or why(copy, "newest_seconds") == DENIED


def test_what_goes_on_is_looked_for_beside_copies_of_the_last_week() -> None:
    row = ROWS["backup.older"]
    memory = Memory([row])
    memory.note(answer("backup.points", VAULT, points(POINT)[2]))
    for last, skipped in ((CONTINUOUS["RecoveryPointArn"], False), ("arn:aws:ec2:us-east-1::snapshot/s", True)):
        assert row.unless(memory, Place(REGION, TABLE, {"LastRecoveryPointArn": last})) is skipped


def _made(day: int, hour: int, kept: int) -> dict[str, Any]:
    return {**POINT, "CreationDate": f"2026-11-{day:02}T{hour:02}:00:00Z", "DeleteAfterDays": kept}


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([_made(d, 5, 35) for d in range(19, 26)], 35),
        ([_made(d, h, 35 if h == 0 else 7) for d in range(19, 26) for h in (0, 6, 12)], 35),
        ([*(_made(d, 5, 7) for d in range(19, 26)), _made(22, 4, 90), _made(23, 4, 365)], 7),
        ([_made(d, h, 35 if h == 0 and d != 21 else 7) for d in range(19, 26) for h in (0, 6)], 35),
        ([_made(d, 5, 35) for d in (23, 24, 25)], 35),
        ([_made(23, 5, 35), _made(24, 5, 7), _made(25, 5, 35)], 7),
        ([_made(25, 5, 365), _made(25, 6, 7)], 7),
    ],
)
def test_how_long_a_copy_of_nearly_every_day_is_kept(rows: list[Any], kept: int) -> None:
    assert one("aws.backup.protected", Backup, PROTECTED, vaults(), points(*rows), *QUIET).retention_days == kept


def _protecting(arn: str) -> tuple[str, str, Any]:
    return ("backup.protected", LISTED, {"Results": [{"ResourceArn": arn, "ResourceType": "X"}]})


_OURS = "arn:aws:{}:us-east-1:123456789012:{}"


@pytest.mark.parametrize(
    ("arn", "question", "there", "elsewhere"),
    [
        (_OURS.format("ec2", "volume/v-1"), "ec2.volumes", {"VolumeId": "v-1"}, {"VolumeId": "v-2"}),
        (_OURS.format("ec2", "instance/i-1"), "ec2.instances", {"InstanceId": "i-1"}, {"InstanceId": "i-2"}),
        (_OURS.format("dynamodb", "table/charts"), "dynamodb.tables", "charts", "chart"),
    ],
)
def test_what_was_deleted_needs_no_new_copies(arn: str, question: str, there: Any, elsewhere: Any) -> None:
    def copies(*rows: Any, arn: str = arn, said: Any = None) -> set[str]:
        listed = ROWS[question].keep.removeprefix("{").partition(":")[0]
        found = facts(vaults(), _protecting(arn), (question, REGION, said or {listed: [*rows]}))
        mine = (f for f in found if isinstance(f, Backup | Routine) and f.kind.startswith("aws.backup."))
        # What lies beside it, and is not protected, was never restored.
        return {f.kind for f in mine if not (isinstance(f, Routine) and f.age_days == FOREVER)}

    both = {"aws.backup.protected", "aws.backup.resource-type"}
    assert copies(there) == copies(elsewhere, there) == both
    assert copies(elsewhere) == copies() == set()
    assert copies(said=DENIED) == both
    assert copies(elsewhere, arn=arn.replace("123456789012", "210987654321")) == both


@pytest.mark.parametrize(
    ("arn", "question", "listed"),
    [
        (_OURS.format("elasticfilesystem", "file-system/fs-1"), "efs.file_systems", "FileSystems"),
        (_OURS.format("fsx", "file-system/fs-1"), "fsx.file_systems", "FileSystems"),
        (_OURS.format("rds", "db:a"), "rds.instances", "DBInstances"),
    ],
)
def test_what_no_list_holds_was_deleted(arn: str, question: str, listed: str) -> None:
    some = facts(vaults(), _protecting(arn), (question, REGION, {listed: []}))
    assert [f for f in some if f.resource == arn] == []


@pytest.mark.parametrize(
    "arn", ["arn:aws:s3:::charts", _OURS.format("fsx", "volume/fs-1/v-1"), "arn:aws:x:y:z:odd", "odd"]
)
def test_what_nobody_lists_is_there(arn: str) -> None:
    assert [f.kind for f in facts(vaults(), _protecting(arn)) if f.resource == arn] == ["aws.backup.protected"]
