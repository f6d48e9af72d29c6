"""Tables of BigQuery that let in whom their dataset does not, or have another key than it has for new ones."""

from collections.abc import Iterable, Iterator

import pytest
from msgspec import structs

from scanner.facts import DataStore, Exposure, Fact
from tests.collectors.azure.settings import LEFT_OUT, Change
from tests.collectors.gcp import held
from tests.collectors.gcp.analytics.test_bigquery import CHARTS, OPEN, OWNERS, TWIN, dataset
from tests.collectors.gcp.asking import near_answers, read, target
from tests.collectors.gcp.held import JSON, POLICY, Held, hold, one, told
from tests.servers.google.double import PROJECT, Google

TYPE = "bigquery.googleapis.com/Table"
KEY = {"kmsKeyName": "projects/p/locations/eu/keyRings/r/cryptoKeys/k"}
MEMBER = "user:hunter2@alder.example"


def table(name: str, of: str = "Charts", **more: JSON) -> tuple[str, JSON]:
    reference = {"projectId": PROJECT, "datasetId": of, "tableId": name}
    return TYPE, {"tableReference": reference, "type": "TABLE", "encryptionConfiguration": KEY, **more}


def open_to(*members: str) -> JSON:
    return {"bindings": [{"role": "roles/bigquery.dataViewer", "members": [*members]}]}


GOOD: Held = {
    "charts": dataset("Charts"),
    "twin": dataset("charts", access=[OWNERS]),
    "table": table("notes", description="hunter2"),
    "let in": (f"{POLICY}table", open_to(MEMBER)),
    "other": table("notes", "charts"),
    "other's": (f"{POLICY}other", open_to(MEMBER)),
}
CASES: list[tuple[str, type[Fact], JSON, list[Change]]] = [
    (CHARTS, Exposure, "owner", []),
    (CHARTS, Exposure, "everyone", [("let in", "", open_to("allAuthenticatedUsers", "allUsers"))]),
    (CHARTS, Exposure, "any-account", [("let in", "", open_to(MEMBER, "allAuthenticatedUsers"))]),
    (TWIN, Exposure, "owner", [("let in", "", open_to("allUsers"))]),
    (CHARTS, Exposure, "owner", [("other's", "", open_to("allUsers"))]),
    (CHARTS, Exposure, "owner", [("table", "", LEFT_OUT)]),
    # Who may not read the access list, and sees a table that is open, knows enough.
    (
        CHARTS,
        Exposure,
        "any-account",
        [("charts", "access", LEFT_OUT), ("let in", "", open_to("allAuthenticatedUsers"))],
    ),
    (CHARTS, DataStore, True, []),
    (CHARTS, DataStore, True, [("table", "", LEFT_OUT)]),
    (CHARTS, DataStore, False, [("table", "encryptionConfiguration", LEFT_OUT)]),
    (TWIN, DataStore, True, [("table", "encryptionConfiguration", LEFT_OUT)]),
    (CHARTS, DataStore, False, [("charts", "defaultEncryptionConfiguration", LEFT_OUT)]),
    *(
        (CHARTS, DataStore, held, [("table", "", table("notes", encryptionConfiguration={}, type=word)[1])])
        for word, held in {"VIEW": True, "EXTERNAL": True, "SNAPSHOT": False, "MATERIALIZED_VIEW": False}.items()
    ),
]


def of(found: Iterable[Fact], cls: type[Fact], at: str) -> tuple[JSON, list[tuple[str, str]]]:
    """What it says of whom it lets in, or of its key, and why it does not."""
    fact = one(found, cls, OPEN if cls is Exposure else "", at)
    value = getattr(fact, "audience" if cls is Exposure else "customer_key")
    return value, [(why.field, why.outcome) for why in fact.unread]


@pytest.mark.parametrize(("at", "cls", "value", "changes"), CASES)
def test_single_tables_count(near: Google, at: str, cls: type[Fact], value: JSON, changes: list[Change]) -> None:
    hold(near, GOOD, *changes)
    near.pages.size = 1
    assert of(told(near, bulk=True), cls, at) == (value, [])


