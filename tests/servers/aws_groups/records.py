"""The seeded account: records."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

NOTE = "c4n4ry-Tr0ub4dor"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEPT, SHORT = (f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:eventdatastore/{name}" for name in ("kept", "short"))


def _store(request: Request) -> Body:
    """One is guarded and kept for a year, one is neither."""
    arn = parameters(request)["EventDataStore"]
    kept = arn == KEPT
    return {
        "EventDataStoreArn": arn,
        "Name": arn.rpartition("/")[2],
        "Status": "ENABLED",
        "AdvancedEventSelectors": [{"Name": NOTE, "FieldSelectors": [{"Field": "eventName", "Equals": [NOTE]}]}],
        "MultiRegionEnabled": True,
        "RetentionPeriod": 366 if kept else 30,
        "TerminationProtectionEnabled": kept,
        "CreatedTimestamp": NOW,
    }


CANNED: Canned = {
    "cloudtrail.ListEventDataStores": {
        "EventDataStores": [
            {"EventDataStoreArn": KEPT, "Name": "kept", "CreatedTimestamp": NOW},
            {"EventDataStoreArn": SHORT, "Name": "short", "CreatedTimestamp": NOW},
        ]
    },
    "cloudtrail.GetEventDataStore": _store,
}


def seed(moto: Moto) -> None:
    """Rules that tell somebody of threats and weaknesses, one that nobody hears, and a recorder."""
    _rules(moto.client("events"), moto.client("sns"))
    config = moto.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": f"arn:aws:iam::{ACCOUNT}:role/{NOTE}",
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": NOTE})
    config.put_retention_configuration(RetentionPeriodInDays=30)
    config.start_configuration_recorder(ConfigurationRecorderName="default")


def _rules(events: Any, sns: Any) -> None:
    topic = sns.create_topic(Name="threats")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{NOTE}@alder.example")
    threats = {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}
    weaknesses = {"source": ["aws.securityhub"], "detail": {"findings": {"Severity": {"Label": ["HIGH", "CRITICAL"]}}}}
    for name, pattern in (("threats", threats), ("weaknesses", weaknesses)):
        events.put_rule(Name=name, EventPattern=json.dumps(pattern), Description=NOTE)
        events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": topic, "Input": json.dumps({"note": NOTE})}])
    changes = {"source": ["aws.ec2"], "detail-type": ["AWS API Call via CloudTrail"]}
    events.put_rule(Name="changes", EventPattern=json.dumps(changes))
    events.put_rule(Name="own", EventPattern=json.dumps({"source": ["clinic"], "detail": {"password": [NOTE]}}))
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
