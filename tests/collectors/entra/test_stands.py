"""What an officer has to mend is said: which policy leaves out what, and of which it cannot be told whom it reaches."""

import pytest

from scanner.facts import Session
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts, target
from tests.collectors.entra.estate import ADA, BEN, EVE, GUS, JSON, POLICIES, TEAM, one
from tests.collectors.entra.making import frequency, of, policy
from tests.collectors.entra.policies import MFA, MODERN_ALONE, OLD, door, mfa
from tests.judged import judged
from tests.servers.graph.server import Graph

AWAY = {"includePlatforms": ["all"], "excludePlatforms": ["iOS", "linux"]}
FILTER = {"deviceFilter": {"mode": "exclude", "rule": "hunter2"}}
PLACE = {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]}


@pytest.mark.parametrize(
    ("some", "stands"),
    [
        ([MFA], ()),
        ([], ()),
        ([mfa(applications__excludeApplications=["APP"])], ("policy “mfa” (mfa) leaves out app app",)),
        ([mfa(platforms=AWAY)], ("policy “mfa” (mfa) leaves out platform ios and platform linux",)),
        ([mfa(devices=FILTER)], ("policy “mfa” (mfa) leaves out devices that a filter names",)),
        ([mfa(locations=PLACE)], ("policy “mfa” (mfa) leaves out location alltrusted",)),
        ([mfa(users__excludeUsers=[BEN])], ("policy “mfa” (mfa) leaves out ben@alder.example",)),
        (
            [mfa(users__excludeUsers=[ADA, BEN, EVE, GUS])],
            ("policy “mfa” (mfa) leaves out ada@alder.example, ben@alder.example, eve@alder.example and 1 more",),
        ),
        (
            [of(MFA, conditions__users__excludeUsers=[BEN], displayName="All staff", id="4711")],
            ("policy “All staff” (4711) leaves out ben@alder.example",),
        ),
        (
            [MODERN_ALONE, of(OLD, conditions__users__excludeUsers=[BEN])],
            ("policy “old” (old) leaves out ben@alder.example",),
        ),
        ([of(mfa(users__excludeUsers=[BEN]), displayName="other", grantControls=None)], ()),
        ([mfa(users__excludeUsers=[BEN]), mfa(users__includeUsers=[], users__includeGroups=[TEAM])], ()),
    ],
)
def test_a_door_says_which_policy_leaves_out_what(near: Graph, some: list[JSON], stands: tuple[str, ...]) -> None:
    assert door(near, "everyone", *some).stands == stands


def test_a_declared_account_is_nothing_to_mend(near: Graph) -> None:
    assert door(near, "everyone", mfa(users__excludeUsers=[BEN]), break_glass=[BEN]).stands == ()


def test_a_finding_says_it(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [mfa(locations=PLACE)]))
    findings = judged(answers(near), target(near)).findings
    (found,) = (f for f in findings if (f.check, f.facet) == ("mfa.demanded", "everyone"))
    assert found.stands == ("policy “mfa” (mfa) leaves out location alltrusted",)


def often(name: str, **conditions: JSON) -> dict[str, JSON]:
    more = {f"conditions__{path}": value for path, value in conditions.items()}
    return of(policy(name, sessionControls=frequency()), **more)


@pytest.mark.parametrize(
    ("some", "stands"),
    [
        ([often("a")], ()),
        ([], ()),
        ([often("a", platforms=AWAY)], ("policy “a” (a) leaves out platform ios and platform linux",)),
        (
            [often("a", users__excludeUsers=[BEN]), often("b", applications__excludeApplications=["x"])],
            ("policy “a” (a) leaves out ben@alder.example",),
        ),
        ([often("a", applications__includeApplications=["x"])], ()),
    ],
)
def test_a_session_says_which_policy_leaves_out_what(near: Graph, some: list[JSON], stands: tuple[str, ...]) -> None:
    estate.put(near, (POLICIES, "", some))
    assert one(facts(near), Session, "web", "").stands == stands


def test_a_policy_of_which_it_cannot_be_told_is_named(near: Graph) -> None:
    of_team = {"users__includeUsers": [], "users__includeGroups": [TEAM]}
    found = door(near, "everyone", MFA | {"state": "disabled"}, of(mfa(**of_team), displayName="Wards"))
    assert {u.field for u in found.unread} == {"factors", "bypass"}
    assert all("policy “Wards” (mfa): it cannot be told whom it reaches" in u.ask for u in found.unread)
    estate.put(near, (POLICIES, "", [often("b", **of_team)]))
    session = one(facts(near), Session, "web", "")
    (why,) = (u for u in session.unread if u.field == "max_seconds")
    assert "policy “b” (b): it cannot be told whom a sign-in frequency reaches" in why.ask


def test_a_policy_of_which_it_cannot_be_told_how_often_is_named(near: Graph) -> None:
    odd = policy("c", sessionControls=frequency(type="moons"))
    estate.put(near, (POLICIES, "", [odd]))
    (why,) = (u for u in one(facts(near), Session, "web", "").unread if u.field == "max_seconds")
    assert "policy “c” (c): it cannot be told" in why.ask
