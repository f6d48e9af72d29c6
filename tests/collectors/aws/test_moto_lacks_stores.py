"""Copies, stores and logs: what moto cannot answer, in four cases each."""

import json
from typing import Any

import pytest

from tests.collectors.aws.lacking import HERE, NOTHING, Case, Lack, expected, four, said
from tests.collectors.aws.test_moto_lacks_restores import LED, TABLE, VAULT
from tests.servers.aws_groups.shares import ago
from tests.servers.aws_proxy import Proxy
from tests.servers.aws_shapes import Body, Canned
from tests.servers.quiet import nothing

COPIES, KEY = "aws.backup.protected", f"arn:aws:kms:{HERE}:key/1"
JOBS = ("backup.points", "backup.jobs_failed", "backup.jobs_expired", "backup.jobs_aborted", "backup.copies")


def point(**more: Any) -> Body:
    row = {
        "RecoveryPointArn": f"arn:aws:backup:{HERE}:recovery-point:1",
        "ResourceArn": TABLE,
        "Status": "COMPLETED",
        "CreationDate": ago(hours=5),
        "IsEncrypted": True,
        "Lifecycle": {"DeleteAfterDays": 40},
    }
    return {"RecoveryPoints": [{key: value for key, value in {**row, **more}.items() if value is not None}]}


POINT: Canned = {**LED, "backup.ListRecoveryPointsByBackupVault": point()}


def points(check: str, passing: Case, failing: Case, absent: Case) -> Lack:
    led = {**LED, "backup.ListRecoveryPointsByResource": older(hours=300)}
    return Lack("backup.points", check, COPIES, passing, failing, absent, led, (*JOBS[1:], "backup.older"))


def older(**time: int) -> Body:
    row = {"RecoveryPointArn": f"arn:aws:backup:{HERE}:recovery-point:0", "Status": "COMPLETED"}
    return {"RecoveryPoints": [{**row, "CreationDate": ago(**time), "EncryptionKeyArn": KEY}]}


