"""A well kept project, asked by both ways: they tell the same, keep no more than a fact reads, and all of that."""

import pytest

from collectors.gcp import KINDS, QUESTIONS
from scanner.facts import Gap, facet
from scanner.finding import Status
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, left_out, near_answers, read, target
from tests.collectors.gcp.kept import Change, good, put, said
from tests.judged import judged, lost
from tests.servers.google.double import Google

_OURS = ("iam.", "logging.", "monitoring.", "dns.", "contacts.", "orgpolicy.")


def test_both_ways_tell_the_same(near: Google) -> None:
    put(near)
    near.pages.size = 2
    one, other = (said(facts(near, asset_inventory=way)) for way in ("true", "false"))
    assert len(one) > 20
    assert one == other


@pytest.mark.parametrize("way", ["true", "false"])
def test_everything_is_known_and_every_kind_keeps_its_promise(near: Google, way: str) -> None:
    put(near)
    found = facts(near, asset_inventory=way)
    assert not [f for f in found if isinstance(f, Gap) and not left_out(f)]
    why = {(type(f).__name__, why.field, why.outcome) for f in found for why in f.unread}
    assert not [one for one in why if one[2] not in {"hidden", "not-asked"}]
    held = [f for f in found if not isinstance(f, Gap)]
    assert not [f for f in held if not {type(f), (type(f), facet(f))} & {*KINDS[f.kind].gives}]


@pytest.mark.parametrize("way", ["true", "false"])
def test_nothing_is_kept_that_no_fact_reads(near: Google, way: str) -> None:
    put(near)
    answers = near_answers(near, asset_inventory=way)
    assert {a.outcome for a in answers if a.question.startswith(_OURS)} <= {"ok", "empty"}
    assert "hunter2" not in repr(answers)


@pytest.mark.parametrize("way", ["true", "false"])
def test_what_no_fact_reads_changes_none(near: Google, way: str) -> None:
    put(near)
    before = said(facts(near, asset_inventory=way))
    for name, body in good().items():
        for field in ("description", "displayName", "documentation", "labels", "userLabels", "writerIdentity"):
            if isinstance(body, dict) and field in body and name != "domain":
                put(near, (name, field, "x" if isinstance(body[field], str) else {}))
    assert said(facts(near, asset_inventory=way)) == before


SERVICES = ("compute", "dns", "essentialcontacts", "iam", "logging", "monitoring", "orgpolicy")


@pytest.mark.parametrize("service", SERVICES)
def test_an_api_that_is_off_tells_nothing_and_says_so(near: Google, service: str) -> None:
    """No fact is better known or worse judged than with it on: what it would tell is denied."""
    put(near)
    near.held.disabled.add(f"{service}.googleapis.com")
    answers = near_answers(near, asset_inventory=False)
    assert {a.question for a in answers if a.code.startswith("SERVICE_DISABLED")}
    found = read(target(near, asset_inventory=False), answers)
    told = [f.outcome for f in found if isinstance(f, Gap)] + [why.outcome for f in found for why in f.unread]
    assert "denied" in told


CARELESS: tuple[Change, ...] = (
    ("sink", "destination", "logging.googleapis.com/projects/alder-prod"),
    ("metric_sql", "", LEFT_OUT),
    ("contact", "", LEFT_OUT),
    ("dns", "enableLogging", False),
    ("must_creation", "spec.rules", [{"enforce": False}]),
    ("must_managed_creation", "spec.rules", [{"enforce": False}]),
    ("ward_logs", "retentionDays", 30),
    ("key", "validAfterTime", "2025-01-01T00:00:00Z"),
    ("project", "", {"bindings": [{"role": "roles/owner", "members": ["user:eve@gmail.com"]}]}),
)
RIGHTS = sorted({"compute.networks.list", *(row.needs for row in QUESTIONS if row.id.startswith(_OURS))})


_OTHERS = {"iam.serviceAccounts.getIamPolicy", "logging.buckets.get", "storage.buckets.get"}
"""They are for what is not there: an account that administers, and other destinations of sinks than a dataset."""


@pytest.mark.parametrize("right", sorted({*RIGHTS} - _OTHERS))
def test_each_right_that_is_missing_is_named(near: Google, right: str) -> None:
    put(near)
    near.denied |= {right, "cloudasset.assets.listIamPolicy"}
    found = facts(near, asset_inventory=False)
    told = {f.ask for f in found if isinstance(f, Gap)} | {why.ask for f in found for why in f.unread}
    assert any(right in ask for ask in told)


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("changes", [(), CARELESS], ids=["kept", "careless"])
def test_who_may_read_less_is_told_nothing_better(near: Google, right: str, changes: tuple[Change, ...]) -> None:
    put(near, *changes)
    one = target(near, asset_inventory="false")
    before = judged(near_answers(near, asset_inventory="false"), one)
    near.denied |= {right, "cloudasset.assets.listIamPolicy"}
    assert not lost(before, judged(near_answers(near, asset_inventory="false"), one))


def test_what_is_judged_of_a_careless_project(near: Google) -> None:
    put(near, *CARELESS)
    found = judged(near_answers(near), target(near)).findings
    failed = {(f.check, f.kind) for f in found if f.status is Status.FAIL}
    assert failed >= {
        ("audit-logging.copied-away", "gcp.project"),
        ("audit-logging.recording", "gcp.project"),
        ("audit-logging.recording", "gcp.dns.network"),
        ("business-associates.outsiders-known", "gcp.iam.holder"),
        ("incident-response.contact", "gcp.project"),
        ("least-privilege.guarded", "gcp.project"),
        ("least-privilege.no-everything", "gcp.iam.holder"),
        ("log-retention.long-enough", "gcp.logging.bucket"),
        ("password-policy.credential-age", "gcp.iam.service-account-key"),
        ("threat-detection.on-and-heard", "gcp.project"),
    }
