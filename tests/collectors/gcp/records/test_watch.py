"""Whether somebody is told of changes: metrics of logs, policies, channels and snoozes."""

from typing import Any

import pytest

from scanner.facts import Alarm
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import CHANNEL, FILTERS, HERE, JSON, POLICY, Change, good, put, the
from tests.servers.google.double import NUMBER, PROJECT, Google


def metric(path: str, value: JSON = LEFT_OUT) -> Change:
    return "metric_routes", path, value


def alert(path: str, value: JSON = LEFT_OUT) -> Change:
    return "alert_routes", path, value


def channel(path: str, value: JSON = LEFT_OUT) -> Change:
    return "channel", path, value


def compared(**more: JSON) -> Change:
    (one,) = good()["alert_routes"]["conditions"]
    said = {name: value for name, value in (one["conditionThreshold"] | more).items() if value is not LEFT_OUT}
    return alert("conditions", [{**one, "conditionThreshold": said}])


def instead(**condition: JSON) -> Change:
    return alert("conditions", [{"name": f"{POLICY}routes/conditions/1", **condition}])


def also(*others: JSON) -> Change:
    return alert("conditions", [*good()["alert_routes"]["conditions"], *others])


COUNTED = 'metric.type="logging.googleapis.com/user/cis/routes"'
CPU: JSON = {"conditionThreshold": {"filter": 'metric.type="compute.googleapis.com/instance/cpu/utilization"'}}
ANOTHER: Change = ("alert_sql", "conditions", [CPU])
TABLE: list[tuple[bool | None, bool | None, list[Change]]] = [
    (True, True, []),
    (False, False, [metric("", LEFT_OUT)]),
    (False, False, [metric("disabled", True)]),
    (True, True, [metric("disabled", False)]),
    (None, None, [metric("bucketName", f"projects/{PROJECT}/locations/global/buckets/ward")]),
    (False, False, [metric("filter", FILTERS["sql"])]),
    (False, False, [metric("filter", FILTERS["routes"].replace("insert", "list"))]),
    (True, True, [metric("filter", FILTERS["routes"].replace(" AND ", "\n").replace('"gce_route"', "gce_route"))]),
    (True, True, [metric("filter", 'protoPayload.methodName=~"compute.routes.(insert|delete)$"')]),
    (None, None, [metric("filter", f"{FILTERS['routes']} AND protoPayload.authenticationInfo.principalEmail:eve")]),
    (None, None, [metric("filter", "sample(insertId, 0.5)")]),
    (False, False, [metric("filter", 'resource.type="k8s_container" AND sample(insertId, 0.5)')]),
    (True, True, [metric("filter", "")]),
    (False, False, [alert("", LEFT_OUT)]),
    (False, False, [alert("enabled", False)]),
    (None, None, [alert("enabled")]),
    (False, False, [alert("validity", {"code": 3, "message": "x"})]),
    (True, True, [alert("validity", {"code": 0})]),
    (False, False, [alert("conditions", [])]),
    (False, False, [alert("conditions", [CPU])]),
    (True, True, [also(CPU)]),
    (None, None, [also(CPU), alert("combiner", "AND")]),
    (True, True, [alert("combiner", "AND")]),
    (True, True, [compared(filter=f'{COUNTED} AND resource.type="gce_route"')]),
    (True, True, [compared(filter=COUNTED)]),
    (False, False, [compared(filter=f'{COUNTED} AND resource.type="gce_instance"')]),
    (None, None, [compared(filter=f'{COUNTED} AND metric.labels.who="eve"')]),
    (False, False, [compared(filter=COUNTED.replace("cis/routes", "cis/other"))]),
    (None, None, [compared(thresholdValue=1)]),
    (None, None, [compared(thresholdValue=0.5)]),
    (True, True, [compared(thresholdValue=LEFT_OUT)]),
    (None, None, [compared(comparison="COMPARISON_LT")]),
    (None, None, [compared(comparison=LEFT_OUT)]),
    (None, None, [compared(duration="300s")]),
    (True, True, [compared(duration=LEFT_OUT)]),
    (None, None, [compared(trigger={"count": 2})]),
    (True, True, [compared(trigger={"count": 1})]),
    (None, None, [compared(trigger={"percent": 50})]),
    (None, None, [compared(denominatorFilter=COUNTED)]),
    (None, None, [compared(forecastOptions={"forecastHorizon": "3600s"})]),
    (True, True, [instead(conditionMatchedLog={"filter": FILTERS["routes"]})]),
    (False, False, [instead(conditionMatchedLog={"filter": FILTERS["sql"]})]),
    (False, False, [instead(conditionAbsent={"filter": COUNTED, "duration": "300s"})]),
    (
        None,
        None,
        [instead(conditionPrometheusQueryLanguage={"query": "logging_googleapis_com:user_cis_routes > 0"})],
    ),
    (False, False, [instead(conditionPrometheusQueryLanguage={"query": "up == 0"})]),
    (
        None,
        None,
        [instead(conditionMonitoringQueryLanguage={"query": "fetch 'logging.googleapis.com/user/cis/routes'"})],
    ),
    (None, None, [instead(conditionSql={"query": "select 1"})]),
    (True, False, [alert("notificationChannels")]),
    (True, False, [alert("notificationChannels", [])]),
    (True, False, [alert("notificationChannels", [CHANNEL.replace("/1", "/2")])]),
    (True, True, [alert("notificationChannels", [CHANNEL.replace(PROJECT, NUMBER)])]),
    (True, None, [alert("notificationChannels", ["projects/another/notificationChannels/2"])]),
    (True, True, [alert("notificationChannels", [CHANNEL.replace("/1", "/2"), CHANNEL])]),
    (True, False, [channel("enabled", False)]),
    (True, None, [channel("enabled")]),
    (True, False, [channel("verificationStatus", "UNVERIFIED")]),
    (True, True, [channel("verificationStatus", "VERIFIED")]),
    (True, False, [channel("", LEFT_OUT)]),
    (True, False, [alert("alertStrategy", {"notificationPrompts": ["CLOSED"]})]),
    (True, True, [alert("alertStrategy", {"notificationPrompts": ["OPENED", "CLOSED"]})]),
    # Another one that watches the same is enough, and one that watches something else is not.
    (True, True, [alert("notificationChannels"), ("alert_sql", "conditions", "both")]),
    (False, False, [ANOTHER]),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("enabled", "notifies", "changes"), TABLE)
