"""Where the record goes: sinks of the project and of what stands above it, as they should be and as they should not."""

import pytest

from scanner.facts import Delivery
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, near_answers
from tests.collectors.gcp.kept import HERE, JSON, KEPT_THERE, Change, archive, put, the
from tests.servers.google.double import NUMBER, PROJECT, Google

ALL_AUDIT = 'protoPayload."@type"="type.googleapis.com/google.cloud.audit.AuditLog"'
ACTIVITY, DATA = 'LOG_ID("cloudaudit.googleapis.com/activity")', 'LOG_ID("cloudaudit.googleapis.com/data_access")'
HOME = f"logging.googleapis.com/projects/{PROJECT}/locations/global/buckets/ward"
UNLOCKED: Change = ("bucket", "retentionPolicy.isLocked", LEFT_OUT)


def to(destination: str) -> Change:
    return "sink", "destination", destination


def picks(written: JSON) -> Change:
    return "sink", "filter", written


def leaves_out(**more: JSON) -> Change:
    return "sink", "exclusions", [{"name": "x", "filter": "severity<ERROR", **more}]


TABLE: list[tuple[int | None, list[Change]]] = [
    (1, []),
    (0, [("sink", "", LEFT_OUT)]),
    (0, [("sink", "disabled", True)]),
    (1, [("sink", "disabled", False)]),
    (1, [("default", "", LEFT_OUT)]),
    (1, [picks("")]),
    (1, [picks(ALL_AUDIT)]),
    (1, [picks('logName:"cloudaudit.googleapis.com"')]),
    (0, [picks("severity>=ERROR")]),
    (0, [picks('resource.type="k8s_container"')]),
    (None, [picks(ACTIVITY)]),
    (None, [picks("sample(insertId, 0.1)")]),
    (None, [picks('protoPayload.authenticationInfo.principalEmail="eve@alder.example"')]),
    (0, [leaves_out()]),
    (0, [leaves_out(disabled=False)]),
    (1, [leaves_out(filter='resource.type="k8s_container"')]),
    (1, [leaves_out(filter='textPayload:"healthz" OR httpRequest.status=200')]),
    (0, [leaves_out(filter=ACTIVITY)]),
    (0, [leaves_out(filter='resource.type="gce_firewall_rule"')]),
    (None, [leaves_out(filter=DATA)]),
    (None, [leaves_out(filter=f'resource.type="gcs_bucket" AND {DATA}')]),
    (None, [leaves_out(filter='protoPayload.serviceName="k8s.io"')]),
    (None, [leaves_out(filter='protoPayload.methodName="io.k8s.core.v1.nodes.update"')]),
    (None, [leaves_out(filter="severity>=ERROR")]),
    (None, [leaves_out(filter=f"{ACTIVITY} AND severity>=ERROR")]),
    (None, [leaves_out(filter=f'{ACTIVITY} AND severity=NOTICE AND protoPayload.serviceName="k8s.io"')]),
    (None, [leaves_out(filter=f"{DATA} AND sample(insertId, 0.1)")]),
    (None, [leaves_out(filter="severity=ERROR"), picks(ACTIVITY)]),
    (None, [leaves_out(filter="sample(insertId, 0.1)")]),
    (1, [leaves_out(disabled=True)]),
    (0, [leaves_out(), picks("severity>=ERROR")]),
    (0, [to("bigquery.googleapis.com/projects/archive/datasets/gone")]),
    (None, [to("logging.googleapis.com/projects/archive")]),
    (1, [to(f"logging.googleapis.com/{KEPT_THERE}")]),
    (0, [to(f"logging.googleapis.com/{KEPT_THERE}-gone")]),
    (None, [to("logging.googleapis.com/projects/nobody-s/locations/global/buckets/all")]),
    (None, [to("logging.googleapis.com/organizations/77/locations/global/buckets/all")]),
    (None, [to("pubsub.googleapis.com/projects/archive/topics/siem")]),
    (None, [to(f"pubsub.googleapis.com/projects/{PROJECT}/topics/siem")]),
    (0, [to(HOME)]),
    (0, [to(HOME.replace(PROJECT, NUMBER))]),
    (0, [to(f"bigquery.googleapis.com/projects/{PROJECT}/datasets/logs")]),
    (0, [to(f"bigquery.googleapis.com/projects/{NUMBER}/datasets/logs")]),
    (None, [to("somewhere.googleapis.com/else")]),
    (None, [to("")]),
    (1, [to("storage.googleapis.com/archive-of-another")]),
    (0, [to("storage.googleapis.com/gone")]),
    (1, [to("storage.googleapis.com/alder-logs")]),
    (0, [to("storage.googleapis.com/alder-logs"), UNLOCKED]),
    (0, [to("storage.googleapis.com/alder-logs"), ("bucket", "retentionPolicy.retentionPeriod", "31535999")]),
    (0, [to("storage.googleapis.com/alder-logs"), ("bucket", "retentionPolicy", LEFT_OUT)]),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("copies", "changes"), TABLE)
def test_where_the_record_goes(near: Google, copies: int | None, changes: list[Change], way: str) -> None:
    put(near, *changes)
    fact = the(facts(near, asset_inventory=way), Delivery, "", HERE)
    assert isinstance(fact, Delivery)
    assert fact.copies == copies


