"""What a check is given beside a fact, and which failed lists could have told of it."""

from typing import Any

import pytest

from scanner.facts import Asset, Backup, DataStore, Fact, Gap, Identity
from scanner.judging.joins import Joins
from tests.make import make


def beside(fact: Fact, wanted: type[Fact], *others: Fact, gives: Any = None) -> tuple[list[str], list[str]]:
    """The resources of the related facts, and the kinds of the gaps."""
    joins = Joins({wanted}, gives=gives or {})
    for other in others:
        joins.add(other, waits=False)
    number = joins.add(fact, waits=True)
    assert number is not None
    related = joins.related(number, fact, wanted)
    return [one.resource for one in related.seen], [gap.kind for gap in related.gaps]


def gap(kind: str, target: str = "t") -> Gap:
    return Gap(target=target, resource=target, kind=kind, missing="backup", outcome="denied", ask="it:List")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"resource": "a"}, {"resource": "a"}),
        ({"resource": "a"}, {"resource": "b", "also": ("a",)}),
        ({"resource": "a", "also": ("b",)}, {"resource": "b"}),
        ({"resource": "a", "also": ("x",)}, {"resource": "b", "also": ("x",)}),
        ({"resource": "a", "rests_on": ("b",)}, {"resource": "b"}),
        ({"resource": "a", "rests_on": ("x",)}, {"resource": "b", "also": ("x",)}),
        ({"resource": "a", "within": ("b",)}, {"resource": "b"}),
        ({"resource": "a"}, {"resource": "b", "within": ("a",)}),
        ({"resource": "a"}, {"resource": "b", "rests_on": ("a",)}),
    ],
)
def test_what_names_the_other_is_beside_it(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    seen, _ = beside(make(Asset, role="host", **mine), Backup, make(Backup, mechanism="copy", **theirs))
    assert seen == [theirs["resource"]]


@pytest.mark.parametrize("how", ["within", "rests_on"])
def test_two_that_name_the_same_third_are_not(how: str) -> None:
    links: dict[str, Any] = {how: ("host",)}
    disk, other = (make(DataStore, resource=name, **links) for name in ("sda", "sdb"))
    assert beside(disk, DataStore, other) == ([], [])


def test_a_fact_is_not_beside_itself() -> None:
    assert beside(make(DataStore, resource="a", also=("b",)), DataStore) == ([], [])


GIVES = {"bucket": {Asset, Backup}, "table": {Asset, Backup}, "vault.copy": {Backup}, "person": {Identity}}


def test_a_list_of_things_of_another_kind_could_not_have_told_of_this_one() -> None:
    bucket = make(Asset, kind="bucket", target="t", resource="a", role="store")
    gaps = (gap("bucket"), gap("table"), gap("vault.copy"), gap("vault.copy", "elsewhere"))
    assert beside(bucket, Backup, *gaps, gives=GIVES) == ([], ["bucket", "vault.copy"])
