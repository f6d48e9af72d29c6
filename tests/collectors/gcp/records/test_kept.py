"""Whether the record of data is kept: it is nowhere where no sink sends it, however much of it is written."""

import pytest

from scanner.facts import LogTrail
from scanner.finding import Status
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, near_answers, target
from tests.collectors.gcp.kept import HERE, JSON, Change, archive, put, the
from tests.judged import judged
from tests.servers.google.double import PROJECT, Google

BOTH = ("data-read", "data-write")
BUCKET = "//storage.googleapis.com/alder-logs"
DATA = 'LOG_ID("cloudaudit.googleapis.com/data_access")'
BY_DEFAULT = " AND ".join(
    f'NOT LOG_ID("{name}audit.googleapis.com/{log}")'
    for log in ("activity", "system_event", "access_transparency")
    for name in ("cloud", "external")
)
"""As Google makes _Default (cloud.google.com/logging/docs/default-settings)."""
HERE_TOO = f"logging.googleapis.com/projects/{PROJECT}/locations/europe-west3/buckets/ward"
NO_ALL: Change = ("sink", "", LEFT_OUT)
NO_ERRORS: Change = ("errors", "", LEFT_OUT)
OFF: Change = ("default", "disabled", True)


def default(path: str, value: JSON) -> list[Change]:
    """_Default alone, changed."""
    return [NO_ALL, ("default", path, value)]


def leaves_out(written: str, **more: JSON) -> list[Change]:
    return default("exclusions", [{"name": "x", "filter": written, **more}])


def also(path: str, value: JSON) -> list[Change]:
    """_Default off, and another one, changed."""
    return [OFF, ("sink", path, value)]


TABLE: list[tuple[bool | None, bool | None, list[Change]]] = [
    (True, True, []),
    (True, True, [NO_ALL]),
    (True, True, [OFF]),
    (False, False, [NO_ALL, OFF]),
    (False, False, also("disabled", True)),
    (False, False, default("filter", f"NOT {DATA}")),
    (False, False, default("filter", 'NOT logName:"cloudaudit.googleapis.com"')),
    (False, False, default("filter", 'logName:"cloudaudit.googleapis.com%2Factivity"')),
    (True, True, default("filter", DATA)),
    (True, True, default("filter", "")),
    (None, None, default("filter", 'protoPayload.methodName="storage.objects.get"')),
    (False, True, default("filter", 'resource.type="gcs_bucket"')),
    (False, False, leaves_out(DATA)),
    (False, False, leaves_out('protoPayload."@type"="type.googleapis.com/google.cloud.audit.AuditLog"')),
    (True, True, leaves_out(DATA, disabled=True)),
    (True, True, leaves_out('resource.type="k8s_container"')),
    (
        True,
        True,
        leaves_out('textPayload:"x" OR jsonPayload.x=1 OR labels."k8s-pod/app"="x"'),
    ),
    (True, True, leaves_out('httpRequest.status=200 OR trace="x" OR traceSampled=true OR spanId="x"')),
    (True, True, leaves_out('resource.type="http_load_balancer" AND httpRequest.status=200')),
    (None, None, leaves_out(f"{DATA} AND sample(insertId, 0.99)")),
    (None, None, leaves_out('protoPayload.methodName="storage.objects.list"')),
    (None, None, leaves_out('protoPayload.authenticationInfo.principalEmail="eve@alder.example"')),
    (False, True, leaves_out('protoPayload.serviceName="bigquery.googleapis.com"')),
    (False, False, leaves_out('resource.type=("gcs_bucket" OR "bigquery_dataset")')),
    (False, True, leaves_out('protoPayload.serviceName="k8s.io"')),
    (False, True, leaves_out('resource.type="k8s_cluster"')),
    (None, True, leaves_out('protoPayload.serviceName="datastore.googleapis.com"')),
    (None, True, leaves_out(f'protoPayload.serviceName="alloydb.googleapis.com" AND {DATA}')),
    (False, True, leaves_out('resource.type="healthcare_dicom_store"')),
    (None, True, leaves_out('resource.type="healthcare_consent_store"')),
    (None, True, leaves_out('resource.type="healthcare_consent_store" AND protoPayload.serviceName:"healthcare"')),
    (False, True, leaves_out('resource.type="bigquery_project"')),
    (False, True, leaves_out('resource.type="bigquery_dataset"')),
    (None, True, leaves_out('resource.type="bigquery_resource"')),
    (True, True, leaves_out("severity>=ERROR")),
    (False, False, [*leaves_out("severity>=ERROR"), NO_ERRORS]),
    (False, True, [*leaves_out('protoPayload.serviceName="k8s.io" AND severity>=ERROR'), NO_ERRORS]),
    (True, True, leaves_out("severity<=DEBUG")),
    (True, True, leaves_out('resource.type=("k8s_container" OR "k8s_pod" OR "k8s_node" OR "http_load_balancer")')),
    (False, True, leaves_out('resource.type:"k8s_"')),
    (None, True, leaves_out('resource.type:"alloydb"')),
    (True, True, default("filter", 'NOT resource.type="k8s_container"')),
    (True, True, default("filter", BY_DEFAULT)),
    (True, True, default("filter", 'logName:"cloudaudit.googleapis.com"')),
    (None, None, leaves_out("k8s_container")),
    (True, True, [*leaves_out(DATA)[1:]]),
    (True, True, also("filter", DATA)),
    (False, False, also("filter", "severity>=ERROR")),
    (False, False, also("exclusions", [{"name": "x", "filter": DATA}])),
    (None, None, also("filter", "sample(insertId, 0.1)")),
    (True, True, also("destination", HERE_TOO)),
    (False, False, also("destination", f"{HERE_TOO}-gone")),
    (False, False, also("destination", "storage.googleapis.com/gone")),
    (True, True, also("destination", "storage.googleapis.com/alder-logs")),
    (False, False, also("destination", "bigquery.googleapis.com/projects/archive/datasets/gone")),
    (None, None, also("destination", "logging.googleapis.com/projects/archive")),
    (None, None, also("destination", f"pubsub.googleapis.com/projects/{PROJECT}/topics/siem")),
    (None, None, also("destination", "somewhere.googleapis.com/else")),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("whole", "bucket", "changes"), TABLE)
