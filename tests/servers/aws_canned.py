"""Answers for the operations that moto lacks, typed after the output shapes in botocore's models, as bytes of HTTP."""

import base64
import json
from datetime import UTC, datetime, timedelta

from tests.servers import aws_groups
from tests.servers.aws_proxy import Fault, Reply, Request, asks
from tests.servers.aws_shapes import answering
from tests.servers.moto import ACCOUNT

VAULT = f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:main"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/charts"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def _when(**ago: int) -> float:
    return (NOW - timedelta(**ago)).timestamp()


_JSON: dict[str, object] = {
    "backup.ListProtectedResources": {
        "Results": [
            {
                "ResourceArn": TABLE,
                "ResourceType": "DynamoDB",
                "LastBackupTime": _when(hours=5),
                "ResourceName": "c4n4ry-Tr0ub4dor",
                "LastBackupVaultArn": VAULT,
            }
        ]
    },
    "backup.ListRecoveryPointsByBackupVault": {
        "RecoveryPoints": [
            {
                "RecoveryPointArn": f"arn:aws:backup:us-east-1:{ACCOUNT}:recovery-point:1",
                "ResourceArn": TABLE,
                "Status": "COMPLETED",
                "StatusMessage": "c4n4ry-Tr0ub4dor",
                "CreationDate": _when(hours=5),
                "IsEncrypted": True,
                "Lifecycle": {"DeleteAfterDays": 40},
            }
        ]
    },
    "backup.ListRecoveryPointsByResource": {"RecoveryPoints": []},
    "backup.GetBackupVaultAccessPolicy": {
        "BackupVaultName": "main",
        "Policy": json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "c4n4ryTr0ub4dor",
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "backup:DeleteRecoveryPoint",
                        "Resource": "*",
                    }
                ],
            }
        ),
    },
    "backup.ListRestoreJobs": {
        "RestoreJobs": [
            {
                "RestoreJobId": "1",
                "ResourceType": "DynamoDB",
                "CreatedBy": {"RestoreTestingPlanArn": f"arn:aws:backup:us-east-1:{ACCOUNT}:restore-testing-plan:1"},
                "Status": "COMPLETED",
                "ValidationStatus": "SUCCESSFUL",
                "StatusMessage": "c4n4ry-Tr0ub4dor",
                "CreationDate": _when(days=9, hours=2),
                "CompletionDate": _when(days=9),
            }
        ]
    },
}
_EC2 = {"ec2.GetSnapshotBlockPublicAccessState": "<state>block-all-sharing</state>"}
_REPORT = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated\n"
    f"<root_account>,arn:aws:iam::{ACCOUNT}:root,2020-01-01T00:00:00+00:00,not_supported,2026-11-01T08:00:00+00:00,"
    "not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
    f"ana,arn:aws:iam::{ACCOUNT}:user/ana,2026-01-01T00:00:00+00:00,true,2026-11-20T08:00:00+00:00,"
    "2026-01-01T00:00:00+00:00,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
    f"robot,arn:aws:iam::{ACCOUNT}:user/robot,2026-01-01T00:00:00+00:00,false,N/A,N/A,N/A,"
    "false,true,2026-01-02T00:00:00+00:00,N/A,N/A,N/A,true,2026-11-02T00:00:00+00:00,2026-11-24T09:00:00+00:00,"
    "us-east-1,s3,false,N/A,false,N/A\n"
    f"bob,arn:aws:iam::{ACCOUNT}:user/bob,2025-01-01T00:00:00+00:00,true,no_information,2025-01-01T00:00:00+00:00,N/A,"
    "false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
    f"glass,arn:aws:iam::{ACCOUNT}:user/glass,2026-01-01T00:00:00+00:00,true,N/A,2026-01-01T00:00:00+00:00,N/A,"
    "true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
)


def completed() -> Fault:
    """What moto leaves out, answered; everything else passes on to it."""
    table = [(asks(o), _json(body)) for o, body in _JSON.items()]
    table += [(asks(o), Reply(200, f"<Response>{body}</Response>".encode())) for o, body in _EC2.items()]
    table.append((asks("iam.GetCredentialReport"), _report()))

    groups = answering(aws_groups.canned())

    def answer(request: Request) -> Reply | None:
        return next((reply for recognise, reply in table if recognise(request)), None) or groups(request)

    return answer


def _json(body: object) -> Reply:
    return Reply(200, json.dumps(body).encode(), "application/json")


def _report() -> Reply:
    content = base64.b64encode(_REPORT.encode()).decode()
    result = (
        "<GetCredentialReportResponse><GetCredentialReportResult>"
        f"<Content>{content}</Content><ReportFormat>text/csv</ReportFormat>"
        "<GeneratedTime>2026-11-25T11:30:00Z</GeneratedTime>"
        "</GetCredentialReportResult></GetCredentialReportResponse>"
    )
    return Reply(200, result.encode())
