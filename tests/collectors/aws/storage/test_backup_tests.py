from typing import Any

import msgspec
import pytest

from checks.restore import restored_in_time, restored_lately
from collectors.aws.read import account
from collectors.aws.storage import backup_tests
from scanner.answers import NOT_OFFERED, Answer, Answers
from scanner.check import Judged
from scanner.facts import FOREVER, Fact, Gap, Routine
from tests.checks.every import only
from tests.collectors.aws.answering import ABSENT, DENIED, REGION, ROWS, answer, one, why
from tests.collectors.aws.storage.test_backup import PROTECTED, VAULTED

JOB = {
    "RestoreJobId": "1",
    "ResourceType": "DynamoDB",
    "Status": "COMPLETED",
    "CreationDate": "2026-11-16T10:00:00Z",
    "CompletionDate": "2026-11-16T12:00:00Z",
}
LATER = {**JOB, "CreationDate": "2026-11-24T10:00:00Z", "CompletionDate": "2026-11-24T11:00:00Z"}
"""A restore for its own sake."""
TEST = {**JOB, "RestoreTestingPlanArn": "arn:plan", "ValidationStatus": "SUCCESSFUL"}
EARLIER = {"CreationDate": "2026-11-16T08:00:00Z", "CompletionDate": "2026-11-16T08:30:00Z", "RestoreJobId": "0"}
WEEKS_AGO = {"CreationDate": "2026-11-02T08:00:00Z", "CompletionDate": "2026-11-02T08:30:00Z", "RestoreJobId": "0"}
NEXT = {"CreationDate": "2026-11-25T08:00:00Z", "CompletionDate": "2026-11-25T08:30:00Z", "RestoreJobId": "2"}
OLD = {"CreationDate": "2026-03-01T08:00:00Z", "CompletionDate": "2026-03-01T08:30:00Z"}


def _test(jobs: Any) -> Routine:
    rows = jobs if jobs == DENIED else {"RestoreJobs": [{k: v for k, v in j.items() if v is not None} for j in jobs]}
    fact: Routine = one(
        "aws.backup.resource-type", Routine, VAULTED, PROTECTED, ("backup.restores", f"{REGION}/restores", rows)
    )
    return fact


@pytest.mark.parametrize(
    ("jobs", "age", "outcome", "took"),
    [
        ([{**JOB, "ValidationStatus": "SUCCESSFUL"}], 9, "good", 7200),
        ([JOB], 9, "unverified", 7200),
        ([TEST], 9, "good", 7200),
        ([{**TEST, **OLD}], 269, "good", 1800),
        ([TEST, LATER], 9, "good", 7200),
        ([{**TEST, "ValidationStatus": None}], 9, "unverified", 7200),
        ([{**TEST, "ValidationStatus": "FAILED"}], 9, "bad", 7200),
        ([{**TEST, "ValidationStatus": "TIMED_OUT"}], 9, "unverified", 7200),
        ([{**JOB, "Status": "FAILED"}], 9, "bad", 7200),
        ([{**TEST, "Status": "FAILED", "CompletionDate": None}], 9, "bad", None),
        ([{**TEST, "Status": "ABORTED"}], 9, "bad", 7200),
        ([{**TEST, "ResourceType": "RDS"}], FOREVER, "unverified", FOREVER),
        ([{**TEST, "Status": "RUNNING", "CompletionDate": None}], FOREVER, "unverified", FOREVER),
        ([], FOREVER, "unverified", FOREVER),
        (DENIED, None, None, None),
    ],
)
def test_the_newest_restore(jobs: Any, age: Any, outcome: Any, took: Any) -> None:
    test = _test(jobs)
    assert (test.age_days, test.outcome, test.took_seconds) == (age, outcome, took)
    assert took is not None or why(test, "took_seconds") == (DENIED if jobs == DENIED else "unclear")


@pytest.mark.parametrize(
    ("jobs", "age", "outcome", "took"),
    [
        ([TEST, {**TEST, **EARLIER, "Status": "FAILED"}], 9, "bad", 7200),
        ([TEST, {**TEST, **EARLIER, "Status": "FAILED", "CompletionDate": None}], 9, "bad", 7200),
        ([{**TEST, **EARLIER}, {**TEST, "ValidationStatus": "TIMED_OUT"}], 9, "unverified", 7200),
        ([TEST, {**TEST, **WEEKS_AGO, "Status": "FAILED"}], 9, "good", 7200),
        ([TEST, {**TEST, **EARLIER, "Status": "FAILED", "RestoreTestingPlanArn": "arn:other"}], 9, "good", 7200),
        ([TEST, {**TEST, **NEXT, "ValidationStatus": "VALIDATING"}], 9, "good", 7200),
        ([{**TEST, **NEXT, "ValidationStatus": "VALIDATING"}], 0, "unverified", 1800),
        ([TEST, {**TEST, **NEXT, "Status": "FAILED"}], 0, "bad", 1800),
    ],
)
def test_a_round_is_as_good_as_its_worst(jobs: Any, age: int, outcome: str, took: int) -> None:
    test = _test(jobs)
    assert (test.age_days, test.outcome, test.took_seconds) == (age, outcome, took)


