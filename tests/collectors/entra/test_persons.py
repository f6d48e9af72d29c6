"""Who stands behind what policies leave out: groups, roles and guests are the persons that are in them."""

import pytest

from scanner.facts import Asset, Gap, Identity, Routine
from scanner.finding import Status
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts, target
from tests.collectors.entra.estate import (
    ADA,
    BEN,
    EVE,
    GLOBAL,
    HELD,
    JSON,
    POLICIES,
    READER,
    ROLES,
    SECURITY,
    TEAM,
    USERS,
    Change,
    one,
)
from tests.collectors.entra.making import definition, holds, of, user
from tests.collectors.entra.policies import door, mfa, roles
from tests.judged import judged
from tests.servers.graph.server import Graph

MANY = [f"{n}0000000-0000-4000-8000-00000000000a" for n in range(6)]
PEOPLE: Change = (USERS, "", [*estate.GOOD[USERS], *(user(who, f"p{who[0]}") for who in MANY)])
BUT_TEAM = mfa(users__excludeGroups=[TEAM])
OF_TEAM = (f"group {TEAM}",)
AWAY = "a0000000-0000-4000-8000-00000000000d"


def within(*who: str, kind: str = "user") -> Change:
    """Who is in a group, through other groups too."""
    some = [{"@odata.type": f"#microsoft.graph.{kind}", "id": one} for one in who]
    return f"/groups/{TEAM}/transitiveMembers", "", some


@pytest.mark.parametrize(
    ("who", "factors", "bypass"),
    [
        ([], 2, ()),
        ([BEN], 2, OF_TEAM),
        ([AWAY], 2, ()),
        (MANY[:5], 2, OF_TEAM),
        ([*MANY[:5], AWAY], 2, OF_TEAM),
        (MANY, 1, OF_TEAM),
    ],
)
def test_a_group_left_out_is_as_many_as_are_in_it(
    near: Graph, who: list[str], factors: int, bypass: tuple[str, ...]
) -> None:
    found = door(near, "everyone", BUT_TEAM, changes=(PEOPLE, within(*who)))
    assert (found.factors, found.bypass) == (factors, bypass)


@pytest.mark.parametrize("kind", ["group", "device", "servicePrincipal"])
def test_what_is_no_person_in_a_group_is_nobody(near: Graph, kind: str) -> None:
    assert door(near, "everyone", BUT_TEAM, changes=(within(BEN, kind=kind),)).bypass == ()


@pytest.mark.parametrize(
    ("who", "factors", "bypass"), [([BEN], 2, ()), (MANY[:5], 2, ()), (MANY, 1, OF_TEAM), ([], 2, ())]
)
def test_a_declared_group_is_no_way_round_where_it_is_small(
    near: Graph, who: list[str], factors: int, bypass: tuple[str, ...]
) -> None:
    found = door(near, "everyone", BUT_TEAM, changes=(PEOPLE, within(*who)), break_glass=[TEAM])
    assert (found.factors, found.bypass) == (factors, bypass)


def test_whoever_is_in_a_declared_group_is_declared_by_name_too(near: Graph) -> None:
    both = mfa(users__excludeGroups=[TEAM], users__excludeUsers=[BEN])
    assert door(near, "everyone", both, changes=(within(BEN),), break_glass=[TEAM]).bypass == ()
    assert door(near, "everyone", both, changes=(within(EVE),), break_glass=[TEAM]).bypass == ("ben@alder.example",)


@pytest.mark.parametrize("declared", [[], [TEAM]])
def test_a_group_that_may_not_be_listed_is_who_knows_whom(near: Graph, declared: list[str]) -> None:
    near.held.denied.add("transitiveMembers")
    found = door(near, "everyone", BUT_TEAM, changes=(within(BEN),), break_glass=declared)
    assert (found.factors, found.bypass) == (None, None)
    assert {(u.outcome, "GroupMember.Read.All" in u.ask) for u in found.unread} == {("denied", True)}


def test_whether_somebody_is_in_a_group_that_another_policy_leaves_out_is_not_known_without_it(near: Graph) -> None:
    some = (mfa(users__excludeUsers=[BEN]), BUT_TEAM)
    assert door(near, "everyone", *some, changes=(within(EVE),)).bypass == ()
    assert door(near, "everyone", *some, changes=(within(BEN),)).bypass == ("ben@alder.example",)
    near.held.denied.add("transitiveMembers")
    assert door(near, "everyone", *some).bypass is None


