from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.aws.watch import lets_through
from scanner.facts import Detector
from tests.collectors.aws.answering import DENIED, REGION, one

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
        ("{ eventName = ConsoleLogin }", None),
    ],
)
def test_lets_through(*, pattern: str, through: bool | None) -> None:
    assert lets_through(pattern, SIGN_IN) is through


@given(st.text(alphabet='{}()$.=!&|<> "eventNamexNOTEXISTS', max_size=40))
def test_no_pattern_is_too_odd(pattern: str) -> None:
    assert lets_through(pattern, SIGN_IN) in {True, False, None}


ARN = "arn:aws:cloudtrail:us-east-1:123456789012:trail/whole"
TRAIL = {"TrailARN": ARN, "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:1:log-group:/trail:*"}
FILTER = {
    "logGroupName": "/trail",
    "filterPattern": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "metricTransformations": [{"metricName": "m", "metricNamespace": "n"}],
}
ALARM = {"MetricName": "m", "Namespace": "n", "ActionsEnabled": True, "AlarmActions": ["arn:topic"]}


@pytest.mark.parametrize(
    ("filters", "alarms", "status", "enabled", "notifies"),
    [
        ([FILTER], [ALARM], {"IsLogging": True}, True, True),
        ([FILTER], [], {"IsLogging": True}, True, False),
        ([FILTER], [{**ALARM, "ActionsEnabled": False}], {"IsLogging": True}, True, False),
        ([FILTER], [{**ALARM, "AlarmActions": []}], {"IsLogging": True}, True, False),
        ([FILTER], [{**ALARM, "Namespace": "other"}], {"IsLogging": True}, True, False),
        ([{**FILTER, "logGroupName": "/app"}], [ALARM], {"IsLogging": True}, False, False),
        ([FILTER], [ALARM], {"IsLogging": False}, False, False),
        ([], [ALARM], {"IsLogging": True}, False, False),
        (DENIED, [ALARM], {"IsLogging": True}, None, None),
        ([FILTER], DENIED, {"IsLogging": True}, True, None),
        ([FILTER], [ALARM], DENIED, None, None),
    ],
)
def test_failed_sign_ins_are_watched_and_heard(
    *, filters: Any, alarms: Any, status: Any, enabled: bool | None, notifies: bool | None
) -> None:
    found = one(
        "aws.account",
        Detector,
        ("cloudtrail.trails", REGION, {"trailList": [TRAIL]}),
        ("cloudtrail.status", ARN, status),
        ("logs.filters", REGION, filters if filters == DENIED else {"metricFilters": filters}),
        ("logs.alarms", REGION, alarms if alarms == DENIED else {"MetricAlarms": alarms}),
        watches="sign-ins",
    )
    assert (found.enabled, found.notifies) == (enabled, notifies)
