"""BigQuery: each setting as it should be, as it should not be, left out, and not to be read; by both ways."""

import pytest

from collectors.gcp.analytics.bigquery import DATASET, KINDS
from scanner.facts import Asset, Backup, DataStore, Exposure, Fact, Gap
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import near_answers
from tests.collectors.gcp.held import JSON, WAYS, Held, hold, missing, one, said, told
from tests.servers.google.double import NUMBER, PROJECT, Google

TYPE = "bigquery.googleapis.com/Dataset"
BASE = f"//bigquery.googleapis.com/projects/{PROJECT}/datasets"
CHARTS, TWIN, LINKED = (f"{BASE}/{name}" for name in ("Charts", "charts", "linked"))
ANYBODY = {"specialGroup": "allAuthenticatedUsers", "role": "READER"}
OWNERS = {"specialGroup": "projectOwners", "role": "OWNER"}


def dataset(name: str, **more: JSON) -> tuple[str, JSON]:
    body = {
        "datasetReference": {"datasetId": name, "projectId": PROJECT},
        "location": "EU",
        "description": "hunter2",
        "labels": {"secret": "hunter2"},
        "maxTimeTravelHours": "96",
        "defaultEncryptionConfiguration": {"kmsKeyName": "projects/p/locations/eu/keyRings/r/cryptoKeys/k"},
        "access": [OWNERS, {"userByEmail": "hunter2@alder.example", "role": "OWNER"}],
        **more,
    }
    return TYPE, body


GOOD: Held = {
    "charts": dataset("Charts"),
    "twin": dataset("charts", access=[{"iamMember": "allUsers", "role": "READER"}]),
    "results": dataset("_results", access=[{"iamMember": "allUsers", "role": "READER"}]),
    "linked": dataset("linked", type="LINKED", access=[ANYBODY]),
}


def says(path: str, value: JSON = LEFT_OUT) -> Change:
    return "charts", path, value


def access(*entries: JSON) -> Change:
    return says("access", [OWNERS, *entries])


def lent(kind: str, project: str) -> JSON:
    of = {"projectId": project, "datasetId": "d", "tableId": "t", "routineId": "t"}
    known = {"view": ("tableId",), "routine": ("routineId",), "dataset": ()}[kind]
    reference = {key: value for key, value in of.items() if key in {"projectId", "datasetId", *known}}
    return {kind: {"dataset": reference, "targetTypes": ["VIEWS"]} if kind == "dataset" else reference}


OPEN, PIT = "permission/data", "point-in-time"
TABLE: list[Setting] = [
    ("bq", Asset, "store", CHARTS, "role", "store", []),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "owner", []),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", None, [says("access")]),
    (
        "bq.public",
        Exposure,
        OPEN,
        CHARTS,
        "audience",
        "any-account",
        [access(ANYBODY)],
    ),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "everyone", [access({"iamMember": "allUsers"})]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "any-account", [access({"iamMember": "allAuthenticatedUsers"})]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "listed", [access(lent("view", "birch-prod"))]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "listed", [access(lent("routine", "birch-prod"))]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "listed", [access(lent("dataset", "birch-prod"))]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "owner", [access(lent("view", PROJECT))]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "owner", [access(lent("view", NUMBER))]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "any-account", [access({"domain": "gmail.com"})]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "any-account", [access({"domain": "GMAIL.com"})]),
    ("bq.public", Exposure, OPEN, CHARTS, "audience", "listed", [access({"domain": "birch.example"})]),
    ("bq.public", Exposure, OPEN, TWIN, "audience", "everyone", []),
    ("bq.public", Exposure, OPEN, LINKED, "audience", "any-account", []),
    ("bq.cmek", DataStore, "", CHARTS, "encrypted", True, []),
    ("bq.cmek", DataStore, "", CHARTS, "documented", True, []),
    ("bq.cmek", DataStore, "", CHARTS, "customer_key", True, []),
    ("bq.cmek", DataStore, "", CHARTS, "customer_key", False, [says("defaultEncryptionConfiguration")]),
    ("bq.travel", Backup, PIT, CHARTS, "retention_days", 4, []),
    ("bq.travel", Backup, PIT, CHARTS, "retention_days", 2, [says("maxTimeTravelHours", "48")]),
    ("bq.travel", Backup, PIT, CHARTS, "retention_days", 7, [says("maxTimeTravelHours")]),
    ("bq.travel", Backup, PIT, CHARTS, "newest_seconds", 0, []),
    ("bq.travel", Backup, PIT, CHARTS, "encrypted", True, []),
    ("bq.travel", Backup, PIT, CHARTS, "offsite", False, []),
    ("bq.travel", Backup, PIT, CHARTS, "immutable", False, []),
]
OF_TABLES_TOO = [("audience", "owner"), ("audience", "listed"), ("customer_key", True)]
"""What is not known where nobody tells of single tables."""


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google,
    row: str,
    cls: type[Fact],
    which: str,
    at: str,
    field: str,
    value: JSON,
    changes: list[Change],
    *,
    bulk: bool,
) -> None:
    hold(near, GOOD, *changes)
    known = bulk or (field, value) not in OF_TABLES_TOO
    assert getattr(one(told(near, bulk=bulk), cls, which, at), field) == (value if known else None), row


