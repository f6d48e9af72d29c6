"""Whoever may come into a group that holds a role, by whatever way, is an administrator to be."""

import pytest

from scanner.facts import Grant, Identity, SignIn
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts
from tests.collectors.entra.estate import (
    ADA,
    BEN,
    ELIGIBLE,
    EVE,
    GLOBAL,
    GUS,
    HELD,
    JOINING,
    JSON,
    POLICIES,
    TEAM,
    Change,
    joins,
    one,
)
from tests.collectors.entra.making import controls, holds, of, policy
from tests.servers.graph.server import Graph

NEST, DEEP = ("a0000000-0000-4000-8000-00000000000c", "b0000000-0000-4000-8000-00000000000c")


def members(group: str, *who: JSON, way: str = "transitiveMembers") -> Change:
    return f"/groups/{group}/{way}", "", [one if isinstance(one, dict) else {"id": one} for one in who]


TEAM_HOLDS: tuple[Change, ...] = ((HELD, "", [holds(TEAM, GLOBAL, "group")]), members(TEAM, ADA, way="members"))


def holders(near: Graph, *changes: Change) -> tuple[str, ...] | None:
    estate.put(near, *TEAM_HOLDS, *changes)
    found: Grant = one(facts(near), Grant, "everything", f"/roles/{GLOBAL}")
    return found.holders


def named(*some: str) -> tuple[str, ...]:
    return tuple(f"{who}@alder.example" for who in some)


GROUP = {"@odata.type": "#microsoft.graph.group", "id": DEEP}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], named("ada")),
        ([(JOINING, "", [joins(BEN)])], named("ada", "ben")),
        ([(JOINING, "", [joins(NEST, "group")]), members(NEST, BEN)], named("ada", "ben")),
        ([(JOINING, "", [joins(NEST, "group")]), members(NEST)], named("ada")),
        ([(JOINING, "", [joins(NEST, "group")]), members(NEST, BEN, GROUP)], named("ada", "ben")),
        (
            [(JOINING, "", [joins(NEST, "group"), joins(GUS), joins(EVE, to=NEST)]), members(NEST, BEN)],
            named("ada", "ben", "eve", "gus"),
        ),
        ([(JOINING, "", [joins(NEST, "group"), joins(DEEP, "group", to=NEST)]), members(NEST, BEN)], None),
        ([(JOINING, "", [{**joins(BEN), "principal": None}])], None),
        ([(JOINING, "", [joins(BEN, "somethingNew")])], None),
        ([(JOINING, "", [joins(NEST, "group"), joins(BEN, "somethingNew", to=NEST)])], None),
    ],
)
def test_who_may_come_into_a_group_that_holds_a_role(
    near: Graph, changes: list[Change], expected: tuple[str, ...] | None
) -> None:
    assert holders(near, *changes) == expected


def test_a_nested_group_that_may_not_be_read(near: Graph) -> None:
    near.held.denied.add(f"/groups/{NEST}/transitiveMembers")
    changes: list[Change] = [(JOINING, "", [joins(NEST, "group")]), members(NEST, BEN)]
    assert holders(near, *changes) is None


def test_whoever_is_in_a_group_that_may_join_is_an_administrator(near: Graph) -> None:
    estate.put(near, *TEAM_HOLDS, (JOINING, "", [joins(NEST, "group")]), members(NEST, BEN))
    assert one(facts(near), Identity, "", f"/users/{BEN}").privileged is True


def test_a_group_that_may_take_up_a_role_is_asked_alike(near: Graph) -> None:
    changes: list[Change] = [
        (ELIGIBLE, "", [holds(TEAM, GLOBAL, "group")]),
        members(TEAM, way="members"),
        (JOINING, "", [joins(NEST, "group")]),
        members(NEST, BEN),
    ]
    estate.put(near, *changes)
    grant = one(facts(near), Grant, "everything", f"/roles/{GLOBAL}/eligible")
    assert grant.holders == named("ben")


def test_somebody_left_out_who_may_come_into_the_group_is_a_way_round_for_administrators(near: Graph) -> None:
    left_out = of(policy("mfa", grantControls=controls("mfa")), conditions__users__excludeUsers=[BEN])
    estate.put(near, *TEAM_HOLDS, (JOINING, "", [joins(NEST, "group")]), members(NEST, BEN), (POLICIES, "", [left_out]))
    assert one(facts(near), SignIn, "administrators", "").bypass == named("ben")


def test_a_nested_group_is_asked_once(near: Graph) -> None:
    estate.put(near, *TEAM_HOLDS, (JOINING, "", [joins(NEST, "group"), joins(NEST, "group")]), members(NEST, BEN))
    came = [a for a in answers(near) if a.about == NEST]
    assert sorted(a.question for a in came) == [
        "entra.roles.held.may_join.may_join",
        "entra.roles.held.may_join.members",
    ]


def test_of_groups_that_hold_no_role_nothing_is_asked(near: Graph) -> None:
    estate.put(near)
    assert not [a for a in answers(near) if "members" in a.question or "may_join" in a.question]