def test_what_failed_and_then_came_back_has_come_back() -> None:
    first = {**TEST, **EARLIER, "Status": "FAILED", "SourceResourceArn": "arn:a"}
    assert _test([first, {**TEST, "SourceResourceArn": "arn:a"}]).outcome == "good"
    assert _test([first, {**TEST, "SourceResourceArn": "arn:b"}]).outcome == "bad"


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ([TEST], ["pass: last done 9 days ago", "pass: it took 2 h"]),
        ([], ["fail: never done"]),
        ([{**TEST, "Status": "FAILED"}], ["fail: last done 9 days ago, and it went wrong"]),
        (
            [{**TEST, "ValidationStatus": None}],
            ["fail: last done 9 days ago, but nobody looked whether it worked", "pass: it took 2 h"],
        ),
        ([{**TEST, **OLD}], ["fail: last done 269 days ago, more than 92 days", "pass: it took 30 min"]),
        (
            [{**TEST, "CreationDate": "2026-11-10T10:00:00Z"}],
            ["pass: last done 9 days ago", "fail: it took 6 d 2 h, more than 3 d"],
        ),
    ],
)
def test_what_a_person_reads_of_it(jobs: Any, said: list[str]) -> None:
    verdicts = [verdict for check in (restored_lately, restored_in_time) for verdict in check(_test(jobs))]
    assert [f"{v.judged.value}: {v.seen}" for v in verdicts] == said


TABLE = ("dynamodb.tables", REGION, {"TableNames": ["charts"]})
DISK = ("ec2.volumes", REGION, {"Volumes": [{"VolumeId": "v-1"}]})
DATABASE = ("rds.instances", REGION, {"DBInstances": [{"DBInstanceIdentifier": "a"}]})
MEMBER = ("rds.instances", REGION, {"DBInstances": [{"DBInstanceIdentifier": "a", "DBClusterIdentifier": "c"}]})
BARE: tuple[str, str, Any] = ("backup.vaults", REGION, {"BackupVaultList": []})
NOWHERE = msgspec.structs.replace(answer("backup.vaults", REGION, ABSENT), body={NOT_OFFERED: True})
"""As it is told where AWS has no such service."""


def clusters(*engines: str, **more: str) -> tuple[str, str, Any]:
    return "rds.clusters", REGION, {"DBClusters": [{"Engine": e, "Status": "available", **more} for e in engines]}


def described(status: str) -> tuple[str, str, Any]:
    return "dynamodb.table", f"{REGION}/charts", {"Table": {"TableStatus": status}}


def files(service: str, **row: str) -> tuple[str, str, Any]:
    return f"{service}.file_systems", REGION, {"FileSystems": [{"FileSystemId": "fs-1", **row}]}


