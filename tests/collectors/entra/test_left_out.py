"""Whom and what policies leave out: who is caught by another one, and who gets by with one factor."""

import pytest

from tests.collectors.entra import estate
from tests.collectors.entra.estate import (
    ADA,
    BEN,
    ELIGIBLE,
    EVE,
    GLOBAL,
    GUS,
    HELD,
    JSON,
    READER,
    SECURITY,
    TEAM,
    USERS,
    Change,
)
from tests.collectors.entra.making import controls, holds, of, policy, user
from tests.collectors.entra.policies import FILTER, MODERN_ALONE, OLD, Row, agrees, door, mfa, roles
from tests.servers.graph.server import Graph

NO_IOS = mfa(platforms={"includePlatforms": ["all"], "excludePlatforms": ["iOS"]})
NO_PLACE = mfa(locations={"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]})
NO_APP = mfa(applications__excludeApplications=["APP"])
NO_DEVICE = mfa(devices={"deviceFilter": {"mode": "exclude", "rule": "x"}})


def on(*platforms: str, **more: JSON) -> dict[str, JSON]:
    return mfa(platforms={"includePlatforms": list(platforms), "excludePlatforms": []}, **more)


def at(*places: str, out: tuple[str, ...] = ()) -> dict[str, JSON]:
    return mfa(locations={"includeLocations": list(places), "excludeLocations": list(out)})


def to(*apps: str, **more: JSON) -> dict[str, JSON]:
    return mfa(applications__includeApplications=list(apps), **more)


PERSON = ("ben@alder.example",)
IOS, PLACE, APP, DEVICE = ("platform ios",), ("location alltrusted",), ("app app",), ("devices that a filter names",)
TABLE: list[Row] = [
    ("a platform left out and asked by itself", "everyone", [NO_IOS, on("iOS")], 2, ()),
    ("a platform left out and another asked", "everyone", [NO_IOS, on("android")], 1, IOS),
    ("each leaves out another platform", "everyone", [NO_IOS, on("all", platforms__excludePlatforms=["macOS"])], 2, ()),
    ("both leave it out", "everyone", [NO_IOS, NO_IOS], 1, IOS),
    ("asked of it in a report", "everyone", [NO_IOS, of(on("iOS"), state="enabledForReportingButNotEnforced")], 1, IOS),
    ("asked of it at risk", "everyone", [NO_IOS, on("iOS", signInRiskLevels=["high"])], 1, IOS),
    (
        "asked of it in some applications",
        "everyone",
        [NO_IOS, on("iOS", applications__includeApplications=["x"])],
        1,
        IOS,
    ),
    ("asked of it of one person", "everyone", [NO_IOS, on("iOS", users__includeUsers=[ADA])], 1, IOS),
    (
        "asked of it of a group",
        "everyone",
        [NO_IOS, on("iOS", users__includeUsers=[], users__includeGroups=[TEAM])],
        None,
        None,
    ),
    ("asked of it but of one", "everyone", [NO_IOS, on("iOS", users__excludeUsers=[BEN])], None, None),
    ("asked of it in browsers", "everyone", [NO_IOS, on("iOS", clientAppTypes=["browser"])], 1, IOS),
    ("asked of it in new words", "everyone", [NO_IOS, on("iOS", somethingNew=["x"])], None, None),
    ("blocked on it", "everyone", [NO_IOS, {**on("iOS"), "grantControls": controls("block")}], 2, ()),
    (
        "all platforms but some blocked",
        "everyone",
        [NO_IOS, {**on("all", platforms__excludePlatforms=["windows"]), "grantControls": controls("block")}],
        2,
        (),
    ),
    (
        "blocked on it but for one",
        "everyone",
        [NO_IOS, {**on("iOS", users__excludeUsers=[BEN]), "grantControls": controls("block")}],
        None,
        None,
    ),
    ("places left out and asked by themselves", "everyone", [NO_PLACE, at("AllTrusted")], 2, ()),
    ("places left out, and a place asked", "everyone", [NO_PLACE, at("4711")], None, None),
    (
        "places left out, and all but one asked",
        "everyone",
        [NO_PLACE, at("All", out=("4711",))],
        None,
        None,
    ),
    ("an app left out and asked by itself", "everyone", [NO_APP, to("APP")], 2, ()),
    ("an app left out, and many asked", "everyone", [NO_APP, to("Office365")], None, None),
    ("an app left out, and actions asked", "everyone", [NO_APP, to()], 1, APP),
    ("an app left out, and none asked", "everyone", [NO_APP, to("None")], 1, APP),
    (
        "an app left out, and some asked by a filter",
        "everyone",
        [NO_APP, to("APP", applications__applicationFilter={"mode": "include", "rule": "x"})],
        None,
        None,
    ),
    ("devices left out, and some asked", "everyone", [NO_DEVICE, mfa(devices=FILTER)], None, None),
    ("a platform and an app", "everyone", [NO_IOS, NO_APP], None, None),
    (
        "a platform, and one person elsewhere",
        "everyone",
        [NO_IOS, mfa(users__excludeUsers=[BEN])],
        2,
        ("ben@alder.example",),
    ),
    ("a platform for administrators", "administrators", [NO_IOS, roles(GLOBAL, SECURITY)], 2, ()),
    ("a platform for administrators, asked of one role", "administrators", [NO_IOS, roles(GLOBAL)], 1, IOS),
    ("a platform for guests", "guests", [NO_IOS, mfa(users__includeUsers=["GuestsOrExternalUsers"])], 2, ()),
    (
        "old ones blocked but for one",
        "everyone",
        [MODERN_ALONE, of(OLD, conditions__users__excludeUsers=[BEN])],
        2,
        ("ben@alder.example",),
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_what_is_left_out(near: Graph, row: Row) -> None:
    agrees(near, row)


@pytest.mark.parametrize("name", ["ben@alder.example", "BEN@alder.example", BEN, BEN.upper()])
def test_a_declared_account_left_out_is_no_way_round(near: Graph, name: str) -> None:
    found = door(near, "everyone", mfa(users__excludeUsers=[BEN, EVE]), break_glass=[name])
    assert found.bypass == ("eve@alder.example",)


def test_a_way_in_that_a_second_policy_may_be_about_is_named(near: Graph) -> None:
    found = door(near, "everyone", NO_PLACE, at("4711"))
    (why,) = (u for u in found.unread if u.field == "factors")
    assert why.ask.endswith("whether a second policy is about what one leaves out: location alltrusted")


def test_a_declared_account_left_out_where_all_but_it_are_shut_out_is_no_way_round(near: Graph) -> None:
    some = (MODERN_ALONE, of(OLD, conditions__users__excludeUsers=[BEN]))
    assert door(near, "everyone", *some, break_glass=[BEN]).bypass == ()


MOST = {"includePlatforms": ["all"], "excludePlatforms": ["linux"]}
KINDS = {"guestOrExternalUserTypes": "internalGuest"}
MANY = [f"{n}0000000-0000-4000-8000-00000000000a" for n in range(6)]
PEOPLE: Change = (USERS, "", [*estate.GOOD[USERS], *(user(who, f"p{who[0]}") for who in MANY)])


@pytest.mark.parametrize(
    ("some", "factors"),
    [
        ([mfa(users__excludeUsers=MANY[:5])], 2),
        ([mfa(users__excludeUsers=MANY)], 1),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=MANY)], 2),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=[], users__includeGroups=[TEAM])], None),
        ([mfa(users__excludeUsers=[*MANY[:5], "gone", "gone-too"])], 2),
        ([mfa(users__excludeUsers=MANY), mfa(users__excludeUsers=MANY)], 1),
        ([mfa(users__excludeUsers=MANY), mfa(signInRiskLevels=["high"])], 1),
        ([mfa(users__excludeUsers=MANY), policy("nothing")], 1),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=[ADA])], 1),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=["GuestsOrExternalUsers"])], None),
        ([mfa(users__excludeUsers=MANY), roles(GLOBAL)], 1),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=[], users__new=["x"])], None),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=[], users__includeGuestsOrExternalUsers=KINDS)], None),
        ([mfa(users__excludeUsers=MANY, users__excludeGroups=[TEAM])], 1),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=MANY, users__excludeUsers=[BEN])], 2),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=MANY, users__excludeUsers=MANY[5:])], 2),
        ([mfa(users__excludeUsers=MANY), mfa(users__includeUsers=MANY[:3], platforms=MOST)], 1),
    ],
)
def test_many_left_out_by_name_are_no_exceptions(near: Graph, some: list[JSON], factors: int | None) -> None:
    assert door(near, "everyone", *some, changes=(PEOPLE,)).factors == factors


