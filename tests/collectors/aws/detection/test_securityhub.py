"""Security Hub: is a region's configuration looked at, and does somebody hear; answers typed by hand."""

import json
from typing import Any

import msgspec
import pytest

from collectors.asking.memory import Memory
from collectors.aws import AWS
from collectors.aws.question import Place
from scanner.answers import Answers
from scanner.facts import Alarm, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, ROWS, answer, facts, one, why

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


AGGREGATOR = f"arn:aws:securityhub:eu-west-1:{ACCOUNT}:finding-aggregator/a"
APART: Given = ("securityhub.aggregators", "all", {"FindingAggregators": []})


def gathered(mode: str, *regions: str) -> tuple[Given, ...]:
    """Findings of some regions come together in Ireland."""
    said = {"FindingAggregationRegion": "eu-west-1", "RegionLinkingMode": mode, "Regions": list(regions)}
    return (
        ("securityhub.aggregators", "all", {"FindingAggregators": [{"FindingAggregatorArn": AGGREGATOR}]}),
        ("securityhub.aggregator", AGGREGATOR, said),
    )


DEAF: Given = ("events.rules", REGION, {})
AWAY: tuple[Given, ...] = (
    ("securityhub.hub", "eu-west-1", {"HubArn": ELSEWHERE}),
    ("securityhub.standards", ELSEWHERE, {}),
    ("securityhub.administrator", ELSEWHERE, {}),
)


SILENT: Given = ("events.rules", "eu-west-1", {})
COMPLIANCE = {"detail": {"findings": {"Compliance": {"x": ["y"]}}}}
BUT = "ALL_REGIONS_EXCEPT_SPECIFIED"


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
        ((HUB, standards("READY"), ALONE, APART, DEAF), True, False),
        ((HUB, standards("READY"), ("securityhub.administrator", ARN, ABSENT), APART, DEAF), True, False),
        ((HUB, standards("READY"), ("securityhub.administrator", ARN, DENIED), APART, DEAF), True, None),
        ((HUB, standards("READY"), MEMBER, APART, DEAF), True, None),
        ((HUB, standards("READY"), ALONE, ("securityhub.aggregators", "all", DENIED), DEAF), True, None),
        ((HUB, standards("READY"), ALONE, ("events.rules", REGION, DENIED)), True, None),
        ((HUB, standards("READY"), ALONE, APART, *heard(COMPLIANCE)), True, False),
        # A rule of another region hears what is gathered there, and nothing else.
        ((HUB, standards("READY"), ALONE, DEAF, APART, *AWAY, *heard(region="eu-west-1")), True, False),
        (
            (HUB, standards("READY"), ALONE, DEAF, *gathered("ALL_REGIONS"), *AWAY, *heard(region="eu-west-1")),
            True,
            True,
        ),
        ((HUB, standards("READY"), ALONE, DEAF, *gathered("ALL_REGIONS"), *AWAY, SILENT), True, False),
        (
            (HUB, standards("READY"), ALONE, DEAF, *gathered("NO_REGIONS"), *AWAY, *heard(region="eu-west-1")),
            True,
            False,
        ),
        (
            (HUB, standards("READY"), ALONE, DEAF, *gathered("SPECIFIED_REGIONS", REGION), *heard(region="eu-west-1")),
            True,
            True,
        ),
        (
            (HUB, standards("READY"), ALONE, DEAF, *gathered("SPECIFIED_REGIONS", "x"), *heard(region="eu-west-1")),
            True,
            False,
        ),
        (
            (HUB, standards("READY"), ALONE, DEAF, *gathered(BUT, REGION), *heard(region="eu-west-1")),
            True,
            False,
        ),
        ((HUB, standards("READY"), ALONE, DEAF, *gathered(BUT, "x"), *heard(region="eu-west-1")), True, True),
        ((HUB, standards("READY"), ALONE, DEAF, *gathered("ALL_REGIONS")), True, None),
    ],
)
def test_hubs(*, given: tuple[Given, ...], enabled: bool | None, notifies: bool | None) -> None:
    found = one("aws.securityhub", Alarm, *given, site=REGION)
    assert (found.watches, found.enabled, found.notifies) == ("config-changes", enabled, notifies)
    assert [u.field for u in found.unread if getattr(found, u.field) is not None] == []


def test_what_another_account_or_region_hears_stands_whatever_the_night_brings() -> None:
    administered = ("securityhub.administrator", ARN, {"Administrator": {"AccountId": "1", "MemberStatus": "Enabled"}})
    for given in ((administered, APART), (ALONE, *gathered("ALL_REGIONS"))):
        hub = one("aws.securityhub", Alarm, HUB, standards("READY"), DEAF, *given)
        assert why(hub, "notifies") == "not-asked"


@pytest.mark.parametrize(
    ("administrators", "left_out"),
    [
        ((MEMBER,), True),
        ((MEMBER, ("securityhub.administrator", ELSEWHERE, {})), False),
        ((ALONE,), False),
        ((), False),
    ],
)
def test_where_findings_are_gathered_a_member_is_not_told(*, administrators: tuple[Given, ...], left_out: bool) -> None:
    row = ROWS["securityhub.aggregators"]
    memory = Memory([row])
    for given in (HUB, *administrators, *(AWAY[:1] if administrators[1:] else ())):
        memory.note(answer(*given))
    assert row.unless(memory, Place(REGION, "all")) is left_out
    if left_out:
        assert why(one("aws.securityhub", Alarm, HUB, standards("READY"), MEMBER, DEAF), "notifies") == "not-asked"


def test_a_hub_that_was_refused_is_a_gap() -> None:
    (gap,) = (f for f in facts(("securityhub.hub", REGION, DENIED)) if f.kind == "aws.securityhub")
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.which, gap.outcome) == ("alarm", "config-changes", DENIED)


def test_where_aws_has_no_security_hub_nothing_is_off() -> None:
    nowhere = msgspec.structs.replace(answer("securityhub.hub", REGION, ABSENT), body={"NotOffered": True})
    identity = answer("aws.identity", "", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"})
    wanted = {q.id: q.operation for q in AWS.questions}
    found = AWS.read(Answers("aws:", enumerate([identity, nowhere]), wanted=wanted))
    assert [f for f in found if f.kind == "aws.securityhub"] == []