def _read(*given: Any) -> list[Fact]:
    """By this reader alone: others want to know more of a database."""
    who = ("aws.identity", "", {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/me"})
    wanted = {name: row.operation for name, row in ROWS.items()}
    whole = account(Answers("aws:", enumerate(_answers(who, *given)), wanted=wanted))
    assert whole
    return list(backup_tests.tests(whole))


def _answers(*given: Any) -> list[Answer]:
    return [one if isinstance(one, Answer) else answer(*one) for one in given]


def _restores(*given: Any) -> dict[str, Any]:
    """Whether a restore of each kind was tried."""
    found = (f for f in _read(*given) if isinstance(f, Routine))
    return {f.name.removesuffix(f" in {REGION}"): only(restored_lately(f)) for f in found}


@pytest.mark.parametrize(
    ("given", "never"),
    [
        ((BARE, TABLE), {"DynamoDB"}),
        ((BARE, DISK), {"EBS"}),
        ((BARE, DATABASE), {"RDS"}),
        ((BARE, MEMBER), set()),
        ((BARE, MEMBER, clusters("aurora-mysql")), {"Aurora"}),
        ((BARE, clusters("aurora-postgresql")), {"Aurora"}),
        ((BARE, clusters("aurora")), {"Aurora"}),
        ((BARE, clusters("docdb")), {"DocumentDB"}),
        ((BARE, clusters("neptune")), {"Neptune"}),
        ((BARE, clusters("postgres")), {"RDS"}),
        ((BARE, clusters("mysql", "neptune", "neptune")), {"RDS", "Neptune"}),
        ((BARE, DATABASE, ("rds.clusters", REGION, DENIED)), {"RDS"}),
        ((BARE, ("rds.instances", REGION, DENIED), clusters("mysql")), {"RDS"}),
        ((BARE, clusters("docdb", Status="deleting")), set()),
        ((BARE, files("efs", LifeCycleState="available")), {"EFS"}),
        ((BARE, files("efs", LifeCycleState="deleting")), set()),
        ((BARE, files("fsx")), {"FSx"}),
        ((BARE, files("fsx", FileSystemType="LUSTRE", DeploymentType="PERSISTENT_2")), {"FSx"}),
        ((BARE, files("fsx", FileSystemType="LUSTRE", DeploymentType="SCRATCH_2")), set()),
        ((BARE, files("fsx", Lifecycle="DELETING")), set()),
        ((BARE, ("ec2.volumes", REGION, {"Volumes": [{"VolumeId": "v-1", "State": "deleting"}]})), set()),
        ((BARE, ("rds.instances", REGION, {"DBInstances": [{"DBInstanceStatus": "deleting"}]})), set()),
        ((BARE, TABLE, described("ACTIVE")), {"DynamoDB"}),
        ((BARE, TABLE, described("DELETING")), set()),
        ((BARE, TABLE, ("dynamodb.table", f"{REGION}/charts", DENIED)), {"DynamoDB"}),
        ((NOWHERE, TABLE, DISK), {"DynamoDB", "EBS"}),
        ((BARE, ("dynamodb.tables", REGION, {"TableNames": []})), set()),
        ((VAULTED, PROTECTED, DISK), {"EBS"}),
        ((VAULTED, PROTECTED, TABLE), set()),
        # What AWS Backup still keeps of a table that was deleted says nothing of one that is there.
        ((VAULTED, PROTECTED, ("dynamodb.tables", REGION, {"TableNames": ["others"]})), {"DynamoDB"}),
        ((VAULTED, ("backup.protected", f"{REGION}/protected", DENIED), DISK), set()),
        ((("backup.vaults", REGION, DENIED), DISK), set()),
    ],
)
def test_what_is_stored_and_not_kept_was_never_restored(given: Any, never: set[str]) -> None:
    assert {kind for kind, judged in _restores(*given).items() if judged is Judged.FAIL} == never


def test_machines_that_are_kept_take_their_disks_along() -> None:
    row = {"ResourceArn": f"arn:aws:ec2:{REGION}:123456789012:instance/i-1", "ResourceType": "EC2"}
    kept = ("backup.protected", f"{REGION}/protected", {"Results": [row]})
    assert set(_restores(VAULTED, kept, DISK)) == {"EC2"}


@pytest.mark.parametrize(
    ("vaults", "seen"),
    [
        (BARE, "never done"),
        (
            NOWHERE,
            "never done: AWS Backup is not offered in this region, and restores by other means are not looked at",
        ),
    ],
)
def test_where_nothing_could_restore_it_that_is_said(vaults: Any, seen: str) -> None:
    """What nothing can bring back was never brought back: silence would assure falsely."""
    (never,) = (f for f in _read(vaults, TABLE) if isinstance(f, Routine))
    assert [(v.judged, v.seen) for v in restored_lately(never)] == [(Judged.FAIL, seen)]


@pytest.mark.parametrize("kind", ["rds.clusters", "rds.instances"])
def test_databases_have_two_lists_and_both_are_read(kind: str) -> None:
    found = _read(BARE, ("rds.instances", REGION, {"DBInstances": []}), clusters(), (kind, REGION, DENIED))
    assert [f.outcome for f in found if isinstance(f, Gap) and f.outcome == "denied"]


@pytest.mark.parametrize(("kept", "left"), [((BARE,), True), ((VAULTED, PROTECTED), False)])
def test_a_list_that_was_not_read_leaves_it_open(kept: Any, *, left: bool) -> None:
    """Unless some of it is kept: whether that was brought back is known."""
    found = _read(*kept, ("dynamodb.tables", REGION, DENIED))
    gaps = {(f.kind, f.which, f.outcome) for f in found if isinstance(f, Gap) and f.missing == "routine"}
    assert (("aws.backup.resource-type", "restore-test", "denied") in gaps) is left