@pytest.mark.parametrize(
    ("some", "factors"),
    [
        ([holds(who, READER) for who in MANY[:5]], 2),
        ([holds(who, READER) for who in MANY], 1),
        ([holds(who, READER, "servicePrincipal") for who in MANY], 2),
    ],
)
def test_a_role_left_out_is_as_many_as_hold_it(near: Graph, some: list[JSON], factors: int) -> None:
    changes: tuple[Change, ...] = (PEOPLE, (HELD, "", some))
    assert door(near, "everyone", mfa(users__excludeRoles=[READER]), changes=changes).factors == factors


def test_whoever_may_take_up_a_role_left_out_is_left_out(near: Graph) -> None:
    changes: tuple[Change, ...] = (PEOPLE, (ELIGIBLE, "", [holds(who, READER) for who in MANY]))
    assert door(near, "everyone", mfa(users__excludeRoles=[READER]), changes=changes).factors == 1


@pytest.mark.parametrize(
    ("part", "bypass"),
    [("roleAssignments?", None), ("roleEligibilityScheduleInstances", ("role Global Reader",))],
)
def test_how_many_hold_a_role_left_out_nobody_knows_without_the_roles(
    near: Graph, part: str, bypass: tuple[str, ...] | None
) -> None:
    near.held.denied.add(part)
    found = door(near, "everyone", mfa(users__excludeRoles=[READER]))
    assert (found.factors, found.bypass) == (None, bypass)
    assert {u.outcome for u in found.unread} == {"denied"}


def test_whether_somebody_left_out_is_declared_nobody_knows_without_the_users(near: Graph) -> None:
    near.held.denied.add("/users")
    some = mfa(users__excludeUsers=[BEN])
    found = door(near, "everyone", some, break_glass=["ben@alder.example"])
    assert (found.factors, found.bypass) == (2, None)
    assert {u.outcome for u in found.unread} == {"denied"}
    assert door(near, "everyone", some, break_glass=[BEN]).bypass == ()
    assert door(near, "everyone", some).bypass == (f"user {BEN}",)


def test_somebody_left_out_who_is_no_administrator_is_no_way_round_for_administrators(near: Graph) -> None:
    some = mfa(users__excludeUsers=[BEN, EVE])
    assert door(near, "administrators", some).bypass == ("eve@alder.example",)
    assert door(near, "guests", some).bypass == ()
    assert door(near, "guests", mfa(users__excludeUsers=[GUS])).bypass == ("gus@alder.example",)
    near.held.denied.add("roleEligibilityScheduleInstances")
    found = door(near, "administrators", some)
    assert found.bypass is None
    assert {u.outcome for u in found.unread} == {"denied"}
