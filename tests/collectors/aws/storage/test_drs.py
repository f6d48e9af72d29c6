from typing import Any

import pytest

from scanner.facts import FOREVER, Gap, Routine
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

SERVER = "aws.drs.source-server"
ARN = f"arn:aws:drs:{REGION}:{ACCOUNT}:source-server/s-1"
ROW = {"sourceServerID": "s-1", "arn": ARN, "dataReplicationState": "CONTINUOUS"}
JOB = {
    "type": "LAUNCH",
    "initiatedBy": "START_DRILL",
    "status": "COMPLETED",
    "creationDateTime": "2026-11-16T10:00:00.123456Z",
    "endDateTime": "2026-11-16T12:00:00.123456Z",
    "participatingServers": [{"sourceServerID": "s-1", "launchStatus": "LAUNCHED"}],
}
LATER = {**JOB, "creationDateTime": "2026-11-24T10:00:00Z", "endDateTime": "2026-11-24T11:00:00Z"}


def took_part(status: str | None, name: str = "s-1") -> dict[str, Any]:
    return {"participatingServers": [{"sourceServerID": name, **({"launchStatus": status} if status else {})}]}


@pytest.mark.parametrize(
    ("jobs", "age", "outcome", "took"),
    [
        ([JOB], 8, "good", 7200),
        ([{**JOB, **took_part("TERMINATED")}], 8, "good", 7200),
        ([{**JOB, **took_part("FAILED")}], 8, "bad", 7200),
        ([{**JOB, **took_part("PENDING")}], 8, "bad", 7200),
        ([{**JOB, **took_part(None)}], 8, "bad", 7200),
        ([JOB, LATER], 1, "good", 3600),
        ([JOB, {**LATER, **took_part("FAILED")}], 1, "bad", 3600),
        ([{**JOB, **took_part("LAUNCHED", "s-2")}], FOREVER, "unverified", FOREVER),
        ([{**JOB, "initiatedBy": "START_RECOVERY"}], FOREVER, "unverified", FOREVER),
        ([{**JOB, "type": "TERMINATE"}], FOREVER, "unverified", FOREVER),
        ([{**JOB, "status": "STARTED"}], FOREVER, "unverified", FOREVER),
        ([], FOREVER, "unverified", FOREVER),
        (DENIED, None, None, None),
    ],
)
def test_the_newest_drill(jobs: Any, age: int | None, outcome: str | None, took: int | None) -> None:
    said = jobs if isinstance(jobs, str) else {"items": jobs}
    drill = one(SERVER, Routine, ("drs.servers", REGION, {"items": [ROW]}), ("drs.jobs", f"{REGION}/jobs", said))
    assert (drill.resource, drill.what) == (ARN, "recovery-drill")
    assert (drill.age_days, drill.outcome, drill.took_seconds) == (age, outcome, took)
    assert age is not None or {why(drill, f) for f in ("age_days", "outcome", "took_seconds")} == {DENIED}


def test_who_does_not_use_it_owes_no_drill() -> None:
    bodies: tuple[Any, ...] = (ABSENT, {"items": []}, {"items": [{**ROW, "dataReplicationState": "DISCONNECTED"}]})
    for body in bodies:
        assert [f for f in facts(("drs.servers", REGION, body)) if f.kind == SERVER] == []
    assert one(SERVER, Gap, ("drs.servers", REGION, DENIED)).missing == "routine"
