import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.aws.records.patterns import lets_through
from scanner.facts import Alarm
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, why

SIGN_IN = {"$.eventName": "ConsoleLogin", "$.errorMessage": "Failed authentication", "$.eventType": "AwsConsoleSignIn"}


@pytest.mark.parametrize(
    ("pattern", "through"),
    [
        ('{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }', True),
        ('{$.eventName="ConsoleLogin"&&$.errorMessage="Failed authentication"}', True),
        ('{ $.errorMessage = "Failed*" }', True),
        ("{ $.eventName = ConsoleLogin || $.eventName = X }", True),
        ("{ $.eventName = X || $.eventName = Y && $.eventName = ConsoleLogin }", False),
        ("{ ($.eventName = X || $.eventName = ConsoleLogin) && $.eventType != AwsServiceEvent }", True),
        ("{ $.eventName = ConsoleLogin && $.userIdentity.invokedBy NOT EXISTS }", True),
        ("{ $.eventName = ConsoleLogin && $.eventType NOT EXISTS }", False),
        ("{ $.eventName != ConsoleLogin }", False),
        ('{ $.errorMessage = "Success" }', False),
        ("{ $.absent = x }", False),
        ("{ $.absent != x }", True),
        ("ConsoleLogin", None),
        ("", None),
        ("{ }", None),
        ("{ $.eventName = ConsoleLogin", None),
        ("{ $.eventName = ConsoleLogin } }", None),
        ("{ ($.eventName = ConsoleLogin }", None),
        ("{ $.n > 5 }", None),
        ("{ $.a IS TRUE }", None),
        ("[ip, user]", None),
        ("{ $.eventName = %Console.*% }", None),
        ("{ $.eventName = X && $.errorMessage = %Failed% }", None),
        ("{ eventName = ConsoleLogin }", None),
    ],
)
def test_lets_through(*, pattern: str, through: bool | None) -> None:
    assert lets_through(pattern, SIGN_IN) is through


@given(st.text(alphabet='{}()$.=!&|<> "eventNamexNOTEXISTS', max_size=40))
def test_no_pattern_is_too_odd(pattern: str) -> None:
    assert lets_through(pattern, SIGN_IN) in {True, False, None}


ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/whole"
ELSEWHERE = ARN.replace(ACCOUNT, "210987654321")
"""An organisation's trail, at home in another account."""
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/trail:*"
TRAIL = {"TrailARN": ARN, "IsMultiRegionTrail": True, "CloudWatchLogsLogGroupArn": GROUP}
SELECTORS = {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}
ON = {"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": "2026-11-25T11:50:00Z"}
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
ALARM = {"AlarmName": "a", "MetricName": "m", "Namespace": "n", "ActionsEnabled": True, "AlarmActions": [TOPIC]}
SIGN_INS = '($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")'


def filtering(pattern: str, group: str = "/trail") -> dict[str, Any]:
    made = [{"metricName": "m", "metricNamespace": "n"}]
    return {"logGroupName": group, "filterPattern": f"{{ {pattern} }}", "metricTransformations": made}


HEARD = {TOPIC: {"Subscriptions": [{"Confirmed": False}, {"Confirmed": True}]}}
FILTER = filtering(SIGN_INS)
ODD = {**FILTER, "filterPattern": "ConsoleLogin Failed"}
STOP = "arn:aws:automate:us-east-1:ec2:stop"


def watched(what: str = "sign-ins", options: Any = None, **changed: Any) -> Alarm:
    """`filters`, `alarms`, `status`, `selectors`, `buses` with their `targets`, or a field of the trail."""
    said = {"filters": [FILTER], "alarms": [ALARM], "status": ON, "selectors": SELECTORS, "topics": HEARD, **changed}
    buses = {REGION: {}, **said.pop("buses", {})}
    rows = {
        "filters": {"metricFilters": said.pop("filters")},
        "alarms": {"MetricAlarms": said.pop("alarms"), "CompositeAlarms": said.pop("composite", [])},
    }
    bodies = {name: DENIED if DENIED in body.values() else body for name, body in rows.items()}
    found = facts(
        ("cloudtrail.status", said.get("TrailARN", ARN), said.pop("status")),
        ("cloudtrail.selectors", said.get("TrailARN", ARN), said.pop("selectors")),
        ("logs.filters", GROUP, bodies["filters"]),
        ("logs.alarms", f"{REGION}/all", bodies["alarms"]),
        *(("logs.listeners", topic, body) for topic, body in said.pop("topics").items()),
        *(("events.rules", region, body) for region, body in buses.items()),
        *(("events.targets", rule, body) for rule, body in said.pop("targets", {}).items()),
        *(("cloudtrail.trails", region, {"trailList": [{**TRAIL, **said}]}) for region in buses),
        options=options,
    )
    (detector,) = (f for f in found if isinstance(f, Alarm) and f.watches == what)
    return detector