TO_PROJECT = "logging.googleapis.com/projects/archive"
AWAY = f"logging.googleapis.com/{KEPT_THERE}"


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize("scope", ["folders/55", "organizations/77"])
@pytest.mark.parametrize(
    ("copies", "more"),
    [
        (1, {"includeChildren": True}),
        (0, {"includeChildren": True, "destination": f"{AWAY}-gone"}),
        (None, {"includeChildren": True, "interceptChildren": True, "destination": TO_PROJECT}),
        (0, {"includeChildren": False}),
        (0, {}),
        (0, {"includeChildren": True, "disabled": True}),
        (0, {"includeChildren": True, "destination": HOME}),
        (0, {"includeChildren": True, "exclusions": [{"name": "x", "filter": "severity<ERROR"}]}),
    ],
)
def test_a_sink_above_takes_along_what_lies_below_where_it_says_so(
    near: Google, scope: str, copies: int | None, more: dict[str, JSON], way: str
) -> None:
    put(near, ("sink", "", LEFT_OUT))
    near.scopes[scope].put("logging.googleapis.com/LogSink", {"name": "all", "destination": AWAY, **more})
    fact = the(facts(near, asset_inventory=way), Delivery, "", HERE)
    assert isinstance(fact, Delivery)
    assert fact.copies == copies


@pytest.mark.parametrize("scope", ["folders/55", "organizations/77"])
def test_sinks_above_that_may_not_be_read_are_no_absence(near: Google, scope: str) -> None:
    """One may be there that takes the project's logs along: without one of its own nothing is said."""
    put(near, ("sink", "", LEFT_OUT))
    near.scopes[scope].denied.add("logging.sinks.list")
    fact = the(facts(near), Delivery, "", HERE)
    assert isinstance(fact, Delivery)
    assert fact.copies is None
    assert [(why.field, why.outcome) for why in fact.unread if why.field == "copies"] == [("copies", "denied")]
    put(near)
    assert the(facts(near), Delivery, "", HERE).copies == 1  # type: ignore[attr-defined]  # a delivery


def test_what_stands_above_may_not_be_known_either(near: Google) -> None:
    put(near, ("sink", "", LEFT_OUT))
    near.denied.add("cloudresourcemanager.projects.getAncestry")
    fact = the(facts(near), Delivery, "", HERE)
    assert isinstance(fact, Delivery)
    assert fact.copies is None
    assert {why.outcome for why in fact.unread if why.field == "copies"} == {"denied"}


@pytest.mark.parametrize(
    ("right", "changes", "copies"),
    [
        ("logging.sinks.list", [], None),
        ("storage.buckets.list", [to("storage.googleapis.com/alder-logs")], None),
        ("storage.buckets.list", [], 1),
    ],
)
def test_what_may_not_be_listed(near: Google, right: str, changes: list[Change], copies: int | None) -> None:
    put(near, *changes)
    near.held.denied.add(right)
    fact = the(facts(near, asset_inventory=False), Delivery, "", HERE)
    assert isinstance(fact, Delivery)
    assert fact.copies == copies
    told = {why.outcome for why in fact.unread if why.field == "copies"}
    assert told == (set() if copies else {"denied"})


RIGHTS = [
    ("bigquery.datasets.get", "bigquery.googleapis.com/projects/archive/datasets/logs"),
    ("logging.buckets.get", AWAY),
    ("storage.buckets.get", "storage.googleapis.com/archive-of-another"),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("right", "destination"), RIGHTS)
def test_where_nobody_may_look_nobody_knows_what_is_kept(near: Google, right: str, destination: str, way: str) -> None:
    put(near, to(destination))
    archive(near).denied.add(right)
    fact = the(facts(near, asset_inventory=way), Delivery, "", HERE)
    assert isinstance(fact, Delivery)
    assert fact.copies is None
    assert [why.outcome for why in fact.unread if why.field == "copies"] == ["denied"]


@pytest.mark.parametrize("state", ["DELETE_REQUESTED", "FAILED"])
def test_a_log_bucket_that_is_being_deleted_is_no_copy(near: Google, state: str) -> None:
    put(near, to(AWAY))
    archive(near).put("logging.googleapis.com/LogBucket", {"name": KEPT_THERE, "lifecycleState": state})
    assert the(facts(near), Delivery, "", HERE).copies is None  # type: ignore[attr-defined]  # a delivery


@pytest.mark.parametrize(
    ("copies", "more"),
    [
        (None, {}),
        (None, {"filter": 'LOG_ID("cloudaudit.googleapis.com/data_access")'}),
        (None, {"filter": "sample(insertId, 0.1)"}),
        (1, {"filter": 'resource.type="k8s_container"'}),
        (1, {"disabled": True}),
        (
            1,
            {
                "exclusions": [
                    {"name": "x", "filter": 'LOG_ID("cloudaudit.googleapis.com/data_access") OR severity>=INFO'}
                ]
            },
        ),
    ],
)
@pytest.mark.parametrize("way", ["true", "false"])
def test_what_a_sink_above_takes_for_itself_comes_to_no_other(
    near: Google, copies: int | None, more: dict[str, JSON], way: str
) -> None:
    put(near)
    taking = {"name": "all", "destination": TO_PROJECT, "includeChildren": True, "interceptChildren": True, **more}
    near.scopes["organizations/77"].put("logging.googleapis.com/LogSink", taking)
    assert the(facts(near, asset_inventory=way), Delivery, "", HERE).copies == copies  # type: ignore[attr-defined]  # a delivery


def test_a_destination_is_asked_for_once_and_what_always_is_there_not_at_all(near: Google) -> None:
    put(near, to(AWAY))
    answers = [a for a in near_answers(near) if a.question.startswith("logging.destination")]
    assert {(a.about, a.operation) for a in answers} == {
        (AWAY, "logging.projects.locations.buckets.get"),
        ("storage.googleapis.com/alder-logs", "storage.buckets.get"),
    }
    assert "hunter2" not in repr(answers)