@pytest.mark.parametrize("bulk", WAYS)
def test_what_holds_nothing_itself_is_no_store(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    found = [f for f in told(near, bulk=bulk) if f.kind == DATASET]
    assert {f.resource for f in found} == {CHARTS, TWIN, LINKED}
    assert {type(f) for f in found if f.resource == LINKED} == {Exposure}


def test_both_ways_say_the_same_but_of_single_tables(near: Google) -> None:
    hold(near, GOOD)
    before, by_one = told(near, bulk=True), told(near, bulk=False)
    beside = [said(f for f in some if f.resource != CHARTS) for some in (before, by_one)]
    assert len(beside[0]) > 3
    near.pages.size = 1
    assert [said(told(near, bulk=bulk)) for bulk in WAYS] == [said(before), said(by_one)]


@pytest.mark.parametrize("bulk", WAYS)
def test_nothing_else_of_a_dataset_is_kept(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    assert "hunter2" not in repr(near_answers(near, asset_inventory=bulk))


@pytest.mark.parametrize("bulk", WAYS)
def test_every_kept_value_is_read(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    idle = held.idle(near, bulk=bulk, of="bigquery.")
    entries = [lent(kind, "birch-prod") for kind in ("view", "routine", "dataset")]
    for entry in (*entries, {"domain": "gmail.com"}):
        hold(near, GOOD, access(entry))
        idle &= held.idle(near, bulk=bulk, of="bigquery.")
    assert idle == (set() if bulk else {"bigquery.right: asked"})


def test_a_list_that_leaves_out_what_may_not_be_read_is_none(near: Google) -> None:
    """Google answers it with nothing, and no refusal."""
    hold(near, GOOD)
    near.held.denied.add("bigquery.datasets.get")
    (listing,) = [a for a in near_answers(near, asset_inventory=False) if a.question == "bigquery.datasets"]
    assert listing.outcome == "empty"
    found = told(near, bulk=False)
    assert len(missing(found, DATASET)) == len(KINDS[DATASET].gives)
    assert {(f.outcome, f.ask) for f in found if isinstance(f, Gap) and f.kind == DATASET} == {
        ("denied", "bigquery.datasets.list (bigquery.datasets.get)")
    }


def test_what_may_be_read_one_by_one_is_told_beside_the_gap(near: Google) -> None:
    hold(near, GOOD)
    near.twist = lambda method, body: {} if method.endswith("testIamPermissions") else body
    found = told(near, bulk=False)
    assert {outcome for *_, outcome in missing(found, DATASET)} == {"denied"}
    assert one(found, Exposure, OPEN, TWIN).unread == ()


def test_a_project_without_datasets_has_none_and_lacks_nothing(near: Google) -> None:
    assert not [f for f in told(near, bulk=False) if f.kind == DATASET]


@pytest.mark.parametrize(
    "method", ["bigquery.datasets.list", "cloudresourcemanager.projects.testIamPermissions", "bigquery.datasets.get"]
)
def test_what_fails_is_missing(near: Google, method: str) -> None:
    hold(near, GOOD)

    def twisted(asked: str, body: JSON) -> JSON:
        return [] if asked == method else body

    near.twist = twisted
    gone = missing(told(near, bulk=False), DATASET)
    assert {outcome for *_, outcome in gone} == {"error"}
    assert len(gone) == len(KINDS[DATASET].gives)


def test_an_api_that_is_off_tells_nothing_and_asset_inventory_does(near: Google) -> None:
    hold(near, GOOD)
    near.held.disabled.add("bigquery.googleapis.com")
    assert {outcome for *_, outcome in missing(told(near, bulk=False), DATASET)} == {"denied"}
    assert not missing(told(near, bulk=True), DATASET)
    assert not [a for a in near_answers(near) if a.question in {"bigquery.datasets", "bigquery.right"}]
