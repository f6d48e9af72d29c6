"""GuardDuty: threats noticed and heard of, malware looked for; answers typed by hand."""

import json
from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.question import Place
from scanner.facts import Alarm, Alerts, Detector, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, ROWS, answer, facts, one, why

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
APART: Given = ("securityhub.aggregators", "all", {})
AGGREGATOR = f"arn:aws:securityhub:eu-west-1:{ACCOUNT}:finding-aggregator/a"
GATHERED: tuple[Given, ...] = (
    ("securityhub.aggregators", "all", {"FindingAggregators": [{"FindingAggregatorArn": AGGREGATOR}]}),
    (
        "securityhub.aggregator",
        AGGREGATOR,
        {"FindingAggregationRegion": "eu-west-1", "RegionLinkingMode": "ALL_REGIONS"},
    ),
)


def heard(pattern: Any, listeners: Any = None, *, at: str = REGION) -> tuple[Given, ...]:
    """A rule with that pattern, and a topic behind it that somebody has subscribed to."""
    rule = {"Name": "threats", "Arn": RULE, "EventPattern": json.dumps(pattern)}
    return (
        ("events.rules", at, {"Rules": [rule]}),
        ("events.targets", RULE, {"Targets": [{"Arn": TOPIC}]}),
        ("events.listeners", TOPIC, listeners or {"Subscriptions": [{"Confirmed": True}]}),
    )


ANY = {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}
DEAF: Given = ("events.rules", REGION, {})


def threats(*given: Given) -> Alarm:
    return one("aws.guardduty", Alarm, *given)  # type: ignore[no-any-return]


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
        (
            (LISTED, ON, ALONE, HUB, APART, *heard({"detail": {"findings": {"ProductName": ["Inspector"]}}})),
            True,
            False,
        ),
        (
            (LISTED, ON, ALONE, HUB, DEAF, *GATHERED, *heard({"source": ["aws.securityhub"]}, at="eu-west-1")),
            True,
            True,
        ),
        ((LISTED, ON, ALONE, HUB, DEAF, APART, *heard({"source": ["aws.securityhub"]}, at="eu-west-1")), True, False),
        ((LISTED, ON, ALONE, HUB, DEAF, ("securityhub.aggregators", "all", DENIED)), True, None),
    ],
)
def test_threats(*, given: tuple[Given, ...], enabled: bool | None, notifies: bool | None) -> None:
    found = threats(*given)
    assert (found.enabled, found.notifies) == (enabled, notifies)
    assert [u.field for u in found.unread if getattr(found, u.field) is not None] == []
    assert found.resource == f"arn:aws:ec2:{REGION}:{ACCOUNT}:*"


def test_whom_an_administrator_tells_is_not_seen_here() -> None:
    administered = (
        "guardduty.administrator",
        ID,
        {"Administrator": {"AccountId": "1", "RelationshipStatus": "Enabled"}},
    )
    assert why(threats(LISTED, ON, administered, NO_HUB, DEAF), "notifies") == "not-asked"


def told(first: str, **ages: str | None) -> Given:
    rows = [{"Id": name, **({"CreatedAt": made} if made else {})} for name, made in ages.items()]
    return ("guardduty.finding", f"{REGION}/{first}", {"Findings": rows})


OPEN: Given = ("guardduty.open", ID, {"FindingIds": ["a", "b"]})
WEEK, NOW = "2026-11-18T12:00:00.000Z", "2026-11-25T11:30:00.000Z"