def policy(effect: str) -> Body:
    statement = {"Effect": effect, "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}
    return {"BackupVaultName": "main", "Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def copied(state: str) -> Body:
    there = "arn:aws:backup:us-west-2:210987654321:backup-vault:far"
    row = {"ResourceArn": TABLE, "State": state, "CreationDate": ago(hours=4)}
    return {"CopyJobs": [{**row, "SourceBackupVaultArn": VAULT, "DestinationBackupVaultArn": there}]}


def failed(hours: int) -> Body:
    return {"BackupJobs": [{"ResourceArn": TABLE, "State": "FAILED", "CreationDate": ago(hours=hours)}]}


GATEWAY, SHARE = (f"arn:aws:storagegateway:{HERE}:{name}" for name in ("gateway/sgw-1", "share/share-1"))


def shared(kind: str) -> Canned:
    row = {"FileShareType": kind, "FileShareARN": SHARE, "FileShareId": "share-1", "GatewayARN": GATEWAY}
    return {
        "storagegateway.ListGateways": {"Gateways": [{"GatewayARN": GATEWAY}]},
        "storagegateway.ListFileShares": {"FileShareInfoList": [row]},
        "storagegateway.DescribeSMBSettings": demanded("MandatoryEncryption"),
        "storagegateway.DescribeSMBFileShares": share("SMB", AuditDestinationARN=f"arn:aws:logs:{HERE}:log-group:a"),
    }


def share(kind: str, **more: Any) -> Body:
    return {f"{kind}FileShareInfoList": [{"FileShareARN": SHARE, "GatewayARN": GATEWAY, **more}]}


def demanded(strategy: str) -> Body:
    return {"GatewayARN": GATEWAY, "SMBSecurityStrategy": strategy}


LAKE = f"arn:aws:cloudtrail:{HERE}:eventdatastore/1"
LAKES: Canned = {"cloudtrail.ListEventDataStores": {"EventDataStores": [{"EventDataStoreArn": LAKE, "Name": "lake"}]}}


def lake(**more: Any) -> Body:
    return {"EventDataStoreArn": LAKE, "Name": "lake", "Status": "ENABLED", **more}


NAMESPACE = f"arn:aws:redshift-serverless:{HERE}:namespace/1"


def namespace(*exports: str, **more: str) -> Body:
    return {"namespaces": [{"namespaceName": "n", "namespaceArn": NAMESPACE, "logExports": list(exports), **more}]}


def workgroup(**values: str) -> Body:
    arn = f"arn:aws:redshift-serverless:{HERE}:workgroup/1"
    row = {"workgroupName": "w", "workgroupArn": arn, "namespaceName": "n", "publiclyAccessible": False, "port": 5439}
    return {
        "workgroups": [
            {**row, "configParameters": [{"parameterKey": k, "parameterValue": v} for k, v in values.items()]}
        ]
    }


RAN, BROKE = Case(copied("COMPLETED"), "pass: the last run succeeded"), "fail: the last run failed"
SMB, LAKE_KIND = "aws.storagegateway.smb-share", "aws.cloudtrail.store"
HELD, LOOSE = "pass: a deletion needs a second step", "fail: deletion protection is off"

LACKS = (
    Lack(
        "backup.older",
        "backup.fresh",
        COPIES,
        Case(older(hours=25), "pass: the newest good copy is 1 d 1 h old"),
        Case(older(hours=26), "fail: the newest good copy is 1 d 2 h old, more than 1 d 1 h"),
        Case({"RecoveryPoints": []}, NOTHING),
        LED,
        JOBS,
    ),
    points(
        "backup.encrypted",
        Case(point(), "pass: its backups are encrypted"),
        Case(point(IsEncrypted=False), "fail: its backups are not encrypted"),
        Case(point(IsEncrypted=None), "fail: its backups are not encrypted"),
    ),
    points(
        "backup.kept",
        Case(point(Lifecycle={"DeleteAfterDays": 35}), "pass: kept 35 days"),
        Case(point(Lifecycle={"DeleteAfterDays": 34}), "fail: kept 34 days, less than 35 days"),
        Case(point(Lifecycle={}), "pass: kept for ever"),
    ),
    Lack(
        "backup.jobs_failed",
        "backup.last-run-good",
        COPIES,
        Case(failed(hours=9), "pass: the last run succeeded"),
        Case(failed(hours=1), BROKE),
        Case({"BackupJobs": []}, "pass: the last run succeeded"),
        POINT,
        JOBS,
    ),
    Lack(
        "backup.copies",
        "backup.last-run-good",
        COPIES,
        RAN,
        Case(copied("FAILED"), BROKE),
        Case({"CopyJobs": []}, "pass: the last run succeeded"),
        POINT,
        JOBS,
    ),
    Lack(
        "backup.vault_policy",
        "backup.deletion-guarded",
        "aws.backup.vault",
        Case(policy("Deny"), HELD),
        Case(policy("Allow"), LOOSE),
        Case("ResourceNotFoundException", LOOSE),
        POINT,
    ),
    Lack(
        "storagegateway.smb_settings",
        "encryption-in-transit.plain-refused",
        SMB,
        Case(demanded("MandatoryEncryption"), "pass: SMB refuses unencrypted connections"),
        Case(demanded("ClientSpecified"), "fail: SMB accepts unencrypted connections too"),
        Case(
            {"GatewayARN": GATEWAY},
            "not_assessed: whether it takes unencrypted connections: "
            "cannot be told from the answer (storagegateway.DescribeSMBSettings: "
            "it names no strategy that we know)",
        ),
        shared("SMB"),
        ("storagegateway.smb",),
    ),
    Lack(
        "storagegateway.smb",
        "audit-logging.recording",
        SMB,
        Case(share("SMB", AuditDestinationARN=f"arn:aws:logs:{HERE}:log-group:a"), "pass: activity is recorded"),
        Case(share("SMB", AuditDestinationARN=""), "fail: activity is not recorded"),
        Case(share("SMB"), "fail: activity is not recorded"),
        shared("SMB"),
        ("storagegateway.smb_settings",),
    ),
    Lack(
        "cloudtrail.store",
        "backup.deletion-guarded",
        LAKE_KIND,
        Case(lake(TerminationProtectionEnabled=True), HELD),
        Case(lake(TerminationProtectionEnabled=False), LOOSE),
        Case(lake(), LOOSE),
        LAKES,
    ),
    Lack(
        "cloudtrail.store",
        "log-retention.long-enough",
        LAKE_KIND,
        Case(lake(RetentionPeriod=2557), "pass: kept 2557 days"),
        Case(lake(RetentionPeriod=90), "fail: kept 90 days, less than 365 days"),
        Case(
            lake(),
            "not_assessed: for how long it is kept: cannot be told from the answer (cloudtrail.GetEventDataStore: "
            "it names no retention)",
        ),
        LAKES,
    ),
    Lack(
        "redshift-serverless.workgroups",
        "encryption-in-transit.plain-refused",
        "aws.redshift-serverless.workgroup",
        Case(workgroup(require_ssl="true"), "pass: the database refuses unencrypted connections"),
        Case(workgroup(require_ssl="false"), "fail: the database accepts unencrypted connections too"),
        Case(
            workgroup(),
            "not_assessed: whether it takes unencrypted connections: "
            "cannot be told from the answer (redshift-serverless.ListWorkgroups: "
            "require_ssl is not among its parameters)",
        ),
        {"redshift-serverless.ListNamespaces": namespace()},
    ),
    Lack(
        "redshift-serverless.namespaces",
        "audit-logging.recording",
        "aws.redshift-serverless.namespace",
        Case(namespace("connectionlog", "userlog"), "pass: activity is recorded"),
        Case(namespace(), "fail: activity is not recorded"),
        Case(nothing("redshift-serverless.ListNamespaces"), NOTHING),
        {"redshift-serverless.ListWorkgroups": workgroup()},
        ("redshift-serverless.workgroups",),
    ),
)


@pytest.mark.parametrize(("lack", "case"), four(*LACKS))
def test_stores(lack: Lack, case: str, alone: Proxy) -> None:
    assert said(lack, case, alone) == expected(lack, case)
