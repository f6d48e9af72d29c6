"""Stores of services that nobody reads yet are missing by name, and none where there are none."""

import pytest

from collectors.azure.databases.others import KINDS, TYPES, UNREAD
from scanner.facts import Fact, Gap
from scanner.finding import Status
from tests.collectors.azure.asking import evidence, facts, target
from tests.judged import judged
from tests.servers.arm.server import ID, Arm

GROUP = f"/subscriptions/{ID}/resourceGroups/Ward-3"
ALL = len(KINDS[UNREAD].gives)


def missing(found: list[Fact]) -> list[Gap]:
    return [fact for fact in found if isinstance(fact, Gap) and fact.kind == UNREAD]


@pytest.mark.parametrize("type_", TYPES)
def test_one_that_is_there_is_missing_by_its_type(near: Arm, type_: str) -> None:
    near.held.put({"id": f"{GROUP}/providers/{type_}/Charts", "name": "Charts", "type": type_, "location": "eu"})
    found = missing(facts(near))
    assert (len(found), {gap.outcome for gap in found}) == (ALL, {"unclear"})
    assert all(type_ in gap.ask for gap in found)
    findings = [f for f in judged(evidence(near), target(near)).findings if f.kind == UNREAD]
    assert {f.status for f in findings} == {Status.NOT_ASSESSED}
    assert {f.check for f in findings} >= {
        "encryption-at-rest.encrypted",
        "public-exposure.not-public",
        "backup.exists",
    }


def test_where_there_are_none_nothing_is_missing(near: Arm) -> None:
    assert not missing(facts(near))


@pytest.mark.parametrize("type_", ["Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces"])
def test_a_stream_is_no_store(near: Arm, type_: str) -> None:
    near.held.put({"id": f"{GROUP}/providers/{type_}/siem", "name": "siem", "type": type_, "location": "eu"})
    assert not missing(facts(near))
    assert type_ not in TYPES


def test_one_that_may_be_hidden_from_us_is_named_by_its_right(near: Arm) -> None:
    near.held.denied.add("Microsoft.Sql/managedInstances")
    found = missing(facts(near))
    assert (len(found), {gap.outcome for gap in found}) == (ALL, {"denied"})
    assert {gap.ask for gap in found} == {"GET Microsoft.Resources/resources (Microsoft.Sql/managedInstances/read)"}


def test_no_more_than_the_type_is_kept(near: Arm) -> None:
    place = f"{GROUP}/providers/Microsoft.Cache/redis/Hunter2"
    near.held.put({"id": place, "name": "Hunter2", "type": "Microsoft.Cache/redis", "tags": {"a": "hunter2"}})
    (answer,) = [a for a in evidence(near) if a.question == "stores.unread"]
    assert answer.body == {"value": [{"type": "Microsoft.Cache/redis"}]}
