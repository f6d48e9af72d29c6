"""Restores that were tried: what moto cannot answer, in four cases each."""

from typing import Any

import pytest

from tests.collectors.aws.lacking import HERE, NOTHING, Case, Lack, expected, four, said
from tests.servers.aws_groups.shares import ago
from tests.servers.aws_proxy import Proxy
from tests.servers.aws_shapes import Body, Canned
from tests.servers.moto import ACCOUNT

TABLE = f"arn:aws:dynamodb:{HERE}:table/charts"
VAULT = f"arn:aws:backup:{HERE}:backup-vault:main"
LED: Canned = {
    "backup.ListBackupVaults": {"BackupVaultList": [{"BackupVaultName": "main", "BackupVaultArn": VAULT}]},
    "dynamodb.ListTables": {"TableNames": ["charts"]},
    "backup.ListProtectedResources": {
        "Results": [{"ResourceArn": TABLE, "ResourceType": "DynamoDB", "LastBackupTime": ago(hours=5)}]
    },
}
STORED = ("dynamodb.tables",)
"""The list that tells that the table is still there."""
PLAN = {"RestoreTestingPlanArn": f"arn:aws:backup:{HERE}:restore-testing-plan:monthly-1"}


def restored(day: int, *, hours: int = 2, **more: Any) -> Body:
    """A restore test that ended some days ago."""
    job = {
        "AccountId": ACCOUNT,
        "RestoreJobId": "1",
        "RecoveryPointArn": f"arn:aws:backup:{HERE}:recovery-point:1",
        "ResourceType": "DynamoDB",
        "SourceResourceArn": TABLE,
        "CreatedBy": PLAN,
        "Status": "COMPLETED",
        "ValidationStatus": "SUCCESSFUL",
        "CreationDate": ago(days=day, hours=hours),
        "CompletionDate": ago(days=day),
        "BackupSizeInBytes": 1 << 30,
        "PercentDone": "100.00%",
    }
    return {"RestoreJobs": [{key: value for key, value in {**job, **more}.items() if value is not None}]}


def restores(check: str, passing: Case, failing: Case, absent: Case) -> Lack:
    return Lack("backup.restores", check, "aws.backup.resource-type", passing, failing, absent, LED, STORED)


LATELY, IN_TIME = "restore-test.recent", "restore-test.in-time"
DRILL = {"jobID": "drsjob-1", "type": "LAUNCH", "initiatedBy": "START_DRILL", "status": "COMPLETED"}


def drilled(day: int, *, hours: int = 1, server: str = "s-1", launched: str = "LAUNCHED", **more: Any) -> Body:
    """A drill of a server, some days ago."""
    began, done = (f"{ago(days=day, hours=n):%Y-%m-%dT%H:%M:%S}.000000Z" for n in (hours, 0))
    dates = {"creationDateTime": began, "endDateTime": done}
    part = {"sourceServerID": server, "launchStatus": launched}
    return {"items": [{**DRILL, **dates, "participatingServers": [part], **more}]}


def servers(*names: str) -> Body:
    return {
        "items": [
            {
                "sourceServerID": name,
                "arn": f"arn:aws:drs:{HERE}:source-server/{name}",
                "dataReplicationInfo": {"dataReplicationState": "CONTINUOUS"},
            }
            for name in names
        ]
    }


SERVER = {"drs.DescribeSourceServers": servers("s-1")}


def drills(check: str, passing: Case, failing: Case, absent: Case) -> Lack:
    return Lack("drs.jobs", check, "aws.drs.source-server", passing, failing, absent, SERVER)


LACKS = (
    restores(
        LATELY,
        Case(restored(9), "pass: last done 9 days ago"),
        Case(restored(93), "fail: last done 93 days ago, more than 92 days"),
        Case({"RestoreJobs": []}, "fail: never done"),
    ),
    restores(
        LATELY,
        Case(restored(92), "pass: last done 92 days ago"),
        Case(restored(9, Status="FAILED", CompletionDate=None), "fail: last done 9 days ago, and it went wrong"),
        Case(restored(9, ValidationStatus=None), "fail: last done 9 days ago, but nobody looked whether it worked"),
    ),
    restores(
        LATELY,
        Case(restored(9, CreatedBy=None), "pass: last done 9 days ago"),
        Case(restored(9, ValidationStatus="FAILED"), "fail: last done 9 days ago, and it went wrong"),
        Case(restored(9, ResourceType="EBS"), "fail: never done"),
    ),
    restores(
        IN_TIME,
        Case(restored(9, hours=72), "pass: it took 3 d"),
        Case(restored(9, hours=73), "fail: it took 3 d 1 h, more than 3 d"),
        Case({"RestoreJobs": []}, NOTHING),
    ),
    drills(
        LATELY,
        Case(drilled(10), "pass: last done 10 days ago"),
        Case(drilled(10, launched="FAILED"), "fail: last done 10 days ago, and it went wrong"),
        Case({"items": []}, "fail: never done"),
    ),
    drills(
        LATELY,
        Case(drilled(92, launched="TERMINATED"), "pass: last done 92 days ago"),
        Case(drilled(93), "fail: last done 93 days ago, more than 92 days"),
        Case(drilled(10, initiatedBy="DIAGNOSTIC"), "fail: never done"),
    ),
    drills(
        IN_TIME,
        Case(drilled(10, hours=72), "pass: it took 3 d"),
        Case(drilled(10, hours=73), "fail: it took 3 d 1 h, more than 3 d"),
        Case({"items": []}, NOTHING),
    ),
    Lack(
        "drs.servers",
        LATELY,
        "aws.drs.source-server",
        Case(servers("s-1"), "pass: last done 10 days ago"),
        Case(servers("s-2"), "fail: never done"),
        Case("UninitializedAccountException", NOTHING),
        {"drs.DescribeJobs": drilled(10)},
        ("drs.jobs",),
    ),
    Lack(
        "backup.protected",
        LATELY,
        "aws.backup.resource-type",
        Case(LED["backup.ListProtectedResources"], "pass: last done 9 days ago"),
        Case(
            {"Results": [{"ResourceArn": f"arn:aws:ec2:{HERE}:volume/vol-1", "ResourceType": "EBS"}]},
            "fail: never done",
        ),
        Case({"Results": []}, "fail: never done"),
        {**LED, "backup.ListRestoreJobs": restored(9)},
        ("backup.restores", *STORED),
    ),
)


@pytest.mark.parametrize(("lack", "case"), four(*LACKS))
def test_restores(lack: Lack, case: str, alone: Proxy) -> None:
    assert said(lack, case, alone) == expected(lack, case)
