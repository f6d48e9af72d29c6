"""Answers for the operations that moto lacks. All go through `aws_shapes`: none can hold what AWS could not say."""

import json
from datetime import UTC, datetime, timedelta

from tests.servers import aws_groups
from tests.servers.aws_proxy import Fault
from tests.servers.aws_shapes import Canned, answering
from tests.servers.moto import ACCOUNT

VAULT = f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:main"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/charts"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def _ago(**time: int) -> datetime:
    return NOW - timedelta(**time)


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
_CANNED: Canned = {
    "backup.ListProtectedResources": {
        "Results": [
            {
                "ResourceArn": TABLE,
                "ResourceType": "DynamoDB",
                "LastBackupTime": _ago(hours=5),
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
                "CreationDate": _ago(hours=5),
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
                "CreationDate": _ago(days=9, hours=2),
                "CompletionDate": _ago(days=9),
            }
        ]
    },
    "ec2.GetSnapshotBlockPublicAccessState": {"State": "block-all-sharing"},
    "iam.GetCredentialReport": {
        "Content": _REPORT.encode(),
        "ReportFormat": "text/csv",
        "GeneratedTime": NOW - timedelta(minutes=30),
    },
}


def completed() -> Fault:
    """What moto leaves out, answered; everything else passes on to it."""
    return answering({**aws_groups.canned(), **_CANNED})
