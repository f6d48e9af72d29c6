"""WAF, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

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
    trail = one("aws.wafv2.web-acl", LogTrail, listing, (f"wafv2.{scope}_logs", about, body))
    assert (trail.resource, trail.enabled, trail.exempt) == (ARN, enabled, exempt)
    assert enabled is not None or why(trail, "enabled") == DENIED


@pytest.mark.parametrize(("scope", "about"), [("regional", REGION), ("cloudfront", "")])
def test_web_acls_that_were_not_listed(scope: str, about: str) -> None:
    found = [f for f in facts((f"wafv2.{scope}_acls", about, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {(f.kind, f.missing) for f in found} == {("aws.wafv2.web-acl", c) for c in ("asset", "log-trail")}