def test_what_is_watched_and_who_is_told(
    near: Google,
    enabled: bool | None,  # noqa: FBT001  # a column of a table
    notifies: bool | None,  # noqa: FBT001  # as above
    changes: list[Change],
    way: str,
) -> None:
    both: Any = [*good()["alert_sql"]["conditions"], *good()["alert_routes"]["conditions"]]
    put(near, *((name, path, both if value == "both" else value) for name, path, value in changes))
    fact = _alarm(near, way)
    assert (fact.enabled, fact.notifies) == (enabled, notifies)


def _alarm(near: Google, way: str = "true") -> Alarm:
    fact = the(facts(near, asset_inventory=way), Alarm, "config-changes", HERE)
    assert isinstance(fact, Alarm)
    return fact


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_each_kind_of_change_must_be_heard(near: Google, name: str) -> None:
    put(near, (f"metric_{name}", "", LEFT_OUT))
    assert _alarm(near).enabled is False


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"criteria": {"policies": [f"{POLICY}routes"]}}, False),
        ({"criteria": {"policies": [f"{POLICY}other"]}}, True),
        ({"criteria": {}}, True),
        ({"interval": {"startTime": "2026-11-20T00:00:00Z", "endTime": "2026-11-25T11:59:59Z"}}, True),
        ({"interval": {"startTime": "2026-11-25T12:00:01Z", "endTime": "2026-11-26T00:00:00Z"}}, True),
        ({"interval": {"startTime": "2026-11-20T00:00:00Z"}}, False),
    ],
)
def test_what_is_snoozed_now_tells_nobody(near: Google, more: dict[str, JSON], told: bool) -> None:  # noqa: FBT001  # a column
    put(near)
    name, policies = f"projects/{PROJECT}/snoozes/1", [f"{POLICY}sql", f"{POLICY}routes"]
    lasts = {"startTime": "2026-11-20T00:00:00Z", "endTime": "2026-12-20T00:00:00Z"}
    body = {"name": name, "displayName": "hunter2", "criteria": {"policies": policies}, "interval": lasts, **more}
    near.held.put(f"monitoring.googleapis.com/v3/{name}", body)
    assert (_alarm(near).enabled, _alarm(near).notifies) == (True, told)


@pytest.mark.parametrize(
    ("right", "enabled", "notifies"),
    [
        ("logging.logMetrics.list", None, None),
        ("monitoring.alertPolicies.list", None, None),
        ("monitoring.notificationChannels.list", True, None),
        ("monitoring.snoozes.list", True, None),
    ],
)
def test_what_may_not_be_read(near: Google, right: str, enabled: bool | None, notifies: bool | None) -> None:  # noqa: FBT001  # columns
    put(near)
    near.denied.add(right)
    fact = _alarm(near, "false")
    assert (fact.enabled, fact.notifies) == (enabled, notifies)
    assert {(why.outcome, right in why.ask) for why in fact.unread} == {("denied", True)}


def test_without_metrics_a_policy_on_the_log_itself_is_known_all_the_same(near: Google) -> None:
    changes = [
        (f"alert_{name}", "conditions", [{"conditionMatchedLog": {"filter": FILTERS[name]}}]) for name in FILTERS
    ]
    put(near, *changes)
    near.denied.add("logging.logMetrics.list")
    assert _alarm(near, "false").notifies is True


@pytest.mark.parametrize(
    ("destination", "outcome"),
    [
        ("logging.googleapis.com/projects/archive/locations/global/buckets/all", "not-asked"),
        ("pubsub.googleapis.com/projects/archive/topics/siem", "not-asked"),
        (f"logging.googleapis.com/projects/{PROJECT}/locations/global/buckets/all", ""),
        ("bigquery.googleapis.com/projects/archive/datasets/logs", ""),
    ],
)
def test_whoever_is_sent_the_logs_may_watch_them(near: Google, destination: str, outcome: str) -> None:
    put(near, metric("", LEFT_OUT), ("sink", "destination", destination))
    fact = _alarm(near)
    assert fact.enabled is (None if outcome else False)
    assert {why.outcome for why in fact.unread} == ({outcome} if outcome else set())


def test_sinks_above_that_may_not_be_read_are_no_absence_of_an_alarm(near: Google) -> None:
    put(near, metric("", LEFT_OUT))
    near.scopes["organizations/77"].denied.add("logging.sinks.list")
    fact = _alarm(near)
    assert {(why.field, why.outcome) for why in fact.unread} == {("enabled", "denied"), ("notifies", "denied")}


def test_neither_addresses_nor_tokens_of_channels_are_kept(near: Google) -> None:
    labels = {"auth_token": "hunter2", "channel_name": "#hunter2", "url": "https://hunter2@alder.example"}
    put(near, channel("labels", labels), channel("type", "slack"))
    for way in ("true", "false"):
        assert _alarm(near, way).notifies is True