def test_many_of_whom_nobody_knows_whether_they_are_declared(near: Graph) -> None:
    near.held.denied.add("/users")
    some = mfa(users__excludeUsers=MANY)
    assert door(near, "everyone", some, break_glass=["x@alder.example"]).factors is None
    assert door(near, "everyone", some, break_glass=[BEN]).factors == 1


def test_a_group_is_asked_once_and_only_where_a_policy_that_is_on_leaves_it_out(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [BUT_TEAM, BUT_TEAM, of(mfa(users__excludeGroups=[AWAY]), state="disabled")]))
    assert [a.about for a in answers(near) if a.question == "entra.policies.left_out"] == [TEAM]


def test_an_account_in_a_declared_group_is_kept_for_emergencies(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [BUT_TEAM]), within(BEN))
    found = facts(near, break_glass=[TEAM])
    assert one(found, Identity, "", f"/users/{BEN}").holder == "break-glass"
    tested = one(found, Routine, "break-glass-test", f"/users/{BEN}")
    assert tested.age_days == 5
    places = [n for n, a in enumerate(sorted(answers(near), key=lambda a: a.key)) if a.about == TEAM]
    assert set(places) <= set(tested.answers)
    assert one(found, Identity, "", f"/users/{EVE}").holder == "person"


def test_accounts_in_a_declared_group_of_many_are_those_of_people(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [BUT_TEAM]), PEOPLE, within(*MANY))
    assert {f.holder for f in facts(near, break_glass=[TEAM]) if isinstance(f, Identity)} == {
        *("person", "guest", "machine")
    }


def verdicts(near: Graph, *checks: str, **options: JSON) -> set[tuple[str, Status]]:
    found = judged(answers(near, **options), target(near, **options)).findings
    return {(f.check, f.status) for f in found if f.check in checks and not f.standing}


def test_checks_of_emergency_accounts_take_a_group_for_those_in_it(near: Graph) -> None:
    old = user(BEN, "ben", signInActivity={"lastSuccessfulSignInDateTime": "2026-05-01T12:00:00Z"})
    estate.put(near, (POLICIES, "", [BUT_TEAM]), within(BEN), (f"{USERS}#1", "", old))
    some = ("emergency-access.exists", "account-lifecycle.unused-closed")
    assert verdicts(near, *some, break_glass=[TEAM]) == {(check, Status.PASS) for check in some}
    assert verdicts(near, *some) == {(check, Status.FAIL) for check in some} | {(some[1], Status.PASS)}


@pytest.mark.parametrize("part", ["transitiveMembers", "conditionalAccess"])
def test_who_is_kept_for_emergencies_is_not_known_where_the_group_is_not(near: Graph, part: str) -> None:
    estate.put(near, (POLICIES, "", [BUT_TEAM]), within(BEN))
    near.held.denied.add(part)
    found = facts(near, break_glass=[TEAM])
    account = one(found, Identity, "", f"/users/{BEN}")
    assert account.holder is None
    assert {u.outcome for u in account.unread if u.field == "holder"} == {"denied"}
    assert [g.missing for g in found if isinstance(g, Gap)] == ["routine"]
    assert verdicts(near, "emergency-access.exists", break_glass=[TEAM]) == {
        ("emergency-access.exists", Status.NOT_ASSESSED)
    }
    assert one(facts(near, break_glass=[BEN]), Identity, "", f"/users/{BEN}").holder == "break-glass"
    assert one(found, Asset, "scope", "").role == "scope"


SYNC_ROLE, SYNC = "d29b2b05-8046-44ba-8758-1e26182fcf32", "a0000000-0000-4000-8000-00000000000e"
HYBRID: tuple[Change, ...] = (
    (USERS, "", [*estate.GOOD[USERS], user(SYNC, "sync_dc1")]),
    (ROLES, "", [*estate.GOOD[ROLES], definition(SYNC_ROLE, "Directory Synchronization Accounts", "a/create")]),
)
BUT_SYNC = mfa(users__excludeRoles=[SYNC_ROLE])
OF_SYNC = ("role Directory Synchronization Accounts",)


