"""Network Firewall, from answers typed by hand."""

from typing import Any

import pytest

from collectors.asking.paths import search
from collectors.aws.asking.keep import Kept
from scanner.facts import Gap, Guard, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, ROWS, facts, one, why

ARN = f"arn:aws:network-firewall:{REGION}:{ACCOUNT}:firewall/edge"
POLICY = f"arn:aws:network-firewall:{REGION}:{ACCOUNT}:firewall-policy/edge"
LISTING = ("network-firewall.firewalls", REGION, {"Firewalls": [{"FirewallArn": ARN, "FirewallName": "edge"}]})
KIND = "aws.network-firewall.firewall"


def detail(**row: Any) -> tuple[str, str, Any]:
    return ("network-firewall.firewall", ARN, {"Firewall": {"FirewallPolicyArn": POLICY, **row}})


@pytest.mark.parametrize(
    ("types", "enabled"),
    [
        (["FLOW", "ALERT"], True),
        (["FLOW", "ALERT", "TLS"], True),
        (["FLOW"], False),
        (["ALERT"], False),
        ([], False),
        (DENIED, None),
    ],
)
def test_logs(*, types: Any, enabled: bool | None) -> None:
    said = types if isinstance(types, str) else {"Types": types}
    trail = one(KIND, LogTrail, LISTING, ("network-firewall.logs", ARN, said))
    assert trail.enabled is enabled
    assert enabled is not None or why(trail, "enabled") == DENIED


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ({"FirewallArn": ARN}, {"Types": []}),
        ({"FirewallArn": ARN, "LoggingConfiguration": {"LogDestinationConfigs": []}}, {"Types": []}),
        (
            {"FirewallArn": ARN, "LoggingConfiguration": {"LogDestinationConfigs": [{"LogType": "FLOW"}]}},
            {"Types": ["FLOW"]},
        ),
        ({}, {}),
    ],
)
def test_no_configuration_is_none_only_where_the_firewall_is_named(page: Any, kept: Any) -> None:
    answer = Kept(())
    answer.add(search(ROWS["network-firewall.logs"].keep, page))
    assert answer.body == kept


def test_deletion() -> None:
    assert one(KIND, Guard, LISTING, detail(DeleteProtection=True), prevents="deletion").in_force is True
    assert one(KIND, Guard, LISTING, detail(), prevents="deletion").in_force is False
    refused = one(KIND, Guard, LISTING, ("network-firewall.firewall", ARN, DENIED), prevents="deletion")
    assert (refused.in_force, why(refused, "in_force")) == (None, DENIED)


ON = ["aws:forward_to_sfe"]
STRICT = {"RuleOrder": "STRICT_ORDER", "Stateful": ["aws:drop_established", "aws:alert_established"]}


@pytest.mark.parametrize(
    ("policy", "refuses"),
    [
        ({"Stateless": ["aws:drop"], "Fragments": ["aws:drop"]}, True),
        ({"Stateless": ["aws:drop", "metric"], "Fragments": ["aws:drop"]}, True),
        ({"Stateless": ["aws:drop"], "Fragments": ["aws:pass"]}, False),
        ({"Stateless": ["aws:drop"]}, False),
        ({"Stateless": ON, "Fragments": ON, **STRICT}, True),
        ({"Stateless": ON, "Fragments": ON, **STRICT, "RuleOrder": "DEFAULT_ACTION_ORDER"}, False),
        ({"Stateless": ON, "Fragments": ON, **STRICT, "Stateful": ["aws:alert_strict"]}, False),
        ({"Stateless": ON, "Fragments": ["aws:pass"], **STRICT}, False),
        ({"Stateless": ["aws:pass"], "Fragments": ["aws:pass"]}, False),
        ({}, False),
    ],
)
def test_what_no_rule_lists(*, policy: Any, refuses: bool) -> None:
    given = (LISTING, detail(), ("network-firewall.policy", POLICY, {"FirewallPolicy": policy}))
    assert one(KIND, Guard, *given, prevents="unlisted-traffic").in_force is refuses


@pytest.mark.parametrize(
    "given",
    [
        (LISTING, detail(), ("network-firewall.policy", POLICY, DENIED)),
        (LISTING, ("network-firewall.firewall", ARN, DENIED)),
    ],
)
def test_a_policy_that_was_not_read(given: Any) -> None:
    it = one(KIND, Guard, *given, prevents="unlisted-traffic")
    assert (it.in_force, why(it, "in_force")) == (None, DENIED)


def test_firewalls_that_were_not_listed() -> None:
    found = [f for f in facts((LISTING[0], REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {f.missing for f in found} == {"asset", "log-trail", "guard"}
