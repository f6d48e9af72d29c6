"""Whether the logs beside those of audits are kept: what is switched on is nowhere where no sink sends it."""

from typing import Any

import pytest

from collectors.gcp import GCP
from scanner.facts import LogTrail
from scanner.finding import Status
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import facts, near_answers, read, target
from tests.collectors.gcp.databases import sql
from tests.collectors.gcp.logs import JSON, KINDS, SINK, Kind, above, default, leave_out, put, says, trail
from tests.collectors.gcp.networks import test_balancers as balancers
from tests.collectors.gcp.networks import test_firewalls as firewalls
from tests.judged import judged
from tests.servers.google.double import PROJECT, Google

ACTIVITY, DATA = 'LOG_ID("cloudaudit.googleapis.com/activity")', 'LOG_ID("cloudaudit.googleapis.com/data_access")'
TYPED = 'protoPayload."@type"="type.googleapis.com/google.cloud.audit.AuditLog"'
OFF = {
    "flows": firewalls.OFF,
    "firewall": ("rule", "logConfig.enable", False),
    "names": ("dns", "enableLogging", False),
    "requests": balancers.backend("logConfig.enable", False),
    "postgres": sql.flagged(),
    "mysql": sql.flagged("my", general_log="off"),
    "cluster": ("zonal", "loggingService", "none"),
}


@pytest.fixture
def it(near: Google) -> Google:
    """A project in which each of these logs is on, and as Google makes it _Default keeps them."""
    put(near)
    return near


def encoded(log: str) -> str:
    return log.replace("/", "%2F")


def of_its_own(kind: Kind) -> list[tuple[str, bool | None]]:
    """What is left out, and whether the log is kept then."""
    log, resource = kind.log, kind.resource
    return [
        (f'log_id("{log}")', False),
        (f'LOG_ID("{log}")', False),
        (f'logName="projects/{PROJECT}/logs/{encoded(log)}"', False),
        (f'logName:"{encoded(log)}"', False),
        (f'resource.type="{resource}"', False),
        (f'resource.type="{resource}" AND resource.labels.project_id="{PROJECT}"', False),
        (f'resource.type="{resource}" AND sample(insertId, 0.9)', None),
        (f'resource.type="{resource}" AND severity<=INFO', None),
        (f'resource.type="{resource}" AND jsonPayload.x=1', None),
        (f'resource.type="{resource}" AND resource.labels.location="x"', None),
        (f'resource.type="{resource}" AND NOT log_id("{log}")', True),
    ]


OF_ANY: list[tuple[str, bool | None]] = [
    ("sample(insertId, 0.9)", None),
    ("severity<ERROR", None),
    (f"NOT {ACTIVITY}", False),
    (DATA, True),
    (TYPED, True),
    ('protoPayload.serviceName="storage.googleapis.com"', True),
    ("protoPayload:*", True),
    ('resource.type="gce_instance"', True),
    ('logName:"apache-access"', True),
    ('resource.type="k8s_container" AND resource.labels.namespace_name="ward"', True),
    ('resource.type="k8s_container" AND NOT resource.labels.namespace_name="kube-system"', True),
]


@pytest.mark.parametrize("bulk", held.WAYS)
@pytest.mark.parametrize("name", KINDS)
def test_every_project_keeps_them_by_its_default(it: Google, name: str, *, bulk: bool) -> None:
    says(trail(held.told(it, bulk=bulk), KINDS[name]), KINDS[name], is_kept=True)


UNAUDITED = ("audit", "", LEFT_OUT)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_on_rests_on_the_sinks_and_what_is_off_does_not(near: Google, name: str) -> None:
    for changes, rests in (([], True), ([OFF[name]], False)):
        put(near, UNAUDITED, *changes)
        answers = sorted(near_answers(near), key=lambda answer: answer.key)
        place = [answer.question for answer in answers].index("logging.sinks")
        assert (place in trail(read(target(near), answers), KINDS[name]).answers) is rests


@pytest.mark.parametrize("of", sorted({kind.of for kind in KINDS.values()}))
def test_whoever_asks_of_such_a_record_asks_for_the_sinks(of: str) -> None:
    asked = GCP.wanted([(LogTrail, of)])
    assert {"logging.sinks", "logging.sinks.intercepting", "logging.destination.storage"} <= asked.keys()


@pytest.mark.parametrize(
    ("name", "written", "is_kept"),
    [
        (name, *row)
        for name, kind in KINDS.items()
        for row in (*(of_its_own(kind) if name != "cluster" else ()), *OF_ANY)
    ],
)
def test_what_default_leaves_out(it: Google, name: str, written: str, *, is_kept: bool | None) -> None:
    leave_out(it, written)
    says(trail(facts(it), KINDS[name]), KINDS[name], is_kept=is_kept)
    leave_out(it, written, disabled=True)
    says(trail(facts(it), KINDS[name]), KINDS[name], is_kept=True)


NOBODY = [f"{ACTIVITY} OR {DATA}", 'logName:"cloudaudit.googleapis.com"', TYPED, 'resource.type="gcs_bucket"']
SOME: list[tuple[str, bool | None]] = [
    ("", True),
    (f"NOT {ACTIVITY}", True),
    (f'NOT ({DATA} OR textPayload:"x" AND protoPayload.methodName="x")', True),
    *((written, False) for written in NOBODY),
    ("severity>=WARNING", None),
    ("sample(insertId, 0.1)", None),
]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("written", "is_kept"), SOME)
def test_what_default_lets_through(it: Google, name: str, written: str, *, is_kept: bool | None) -> None:
    default(it, filter=written)
    says(trail(facts(it), KINDS[name]), KINDS[name], is_kept=is_kept)