@pytest.mark.parametrize(
    ("who", "declared", "everyone", "administrators"),
    [
        ([SYNC], [SYNC], (2, ()), (2, ())),
        ([AWAY], [], (2, ()), (2, ())),
        ([], [], (2, ()), (2, ())),
        ([SYNC], [], (2, OF_SYNC), (1, ("legacy-auth",))),
        ([SYNC, BEN], [SYNC], (2, OF_SYNC), (1, ("legacy-auth",))),
    ],
)
def test_the_role_of_accounts_that_synchronize_directories(
    near: Graph,
    who: list[str],
    declared: list[str],
    everyone: tuple[int, tuple[str, ...]],
    administrators: tuple[int, tuple[str, ...]],
) -> None:
    changes: tuple[Change, ...] = (*HYBRID, (HELD, "", [holds(ADA, GLOBAL), *(holds(one, SYNC_ROLE) for one in who)]))
    for whom, expected in (("everyone", everyone), ("administrators", administrators)):
        found = door(near, whom, BUT_SYNC, changes=changes, break_glass=declared)
        assert (found.factors, found.bypass) == expected, whom


def test_the_greatest_role_is_asked_about_whoever_has_it(near: Graph) -> None:
    changes = ((HELD, "", [holds(BEN, GLOBAL)]),)
    found = door(near, "administrators", mfa(users__excludeRoles=[GLOBAL]), changes=changes, break_glass=[BEN])
    assert found.factors == 1


def test_an_account_that_is_off_or_gone_is_nobody_who_is_left_out(near: Graph) -> None:
    some = mfa(users__excludeUsers=[EVE, AWAY])
    off: Change = (f"{USERS}#3", "accountEnabled", False)
    assert door(near, "everyone", some, changes=(off,)).bypass == ()
    assert door(near, "everyone", some, changes=((f"{USERS}#3", "accountEnabled", None),)).bypass == (
        "eve@alder.example",
    )
    near.held.denied.add("/users")
    assert door(near, "everyone", some).bypass == (f"user {EVE}", f"user {AWAY}")


BUT_ADA, BUT_EVE = mfa(users__excludeUsers=[ADA]), mfa(users__excludeUsers=[EVE])
UNIT = "/administrativeUnits/u"


@pytest.mark.parametrize(
    ("said", "some", "changes", "bypass"),
    [
        ("held for good", [BUT_ADA, roles(GLOBAL)], [], ()),
        ("another role", [BUT_ADA, roles(SECURITY)], [], ("ada@alder.example",)),
        ("taken up for a while", [BUT_EVE, roles(SECURITY)], [], ("eve@alder.example",)),
        (
            "eligible, and taken up just now",
            [BUT_EVE, roles(SECURITY)],
            [(HELD, "", [holds(ADA, GLOBAL), holds(EVE, SECURITY)])],
            None,
        ),
        ("over a part", [BUT_ADA, roles(GLOBAL)], [(HELD, "", [holds(ADA, GLOBAL, scope=UNIT)])], None),
        (
            "a role of one's own",
            [BUT_ADA, roles(READER)],
            [(HELD, "", [holds(ADA, READER)]), (f"{ROLES}#2", "isBuiltIn", False)],
            None,
        ),
        ("a group, perhaps", [BUT_EVE, mfa(users__includeUsers=[], users__includeGroups=[TEAM])], [], None),
        ("not narrowed, but for another", [BUT_EVE, roles(SECURITY, GLOBAL), BUT_ADA], [], ()),
        ("held for good, at risk", [BUT_ADA, roles(GLOBAL, signInRiskLevels=["high"])], [], ("ada@alder.example",)),
    ],
)
def test_a_policy_about_a_role_is_about_those_who_hold_it(
    near: Graph, said: str, some: list[JSON], changes: list[Change], bypass: tuple[str, ...] | None
) -> None:
    found = door(near, "everyone", *some, changes=tuple(changes))
    assert (found.factors, found.bypass) == (2, bypass), said
    if bypass is None:
        (why,) = found.unread
        assert "whether a second policy is about what one leaves out" in why.ask


def test_whom_a_policy_about_a_role_means_nobody_knows_without_the_roles(near: Graph) -> None:
    near.held.denied.add("roleAssignments?")
    assert door(near, "everyone", BUT_ADA, roles(GLOBAL)).bypass is None
