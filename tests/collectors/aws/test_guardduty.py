"""GuardDuty: threats noticed and heard of, malware looked for; answers typed by hand."""

import json
from typing import Any

import pytest

from scanner.facts import Detector, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

Given = tuple[str, str, Any]
ID = f"{REGION}/d1"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/threats"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:threats"
LISTED: Given = ("guardduty.detectors", REGION, {"DetectorIds": ["d1"]})
NONE: Given = ("guardduty.detectors", REGION, {})
ON: Given = ("guardduty.detector", ID, {"Status": "ENABLED", "Features": []})
ALONE: Given = ("guardduty.administrator", ID, {})
MEMBER: Given = ("guardduty.administrator", ID, {"Administrator": {"RelationshipStatus": "Enabled"}})
NO_HUB: Given = ("securityhub.hub", REGION, ABSENT)
HUB: Given = ("securityhub.hub", REGION, {"HubArn": "h"})


def heard(pattern: Any, listeners: Any = None) -> tuple[Given, ...]:
    """A rule with that pattern, and a topic behind it that somebody has subscribed to."""
    rule = {"Name": "threats", "Arn": RULE, "EventPattern": json.dumps(pattern)}
    return (
        ("events.rules", REGION, {"Rules": [rule]}),
        ("events.targets", RULE, {"Targets": [{"Arn": TOPIC}]}),
        ("events.listeners", TOPIC, listeners or {"Subscriptions": [{"Confirmed": True}]}),
    )


ANY = {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}
DEAF: Given = ("events.rules", REGION, {})


def threats(*given: Given) -> Detector:
    return one("aws.guardduty", Detector, *given)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("given", "enabled", "notifies"),
    [
        ((NONE,), False, False),
        ((LISTED, ON, ALONE, NO_HUB, *heard(ANY)), True, True),
        ((LISTED, ("guardduty.detector", ID, {"Status": "DISABLED"}), ALONE, NO_HUB, *heard(ANY)), False, True),
        ((LISTED, ("guardduty.detector", ID, {}), ALONE, NO_HUB, *heard(ANY)), False, True),
        ((LISTED, ("guardduty.detector", ID, DENIED), ALONE, NO_HUB, *heard(ANY)), None, True),
        ((LISTED, ON, ALONE, NO_HUB, DEAF), True, False),
        ((LISTED, ON, ALONE, NO_HUB, ("events.rules", REGION, DENIED)), True, None),
        ((LISTED, ON, ALONE, NO_HUB, *heard(ANY, DENIED)), True, None),
        ((LISTED, ON, ALONE, NO_HUB, *heard(ANY, {"Subscriptions": [{"Confirmed": False}]})), True, False),
        ((LISTED, ON, ALONE, NO_HUB, *heard({**ANY, "detail": {"severity": [{"numeric": [">=", 7]}]}})), True, True),
        ((LISTED, ON, ALONE, NO_HUB, *heard({**ANY, "detail": {"severity": [{"numeric": [">", 7]}]}})), True, False),
        ((LISTED, ON, ALONE, NO_HUB, *heard({**ANY, "detail": {"severity": [7, 8]}})), True, False),
        ((LISTED, ON, ALONE, NO_HUB, *heard({**ANY, "detail": {"type": [{"prefix": "Backdoor"}]}})), True, False),
        ((LISTED, ON, ALONE, NO_HUB, *heard({**ANY, "detail": {"x": [{"cidr": "y"}]}})), True, None),
        ((LISTED, ON, ALONE, NO_HUB, *heard({**ANY, "region": [{"cidr": "y"}]})), True, None),
        # Nobody here is told, and another account may tell somebody.
        ((LISTED, ON, MEMBER, NO_HUB, DEAF), True, None),
        ((LISTED, ON, MEMBER, NO_HUB, *heard(ANY)), True, True),
        ((LISTED, ON, ("guardduty.administrator", ID, DENIED), NO_HUB, DEAF), True, None),
        # Security Hub passes on what GuardDuty tells it.
        ((LISTED, ON, ALONE, HUB, *heard({"source": ["aws.securityhub"]})), True, True),
        ((LISTED, ON, ALONE, NO_HUB, *heard({"source": ["aws.securityhub"]})), True, False),
        ((LISTED, ON, ALONE, ("securityhub.hub", REGION, DENIED), DEAF), True, None),
        (
            (LISTED, ON, ALONE, HUB, *heard({"detail": {"findings": {"Severity": {"Label": ["HIGH", "CRITICAL"]}}}})),
            True,
            True,
        ),
        ((LISTED, ON, ALONE, HUB, *heard({"detail": {"findings": {"ProductName": ["Inspector"]}}})), True, False),
    ],
)
def test_threats(*, given: tuple[Given, ...], enabled: bool | None, notifies: bool | None) -> None:
    found = threats(*given)
    assert (found.enabled, found.notifies) == (enabled, notifies)
    assert [u.field for u in found.unread if getattr(found, u.field) is not None] == []
    assert found.resource == f"arn:aws:ec2:{REGION}:{ACCOUNT}:*"


