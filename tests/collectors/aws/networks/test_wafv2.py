"""WAF, from answers typed by hand."""

from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws import QUESTIONS
from collectors.aws.question import Place
from scanner.facts import Gap, LogTrail
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, answer, facts, one, why

ARN = f"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/web/1"


@pytest.mark.parametrize(
    ("logs", "enabled", "exempt"),
    [
        ([{"ResourceArn": ARN, "Behaviors": []}], True, ()),
        ([{"ResourceArn": ARN, "Behaviors": ["KEEP"]}], True, ()),
        ([{"ResourceArn": ARN, "Behaviors": ["KEEP", "DROP"]}], True, ("requests that a filter drops",)),
        ([{"ResourceArn": f"{ARN}1"}], False, ()),
        ([], False, ()),
        (DENIED, None, None),
    ],
)
@pytest.mark.parametrize(("scope", "about"), [("regional", REGION), ("cloudfront", "")])
def test_web_acls(*, scope: str, about: str, logs: Any, enabled: bool | None, exempt: Any) -> None:
    listing = (f"wafv2.{scope}_acls", about, {"WebACLs": [{"ARN": ARN, "Name": "web"}]})
    body = logs if isinstance(logs, str) else {"LoggingConfigurations": logs}
    others: list[tuple[str, str, Any]] = [
        (f"wafv2.{scope}_{keeper}", about, {"LoggingConfigurations": []}) for keeper in ("lake_logs", "rule_logs")
    ]
    trail = one("aws.wafv2.web-acl", LogTrail, listing, (f"wafv2.{scope}_logs", about, body), *others)
    assert (trail.resource, trail.enabled, trail.exempt) == (ARN, enabled, exempt)
    assert enabled is not None or why(trail, "enabled") == DENIED


LISTING = ("wafv2.regional_acls", REGION, {"WebACLs": [{"ARN": ARN, "Name": "web"}]})
NONE: dict[str, Any] = {"LoggingConfigurations": []}
MINE = {"LoggingConfigurations": [{"ResourceArn": ARN, "Behaviors": []}]}


@pytest.mark.parametrize(
    ("ours", "lake", "rule", "enabled"),
    [
        (NONE, MINE, NONE, True),
        (NONE, NONE, MINE, True),
        (NONE, NONE, NONE, False),
        (NONE, ABSENT, ABSENT, False),
        (NONE, DENIED, MINE, True),
        (NONE, DENIED, NONE, None),
        (NONE, NONE, DENIED, None),
        (MINE, DENIED, DENIED, True),
    ],
)
def test_logs_that_others_keep(*, ours: Any, lake: Any, rule: Any, enabled: bool | None) -> None:
    kept = (("logs", ours), ("lake_logs", lake), ("rule_logs", rule))
    trail = one("aws.wafv2.web-acl", LogTrail, LISTING, *((f"wafv2.regional_{w}", REGION, b) for w, b in kept))
    assert trail.enabled is enabled
    assert enabled is not None or why(trail, "enabled") == DENIED


@pytest.mark.parametrize(
    ("acls", "ours", "asked"),
    [
        ({"WebACLs": []}, NONE, 0),
        (LISTING[2], NONE, 1),
        (LISTING[2], MINE, 0),
        (LISTING[2], DENIED, 1),
        (DENIED, NONE, 0),
    ],
)
def test_others_are_asked_about_where_an_acl_is_not_logged_by_us(acls: Any, ours: Any, asked: int) -> None:
    memory = Memory(QUESTIONS)
    for given in (("wafv2.regional_acls", REGION, acls), ("wafv2.regional_logs", REGION, ours)):
        memory.note(answer(*given))
    rows = [q for q in QUESTIONS if q.id in {"wafv2.regional_lake_logs", "wafv2.regional_rule_logs"}]
    assert [r.unless(memory, Place(REGION, REGION)) for r in rows] == [not asked] * 2


@pytest.mark.parametrize(("scope", "about"), [("regional", REGION), ("cloudfront", "")])
def test_web_acls_that_were_not_listed(scope: str, about: str) -> None:
    found = [f for f in facts((f"wafv2.{scope}_acls", about, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {(f.kind, f.missing) for f in found} == {("aws.wafv2.web-acl", c) for c in ("asset", "log-trail")}
