"""Security Hub: is a region's configuration looked at, and does somebody hear; answers typed by hand."""

import json
from typing import Any

import msgspec
import pytest

from collectors.aws import AWS
from scanner.answers import Answers
from scanner.facts import Detector, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, answer, facts, one

Given = tuple[str, str, Any]
ARN, ELSEWHERE = (f"arn:aws:securityhub:{region}:{ACCOUNT}:hub/default" for region in (REGION, "eu-west-1"))
HUB: Given = ("securityhub.hub", REGION, {"HubArn": ARN})
ALONE: Given = ("securityhub.administrator", ARN, {})
MEMBER: Given = ("securityhub.administrator", ARN, {"Administrator": {"MemberStatus": "Enabled"}})
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:weaknesses"
SERIOUS = {"source": ["aws.securityhub"], "detail": {"findings": {"Severity": {"Label": ["HIGH", "CRITICAL"]}}}}


def standards(*states: str) -> Given:
    return ("securityhub.standards", ARN, {"StandardsSubscriptions": [{"StandardsStatus": s} for s in states]})


def heard(pattern: Any = SERIOUS, region: str = REGION) -> tuple[Given, ...]:
    arn = f"arn:aws:events:{region}:{ACCOUNT}:rule/r"
    return (
        ("events.rules", region, {"Rules": [{"Name": "r", "Arn": arn, "EventPattern": json.dumps(pattern)}]}),
        ("events.targets", arn, {"Targets": [{"Arn": TOPIC}]}),
        ("events.listeners", TOPIC, {"Subscriptions": [{"Confirmed": True}]}),
    )


DEAF: Given = ("events.rules", REGION, {})
AWAY: tuple[Given, ...] = (
    ("securityhub.hub", "eu-west-1", {"HubArn": ELSEWHERE}),
    ("securityhub.standards", ELSEWHERE, {}),
    ("securityhub.administrator", ELSEWHERE, {}),
)


@pytest.mark.parametrize(
    ("given", "enabled", "notifies"),
    [
        ((("securityhub.hub", REGION, ABSENT),), False, False),
        ((HUB, standards("READY"), ALONE, *heard()), True, True),
        ((HUB, standards("INCOMPLETE", "READY"), ALONE, *heard()), True, True),
        ((HUB, standards("INCOMPLETE"), ALONE, *heard()), False, True),
        ((HUB, standards("PENDING", "FAILED"), ALONE, *heard()), False, True),
        ((HUB, standards(), ALONE, *heard()), False, True),
        ((HUB, ("securityhub.standards", ARN, DENIED), ALONE, *heard()), None, True),
        ((HUB, standards("READY"), ALONE, DEAF), True, False),
        ((HUB, standards("READY"), ("securityhub.administrator", ARN, ABSENT), DEAF), True, False),
        ((HUB, standards("READY"), ("securityhub.administrator", ARN, DENIED), DEAF), True, None),
        ((HUB, standards("READY"), MEMBER, DEAF), True, None),
        ((HUB, standards("READY"), ALONE, ("events.rules", REGION, DENIED)), True, None),
        ((HUB, standards("READY"), ALONE, *heard({"detail": {"findings": {"Compliance": {"x": ["y"]}}}})), True, False),
        ((HUB, standards("READY"), ALONE, DEAF, *AWAY, *heard(region="eu-west-1")), True, None),
        ((HUB, standards("READY"), ALONE, DEAF, *AWAY, ("events.rules", "eu-west-1", {})), True, False),
    ],
)
def test_hubs(*, given: tuple[Given, ...], enabled: bool | None, notifies: bool | None) -> None:
    found = one("aws.securityhub", Detector, *given, site=REGION)
    assert (found.watches, found.enabled, found.notifies) == ("config-changes", enabled, notifies)
    assert [u.field for u in found.unread if getattr(found, u.field) is not None] == []


def test_a_hub_that_was_refused_is_a_gap() -> None:
    (gap,) = (f for f in facts(("securityhub.hub", REGION, DENIED)) if f.kind == "aws.securityhub")
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.which, gap.outcome) == ("detector", "config-changes", DENIED)


def test_where_aws_has_no_security_hub_nothing_is_off() -> None:
    nowhere = msgspec.structs.replace(answer("securityhub.hub", REGION, ABSENT), body={"NotOffered": True})
    identity = answer("aws.identity", "", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"})
    wanted = {q.id: q.operation for q in AWS.questions}
    found = AWS.read(Answers("aws:", enumerate([identity, nowhere]), wanted=wanted))
    assert [f for f in found if f.kind == "aws.securityhub"] == []