def statistics(*totals: int) -> dict[str, Any]:
    return {"FindingStatistics": {"GroupedBySeverity": [{"Severity": 8, "TotalFindings": n} for n in totals]}}


@pytest.mark.parametrize(
    ("count", "oldest"),
    [(statistics(), 0), (statistics(0), 0), (statistics(1), None), (statistics(2, 3), None), (DENIED, None)],
)
def test_open_findings(count: Any, oldest: int | None) -> None:
    found = threats(LISTED, ON, ALONE, NO_HUB, DEAF, ("guardduty.open", ID, count))
    assert found.oldest_open_days == oldest
    if oldest is None:
        assert why(found, "oldest_open_days") == (DENIED if count == DENIED else "unclear")


def test_open_findings_that_were_not_answered_are_not_none_open() -> None:
    assert threats(LISTED, ON, ALONE, NO_HUB, DEAF).oldest_open_days is None


def features(status: str) -> dict[str, Any]:
    return {"Status": "ENABLED", "Features": [{"Name": "EBS_MALWARE_PROTECTION", "Status": status}]}


MACHINE: Given = ("ec2.instances", REGION, {"Instances": [{"InstanceId": "i-1", "State": "running"}]})


@pytest.mark.parametrize(
    ("given", "enabled"),
    [
        ((LISTED, ("guardduty.detector", ID, features("ENABLED"))), True),
        ((LISTED, ("guardduty.detector", ID, features("DISABLED"))), False),
        ((LISTED, ("guardduty.detector", ID, {**features("ENABLED"), "Status": "DISABLED"})), False),
        ((LISTED, ON), False),
        ((LISTED, ("guardduty.detector", ID, DENIED)), None),
        ((NONE,), False),
    ],
)
def test_machines(*, given: tuple[Given, ...], enabled: bool | None) -> None:
    found = one("aws.guardduty.machines", Detector, MACHINE, *given)
    assert (found.watches, found.enabled) == ("malware", enabled)


@pytest.mark.parametrize(
    ("instances", "some"),
    [({}, False), ({"Instances": [{"InstanceId": "i-1", "State": "terminated"}]}, False), (DENIED, True)],
)
def test_a_region_without_machines_needs_no_protection_of_them(instances: Any, *, some: bool) -> None:
    found = facts(NONE, ("ec2.instances", REGION, instances))
    assert any(f.kind == "aws.guardduty.machines" and isinstance(f, Detector) for f in found) is some


PLANS: Given = ("guardduty.plans", REGION, {"MalwareProtectionPlans": [{"MalwareProtectionPlanId": "p1"}]})


def plan(status: str, **more: Any) -> Given:
    return (
        "guardduty.plan",
        f"{REGION}/p1",
        {"Status": status, "ProtectedResource": {"BucketName": "uploads", **more}},
    )


@pytest.mark.parametrize(("status", "enabled"), [("ACTIVE", True), ("ERROR", False), ("WARNING", None)])
def test_buckets(status: str, *, enabled: bool | None) -> None:
    found = one("aws.guardduty.bucket", Detector, PLANS, plan(status))
    assert (found.resource, found.watches, found.enabled) == ("arn:aws:s3:::uploads", "malware", enabled)


def test_a_plan_for_a_part_of_a_bucket_says_nothing_of_the_rest() -> None:
    found = facts(PLANS, plan("ACTIVE", ObjectPrefixes=["in/", "mail/"]))
    assert [f.resource for f in found if f.kind == "aws.guardduty.bucket" and isinstance(f, Detector)] == [
        "arn:aws:s3:::uploads/in/*",
        "arn:aws:s3:::uploads/mail/*",
    ]


@pytest.mark.parametrize(
    ("given", "kind", "outcome"),
    [
        ((("guardduty.detectors", REGION, DENIED),), "aws.guardduty", DENIED),
        ((("guardduty.detectors", REGION, DENIED),), "aws.guardduty.machines", DENIED),
        ((("guardduty.plans", REGION, DENIED),), "aws.guardduty.bucket", DENIED),
        ((PLANS, ("guardduty.plan", f"{REGION}/p1", DENIED)), "aws.guardduty.bucket", DENIED),
        ((PLANS, ("guardduty.plan", f"{REGION}/p1", {"Status": "ACTIVE"})), "aws.guardduty.bucket", "unclear"),
    ],
)
def test_what_was_not_read_is_a_gap(given: tuple[Given, ...], kind: str, outcome: str) -> None:
    (gap,) = (f for f in facts(*given) if isinstance(f, Gap) and f.kind == kind and f.site == REGION)
    assert (gap.missing, gap.outcome) == ("detector", outcome)


def test_where_aws_has_no_guardduty_nothing_is_missing() -> None:
    found = facts(("guardduty.detectors", REGION, ABSENT), ("guardduty.plans", REGION, ABSENT))
    assert [f for f in found if f.kind.startswith("aws.guardduty")] == []
