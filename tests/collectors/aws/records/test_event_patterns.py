"""Patterns of EventBridge, against events as the bus carries them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.aws.records.event_patterns import matches
from collectors.aws.records.rules import concerns, envelope, from_trail

EVENT = envelope(
    "guardduty",
    "GuardDuty Finding",
    "us-east-1",
    "123456789012",
    {
        "severity": 8,
        "type": "Trojan:EC2/DNSDataExfiltration",
        "service": {"archived": False, "count": 3, "note": None},
        "findings": [{"Label": "HIGH"}, {"Label": "LOW"}],
        "names": ["a", "b"],
    },
)


def detail(**fields: Any) -> dict[str, Any]:
    return {"detail": fields}


@pytest.mark.parametrize(
    ("pattern", "through"),
    [
        ({"source": ["aws.guardduty"]}, True),
        ({"source": ["aws.s3", "aws.guardduty"], "detail-type": ["GuardDuty Finding"]}, True),
        ({"source": ["aws.guardduty"], "detail-type": ["Another"]}, False),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"source": [{"suffix": ".s3"}]}, False),
        ({"source": [{"equals-ignore-case": "AWS.GuardDuty"}]}, True),
        ({"source": [{"wildcard": "aws.*duty"}]}, True),
        ({"source": [{"wildcard": "aws.*s3"}]}, False),
        ({"source": [{"anything-but": "aws.s3"}]}, True),
        ({"source": [{"anything-but": ["aws.s3", "aws.guardduty"]}]}, False),
        ({"source": [{"anything-but": {"prefix": "aws."}}]}, False),
        ({"account": ["123456789012"]}, True),
        ({"resources": ["arn:aws:x"]}, False),
        (detail(severity=[8]), True),
        (detail(severity=[8.0]), True),
        (detail(severity=["8"]), False),
        (detail(severity=[{"numeric": [">=", 7]}]), True),
        (detail(severity=[{"numeric": [">=", 4, "<", 8]}]), False),
        (detail(severity=[{"numeric": ["=", 8.0]}]), True),
        (detail(type=[{"numeric": [">", 1]}]), False),
        (detail(service={"archived": [False]}), True),
        (detail(service={"archived": [True]}), False),
        (detail(service={"archived": [0]}), False),
        (detail(service={"note": [None]}), True),
        (detail(service={"gone": [{"exists": False}]}), True),
        (detail(service={"count": [{"exists": False}]}), False),
        (detail(gone={"deep": [{"exists": False}]}), True),
        (detail(gone=["x"]), False),
        (detail(gone=[{"anything-but": "x"}]), False),
        (detail(findings={"Label": ["HIGH"]}), True),
        (detail(findings={"Label": ["MEDIUM"]}), False),
        (detail(names=["b"]), True),
        ({"$or": [{"source": ["aws.s3"]}, {"detail": {"severity": [8]}}]}, True),
        ({"$or": [{"source": ["aws.s3"]}, {"source": ["aws.ec2"]}]}, False),
        ({"source": [{"cidr": "10.0.0.0/8"}]}, None),
        ({"source": ["aws.guardduty", {"cidr": "10.0.0.0/8"}]}, True),
        ({"source": ["aws.s3", {"cidr": "10.0.0.0/8"}]}, None),
        ({"detail-type": ["Another"], "source": [{"cidr": "10.0.0.0/8"}]}, False),
        ({"source": [{"cidr": "10.0.0.0/8"}], "detail-type": ["Another"]}, None),
        ({"source": [{"prefix": {"equals-ignore-case": "aws"}}]}, None),
        ({"source": [{"wildcard": "aws.\\*"}]}, None),
        ({"source": [{"prefix": "a", "suffix": "b"}]}, None),
        ({"source": []}, None),
        ({"source": "aws.guardduty"}, None),
        (detail(severity=[{"numeric": [">="]}]), None),
        (detail(severity=[{"numeric": ["~", 7]}]), None),
        (detail(severity=[{"numeric": 7}]), None),
        ({"$or": 7}, None),
        ({}, None),
        ([], None),
    ],
)
def test_matches(*, pattern: Any, through: bool | None) -> None:
    assert matches(json.dumps(pattern), EVENT) is through


@pytest.mark.parametrize("pattern", ["", "{", "null", '"aws"', "[" * 9999])
def test_what_is_no_pattern(pattern: str) -> None:
    assert matches(pattern, EVENT) is None


_LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["aws.guardduty", "HIGH"])
_KEYS = st.sampled_from(["source", "detail", "severity", "$or", "numeric", "prefix", "anything-but", "exists", "x"])


@given(st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3)))
def test_no_pattern_is_too_odd(pattern: Any) -> None:
    assert matches(json.dumps(pattern), EVENT) in {True, False, None}


@pytest.mark.parametrize(
    ("pattern", "some"),
    [
        ({"source": ["aws.ec2"]}, True),
        ({"source": ["aws.s3"]}, False),
        ({"source": ["my.program"]}, False),
        ({"source": [{"prefix": ""}]}, True),
        ({"source": [{"cidr": "x"}]}, True),
        ({"account": ["123456789012"]}, True),
        ([], True),
    ],
)
def test_rules_that_are_of_no_concern_are_not_asked_about(pattern: Any, *, some: bool) -> None:
    assert concerns(json.dumps(pattern)) is some
    assert concerns("{") is True


def test_an_event_of_cloudtrail_on_the_bus() -> None:
    flat = {
        "$.eventSource": "signin.amazonaws.com",
        "$.eventType": "AwsConsoleSignIn",
        "$.recipientAccountId": "123456789012",
        "$.awsRegion": "us-east-1",
        "$.readOnly": "false",
        "$.userIdentity.type": "Root",
        "$.userIdentity.arn": "arn:aws:iam::123456789012:root",
    }
    event = from_trail(flat, "eu-west-1")
    assert (event["source"], event["detail-type"]) == ("aws.signin", "AWS Console Sign In via CloudTrail")
    assert event["region"] == event["detail"]["awsRegion"] == "eu-west-1"
    assert event["detail"]["readOnly"] is False
    assert event["detail"]["userIdentity"] == {"type": "Root", "arn": "arn:aws:iam::123456789012:root"}