@pytest.mark.parametrize(
    ("filters", "alarms", "status", "enabled", "notifies"),
    [
        ([FILTER], [ALARM], ON, True, True),
        ([FILTER], [], ON, True, False),
        ([FILTER], [{**ALARM, "ActionsEnabled": False}], ON, True, False),
        ([FILTER], [{**ALARM, "AlarmActions": []}], ON, True, False),
        ([FILTER], [{**ALARM, "AlarmActions": [STOP]}], ON, True, False),
        ([FILTER], [{**ALARM, "AlarmActions": [STOP, TOPIC]}], ON, True, True),
        ([ODD], [ALARM], ON, None, None),
        ([ODD], [], ON, None, False),
        ([ODD, FILTER], [ALARM], ON, True, True),
        ([{**FILTER, "filterPattern": ""}], [ALARM], ON, None, None),
        ([FILTER], [{**ALARM, "Namespace": "other"}], ON, True, False),
        ([filtering(SIGN_INS, "/app")], [ALARM], ON, False, False),
        ([FILTER], [ALARM], {**ON, "IsLogging": False}, False, False),
        ([], [ALARM], ON, False, False),
        (DENIED, [ALARM], ON, None, None),
        ([FILTER], DENIED, ON, True, None),
        ([FILTER], [ALARM], DENIED, None, None),
    ],
)
def test_failed_sign_ins_are_watched_and_heard(
    *, filters: Any, alarms: Any, status: Any, enabled: bool | None, notifies: bool | None
) -> None:
    found = watched(filters=filters, alarms=alarms, status=status)
    assert (found.enabled, found.notifies) == (enabled, notifies)


