"""Elastic Disaster Recovery: whether the recovery of each server was ever tried."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.ages import days, seconds
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Routine

SERVER: Final = "aws.drs.source-server"
_GIVES: Final = ((Routine, "recovery-drill"),)
_JOBS: Final = "jobs"
"""A region's jobs are listed once, where a server is, and the answer is named so."""
_UNUSED: Final = ("UninitializedAccountException",)
_LAUNCHED: Final = frozenset({"LAUNCHED", "TERMINATED"})
"""What a drill has started is ended again after it."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="server in Elastic Disaster Recovery",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "restore-test.recent": "aws drs start-recovery --is-drill --source-servers sourceServerID=SERVER; "
                    "look at what comes up, then aws drs terminate-recovery-instances --recovery-instance-ids INSTANCE",
                    "restore-test.in-time": "a larger instance type in the launch template (aws drs "
                    "update-launch-configuration --source-server-id SERVER --target-instance-type-right-sizing-method "
                    "NONE keeps it), and fewer steps after the launch",
                }
            ),
            own={"SERVER": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="drs.servers",
        operation="drs.DescribeSourceServers",
        needs="drs:DescribeSourceServers",
        feeds=((Routine, "recovery-drill"),),
        scope="region",
        keep="{items: items[].{sourceServerID: sourceServerID, arn: arn, "
        "dataReplicationState: dataReplicationInfo.dataReplicationState}}",
        absent=_UNUSED,
    ),
    Ask(
        id="drs.jobs",
        operation="drs.DescribeJobs",
        needs="drs:DescribeJobs",
        feeds=((Routine, "recovery-drill"),),
        each="drs.servers",
        of="items[:1]",
        about=f"'{_JOBS}'",
        given=MappingProxyType({"filters": "{fromDate: join('', [year, 'T00:00:00Z'])}"}),
        keep="{items: items[].{type: type, initiatedBy: initiatedBy, status: status, "
        "creationDateTime: creationDateTime, endDateTime: endDateTime, participatingServers: "
        "participatingServers[].{sourceServerID: sourceServerID, launchStatus: launchStatus}}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the newest drill of each server that is still copied."""
    for found in listed(whole, "drs.servers", "items", SERVER, *_GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("dataReplicationState") != "DISCONNECTED":
            yield _drill(whole, *found)


def _drill(whole: Account, got: Got, row: Mapping[str, Any]) -> Routine:
    jobs = whole.one("drs.jobs", f"{got.about}/{_JOBS}")
    name = row["sourceServerID"]
    drills = [j for j in body(jobs).get("items", []) if _of(j, name)]
    none: Mapping[str, Any] = {}
    last = max(drills, key=lambda job: str(job["endDateTime"]), default=none)
    began, done = seconds(jobs, last.get("creationDateTime")), seconds(jobs, last.get("endDateTime"))
    return Routine(
        **whole.thing(SERVER, row["arn"], name=name, site=got.about, answers=rests_on(got, jobs)),
        what="recovery-drill",
        age_days=days(jobs, last.get("endDateTime")) if jobs.good else None,
        outcome=_outcome(last, name) if jobs.good else None,
        took_seconds=(FOREVER if FOREVER in {began, done} else began - done) if jobs.good else None,
        unread=unread(age_days=jobs, outcome=jobs, took_seconds=jobs),
    )


def _of(job: Mapping[str, Any], server: str) -> bool:
    """A drill that has ended, in which the server took part."""
    drill = job.get("initiatedBy") == "START_DRILL" and job.get("type") == "LAUNCH"
    return drill and job.get("status") == "COMPLETED" and bool(job.get("endDateTime")) and _status(job, server) != ""


def _status(job: Mapping[str, Any], server: str) -> str:
    for one in job.get("participatingServers", []):
        if one.get("sourceServerID") == server:
            return str(one.get("launchStatus", "none"))
    return ""


def _outcome(job: Mapping[str, Any], server: str) -> Literal["good", "unverified", "bad"]:
    """It came up, or it did not: a job is complete in either case."""
    if not job:
        return "unverified"
    return "good" if _status(job, server) in _LAUNCHED else "bad"
