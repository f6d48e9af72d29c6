"""What it takes to take up a role: a second factor that was shown an hour ago is nothing that is asked for now."""

import pytest

from scanner.facts import Grant
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import ADA, BEN, EVE, JSON, POLICIES, RULES, SECURITY, TEAM, Change, one
from tests.collectors.entra.making import controls, each_time, frequency, of, rules
from tests.collectors.entra.policies import MFA as MFA_OF_ALL
from tests.collectors.entra.policies import mfa, roles, shown
from tests.servers.graph.server import Graph

MFA = "MultiFactorAuthentication"
SECOND = each_time(authenticationType="secondaryAuthentication")
PLACE = {"includeLocations": ["x"], "excludeLocations": []}


def grant(near: Graph, *changes: Change, **options: str) -> Grant:
    estate.put(near, *changes)
    found: Grant = one(facts(near, **options), Grant, "administer", f"/roles/{SECURITY}/eligible")
    return found


def takes(*shown: str, **more: bool) -> Change:
    return f"{RULES}#1", "", rules(SECURITY, *shown, **{"approval": False, **more})


@pytest.mark.parametrize(
    ("change", "activation"),
    [
        (takes(), "standing"),
        (takes(context=True), "password"),
        (takes(MFA, context=True), "password"),
        (takes(approval=True), "approval"),
        (takes(MFA, approval=True), "approval"),
        (takes(approval=True, context=True), "approval"),
    ],
)
def test_what_a_role_asks_of_whoever_takes_it_up(near: Graph, change: Change, activation: str | None) -> None:
    assert grant(near, change).activation == activation


SHOWN_BEFORE = ("the second factor that it asks for was shown to come in, and is not asked for again",)


@pytest.mark.parametrize(
    ("some", "activation"),
    [
        ([MFA_OF_ALL], "standing"),
        ([mfa(users__excludeUsers=[BEN])], "standing"),
        ([mfa(users__excludeUsers=[EVE])], None),
        ([mfa(users__excludeUsers=[EVE]), roles(SECURITY)], None),
        ([roles(SECURITY)], None),
        ([mfa(users__includeUsers=[], users__includeGroups=[TEAM])], None),
        ([mfa(clientAppTypes=["browser"])], None),
        ([mfa(platforms={"includePlatforms": ["all"], "excludePlatforms": ["iOS"]})], None),
        ([shown("compliantDevice")], None),
        ([], None),
    ],
)
def test_a_second_factor_is_nothing_more_where_it_was_shown_to_come_in(
    near: Graph, some: list[JSON], activation: str | None
) -> None:
    found = grant(near, takes(MFA), (POLICIES, "", some))
    assert (found.activation, found.stands) == (activation, SHOWN_BEFORE if activation else ())
    assert {u.outcome for u in found.unread if u.field == "activation"} == (set() if activation else {"unclear"})


def test_whether_it_was_shown_to_come_in_nobody_knows_without_the_policies(near: Graph) -> None:
    near.held.denied.add("conditionalAccess")
    assert grant(near, takes(MFA)).activation is None


def conditions(**more: JSON) -> dict[str, JSON]:
    return of(each_time(), **{f"conditions__{path}": value for path, value in more.items()})


@pytest.mark.parametrize(
    ("some", "activation"),
    [
        ([each_time()], "password"),
        ([SECOND], None),
        ([{**SECOND, "grantControls": controls("mfa")}], "password"),
        ([{**SECOND, "grantControls": controls("mfa", "compliantDevice")}], None),
        ([{**SECOND, "grantControls": controls("somethingNew")}], None),
        ([SECOND, {**SECOND, "grantControls": controls("mfa")}], "password"),
        ([each_time(authenticationType="somethingNew")], None),
        ([each_time(authenticationType=None)], None),
        ([each_time(isEnabled=False)], None),
        ([of(each_time(), sessionControls=frequency())], None),
        ([of(each_time(), sessionControls=None, grantControls=controls("mfa"))], None),
        ([each_time("c2")], None),
        ([], None),
        ([of(each_time(), state="disabled")], None),
        ([of(each_time(), state="enabledForReportingButNotEnforced")], None),
        ([of(each_time(), state="odd")], None),
        ([conditions(users__includeUsers=[], users__includeRoles=[SECURITY])], None),
        ([conditions(users__includeUsers=[], users__includeGroups=[TEAM])], None),
        ([conditions(users__excludeUsers=[ADA])], None),
        ([conditions(users__excludeUsers=["GuestsOrExternalUsers"])], None),
        ([conditions(locations=PLACE)], None),
        ([conditions(clientAppTypes=["browser"])], None),
        ([conditions(users__excludeUsers=[ADA]), each_time()], "password"),
        (
            [conditions(applications__includeAuthenticationContextClassReferences=["c2", "c1"])],
            "password",
        ),
    ],
)
def test_a_context_asks_each_time_where_a_policy_does_of_all(
    near: Graph, some: list[JSON], activation: str | None
) -> None:
    found = grant(near, (POLICIES, "", some))
    assert found.activation == activation
    if activation is None:
        (why,) = (u for u in found.unread if u.field == "activation")
        assert why.outcome == "unclear"
        assert "sign-in frequency every time would settle it" in why.ask


def test_a_declared_account_need_not_be_asked(near: Graph) -> None:
    some = (POLICIES, "", [conditions(users__excludeUsers=[BEN])])
    assert grant(near, some, break_glass=BEN).activation == "password"


def test_a_context_that_has_no_name_is_none(near: Graph) -> None:
    change = takes(context=True)
    change[2]["policy"]["rules"][3]["claimValue"] = None
    assert grant(near, change).activation is None


def test_what_a_context_asks_is_not_known_without_the_policies(near: Graph) -> None:
    near.held.denied.add("conditionalAccess")
    found = grant(near)
    assert found.activation is None
    assert {u.outcome for u in found.unread if u.field == "activation"} == {"denied"}
    assert grant(near, takes(approval=True)).activation == "approval"