@pytest.mark.parametrize(
    ("given", "oldest", "because"),
    [
        ((("guardduty.open", ID, {}),), 0, ""),
        ((OPEN, told("a", a=WEEK, b=NOW)), 7, ""),
        ((OPEN, told("a", a=WEEK), told("b", b="2026-10-25T12:00:00.000Z")), 31, ""),
        # What came up today is open, and not none.
        ((OPEN, told("a", a=NOW, b=NOW)), 1, ""),
        ((OPEN, told("a", a=WEEK)), None, "unclear"),
        ((OPEN, told("a", a=WEEK), ("guardduty.finding", f"{REGION}/b", DENIED)), None, DENIED),
        ((OPEN, ("guardduty.finding", f"{REGION}/a", "throttled")), None, "throttled"),
        ((OPEN, ("guardduty.finding", "eu-west-1/a", {"Findings": [{"Id": "a"}, {"Id": "b"}]})), None, "unclear"),
        ((("guardduty.open", ID, DENIED),), None, DENIED),
    ],
)
def test_open_findings(given: tuple[Given, ...], oldest: int | None, because: str) -> None:
    found = one("aws.guardduty", Alerts, LISTED, ON, ALONE, NO_HUB, DEAF, *given)
    assert found.oldest_open_days == oldest
    if because:
        assert why(found, "oldest_open_days") == because


def test_open_findings_that_were_not_answered_are_not_none_open() -> None:
    assert one("aws.guardduty", Alerts, LISTED, ON, ALONE, NO_HUB, DEAF).oldest_open_days is None


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
    found = one("aws.guardduty.bucket", Detector, NONE, PLANS, plan(status))
    assert (found.resource, found.watches, found.enabled) == ("arn:aws:s3:::uploads", "malware", enabled)


def test_a_plan_for_a_part_of_a_bucket_says_nothing_of_the_rest() -> None:
    found = facts(NONE, PLANS, plan("ACTIVE", ObjectPrefixes=["in/", "mail/"]))
    assert [f.resource for f in found if f.kind == "aws.guardduty.bucket" and isinstance(f, Detector)] == [
        "arn:aws:s3:::uploads/in/*",
        "arn:aws:s3:::uploads/mail/*",
    ]


@pytest.mark.parametrize(
    ("given", "kind", "outcome"),
    [
        ((("guardduty.detectors", REGION, DENIED),), "aws.guardduty", DENIED),
        ((("guardduty.detectors", REGION, DENIED),), "aws.guardduty.machines", DENIED),
        ((NONE, ("guardduty.plans", REGION, DENIED)), "aws.guardduty.bucket", DENIED),
        ((NONE, PLANS, ("guardduty.plan", f"{REGION}/p1", DENIED)), "aws.guardduty.bucket", DENIED),
        ((NONE, PLANS, ("guardduty.plan", f"{REGION}/p1", {"Status": "ACTIVE"})), "aws.guardduty.bucket", "unclear"),
        ((NONE, ("s3.buckets", "", DENIED)), "aws.guardduty.bucket", "error"),
        (
            (NONE, ("s3.buckets", "", {"Buckets": [{"Name": "b", "BucketRegion": REGION}]})),
            "aws.guardduty.bucket",
            "error",
        ),
        ((NONE, ("s3.buckets", "", {"Buckets": [{"Name": "b"}]})), "aws.guardduty.bucket", "error"),
    ],
)
def test_what_was_not_read_is_a_gap(given: tuple[Given, ...], kind: str, outcome: str) -> None:
    found = [f for f in facts(*given) if isinstance(f, Gap) and f.kind == kind and f.site == REGION]
    assert {f.outcome for f in found} == {outcome}
    assert {f.missing for f in found} == ({"alarm", "alerts"} if kind == "aws.guardduty" else {"detector"})


@pytest.mark.parametrize("buckets", [{}, {"Buckets": []}, {"Buckets": [{"Name": "b", "BucketRegion": "eu-west-1"}]}])
def test_a_region_without_buckets_has_no_plans_for_them(buckets: Any) -> None:
    found = facts(NONE, ("s3.buckets", "", buckets))
    assert [f for f in found if f.kind == "aws.guardduty.bucket"] == []
    rule, listing = ROWS["guardduty.plans"], ROWS["s3.buckets"]
    memory = Memory([rule])
    memory.note(answer(listing.id, "", buckets))
    assert rule.unless(memory, Place(REGION, REGION))


def test_where_aws_has_no_guardduty_nothing_is_missing() -> None:
    found = facts(("guardduty.detectors", REGION, ABSENT), ("guardduty.plans", REGION, ABSENT))
    assert [f for f in found if f.kind.startswith("aws.guardduty")] == []
