"""How long one stays signed in, idle or busy."""

from collections.abc import Mapping

import pytest

from scanner.facts import FOREVER, Session
from scanner.finding import Status
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts, target
from tests.collectors.entra.estate import BEN, EVE, GLOBAL, JSON, POLICIES, SECURITY, TEAM, TIMEOUTS, one
from tests.collectors.entra.making import browser, frequency, of, policy
from tests.collectors.entra.policies import FILTER, MFA, mfa, roles
from tests.judged import judged
from tests.servers.graph.server import Graph


def often(*, by: Mapping[str, JSON] = MFA, **more: JSON) -> dict[str, JSON]:
    return {**by, "grantControls": None, "sessionControls": frequency(**more)}


SOME = mfa(users__includeUsers=[], users__includeGroups=[TEAM])
LASTING = {**MFA, "sessionControls": browser("always")}


@pytest.mark.parametrize(
    ("some", "everyone", "administrators"),
    [
        ([often()], 28800, 28800),
        ([often(type="days", value=2)], 172800, 172800),
        ([often(frequencyInterval="everyTime", value=None, type=None)], 300, 300),
        ([often(), often(value=4)], 14400, 14400),
        ([often(), often(by=roles(GLOBAL, SECURITY), value=4)], 28800, 14400),
        ([often(), often(by=roles(GLOBAL), value=4)], 28800, 28800),
        ([often(by=roles(GLOBAL, SECURITY))], FOREVER, 28800),
        ([often(), LASTING], 28800, 28800),
        ([often(isEnabled=False)], FOREVER, FOREVER),
        ([often(authenticationType="secondaryAuthentication")], FOREVER, FOREVER),
        ([of(often(), state="enabledForReportingButNotEnforced")], FOREVER, FOREVER),
        ([of(often(), state="odd")], None, None),
        ([often(by=mfa(users__excludeUsers=[BEN]))], FOREVER, 28800),
        ([often(by=mfa(users__excludeUsers=[EVE]))], FOREVER, FOREVER),
        ([often(by=mfa(users__excludeUsers=["GuestsOrExternalUsers"]))], FOREVER, 28800),
        ([often(by=mfa(users__excludeUsers=[EVE])), often(by=mfa(users__includeUsers=[EVE]))], 28800, 28800),
        ([often(by=mfa(users__excludeUsers=[EVE])), often(by=SOME)], None, None),
        ([often(by=mfa(users__excludeUsers=[EVE])), often(by=SOME, value=9)], None, None),
        ([often(by=mfa(signInRiskLevels=["high"]), value=1), often()], 28800, 28800),
        ([often(by=mfa(clientAppTypes=["mobileAppsAndDesktopClients"]))], FOREVER, FOREVER),
        ([often(by=mfa(clientAppTypes=["browser"]))], 28800, 28800),
        ([often(by=mfa(users__includeUsers=[], users__includeGroups=[TEAM]))], None, None),
        ([often(type="moons")], None, None),
        ([often(value=0)], None, None),
        ([often(frequencyInterval="onceInALifetime")], None, None),
        ([often(authenticationType="somethingNew")], None, None),
        ([often(frequencyInterval=None, authenticationType=None)], 28800, 28800),
        ([MFA], FOREVER, FOREVER),
        ([], FOREVER, FOREVER),
    ],
)
def test_how_long_one_stays_in(near: Graph, some: list[JSON], everyone: int | None, administrators: int | None) -> None:
    estate.put(near, (POLICIES, "", some))
    found = facts(near)
    lasts = [one(found, Session, "web", at).max_seconds for at in ("", "/administrators")]
    assert lasts == [everyone, administrators]


NEVER, ALWAYS = ({**policy(mode), "sessionControls": browser(mode)} for mode in ("never", "always"))


def by_roles(lasting: Mapping[str, JSON]) -> dict[str, JSON]:
    return {**roles(GLOBAL, SECURITY), "grantControls": None, "sessionControls": lasting["sessionControls"]}


