"""The seeded account: storage. What moto lacks is typed here."""

import json
from typing import Any

from tests.servers.aws_groups import shares
from tests.servers.aws_groups.shares import NOTE, TAGS, ago, arn
from tests.servers.aws_proxy import Reply, Request, error
from tests.servers.aws_shapes import Body, Canned
from tests.servers.moto import ACCOUNT, Moto

_TABLE = arn("dynamodb", "table/charts")


def _bad_jobs(request: Request) -> Body:
    """One that failed before the newest backup was made; none of the other states."""
    job = {"ResourceArn": _TABLE, "State": "FAILED", "CreationDate": ago(days=2), "StatusMessage": NOTE}
    return {"BackupJobs": [job] if "state=FAILED" in request.path else []}


BACKUP: Canned = {
    "backup.ListBackupJobs": _bad_jobs,
    "backup.ListCopyJobs": {
        "CopyJobs": [
            {
                "ResourceArn": _TABLE,
                "State": "COMPLETED",
                "StatusMessage": NOTE,
                "CreationDate": ago(hours=4),
                "SourceBackupVaultArn": arn("backup", "backup-vault:main"),
                "DestinationBackupVaultArn": "arn:aws:backup:us-west-2:210987654321:backup-vault:far",
            }
        ]
    },
}


def _point(name: str, bucket: str) -> dict[str, Any]:
    it = arn("s3", f"accesspoint/{name}")
    return {"Name": name, "AccessPointArn": it, "Bucket": bucket, "NetworkOrigin": "Internet", "Alias": NOTE}


def _point_policy(request: Request) -> Body:
    who = "*" if "/wide/" in request.path else {"AWS": f"arn:aws:iam::{ACCOUNT}:role/worker"}
    statement = {"Sid": NOTE, "Effect": "Allow", "Principal": who, "Action": "s3:GetObject", "Resource": "*"}
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


POINTS: Canned = {
    "s3control.ListAccessPoints": {"AccessPointList": [_point("narrow", "alder-charts"), _point("wide", "alder-open")]},
    "s3control.GetAccessPointPolicy": _point_policy,
    "s3control.GetAccessPointPolicyStatus": lambda r: {"PolicyStatus": {"IsPublic": "/wide/" in r.path}},
    "s3control.GetAccessPoint": {
        "Name": "wide",
        "Alias": NOTE,
        "PublicAccessBlockConfiguration": {"BlockPublicPolicy": False, "RestrictPublicBuckets": False},
    },
}


def _vault_lock(request: Request) -> Body | Reply:
    statement = {"Sid": NOTE, "Effect": "Deny", "Principal": "*", "Action": "glacier:DeleteArchive", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    locked = {"State": "Locked", "Policy": policy, "CreationDate": "2020-01-01T00:00:00.000Z"}
    return locked if "/sealed/" in request.path else error(request, "ResourceNotFoundException", 404)


def _vault_policy(request: Request) -> Body | Reply:
    statement = {"Sid": NOTE, "Effect": "Allow", "Principal": "*", "Action": "glacier:GetJobOutput", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return {"policy": {"Policy": policy}} if "/open/" in request.path else error(request, "ResourceNotFoundException")


GLACIER: Canned = {"glacier.GetVaultLock": _vault_lock, "glacier.GetVaultAccessPolicy": _vault_policy}

DRILLS: Canned = {
    "drs.DescribeSourceServers": {
        "items": [
            {
                "sourceServerID": name,
                "arn": arn("drs", f"source-server/{name}"),
                "tags": {"note": NOTE},
                "sourceProperties": {"identificationHints": {"hostname": NOTE}},
                "dataReplicationInfo": {"dataReplicationState": "CONTINUOUS"},
            }
            for name in ("s-1", "s-2")
        ]
    },
    "drs.DescribeJobs": {
        "items": [
            {
                "jobID": "drsjob-1",
                "type": "LAUNCH",
                "initiatedBy": "START_DRILL",
                "status": "COMPLETED",
                "creationDateTime": "2026-11-15T10:00:00.000000Z",
                "endDateTime": "2026-11-15T10:40:00.000000Z",
                "participatingServers": [{"sourceServerID": "s-1", "launchStatus": "LAUNCHED"}],
                "tags": {"note": NOTE},
            }
        ]
    },
}

CANNED: Canned = {**shares.CANNED, **BACKUP, **POINTS, **GLACIER, **DRILLS}


def seed(moto: Moto) -> None:
    """Fill an account."""
    _file_systems(moto)
    for name in ("sealed", "open"):
        moto.client("glacier").create_vault(accountId="-", vaultName=name)


def _file_systems(moto: Moto) -> None:
    efs, ec2 = moto.client("efs"), moto.client("ec2")
    good = efs.create_file_system(CreationToken="charts", Encrypted=True, Tags=TAGS)["FileSystemId"]
    efs.create_file_system(CreationToken="scratch", Encrypted=False, Tags=TAGS)
    efs.create_mount_target(FileSystemId=good, SubnetId=ec2.describe_subnets()["Subnets"][0]["SubnetId"])
    efs.put_file_system_policy(FileSystemId=good, Policy=_only_by_tls())


def _only_by_tls() -> str:
    deny: dict[str, Any] = {"Sid": NOTE, "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*"}
    whole = {**deny, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    return json.dumps({"Version": "2012-10-17", "Id": NOTE, "Statement": [whole]})
