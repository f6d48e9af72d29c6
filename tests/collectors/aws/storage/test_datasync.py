from typing import Any

import pytest

from scanner.facts import Asset, Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

TASK = "aws.datasync.task"
ARN = f"arn:aws:datasync:{REGION}:{ACCOUNT}:task/task-1"
TASKS = ("datasync.tasks", REGION, {"Tasks": [{"TaskArn": ARN, "Name": "copy"}]})
GROUP = {"CloudWatchLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:x"}


def report(output: str, level: str) -> dict[str, Any]:
    return {"TaskReportConfig": {"OutputType": output, "ReportLevel": level}}


@pytest.mark.parametrize(
    ("row", "on"),
    [
        ({**GROUP, "LogLevel": "TRANSFER"}, True),
        ({**GROUP, "LogLevel": "BASIC"}, False),
        ({**GROUP, "LogLevel": "OFF"}, False),
        (GROUP, False),
        ({"LogLevel": "TRANSFER"}, False),
        ({}, False),
        (report("STANDARD", "SUCCESSES_AND_ERRORS"), True),
        (report("STANDARD", "ERRORS_ONLY"), False),
        (report("SUMMARY_ONLY", "SUCCESSES_AND_ERRORS"), False),
    ],
)
def test_what_a_task_writes_down(*, row: dict[str, Any], on: bool) -> None:
    trail = one(TASK, LogTrail, TASKS, ("datasync.task", ARN, {"TaskArn": ARN, **row}))
    assert (trail.enabled, bool(trail.records)) == (on, on)
    assert (trail.resource, trail.name) == (ARN, "copy")


def test_what_was_refused_is_not_known() -> None:
    trail = one(TASK, LogTrail, TASKS, ("datasync.task", ARN, DENIED))
    assert {why(trail, f) for f in ("enabled", "records", "exempt")} == {DENIED}
    assert one(TASK, Asset, TASKS, ("datasync.task", ARN, DENIED)).role == "service"
    found = {f.missing for f in facts(("datasync.tasks", REGION, DENIED)) if isinstance(f, Gap) and f.kind == TASK}
    assert found == {"asset", "log-trail"}