@pytest.mark.parametrize(
    ("some", "everyone", "administrators"),
    [
        ([NEVER], None, None),
        ([MFA], None, None),
        ([], None, None),
        ([by_roles(NEVER)], None, None),
        ([ALWAYS], FOREVER, FOREVER),
        ([NEVER, ALWAYS], FOREVER, FOREVER),
        ([of(ALWAYS, state="disabled")], None, None),
        ([of(ALWAYS, state="odd")], None, None),
        ([of(ALWAYS, conditions__devices=FILTER)], None, None),
        ([by_roles(ALWAYS)], None, FOREVER),
        ([{**ALWAYS, "sessionControls": browser("always", on=False)}], None, None),
        ([{**ALWAYS, "sessionControls": browser("somethingNew")}], None, None),
    ],
)
def test_an_idle_session_ends_on_some_devices_alone_and_for_nobody_who_is_kept_signed_in(
    near: Graph, some: list[JSON], everyone: int | None, administrators: int | None
) -> None:
    estate.put(near, (POLICIES, "", some))
    found = facts(near)
    sessions = [one(found, Session, "web", at) for at in ("", "/administrators")]
    assert [session.idle_seconds for session in sessions] == [everyone, administrators]
    enforced = {FOREVER: False, None: None}
    assert [session.enforced for session in sessions] == [enforced[everyone], enforced[administrators]]


def test_whose_sessions_they_are_is_said(near: Graph) -> None:
    estate.put(near)
    found = facts(near)
    names = [one(found, Session, "web", at).name for at in ("", "/administrators")]
    assert names == ["Alder Clinic", "administrators"]


def test_what_is_known_of_idle_sessions_is_said_and_stands_whatever_the_night_brings(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [NEVER]))
    found = one(facts(near), Session, "web", "")
    (why,) = (u for u in found.unread if u.field == "idle_seconds")
    assert why.outcome == "hidden"
    assert "the limit is 15 min, but on joined and managed devices Microsoft ends no idle session" in why.ask
    assert "the device's own lock" in why.ask
    findings = judged(answers(near), target(near)).findings
    ends = [f for f in findings if f.check in {"automatic-logoff.idle-ends", "automatic-logoff.enforced"}]
    assert {(f.status, f.standing) for f in ends} == {(Status.NOT_ASSESSED, True)}


def test_without_an_idle_limit_it_does_not_matter_who_stays_signed_in(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [MFA]), (TIMEOUTS, "", []))
    assert one(facts(near), Session, "web", "").idle_seconds == FOREVER


@pytest.mark.parametrize(("refused", "outcome"), [("denied", "denied"), ("premium", "unlicensed")])
def test_whether_somebody_stays_signed_in_is_not_known_without_the_policies(
    near: Graph, refused: str, outcome: str
) -> None:
    estate.put(near, (POLICIES, "", [NEVER]))
    getattr(near.held, refused).add("conditionalAccess")
    found = one(facts(near), Session, "web", "")
    assert (found.idle_seconds, found.enforced) == (None, None)
    assert {u.outcome for u in found.unread if u.field == "idle_seconds"} == {outcome}


def test_a_declared_account_makes_no_session_longer(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [often(by=mfa(users__excludeUsers=[BEN]))]))
    assert one(facts(near, break_glass=BEN), Session, "web", "").max_seconds == 28800


def test_whether_a_session_is_longer_for_somebody_nobody_knows_without_the_users(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [often(by=mfa(users__excludeUsers=[EVE]))]))
    near.held.denied.add("/users")
    assert one(facts(near, break_glass="eve@alder.example"), Session, "web", "").max_seconds is None
    assert one(facts(near, break_glass="4711"), Session, "web", "").max_seconds == FOREVER


def test_how_long_administrators_stay_in_is_not_known_without_the_roles(near: Graph) -> None:
    estate.put(near, (POLICIES, "", [often(by=roles(GLOBAL, SECURITY))]))
    near.held.denied.add("roleAssignments?")
    assert one(facts(near), Session, "web", "/administrators").max_seconds is None


def test_how_long_one_stays_in_is_not_known_without_the_policies(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("conditionalAccess")
    assert one(facts(near), Session, "web", "").max_seconds is None