@pytest.mark.parametrize("bulk", held.WAYS)
@pytest.mark.parametrize("scope", ["folders/55", "organizations/77"])
@pytest.mark.parametrize(
    ("more", "is_kept"),
    [
        ({}, True),
        ({"filter": NOBODY[0]}, False),
        ({"includeChildren": LEFT_OUT}, False),
        ({"disabled": True}, False),
        ({"filter": "sample(insertId, 0.1)"}, None),
    ],
)
def test_where_default_is_off_a_sink_above_may_keep_them(
    it: Google, scope: str, more: dict[str, JSON], *, is_kept: bool | None, bulk: bool
) -> None:
    default(it, disabled=True)
    above(it, scope, **more)
    found = held.told(it, bulk=bulk)
    for kind in KINDS.values():
        says(trail(found, kind), kind, is_kept=is_kept)


def test_a_sink_that_leads_nowhere_keeps_nothing(it: Google) -> None:
    default(it, disabled=True)
    it.held.put(SINK, {"name": "all", "destination": "storage.googleapis.com/gone"})
    found = facts(it)
    for kind in KINDS.values():
        says(trail(found, kind), kind, is_kept=False)


@pytest.mark.parametrize("disabled", [False, True])
def test_sinks_that_may_not_be_listed_may_keep_them(it: Google, *, disabled: bool) -> None:
    default(it, disabled=disabled)
    it.denied.add("logging.sinks.list")
    found = facts(it, asset_inventory=False)
    for kind in KINDS.values():
        says(trail(found, kind), kind, is_kept=None, why="denied")


@pytest.mark.parametrize("name", KINDS)
def test_of_what_is_off_nobody_needs_to_know_where_it_would_go(near: Google, name: str) -> None:
    put(near, OFF[name])
    near.denied.add("logging.sinks.list")
    fact = trail(facts(near, asset_inventory=False), KINDS[name])
    assert (fact.enabled, fact.records, fact.stands, fact.unread) == (False, KINDS[name].without, (), ())


def test_what_is_kept_nowhere_fails(it: Google) -> None:
    leave_out(it, 'resource.type=("gce_subnetwork" OR "dns_query")')
    found = judged(near_answers(it), target(it)).findings
    said = {f.resource: f.status for f in found if f.check == "audit-logging.recording"}
    lost = {KINDS[name].at for name in ("flows", "firewall", "names")}
    assert {said[at] for at in lost} == {Status.FAIL}
    assert {said[kind.at] for kind in KINDS.values() if kind.at not in lost} == {Status.PASS}


@pytest.mark.parametrize(
    ("written", "is_kept", "part"),
    [
        *((written, True, True) for written, is_kept in of_its_own(KINDS["cluster"]) if is_kept is False),
        ('resource.type="k8s_container"', True, True),
        ('resource.type="k8s_pod"', True, True),
        ('log_id("events")', True, True),
        ('log_id("stderr")', True, True),
        ('resource.labels.namespace_name="kube-system"', True, True),
        ('resource.type="k8s_node" AND NOT log_id("kubelet")', True, True),
        ('resource.type="k8s_container" AND resource.labels.namespace_name=("kube-system" OR "x")', True, True),
        ('resource.type="k8s_container" AND labels."k8s-pod/app"="x"', True, False),
        ('resource.type="k8s_control_plane_component"', True, False),
        ('resource.type=("k8s_node" OR "k8s_pod" OR "k8s_container")', False, False),
        ('resource.type=("k8s_node" OR "k8s_pod") OR resource.type="k8s_container" AND textPayload:"x"', None, False),
    ],
)
def test_a_cluster_has_many_logs(it: Google, written: str, *, is_kept: bool | None, part: bool) -> None:
    """What administrators do there is recorded all the same: some of its logs are enough."""
    leave_out(it, written)
    says(trail(facts(it), KINDS["cluster"]), KINDS["cluster"], is_kept=is_kept, part=part)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('textPayload:"GET /healthz"', {"flows", "firewall", "names", "requests"}),
        ("httpRequest.status=200", {"flows", "firewall", "names", "postgres", "mysql", "cluster"}),
    ],
)
def test_what_a_log_never_holds_leaves_nothing_of_it_out(it: Google, written: str, names: set[str]) -> None:
    leave_out(it, written)
    found = facts(it)
    for name, kind in KINDS.items():
        says(trail(found, kind), kind, is_kept=True if name in names else None)


def test_flows_that_a_filter_chooses_are_kept_nowhere_either(near: Google) -> None:
    put(near, firewalls.subnet("logConfig.filterExpr", "false"))
    fact = trail(facts(near), KINDS["flows"])
    assert (fact.enabled, fact.records) == (True, None)
    default(near, disabled=True)
    says(trail(facts(near), KINDS["flows"]), KINDS["flows"], is_kept=False)


LOGS = 'resource.type="cloudsql_database" AND NOT logName:"cloudaudit"'
PGAUDIT = sql.flagged(**sql.SIGNED, **sql.AUDIT, pgaudit__log="all")


@pytest.mark.parametrize(
    ("name", "change", "enabled", "records"),
    [
        ("postgres", PGAUDIT, True, sql.ALL[:3]),
        ("postgres", sql.flagged(**sql.SIGNED, **sql.AUDIT, pgaudit__log="read"), True, ("data-read",)),
        ("mysql", sql.flagged("my", general_log="on", cloudsql_mysql_audit="ON"), None, None),
    ],
)
def test_audits_of_a_database_are_another_log(
    near: Google,
    name: str,
    change: Any,
    enabled: bool | None,  # noqa: FBT001  # a column of a table
    records: Any,
) -> None:
    put(near, change)
    leave_out(near, LOGS)
    fact = trail(facts(near), KINDS[name])
    assert (fact.enabled, fact.records, bool(fact.stands)) == (enabled, records, True)
