"""DataSync: what its tasks write down of the files they carry."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogTrail

TASK: Final = "aws.datasync.task"
_GIVES: Final = ((Asset, "service"), (LogTrail, "service"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TASK: Kind(
            title="DataSync task",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws datasync update-task --task-arn TASK-ARN "
                    "--cloud-watch-log-group-arn GROUP-ARN --options LogLevel=TRANSFER",
                }
            ),
            own={"TASK-ARN": "resource"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="datasync.tasks",
        operation="datasync.ListTasks",
        needs="datasync:ListTasks",
        feeds=_GIVES,
        scope="region",
        parameters=MappingProxyType({"MaxResults": 100}),
        keep="{Tasks: Tasks[].{TaskArn: TaskArn, Name: Name}}",
    ),
    Ask(
        id="datasync.task",
        operation="datasync.DescribeTask",
        needs="datasync:DescribeTask",
        feeds=((LogTrail, "service"),),
        each="datasync.tasks",
        of="Tasks",
        about="TaskArn",
        given=MappingProxyType({"TaskArn": "item.TaskArn"}),
        keep="{TaskArn: TaskArn, CloudWatchLogGroupArn: CloudWatchLogGroupArn, LogLevel: Options.LogLevel, "
        "TaskReportConfig: TaskReportConfig.{OutputType: OutputType, ReportLevel: ReportLevel}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all tasks."""
    for found in listed(whole, "datasync.tasks", "Tasks", TASK, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _facts(whole, *found)


def _facts(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["TaskArn"]
    thing = whole.thing(TASK, arn, name=row.get("Name") or arn.rpartition("/")[2], site=got.about)
    task = whole.one("datasync.task", arn)
    # A log of errors only, as LogLevel=BASIC keeps it, is no record of what was carried.
    on = _logs(body(task)) or _reports(body(task))
    yield Asset(**thing, answers=rests_on(got), role="service")
    yield LogTrail(
        **thing,
        answers=rests_on(got, task),
        of="service",
        enabled=on if task.good else None,
        records=(("data-read", "data-write") if on else ()) if task.good else None,
        exempt=() if task.good else None,
        unread=unread(enabled=task, records=task, exempt=task),
    )


def _logs(task: Mapping[str, Any]) -> bool:
    return bool(task.get("CloudWatchLogGroupArn")) and task.get("LogLevel") == "TRANSFER"


def _reports(task: Mapping[str, Any]) -> bool:
    """Each run leaves a list of all files in a bucket."""
    said = task.get("TaskReportConfig", {})
    return (said.get("OutputType"), said.get("ReportLevel")) == ("STANDARD", "SUCCESSES_AND_ERRORS")
