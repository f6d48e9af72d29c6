"""The seeded account: detection."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned
from tests.servers.moto import ACCOUNT, Moto

NOTE = "c4n4ry-Tr0ub4dor"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_machines: list[str] = []
"""What moto called the account's instances."""


def _plan(request: Request) -> Body:
    """One protects a bucket, one a part of another and fails."""
    good = request.path.endswith("/uploads")
    protected: dict[str, Any] = {"BucketName": "alder-charts" if good else "alder-open"}
    return {
        "Role": f"arn:aws:iam::{ACCOUNT}:role/{NOTE}",
        "ProtectedResource": {"S3Bucket": protected if good else {**protected, "ObjectPrefixes": ["in/"]}},
        "Status": "ACTIVE" if good else "ERROR",
        "StatusReasons": [] if good else [{"Code": "INSUFFICIENT_SCAN_PERMISSIONS", "Message": NOTE}],
        "Tags": {"note": NOTE},
    }


def _covered(identity: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceId": identity,
        "resourceType": "AWS_EC2_INSTANCE",
        "accountId": ACCOUNT,
        "scanType": "PACKAGE",
        "scanStatus": {"statusCode": "ACTIVE", "reason": "SUCCESSFUL"},
        "resourceMetadata": {"ec2": {"tags": {"note": NOTE}, "platform": "LINUX"}},
        "lastScannedAt": NOW - timedelta(hours=6),
        **more,
    }


def _coverage(_: Request) -> Body:
    """All machines are looked at but one, which Systems Manager does not know."""
    unknown = {"statusCode": "INACTIVE", "reason": "UNMANAGED_EC2_INSTANCE"}
    stray = _covered("i-0123456789abcdef0", scanStatus=unknown, lastScannedAt=NOW - timedelta(days=90))
    return {"coveredResources": [*(_covered(name) for name in _machines), stray]}


def _findings(_: Request) -> Body:
    return {
        "findings": [
            {
                "findingArn": f"arn:aws:inspector2:us-east-1:{ACCOUNT}:finding/{n}",
                "awsAccountId": ACCOUNT,
                "type": "PACKAGE_VULNERABILITY",
                "description": NOTE,
                "title": NOTE,
                "remediation": {"recommendation": {"text": NOTE}},
                "severity": severity,
                "firstObservedAt": NOW - timedelta(days=seen),
                "lastObservedAt": NOW,
                "status": "ACTIVE",
                "fixAvailable": "YES",
                "resources": [{"type": "AWS_EC2_INSTANCE", "id": _machines[0], "tags": {"note": NOTE}}],
                "packageVulnerabilityDetails": {
                    "vulnerabilityId": "CVE-2026-0001",
                    "source": NOTE,
                    "vendorCreatedAt": NOW - timedelta(days=listed),
                },
            }
            for n, (severity, seen, listed) in enumerate((("CRITICAL", 20, 40), ("HIGH", 9, 3)))
        ]
    }


def _state(status: str) -> dict[str, str]:
    return {"status": status, "errorCode": "ALREADY_ENABLED", "errorMessage": NOTE}


def _finding(name: str, ago: int) -> dict[str, Any]:
    made = (NOW - timedelta(days=ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "AccountId": ACCOUNT,
        "Arn": f"arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/d/finding/{name}",
        "CreatedAt": made,
        "Description": NOTE,
        "Id": name,
        "Region": "us-east-1",
        "Resource": {"AccessKeyDetails": {"UserName": NOTE}},
        "SchemaVersion": "2.0",
        "Severity": 8.0,
        "Title": NOTE,
        "Type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
        "UpdatedAt": made,
    }


_AGGREGATOR = f"arn:aws:securityhub:us-east-1:{ACCOUNT}:finding-aggregator/one"
_STANDARD = "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"

_ANALYZER = f"arn:aws:access-analyzer:us-east-1:{ACCOUNT}:analyzer/outside"


def _open(name: str, *, public: bool) -> dict[str, Any]:
    return {
        "id": name,
        "principal": {"AWS": "*" if public else NOTE},
        "resource": f"arn:aws:lambda:us-east-1:{ACCOUNT}:layer:{name}:1",
        "isPublic": public,
        "resourceType": "AWS::Lambda::LayerVersion",
        "condition": {"note": NOTE},
        "createdAt": NOW,
        "analyzedAt": NOW,
        "updatedAt": NOW,
        "status": "ACTIVE",
        "resourceOwnerAccount": ACCOUNT,
    }


CANNED: Canned = {
    "accessanalyzer.ListAnalyzers": {
        "analyzers": [
            {
                "arn": _ANALYZER,
                "name": "outside",
                "type": "ACCOUNT",
                "createdAt": NOW,
                "tags": {"note": NOTE},
                "status": "ACTIVE",
            }
        ]
    },
    "accessanalyzer.ListFindings": {"findings": [_open("shared", public=False), _open("public", public=True)]},
    # AWS leaves out what there is none of; moto answers with its own account.
    "guardduty.GetAdministratorAccount": {"Administrator": {}},
    "guardduty.ListFindings": {"FindingIds": ["f-1", "f-2"]},
    "guardduty.GetFindings": {"Findings": [_finding("f-1", 3), _finding("f-2", 20)]},
    "guardduty.ListMalwareProtectionPlans": {
        "MalwareProtectionPlans": [{"MalwareProtectionPlanId": name} for name in ("uploads", "mail")]
    },
    "guardduty.GetMalwareProtectionPlan": _plan,
    "securityhub.GetAdministratorAccount": {},
    "securityhub.ListFindingAggregators": {"FindingAggregators": [{"FindingAggregatorArn": _AGGREGATOR}]},
    "securityhub.GetFindingAggregator": {
        "FindingAggregatorArn": _AGGREGATOR,
        "FindingAggregationRegion": "us-east-1",
        "RegionLinkingMode": "ALL_REGIONS",
    },
    "securityhub.GetEnabledStandards": {
        "StandardsSubscriptions": [
            {
                "StandardsSubscriptionArn": f"arn:aws:securityhub:us-east-1:{ACCOUNT}:subscription/best",
                "StandardsArn": _STANDARD,
                "StandardsInput": {"note": NOTE},
                "StandardsStatus": "READY",
            }
        ]
    },
    # moto knows only accounts that the question names.
    "inspector2.BatchGetAccountStatus": {
        "accounts": [
            {
                "accountId": ACCOUNT,
                "state": _state("ENABLED"),
                "resourceState": {"ec2": _state("ENABLED"), "ecr": _state("DISABLED"), "lambda": _state("DISABLED")},
            }
        ]
    },
    "inspector2.ListCoverage": _coverage,
    "inspector2.ListFindings": _findings,
    "macie2.GetAdministratorAccount": {},
    "macie2.GetAutomatedDiscoveryConfiguration": {"status": "DISABLED", "classificationScopeId": NOTE},
}


def seed(moto: Moto) -> None:
    """GuardDuty, Security Hub and Macie are on, the last without discovery; Inspector's state is canned."""
    moto.client("guardduty").create_detector(
        Enable=True, Features=[{"Name": "EBS_MALWARE_PROTECTION", "Status": "ENABLED"}], Tags={"note": NOTE}
    )
    moto.client("securityhub").enable_security_hub(Tags={"note": NOTE})
    moto.client("macie2").enable_macie(status="ENABLED")
    reservations = moto.client("ec2").describe_instances()["Reservations"]
    _machines[:] = [instance["InstanceId"] for r in reservations for instance in r["Instances"]]
