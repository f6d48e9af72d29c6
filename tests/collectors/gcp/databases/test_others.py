"""Stores of services that nobody reads yet are missing by name, and none where there are none."""

import pytest

from collectors.gcp.databases.others import KINDS, UNREAD
from scanner.facts import Gap
from scanner.finding import Status
from tests.collectors.gcp.asking import facts, near_answers, target
from tests.collectors.gcp.held import JSON, missing
from tests.judged import judged
from tests.servers.google.double import PROJECT, Google

HERE = f"projects/{PROJECT}/locations/europe-west3"
STORES: list[tuple[str, JSON]] = [
    ("alloydb.googleapis.com/Cluster", f"{HERE}/clusters/n"),
    ("bigtableadmin.googleapis.com/Instance", f"projects/{PROJECT}/instances/n"),
    ("file.googleapis.com/Instance", f"{HERE}/instances/n"),
    ("firestore.googleapis.com/Database", f"projects/{PROJECT}/databases/n"),
    ("healthcare.googleapis.com/Dataset", f"{HERE}/datasets/n"),
    ("memcache.googleapis.com/Instance", f"{HERE}/instances/n"),
    ("netapp.googleapis.com/Volume", f"{HERE}/volumes/n"),
    ("redis.googleapis.com/Cluster", f"{HERE}/clusters/n"),
    ("redis.googleapis.com/Instance", f"{HERE}/instances/n"),
    ("spanner.googleapis.com/Instance", f"projects/{PROJECT}/instances/n"),
]
ALL = len(KINDS[UNREAD].gives)


@pytest.mark.parametrize(("type_", "name"), STORES)
def test_one_that_is_there_is_missing_by_its_type(near: Google, type_: str, name: str) -> None:
    near.held.put(type_, {"name": name})
    found = [f for f in facts(near) if isinstance(f, Gap) and f.kind == UNREAD]
    assert (len(found), {f.outcome for f in found}) == (ALL, {"unclear"})
    assert all(type_ in f.ask for f in found)
    checks = [f for f in judged(near_answers(near), target(near)).findings if f.kind == UNREAD]
    assert {f.status for f in checks} == {Status.NOT_ASSESSED}
    assert {f.check for f in checks} >= {"encryption-at-rest.encrypted", "public-exposure.not-public", "backup.exists"}


def test_where_there_are_none_nothing_is_missing(near: Google) -> None:
    near.held.put("storage.googleapis.com/Bucket", {"name": "charts"})
    assert not missing(facts(near), UNREAD)


def test_where_nobody_says_whether_there_are_any_that_is_said(near: Google) -> None:
    assert {why for *_, why in missing(facts(near, asset_inventory=False), UNREAD)} == {"unclear"}
    near.denied.add("cloudasset.assets.listResource")
    assert {why for *_, why in missing(facts(near), UNREAD)} == {"denied"}


def test_no_more_than_the_type_is_kept(near: Google) -> None:
    near.held.put("redis.googleapis.com/Instance", {"name": f"{HERE}/instances/n", "displayName": "hunter2"})
    (answer,) = [a for a in near_answers(near) if a.question == "stores.unread"]
    assert answer.body == {"value": [{"assetType": "redis.googleapis.com/Instance"}]}
