"""Who holds which role, and who of these is of another organization."""

from typing import Any

import pytest

from scanner.facts import Grant, Identity
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import (
    ADA,
    BEN,
    ELIGIBLE,
    EVE,
    GLOBAL,
    GUS,
    JOINING,
    RULES,
    SECURITY,
    TAKEN,
    TEAM,
    USERS,
    Change,
    joins,
    one,
)
from tests.collectors.entra.making import holds, rules
from tests.collectors.entra.settings import CAN, MACHINE, MEMBERS, READ, TOP, A, Row, agrees, held
from tests.servers.arm.tokens import TENANT
from tests.servers.graph.server import Graph

FROM_ELSEWHERE = "ada_birch.example#EXT#@alder.onmicrosoft.example"
"""A member of this directory who is of another one, and signs in there."""


def owned_by(owner: str | None) -> Change:
    """An application of somebody's holds the greatest role."""
    said: dict[str, Any] = {**MACHINE, "appOwnerOrganizationId": owner}
    return held(holds("sp", GLOBAL, "servicePrincipal", **said))


TABLE: list[Row] = [
    ("guests", Grant, "everything", TOP, "outsiders", (), []),
    ("guests", Grant, "everything", TOP, "outsiders", ("gus@alder.example",), [held(holds(GUS, GLOBAL))]),
    (
        "guests",
        Grant,
        "everything",
        TOP,
        "outsiders",
        ("Booking",),
        [held(holds("sp", GLOBAL, "servicePrincipal", **MACHINE))],
    ),
    (
        "guests",
        Grant,
        "everything",
        TOP,
        "outsiders",
        (FROM_ELSEWHERE,),
        [(f"{USERS}#0", "userPrincipalName", FROM_ELSEWHERE)],
    ),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by(TENANT)]),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by(TENANT.upper())]),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by(None)]),
    ("guests", Grant, "everything", TOP, "outsiders", (), [owned_by("F8CDEF31-a31e-4b4a-93e4-5f571e91255a")]),
    ("global_admins", Grant, "everything", TOP, "holders", ("ada@alder.example",), []),
    (
        "global_admins",
        Grant,
        "everything",
        TOP,
        "holders",
        ("ada@alder.example", "ben@alder.example"),
        [held(holds(ADA, GLOBAL), holds(BEN, GLOBAL.upper()))],
    ),
    (
        "global_admins",
        Grant,
        "everything",
        TOP,
        "holders",
        ("Booking",),
        [held(holds("sp", GLOBAL, "servicePrincipal", **MACHINE))],
    ),
    (
        "global_admins",
        Grant,
        "everything",
        TOP,
        "holders",
        ("ben@alder.example", "eve@alder.example"),
        [
            held(holds(TEAM, GLOBAL, "group")),
            (MEMBERS, "", [{"id": BEN}]),
            (JOINING, "", [joins(EVE), joins(ADA, to="x")]),
        ],
    ),
    ("global_admins", Grant, "everything", TOP, "holders", None, [held(holds(ADA, GLOBAL, "device"))]),
    ("global_admins", Grant, "everything", TOP, "holders", None, [held({**holds(ADA, GLOBAL), "principal": None})]),
    ("global_admins", Grant, "everything", TOP, "activation", "standing", []),
    ("global_admins", Grant, "everything", TOP, "direct", False, []),
    ("global_admins", Grant, "other", READ, "holders", ("ben@alder.example",), []),
    ("pim_approval", Grant, "administer", CAN, "activation", "password", []),
    (
        "pim_approval",
        Grant,
        "administer",
        CAN,
        "activation",
        "approval",
        [(f"{RULES}#1", "", rules(SECURITY, approval=True))],
    ),
    (
        "pim_approval",
        Grant,
        "administer",
        CAN,
        "activation",
        "click",
        [(f"{RULES}#1", "", rules(SECURITY, approval=False))],
    ),
    ("pim_approval", Grant, "administer", CAN, "activation", None, [(RULES, "", [])]),
    (
        "pim_approval",
        Grant,
        "everything",
        f"{TOP}/eligible",
        "activation",
        "approval",
        [(ELIGIBLE, "", [holds(EVE, GLOBAL)])],
    ),
]


@pytest.mark.parametrize("row", TABLE)
def test_a_setting(near: Graph, row: Row) -> None:
    agrees(near, row)


@pytest.mark.parametrize(("part", "outcome"), [("members", "denied"), ("privilegedAccess", "denied")])
def test_a_group_whose_members_may_not_be_listed_holds_who_knows_whom(near: Graph, part: str, outcome: str) -> None:
    estate.put(near, held(holds(TEAM, GLOBAL, "group")), (MEMBERS, "", [{"id": BEN}]))
    near.held.denied.add(part)
    found = facts(near)
    grant = one(found, Grant, "everything", TOP)
    assert (grant.holders, {u.outcome for u in grant.unread if u.field == "holders"}) == (None, {outcome})
    assert one(found, Identity, "", A).privileged is None


def test_of_a_role_that_nobody_describes_global_administrator_alone_is_sure(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("roleDefinitions")
    found = facts(near)
    assert one(found, Identity, "", A).privileged is True
    assert one(found, Grant, "administer", READ).holders == ("ben@alder.example",)


def test_whoever_has_only_taken_up_a_role_does_not_hold_it_for_good(near: Graph) -> None:
    estate.put(near, held(holds(ADA, GLOBAL), holds(BEN, GLOBAL)), (f"{TAKEN}#0", "assignmentType", "Activated"))
    assert one(facts(near), Grant, "everything", TOP).holders == ("ben@alder.example",)


def test_whoever_holds_it_for_good_as_well_holds_it(near: Graph) -> None:
    both = {**estate.GOOD[TAKEN][0], "assignmentType": "Activated"}
    estate.put(near, (TAKEN, "", [*estate.GOOD[TAKEN], both]))
    assert one(facts(near), Grant, "everything", TOP).holders == ("ada@alder.example",)


def test_who_is_an_outsider_nobody_knows_without_the_users(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("/users")
    grant = one(facts(near), Grant, "everything", TOP)
    assert (grant.holders, grant.outsiders) == ((ADA,), None)


def test_a_role_over_a_part_of_the_directory_is_another_right(near: Graph) -> None:
    unit = "/administrativeUnits/u"
    estate.put(near, held(holds(ADA, SECURITY), holds(BEN, SECURITY, scope=unit)))
    found = facts(near)
    assert one(found, Grant, "administer", f"/roles/{SECURITY}").holders == ("ada@alder.example",)
    assert one(found, Grant, "administer", f"/roles/{SECURITY}{unit.lower()}").holders == ("ben@alder.example",)
