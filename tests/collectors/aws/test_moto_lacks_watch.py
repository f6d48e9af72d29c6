"""What watches over machines, buckets and accounts: what moto cannot answer, in four cases each."""

from typing import Any

import pytest

from tests.collectors.aws.lacking import NOTHING, Case, Lack, expected, four, said
from tests.servers.aws_groups.shares import ago
from tests.servers.aws_proxy import Proxy
from tests.servers.aws_shapes import Body, Canned
from tests.servers.moto import ACCOUNT

RUNNING: Canned = {
    "ec2.DescribeInstances": {
        "Reservations": [{"Instances": [{"InstanceId": "i-1", "State": {"Code": 16, "Name": "running"}}]}]
    }
}


def node(ping: str) -> Body:
    return {"InstanceInformationList": [{"InstanceId": "i-1", "PingStatus": ping, "PlatformType": "Linux"}]}


def patched(missing: int, days: int = 1) -> Body:
    row = {"InstanceId": "i-1", "PatchGroup": "", "BaselineId": "pb-1", "Operation": "Scan"}
    dates = {"OperationStartTime": ago(days=days), "OperationEndTime": ago(days=days)}
    return {"InstancePatchStates": [{**row, **dates, "MissingCount": missing, "FailedCount": 0}]}


BUCKETS: Canned = {
    "s3.ListBuckets": {"Buckets": [{"Name": "inbox", "BucketRegion": "us-east-1"}]},
    "guardduty.ListDetectors": {"DetectorIds": []},
    "guardduty.ListMalwareProtectionPlans": {"MalwareProtectionPlans": [{"MalwareProtectionPlanId": "p-1"}]},
}


def plan(status: str | None) -> Body:
    row = {"ProtectedResource": {"S3Bucket": {"BucketName": "inbox"}}}
    return {**row, **({"Status": status} if status else {})}


DETECTING: Canned = {
    "guardduty.ListDetectors": {"DetectorIds": ["d-1"]},
    "guardduty.GetDetector": {"Status": "ENABLED"},
    "guardduty.ListFindings": {"FindingIds": ["f-1"]},
    "guardduty.GetAdministratorAccount": {},
}


def finding(days: int, name: str = "f-1") -> Body:
    row = {"Id": name, "AccountId": ACCOUNT, "Arn": "arn:f", "Region": "us-east-1", "SchemaVersion": "2.0"}
    resource: Any = {"Resource": {}, "Severity": 8.0, "Type": "Backdoor:EC2/C&CActivity.B"}
    when = f"{ago(days=days):%Y-%m-%dT%H:%M:%S.000Z}"
    return {"Findings": [{**row, **resource, "CreatedAt": when, "UpdatedAt": when}]}


INSPECTED: Canned = {
    "inspector2.BatchGetAccountStatus": {
        "accounts": [
            {
                "accountId": ACCOUNT,
                "state": {"status": "ENABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": ""},
                "resourceState": {"ec2": {"status": "ENABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": ""}},
            }
        ]
    },
    "inspector2.ListFindings": {"findings": []},
}


def covered(days: int | None, status: str = "ACTIVE", reason: str = "SUCCESSFUL") -> Body:
    row = {"resourceId": "i-1", "resourceType": "AWS_EC2_INSTANCE", "accountId": ACCOUNT, "scanType": "PACKAGE"}
    seen = {} if days is None else {"lastScannedAt": ago(days=days)}
    return {"coveredResources": [{**row, "scanStatus": {"statusCode": status, "reason": reason}, **seen}]}


DESKTOPS: Canned = {
    "workspaces.DescribeWorkspaceDirectories": {
        "Directories": [{"DirectoryId": "d-9067000001", "State": "REGISTERED", "WorkspaceType": "PERSONAL"}]
    },
    "workspaces.DescribeWorkspaces": {
        "Workspaces": [{"WorkspaceId": "ws-1", "DirectoryId": "d-9067000001", "UserName": "ana", "State": "AVAILABLE"}]
    },
}


def came(days: int | None) -> Body:
    seen = {} if days is None else {"LastKnownUserConnectionTimestamp": ago(days=days)}
    return {"WorkspacesConnectionStatus": [{"WorkspaceId": "ws-1", "ConnectionState": "DISCONNECTED", **seen}]}


LACKS = (
    Lack(
        "ssm.nodes",
        "asset-inventory.known",
        "aws.ssm.node",
        Case(node("Online"), "pass: the inventory knows it"),
        Case(node("ConnectionLost"), "fail: the inventory does not know it"),
        Case({"InstanceInformationList": []}, NOTHING),
        RUNNING,
        ("ec2.instances",),
    ),
    Lack(
        "ssm.patches",
        "patching.state-known",
        "aws.ssm.node",
        Case(patched(0), "pass: last looked for fixes 1 day ago"),
        Case(patched(0, days=8), "fail: last looked for fixes 8 days ago, more than 7 days"),
        Case({"InstancePatchStates": []}, "fail: never looked for fixes"),
        {**RUNNING, "ssm.DescribeInstanceInformation": node("Online")},
        ("ec2.instances",),
    ),
    Lack(
        "guardduty.plan",
        "malware-protection.on",
        "aws.guardduty.bucket",
        Case(plan("ACTIVE"), "pass: malware protection is on"),
        Case(plan("ERROR"), "fail: malware protection is off"),
        Case(plan(None), "fail: malware protection is off"),
        BUCKETS,
        ("guardduty.detectors",),
    ),
    Lack(
        "guardduty.finding",
        "threat-detection.findings-handled",
        "aws.guardduty",
        Case(finding(7), "pass: the oldest open serious finding is 7 days old"),
        Case(finding(8), "fail: a serious finding is open: 8 days, more than 7 days"),
        Case(
            {"Findings": []},
            "not_assessed: for how long a serious finding has been waiting: "
            "cannot be told from the answer (guardduty.ListFindings: "
            "1 serious findings are open, since when was not told)",
        ),
        DETECTING,
        ("guardduty.detector", "guardduty.administrator"),
    ),
    Lack(
        "inspector.coverage",
        "patching.state-known",
        "aws.inspector.scanned",
        Case(covered(7), "pass: last looked for fixes 7 days ago"),
        Case(covered(8), "fail: last looked for fixes 8 days ago, more than 7 days"),
        Case(covered(None, "INACTIVE", "NO_INVENTORY"), "fail: never looked for fixes"),
        INSPECTED,
        ("inspector.findings",),
    ),
    Lack(
        "workspaces.connections",
        "account-lifecycle.unused-closed",
        "aws.workspaces.workspace",
        Case(came(45), "pass: last used 45 days ago"),
        Case(came(46), "fail: not used for 46 days, more than 45 days"),
        Case(came(None), "fail: never used"),
        DESKTOPS,
    ),
)


@pytest.mark.parametrize(("lack", "case"), four(*LACKS))
def test_watch(lack: Lack, case: str, alone: Proxy) -> None:
    assert said(lack, case, alone) == expected(lack, case)