@pytest.mark.parametrize("cls", [Exposure, DataStore])
def test_what_is_not_told_of_them_is_not_known(near: Google, cls: type[Fact]) -> None:
    hold(near, GOOD)
    content, field = ("IamPolicy", "audience") if cls is Exposure else ("Resource", "customer_key")
    assert of(told(near, bulk=False), cls, CHARTS) == (None, [(field, "unclear")])
    assert not [a for a in near_answers(near, asset_inventory=False) if "cloudasset" in a.operation]
    near.denied.add(f"cloudasset.assets.list{content}")
    assert of(told(near, bulk=True), cls, CHARTS) == (None, [(field, "denied")])


def test_what_came_in_part_is_not_known_but_for_what_it_shows(near: Google) -> None:
    hold(near, GOOD)
    cut = [{"exceptionType": "TRUNCATION"}]

    def twisted(method: str, body: JSON) -> JSON:
        assets = body.get("assets", []) if method == "cloudasset.assets.list" else []
        return {**body, "assets": [{**a, "assetExceptions": cut} for a in assets]} if assets else body

    near.twist = twisted
    assert of(told(near, bulk=True), Exposure, CHARTS) == (None, [("audience", "unclear")])
    assert of(told(near, bulk=True), DataStore, CHARTS) == (None, [("customer_key", "unclear")])
    hold(near, GOOD, ("let in", "", open_to("allUsers")), ("table", "encryptionConfiguration", LEFT_OUT))
    assert of(told(near, bulk=True), Exposure, CHARTS) == ("everyone", [])
    assert of(told(near, bulk=True), DataStore, CHARTS) == (False, [])


def test_nobody_is_named_that_is_no_stranger_and_all_that_is_kept_is_read(near: Google) -> None:
    hold(near, GOOD, ("let in", "", open_to(MEMBER, "allUsers")))
    assert "hunter2" not in repr(near_answers(near))
    idle = held.idle(near, bulk=True, of="bigquery.tables")
    hold(near, GOOD, ("table", "", table("notes", type="VIEW", encryptionConfiguration={})[1]))
    assert idle & held.idle(near, bulk=True, of="bigquery.tables") == {"bigquery.tables.keys: value.name"}
    hold(near, GOOD, ("table", "encryptionConfiguration", LEFT_OUT))
    assert "bigquery.tables.keys: value.name" not in held.idle(near, bulk=True, of="bigquery.tables")


def test_they_are_asked_for_once_and_only_where_there_is_something_to_tell(near: Google) -> None:
    def asked() -> list[str]:
        return sorted(a.question for a in near_answers(near) if a.question.startswith("bigquery.tables"))

    assert asked() == []
    hold(near, {"charts": dataset("Charts")}, ("charts", "defaultEncryptionConfiguration", LEFT_OUT))
    assert asked() == ["bigquery.tables.policies"]
    hold(near, GOOD)
    assert asked() == ["bigquery.tables.keys", "bigquery.tables.policies"]


class Walked(list[JSON]):
    """Counts how often it is gone through."""

    times = 0

    def __iter__(self) -> Iterator[JSON]:
        self.times += 1
        return super().__iter__()


def test_they_are_gone_through_once_however_many_datasets_there_are(near: Google) -> None:
    hold(near, GOOD)
    answers = near_answers(near)
    lists = {a.question: Walked(a.body["value"]) for a in answers if a.question.startswith("bigquery.tables.")}
    more = [structs.replace(a, body={"value": lists[a.question]}) if a.question in lists else a for a in answers]
    found = [f for f in read(target(near), more) if f.kind == "gcp.bigquery.dataset"]
    assert {f.resource for f in found} == {CHARTS, TWIN}
    assert {name: some.times for name, some in lists.items()} == dict.fromkeys(lists, 1)