@pytest.mark.parametrize(
    ("changed", "enabled"),
    [
        ({}, True),
        ({"IsMultiRegionTrail": False}, False),
        ({"IncludeGlobalServiceEvents": False}, False),
        ({"CloudWatchLogsLogGroupArn": None}, False),
        ({"CloudWatchLogsLogGroupArn": GROUP.replace(ACCOUNT, "210987654321")}, False),
        ({"selectors": {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}}, False),
        ({"selectors": {"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True}]}}, False),
        ({"selectors": DENIED}, None),
        ({"TrailARN": ELSEWHERE, "CloudWatchLogsLogGroupArn": GROUP.replace(ACCOUNT, "210987654321")}, None),
        ({"status": {"IsLogging": True}}, False),
        ({"status": {**ON, "LatestCloudWatchLogsDeliveryTime": "2026-11-24T12:00:00Z"}}, True),
        ({"status": {**ON, "LatestCloudWatchLogsDeliveryTime": "2026-11-24T11:59:59Z"}}, False),
        ({"status": {**ON, "LatestCloudWatchLogsDeliveryError": "AccessDenied"}}, False),
    ],
)
def test_a_trail_that_feeds_its_filters(*, changed: dict[str, Any], enabled: bool | None) -> None:
    assert watched(**changed).enabled is enabled


@pytest.mark.parametrize(
    ("narrowed", "enabled"),
    [
        ("$.userIdentity.invokedBy NOT EXISTS", True),
        ("$.awsRegion != cn-north-1", True),
        ("$.userIdentity.userName NOT EXISTS", False),
        ("$.userIdentity.userName = ana", False),
        ("$.awsRegion = us-east-1", False),
        ("$.sourceIPAddress = 192.0.2.7", False),
    ],
)
def test_a_pattern_that_is_narrowed(*, narrowed: str, enabled: bool) -> None:
    assert watched(filters=[filtering(f"{SIGN_INS} && ({narrowed})")]).enabled is enabled


ROOT = "$.userIdentity.type = Root && $.userIdentity.invokedBy NOT EXISTS && $.eventType != AwsServiceEvent"


@pytest.mark.parametrize(
    ("patterns", "glass", "enabled"),
    [
        ([ROOT], None, True),
        ([ROOT], "glass", False),
        ([ROOT, "$.userIdentity.userName = glass"], "glass", True),
        ([ROOT, "$.userIdentity.userName = glass"], "glass,other", False),
        (["$.userIdentity.userName = glass"], "glass", False),
        (["$.eventName = ConsoleLogin"], "glass,other", True),
    ],
)
def test_each_account_for_emergencies_is_watched(*, patterns: list[str], glass: str | None, enabled: bool) -> None:
    options = {"break_glass": glass} if glass else {}
    assert watched("privileged-use", options, filters=[filtering(p) for p in patterns]).enabled is enabled


def test_what_others_watch_or_are_told_stands_whatever_the_night_brings() -> None:
    away = watched(TrailARN=ELSEWHERE, CloudWatchLogsLogGroupArn=GROUP.replace(ACCOUNT, "210987654321"))
    assert (why(away, "enabled"), why(away, "notifies")) == ("not-asked", "not-asked")
    for arn in (LAMBDA, ELSEWHERES):
        assert why(watched(alarms=[{**ALARM, "AlarmActions": [arn]}]), "notifies") == "not-asked"
    # A right that is missing is said before what nobody can change.
    for actions in ([LAMBDA, TOPIC], [TOPIC, LAMBDA]):
        found = watched(topics={TOPIC: DENIED}, alarms=[{**ALARM, "AlarmActions": actions}])
        assert why(found, "notifies") == DENIED


LAMBDA, ELSEWHERES = "arn:aws:lambda:us-east-1:1:function:tell", TOPIC.replace(ACCOUNT, "210987654321")
SILENT = {**ALARM, "AlarmActions": []}
BY_FORMULA = {
    "AlarmName": "f",
    "ActionsEnabled": True,
    "AlarmActions": [TOPIC],
    "Metrics": [{"MetricName": "m", "Namespace": "n"}],
}
RULE = {"ActionsEnabled": True, "AlarmActions": [TOPIC]}


@pytest.mark.parametrize(
    ("changed", "notifies"),
    [
        ({}, True),
        ({"topics": {TOPIC: {"Subscriptions": [{"Confirmed": False}]}}}, False),
        ({"topics": {TOPIC: {}}}, False),
        ({"topics": {TOPIC: ABSENT}}, False),
        ({"topics": {TOPIC: DENIED}}, None),
        ({"topics": {TOPIC: DENIED}, "alarms": [{**ALARM, "AlarmActions": [TOPIC, LAMBDA]}]}, None),
        ({"alarms": [{**ALARM, "AlarmActions": [LAMBDA]}]}, None),
        ({"alarms": [{**ALARM, "AlarmActions": [LAMBDA, TOPIC]}]}, True),
        ({"alarms": [{**ALARM, "AlarmActions": [ELSEWHERES]}]}, None),
        ({"alarms": [{**ALARM, "ActionsEnabled": False}], "composite": [{**RULE, "AlarmRule": 'ALARM("a")'}]}, None),
        ({"alarms": [SILENT], "composite": [{**RULE, "AlarmRule": "ALARM(b) OR (ALARM(a))"}]}, None),
        (
            {
                "alarms": [SILENT],
                "composite": [{**RULE, "AlarmRule": f"ALARM('arn:aws:cloudwatch:{REGION}:1:alarm:a')"}],
            },
            None,
        ),
        ({"alarms": [SILENT], "composite": [{**RULE, "AlarmRule": "ALARM(another)"}]}, False),
        ({"alarms": [SILENT], "composite": [{**RULE, "AlarmRule": "ALARM(a)", "ActionsEnabled": False}]}, False),
        ({"alarms": [BY_FORMULA]}, None),
        ({"alarms": [{**BY_FORMULA, "AlarmActions": []}]}, False),
        ({"alarms": [SILENT, ALARM]}, True),
    ],
)
def test_somebody_hears_an_alarm(*, changed: dict[str, Any], notifies: bool | None) -> None:
    found = watched(**changed)
    assert (found.enabled, found.notifies) == (True, notifies)


SIGN_IN_RULE = {
    "source": ["aws.signin"],
    "detail-type": ["AWS Console Sign In via CloudTrail"],
    "detail": {"eventName": ["ConsoleLogin"], "responseElements": {"ConsoleLogin": ["Failure"]}},
}
HOME, AWAY = "arn:aws:events:us-east-1:1:rule/r", "arn:aws:events:eu-west-1:1:rule/r"
TOLD = {"Targets": [{"Arn": TOPIC}]}


def bus(arn: str, pattern: Any) -> dict[str, Any]:
    return {"Rules": [{"Name": "r", "Arn": arn, "EventPattern": json.dumps(pattern)}]}


@pytest.mark.parametrize(
    ("changed", "enabled", "notifies"),
    [
        ({"buses": {REGION: bus(HOME, SIGN_IN_RULE)}, "targets": {HOME: TOLD}}, True, True),
        ({"buses": {REGION: bus(HOME, SIGN_IN_RULE)}, "targets": {HOME: {}}}, True, False),
        ({"buses": {REGION: bus(HOME, SIGN_IN_RULE)}, "targets": {HOME: {"Targets": [{"Arn": LAMBDA}]}}}, True, None),
        ({"buses": {REGION: bus(HOME, SIGN_IN_RULE)}, "targets": {HOME: DENIED}}, True, None),
        ({"buses": {REGION: bus(HOME, {"source": ["aws.ec2"]})}, "targets": {HOME: TOLD}}, False, False),
        ({"buses": {REGION: bus(HOME, {"source": [{"cidr": "x"}]})}, "targets": {HOME: TOLD}}, None, None),
        ({"buses": {REGION: DENIED}}, None, None),
        # A rule hears its own region: another without one is deaf.
        ({"buses": {REGION: bus(HOME, SIGN_IN_RULE), "eu-west-1": {}}, "targets": {HOME: TOLD}}, False, False),
        ({"buses": {REGION: bus(HOME, SIGN_IN_RULE), "eu-west-1": DENIED}, "targets": {HOME: TOLD}}, None, None),
        (
            {
                "buses": {REGION: bus(HOME, SIGN_IN_RULE), "eu-west-1": bus(AWAY, SIGN_IN_RULE)},
                "targets": {HOME: TOLD, AWAY: TOLD},
            },
            True,
            True,
        ),
        (
            {
                "buses": {REGION: bus(HOME, SIGN_IN_RULE), "eu-west-1": bus(AWAY, SIGN_IN_RULE)},
                "targets": {HOME: TOLD, AWAY: {"Targets": [{"Arn": LAMBDA}]}},
            },
            True,
            None,
        ),
        # Without a trail nothing of CloudTrail's reaches a bus.
        (
            {
                "buses": {REGION: bus(HOME, SIGN_IN_RULE)},
                "targets": {HOME: TOLD},
                "status": {**ON, "IsLogging": False},
            },
            False,
            False,
        ),
    ],
)
def test_rules_hear_where_filters_do_not(
    *, changed: dict[str, Any], enabled: bool | None, notifies: bool | None
) -> None:
    found = watched(filters=[], **changed)
    assert (found.enabled, found.notifies) == (enabled, notifies)


def test_a_rule_beside_a_filter_that_nobody_hears() -> None:
    buses = {REGION: bus(HOME, SIGN_IN_RULE)}
    assert watched(alarms=[SILENT], buses=buses, targets={HOME: TOLD}).notifies is True
    assert watched(alarms=[SILENT]).notifies is False


def test_a_topic_that_rules_alone_call() -> None:
    listened = ("events.listeners", TOPIC, HEARD[TOPIC])
    given: tuple[tuple[str, str, Any], ...] = (
        ("cloudtrail.status", ARN, ON),
        ("cloudtrail.selectors", ARN, SELECTORS),
        ("cloudtrail.trails", REGION, {"trailList": [TRAIL]}),
        ("logs.filters", GROUP, {}),
        ("events.rules", REGION, bus(HOME, SIGN_IN_RULE)),
        ("events.targets", HOME, TOLD),
    )
    for more, told in (((listened,), True), ((("events.listeners", TOPIC, DENIED),), None)):
        (found,) = (f for f in facts(*given, *more) if isinstance(f, Alarm) and f.watches == "sign-ins")
        assert found.notifies is told