def test_whether_some_sink_keeps_it(
    near: Google,
    whole: bool | None,  # noqa: FBT001  # a column of a table
    bucket: bool | None,  # noqa: FBT001  # another
    changes: list[Change],
    way: str,
) -> None:
    """In the project as a whole, and of its buckets."""
    put(near, *changes)
    found = facts(near, asset_inventory=way)
    for at, kept in ((HERE, whole), (BUCKET, bucket)):
        trail = the(found, LogTrail, "store", at)
        assert isinstance(trail, LogTrail)
        assert (trail.enabled, trail.records) == (kept, BOTH if kept else None if kept is None else ()), at
        assert bool(trail.stands) is (kept is False)
        assert {why.outcome for why in trail.unread} == ({"unclear"} if kept is None else set())


def test_what_is_kept_nowhere_fails_and_passes_nothing(near: Google) -> None:
    put(near, NO_ALL, OFF)
    found = judged(near_answers(near), target(near)).findings
    said = {(f.check, f.status) for f in found if f.resource == BUCKET and f.check.startswith("audit-logging")}
    assert ("audit-logging.recording", Status.FAIL) in said
    assert ("audit-logging.events-complete", Status.PASS) not in said


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({}, False),
        ({"includeChildren": True}, True),
        ({"includeChildren": True, "filter": f"NOT {DATA}"}, False),
        ({"includeChildren": True, "disabled": True}, False),
    ],
)
@pytest.mark.parametrize("scope", ["folders/55", "organizations/77"])
def test_a_sink_above_may_keep_it(near: Google, scope: str, more: dict[str, JSON], kept: bool) -> None:  # noqa: FBT001  # a column
    put(near, NO_ALL, OFF)
    sent = {"name": "all", "destination": "storage.googleapis.com/archive-of-another", **more}
    near.scopes[scope].put("logging.googleapis.com/LogSink", sent)
    assert the(facts(near), LogTrail, "store", HERE).enabled is kept  # type: ignore[attr-defined]  # a trail


@pytest.mark.parametrize("written", ["", DATA, "sample(insertId, 0.1)"])
def test_what_a_sink_above_takes_for_itself_default_does_not_keep(near: Google, written: str) -> None:
    put(near)
    taking = {"name": "all", "destination": "logging.googleapis.com/projects/archive", "filter": written}
    more = {"includeChildren": True, "interceptChildren": True}
    near.scopes["organizations/77"].put("logging.googleapis.com/LogSink", {**taking, **more})
    assert the(facts(near), LogTrail, "store", HERE).enabled is None  # type: ignore[attr-defined]  # a trail


@pytest.mark.parametrize("changes", [[], [NO_ALL, OFF]])
def test_sinks_that_may_not_be_listed_may_keep_it(near: Google, changes: list[Change]) -> None:
    put(near, *changes)
    near.denied.add("logging.sinks.list")
    trail = the(facts(near, asset_inventory=False), LogTrail, "store", HERE)
    assert trail.enabled is None  # type: ignore[attr-defined]  # a trail
    assert {why.outcome for why in trail.unread} == {"denied"}


@pytest.mark.parametrize("denied", ["bigquery.datasets.get", "bigquery.googleapis.com"])
def test_what_it_is_sent_to_may_not_be_seen(near: Google, denied: str) -> None:
    put(near, OFF)
    archive(near).denied.add(denied)
    archive(near).disabled.add(denied)
    trail = the(facts(near), LogTrail, "store", HERE)
    assert trail.enabled is None  # type: ignore[attr-defined]  # a trail
    assert {why.outcome for why in trail.unread} == {"denied"}
