"""Route 53's query logs, from answers typed by hand."""

from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.networks.dns import QUESTIONS
from collectors.aws.question import Place
from scanner.answers import JSON
from scanner.facts import Gap, LogTrail
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

PUBLIC = {"Id": "/hostedzone/Z1", "Name": "alder.example.", "PrivateZone": False}
PRIVATE = {"Id": "/hostedzone/Z2", "Name": "alder.internal.", "PrivateZone": True}


@pytest.mark.parametrize(
    ("logs", "enabled"),
    [
        ({"QueryLoggingConfigs": [{"HostedZoneId": "Z1"}]}, True),
        ({"QueryLoggingConfigs": [{"HostedZoneId": "Z11"}]}, False),
        ({}, False),
        (DENIED, None),
    ],
)
def test_public_zones(*, logs: Any, enabled: bool | None) -> None:
    zones = ("route53.zones", "", {"HostedZones": [PUBLIC, PRIVATE]})
    trail = one("aws.route53.zone", LogTrail, zones, ("route53.query_logs", "", logs))
    assert (trail.resource, trail.enabled) == ("arn:aws:route53:::hostedzone/Z1", enabled)
    assert enabled is not None or why(trail, "enabled") == DENIED


VPCS = {"Vpcs": [{"VpcId": "vpc-1", "OwnerId": ACCOUNT}, {"VpcId": "vpc-2", "OwnerId": "210987654321"}]}
LOG = {"ResourceId": "vpc-1", "Status": "ACTIVE", "Error": "NONE"}


@pytest.mark.parametrize(
    ("rows", "enabled"),
    [
        ([LOG], True),
        ([{**LOG, "Status": "ACTION_NEEDED"}], False),
        ([{**LOG, "Status": "FAILED"}], False),
        ([{**LOG, "Error": "ACCESS_DENIED"}], False),
        ([{**LOG, "ResourceId": "vpc-2"}], False),
        ([], False),
        (DENIED, None),
    ],
)
def test_networks(*, rows: Any, enabled: bool | None) -> None:
    body = rows if isinstance(rows, str) else {"ResolverQueryLogConfigAssociations": rows}
    given = (("ec2.vpcs", REGION, VPCS), ("route53resolver.query_logs", REGION, body))
    trail = one("aws.route53resolver.vpc", LogTrail, *given)
    assert (trail.name, trail.enabled) == ("vpc-1", enabled)
    assert enabled is not None or why(trail, "enabled") == DENIED


def test_where_there_is_no_such_service_there_is_nothing_to_record() -> None:
    found = facts(("ec2.vpcs", REGION, VPCS), ("route53resolver.query_logs", REGION, ABSENT))
    assert [f for f in found if f.kind == "aws.route53resolver.vpc" and not isinstance(f, Gap)] == []


def test_what_was_not_listed() -> None:
    given = (("route53.zones", "", DENIED), ("ec2.vpcs", REGION, DENIED))
    found = {(f.kind, f.missing) for f in facts(*given) if isinstance(f, Gap) and f.outcome == DENIED}
    assert {(k, m) for k, m in found if "route53" in k} == {
        (f"aws.{kind}", missing)
        for kind in ("route53.zone", "route53resolver.vpc")
        for missing in ("asset", "log-trail")
    }


class Zones(Memory):
    """What is known of zones."""

    def __init__(self, body: JSON) -> None:
        super().__init__(())
        self._body = body

    def body(self, question: str, about: str = "") -> JSON:
        """Of the one question."""
        return self._body if (question, about) == ("route53.zones", "") else None

    def bodies(self, question: str) -> list[JSON]:
        """As one."""
        return [self.body(question)]

    def outcome(self, question: str, about: str = "") -> str:
        """Good or not."""
        return "ok" if self.body(question, about) else ""


@pytest.mark.parametrize(
    ("body", "left_out"),
    [
        ({"HostedZones": [PUBLIC, PRIVATE]}, False),
        ({"HostedZones": [PRIVATE]}, True),
        ({"HostedZones": []}, True),
        (None, False),
    ],
)
def test_where_no_zone_is_public_nobody_asks_for_logs(*, body: JSON, left_out: bool) -> None:
    (row,) = (q for q in QUESTIONS if q.id == "route53.query_logs")
    assert row.unless(Zones(body), Place(REGION, "")) is left_out
